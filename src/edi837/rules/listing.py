"""What there is to find, as a table, and other sets of rules: without some, or with another severity."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

import attrs

from edi837.rules import (
    approvals,
    billing,
    coding,
    coverage,
    deadlines,
    earlier,
    edits,
    identity,
    medicare,
    people,
    places,
    providers,
    secondary,
    structure,
    supporting,
)
from edi837.rules.context import Kind
from edi837.rules.guide import submission_findings
from edi_claims import Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edi837.rules.context import Context, Rule
    from edi_claims import Claim, Finding

MODULES = (structure, identity, coverage, providers, coding, edits, people, billing, places, approvals, deadlines, earlier, secondary, supporting,
           medicare)
_SUBMISSION = Kind("S008", RootCause.SUBMISSION, Owner.BILLING, "999 IK304 3")
_KINDS = {kind.code: kind for kind in (_SUBMISSION, *(one for module in MODULES for one in vars(module).values() if isinstance(one, Kind)))}

PLACES: Mapping[str, tuple[str, str]] = {
    "S001": ("any", "any text"),
    "S002": ("any", "any text"),
    "S003": ("any", "any text"),
    "S004": ("CLM02, SV102, SV104, AMT02, SVD02", "charge, amounts, encounter.services[].charge, .units"),
    "S005": ("segment repeats; 2400 REF*6R", "encounter.services[].line_control_number"),
    "S006": ("2300 CLM01", "patient_control_number"),
    "S007": ("any code of the guide", "any code"),
    "S008": ("1000A, 1000B, BHT03", "sender, receiver, batch_id"),
    "M001": ("2010BA NM109", "coverages[].member_id"),
    "M002": ("2010BA or CA DMG02", "encounter.patient.birth_date"),
    "M003": ("2010BA or CA DMG03", "encounter.patient.sex"),
    "M004": ("2000B SBR02, 2000C PAT01", "coverages[].relationship, .subscriber"),
    "M005": ("2000B SBR02", "coverages[].relationship"),
    "M006": ("2010BA or CA NM103", "encounter.patient.name"),
    "M007": ("2010BB NM109", "coverages[].payer"),
    "M008": ("2400 DTP*472", "encounter.services[].service_date"),
    "M009": ("2000B and 2320 SBR01, SBR05", "coverages[].sequence, .medicare_secondary_reason"),
    "P001": ("NM109 of every provider", "….npi"),
    "P002": ("2010AA REF*EI or SY", "billing_provider.tax_id"),
    "P003": ("2010AA, 2310C N3, N403", "….address"),
    "P004": ("2000A, 2310B PRV03", "….taxonomy"),
    "P005": ("2310B, 2310C, 2420A", "encounter.rendering_provider, encounter.facility"),
    "P006": ("2420E, 2420F, 2310A", "encounter.services[].providers"),
    "P007": ("2010AA, 2310B NM109", "….npi"),
    "C001": ("2300 HI", "encounter.diagnoses"),
    "C002": ("2400 SV107", "encounter.services[].diagnosis_pointers"),
    "C003": ("2400 SV101-2", "encounter.services[].procedure.code"),
    "C004": ("2400 SV101-3", "encounter.services[].procedure.modifiers"),
    "C005": ("2400 SV101-3", "encounter.services[].procedure.modifiers"),
    "C006": ("2400 SV107", "encounter.services[].diagnosis_pointers"),
    "C007": ("2400 SV104", "encounter.services[].units"),
    "C008": ("2300 HI, 2400 SV101-2", "encounter.diagnoses[], encounter.services[].procedure"),
    "C009": ("2300 HI", "encounter.diagnoses[]"),
    "C010": ("2400 SV101-2", "encounter.services[].procedure.code"),
    "C011": ("2400 SV101-2", "encounter.services[].procedure.code"),
    "C012": ("2400 SV101-7", "encounter.services[].procedure.description"),
    "C013": ("2410 LIN03, CTP", "encounter.services[].drug"),
    "C014": ("2400 SV101-2", "encounter.documentation"),
    "B001": ("2300 CLM02, 2400 LX", "charge, encounter.services"),
    "B002": ("2300 CLM05-1, 2400 SV105, 2310C", "encounter.place_of_service, .facility"),
    "B003": ("2400 DTP*472, 2300 DTP, 2000B PAT06", "encounter.services[].service_date, encounter.dates"),
    "B004": ("2300 CLM05-3, REF*F8", "frequency, payer_control_number"),
    "B005": ("2300 or 2400 REF*G1", "authorization_number"),
    "B006": ("2300 or 2400 REF*9F", "referral_number"),
    "B007": ("2300 CLM20", "delay_reason"),
    "B008": ("2400 SV101", "encounter.services[]"),
    "B009": ("2300 CLM11, DTP*439", "encounter.accident"),
    "B010": ("2320, 2330B, 2430", "prior_adjudications[]"),
    "B011": ("2300 AMT*F5, 2400 SV102", "amounts['F5'], encounter.services[].charge"),
    "B012": ("2400 LX", "encounter.services"),
    "B013": ("2300 and 2400 PWK06", "attachments[].control_number"),
    "B014": ("2300 and 2400 REF*X4, F4", "references, encounter.services[].references"),
    "B015": ("2400 NTE02", "encounter.services[].notes"),
    "B016": ("2300 CLM01", "patient_control_number"),
    "B017": ("2000B SBR05, 2300 and 2400 CN1", "coverages[].medicare_secondary_reason, contract"),
    "B018": ("2300 CLM05-3", "encounter.coding"),
    "B019": ("2400 SV101-3", "encounter.services[].procedure.modifiers"),
}
"""Where each finding points as a rule: loop and element, and the path in the model. A finding itself names the very one."""


@attrs.frozen
class CatalogueRow:
    """One kind of finding of the scrubber."""

    code: str
    severity: Severity
    """The gravest that it can have; `regraded` changes it."""
    reference: str
    """Loop and element of the 837P."""
    path: str
    """In the model, from the claim."""
    root_cause: RootCause
    owner: Owner
    would_cause: str
    """The rejection or denial that it prevents as a rule."""
    text: str
    """What must hold."""


def catalogue() -> list[CatalogueRow]:
    """Every kind of finding that the scrubber's rules can make, in the order of their codes' groups."""
    texts: dict[str, list[str]] = {"S008": [_said(submission_findings.__doc__ or "")[1]]}
    for module in MODULES:
        for value in vars(module).values():
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and (told := _said(value.__doc__ or ""))[0]:
                texts.setdefault(told[0], []).append(told[1])
    ordered = sorted(_KINDS, key=lambda code: ("SMPCB".find(code[0]), code))
    return [CatalogueRow(code, kind.severity, *PLACES.get(code, ("", "")), kind.root_cause, kind.owner, kind.would_cause or "",
                         " ".join(texts.get(code, ()))) for code in ordered for kind in (_KINDS[code],)]


def _said(text: str) -> tuple[str, str]:
    """The code that a rule's description begins with, and the rest of its first line; a blank code where it begins with none."""
    code, colon, rest = text.split("\n", 1)[0].partition(": ")
    is_code = bool(colon) and len(code) == 4 and code[0].isupper() and code[1:].isdigit()       # noqa: PLR2004 - B007
    return (code, rest[:1].upper() + rest[1:]) if is_code else ("", "")


