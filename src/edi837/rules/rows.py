"""The rows of the scrubber's tables: what a practice knows of codes, one noun a kind, and what the library gives for a start."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

MEDICARE = ("MA", "MB")
"""SBR09 of Medicare."""


def texts(given: Iterable[str]) -> tuple[str, ...]:
    """`tuple` itself would do as a converter, but type checkers then refuse a tuple."""
    return tuple(given)


@attrs.frozen
class Validity:
    """From when to when a procedure code or a modifier may be billed; None: open at that end."""

    begins: date | None = None
    ends: date | None = None
    """The last day on which it may be used."""
    coverage: str = ""
    """Medicare's coverage code of the HCPCS file: C carrier's judgement, D special, I not payable, M not covered, S by statute."""

    def __contains__(self, day: object) -> bool:
        """Whether it is valid on a day. A day that is not known is in any validity."""
        return not isinstance(day, date) or ((self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends))


@attrs.frozen
class Policy:
    """Which diagnoses support a procedure: a payer's coverage policy, as the practice keeps it."""

    procedures: tuple[str, ...] = attrs.field(converter=texts)
    """Codes, or patterns such as `9300*`."""
    diagnoses: tuple[str, ...] = attrs.field(converter=texts)
    """Codes without dots, or patterns such as `R07*`; one of those that the line points to must match."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""
    filing_indicators: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """SBR09 of the coverages that it is for; empty: any."""
    validity: Validity = Validity()
    name: str = ""
    """The payer's number of the policy, such as `A57001`."""


@attrs.frozen
class ModifierRule:
    """A modifier that a payer wants when services meet on one day, such as 25 on a visit beside a procedure."""

    procedures: tuple[str, ...] = attrs.field(converter=texts)
    """Codes or patterns of the service that needs it."""
    modifiers: tuple[str, ...] = attrs.field(converter=texts)
    """One of these is enough."""
    beside: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Codes or patterns of the other service of that day; empty: always."""
    places: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Places of service; empty: any."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""
    units: Decimal | None = None
    """Only where the line has so many units, as two of a service that is done on either side; None: however many."""
    severity: Severity = Severity.ERROR


@attrs.frozen
class Approval:
    """An authorization that a payer granted."""

    number: str
    begins: date | None = None
    ends: date | None = None
    procedures: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Codes or patterns; empty: any."""
    units: Decimal | None = None
    """How many are left; None: not limited, or not known."""
    providers: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """NPIs of those who may treat under it; empty: anybody."""
    facilities: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """NPIs of the places where it may be done; empty: anywhere."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""


@attrs.frozen
class PairEdit:
    """Two services that are not paid together on one day: a procedure-to-procedure edit of NCCI."""

    paid: str
    """Column 1."""
    bundled: str
    """Column 2: part of the other, or excluded by it."""
    begins: date
    ends: date | None = None
    """The last day of the edit; None: in force. An edit that ends on the day on which it begins never was."""
    indicator: str = "0"
    """Whether a modifier may part the two: 0 never, 1 where the record supports one, 9 does not apply."""


class PairEdits:
    """Pair edits by their codes. CMS publishes millions of them: each takes twelve bytes here.

    >>> edits = PairEdits([PairEdit("99285", "93000", date(2020, 1, 1), indicator="1")])
    >>> edits.indicator("99285", "93000", date(2026, 1, 1)), edits.indicator("93000", "99285", date(2026, 1, 1)), len(edits)
    ('1', None, 1)
    """

    _WIDTH = 12
    _NEVER = 0xFFFFFF

    def __init__(self, edits: Iterable[PairEdit] = ()) -> None:
        """Hold these."""
        self._of: dict[str, bytearray] = {}
        for one in edits:
            self.add(one.paid, one.bundled, one.begins, one.ends, one.indicator)

    def add(self, paid: str, bundled: str, begins: date, ends: date | None, indicator: str) -> None:
        """Add one, without an object for it. A table is filled before it is used."""
        last = self._NEVER if ends is None else ends.toordinal()
        self._of.setdefault(paid, bytearray()).extend(
            bundled.encode("ascii").ljust(5) + begins.toordinal().to_bytes(3, "big") + last.to_bytes(3, "big") + indicator.encode("ascii"))

    def __len__(self) -> int:
        return sum(map(len, self._of.values())) // self._WIDTH

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} edits)"

    def indicator(self, paid: str, bundled: str, day: date | None) -> str | None:
        """The modifier indicator of the edit in force on a day; None where there is none, or the day is not known."""
        rows = self._of.get(paid)
        if rows is None or day is None:
            return None
        wanted, at, on = bundled.encode("ascii", "replace").ljust(5), -1, day.toordinal()
        while (at := rows.find(wanted, at + 1)) >= 0:
            if at % self._WIDTH == 0 and self._in_force(rows, at, on):
                return chr(rows[at + 11])
        return None

    @classmethod
    def _in_force(cls, rows: bytearray, at: int, on: int) -> bool:
        begins, ends = int.from_bytes(rows[at + 5:at + 8], "big"), int.from_bytes(rows[at + 8:at + 11], "big")
        return begins <= on <= ends and begins != ends


@attrs.frozen
class UnitLimit:
    """How many units of a service one patient can have: a medically unlikely edit (MUE)."""

    code: str
    units: Decimal
    by: str = "3"
    """Whose limit it is (MAI): 1 a line's, 2 a day's by policy, 3 a day's by clinical experience."""
    begins: date | None = None
    """The first day of the edition; None: any day."""


