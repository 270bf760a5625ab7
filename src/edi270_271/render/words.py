"""The sentences of a coverage page: what each status, figure and refusal means for the front desk. All words live here.

"You" is the front desk. A sentence says only what the answer says: what the payer did not send is "not said", and never no.
"""

from __future__ import annotations

from enum import StrEnum

from edi_claims import Authorization, Owner
from edi_claims.codes.rows import InquiryAction
from edi_claims.pages.view import Tone


class Verdict(StrEnum):
    """What a status comes to on the day: inactive has three causes that ask for different things."""

    ACTIVE = "active"
    NOT_COVERED = "not_covered"
    INACTIVE = "inactive"
    ENDED = "ended"
    FUTURE = "future"
    PENDING = "pending"
    NOT_ANSWERED = "not_answered"


HEADING = "Coverage check"

VERDICTS: dict[Verdict, tuple[str, str, Tone, str]] = {
    Verdict.ACTIVE: ("ACTIVE", "\N{CHECK MARK}", Tone.GOOD, "The plan is active on this day."),
    Verdict.NOT_COVERED: ("NOT COVERED", "\N{MULTIPLICATION X}", Tone.BAD, "The plan does not cover this service."),
    Verdict.INACTIVE: ("INACTIVE", "\N{MULTIPLICATION X}", Tone.BAD, "The plan is not active on this day."),
    Verdict.ENDED: ("INACTIVE", "\N{MULTIPLICATION X}", Tone.BAD, "The plan is not active on this day."),
    Verdict.FUTURE: ("NOT YET ACTIVE", "\N{MULTIPLICATION X}", Tone.BAD, "The plan is not active on this day."),
    Verdict.PENDING: ("PENDING", "\N{HORIZONTAL ELLIPSIS}", Tone.WAIT, "The payer has not decided yet whether the plan is active."),
    Verdict.NOT_ANSWERED: ("NOT ANSWERED", "?", Tone.OWED, "The payer did not say whether the plan covers it. That is not the same as inactive."),
}
"""The word, its sign, its color, its sentence."""

ENDED_ON, BEGINS_ON = "ended {day}", "begins {day}"
"""What stands beside the word."""

DO: dict[Verdict, str] = {
    Verdict.NOT_COVERED: "Tell the patient before the service that this plan does not cover it.",
    Verdict.INACTIVE: "Ask the patient which plan covers this day, and check that one.",
    Verdict.ENDED: "Ask the patient which plan covers this day, and check that one.",
    Verdict.FUTURE: "Ask the patient which plan covers this day, and check that one.",
    Verdict.PENDING: "Check again before the visit, or ask the payer when it decides.",
    Verdict.NOT_ANSWERED: "Ask the payer on its portal or by telephone.",
}
"""What to do where no refusal says more."""

STATED_HERE = "Stated for this service."
STATED_FOR = "Stated for {what}, not for this service by itself."
STATED_PLAN = "Stated for the plan as a whole, not for this service by itself."
STATED_UNNAMED = "Stated without naming a service."

OWNERS: dict[Owner, str] = {
    Owner.FRONT_DESK: "Front desk", Owner.BILLING: "Billing", Owner.PROVIDER: "Provider", Owner.CODING: "Coding", Owner.PAYER: "Payer",
    Owner.PATIENT: "Patient", Owner.NONE: "Nobody"}

ACTIONS: dict[InquiryAction, str] = {
    InquiryAction.FIX: "Then ask again.",
    InquiryAction.RETRY: "Ask again with the same inquiry.",
    InquiryAction.WAIT: "Wait for the payer; do not ask again before.",
    InquiryAction.STOP: "Asking again does not help.",
}
"""What a refusal's remedy adds to what is to be fixed."""
WAIT_DAYS = "Wait {days} days, then ask again."
REFUSED = "AAA {code}: {what}"
UNKNOWN_CODE = "AAA with a code that is in no table"
LEVELS = {"source": "the payer", "receiver": "the provider who asks", "subscriber": "the subscriber", "dependent": "the dependent",
          "benefit": "this benefit"}
"""AAA: what was refused."""

BILL_INSTEAD = "Take the card of {payer} and bill it instead of this plan."
BILL_FIRST = "Take the card of {payer} and bill it first."
BILL_AFTER = "Keep {payer} for the claim: it pays after this plan."
BILL_WHOM = "Find out whether {payer} pays first."
BILL_FOR_CAUSE = "Ask whether an accident or the work caused the visit: if so, {payer} pays first."
WHY_ADVANTAGE = "It is a Medicare Advantage plan and stands in Medicare's place."
WHY_FIRST, WHY_BEFORE_MEDICARE = "The payer says that it is primary.", "It pays before Medicare."
WHY_AFTER = "The payer says that it is not primary."
WHY_WHOM = "It covers the patient too, and the payer does not say in which order."

DO_NOT_BILL = "Do not bill the patient: collect no copay, coinsurance or deductible."
WHY_NOT_BILL = "A qualified Medicare beneficiary (QMB)."
ASK_TO_BILL = "Ask whether the patient may be billed before you collect anything."
WHY_ASK_TO_BILL = "A plan's name speaks of a qualified Medicare beneficiary (QMB), no code does."

