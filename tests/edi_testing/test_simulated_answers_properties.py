"""What a simulated payer says before a visit, and what it decides after it: whatever the plan, the fees, the claims and the seed."""

from collections import defaultdict
from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi270_271 import answer, build_270, build_271, estimate_visit, parse_270, parse_271, service_type_of
from edi_claims import (
    Authorization,
    AuthorizationRule,
    CoverageStatus,
    DateRange,
    Fee,
    FeeSchedule,
    Payer,
    PayerProfile,
    PersonName,
    Procedure,
    Provider,
    ReferralRule,
    ServiceInquiry,
)
from edi_testing import Plan, SimulatedPayer, sample_claims
from edi_testing.invented import SERVICES
from edi_testing.payer import Copay, Dependent, Member, Replies, VisitLimit, inquiry_for
from edi_x12 import conformance
from simulation import WHEN

EVERYBODY = Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02", "1512345678"))
PAID = {"CO-45", "CO-253", "PR-1", "PR-2", "PR-3"}
"""What stands beside a payment of a line that is not denied."""

dollars = st.integers(0, 20_000).map(lambda cents: D(cents).scaleb(-2))
fractions = st.sampled_from([D(0), D("0.1"), D("0.2"), D("0.333"), D("0.5"), D("0.8"), D(1)])
fee_schedules = st.tuples(*(st.integers(1, 30_000) for _ in SERVICES)).map(
    lambda amounts: FeeSchedule("ALL", [Fee(code, D(cents).scaleb(-2)) for (code, *_), cents in zip(SERVICES, amounts, strict=True)]))
replies = st.builds(Replies, st.booleans(), st.booleans(), st.booleans(), st.booleans())
simple = st.lists(st.sampled_from(["99*", "93000", "97*", "J*", "11403", "83036", "36415"]), min_size=1, max_size=2, unique=True)
copays = st.lists(st.builds(Copay, simple, dollars, st.sampled_from([(), ("11",), ("22",)]), st.booleans(), st.booleans()), max_size=2).map(tuple)


plans = st.builds(
    Plan, st.just(EVERYBODY), deductible=dollars, family_deductible=st.none() | dollars, coinsurance=fractions, copays=copays,
    out_of_pocket_maximum=st.none() | dollars, family_out_of_pocket_maximum=st.none() | dollars, sequestration=st.sampled_from([D(0), D("0.02")]), replies=replies)
"""Plans that deny nothing of themselves."""


def primary(count, seed):
    return [one for one in sample_claims(count, seed=seed) if one.sequence == "P"]


def family(count, seed, patients=2):
    """Claims of one family, in turn, and of one billing provider."""
    claims = primary(count, seed)
    cover = attrs.evolve(claims[0].coverage, member_id="FAMILY", subscriber=None, relationship="18")
    return [attrs.evolve(one, coverages=(cover,), billing_provider=claims[0].billing_provider,
                         encounter=attrs.evolve(one.encounter, patient=claims[at % min(patients, len(claims))].encounter.patient))
            for at, one in enumerate(claims)]


def text_of(responses):
    return build_271(responses, **WHEN)


def is_denied(payment):
    """Of such plans nothing is, but the same service on the same day once more."""
    denied = {one.code for one in payment.all_adjustments} - PAID
    assert denied <= {"OA-18"}
    return bool(denied)


# ---- what a 271 cannot say: then its range holds what is decided

def copays_of(plan, claim):
    """Each line's service type, day and copay."""
    place = claim.encounter.place_of_service
    return [(service_type_of(line.procedure), line.first_day, plan.copay(line.procedure, place)) for line in claim.encounter.services]


def has_copays_for_two_types(plan, claim):
    """Whether one copay, or two, are taken for several service types of a day: a payer does not say whether once or for each."""
    of_day = defaultdict(set)
    for kind, day, copay in copays_of(plan, claim):
        if copay is not None:
            of_day[day].add(kind)
    return any(len(kinds) > 1 for kinds in of_day.values())


def has_types_of_two_kinds(plan, claim):
    """Whether procedures of a service type differ in their copay: a row of a type is for all of them."""
    ways = defaultdict(set)
    for code, *_ in SERVICES:
        kind = service_type_of(attrs.evolve(claim.encounter.services[0].procedure, code=code, modifiers=("GP",) if code == "97110" else ()))
        ways[kind].add(plan.copay(attrs.evolve(claim.encounter.services[0].procedure, code=code), claim.encounter.place_of_service))
    return any(len(ways[kind]) > 1 for kind, *_ in copays_of(plan, claim))


