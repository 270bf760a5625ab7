"""What became of every cent, how a claim came out, what belongs together: from the hardest case to the plain one, then for all."""

from decimal import Decimal as D
from operator import attrgetter

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi835
from books import paid, payment, remittance, reversal
from corpus import CORPUS, example, files, needs_corpus
from edi_claims import Adjustment, ClaimPayment, Payer, Procedure, ProviderAdjustment, Reference, ServicePayment, from_json, to_json
from edi_claims.codes import CARC, CarcRow, PlbCategory
from edi_claims.decisions import (
    AmountKind,
    Change,
    Correction,
    DecidedAmount,
    Outcome,
    amounts_by_kind,
    amounts_of,
    bundles,
    change_of,
    corrections,
    counted,
    crosses_over,
    outcome,
    provider_amounts,
    repeats_its_lines,
)
from edi_testing.remittances import claim_payments, remittances, reversal_of

modest = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def adjusted(*pairs):
    """`CO-45` and amounts in turn."""
    return [Adjustment(*code.split("-"), D(amount)) for code, amount in zip(pairs[::2], pairs[1::2], strict=True)]


def kinds(claim):
    """Kind to amount, as texts."""
    return {str(kind): str(amount) for kind, amount in claim.amounts_by_kind.items()}


def whole(charge, amount, *pairs, status="1", remarks=(), **more):
    """A claim without lines."""
    return ClaimPayment("A1", status, D(charge), D(amount), adjustments=adjusted(*pairs), remarks=remarks, **more)


def one_line(charge, amount, *pairs, status="1", **more):
    """A claim of one line that carries all adjustments."""
    return payment("A1", [paid("L1", "99213", charge, amount, *pairs, **more)], status=status)


def total(claim):
    return sum((one.amount for one in amounts_of(claim)), D(0))


# ---- every cent in one place

def test_adjustments_that_a_claim_repeats_count_once():
    claim = attrs.evolve(one_line("100", "60", "CO-45", "30", "PR-2", "10"), adjustments=adjusted("CO-45", "30", "PR-2", "10"))
    assert repeats_its_lines(claim)
    assert kinds(claim) == {"paid": "60", "contractual": "30", "coinsurance": "10"}
    assert [one.code for one in counted(claim)] == ["CO-45", "PR-2"]
    assert total(claim) == D(100)


def test_a_claim_may_repeat_one_group_and_still_say_something_of_its_own():
    claim = attrs.evolve(one_line("100", "60", "CO-45", "30", "PR-2", "10"), paid=D(55), adjustments=adjusted("CO-45", "30", "PR-3", "5"))
    assert kinds(claim) == {"paid": "55", "contractual": "30", "coinsurance": "10", "copay": "5"}


@pytest.mark.parametrize("make", [one_line, whole])
def test_co_45_for_a_whole_charge_is_a_denial(make):
    claim = make("150", "0", "CO-45", "150")
    assert kinds(claim) == {"denied": "150"}
    assert claim.outcome is Outcome.DENIED
    assert claim.allowed_amount() == (D(0), "derived")


def test_co_45_beside_a_patient_share_is_the_contract():
    claim = one_line("150", "0", "CO-45", "50", "PR-1", "100")
    assert kinds(claim) == {"contractual": "50", "deductible": "100"}
    assert claim.outcome is Outcome.PATIENT_SHARE
    assert claim.allowed_amount() == (D(100), "derived")


def test_what_an_earlier_payer_did_is_neither_written_off_nor_allowed_by_this_one():
    [claim] = edi835.parse(example("835-4-secondary"))[0].claims
    assert kinds(claim) == {"paid": "70", "coinsurance": "6", "copay": "5", "prior_payer": "269"}
    assert claim.outcome is Outcome.PAID
    assert claim.allowed_amount() == (None, "unknown")


def test_a_secondary_payer_that_has_nothing_left_to_pay():
    assert one_line("150", "0", "OA-23", "150", status="2").outcome is Outcome.PRIOR_PAYER
    assert one_line("150", "0", "OA-23", "120", "CO-50", "30", status="2").outcome is Outcome.DENIED


