"""What only institutional claims carry, as headed lists: the DRG, the stay (MIA), outpatient figures (MOA)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims.pages.shown import clean, count, percent
from edi_claims.pages.view import Fact

if TYPE_CHECKING:
    from edi_claims import ClaimPayment

_ABBREVIATIONS = (("drg", "DRG"), ("msp", "MSP"), ("hcpcs", "HCPCS"), ("pip", "PIP"))
_NUMBERS = ("days", "count", "stay", "weight")
"""Words in the names of fields that hold no money."""


def institutional(claim: ClaimPayment) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """Each list that holds anything, with its heading; nothing for a professional claim that brings only remarks."""
    asked = (("Diagnosis related group", _drg(claim)), ("Inpatient decision", _facts(claim.inpatient)),
             ("Outpatient decision", _facts(claim.outpatient)))
    return tuple((heading, facts) for heading, facts in asked if facts)


def _drg(claim: ClaimPayment) -> tuple[Fact, ...]:
    fraction = claim.discharge_fraction
    said = (("DRG", clean(claim.drg)), ("Weight", "" if claim.drg_weight is None else count(claim.drg_weight)),
            ("Part of the stay paid here", "" if fraction is None else percent(fraction)), ("Discharge status", clean(claim.patient_status)))
    return tuple(Fact(label, value) for label, value in said if value)


def _facts(noun: attrs.AttrsInstance | None) -> tuple[Fact, ...]:
    """Every figure that was sent, under its name in the noun."""
    if noun is None:
        return ()
    figures = ((field.name, getattr(noun, field.name)) for field in attrs.fields(type(noun)))
    return tuple(Fact(_label(name), _value(name, amount)) for name, amount in figures if isinstance(amount, Decimal))


def _value(name: str, amount: Decimal) -> str | Decimal:
    if name.endswith("rate"):
        return percent(amount)
    return count(amount) if any(word in name for word in _NUMBERS) else amount


def _label(name: str) -> str:
    """`capital_federal_drg` as `Capital federal DRG`."""
    text = name.replace("_", " ")
    text = text[:1].upper() + text[1:]
    for short, written in _ABBREVIATIONS:
        text = " ".join(written if word.lower() == short else word for word in text.split())
    return text
