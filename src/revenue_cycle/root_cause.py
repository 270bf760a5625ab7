"""Why an amount was not paid, and whose move it is. What the amount is, floor 0 says (`edi_claims.decisions`): kinds become entries here.

A reason code alone gives wrong answers: CO-16 says nothing without its remark, PR-27 is the front desk's and not yet the patient's, and
CO-45 for a whole charge is no contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import Adjustment, Owner, RootCause
from edi_claims.codes import CARC, RARC, AmountKind, CarcRow, RarcRow
from edi_claims.codes.rows import RarcKind
from edi_claims.decisions import Unit, amount_kind, is_denial
from revenue_cycle.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FULL_CHARGE_NEVER = "45"
_BOOKS_TO = {
    AmountKind.PAID: EntryKind.PAYMENT,
    AmountKind.CONTRACTUAL: EntryKind.CONTRACTUAL,
    AmountKind.SEQUESTRATION: EntryKind.CONTRACTUAL,
    AmountKind.CAPITATION: EntryKind.CONTRACTUAL,
    AmountKind.WITHHELD: EntryKind.CONTRACTUAL,
    AmountKind.DEDUCTIBLE: EntryKind.PATIENT_RESPONSIBILITY,
    AmountKind.COINSURANCE: EntryKind.PATIENT_RESPONSIBILITY,
    AmountKind.COPAY: EntryKind.PATIENT_RESPONSIBILITY,
    AmountKind.PATIENT_OTHER: EntryKind.PATIENT_RESPONSIBILITY,
    AmountKind.PRIOR_PAYER: EntryKind.PRIOR_PAYER,
    AmountKind.PENDED: EntryKind.PENDED,
    AmountKind.DENIED: EntryKind.DENIAL,
    AmountKind.BUNDLED: EntryKind.DENIAL,
    AmountKind.OTHER: EntryKind.OTHER_ADJUSTMENT,
}


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
class Context(Unit):
    """What else a line says, and who says it: without it an adjustment cannot be told."""

    payer_ids: frozenset[str] = frozenset()


# ---- what an adjustment does to the account

def kind_of(one: Adjustment, line: Context, carc: Mapping[str, CarcRow] = CARC) -> EntryKind:
    """What an adjustment books to.

    Capitation that takes a whole line stays open as a denial until somebody has found the plan in the capitation contract. Only what the
    contract side bears (CO) is written off as contractual.
    """
    kind = amount_kind(one, line, carc)
    if kind is AmountKind.CAPITATION and is_denial(one, line, carc):
        return EntryKind.DENIAL
    booked = _BOOKS_TO[kind]
    return EntryKind.OTHER_ADJUSTMENT if booked is EntryKind.CONTRACTUAL and one.group != "CO" else booked


# ---- why

def cause_of(one: Adjustment, line: Context, rows: Sequence[CauseRow] = (), carc: Mapping[str, CarcRow] = CARC,
             rarc: Mapping[str, RarcRow] = RARC) -> Cause:
    """The root cause of one adjustment: the practice's rows, then a remark where the reason needs one, then the reason's own row."""
    own = _own(one, line, rows)
    if own is not None:
        return own
    row = carc.get(one.reason)
    deciding = next(((code, found) for code in line.remarks if (found := rarc.get(code)) is not None and found.kind is not RarcKind.ALERT), None)
    if row is None or row.rarc_required or (one.reason == _FULL_CHARGE_NEVER and is_denial(one, line, carc)):
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