def test_a_reversal_mirrors_what_it_takes_back():
    claim = one_line("500", "240", "CO-45", "200", "PR-2", "60")
    back = reversal(claim)
    assert back.amounts_by_kind == {kind: -amount for kind, amount in claim.amounts_by_kind.items()}
    assert back.outcome is Outcome.REVERSED
    assert back.services[0].outcome is Outcome.REVERSED
    assert back.allowed_amount() == (D(-300), "derived")
    denial = one_line("150", "0", "CO-50", "150")
    assert kinds(reversal(denial)) == {"denied": "-150"}


def test_a_claim_decided_as_a_whole():
    claim = whole("1000", "600", "CO-45", "300", "PR-1", "100")
    assert kinds(claim) == {"paid": "600", "contractual": "300", "deductible": "100"}
    assert claim.allowed_amount() == (D(700), "derived")
    assert {one.service_line for one in amounts_of(claim)} == {None}


def test_a_claim_takes_something_off_besides_its_lines():
    claim = attrs.evolve(one_line("100", "80", "CO-45", "20"), paid=D(70), adjustments=adjusted("CO-237", "10"))
    assert kinds(claim) == {"paid": "70", "contractual": "20", "withheld": "10"}
    assert [(one.kind, one.amount) for one in amounts_of(claim) if one.service_line is None] == [(AmountKind.PAID, D(-10)), (AmountKind.WITHHELD, D(10))]
    assert claim.allowed_amount() == (D(80), "derived")
    assert attrs.evolve(claim, adjustments=adjusted("CO-45", "10")).allowed_amount() == (D(70), "derived")


def test_lines_that_the_claim_as_a_whole_explains_leave_nothing_over():
    """Many payers deny a claim once, above lines that say only what was billed."""
    lines = [ServicePayment(Procedure("99213"), D(100), D(0)), ServicePayment(Procedure("93000"), D(50), D(0))]
    claim = attrs.evolve(payment("A1", lines), adjustments=adjusted("CO-29", "150"))
    assert kinds(claim) == {"denied": "150"}
    assert claim.outcome is Outcome.DENIED
    assert claim.allowed_amount() == (D(0), "derived")


def test_a_negative_adjustment_raises_the_payment_and_is_not_cut_off():
    claim = one_line("50", "80", "CO-94", "-30")
    assert kinds(claim) == {"paid": "80", "contractual": "-30"}
    assert claim.outcome is Outcome.PAID
    assert claim.allowed_amount() == (D(80), "derived")


def test_interest_that_a_payer_put_into_the_payment_is_not_allowed_by_the_plan():
    claim = attrs.evolve(one_line("100", "65", "CO-45", "40", "CO-225", "-5"), amounts={"I": D(5)})
    assert claim.allowed_amount() == (D(60), "derived")
    assert claim.interest == D(5)
    assert one_line("100", "100").interest == 0


@pytest.mark.parametrize(("code", "kind", "out"), [
    ("PR-96", "patient_other", Outcome.PATIENT_SHARE), ("PR-204", "patient_other", Outcome.PATIENT_SHARE), ("PR-119", "patient_other", Outcome.PATIENT_SHARE),
    ("PR-27", "denied", Outcome.DENIED), ("PR-26", "denied", Outcome.DENIED), ("PR-31", "denied", Outcome.DENIED),
    ("CO-24", "capitation", Outcome.CAPITATED), ("OA-24", "capitation", Outcome.CAPITATED),
    ("OA-133", "pended", Outcome.PENDED), ("CO-133", "pended", Outcome.PENDED), ("OA-257", "pended", Outcome.PENDED), ("OA-277", "pended", Outcome.PENDED),
    ("CO-B11", "pended", Outcome.PENDED), ("OA-290", "pended", Outcome.PENDED), ("OA-P11", "pended", Outcome.PENDED),
    ("CO-97", "bundled", Outcome.DENIED), ("CO-B15", "bundled", Outcome.DENIED), ("CO-B10", "bundled", Outcome.DENIED), ("CO-234", "bundled", Outcome.DENIED),
    ("OA-18", "denied", Outcome.DENIED), ("PI-50", "denied", Outcome.DENIED), ("CO-197", "denied", Outcome.DENIED), ("CO-222", "denied", Outcome.DENIED),
    ("CO-ZZZ", "denied", Outcome.DENIED), ("CO-131", "contractual", Outcome.NOTHING), ("CO-246", "other", Outcome.NOTHING),
    ("PR-1", "deductible", Outcome.PATIENT_SHARE), ("PR-66", "deductible", Outcome.PATIENT_SHARE), ("PR-2", "coinsurance", Outcome.PATIENT_SHARE),
    ("PR-3", "copay", Outcome.PATIENT_SHARE), ("PR-ZZZ", "patient_other", Outcome.PATIENT_SHARE), ("OA-23", "prior_payer", Outcome.PRIOR_PAYER),
])
def test_an_adjustment_that_takes_a_whole_line(code, kind, out):
    claim = one_line("150", "0", code, "150")
    assert kinds(claim) == {kind: "150"}
    assert claim.outcome is claim.services[0].outcome is out