@attrs.frozen
class AddOn:
    """A service that is only done with another one: an add-on code edit."""

    code: str
    parents: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """The services that it goes with, codes or patterns; empty: the payer's own list."""
    kind: str = "1"
    """1: with one of these and no other, 2: the payer's list, 3: with one of these or of the payer's list."""
    validity: Validity = Validity()


@attrs.frozen
class PersonLimit:
    """Whom a diagnosis or a procedure can concern. What is empty or None limits nothing."""

    codes: tuple[str, ...] = attrs.field(converter=texts)
    """Codes or patterns, diagnoses without dots."""
    sex: str = ""
    """F or M."""
    least_age: int | None = None
    """Completed years on the day of service."""
    most_age: int | None = None
    severity: Severity = Severity.ERROR


@attrs.frozen
class DrugRule:
    """Services for which a payer wants the national drug code (2410)."""

    procedures: tuple[str, ...] = attrs.field(converter=texts)
    """Codes, or patterns such as `J*`."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""
    filing_indicators: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """SBR09, such as `MC` for Medicaid; empty: any."""


PERSON_LIMITS = (
    PersonLimit(("O*", "Z3[34]*", "Z3A*", "N8[0-9]*", "N9[0-8]*", "C5[1-8]*", "D06*", "D2[5-8]*"), "F", severity=Severity.WARNING),
    PersonLimit(("N4[0-9]*", "N5[0-3]*", "C6[0-3]*", "D29*"), "M", severity=Severity.WARNING))
"""The chapters of ICD-10-CM that concern one sex: pregnancy and the genital organs. A person may differ, so they only warn."""

UNLISTED = ("[0-9][0-9]999", "A4649", "A9999", "B9998", "B9999", "C9399", "E1399", "J3490", "J3590", "J7[5679]99", "J8999", "J9999", "K0108", "L8499")
"""Codes that say nothing by themselves: CPT's numbers that end in 999, and those of HCPCS for what has no code. A practice adds its own."""

NEW_PATIENT = ("9920[2-5]", "9200[24]", "9938[1-7]", "9934[1245]")
"""Visits of a patient whom neither the physician nor his group has seen for three years."""

VISITS = ("992??", "993??", "994??", "9200[24]", "9201[24]", "G0438", "G0439", "G0402")
"""Evaluation and management."""

THERAPY = ("9701?", "9702?", "9703?", "9711?", "97124", "97140", "97150", "9716?", "9753?", "9754?", "97750", "97755", "9776?",
           "92507", "92508", "9252?", "92610")
STANDARD_MODIFIERS = (
    ModifierRule(THERAPY, ("GP", "GO", "GN"), severity=Severity.WARNING),
    ModifierRule(("*",), ("95", "93", "GT", "GQ", "FQ", "FR"), places=["02", "10"], severity=Severity.WARNING))
"""What many payers want, to be given as `modifier_rules`: the plan of care that therapy belongs to, and that a visit was no visit in person."""
