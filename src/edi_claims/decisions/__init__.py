"""What a payer's decision means: what became of every cent of a charge, how a claim came out, what belongs together, what a PLB pair names.

Pure functions over the nouns of `edi_claims.adjudication` and `edi_claims.remittance`; none of them changes or posts anything.
"""

from edi_claims.codes.rows import AmountKind
from edi_claims.decisions.allowed import allowed_for_claim, allowed_for_line
from edi_claims.decisions.amounts import DecidedAmount, amounts_by_kind, amounts_of
from edi_claims.decisions.changes import Bundle, Change, bundles, change_of
from edi_claims.decisions.corrections import Correction, corrections
from edi_claims.decisions.kinds import Unit, amount_kind, is_denial
from edi_claims.decisions.outcomes import Outcome, crosses_over, outcome, outcome_of_line
from edi_claims.decisions.provider_level import ProviderAmount, provider_amounts
from edi_claims.decisions.repeated import counted, own_adjustments, repeated, repeats_its_lines

__all__ = [
    "AmountKind",
    "Bundle",
    "Change",
    "Correction",
    "DecidedAmount",
    "Outcome",
    "ProviderAmount",
    "Unit",
    "allowed_for_claim",
    "allowed_for_line",
    "amount_kind",
    "amounts_by_kind",
    "amounts_of",
    "bundles",
    "change_of",
    "corrections",
    "counted",
    "crosses_over",
    "is_denial",
    "outcome",
    "outcome_of_line",
    "own_adjustments",
    "provider_amounts",
    "repeated",
    "repeats_its_lines",
]
