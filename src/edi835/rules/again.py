"""Claims of one remittance against each other: copies, corrections, reversals, parts of one claim."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi835.rules.worth import ESTIMATE
from edi_claims import ZERO, Finding, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from edi_claims import ClaimPayment, Remittance

_SENT_ON = "23"
_SPLIT_REMARKS = frozenset({"MA15", "N21"})
_REPLACING = frozenset({"7", "8"})
_NO_NUMBER = frozenset({"NO PCN", "NOPCN", "NONE", "N/A", "NA", "UNKNOWN", "NOT PROVIDED", "NO PATIENT ACCOUNT"})
_ROLE = {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
"""Which payer in order a status speaks of; any other may be each."""

R040 = Kind("R040", Severity.WARNING, "the claim comes once more, with the same figures: posting both would count it twice", RootCause.POSTING)
R041 = Kind("R041", Severity.WARNING, "another decision about the same claim, and no reversal of the first one", fix="ask the payer which one stands")
R042 = Kind("R042", Severity.INFO, "a reversal without its correction: that one may come later")
R043 = Kind("R043", Severity.WARNING, "what is reversed is not the charge that is decided anew")
R044 = Kind("R044", Severity.INFO, "the claim comes in several parts", RootCause.INFORMATIONAL)
R048 = Kind("R048", Severity.WARNING, "the payer returns one number of ours for different patients", RootCause.POSTING,
            fix="match the claim by patient and day")
R045 = Kind("R045", Severity.WARNING, "the payer returns no number of ours: match it by its own number, or by patient and day", RootCause.POSTING)


def claims_of_one_number(remittance: Remittance) -> Iterator[Finding]:
    """Claims with the same CLP01: a reversal has its correction, a correction its reversal, and none comes twice."""
    together: dict[str, list[ClaimPayment]] = defaultdict(list)
    for claim in remittance.claims:
        together[claim.patient_control_number].append(claim)
    for number, claims in together.items():
        if not is_no_number(number) and (len(claims) > 1 or claims[0].is_reversal):
            yield from _by_patient(claims)


def _by_patient(claims: list[ClaimPayment]) -> Iterator[Finding]:
    """Another patient's claim is another claim. Who has no number is known by his name; who has neither is taken for the patient before."""
    patients: dict[Hashable, list[ClaimPayment]] = {}
    for claim in claims:
        who = claim.patient
        key = next(iter(patients), None) if who is None else who.identifier.value if who.identifier is not None else who.name
        patients.setdefault(key, []).append(claim)
    if len(patients) > 1:
        yield R048.of_claim(list(patients.values())[1][0], element="CLP01")
    for of_one in patients.values():
        yield from _of_one_number(of_one)


def _of_one_number(claims: list[ClaimPayment]) -> Iterator[Finding]:
    reversals = [one for one in claims if one.is_reversal]
    decided = [one for one in claims if not one.is_reversal and one.status not in {ESTIMATE, _SENT_ON}]
    if not decided:
        yield from (R042.of_claim(one) for one in reversals)
    elif len(reversals) == len(decided) == 1:
        yield from _mirrored(reversals[0], decided[0])
    standing = _not_reversed(decided, reversals)
    for at, later in enumerate(standing):
        yield from _against_earlier(later, standing[:at])


def _mirrored(reversal: ClaimPayment, correction: ClaimPayment) -> Iterator[Finding]:
    """The charge that is taken back is the one that is decided anew, unless the claim was replaced."""
    if reversal.charge < ZERO and reversal.charge != -correction.charge and correction.frequency not in _REPLACING:
        yield R043.of_claim(reversal, expected=-correction.charge, found=reversal.charge)


def _not_reversed(decided: list[ClaimPayment], reversals: list[ClaimPayment]) -> list[ClaimPayment]:
    """The decisions that no reversal of the same figures takes back."""
    taken = Counter((one.payer_control_number, -one.charge, -one.paid) for one in reversals)
    standing = []
    for one in decided:
        figures = (one.payer_control_number, one.charge, one.paid)
        if taken[figures] > 0:
            taken[figures] -= 1
        else:
            standing.append(one)
    return standing


def _against_earlier(later: ClaimPayment, earlier: list[ClaimPayment]) -> Iterator[Finding]:
    rivals = [one for one in earlier if _same_role(one, later) and one.charge == later.charge and _same_work(one, later)]
    if any(_figures(one) == _figures(later) for one in rivals):
        yield R040.of_claim(later)
    elif rivals:
        yield R041.of_claim(later)
    elif len(earlier) == 1 and _same_role(earlier[0], later) and _SPLIT_REMARKS.isdisjoint([*earlier[0].remarks, *later.remarks]):
        yield R044.of_claim(later)


def _same_role(one: ClaimPayment, other: ClaimPayment) -> bool:
    roles = {_ROLE.get(one.status), _ROLE.get(other.status)} - {None}
    return len(roles) < 2                                   # noqa: PLR2004 - two different ones


def _same_work(one: ClaimPayment, other: ClaimPayment) -> bool:
    """Whether both decide the same lines; where one has none, that cannot be told from its charge."""
    return not one.services or not other.services or _work(one) == _work(other)


def _work(claim: ClaimPayment) -> Counter[Hashable]:
    return Counter((line.submitted_procedure or line.procedure).code + f" {line.service_date or line.service_period}" for line in claim.services)


def _figures(claim: ClaimPayment) -> Hashable:
    """What makes two decisions the same one: the money, and what was taken for which reason."""
    return (claim.paid, claim.charge, tuple((one.code, one.amount) for one in claim.adjustments),
            tuple((line.paid, tuple((one.code, one.amount) for one in line.adjustments)) for line in claim.services))


def is_no_number(number: str) -> bool:
    """Whether a CLP01 is what payers send where they lost the number: zeros, or words that say so."""
    return not number.strip(" 0") or number.strip().upper() in _NO_NUMBER


def number_returned(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP01 is the number that was sent."""
    if is_no_number(claim.patient_control_number):
        yield R045.of_claim(claim, element="CLP01")
