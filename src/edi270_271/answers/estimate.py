"""What the patient will probably owe: allowed amount, deductible, coinsurance, copay and the out-of-pocket limit, with each step."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import attrs

from edi270_271.answers.answer import is_answered
from edi270_271.answers.figures import is_by_visit, is_doubtful
from edi270_271.answers.hints import hints_of
from edi270_271.answers.programs import is_medicaid
from edi270_271.answers.question import told
from edi_claims import ZERO, Benefit, CoverageAnswer, CoverageStatus, PatientShare, ShareStep

CENT = Decimal("0.01")
PARTS = ("spend_down", "copay", "deductible", "coinsurance")
"""The steps, in the order in which they are shown."""


@attrs.define
class Used:
    """What earlier lines of the visit used up, at the low end and at the high end."""

    low: dict[str, Decimal] = attrs.field(factory=dict)
    """Name of a step to dollars."""
    high: dict[str, Decimal] = attrs.field(factory=dict)
    low_paid: Decimal = ZERO
    high_paid: Decimal = ZERO
    copays: frozenset[str] = frozenset()
    """Service types for which the visit's copay is already taken."""

    @classmethod
    def by(cls, earlier: PatientShare | None) -> Used:
        """From the share of the lines before; one without steps was made by hand, and its parts hold for both ends."""
        if earlier is None:
            return cls()
        if not earlier.steps:
            parts = {"copay": earlier.copay, "deductible": earlier.deductible, "coinsurance": earlier.coinsurance}
            return cls(parts, dict(parts), earlier.low, earlier.high)
        low = {name: sum((one.low for one in earlier.steps if one.name == name), ZERO) for name in PARTS}
        high = {name: sum((one.high for one in earlier.steps if one.name == name), ZERO) for name in PARTS}
        return cls(low, high, earlier.low, earlier.high, copays_of(earlier))


def copays_of(share: PatientShare) -> frozenset[str]:
    """Service types for which a share has a copay."""
    return frozenset(one.service_type for one in share.steps if one.name == "copay" and one.high > 0)


@attrs.define
class _Terms:
    """One end of what the rows may mean: each figure at its lowest, or each at its highest. None: no limit is stated."""

    copay: Decimal
    deductible_left: Decimal
    rate: Decimal
    limit_left: Decimal | None
    spend_down_left: Decimal = ZERO

    def share(self, allowed: Decimal, used: dict[str, Decimal], paid: Decimal) -> _Share:
        """What is owed under these terms, after what earlier lines of the visit used up and paid."""
        spent = min(allowed, max(ZERO, self.spend_down_left - used.get("spend_down", ZERO)))
        rest = allowed - spent
        deductible = min(rest, max(ZERO, self.deductible_left - used.get("deductible", ZERO)))
        coinsurance = (self.rate * (rest - deductible)).quantize(CENT, ROUND_HALF_UP)
        most = allowed if self.limit_left is None else min(allowed, spent + max(ZERO, self.limit_left - (paid - used.get("spend_down", ZERO))))
        return _Share(spent, self.copay, deductible, coinsurance).capped(most)


@attrs.define
class _Share:
    spend_down: Decimal = ZERO
    copay: Decimal = ZERO
    deductible: Decimal = ZERO
    coinsurance: Decimal = ZERO
    was_capped: bool = False

    @property
    def total(self) -> Decimal:
        return self.spend_down + self.copay + self.deductible + self.coinsurance

    def capped(self, most: Decimal) -> _Share:
        """No more than that, taken off the coinsurance first, then the copay. A spend-down is no part of the limit."""
        left, kept = most, dict[str, Decimal]()
        for name in ("spend_down", "deductible", "copay", "coinsurance"):
            kept[name] = min(getattr(self, name), left)
            left -= kept[name]
        return _Share(**kept, was_capped=self.total > most)


def estimate(answer: CoverageAnswer, allowed: Decimal, *, after: PatientShare | None = None) -> PatientShare:
    """The patient's probable share of an allowed amount, in dollars.

    Only a copay, where there is one for the service and no deductible for it, or where the message says that the deductible does not
    apply. Otherwise what is left of the deductible, coinsurance on the rest, and the copay, up to what is left of the out-of-pocket
    limit. `low` and `high` differ where rows conflict or a figure that matters is not stated; the parts are those of `high`, `steps` has
    both. `after` is the share of the lines of the visit before this one: what they used of deductible and limit is not used twice, and a
    copay is taken once a visit.

    Raises:
        ValueError: the allowed amount is below zero.
    """
    return share_of(answer, allowed, Used.by(after))