@pytest.mark.parametrize(("code", "kind"), [
    ("CO-253", "sequestration"), ("OA-253", "sequestration"), ("CO-104", "withheld"), ("CO-245", "withheld"), ("PI-45", "other"), ("OA-45", "other"),
    ("CO-45", "contractual"), ("CO-3", "contractual"), ("CO-59", "contractual"), ("CO-B4", "other"), ("CO-ZZZ", "other"), ("CO-24", "capitation"),
    ("PR-45", "patient_other"), ("CO-151", "denied"),
])
def test_an_adjustment_of_a_paid_line(code, kind):
    assert kinds(one_line("150", "130", code, "20")) == {"paid": "130", kind: "20"}


@pytest.mark.parametrize(("code", "allowed"), [
    ("CO-45", "130"), ("PR-45", "130"), ("PI-45", "130"), ("CO-253", "150"), ("CO-104", "150"), ("CO-3", "150"), ("PR-3", "150"), ("CO-B4", "150"),
    ("CO-151", "130"), ("CO-97", "130"), ("PR-96", "130"), ("PR-27", "130"), ("CO-ZZZ", "130"), ("PR-ZZZ", "150"),
])
def test_what_is_taken_off_and_what_is_still_allowed(code, allowed):
    assert one_line("150", "130", code, "20").services[0].allowed_amount() == (D(allowed), "derived")


def test_allowed_is_unknown_while_nothing_is_decided():
    claim = payment("A1", [paid("L1", "99213", "100", "80", "CO-45", "20"), paid("L2", "93000", "50", "0", "OA-133", "50")])
    assert claim.outcome is Outcome.PENDED
    assert [line.allowed_amount() for line in claim.services] == [(D(80), "derived"), (None, "unknown")]
    assert claim.allowed_amount() == (None, "unknown")


def test_allowed_as_sent_goes_before_what_can_be_derived():
    line = paid("L1", "99213", "100", "80", "CO-45", "20", allowed=D(85))
    assert line.allowed_amount() == payment("A1", [line]).allowed_amount() == (D(85), "sent")
    assert payment("A1", [line, paid("L2", "93000", "50", "50")]).allowed_amount() == (D(135), "derived")


def test_a_line_that_does_not_balance_allows_what_was_paid_and_shared():
    line = paid("L1", "99213", "100", "60", "PR-2", "15")
    assert line.allowed_amount() == (D(75), "derived")
    claim = payment("A1", [line])
    assert amounts_of(claim)[-1] == DecidedAmount(AmountKind.OTHER, D(25), None, 1)
    assert total(claim) == D(100)


@pytest.mark.parametrize("remark", ["N615", "N616", "N617", "N618"])
def test_a_grace_period_holds_what_is_not_priced(remark):
    denied = one_line("150", "0", "CO-16", "150", remarks=(remark,))
    assert kinds(denied) == {"pended": "150"}
    priced = one_line("150", "100", "CO-45", "30", "PR-1", "20", remarks=(remark,))
    assert kinds(priced) == {"paid": "100", "contractual": "30", "pended": "20"}
    of_the_claim = attrs.evolve(one_line("150", "0", "CO-16", "150"), remarks=(remark,))
    assert kinds(of_the_claim) == {"pended": "150"}


def test_a_practices_own_table_decides():
    house = CARC.with_rows([CarcRow("ZZ9", "House fee", "contractual", "none", is_denial="no"), attrs.evolve(CARC["131"], is_denial="yes")])
    claim = one_line("150", "0", "CO-ZZ9", "150")
    assert amounts_by_kind(amounts_of(claim, house)) == {AmountKind.CONTRACTUAL: D(150)}
    assert outcome(claim, house) is Outcome.NOTHING
    assert outcome(claim) is Outcome.DENIED
    assert outcome(one_line("150", "0", "CO-131", "150"), house) is Outcome.DENIED


