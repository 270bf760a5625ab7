"""How to answer a denial: by its cause, what the payer takes, and what is at hand. A recommendation with its reason; a person decides.

Rows are tried in order. None of them answers an authorization denial, or any but a coding or documentation matter, by other codes; what a
corrected claim may change the denial itself says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from edi_claims import Attachment, Claim, Coverage, PayerProfile, RootCause
from edi_claims.decisions.kinds import UNVERIFIED
from revenue_cycle.cause_tables import PROVIDER_IS_ASKED, Facts
from revenue_cycle.evidence import MEDICARE, Evidence
from revenue_cycle.root_cause import Cause

PART_B = "MB"
"""SBR09 of Medicare's part B, which takes no replacement of what it has decided."""


class Answer(StrEnum):
    """What to do about a denial."""

    CORRECTED_CLAIM = "corrected_claim"
    """A replacement, frequency 7."""
    NEW_CLAIM = "new_claim"
    """Frequency 1: nothing was decided that could be replaced."""
    APPEAL = "appeal"
    REOPENING = "reopening"
    """A payer that takes no replacement corrects a clerical error when it is asked to."""
    SEND_RECORDS = "send_records"
    BILL_OTHER_PAYER = "bill_other_payer"
    TRANSFER_TO_PATIENT = "transfer_to_patient"
    """Once coverage was verified again."""
    CALL_PAYER = "call_payer"
    WRITE_OFF_AVOIDABLE = "write_off_avoidable"
    """Lost by the practice's own failure: no contract takes it, and no patient owes it."""
    NONE = "none"
    """Something is under way; wait."""


@attrs.frozen
class Deadlines:
    """By when each answer must be there; None where the payer's time is not known."""

    appeal: date | None = None
    corrected_claim: date | None = None
    reopening: date | None = None
    records: date | None = None
    filing: date | None = None
    """A new claim to the same payer."""
    other_payer: date | None = None
    """A claim to the payer that comes next."""


@attrs.frozen
class Case:
    """A denial with everything that its answer depends on."""

    cause: Cause
    facts: Facts
    evidence: Evidence
    profile: PayerProfile | None = None
    cover: Coverage | None = None
    """The coverage that was denied; None where it is not known."""
    is_bundled: bool = False
    has_no_notice: bool = False
    """Whether the line said that the patient had signed no notice (GZ)."""
    was_told: bool = False
    """Whether the payer was shown what an earlier one decided."""
    has_next_payer: bool = False
    under_way: str = ""
    """What was done about it already and is not decided; empty for nothing."""
    deadlines: Deadlines = Deadlines()

    @property
    def group(self) -> str:
        """CO, PR, OA or PI."""
        return self.cause.adjustment.partition("-")[0]

    @property
    def reason(self) -> str:
        """The CARC that the cause is about."""
        return self.cause.adjustment.partition("-")[2]

    def is_about(self, cause: RootCause) -> bool:
        """Whether that is why."""
        return self.cause.root_cause is cause


@attrs.frozen
class Advice:
    """An answer, why it is that one, and by when it must be there."""

    answer: Answer
    why: str
    due: date | None = None
    """None where the payer's time is not known, or nothing has to be there."""


# ---- records that payers ask for

RECORDS = {
    "M19": "OX", "M23": "OZ", "M26": "M1", "M29": "OB", "M30": "P4", "M31": "RR", "M60": "CT", "M127": "M1", "M135": "08", "M141": "08", "N3": "CK",
    "N26": "OZ", "N28": "CK", "N40": "RB", "N170": "CT", "N181": "M1", "N205": "M1"}
"""Remarks that name a record, with the report type by which PWK01 calls it."""
_ASKS_FOR_RECORDS = frozenset({"17", "148", "163", "226", "250", "251", "252", "P30"})
_ANY_RECORD = "OZ"


def asks_for_records(reason: str, remark: str) -> bool:
    """Whether a payer wants to see something before it decides."""
    return reason in _ASKS_FOR_RECORDS or remark in RECORDS


def records_to_send(remarks: tuple[str, ...], claim: str, line: int | None, by: str) -> tuple[Attachment, ...]:
    """The PWK of each record that remarks name, with a control number that says whose it is; one of support data where none names any."""
    types = list(dict.fromkeys(RECORDS[one] for one in remarks if one in RECORDS)) or [_ANY_RECORD]
    where = f"{claim}L{line}" if line else claim
    return tuple(Attachment(one, by, f"{where}-{one}") for one in types)


# ---- the rows

_COVERAGE_ENDED = UNVERIFIED | {"28", "32", "33", "34", "141", "166", "177", "179", "180", "200"}
_WRONG_MEMBER = frozenset({"31", "140"})
_OTHER_FIRST = frozenset({"19", "20", "21", "22", "109", "P2", "P4", "191", "214"})
_OTHERS_SERVICE = frozenset({"109", "254", "258", "270", "280", "297", "301", "304"})
_SENT_ELSEWHERE = frozenset({"N104", "N105", "N418", "MA73"})
_TOO_LATE_TO_APPEAL, _UPHELD, _DUPLICATE, _RECORDS_LATE = frozenset({"138", "286"}), "193", "18", "164"
_NO_VALID_NOTICE = "116"
_POINTERS_FIRST = "11"

