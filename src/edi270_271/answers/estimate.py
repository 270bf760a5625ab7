"""What the patient will probably owe: allowed amount, deductible, coinsurance, copay and the out-of-pocket limit, with each step."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import attrs

from edi270_271.answers.answer import is_answered
from edi270_271.answers.hints import hints_of
from edi_claims import ZERO, Benefit, CoverageAnswer, CoverageStatus, PatientShare

CENT = Decimal("0.01")


@attrs.define
class _Terms:
    """One end of what the rows may mean: each figure at its lowest, or each at its highest. None: no limit is stated."""

    copay: Decimal
    deductible_left: Decimal
    rate: Decimal
    limit_left: Decimal | None

    def share(self, allowed: Decimal, earlier: PatientShare | None, *, highest: bool) -> _Share:
        """What is owed under these terms, after what earlier lines of the visit used up."""
        used, paid = (earlier.deductible, earlier.high if highest else earlier.low) if earlier else (ZERO, ZERO)
        deductible = min(allowed, max(ZERO, self.deductible_left - used))
        coinsurance = (self.rate * (allowed - deductible)).quantize(CENT, ROUND_HALF_UP)
        most = allowed if self.limit_left is None else min(allowed, max(ZERO, self.limit_left - paid))
        return _Share(self.copay, deductible, coinsurance).capped(most)


@attrs.define
class _Share:
    copay: Decimal
    deductible: Decimal
    coinsurance: Decimal
    was_capped: bool = False

    @property
    def total(self) -> Decimal:
        return self.copay + self.deductible + self.coinsurance

    def capped(self, most: Decimal) -> _Share:
        """No more than that, taken off the coinsurance first, then the copay."""
        deductible = min(self.deductible, most)
        copay = min(self.copay, most - deductible)
        coinsurance = min(self.coinsurance, most - deductible - copay)
        return _Share(copay, deductible, coinsurance, self.total > most)


def estimate(answer: CoverageAnswer, allowed: Decimal, *, after: PatientShare | None = None) -> PatientShare:
    """The patient's probable share of an allowed amount, in dollars.

    Only a copay, where there is one for the service and no deductible for it, or where the message says that the deductible does not
    apply. Otherwise what is left of the deductible, coinsurance on the rest, and the copay, up to what is left of the out-of-pocket
    limit. `low` and `high` differ where rows conflict or a figure that matters is not stated; the parts are those of `high`. `after` is
    the share of the lines of the visit before this one: what they used of deductible and limit is not used twice.

    Raises:
        ValueError: the allowed amount is below zero.
    """
    if allowed < 0:
        raise ValueError("an allowed amount is not below zero")
    if answer.status is not CoverageStatus.ACTIVE:
        return _without_coverage(answer, allowed)
    reasons: list[str] = []
    low, high = _terms(answer, allowed, after, reasons)
    least, most = low.share(allowed, after, highest=False), high.share(allowed, after, highest=True)
    reasons += _told(answer, allowed, most)
    if "patient_not_billed" in answer.evidence:
        reasons.append("the patient may not be billed for his share: Medicaid pays it")
        least = _Share(ZERO, ZERO, ZERO)
    return PatientShare(min(least.total, most.total), most.total, most.copay, most.deductible, most.coinsurance, tuple(reasons))


def _without_coverage(answer: CoverageAnswer, allowed: Decimal) -> PatientShare:
    if is_answered(answer):
        reason = f"{answer.status}: the patient may owe the whole charge, which may be more than this payer allows"
        return PatientShare(allowed, allowed, reasons=(reason,))
    return PatientShare(ZERO, allowed, reasons=(f"{answer.status}: nothing is known of the patient's share",))


def _told(answer: CoverageAnswer, allowed: Decimal, most: _Share) -> list[str]:
    """The steps of the highest share."""
    parts = [f"{name} {number}" for name in ("deductible", "coinsurance", "copay") if (number := getattr(most, name))]
    found = [f"of {allowed} allowed: {' + '.join(parts) or 'nothing'}"]
    if most.was_capped:
        found.append("capped at the allowed amount or at what is left of the out-of-pocket limit")
    if not answer.in_network:
        found.append("out of network: the provider may bill more than the allowed amount")
    return found


# ---- the terms

def _terms(answer: CoverageAnswer, allowed: Decimal, after: PatientShare | None, reasons: list[str]) -> tuple[_Terms, _Terms]:
    copay = _ends(answer, "copay")
    rate = _ends(answer, "coinsurance")
    limit = _ends(answer, "out_of_pocket_remaining") or (None, None)
    waived = copay is not None and _is_waived(answer)
    only = copay is not None and (waived or _is_only_copay(answer))
    if only and copay is not None:
        return _copay_only(answer, copay, rate, limit, allowed, reasons)
    left = _deductible_left(answer, allowed, reasons)
    needs_rate = allowed > max(ZERO, left[0] - (after.deductible if after else ZERO))
    if rate is None and copay is not None:
        rate = ZERO, ZERO
        reasons.append("coinsurance: not stated beside the copay: taken for none")
    elif rate is None and needs_rate:
        rate = ZERO, Decimal(1)
        reasons.append("coinsurance: not stated: up to the whole allowed amount")
    if copay is None and rate is not None:
        reasons.append("copay: not stated for the service: taken for none")
    copays, rates = copay or (ZERO, ZERO), rate or (ZERO, ZERO)
    return _Terms(copays[0], left[0], rates[0], limit[0]), _Terms(copays[1], left[1], rates[1], limit[1])


def _ends(answer: CoverageAnswer, name: str) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest of a figure; None where it is not stated."""
    value: Decimal | None = getattr(answer, name)
    return answer.range.get(name) if value is None else (value, value)


def _copay_only(answer: CoverageAnswer, copay: tuple[Decimal, Decimal], rate: tuple[Decimal, Decimal] | None,
                limit: tuple[Decimal | None, Decimal | None], allowed: Decimal, reasons: list[str]) -> tuple[_Terms, _Terms]:
    """The copay alone; where coinsurance is stated for the service too, it may come on top."""
    waived = _is_waived(answer)
    reasons.append("only the copay: " + ("the message says that the deductible does not apply" if waived
                                         else "there is one for the service, and no deductible for it"))
    low = _Terms(copay[0], ZERO, ZERO, limit[0])
    high = _Terms(copay[1], ZERO, ZERO, limit[1])
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
    reasons.append("deductible: not stated: up to the whole allowed amount")
    return ZERO, allowed


def _rows(answer: CoverageAnswer, name: str) -> list[Benefit]:
    return [answer.evidence[key] for key in (name, f"{name}.low", f"{name}.high") if key in answer.evidence]


def _is_own(answer: CoverageAnswer, name: str) -> bool:
    """Whether a figure is stated for the service itself, or for what was asked."""
    return any(answer.service_type in row.service_types or not row.service_types for row in _rows(answer, name))


def _is_waived(answer: CoverageAnswer) -> bool:
    """Whether every copay row says that the deductible does not apply."""
    rows = _rows(answer, "copay")
    return bool(rows) and all("deductible does not apply" in hints_of(row) for row in rows)


def _is_only_copay(answer: CoverageAnswer) -> bool:
    """A copay for the service, and no deductible for it. A copay of 0 beside coinsurance says only that there is none."""
    if not _is_own(answer, "copay") or any(_is_own(answer, name) for name in ("deductible", "deductible_remaining")):
        return False
    copay = _ends(answer, "copay")
    return copay is not None and (copay[1] > 0 or not _is_own(answer, "coinsurance"))
