"""What was sent: the way back from an acknowledgment's segment number to the claim, the line and the field."""

from __future__ import annotations

from decimal import Decimal

import attrs

from edi_claims.common import ZERO


@attrs.frozen(slots=False)
class SentPlace:
    """What one segment of a transaction set was written from."""

    segment: str
    """Segment id, such as `N4`."""
    loop: str
    claim: str | None = None
    """Patient control number; None for a level that several claims share."""
    service_line: int | None = None
    path: str = ""
    """Path in the claim, such as `billing_provider.address`."""


@attrs.frozen(slots=False)
class SentClaim:
    """One claim of a transaction set."""

    patient_control_number: str
    charge: Decimal
    frequency: str = "1"
    line_control_numbers: tuple[str, ...] = ()


@attrs.frozen(slots=False)
class SentSet:
    """One ST to SE."""

    control_number: str
    """ST02."""
    group_control_number: str
    """GS06."""
    batch_id: str = ""
    """BHT03: a 277CA returns it."""
    claims: tuple[SentClaim, ...] = ()
    places: tuple[SentPlace, ...] = attrs.field(default=(), repr=False)
    """One a segment, ST first."""

    def place(self, position: int) -> SentPlace | None:
        """What the segment at a position (ST is 1, as in IK302) was written from; None where the set is shorter."""
        return self.places[position - 1] if 0 < position <= len(self.places) else None

    @property
    def charge(self) -> Decimal:
        """The sum of its claims, dollars."""
        return sum((claim.charge for claim in self.claims), ZERO)


@attrs.frozen(slots=False)
class Receipt:
    """One interchange as it was sent."""

    interchange_control_number: str
    """ISA13."""
    sets: tuple[SentSet, ...] = ()

    def find(self, group_control_number: str, control_number: str) -> SentSet | None:
        """The set with these numbers, leading zeros aside; None where this interchange has none."""
        wanted = group_control_number.lstrip("0"), control_number.lstrip("0")
        return next((one for one in self.sets if (one.group_control_number.lstrip("0"), one.control_number.lstrip("0")) == wanted), None)

    @property
    def claims(self) -> tuple[SentClaim, ...]:
        """Every claim of it, in order."""
        return tuple(claim for one in self.sets for claim in one.claims)