_Row = tuple[Callable[[Case], bool], Answer, str]


def _cause(wanted: RootCause, more: Callable[[Case], bool] = lambda _: True) -> Callable[[Case], bool]:
    return lambda case: case.is_about(wanted) and more(case)


_ROWS: tuple[_Row, ...] = (
    (lambda case: case.facts.starts_anew, Answer.NEW_CLAIM,
     "a remark says so: there is nothing to replace or to appeal; correct it and send it as new"),
    # who covers the patient
    (_cause(RootCause.ELIGIBILITY, lambda case: bool(case.evidence.eligibility_traces)), Answer.APPEAL,
     "a 271 said that the service was covered: its trace number goes with the appeal"),
    (_cause(RootCause.ELIGIBILITY, lambda case: case.has_next_payer), Answer.BILL_OTHER_PAYER, "another payer covers the patient"),
    (_cause(RootCause.ELIGIBILITY, lambda case: case.reason in _WRONG_MEMBER and case.group != "PR"), Answer.CORRECTED_CLAIM,
     "the payer does not know the member: ask for coverage again, and correct the id or the name"),
    (_cause(RootCause.ELIGIBILITY, lambda case: case.reason in _COVERAGE_ENDED and not case.facts.never_the_patients), Answer.TRANSFER_TO_PATIENT,
     "once coverage was verified again, and no other was found"),
    (_cause(RootCause.ELIGIBILITY), Answer.CALL_PAYER, "compare what it counted and covers with its 271, and appeal if they differ"),
    (_cause(RootCause.COORDINATION_OF_BENEFITS, lambda case: case.reason in _OTHER_FIRST and not case.was_told), Answer.BILL_OTHER_PAYER,
     "another payer decides first: verify with the patient which, bill it, then this one with its decision"),
    (_cause(RootCause.COORDINATION_OF_BENEFITS), Answer.CORRECTED_CLAIM, "what the earlier payer decided was missing, or not as in its remittance"),
    (_cause(RootCause.PAYER_SETUP, lambda case: case.reason in _OTHERS_SERVICE or case.cause.remark in _SENT_ELSEWHERE), Answer.BILL_OTHER_PAYER,
     "the service is another payer's"),
    (_cause(RootCause.PAYER_SETUP, lambda case: bool(case.cause.remark)), Answer.CORRECTED_CLAIM,
     "a provider's data on the claim are not as the payer has them"),
    (_cause(RootCause.PAYER_SETUP), Answer.CALL_PAYER, "enrolment or contract has to be put right with the payer before it can decide anew"),
    # what was to be done in time
    (_cause(RootCause.TIMELY_FILING, lambda case: case.evidence.filed_in_time is True), Answer.APPEAL,
     "the acknowledgment proves that it came in time"),
    (_cause(RootCause.TIMELY_FILING, lambda case: case.evidence.filed_in_time is None), Answer.CALL_PAYER,
     "an acknowledgment proves when it came, and the payer's time is not known: ask for it"),
    (_cause(RootCause.TIMELY_FILING), Answer.WRITE_OFF_AVOIDABLE, "nothing proves that it came in time: the practice's loss, and no contract's"),
    (_cause(RootCause.AUTHORIZATION, lambda case: case.evidence.numbers_were_sent), Answer.APPEAL,
     "the number was on the claim: send the authorization itself. The codes stay"),
    (_cause(RootCause.AUTHORIZATION, lambda case: bool(case.evidence.authorization_number or case.evidence.referral_number)), Answer.CORRECTED_CLAIM,
     "with the number that was found, and nothing else changed"),
    (_cause(RootCause.AUTHORIZATION), Answer.APPEAL,
     "find the authorization or ask for a retroactive one: with a number a corrected claim, without it an appeal. The codes stay"),
    # what was sent
    (_cause(RootCause.SUBMISSION, lambda case: case.reason == _DUPLICATE), Answer.CALL_PAYER,
     "find the claim that it repeats: if that one stands, close this one; if the service was done twice, coding says so"),
    (_cause(RootCause.SUBMISSION), Answer.CORRECTED_CLAIM, "data that are billing's were missing or wrong"),
    (_cause(RootCause.DOCUMENTATION, lambda case: case.reason == _RECORDS_LATE), Answer.APPEAL, "prove when the record was sent"),
    (_cause(RootCause.DOCUMENTATION, lambda case: asks_for_records(case.reason, case.cause.remark)), Answer.SEND_RECORDS,
     "the payer wants to see the record before it decides"),
    (_cause(RootCause.DOCUMENTATION), Answer.APPEAL, "with the record; if it supports less, the coder says so and a corrected claim follows"),
    (_cause(RootCause.CODING, lambda case: case.is_bundled), Answer.CORRECTED_CLAIM,
     "a modifier that parts the services, only if the record supports it; otherwise it was rightly bundled. Never the patient's"),
    (_cause(RootCause.CODING, lambda case: case.reason in PROVIDER_IS_ASKED and case.reason != _POINTERS_FIRST), Answer.APPEAL,
     "with the record, once coder and provider have looked at it; if it supports another code, a corrected claim with a reference to it"),
    (_cause(RootCause.CODING), Answer.CORRECTED_CLAIM, "the coder looks at the record; other codes only with a reference to it"),
    # the rest
    (_cause(RootCause.PAYER_FOLLOW_UP, lambda case: case.reason in _TOO_LATE_TO_APPEAL), Answer.WRITE_OFF_AVOIDABLE,
     "the time for an appeal was missed"),
    (_cause(RootCause.PAYER_FOLLOW_UP, lambda case: case.reason == _UPHELD), Answer.APPEAL, "the payer keeps to it: the next level, or close"),
    (_cause(RootCause.PATIENT_BILLING, lambda case: case.reason == _NO_VALID_NOTICE or case.has_no_notice), Answer.WRITE_OFF_AVOIDABLE,
     "no valid notice was signed: the patient does not owe it"),
    (lambda _: True, Answer.CALL_PAYER, "nothing that the payer sent says what to do"),
)


