"""The sentences of an explanation of benefits: what each kind of amount, each outcome and each provider-level change means. All words live here.

"You" is the patient. A sentence says only what the remittance says: a share "may" be owed, because another plan may pay it and because it may
have been paid at the visit.
"""

from __future__ import annotations

from enum import StrEnum

from edi_claims.codes import AmountKind as K
from edi_claims.codes import PlbCategory
from edi_claims.decisions import Change, Outcome
from edi_claims.pages.view import Tone


class Setting(StrEnum):
    """In what kind of claim an amount stands: the same coinsurance may be owed, wait for another plan, or be an estimate."""

    DECIDED = "decided"
    FORWARDED = "forwarded"
    """The payer sent the claim on to another one, who decides next."""
    ESTIMATED = "estimated"
    REVERSED = "reversed"


NAMES: dict[K, str] = {
    K.PAID: "Paid",
    K.CONTRACTUAL: "Contractual",
    K.SEQUESTRATION: "Sequestration",
    K.CAPITATION: "Capitation",
    K.WITHHELD: "Withheld",
    K.DEDUCTIBLE: "Deductible",
    K.COINSURANCE: "Coinsurance",
    K.COPAY: "Copay",
    K.PATIENT_OTHER: "Other share",
    K.PRIOR_PAYER: "Other plan",
    K.PENDED: "Pending",
    K.DENIED: "Denied",
    K.BUNDLED: "Bundled",
    K.OTHER: "Other",
}
"""Each kind as the head of a column, in the order in which columns stand."""

PATIENT_KINDS = frozenset({K.DEDUCTIBLE, K.COINSURANCE, K.COPAY, K.PATIENT_OTHER})

PATIENT = "PR"
"""CAS01 of what the payer calls the patient's."""

MEANS: dict[tuple[K, str], str] = {
    (K.PAID, ""): "The plan pays {amount}.",
    (K.CONTRACTUAL, ""): "The provider may not bill you for {amount}.",
    (K.SEQUESTRATION, ""): "A federal cut of the payment; the provider may not bill you for {amount}.",
    (K.CAPITATION, ""): "Covered by a fixed sum that the plan pays the provider; the provider may not bill you for {amount}.",
    (K.WITHHELD, ""): "The plan keeps {amount} back from the provider, who may not bill you for it.",
    (K.DEDUCTIBLE, ""): "You may owe {amount}: deductible.",
    (K.COINSURANCE, ""): "You may owe {amount}: coinsurance.",
    (K.COPAY, ""): "You may owe {amount}: copay.",
    (K.PATIENT_OTHER, ""): "You may owe {amount}.",
    (K.PRIOR_PAYER, ""): "Another plan settled {amount} before; you owe nothing more because of it.",
    (K.PENDED, ""): "The plan has not decided about {amount} yet; you owe nothing for it now.",
    (K.DENIED, ""): "Denied. The provider must act first; you owe nothing for it now.",
    (K.DENIED, PATIENT): "Denied. The provider must have your coverage checked first; you owe nothing for it now, and may if you were not covered.",
    (K.BUNDLED, ""): "Counted as part of another service; you owe nothing for it now.",
    (K.OTHER, ""): "Another change by the plan; by itself you owe nothing because of it.",
}
"""What an amount means for the patient, by its kind and, where that matters, its group (CAS01). `{amount}` is written with its currency."""

FORWARDED: dict[K, str] = dict.fromkeys(PATIENT_KINDS, "{next} decides about {amount} next: do not pay it yet.")
"""Instead of `MEANS` where the claim went on to another payer."""

ESTIMATED: dict[K, str] = {
    **dict.fromkeys(PATIENT_KINDS, "By this estimate {amount} would be yours; nothing is owed yet."),
    K.CONTRACTUAL: "By this estimate the provider could not bill you for {amount}.",
    K.PAID: "By this estimate the plan would pay {amount}.",
    K.DENIED: "By this estimate the plan would not pay {amount}.",
}
"""Instead of `MEANS` in a predetermination."""
ESTIMATE = "Part of the estimate: nothing is paid or owed yet."

REVERSED = "Takes back {amount} of an earlier decision."
"""For every amount of a reversal; the amount without its sign."""
RAISED = "Raises what the plan pays by {amount}; you owe nothing because of it."
"""For a negative adjustment that is no reversal."""
PATIENT_CREDIT = "Lowers your share by {amount}."

BY_CODE: dict[str, str] = {
    "PR-45": "Out of network: ask whether the law or your plan protects you from this bill before you pay it.",
    "CO-303": "You are in a program that protects you from this bill.",
}
"""What one group and reason adds to the meaning of its kind."""