def share_of(answer: CoverageAnswer, allowed: Decimal, used: Used) -> PatientShare:
    """The same, after what was used up."""
    if allowed < 0:
        raise ValueError("an allowed amount is not below zero")
    if answer.patient_may_be_billed is False:
        return PatientShare(ZERO, ZERO, reasons=("the patient may not be billed for his share: Medicaid pays it",))
    if answer.status is not CoverageStatus.ACTIVE:
        return _without_coverage(answer, allowed)
    reasons: list[str] = []
    low, high = _terms(answer, allowed, used, reasons)
    least, most = low.share(allowed, used.low, used.low_paid), high.share(allowed, used.high, used.high_paid)
    if answer.patient_may_be_billed is None:
        reasons.append("the patient may be one whom nobody may bill for his share")
        least = _Share()
    steps = _steps(answer, allowed, least, most, (low, high))
    least, most = sorted((least, most), key=lambda one: one.total)      # at the high end earlier lines may leave less to pay
    reasons += _told(answer, allowed, most)
    return PatientShare(least.total, most.total, most.copay, most.deductible, most.coinsurance, tuple(reasons), steps)


def _without_coverage(answer: CoverageAnswer, allowed: Decimal) -> PatientShare:
    if is_answered(answer):
        low, reason = allowed, f"{answer.status}: the patient may owe the whole charge, which may be more than this payer allows"
    else:
        low, reason = ZERO, f"{answer.status}: nothing is known of the patient's share"
    return PatientShare(low, allowed, reasons=(reason,), steps=(ShareStep("whole", low, allowed, reason, answer.service_type),))


# ---- the steps

def _steps(answer: CoverageAnswer, allowed: Decimal, least: _Share, most: _Share, terms: tuple[_Terms, _Terms]) -> tuple[ShareStep, ...]:
    """Each part that is more than nothing, with how it came about."""
    capped = ", capped" if most.was_capped else ""
    rate = _ends_told(terms[0].rate, terms[1].rate)
    above = allowed - most.spend_down - most.deductible
    why = {
        "spend_down": "what is left of the spend-down", "copay": "once a visit",
        "deductible": f"the lesser of {allowed} allowed and {_ends_told(terms[0].deductible_left, terms[1].deductible_left)} left before this visit",
        "coinsurance": f"{rate} of {above} above the deductible",
    }
    found = [ShareStep(name, getattr(least, name), getattr(most, name), why[name] + capped, answer.service_type) for name in PARTS]
    return tuple(one for one in found if one.low or one.high)


def _ends_told(low: Decimal, high: Decimal) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _told(answer: CoverageAnswer, allowed: Decimal, most: _Share) -> list[str]:
    """The steps of the highest share, in one line, and what it leaves out."""
    parts = [f"{name} {number}" for name in ("spend_down", "deductible", "coinsurance", "copay") if (number := getattr(most, name))]
    found = [f"of {allowed} allowed: {' + '.join(parts) or 'nothing'}"]
    if most.was_capped:
        found.append("capped at the allowed amount or at what is left of the out-of-pocket limit")
    if not answer.in_network:
        found.append("out of network: the provider may bill more than the allowed amount")
    return found


# ---- the terms

def _terms(answer: CoverageAnswer, allowed: Decimal, used: Used, reasons: list[str]) -> tuple[_Terms, _Terms]:
    copay, limit = _copay(answer, used, reasons), _ends(answer, "out_of_pocket_remaining") or (None, None)
    rate = _rate(answer, reasons)
    spend = _ends(answer, "spend_down") or (ZERO, ZERO)
    only = copay is not None and (_is_waived(answer) or _is_only_copay(answer))
    if only and copay is not None:
        low, high = _copay_only(answer, copay, rate, allowed, reasons)
    else:
        low, high = _all_parts(answer, copay, rate, allowed - min(allowed, spend[0]), used, reasons)
    low.limit_left, high.limit_left = limit
    low.spend_down_left, high.spend_down_left = spend
    return low, high


def _all_parts(answer: CoverageAnswer, copay: tuple[Decimal, Decimal] | None, rate: tuple[Decimal, Decimal] | None, allowed: Decimal,
               used: Used, reasons: list[str]) -> tuple[_Terms, _Terms]:
    """Deductible, coinsurance on the rest, and the copay where there is one."""
    left = _deductible_left(answer, allowed, reasons)
    needs_rate = allowed > max(ZERO, left[0] - used.low.get("deductible", ZERO))
    if rate is None and copay is not None:
        rate = ZERO, ZERO
        reasons.append("coinsurance: not stated beside the copay: taken for none")
    elif rate is None and needs_rate and is_medicaid(answer.evidence.get("plan")):
        reasons.append("coinsurance: not stated: Medicaid's patients owe only what it states")
    elif rate is None and needs_rate:
        rate = ZERO, Decimal(1)
        reasons.append("coinsurance: not stated: up to the whole allowed amount")
    if copay is None and rate is not None:
        reasons.append("copay: not stated for the service: taken for none")
    copays, rates = copay or (ZERO, ZERO), rate or (ZERO, ZERO)
    return _Terms(copays[0], left[0], rates[0], None), _Terms(copays[1], left[1], rates[1], None)


