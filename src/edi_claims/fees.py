"""Fee schedules: what a payer allows for a procedure. Estimates, contracts and the simulated payer use them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

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

    def applies(self, procedure: Procedure, on: date | None, place_of_service: str) -> bool:
        """Whether the row is for this service. A day of None is in any row."""
        return (
            self.code == procedure.code
            and set(self.modifiers) <= set(procedure.modifiers)
            and self.place_of_service in ("", place_of_service)
            and (on is None or self.begins is None or self.begins <= on)
            and (on is None or self.ends is None or on <= self.ends)
        )


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

    def allowed(self, procedure: Procedure, on: date | None = None, place_of_service: str = "") -> Decimal | None:
        """Dollars allowed for one unit, by the most specific row; None where no row is for the service: no rate is not a rate of zero."""
        rows = [fee for fee in self.fees if fee.applies(procedure, on, place_of_service)]
        if not rows:
            return None
        return max(rows, key=lambda fee: (len(fee.modifiers), bool(fee.place_of_service), fee.begins is not None)).allowed
