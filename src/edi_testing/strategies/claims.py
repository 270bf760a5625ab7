"""Strategies for the biller's part: coverages, what earlier payers decided, and claims."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import strategies as st

from edi_claims import (
    SELF,
    ZERO,
    Adjustment,
    Claim,
    Coverage,
    Encounter,
    LineAdjudication,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    Reference,
)
from edi_testing.strategies import supporting
from edi_testing.strategies.basics import (
    addresses,
    days,
    dollars,
    employers,
    groups,
    names,
    now_and_then,
    once,
    payers,
    people,
    plans,
    rarely,
    references,
    texts,
    words,
)
from edi_testing.strategies.encounters import encounters

if TYPE_CHECKING:
    from datetime import date

    from hypothesis.strategies import DrawFn, SearchStrategy

_HOW = st.sampled_from(("line", "line", "whole", "whole", "passed over"))
_PERCENT = st.integers(0, 100)
_TIMES = rarely(st.integers(1, 9).map(Decimal), None)
_WORDS = rarely(st.just("AS DECIDED"), "")
_FREQUENCIES, _PAID_BEFORE = st.sampled_from("11178"), st.sampled_from(({}, {"F5": Decimal("25.5")}))
_SIGNED, _LATE = st.sampled_from(("", "P")), st.sampled_from(("", "", "7"))
_MAYBE_NUMBER, _MAYBE_LONG = st.none() | texts(12), st.none() | texts(15)
_PAYER_NUMBERS = ("2U", "EI", "FY", "NF")
_CLAIM_NUMBERS = ("4N", "EW", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J")


# ---- who pays

@once
def coverages(sequence: str = "P", prefix: str = "EX", *, full: bool = True) -> SearchStrategy[Coverage]:
    """A patient's own coverage, or one as somebody's dependent; the subscriber with what is sent of him (`full`: to the payer that is billed)."""
    return _coverages(st.just(None), st.just(SELF), sequence, prefix, full=full) | _coverages(
        people() | employers() if full else _other_subscribers(), st.sampled_from(("01", "19", "20", "G8")), sequence, prefix, full=full)


def _coverages(subscriber: SearchStrategy[Any], relationship: SearchStrategy[str], sequence: str, prefix: str, *,
               full: bool) -> SearchStrategy[Coverage]:
    more = {} if full else {
        "benefits_assigned": rarely(st.sampled_from("NW"), "Y"), "signature_source": rarely(st.just("P"), ""), "release": rarely(st.just("I"), "Y")}
    return st.builds(
        Coverage, payers(prefix, *_PAYER_NUMBERS), texts(12, least=2), subscriber, relationship, st.just(sequence),
        st.sampled_from(("CI", "12", "HM", "BL")), texts(8, least=0), medicare_secondary_reason=rarely(st.sampled_from(("12", "13", "43")), ""),
        group_name=rarely(words(30), ""), id_qualifier=rarely(st.just("II"), "MI"), **more)


@once
def _other_subscribers() -> SearchStrategy[Person]:
    return st.builds(Person, names(), address=st.none() | addresses(), references=rarely(references("SY", most=1), ()))


# ---- what earlier payers decided

@st.composite
def decisions(draw: DrawFn, coverage: Coverage, encounter: Encounter) -> PriorAdjudication:
    """What an earlier payer decided, balanced: by line, or of the claim as a whole; or that it was passed over."""
    more: dict[str, Any] = draw(_told()) if draw(now_and_then()) else {}
    number, day = draw(_MAYBE_LONG), draw(days())
    how = draw(_HOW)
    if how == "passed over":
        return PriorAdjudication(coverage, payer_control_number=number, amounts={"A8": encounter.total_charge}, **more)
    if how == "line":
        lines = tuple(draw(_line_decisions(at, encounter, coverage.payer.payer_id, day)) for at in range(1, len(encounter.services) + 1))
        return PriorAdjudication(coverage, payer_control_number=number, paid=sum((one.paid for one in lines), ZERO), services=lines, **more)
    adjustments, paid = draw(_shares(encounter.total_charge))
    share = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
    return PriorAdjudication(coverage, day, number, paid, adjustments, {"EAF": share}, **more)


@once
def _told() -> SearchStrategy[dict[str, Any]]:
    """MOA, REF of 2330B, 2330C to G."""
    return st.fixed_dictionaries({}, optional={
        "remarks": st.sampled_from((("MA01",), ("MA18", "N45"))), "reimbursement_rate": st.just(Decimal("0.8")), "payable": dollars(),
        "renal_payment": dollars(), "professional_component": dollars(), "references": references("G1", "9F", "T4", least=1, most=2),
        "providers": st.dictionaries(st.sampled_from(("referring_provider", "rendering_provider", "supervising_provider")), _numbered(PersonName("")),
                                     max_size=1) | st.dictionaries(st.sampled_from(("facility", "billing_provider")), _numbered(""), max_size=2)})


@once
def _numbered(name: PersonName | str) -> SearchStrategy[Provider]:
    """A provider of whom another payer's number is all that is sent."""
    return st.builds(Provider, name=st.just(name), references=references("G2", least=1, most=1))