def has_copay_without_a_type(plan, claim):
    """Whether a procedure that is of no service type has a copay: the plan's own rows, deductible and coinsurance, are for it as well."""
    return any(kind == "30" and copay is not None for kind, _, copay in copays_of(plan, claim))


UNSAYABLE = (has_copays_for_two_types, has_types_of_two_kinds, has_copay_without_a_type)


# ---- what an estimate does otherwise than this payer

def takes_copay_first(plan, claim):
    """Whether deductible or coinsurance are of what a copay leaves: an estimate takes them of the whole, and may be above what is decided."""
    return any(copay is not None and copay.amount and (copay.deductible_applies or copay.coinsurance_applies) for *_, copay in copays_of(plan, claim))


def has_two_copays_of_a_type(plan, claim):
    """Whether procedures of one service type have two copays on one day: an estimate takes one a visit."""
    found = defaultdict(set)
    for kind, day, copay in copays_of(plan, claim):
        if copay is not None:
            found[kind, day].add(copay)
    return any(len(every) > 1 for every in found.values())


def may_spend_the_deductible_earlier(plan, claim):
    """Whether a line that is told as a range comes with others: at its high end it spends deductible that is in truth left to them."""
    return plan.deductible > 0 and len(claim.encounter.services) > 1 and has_types_of_two_kinds(plan, claim)


OTHERWISE = (takes_copay_first, has_copay_without_a_type, has_two_copays_of_a_type, may_spend_the_deductible_earlier)


@settings(max_examples=100, deadline=None)
@given(plans, fee_schedules, st.integers(0, 10_000), st.integers(1, 8), st.booleans())
def test_the_estimate_is_the_patient_share_that_is_decided(plan, fees, seed, count, of_one_family):
    """To the cent, claim after claim, while deductibles and maximums fill."""
    payer = SimulatedPayer(plan, fees, seed)
    for claim in family(count, seed) if of_one_family else primary(count, seed):
        [response] = parse_271(text_of(payer.respond([inquiry_for(claim)])))
        told = estimate_visit(response, claim.encounter, fees)
        [payment] = payer.adjudicate([claim]).claims
        assert told.without_fee == ()
        if is_denied(payment):
            continue
        if any(does(plan, claim) for does in OTHERWISE):
            assert len(told.lines) > 1 or payment.patient_responsibility <= told.high
            continue
        assert told.low <= payment.patient_responsibility <= told.high
        if not any(cannot(plan, claim) for cannot in UNSAYABLE):
            assert told.low == told.high


ALONE = Copay(["99*"], D(25))
LISTED = {
    has_copays_for_two_types: (ALONE, Copay(["93000"], D(40))), has_types_of_two_kinds: (Copay(["11403"], D(25)),),
    has_copay_without_a_type: (Copay(["J*"], D(9)),), takes_copay_first: (Copay(["99*"], D(25), (), True, True),),
    may_spend_the_deductible_earlier: (Copay(["11403"], D(25)),), has_two_copays_of_a_type: (Copay(["11403"], D(25)), Copay(["36415"], D(9)))}


@pytest.mark.parametrize("what", [*UNSAYABLE, *OTHERWISE], ids=lambda what: what.__name__)
def test_what_is_listed_happens_and_makes_a_difference(what):
    """No exception that nothing needs: some claim of some plan is told otherwise than it is decided."""
    plan = Plan(EVERYBODY, deductible=D(100), coinsurance=D("0.2"), copays=LISTED[what])
    fees = FeeSchedule("ALL", [Fee(code, D(charge)) for code, _, charge in SERVICES])
    apart = []
    for claim in (one for one in primary(60, 3) if what(plan, one)):
        payer = SimulatedPayer(plan, fees)
        [response] = payer.respond([inquiry_for(claim)])
        told, [payment] = estimate_visit(response, claim.encounter, fees), payer.adjudicate([claim]).claims
        apart.append((told.low, told.high) != (payment.patient_responsibility,) * 2)
    assert any(apart)


# ---- what is used up

def rows_of(response, kind, level):
    return {row.period: row.amount for row in response.benefits if (row.kind, row.coverage_level, row.service_types) == (kind, level, ("30",))}


