"""Why an amount was not paid, and whose move it is: group x reason x remark x what else the line says.

A reason code alone gives wrong answers: CO-16 says nothing without its remark, PR-27 is the front desk's and not yet the patient's, and
CO-45 for a whole charge is no contract.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Adjustment, Owner, RootCause
from edi_claims.codes import CARC, RARC, CarcRow, RarcRow
from edi_claims.codes.rows import RarcKind, Verdict
from revenue_cycle.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRIOR_PAYER = "23"
_PENDED = frozenset({"133", "257", "277"})
_STILL_PAYER = frozenset({"N615", "N616", "N617", "N618"})
_ELIGIBILITY = frozenset({"26", "27", "31"})
_FULL_CHARGE_NEVER = "45"


@attrs.frozen
class Cause:
    """A root cause with its owner and the next thing to do."""

    root_cause: RootCause
    owner: Owner
    next_action: str
    adjustment: str = ""
    """Group and reason, such as `CO-197`."""
    remark: str = ""
    """The remark code that decided, where one did."""


@attrs.frozen
class CauseRow:
    """A practice's own answer for a reason, a reason with a remark, or both at one payer. It goes before the library's tables."""

    reason: str
    root_cause: RootCause
    owner: Owner
    next_action: str
    remark: str = ""
    payer_id: str = ""


@attrs.frozen
class Context:
    """What else a line says: without it an adjustment cannot be told."""

    charge: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...] = ()
    payer_ids: frozenset[str] = frozenset()


# ---- what an adjustment does to the account

def kind_of(one: Adjustment, line: Context) -> EntryKind:
    """What an adjustment books to."""
    if one.reason == PRIOR_PAYER:
        return EntryKind.PRIOR_PAYER
    if (one.group == "OA" and one.reason in _PENDED) or not _STILL_PAYER.isdisjoint(line.remarks):
        return EntryKind.PENDED
    if one.group == "PR":
        return EntryKind.DENIAL if one.reason in _ELIGIBILITY else EntryKind.PATIENT_RESPONSIBILITY
    if is_denial(one, line):
        return EntryKind.DENIAL
    row = CARC.get(one.reason)
    if one.group == "CO" and row is not None and row.root_cause in (RootCause.CONTRACTUAL, RootCause.PATIENT_RESPONSIBILITY):
        return EntryKind.CONTRACTUAL
    return EntryKind.OTHER_ADJUSTMENT


def is_denial(one: Adjustment, line: Context) -> bool:
    """Whether an adjustment refuses what was billed, rather than pricing it.

    A reason that may or may not be one is a denial when it takes all that contract and patient share leave of an unpaid line; so is a
    reason that no table lists, and CO-45 for a whole charge, which its own rule forbids.
    """
    if one.group == "PR" or not one.amount:
        return False
    row = CARC.get(one.reason)
    if one.reason == _FULL_CHARGE_NEVER:
        return _takes_all(one, line) and one.amount == line.charge
    if row is None or row.is_denial is Verdict.DEPENDS:
        return _takes_all(one, line)
    return row.is_denial is Verdict.YES


def _takes_all(one: Adjustment, line: Context) -> bool:
    if line.paid or not line.charge:
        return False
    others = sum((other.amount for other in line.adjustments if other is not one and _is_share_or_contract(other)), ZERO)
    return one.amount == line.charge - others


def _is_share_or_contract(one: Adjustment) -> bool:
    row = CARC.get(one.reason)
    return one.group == "PR" or (row is not None and row.root_cause is RootCause.CONTRACTUAL and row.is_denial is Verdict.NO)


# ---- why

def cause_of(one: Adjustment, line: Context, rows: Sequence[CauseRow] = (), carc: Mapping[str, CarcRow] = CARC,
             rarc: Mapping[str, RarcRow] = RARC) -> Cause:
    """The root cause of one adjustment: the practice's rows, then a remark where the reason needs one, then the reason's own row."""
    own = _own(one, line, rows)
    if own is not None:
        return own
    row = carc.get(one.reason)
    deciding = next(((code, found) for code in line.remarks if (found := rarc.get(code)) is not None and found.kind is not RarcKind.ALERT), None)
    if row is None or row.rarc_required or (one.reason == _FULL_CHARGE_NEVER and is_denial(one, line)):
        if deciding is None:
            return Cause(RootCause.UNRESOLVED, Owner.BILLING, "Ask the payer what is meant: no remark code says it", one.code)
        code, found = deciding
        return Cause(found.root_cause, found.owner, found.next_action, one.code, code)
    return Cause(row.root_cause, row.owner, row.next_action, one.code)


def _own(one: Adjustment, line: Context, rows: Sequence[CauseRow]) -> Cause | None:
    fitting = [row for row in rows if row.reason == one.reason and row.remark in ("", *line.remarks)
               and (not row.payer_id or row.payer_id in line.payer_ids)]
    if not fitting:
        return None
    row = max(fitting, key=lambda one_row: (bool(one_row.payer_id), bool(one_row.remark)))
    return Cause(row.root_cause, row.owner, row.next_action, one.code, row.remark)


BLAME = (RootCause.ELIGIBILITY, RootCause.PAYER_SETUP, RootCause.COORDINATION_OF_BENEFITS, RootCause.TIMELY_FILING, RootCause.AUTHORIZATION,
         RootCause.SUBMISSION, RootCause.CODING, RootCause.DOCUMENTATION)
"""Which cause is named first when several denials stand on a line: the gate that the claim fails first."""


def first_cause(causes: Sequence[Cause]) -> Cause:
    """The cause to work on; the others are secondary."""
    return min(causes, key=lambda cause: BLAME.index(cause.root_cause) if cause.root_cause in BLAME else len(BLAME))


# ---- what may be done about it

_CODES = ("encounter.diagnoses", "encounter.services[].procedure", "encounter.services[].diagnosis_pointers", "encounter.place_of_service")


@attrs.frozen
class Allowed:
    """What may be changed on a claim to answer a denial, by its path, and what may not."""

    may_change: tuple[str, ...]
    must_not_change: tuple[str, ...] = ()
    needs_documentation: bool = False
    """A change is allowed only where the record already supports it, with a reference to it."""


_ALLOWED = {
    RootCause.CODING: Allowed(_CODES, (), needs_documentation=True),
    RootCause.DOCUMENTATION: Allowed(_CODES, (), needs_documentation=True),
    RootCause.AUTHORIZATION: Allowed(("authorization_number", "referral_number"), _CODES),
    RootCause.ELIGIBILITY: Allowed(("coverages", "encounter.patient"), _CODES),
    RootCause.COORDINATION_OF_BENEFITS: Allowed(("coverages", "prior_adjudications"), _CODES),
    RootCause.PAYER_SETUP: Allowed(("billing_provider", "encounter.providers", "coverages"), _CODES),
    RootCause.SUBMISSION: Allowed(("claim data other than codes",), _CODES),
    RootCause.TIMELY_FILING: Allowed(("delay_reason",), _CODES),
}


def allowed_changes(cause: RootCause) -> Allowed:
    """What may and may not be changed for a root cause. Where nothing is known, no code may be."""
    return _ALLOWED.get(cause, Allowed((), _CODES))
