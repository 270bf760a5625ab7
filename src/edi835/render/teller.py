"""What every part of a page needs to say something: the tables, the currency, how much of a person may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi835.render.labels import Labels
from edi835.render.view import Remark
from edi_claims.pages.shown import Discretion, Money, called, clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims.codes import CodeTable


@attrs.frozen
class Teller:
    """Words, currency and discretion of one page."""

    labels: Labels
    money: Money
    discretion: Discretion

    def remarks(self, codes: Iterable[str]) -> tuple[Remark, ...]:
        """Remark codes with their labels; a code twice is shown once."""
        return tuple(Remark(clean(code), self.called(self.labels.remark, code)) for code in dict.fromkeys(codes))

    @staticmethod
    def called(table: CodeTable[Any], code: str) -> str:
        """What a table calls a code."""
        return called(table, code)