# ---- how it came out

@pytest.mark.parametrize(("claim", "out"), [
    (one_line("100", "80", "CO-45", "20", status="4"), Outcome.PAID),
    (one_line("100", "0", "CO-45", "20", "PR-1", "80", status="4"), Outcome.PATIENT_SHARE),
    (one_line("100", "0", "CO-131", "100", status="4"), Outcome.DENIED),
    (whole("0", "0", status="4"), Outcome.DENIED),
    (whole("0", "0"), Outcome.NOTHING),
    (one_line("0.01", "0", "CO-246", "0.01"), Outcome.NOTHING),
    (one_line("100", "0", "CO-50", "100", status="1"), Outcome.DENIED),
    (one_line("100", "0", "CO-45", "30", "CO-50", "70"), Outcome.DENIED),
    (one_line("100", "60", "CO-151", "40"), Outcome.PARTLY_DENIED),
    (whole("100", "80", status="25"), Outcome.ESTIMATED),
    (whole("100", "0", status="23"), Outcome.FORWARDED),
    (whole("-100", "-80", "CO-45", "-20", status="22"), Outcome.REVERSED),
    (whole("100", "80", "CO-45", "20", status="22"), Outcome.REVERSED),
    (whole("100", "0", status="5"), Outcome.PENDED),
    (one_line("100", "80", "CO-45", "20", status="19"), Outcome.PAID),
])
def test_the_money_decides_and_the_status_only_where_no_money_can(claim, out):
    assert claim.outcome is out
    assert claim.is_estimate == (claim.status == "25")


def test_one_line_denied_and_one_on_the_deductible_is_partly_denied():
    claim = payment("A1", [paid("L1", "99213", "100", "0", "PR-1", "100"), paid("L2", "93000", "50", "0", "CO-50", "50")])
    assert claim.outcome is Outcome.PARTLY_DENIED
    assert [line.outcome for line in claim.services] == [Outcome.PATIENT_SHARE, Outcome.DENIED]


@pytest.mark.parametrize("change", [{"status": "19"}, {"status": "21"}, {"crossover_payer": Payer("SUP01")}, {"remarks": ("MA18",)}, {"remarks": ("MA07",)}])
def test_a_payer_says_in_three_ways_that_a_claim_crosses_over(change):
    claim = one_line("100", "80", "CO-45", "20")
    assert not crosses_over(claim)
    assert attrs.evolve(claim, **change).crosses_over


def test_downcode_bundle_sequestration_interest_and_takeback_figure_by_figure():
    [told] = edi835.parse(example("835-5-downcode-bundle-interest-takeback"))
    [claim] = told.claims
    visit, draw, count = claim.services
    assert kinds(claim) == {"paid": "124.22", "contractual": "147.8", "sequestration": "2.54", "coinsurance": "25.44", "bundled": "30"}
    assert [(one.kind, one.amount) for one in amounts_of(claim) if one.service_line == 1] == [
        ("paid", D("99.72")), ("contractual", D("122.8")), ("sequestration", D("2.04")), ("coinsurance", D("25.44"))]
    assert [(one.kind, one.amount) for one in amounts_of(claim) if one.service_line == 2] == [("bundled", D(30))]
    assert [(one.kind, one.amount) for one in amounts_of(claim) if one.service_line == 3] == [
        ("paid", D("24.5")), ("contractual", D(25)), ("sequestration", D("0.5"))]
    assert [line.allowed_amount()[0] for line in claim.services] == [D("127.2"), D(0), D(25)]
    assert claim.allowed_amount() == (D("152.2"), "derived")
    assert [change_of(line) for line in claim.services] == [Change.DOWNCODED, Change.BUNDLED, None]
    assert [line.outcome for line in (visit, draw, count)] == [Outcome.PAID, Outcome.DENIED, Outcome.PAID]
    assert (claim.outcome, claim.crosses_over, claim.interest) == (Outcome.PARTLY_DENIED, True, D("1.25"))
    interest, recovery = provider_amounts(told)
    assert (interest.category, interest.amount, interest.claims, interest.text) == (PlbCategory.INTEREST, D("1.25"), (), "ICN5001")
    assert (recovery.category, recovery.amount, recovery.text) == (PlbCategory.RECOVERY, D(-45), "A0999 1126200000777")
    assert claim.paid + interest.amount + recovery.amount == told.payment_amount == D("80.47")