def left_of(response):
    """What remains, by kind and level; None where the plan has no such limit."""
    found = {}
    for kind in "CG":
        for level in ("IND", "FAM"):
            rows = rows_of(response, kind, level)
            found[kind, level] = rows.get("29", rows["23"] - rows["24"] if "24" in rows else None) if rows else None
    return found


def applied(payment, *reasons):
    return sum((one.amount for one in payment.all_adjustments if one.group == "PR" and one.reason in reasons), D(0))


@settings(max_examples=60, deadline=None)
@given(plans, fee_schedules, st.integers(0, 10_000), st.integers(1, 8), st.booleans())
def test_what_remains_shrinks_by_what_was_applied(plan, fees, seed, count, takes_back):
    payer = SimulatedPayer(plan, fees, seed)
    for claim in family(count, seed):
        before = left_of(*payer.respond([inquiry_for(claim)]))
        [payment] = payer.adjudicate([claim]).claims
        after = left_of(*payer.respond([inquiry_for(claim)]))
        used = {"C": applied(payment, "1"), "G": applied(payment, "1", "2", "3")}
        assert {at: None if left is None else left - used[at[0]] for at, left in before.items()} == after
        if takes_back:
            payer.take_back(claim.patient_control_number)
            payer.adjudicate([])
            assert left_of(*payer.respond([inquiry_for(claim)])) == before


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3), st.booleans(), st.integers(0, 1_000), st.sampled_from(["PR", "CO"]))
def test_visits_remain_until_the_claim_is_denied(visits, by_delivery, seed, group):
    """The answer says none are left exactly when the next claim is denied for it."""
    plan = Plan(EVERYBODY, visit_limits=(VisitLimit(["9*", "8*", "1*", "3*", "J*"], visits, group),), replies=Replies(limits_by_delivery=by_delivery))
    payer = SimulatedPayer(plan, FeeSchedule("NONE"))
    for claim in family(6, seed, patients=1):
        asked = inquiry_for(claim)
        if asked.service_types == ("30",):                  # of no service type, and nothing is said of its visits
            payer.adjudicate([claim])
            continue
        found = answer(*payer.respond([asked]), on=claim.encounter.first_day, service_type=asked.service_types[-1])
        seen = any(claim.encounter.first_day == one.encounter.first_day for one in family(6, seed, patients=1) if one is not claim)
        [payment] = payer.adjudicate([claim]).claims
        assert found.visits == visits
        if not seen:
            assert (found.visits_remaining == 0) is any(one.reason == "119" for one in payment.all_adjustments)


# ---- whom and what the plan covers

days = st.dates(date(2025, 6, 1), date(2027, 6, 1))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 1_000), st.none() | days, st.none() | days, st.booleans(), st.none() | days, st.none() | days)
def test_coverage_is_active_exactly_when_the_claim_is_not_denied_for_it(seed, begins, ends, is_known, own_begins, own_ends):
    for claim in primary(6, seed):
        cover, patient = claim.coverage, claim.encounter.patient
        below = None if cover.is_self else (Dependent(patient, cover.relationship, "", own_begins, own_ends),)
        members = {cover.member_id: Member(begins, ends, dependents=below)} if is_known else {}
        payer = SimulatedPayer(Plan(EVERYBODY, members=members), FeeSchedule("NONE"))
        [response] = parse_271(text_of(payer.respond([inquiry_for(claim)])))
        status = answer(response, on=claim.encounter.first_day).status
        [payment] = payer.adjudicate([claim]).claims
        denied = {one.reason for one in payment.all_adjustments} & {"26", "27", "31"}
        assert (status is CoverageStatus.ACTIVE) is not bool(denied)
        assert (status is CoverageStatus.NOT_ANSWERED) is (denied == {"31"})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_000), simple, simple, simple, st.sampled_from([(), ("11",), ("22",)]))