def code_of(rule: Rule) -> str:
    """The code of the findings that a rule makes, which its description begins with, as ours do: `B007: ...`; blank where it does not."""
    return _said(rule.__doc__ or "")[0]


def without(rules: Iterable[Rule], codes: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that make none of these findings.

    Raises:
        ValueError: no rule makes one of them.
    """
    given, dropped = tuple(rules), set(codes)
    _known(dropped, given)
    return tuple(rule for rule in given if code_of(rule) not in dropped)


def regraded(rules: Iterable[Rule], severities: Mapping[str, Severity]) -> tuple[Rule, ...]:
    """The same rules, whose findings of these codes have another severity, however grave they were.

    >>> from edi837 import RULES
    >>> near = regraded(RULES, {"B007": Severity.WARNING})

    Raises:
        ValueError: no rule makes one of the findings.
    """
    given = tuple(rules)
    _known(set(severities), given)
    return tuple(_graded(rule, severities[code_of(rule)]) if code_of(rule) in severities else rule for rule in given)


def _known(codes: set[str], rules: tuple[Rule, ...]) -> None:
    unknown = codes - set(map(code_of, rules))
    if unknown:
        raise ValueError(f"no rule makes a finding {', '.join(sorted(unknown))}")


def _graded(rule: Rule, severity: Severity) -> Rule:
    @wraps(rule)
    def graded(claim: Claim, context: Context) -> Iterator[Finding]:
        for found in rule(claim, context):
            yield attrs.evolve(found, severity=severity)

    return graded