# ---- changed codes

def line_of(submitted, decided, amount="80", *pairs, number="L1", charge="100"):
    return paid(number, decided, charge, amount, *pairs, submitted_procedure=None if submitted is None else Procedure(*submitted))


@pytest.mark.parametrize(("submitted", "decided", "change"), [
    (("99215",), "99214", Change.DOWNCODED), (("99204",), "99205", Change.UPCODED), (("99204",), "99214", Change.RECODED),
    (("80053",), "80048", Change.RECODED), (("99214",), "99214", None), (None, "99214", None), (("99214", ("25",)), "99214", Change.RECODED),
])
def test_how_a_code_was_changed(submitted, decided, change):
    assert change_of(line_of(submitted, decided)) is change


def test_modifiers_in_another_order_change_nothing():
    line = ServicePayment(Procedure("99214", ("25", "GC")), D(1), D(1), submitted_procedure=Procedure("99214", ("GC", "25")))
    assert change_of(line) is None


def test_a_level_that_is_said_to_be_unsupported_is_a_downcode_whatever_the_codes():
    assert change_of(line_of(("G0439",), "99213", "80", "CO-150", "20")) is Change.DOWNCODED


def test_lines_of_a_divided_panel_stand_together_with_what_was_billed():
    lines = [line_of(("80053",), "82040", "5", "CO-45", "95"), line_of(("80053",), "82247", "4", charge="4"), line_of(("80053",), "84075", "3", charge="3"),
             line_of(None, "99213", number="L2")]
    claim = payment("A1", lines)
    assert [change_of(line, claim.services) for line in lines] == [Change.UNBUNDLED] * 3 + [None]
    [found] = bundles(claim)
    assert (found.change, found.lines, found.charge, found.paid, found.procedure) == (Change.UNBUNDLED, (1, 2, 3), D(107), D(12), Procedure("80053"))


def test_two_visits_that_are_each_downcoded_are_no_divided_visit():
    claim = payment("A1", [line_of(("99215",), "99214"), line_of(("99215",), "99214", number="L2")])
    assert bundles(claim) == ()
    assert [change_of(line, claim.services) for line in claim.services] == [Change.DOWNCODED] * 2


def test_bundled_lines_stand_with_the_line_that_took_them_in():
    lines = [line_of(("82040",), "80053", "60", "CO-94", "-40", charge="20"), line_of(("82247",), "80053", "0", "CO-97", "20", charge="20", number="L2"),
             line_of(("84075",), "80053", "0", "CO-97", "20", charge="20", number="L3"), line_of(None, "99213", number="L4")]
    [found] = bundles(payment("A1", lines))
    assert (found.change, found.lines, found.paid_line, found.procedure) == (Change.BUNDLED, (1, 2, 3), 1, Procedure("80053"))
    assert (found.charge, found.paid) == (D(60), D(60))


def test_a_bundled_line_goes_into_the_only_line_that_is_paid_and_into_none_where_several_are():
    bundled = line_of(None, "36415", "0", "CO-B15", "30", charge="30", number="L2")
    [found] = bundles(payment("A1", [line_of(None, "99213"), bundled]))
    assert (found.lines, found.paid_line, found.charge) == ((1, 2), 1, D(130))
    [found] = bundles(payment("A1", [line_of(None, "99213"), bundled, line_of(None, "93000", number="L3")]))
    assert (found.lines, found.paid_line, found.procedure) == ((2,), None, None)


# ---- reversals and corrections

FIRST = one_line("500", "300", "CO-45", "200")
BACK = reversal(FIRST)
NEW = attrs.evolve(one_line("500", "240", "CO-45", "200", "PR-2", "60"), payer_control_number="ICN2")
SPLIT = attrs.evolve(one_line("80", "50", "CO-45", "30"), payer_control_number="ICN5")
OTHER = attrs.evolve(FIRST, patient_control_number="B2", payer_control_number="ICN9")