def test_what_is_said_of_a_service_holds_for_its_lines(seed, wanted, outside, monthly, places):
    """Not covered: denied. Authorization required: denied without one, and never where it is said not to be. Capitated: nothing is paid or owed."""
    profile = PayerProfile("ANY", ("EX001",), authorization_rules=[AuthorizationRule(wanted, places)])
    plan = Plan(EVERYBODY, deductible=D(10), not_covered=outside, capitated=monthly, profile=profile)
    fees = FeeSchedule("ALL", [Fee(code, D(50)) for code, *_ in SERVICES])
    for claim in primary(4, seed):
        payer = SimulatedPayer(plan, fees)
        [response] = parse_271(text_of(payer.respond([inquiry_for(claim)])))
        for line, paid in zip(claim.encounter.services, payer.adjudicate([claim]).claims[0].services, strict=True):
            kind, reasons = service_type_of(line.procedure), {one.reason for one in paid.adjustments}
            if kind == "30":
                continue
            found = answer(response, on=line.first_day, service_type=kind, place_of_service="11")
            if found.authorization is Authorization.REQUIRED:
                assert "197" in reasons
            elif found.authorization is Authorization.NOT_REQUIRED:
                assert "197" not in reasons
            else:
                assert found.status is CoverageStatus.NOT_COVERED or kind == "2"
            if found.status is CoverageStatus.NOT_COVERED:
                assert reasons & {"197", "204"}
            elif kind != "2" and "197" not in reasons:
                assert "204" not in reasons
                assert ("24" in reasons) is (found.evidence["status"].kind == "3")


# ---- text

@st.composite
def asked(draw):
    """Inquiries of every kind: known and unknown members, dependents, procedures, other payers and providers, days far away."""
    claims = primary(draw(st.integers(1, 8)), draw(st.integers(0, 1_000)))
    made = []
    for claim in claims:
        more = draw(st.sampled_from([
            {}, {"service_types": ("30",)}, {"service_types": ("PT", "AE", "35", "1")}, {"service_types": ("30", "Q9")}, {"on": None},
            {"on": date(2020, 1, 1)}, {"on": DateRange(date(2026, 2, 1), date(2026, 2, 28))}, {"trace_number": "REFUSED"},
            {"service_types": (), "procedure": Procedure("99214", ("25",))}, {"service_types": (), "procedure": Procedure("D0120", qualifier="AD")},
            {"provider": Provider("1472583693", "HALE CLINIC")}, {"further": (ServiceInquiry((), Procedure("97110")),)},
            {"coverage": attrs.evolve(claim.coverage, payer=Payer("OTHER", "ANOTHER PLAN"))}, {"coverage": attrs.evolve(claim.coverage, member_id="")}]))
        made.append(inquiry_for(claim, **more))
    return made


def payer_of(draw_plan, inquiries, seed):
    members = {one.coverage.member_id: Member(
        date(2026, 1, 1), date(2026, 9, 30) if at % 3 else None, Payer("SUN01", "SUNRISE MUTUAL") if at % 2 else None,
        person=one.coverage.subscriber or one.patient if at % 4 else None, group_number="GRP1", later=(Payer("GAP02", "GAPFILL MUTUAL"),),
        primary_care=Provider("1472583693", PersonName("HALE", "NORA"))) for at, one in enumerate(inquiries) if at % 5}
    plan = attrs.evolve(draw_plan, members=members, visit_limits=(VisitLimit(["97*"], 20), VisitLimit(["99213"], 2)), not_covered=("D*", "83036"),
                        capitated=("36415",), network=("1234567893",) if seed % 2 else None,
                        profile=PayerProfile("ANY", ("EX001",), authorization_rules=[AuthorizationRule(["93*", "99214"], ("22",) if seed % 3 else ())],
                                             referral_rules=[ReferralRule(["97*"])]))
    return SimulatedPayer(plan, FeeSchedule("NONE"), seed, refuse={"REFUSED": ["42", "43", "71", "56"][seed % 4]})


@settings(max_examples=60, deadline=None)
@given(plans, asked(), st.integers(0, 50), st.none() | st.just(date(2026, 6, 1)))
def test_every_answer_is_written_keeps_the_guide_and_comes_back(plan, inquiries, seed, today):
    responses = payer_of(plan, inquiries, seed).respond(inquiries, today=today)
    text = text_of(responses)
    assert list(parse_271(text)) == responses
    assert conformance.check(text) == []
    assert text == text_of(payer_of(plan, inquiries, seed).respond(inquiries, today=today))


@settings(max_examples=30, deadline=None)
@given(plans, st.integers(0, 1_000), st.integers(1, 6))
def test_an_inquiry_that_was_sent_as_text_is_answered_like_the_noun(plan, seed, count):
    inquiries = [inquiry_for(one) for one in primary(count, seed)]
    sent = parse_270(build_270(inquiries, **WHEN))
    first, second = ([attrs.evolve(one, batch_id="") for one in SimulatedPayer(plan, FeeSchedule("NONE")).respond(of)] for of in (inquiries, sent))
    assert first == second