GET_AUTHORIZATION = "Get the authorization before the service."
ASK_AUTHORIZATION = "Ask the payer whether an authorization is needed."
ASK_PARTY = "Ask {party} about {what}."
WHY_PARTY = {"U": "The payer sends you there for an answer.", "V": "The payer cannot answer for it.", "W": "Another party has the data.",
             "X": "A facility answers for it."}
WHY_VENDOR = "A vendor manages it: check whom to bill too."
NAMELESS = "No name sent"
UNNAMED_PARTY = "the party that the payer means (it names none)"
CHECK_REFERRAL = "Check whether a referral is needed."
WHY_REFERRAL, WHY_REFERRAL_HINT = "An HMO with a primary care provider.", "A message of the payer speaks of one."
NO_VISITS = "Tell the patient before the service that no visits are left."
ASK_LOST = "Do not rely on this answer alone: ask the payer."
LOST_ROWS = "benefit rows could not be read"
"""In a reason: rows of the answer were lost."""

TO_DO = "To do"
NOTHING_TO_DO = "Nothing stands against the visit in this answer."
NOT_SAID = "Not said"
AUTHORIZATION: dict[Authorization, tuple[str, Tone, str]] = {
    Authorization.REQUIRED: ("REQUIRED", Tone.BAD, ""),
    Authorization.NOT_REQUIRED: ("Not required", Tone.GOOD, ""),
    Authorization.UNKNOWN: ("NOT SAID", Tone.OWED, "that is not a no"),
}

PAYER_SAYS = "The payer says: {what}."
COLLECT, NOTHING = "Collect", "NOTHING"
NOT_COLLECTED = "These figures are the plan's: do not collect them from this patient."
PAYS, PAYS_NOTE = "What the patient pays", "These figures count only where the plan is active and covers the service."
NEEDED = "Before the service"
MARKED_RANGE = "the payer's rows differ"
WAIVED = "one message says that it does not apply"
MET = "met"
SEE_LIMITS = "see the limits below"
SHARE, STEPS = "Estimated share", "The estimate, step by step"
STEP_NAMES = {"spend_down": "Spend-down", "copay": "Copay", "deductible": "Deductible", "coinsurance": "Coinsurance", "whole": "Whole amount"}
NO_FEE = "No fee is known for it: it is not in the total"

COVERAGE_LEVELS = {
    "IND": "individual", "FAM": "family", "EMP": "employee", "ESP": "employee and spouse", "ECH": "employee and children", "CHD": "children",
    "DEP": "dependents", "SPC": "spouse and children", "SPO": "spouse"}
"""EB02."""
NETWORKS = {"Y": "in network", "N": "out of network", "U": "network unknown", "W": "any network"}
"""EB12."""
AUTHORIZATIONS = {"Y": "authorization required", "N": "no authorization required", "U": "authorization unknown"}
"""EB11."""
UNITS = {"99": "used", "S7": "years of age at least", "S8": "years of age at most", "QA": "approved"}
"""EB09 beside the units of limits."""
FREQUENCIES = {"DA": "day", "WK": "week", "MO": "month", "QA": "quarter", "YR": "year", "VS": "visit"}
"""HSD03."""
ORDERS = {"P": "Primary", "S": "Secondary", "T": "Tertiary", "": NOT_SAID}

FIGURES = {
    "status": "Status", "plan": "Plan", "copay": "Copay", "coinsurance": "Coinsurance", "deductible": "Deductible",
    "out_of_pocket": "Out-of-pocket limit", "visits": "Visits", "authorization": "Authorization", "primary_care_provider": "Primary care provider",
    "other_payer": "Other payer", "patient_may_be_billed": "Whether the patient may be billed", "carve_out": "Answered elsewhere",
    "unlimited": "No limit", "spend_down": "Spend-down", "exclusion": "Exclusion", "restricted_to": "Only certain providers",
    "contact": "Whom to ask"}
"""The names of `CoverageAnswer.evidence` as people say them."""
FIGURE_PARTS = {"remaining": "left", "met": "met", "low": "lowest", "high": "highest", "individual": "individual", "family": "family"}

HINTS, HINTS_NOTE = "Hints from the payer's messages", "Read out of free text: for you to judge, and no facts."
OTHERS, LIMITS, EXCLUSIONS, ELSEWHERE = "Other payers", "Limits", "Services that are not covered", "Services that others answer for"
PLANS, YEAR = "Plans that the payer named", "Deductible and out-of-pocket limit"
BASIS, REASONS = "The benefit rows behind each figure", "Reasons"
MESSAGE, MESSAGE_HIDDEN = "message: {text}", "message not shown"
UNNAMED_PAYER = "another payer"
NO_PROMISE = "What the payer answered is no promise of payment."
INQUIRY, NO_TRACE = "Inquiry {trace}", "The payer returned no trace number"
ASKED, ASKED_BY = "asked {when}", "by {who}"