@pytest.mark.parametrize(("several", "found"), [
    ([BACK, NEW], [Correction(BACK, NEW)]),
    ([NEW, BACK], [Correction(BACK, NEW)]),
    ([FIRST, BACK, NEW], [Correction(BACK, NEW, FIRST)]),
    ([FIRST, NEW, BACK], [Correction(BACK, NEW, FIRST)]),
    ([FIRST, OTHER, BACK, OTHER], [Correction(BACK, None, FIRST)]),
    ([BACK], [Correction(BACK)]),
    ([BACK, FIRST], [Correction(BACK, FIRST)]),
    ([FIRST, NEW], []),
    ([FIRST, BACK, NEW, reversal(NEW)], [Correction(BACK, NEW, FIRST), Correction(reversal(NEW), None, NEW)]),
    ([BACK, attrs.evolve(NEW, status="25")], [Correction(BACK)]),
    ([SPLIT, FIRST, BACK], [Correction(BACK, None, FIRST)]),
    ([FIRST, SPLIT, BACK], [Correction(BACK, None, FIRST)]),
    ([BACK, SPLIT, NEW], [Correction(BACK, NEW)]),
])
def test_a_reversal_finds_what_it_takes_back_and_what_replaces_it(several, found):
    assert list(corrections(several)) == found


def test_a_chain_of_corrections_links_each_to_the_next():
    newest = attrs.evolve(one_line("500", "250", "CO-45", "190", "PR-2", "60"), payer_control_number="ICN3")
    back_again = reversal(NEW)
    assert corrections([FIRST, BACK, NEW, back_again, newest]) == (Correction(BACK, NEW, FIRST), Correction(back_again, newest, NEW))


def test_of_two_alike_the_one_with_the_payers_number_is_taken_back_and_then_the_latest():
    older, newer = attrs.evolve(FIRST, payer_control_number="ICN1"), attrs.evolve(FIRST, payer_control_number="ICN7")
    assert corrections([older, newer, BACK])[0].original is older
    assert corrections([older, newer, attrs.evolve(BACK, payer_control_number="ICN8")])[0].original is newer
    assert corrections([older, newer, attrs.evolve(BACK, payer_control_number="ICN8", references=(Reference("F8", "ICN1"),))])[0].original is older


def test_a_lost_patient_control_number_is_found_by_the_payers():
    lost = attrs.evolve(BACK, patient_control_number="0")
    assert corrections([FIRST, OTHER, lost])[0].original is FIRST
    unlike = attrs.evolve(OTHER, payer_control_number="ICN1")
    assert corrections([unlike, BACK])[0].original is None, "another patient control number is another claim"


def test_a_reversal_whose_signs_were_not_turned_takes_back_the_same():
    assert corrections([FIRST, attrs.evolve(FIRST, status="22")])[0].original is FIRST


def test_a_correction_without_a_reversal_says_so_itself():
    corrected = attrs.evolve(NEW, remarks=("MA67",))
    assert corrections([FIRST, corrected]) == (Correction(None, corrected),)
    assert corrections([BACK, corrected]) == (Correction(BACK, corrected),)


def test_the_pair_of_an_example():
    [told] = edi835.parse(example("835-3a-reversal-forward"))
    [pair] = corrections(told)
    assert (pair.reversal, pair.correction, pair.original) == (told.claims[0], told.claims[1], None)
    [before] = edi835.parse(example("835-0-before-3a"))
    [pair] = corrections([*before.claims, *told.claims])
    assert pair.original is before.claims[0]


# ---- money outside claims

def named(reference, claims=(), known=(), traces=()):
    told = remittance(*claims, plb=[ProviderAdjustment("1234567893", None, "WO", reference, D(1))], trace="EFT555")
    [found] = provider_amounts(told, known, traces)
    return found


PAID = attrs.evolve(one_line("100", "80", "CO-45", "20"), patient_control_number="A1001", payer_control_number="ICN5550001")