def advise(case: Case, as_of: date | None = None) -> Advice:
    """The answer to a denial. `as_of`: the day on which it would be given; None: no time has run out."""
    if case.under_way:
        return Advice(Answer.NONE, case.under_way)
    answer, why = next((answer, why) for applies, answer, why in _ROWS if applies(case))
    for step in (_as_the_payer_takes_it, _as_time_allows):
        answer, why = step(case, answer, why, as_of)
    return Advice(answer, why, due_of(answer, case.deadlines))


def due_of(answer: Answer, times: Deadlines) -> date | None:
    """By when an answer must be there."""
    return {
        Answer.CORRECTED_CLAIM: times.corrected_claim, Answer.NEW_CLAIM: times.filing, Answer.APPEAL: times.appeal, Answer.REOPENING: times.reopening,
        Answer.SEND_RECORDS: times.records or times.appeal, Answer.BILL_OTHER_PAYER: times.other_payer,
        Answer.CALL_PAYER: min((day for day in (times.appeal, times.corrected_claim) if day is not None), default=None),
    }.get(answer)


def takes_replacement(profile: PayerProfile | None, cover: Coverage | None) -> bool:
    """Whether a payer takes frequency 7. Without a profile all do but Medicare's part B."""
    return profile.accepts_replacement if profile is not None else cover is None or cover.filing_indicator != PART_B


def is_medicare(cover: Coverage | None) -> bool:
    """Whether original Medicare was billed."""
    return cover is not None and cover.filing_indicator in MEDICARE


_ONLY_THE_RECORD = frozenset({RootCause.TIMELY_FILING, RootCause.PAYER_FOLLOW_UP, RootCause.ELIGIBILITY})


def _as_the_payer_takes_it(case: Case, answer: Answer, why: str, _: date | None) -> tuple[Answer, str]:
    """No appeal where a remark forbids it, no replacement where the payer takes none."""
    if answer is Answer.APPEAL and case.facts.may_appeal is False:
        if case.cause.root_cause in _ONLY_THE_RECORD:
            return Answer.CALL_PAYER, f"a remark forbids an appeal; {why}"
        answer, why = Answer.CORRECTED_CLAIM, f"a remark forbids an appeal; {why}"
    if answer is Answer.CORRECTED_CLAIM and not takes_replacement(case.profile, case.cover):
        return Answer.REOPENING, f"the payer takes no replacement; {why}"
    return answer, why


def _as_time_allows(case: Case, answer: Answer, why: str, as_of: date | None) -> tuple[Answer, str]:
    """What comes too late is no answer: an appeal instead, and behind its time only the loss."""
    due = due_of(answer, case.deadlines)
    if as_of is None or due is None or as_of <= due or answer not in _TIMED:
        return answer, why
    appeal = case.deadlines.appeal
    if answer is not Answer.APPEAL and appeal is not None and as_of <= appeal and case.facts.may_appeal is not False:
        return Answer.APPEAL, f"the time for a {answer.replace('_', ' ')} ended on {due}; {why}"
    return Answer.WRITE_OFF_AVOIDABLE, f"the time for every answer is over: that for a {answer.replace('_', ' ')} ended on {due}"


_TIMED = frozenset({Answer.CORRECTED_CLAIM, Answer.APPEAL, Answer.REOPENING, Answer.SEND_RECORDS, Answer.NEW_CLAIM})


def with_records(claim: Claim, line: int | None, attachments: tuple[Attachment, ...]) -> Claim:
    """A claim with records announced (PWK): at the line that they are about, or at the claim."""
    if line is None or not 0 < line <= len(claim.encounter.services):
        return attrs.evolve(claim, attachments=_added(claim.attachments, attachments))
    lines = list(claim.encounter.services)
    announced: dict[str, Any] = {"attachments": _added(lines[line - 1].attachments, attachments)}
    lines[line - 1] = attrs.evolve(lines[line - 1], **announced)
    return attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, services=tuple(lines)))


def _added(there: tuple[Attachment, ...], more: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    numbers = {one.control_number for one in there}
    return (*there, *(one for one in more if one.control_number not in numbers))
