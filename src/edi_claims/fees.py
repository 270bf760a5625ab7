"""Fee schedules: what a payer allows for a procedure. Estimates, contracts and the simulated payer use them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims.codes import PLACE_OF_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims.common import Procedure


@attrs.frozen
class Fee:
    """One row: the allowed amount of a code."""

    code: str
    allowed: Decimal
    """Dollars a unit."""
    modifiers: tuple[str, ...] = ()
    """The row is for a service with all of these; empty: for any."""
    place_of_service: str = ""
    """Empty: any place."""
    begins: date | None = None
    ends: date | None = None
    in_facility: bool | None = None
    """True: only where the place of service is a facility, False: only where it is none; None: either."""
    multiple_procedures: str = ""
    """How Medicare reduces the second procedure of a day: 2 and 3 by the usual steps, 0 not at all; empty where the schedule does not say."""

    def applies(self, procedure: Procedure, on: date | None, place_of_service: str) -> bool:
        """Whether the row is for this service. A day of None is in any row."""
        return (
            self.code == procedure.code
            and set(self.modifiers) <= set(procedure.modifiers)
            and self.place_of_service in ("", place_of_service)
            and self.in_facility in (None, _is_facility(place_of_service))
            and (on is None or self.begins is None or self.begins <= on)
            and (on is None or self.ends is None or on <= self.ends)
        )


def _is_facility(place_of_service: str) -> bool:
    """Whether a payer pays its rate for facilities there; an unknown place is none."""
    row = PLACE_OF_SERVICE.get(place_of_service)
    return row is not None and row.facility


def _fees(given: Iterable[Fee]) -> tuple[Fee, ...]:
    """`tuple` itself would do as a converter, but type checkers then take nothing but a list that is written out."""
    return tuple(given)


@attrs.frozen
class FeeSchedule:
    """The rows of one payer's schedule, or of one plan's."""

    name: str
    fees: tuple[Fee, ...] = attrs.field(default=(), converter=_fees, repr=False)
    payer_id: str = ""
    """Whose it is; empty: any payer's."""
    _by_code: dict[str, list[Fee]] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Rows are found by their code."""
        object.__setattr__(self, "_by_code", _by_code(self.fees))

    def allowed(self, procedure: Procedure, on: date | None = None, place_of_service: str = "") -> Decimal | None:
        """Dollars allowed for one unit, by the most specific row; None where no row is for the service: no rate is not a rate of zero."""
        row = self.row(procedure, on, place_of_service)
        return None if row is None else row.allowed

    def row(self, procedure: Procedure, on: date | None = None, place_of_service: str = "") -> Fee | None:
        """The most specific row for a service; None where none is for it."""
        rows = [fee for fee in self._by_code.get(procedure.code, ()) if fee.applies(procedure, on, place_of_service)]
        return max(rows, key=_how_specific, default=None)


def _how_specific(fee: Fee) -> tuple[int, bool, bool, bool]:
    return len(fee.modifiers), bool(fee.place_of_service), fee.in_facility is not None, fee.begins is not None


def _by_code(fees: Iterable[Fee]) -> dict[str, list[Fee]]:
    found: dict[str, list[Fee]] = {}
    for fee in fees:
        found.setdefault(fee.code, []).append(fee)
    return found
