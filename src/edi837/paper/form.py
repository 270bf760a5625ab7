"""The boxes of a filled form, asked by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edi837.paper.texts import LETTERS, read_day, read_dollars, unreadable
from edi_claims import EdiError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

_PLAIN = frozenset((
    "carrier", "1", "1a", "2", "3", "3 sex", "4", "6", *(f"{box}{part}" for box in "57" for part in ("", " city", " state", " zip", " phone")),
    "9", "9a", "9d", "10a", "10b", "10b state", "10c", "10d", "11", "11a", "11a sex", "11b", "11b qual", "11c", "11d", "12", "13", "14", "14 qual",
    "15", "15 qual", "16 from", "16 to", "17", "17 qual", "17a", "17a qual", "17b", "18 from", "18 to", "19", "20", "20 charges", "21 ind",
    *(f"21{letter}" for letter in LETTERS), "22", "22 ref", "23", "25", "25 type", "26", "27", "28", "29", "31", "32", "32a", "32b", "33", "33 phone",
    "33a", "33b"))
_LINE = re.compile(r"24(?:A\.(\d{1,3}) (?:from|to)|[B-HJ]\.(\d{1,3})|(?:|H|I|J)\.(\d{1,3}) shaded)", re.ASCII)


class Form:
    """A filled form. What is not there is an empty text.

    Raises:
        EdiError: there is a box that the form does not have.
    """

    def __init__(self, boxes: Mapping[str, str]) -> None:
        self._boxes = {box: text.strip() for box, text in boxes.items()}
        numbers = set()
        for box in self._boxes:
            if box not in _PLAIN:
                found = _LINE.fullmatch(box)
                if found is None:
                    raise EdiError("there is a box that the form does not have")
                numbers.add(int(next(filter(None, found.groups()))))
        self.lines = sorted(numbers)
        """The numbers of the lines that have any box."""

    def text(self, box: str) -> str:
        """What stands in a box."""
        return self._boxes.get(box, "")

    def needed(self, box: str) -> str:
        """What stands in a box that must not be empty."""
        text = self.text(box)
        if not text:
            raise unreadable(box, "empty")
        return text

    def day(self, box: str) -> date | None:
        """A day; None where the box is empty."""
        text = self.text(box)
        return read_day(text, box) if text else None

    def dollars(self, box: str) -> Decimal:
        """An amount that must be there."""
        return read_dollars(self.needed(box), box)

    def one_of(self, box: str, words: Mapping[str, str], default: str) -> str:
        """What a word means that stands in a box; that of `default` where it is empty."""
        word = self.text(box).upper() or default
        if word not in words:
            raise unreadable(box, f"none of {', '.join(filter(None, words))}")
        return words[word]