@pytest.mark.parametrize(("reference", "claims", "numbers", "text"), [
    ("A1001 ICN5550001", ("A1001",), ("ICN5550001",), ""),
    ("A1001#20261016 ICN5550001", ("A1001",), ("ICN5550001",), "20261016"),
    ("icn5550001", ("A1001",), ("ICN5550001",), ""),
    ("A1001", ("A1001",), (), ""),
    ("A0999 1126200000777", (), (), "A0999 1126200000777"),
    ("A10012", (), (), "A10012"),
    ("LETTER 77 ABOUT A1001", ("A1001",), (), "LETTER 77 ABOUT"),
    ("", (), (), ""),
])
def test_a_reference_names_claims_by_numbers_that_are_known(reference, claims, numbers, text):
    found = named(reference, [PAID])
    assert (found.claims, found.payer_control_numbers, found.text) == (claims, numbers, text)


def test_a_reference_to_an_earlier_remittance_needs_its_numbers():
    assert named("A1001 ICN5550001").claims == ()
    assert named("A1001 ICN5550001", known=[PAID]).claims == ("A1001",)
    found = named("RA70003", traces=["RA70003"])
    assert (found.trace_numbers, found.text) == (("RA70003",), "")
    assert named("EFT555").trace_numbers == ("EFT555",)


def test_numbers_with_blanks_are_found_whole():
    claim = attrs.evolve(PAID, patient_control_number="ROW 12 A")
    assert named("ROW 12 A ICN5550001", [claim]).claims == ("ROW 12 A",)


def test_a_short_number_counts_only_alone_and_a_lost_one_never():
    short = attrs.evolve(PAID, patient_control_number="12", payer_control_number="0")
    assert named("12", [short]).claims == ("12",)
    assert named("JUNE 12", [short]).claims == ()
    assert named("0", [short]).claims == ()


def test_a_reference_that_was_cut_names_the_only_number_that_begins_so():
    long = attrs.evolve(PAID, patient_control_number="A1001", payer_control_number="20261126300000001ABCDEFGHIJKL")
    cut = "A1001 20261126300000001ABCDEFGH"[:30]
    assert len(cut) == 30
    found = named(cut, [long])
    assert (found.claims, found.payer_control_numbers, found.text) == (("A1001",), ("20261126300000001ABCDEFGHIJKL",), "")
    alike = attrs.evolve(long, patient_control_number="B1", payer_control_number="20261126300000001ABCDEFGZ")
    assert named(cut, [long, alike]).text == "20261126300000001ABCDEFG"
    assert named(cut[:-1], [long]).text == "20261126300000001ABCDEF", "a reference of another length was not cut"


def test_what_names_nothing_is_not_shown_in_a_repr():
    told = remittance(plb=[ProviderAdjustment("1", None, "WO", "ROWE DANA", D(1))])
    [found] = provider_amounts(told)
    assert found.text == "ROWE DANA"
    assert "ROWE" not in repr(attrs.evolve(found, adjustment=attrs.evolve(found.adjustment, reference="")))


def test_decisions_go_to_json_and_back():
    claim = one_line("150", "80", "CO-45", "50", "PR-3", "20")
    for one in (*amounts_of(claim), *provider_amounts(remittance(plb=[ProviderAdjustment("1", None, "FB", "X", D(1))])), *corrections([BACK, NEW]),
                *bundles(payment("A1", [line_of(None, "36415", "0", "CO-97", "100")]))):
        assert from_json(type(one), to_json(one)) == one


def test_what_a_pair_adds_is_the_opposite_of_what_was_sent_and_an_unknown_reason_is_other():
    told = remittance(plb=[ProviderAdjustment("1", None, "FB", "", D(-30)), ProviderAdjustment("1", None, "ZZ", "", D(5))])
    assert [(one.category, one.amount) for one in provider_amounts(told)] == [(PlbCategory.FORWARD_BALANCE, D(30)), (PlbCategory.OTHER, D(-5))]
    assert provider_amounts(remittance()) == ()


# ---- for every claim

CODES = st.sampled_from(("CO-45", "CO-253", "CO-24", "CO-97", "CO-50", "CO-94", "CO-104", "CO-B10", "PR-1", "PR-2", "PR-3", "PR-27", "PR-96", "OA-23", "OA-133",
                         "OA-18", "PI-45", "CR-45", "CO-ZZZ", "PR-ZZZ"))
AMOUNTS = st.integers(-20_000, 20_000).map(lambda cents: D(cents).scaleb(-2))


