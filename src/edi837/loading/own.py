"""Tables of the practice's own, as CSV or tab-separated text with a line that names the columns; several codes in a cell are parted by `|`."""

from __future__ import annotations

from edi837.loading.rows import Row, Source, fault, opened, rows
from edi837.rules.requirements import FactRule
from edi837.rules.rows import Approval, DrugRule, ModifierRule, PersonLimit, Policy, Validity
from edi_claims import Fee, FeeSchedule, Severity


def read_policies(source: Source) -> list[Policy]:
    """Coverage policies: `payer_ids, procedures, diagnoses, begins, ends, name`; several in a cell are parted by `|`."""
    with opened(source) as file:
        return [Policy(row.texts("procedures"), [one.replace(".", "") for one in row.texts("diagnoses")], row.texts("payer_ids"),
                       validity=Validity(row.day("begins"), row.day("ends")), name=row.text("name"))
                for row in rows(file, "procedures", "diagnoses")]


def read_modifier_rules(source: Source) -> list[ModifierRule]:
    """Modifiers that payers want: `procedures, modifiers, beside, places, payer_ids, units, severity`."""
    with opened(source) as file:
        return [ModifierRule(row.texts("procedures"), row.texts("modifiers"), row.texts("beside"), row.texts("places"), row.texts("payer_ids"),
                             row.amount("units"), _severity(row)) for row in rows(file, "procedures", "modifiers")]


def read_person_limits(source: Source) -> list[PersonLimit]:
    """Whom codes can concern: `codes, sex, least_age, most_age, severity`."""
    with opened(source) as file:
        return [PersonLimit([one.replace(".", "") for one in row.texts("codes")], row.text("sex"), row.whole("least_age"), row.whole("most_age"),
                            _severity(row)) for row in rows(file, "codes")]


def read_approvals(source: Source) -> list[Approval]:
    """Authorizations that were granted: `number, begins, ends, procedures, units`."""
    with opened(source) as file:
        return [Approval(row.text("number"), row.day("begins"), row.day("ends"), row.texts("procedures"), row.amount("units"))
                for row in rows(file, "number")]


def read_drug_rules(source: Source) -> list[DrugRule]:
    """Services for which a payer wants the drug's national code: `procedures, payer_ids, filing_indicators`."""
    with opened(source) as file:
        return [DrugRule(row.texts("procedures"), row.texts("payer_ids"), row.texts("filing_indicators")) for row in rows(file, "procedures")]


def read_fact_rules(source: Source) -> list[FactRule]:
    """Facts that must be on record before a service is billed: `procedures, facts, payer_ids`; the blanks in a fact's name are kept."""
    with opened(source) as file:
        return [FactRule(row.texts("procedures"), [one.strip() for one in row.text("facts").split("|") if one.strip()], row.texts("payer_ids"))
                for row in rows(file, "procedures", "facts")]


def read_fees(source: Source, name: str, payer_id: str = "") -> FeeSchedule:
    """What a payer allows: `code, allowed, modifiers, place_of_service, begins, ends`; dollars a unit."""
    with opened(source) as file:
        return FeeSchedule(name, [_fee(row) for row in rows(file, "code", "allowed")], payer_id)


def _fee(row: Row) -> Fee:
    allowed = row.amount("allowed")
    if allowed is None or allowed < 0:
        raise fault(row.line, "allowed is no amount")
    return Fee(row.text("code"), allowed, tuple(row.texts("modifiers")), row.text("place_of_service"), row.day("begins"), row.day("ends"))


def _severity(row: Row) -> Severity:
    text = row.text("severity")
    try:
        return Severity(text) if text else Severity.ERROR
    except ValueError:
        raise fault(row.line, "severity is none of error, warning and info") from None