OUTCOMES: dict[Outcome, tuple[str, str, Tone]] = {
    Outcome.PAID: ("Paid", "The plan paid its part of this claim.", Tone.GOOD),
    Outcome.PATIENT_SHARE: ("Patient share", "The plan decided this claim and paid nothing: what it allows is the patient's share.", Tone.OWED),
    Outcome.PARTLY_DENIED: ("Partly denied", "The plan denied part of this claim. The provider must act on that part first.", Tone.BAD),
    Outcome.DENIED: ("Denied", "The plan denied this claim. The provider must act first.", Tone.BAD),
    Outcome.PENDED: ("Still open", "The plan has not finished deciding this claim.", Tone.WAIT),
    Outcome.REVERSED: ("Reversal", "This takes back an earlier decision: its figures are below zero because they undo the earlier ones.", Tone.WAIT),
    Outcome.ESTIMATED: ("Estimate only", "This is a price estimate: nothing was paid and nothing is owed.", Tone.WAIT),
    Outcome.FORWARDED: ("Not this plan's", "This plan says that the claim is not its own.", Tone.WAIT),
    Outcome.CAPITATED: ("Capitated", "A fixed sum that the plan pays the provider covers this claim.", Tone.GOOD),
    Outcome.PRIOR_PAYER: ("Settled by another plan", "Another plan settled this claim before; this plan adds nothing.", Tone.PLAIN),
    Outcome.NOTHING: ("No amounts", "This claim moves no money.", Tone.PLAIN),
}
"""The badge of a claim, its first sentence, and its color."""

SENT_ON = "sent on"
"""What a badge adds where the claim went on to another payer."""
HOLD = "The claim went on to {next}, which decides next. Do not bill the patient yet."
NEXT_PLAN = "another plan"
"""Where the payer did not name the one that decides next."""

OWES = "You may owe {amount}: {parts}."
OWES_NOTHING = "You owe nothing for this claim now."
OWES_AFTER = "You owe nothing yet: {next} decides about {amount} next."
TAKEN_BACK = "This takes back {amount} of your share."
WOULD_OWE = "By this estimate your share would be {amount}. Nothing is owed yet."
NO_LINES = "The plan sent no lines for this claim: it was decided as a whole."
CORRECTED_BELOW = "The corrected decision is in this remittance too."
NOT_CORRECTED = "This remittance brings no corrected decision with it; one may follow."
CORRECTS = "This replaces the earlier decision, which is taken back in this remittance."
CORRECTS_EARLIER = "The plan says that this replaces an earlier decision, which this remittance does not take back."
SENT_BEFORE = "The decision that it takes back stands in this remittance too."

CHANGES: dict[Change, str] = {
    Change.DOWNCODED: "The plan paid for a lesser service than was billed ({billed}).",
    Change.UPCODED: "The plan paid for a higher service than was billed ({billed}).",
    Change.RECODED: "The plan decided another code than was billed ({billed}).",
    Change.UNBUNDLED: "The plan divided what was billed ({billed}) into several services.",
}
"""What a line says about a code that the plan changed; a bundled one says it by its reason."""

PROVIDER_LEVEL: dict[tuple[PlbCategory, bool], str] = {
    (PlbCategory.RECOVERY, True): "The plan takes back money that it paid too much earlier.",
    (PlbCategory.RECOVERY, False): "The plan offsets or acknowledges a recovery; another entry goes with it.",
    (PlbCategory.FORWARD_BALANCE, True): "A balance of an earlier remittance is settled with this payment.",
    (PlbCategory.FORWARD_BALANCE, False): "More is taken back than this payment holds: the plan carries the rest to a later remittance.",
    (PlbCategory.INTEREST, True): "The plan takes interest back.",
    (PlbCategory.INTEREST, False): "The plan pays interest, apart from any claim.",
    (PlbCategory.CAPITATION, False): "The plan's fixed payment for its members.",
    (PlbCategory.CAPITATION, True): "The plan takes part of its fixed payment back.",
    (PlbCategory.INCENTIVE, False): "The plan pays a bonus.",
    (PlbCategory.INCENTIVE, True): "The plan takes a bonus back.",
    (PlbCategory.WITHHOLDING, True): "The plan holds this back.",
    (PlbCategory.WITHHOLDING, False): "The plan releases what it held back.",
    (PlbCategory.PENALTY, True): "The plan charges a penalty.",
    (PlbCategory.PENALTY, False): "The plan returns a penalty.",
    (PlbCategory.TAX_OR_LEVY, True): "Withheld for a tax, a levy or another creditor.",
    (PlbCategory.TAX_OR_LEVY, False): "Returned from a tax or a levy.",
    (PlbCategory.ADVANCE, True): "An advance is paid back.",
    (PlbCategory.ADVANCE, False): "The plan pays an advance.",
    (PlbCategory.SETTLEMENT, True): "A settlement in the plan's favor, for no single claim.",
    (PlbCategory.SETTLEMENT, False): "A settlement in the provider's favor, for no single claim.",
}
"""What provider-level money means: by its category and whether it lowers the payment."""
LOWERS, RAISES = "Lowers this payment.", "Raises this payment."