@st.composite
def any_claim(draw):
    """A claim whose figures need not fit each other, with or without lines, with adjustments at either level."""
    taken = st.lists(st.builds(lambda code, amount: Adjustment(*code.split("-"), amount), CODES, AMOUNTS), max_size=4)
    lines = draw(st.lists(st.builds(ServicePayment, st.just(Procedure("99213")), AMOUNTS, AMOUNTS, adjustments=taken), max_size=3))
    return ClaimPayment("A1", draw(st.sampled_from(("1", "2", "4", "19", "22", "23", "25"))), draw(AMOUNTS), draw(AMOUNTS), adjustments=draw(taken),
                        services=lines, remarks=draw(st.sampled_from(((), ("N617",)))))


def every_cent_is_in_one_place(claim):
    amounts = amounts_of(claim)
    assert sum((one.amount for one in amounts), D(0)) == claim.charge
    assert sum(claim.amounts_by_kind.values(), D(0)) == claim.charge
    assert claim.amounts_by_kind.get(AmountKind.PAID, D(0)) == claim.paid
    told = [one.adjustment for one in amounts if one.adjustment is not None]
    assert sorted(map(id, told)) == sorted(id(one) for one in counted(claim) if one.amount)
    assert all(one.amount for one in amounts)
    assert all((one.adjustment is None) or one.amount == one.adjustment.amount for one in amounts)


@given(any_claim())
@settings(modest)
def test_whatever_a_payer_sends_every_cent_is_in_one_place(claim):
    every_cent_is_in_one_place(claim)
    assert claim.outcome in set(Outcome)
    assert claim.allowed_amount()[1] in {"sent", "derived", "unknown"}
    for bundle in bundles(claim):
        assert bundle.charge == sum((claim.services[number - 1].charge for number in bundle.lines), D(0))


@given(claim_payments())
@settings(modest)
def test_a_claim_that_balances_leaves_nothing_unexplained_and_its_reversal_mirrors_it(claim):
    every_cent_is_in_one_place(claim)
    assert not [one for one in amounts_of(claim) if one.adjustment is None and one.kind is not AmountKind.PAID]
    back = reversal_of(claim)
    every_cent_is_in_one_place(back)
    assert back.amounts_by_kind == {kind: -amount for kind, amount in claim.amounts_by_kind.items()}


@given(claim_payments())
@settings(modest)
def test_adjustments_told_twice_change_no_cent(claim):
    of_lines = [one for line in claim.services for one in line.adjustments]
    once = attrs.evolve(claim, adjustments=[], paid=claim.charge - sum((one.amount for one in of_lines), D(0)))
    twice = attrs.evolve(once, adjustments=list(map(attrs.evolve, of_lines)))
    assert twice.amounts_by_kind == once.amounts_by_kind
    assert twice.outcome is once.outcome
    assert twice.allowed_amount()[0] == once.allowed_amount()[0]


@given(remittances())
@settings(modest)
def test_every_cent_of_a_payment_is_in_exactly_one_place(told):
    amounts = provider_amounts(told)
    assert sum(map(attrgetter("paid"), told.claims), D(0)) + sum((one.amount for one in amounts), D(0)) == told.payment_amount
    assert [one.adjustment for one in amounts] == list(told.provider_adjustments)
    of_claims = [one for claim in told.claims for one in amounts_of(claim) if one.kind is AmountKind.PAID]
    assert sum((one.amount for one in (*of_claims, *amounts)), D(0)) == told.payment_amount


@given(remittances())
@settings(modest)
def test_every_reversal_is_told_once_and_no_claim_is_used_twice(told):
    found = corrections(told)
    assert [one.reversal for one in found if one.reversal is not None] == [claim for claim in told.claims if claim.is_reversal]
    for part in ("correction", "original"):
        used = [id(getattr(one, part)) for one in found if getattr(one, part) is not None]
        assert len(used) == len(set(used))


@needs_corpus
@pytest.mark.parametrize("path", files("835"), ids=lambda path: path.name)
def test_every_cent_of_the_public_files_is_in_one_place(path):
    assert CORPUS.is_dir()
    for told in edi835.parse(path.read_bytes()):
        for claim in told.claims:
            every_cent_is_in_one_place(claim)
            assert claim.outcome in set(Outcome)
        assert sum((one.amount for one in provider_amounts(told)), D(0)) == -told.provider_adjustment_total
        assert len([one for one in corrections(told) if one.reversal]) == sum(claim.is_reversal for claim in told.claims)