@st.composite
def _line_decisions(draw: DrawFn, at: int, encounter: Encounter, payer_id: str, day: date) -> LineAdjudication:
    line = encounter.services[at - 1]
    others = [number for number in range(1, len(encounter.services) + 1) if number != at]
    is_bundled = draw(now_and_then())
    bundled = draw(st.sampled_from(others)) if others and is_bundled else None
    adjustments, paid = draw(_shares(line.charge))
    share = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
    done = Procedure(line.procedure.code, line.procedure.modifiers, description=draw(_WORDS))
    return LineAdjudication(at, payer_id, paid, done, line.units, adjustments, day, share, bundled)


@st.composite
def _shares(draw: DrawFn, charge: Decimal) -> tuple[tuple[Adjustment, ...], Decimal]:
    """Part of a charge for each reason, the rest paid."""
    left, found = charge, []
    for group, reason in (("CO", "45"), ("PR", "1"), ("PR", "2")):
        amount = (left * draw(_PERCENT) / 100).quantize(Decimal("0.01"))
        if amount:
            found.append(Adjustment(group, reason, amount, draw(_TIMES)))
            left -= amount
    return tuple(found), left


# ---- claims

@st.composite
def claims(draw: DrawFn, group: Provider | None = None) -> Claim:
    """Claims of any kind: to the first payer, or to the second with the first one's decision; originals, replacements and voids."""
    encounter = draw(encounters())
    frequency = draw(_FREQUENCIES)
    to_second = draw(st.booleans())
    primary = draw(coverages(full=not to_second))
    others = [draw(coverages("S", "SUP", full=to_second))] if to_second or draw(st.booleans()) else []
    rare: dict[str, Any] = draw(_rare()) if draw(now_and_then()) else {}
    made = Claim(
        encounter, draw(texts(20)), group or draw(groups()), (primary, *others), "S" if to_second else "P", frequency,
        None if frequency == "1" else draw(texts(15)), draw(_MAYBE_NUMBER), draw(_MAYBE_NUMBER),
        (draw(decisions(primary, encounter)),) if to_second else (), pay_to_address=draw(addresses()) if draw(st.booleans()) else None,
        amounts=draw(_PAID_BEFORE), signature_source=draw(_SIGNED), delay_reason=draw(_LATE),
        references=draw(references(*_CLAIM_NUMBERS)) if draw(now_and_then()) else (), **rare)
    return _without_npi(made) if group is None and not to_second and draw(now_and_then()) else made


@once
def _rare() -> SearchStrategy[dict[str, Any]]:
    """CLM06 to CLM12, PWK, CN1, K3, HCP, CUR, 2010AC, and the biller's days."""
    return st.fixed_dictionaries({}, optional={
        "signature_on_file": st.just("N"), "assignment": st.sampled_from("BC"), "benefits_assigned": st.sampled_from("NW"), "release": st.just("I"),
        "special_program": st.sampled_from(("02", "03", "05", "09")), "dates": st.dictionaries(st.sampled_from(("090", "091", "050")), days()),
        "attachments": st.lists(supporting.attachments(), max_size=3, unique_by=lambda one: one.control_number).map(tuple),
        "contract": supporting.contracts(), "file_information": st.lists(words(40), max_size=3).map(tuple), "repricing": supporting.repricings(),
        "currency": st.sampled_from(("CAD", "MXN")), "pay_to_plan": plans()})


def _without_npi(claim: Claim) -> Claim:
    """The same of an atypical provider, whom the payer knows by a number of its own."""
    def numbered(cover: Coverage) -> Coverage:
        payer = attrs.evolve(cover.payer, references=(*cover.payer.references, Reference("G2", "PC700123")))
        return attrs.evolve(cover, payer=payer) if cover.sequence == claim.sequence else cover
    return attrs.evolve(claim, billing_provider=attrs.evolve(claim.billing_provider, npi=None), coverages=tuple(map(numbered, claim.coverages)))