CATEGORIES: dict[PlbCategory, str] = {
    PlbCategory.RECOVERY: "Recovery", PlbCategory.FORWARD_BALANCE: "Forward balance", PlbCategory.INTEREST: "Interest",
    PlbCategory.INCENTIVE: "Incentive", PlbCategory.CAPITATION: "Capitation", PlbCategory.WITHHOLDING: "Withholding", PlbCategory.PENALTY: "Penalty",
    PlbCategory.TAX_OR_LEVY: "Tax or levy", PlbCategory.ADVANCE: "Advance", PlbCategory.SETTLEMENT: "Settlement", PlbCategory.OTHER: "Other"}

METHODS = {"ACH": "electronic transfer (ACH)", "BOP": "the bank's choice of transfer", "CHK": "check", "FWT": "wire transfer", "NON": "no payment"}
"""BPR04."""

AMOUNTS = {
    "AU": "Coverage amount", "D8": "Discount", "DY": "Limit per day", "F5": "Paid by the patient, as the provider told the plan",
    "I": "Interest (paid apart from the claim)", "NL": "Negative balance", "T": "Tax", "T2": "Total before taxes", "KH": "Reduction for late filing"}
"""AMT01 of claims and lines; B6 has its own place. Others are not shown: what they mean differs from program to program."""

QUANTITIES = {"CA": "Covered days or units", "CD": "Coinsured days", "LA": "Lifetime reserve days", "NE": "Non-covered", "OU": "Outlier days",
              "PS": "Prescriptions", "VS": "Visits", "NR": "Blood units not replaced"}
"""QTY01 of claims."""

REFERENCES = {"CE": "Contract", "F8": "Replaces claim", "G1": "Authorization", "9F": "Referral"}
"""REF01 of claims, those that a reader can use."""

FREQUENCIES = {"7": "Replacement of an earlier claim", "8": "Void of an earlier claim"}
"""CLP09."""

UNBALANCED = "This remittance does not add up. Ask the plan before you post it or bill anybody by it."
UNBALANCED_CLAIM = "This claim does not add up. Ask the plan before you post it or bill anybody by it."
HAS_REVERSALS = "Earlier decisions are taken back here: the totals are what is left of both."
HAS_ESTIMATES = "Price estimates are not counted in the totals."
DERIVED = "worked out from the other amounts, because the plan did not send it"
YOU = "“You” is the patient. “May owe” is the plan's view: another plan of yours may pay part of it, and what you paid at the visit counts."
NOT_A_BILL = "This is not a bill."
UNEXPLAINED = "The plan gave no reason"
"""For an amount that no adjustment explains."""

TOTALS: tuple[tuple[str, str, frozenset[K], Tone], ...] = (
    ("Paid by the plan", "", frozenset({K.PAID}), Tone.GOOD),
    ("Written off", "the provider may not bill it", frozenset({K.CONTRACTUAL, K.SEQUESTRATION, K.CAPITATION}), Tone.PLAIN),
    ("Denied and open", "the provider must act first", frozenset({K.DENIED, K.BUNDLED}), Tone.BAD),
    ("Kept back by the plan", "", frozenset({K.WITHHELD}), Tone.PLAIN),
    ("Not decided yet", "", frozenset({K.PENDED}), Tone.WAIT),
    ("Settled by another plan", "", frozenset({K.PRIOR_PAYER}), Tone.PLAIN),
    ("Other changes", "", frozenset({K.OTHER}), Tone.PLAIN),
)
"""The totals besides the patient's share: label, note, the kinds in it, color. The first three are always shown, the others where there is any."""
ALWAYS_SHOWN = 3
YOU_MAY_OWE, PATIENTS_MAY_OWE = "You may owe", "Patients may owe"
WITH_NEXT_PLAN, NOT_OWED_YET = "With the next plan", "not owed while another plan decides"
CHARGED = "Charged"
FOR_CLAIMS, NO_CLAIMS = "Paid for claims", "No claims in this remittance"
DOES_NOT_ADD_UP = "Does not add up by"
TAKEN_FROM_PROVIDER = "taken from the provider"
REJECTED = "Reject code"
UNNAMED_PLAN, UNNAMED_PROVIDER = "A plan that gave no name", "a provider that was not named"
HEADING = "Explanation of benefits"