def _ends(answer: CoverageAnswer, name: str) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest of a figure; None where it is not stated."""
    value: Decimal | None = getattr(answer, name)
    return answer.range.get(name) if value is None else (value, value)


def _copay(answer: CoverageAnswer, used: Used, reasons: list[str]) -> tuple[Decimal, Decimal] | None:
    """The copay, once a visit: a second one for the same service is none, one for another service may or may not come on top."""
    stated = _ends(answer, "copay")
    if stated is None:
        return None
    if not all(map(is_by_visit, rows_of(answer, "copay"))):
        reasons.append("copay: it is not stated by visit: see how the answer states it")
    if answer.service_type in used.copays:
        reasons.append("copay: taken once a visit, and already taken")
        return ZERO, ZERO
    if used.copays and stated[1] > 0:
        reasons.append(f"copay: the visit has one already; the one for {told(answer.service_type)} may come on top")
        return ZERO, stated[1]
    return stated


def _rate(answer: CoverageAnswer, reasons: list[str]) -> tuple[Decimal, Decimal] | None:
    """The patient's fraction; one that may be the payer's is taken both ways."""
    ends = _ends(answer, "coinsurance")
    if ends is None or "coinsurance" in answer.range or not any(map(is_doubtful, rows_of(answer, "coinsurance"))):
        return ends
    reasons.append(f"coinsurance: {ends[0]} may be the payer's share: taken for {1 - ends[0]} to {ends[1]}")
    return min(1 - ends[0], ends[0]), ends[1]


def _copay_only(answer: CoverageAnswer, copay: tuple[Decimal, Decimal], rate: tuple[Decimal, Decimal] | None, allowed: Decimal,
                reasons: list[str]) -> tuple[_Terms, _Terms]:
    """The copay alone; where coinsurance is stated for the service too, it may come on top."""
    waived = _is_waived(answer)
    reasons.append("only the copay: " + ("the message says that the deductible does not apply" if waived
                                         else "there is one for the service, and no deductible for it"))
    low, high = _Terms(copay[0], ZERO, ZERO, None), _Terms(copay[1], ZERO, ZERO, None)
    if rate is not None and _is_own(answer, "coinsurance") and rate[1] > 0:
        high.rate = rate[1]
        high.deductible_left = ZERO if waived else _deductible_left(answer, allowed, reasons)[1]
        reasons.append("coinsurance is stated for the service too: it may come on top of the copay")
    return low, high


def _deductible_left(answer: CoverageAnswer, allowed: Decimal, reasons: list[str]) -> tuple[Decimal, Decimal]:
    """What is left of the deductible; unknown, it may be nothing or all of it."""
    left = _ends(answer, "deductible_remaining")
    if left is not None:
        return left
    whole = _ends(answer, "deductible")
    if whole is not None:
        reasons.append(f"deductible_remaining: not stated: between nothing and {whole[1]}")
        return ZERO, whole[1]
    if is_medicaid(answer.evidence.get("plan")):
        reasons.append("deductible: not stated: Medicaid's patients owe only what it states")
        return ZERO, ZERO
    reasons.append("deductible: not stated: up to the whole allowed amount")
    return ZERO, allowed


# ---- what the rows say

def rows_of(answer: CoverageAnswer, name: str) -> list[Benefit]:
    """The row of a figure, or both rows of its range."""
    return [answer.evidence[key] for key in (name, f"{name}.low", f"{name}.high") if key in answer.evidence]


def _is_own(answer: CoverageAnswer, name: str) -> bool:
    """Whether a figure is stated for the service itself, or for what was asked."""
    return any(answer.service_type in row.service_types or not row.service_types for row in rows_of(answer, name))


def _is_waived(answer: CoverageAnswer) -> bool:
    """Whether every copay row says that the deductible does not apply."""
    rows = rows_of(answer, "copay")
    return bool(rows) and all("deductible does not apply" in hints_of(row) for row in rows)


def _is_only_copay(answer: CoverageAnswer) -> bool:
    """A copay for the service, and no deductible for it. A copay of 0 beside coinsurance says only that there is none."""
    if not _is_own(answer, "copay") or any(_is_own(answer, name) for name in ("deductible", "deductible_remaining")):
        return False
    copay = _ends(answer, "copay")
    return copay is not None and (copay[1] > 0 or not _is_own(answer, "coinsurance"))
