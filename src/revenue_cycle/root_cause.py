"""Why an amount was not paid, and whose move it is. What the amount is, floor 0 says (`edi_claims.decisions`): kinds become entries here.

A reason code alone gives wrong answers: CO-16 says nothing without its remark, PR-27 is the front desk's and not yet the patient's, CO-45 for a
whole charge is no contract, and CO-22 from a payer that was shown the first one's decision is not the front desk's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import DEFAULT_OWNER, Adjustment, Owner, RootCause
from edi_claims.codes import CARC, RARC, AmountKind, CarcRow, RarcRow
from edi_claims.codes.rows import RarcKind
from edi_claims.decisions import Unit, amount_kind, is_denial
from edi_claims.decisions.kinds import UNVERIFIED
from revenue_cycle.cause_tables import AS_DENIAL, BLAME, HOW_TO_ANSWER, NO_FAILURES, PROVIDER_IS_ASKED, WITH_REMARK, Facts, facts_of
from revenue_cycle.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["BLAME", "Allowed", "Cause", "CauseRow", "Context", "Facts", "allowed_changes", "cause_of", "facts_of", "first_cause", "kind_of"]

_FULL_CHARGE_NEVER = "45"
_ANOTHER_PAYER_FIRST = "22"
_NO_NOTICE, _NOT_COVERED = "GZ", frozenset({"50", "96", "204"})
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
    asks: Owner | None = None
    """Whom the owner must ask before he can act: the provider, for what the record says. None: nobody."""


@attrs.frozen
class CauseRow:
    """A practice's own answer for a reason, a reason with a remark, a group, or any of these at one payer. It goes before the library's tables."""

    reason: str
    root_cause: RootCause
    owner: Owner
    next_action: str
    remark: str = ""
    payer_id: str = ""
    group: str = ""
    """CAS01; empty: any."""
    asks: Owner | None = None


@attrs.frozen
class Context(Unit):
    """What else a line says, and who says it: without it an adjustment cannot be told."""

    payer_ids: frozenset[str] = frozenset()
    modifiers: tuple[str, ...] = ()
    """Of the line as it was billed."""
    was_told: bool = False
    """Whether the claim that the payer decided about showed him what an earlier payer had decided."""


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
    """The root cause of one adjustment.

    The practice's own rows go first, then what the context says, reason and remark together, a remark where the reason needs one, and the
    reason's own row. A refusal is never contractual, the patient's or for information, whatever a row says of its reason; what nothing explains
    is UNRESOLVED, and billing asks the payer.
    """
    found = _own(one, line, rows) or _by_context(one, line) or _together(one, line) or _by_tables(one, line, carc, rarc)
    if found.asks is None and found.root_cause in _OF_THE_RECORD and (one.reason in PROVIDER_IS_ASKED or found.remark in PROVIDER_IS_ASKED):
        return attrs.evolve(found, asks=Owner.PROVIDER) if found.owner is not Owner.PROVIDER else found
    return found


_OF_THE_RECORD = (RootCause.CODING, RootCause.DOCUMENTATION)


def _own(one: Adjustment, line: Context, rows: Sequence[CauseRow]) -> Cause | None:
    fitting = [row for row in rows if row.reason == one.reason and row.remark in ("", *line.remarks) and row.group in ("", one.group)
               and (not row.payer_id or row.payer_id in line.payer_ids)]
    if not fitting:
        return None
    row = max(fitting, key=lambda one_row: (bool(one_row.payer_id), bool(one_row.remark), bool(one_row.group)))
    return Cause(row.root_cause, row.owner, row.next_action, one.code, row.remark, row.asks)


def _by_context(one: Adjustment, line: Context) -> Cause | None:
    """What a group, a modifier, or what the payer was told makes of a reason."""
    if one.group == "PR" and one.reason in UNVERIFIED:
        return Cause(RootCause.ELIGIBILITY, Owner.FRONT_DESK, "Verify coverage for the day of service again; only then is it the patient's", one.code)
    if one.reason == _ANOTHER_PAYER_FIRST and line.was_told:
        return Cause(RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING,
                     "Show the payer the earlier decision that the claim carried: 2320 to 2430, or that remittance", one.code)
    if _NO_NOTICE in line.modifiers and one.reason in _NOT_COVERED and one.group != "PR":
        return Cause(RootCause.PATIENT_BILLING, Owner.FRONT_DESK,
                     "Write off: the patient had signed no notice (GZ). Have it signed before such a service", one.code)
    return None


def _together(one: Adjustment, line: Context) -> Cause | None:
    found = next(((code, row) for code in line.remarks if (row := WITH_REMARK.get((one.reason, code))) is not None), None)
    return None if found is None else Cause(found[1].root_cause, found[1].owner, found[1].next_action, one.code, found[0])


def _by_tables(one: Adjustment, line: Context, carc: Mapping[str, CarcRow], rarc: Mapping[str, RarcRow]) -> Cause:
    row = carc.get(one.reason)
    refuses = is_denial(one, line, carc)
    says_why = row is not None and not row.rarc_required and not (refuses and row.root_cause in NO_FAILURES)
    if row is not None and says_why:
        return _of_row(row, one)
    code, told = _deciding(line.remarks, rarc)
    if told is not None:
        return Cause(told.root_cause, _acting(told.root_cause, told.owner), told.next_action, one.code, code)
    priced = AS_DENIAL.get(one.reason)
    if priced is not None and refuses:
        return Cause(priced.root_cause, priced.owner, priced.next_action, one.code)
    if row is not None and row.root_cause in NO_FAILURES and not refuses:
        return _of_row(row, one)
    return Cause(RootCause.UNRESOLVED, Owner.BILLING, "Ask the payer what is meant: no remark code says it", one.code)


def _of_row(row: CarcRow, one: Adjustment) -> Cause:
    """The reason's own row. A share of the patient that the payer lays on the provider needs a look into the contract."""
    if row.root_cause is RootCause.PATIENT_RESPONSIBILITY and one.group != "PR":
        return Cause(RootCause.CONTRACTUAL, Owner.BILLING, "Write off only if the contract waives it; otherwise ask why the patient does not owe it",
                     one.code)
    return Cause(row.root_cause, row.owner if row.root_cause in NO_FAILURES else _acting(row.root_cause, row.owner), row.next_action, one.code)


