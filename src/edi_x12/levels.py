"""Levels (HL) while they are written: which are open, what each says, and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_x12.writer import Segment


@attrs.define
class OpenLevels:
    """The levels of a transaction set that are open while it is written, and their numbers."""

    codes: ClassVar[tuple[str, ...]]
    """HL03 by how deep a level lies."""
    count: int = 0
    """HL01 of the last one."""
    numbers: list[tuple[object, str]] = attrs.field(factory=list)
    """What each open level says, and its HL01; the payer's first."""

    def level(self, out: list[Segment], depth: int, *, more: bool) -> int:
        """An HL; gives where in `out` it stands."""
        del self.numbers[depth:]
        above = next((number for _, number in reversed(self.numbers) if number), "")
        self.count += 1
        self.numbers += [(None, "")] * (depth - len(self.numbers)) + [(None, str(self.count))]
        out.append(("HL", str(self.count), above, self.codes[depth], "1" if more else "0"))
        return len(out) - 1

    def shared(self, out: list[Segment], depth: int, says: object, write: Callable[[list[Segment], int], None], *, more: bool = True) -> None:
        """A level that leads to others, or to several things: written unless the one that is open says the same."""
        if depth < len(self.numbers) and self.numbers[depth][0] == says:
            return
        start = self.level(out, depth, more=more)
        self.numbers[depth] = says, self.numbers[depth][1]
        write(out, start)