def _acting(cause: RootCause, owner: Owner) -> Owner:
    """Somebody has to act on a failure."""
    return owner if owner is not Owner.NONE else DEFAULT_OWNER[cause]


def _deciding(remarks: Iterable[str], rarc: Mapping[str, RarcRow]) -> tuple[str, RarcRow | None]:
    """The remark that says why: no alert, and of several the gate that fails first; how to answer counts only where nothing else is said."""
    told = [(code, row) for code in remarks if (row := rarc.get(code)) is not None and row.kind is not RarcKind.ALERT
            and row.root_cause not in NO_FAILURES]
    return min(told, key=lambda one: (one[0] in HOW_TO_ANSWER, _gate(one[1].root_cause)), default=("", None))


def _gate(cause: RootCause) -> int:
    return BLAME.index(cause) if cause in BLAME else len(BLAME)


def first_cause(causes: Sequence[Cause]) -> Cause:
    """The cause to work on; the others are secondary."""
    return min(causes, key=lambda cause: _gate(cause.root_cause))


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
    RootCause.DOCUMENTATION: Allowed((*_CODES, "attachments"), (), needs_documentation=True),
    RootCause.AUTHORIZATION: Allowed(("authorization_number", "referral_number"), _CODES),
    RootCause.ELIGIBILITY: Allowed(("coverages", "encounter.patient"), _CODES),
    RootCause.COORDINATION_OF_BENEFITS: Allowed(("coverages", "prior_adjudications"), _CODES),
    RootCause.PAYER_SETUP: Allowed(("billing_provider", "encounter.providers", "coverages"), _CODES),
    RootCause.SUBMISSION: Allowed(("billing_provider", "encounter.providers", "encounter.patient", "encounter.dates", "encounter.accident",
                                   "coverages", "references", "dates", "attachments", "payer_control_number"), _CODES),
    RootCause.TIMELY_FILING: Allowed(("delay_reason",), _CODES),
}


def allowed_changes(cause: RootCause) -> Allowed:
    """What may and may not be changed for a root cause. Where nothing is known, no code may be."""
    return _ALLOWED.get(cause, Allowed((), _CODES))
