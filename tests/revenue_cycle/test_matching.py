"""A payment finds its claim and its lines by what it says; what cannot be told apart waits with its candidates."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
from books import PLAN, SENT, claim, line, paid, payment, remittance, visit
from corpus import files, needs_corpus
from edi_claims import DateRange, EdiError, Payer, Person, PersonName, Procedure, Reference, ServicePayment
from revenue_cycle import EntryKind, Ledger
from revenue_cycle.matching import Index, line_matches, match_claim, match_lines

DAY, OTHER_DAY = date(2026, 10, 12), date(2026, 10, 13)
DANA, KIM = PersonName("ROWE", "DANA"), PersonName("SOTO", "KIM")


def sent(number, code="99213", charge="100", name=DANA, member="XYZ100200300", day=DAY, payer=PLAN, lines=None):
    made = claim(number, lines or [line(f"{number}L1", code, charge, day=day)], payers=(payer,))
    person = attrs.evolve(made.encounter.patient, name=name)
    coverages = tuple(attrs.evolve(one, member_id=member) for one in made.coverages)
    return attrs.evolve(made, encounter=attrs.evolve(made.encounter, patient=person), coverages=coverages)


def told(number, code="99213", charge="100", name=DANA, member="XYZ100200300", day=DAY, control=None, **more):
    """A claim payment that pays everything, without line control numbers as many payers send it."""
    person = Person(name, identifier=Reference("MI", member) if member else None) if name else None
    return payment(number, [paid(control, code, charge, charge, service_date=day)], patient=person, **more)


def index(*claims, on=SENT):
    books = Ledger()
    books.submit(claims, on=on)
    return books._index


def found(payment_, *claims, **more):
    match = match_claim(payment_, index(*claims), PLAN, date(2026, 11, 2), **more)
    return match.claim, match.method


# ---- the hardest first

LONG = "00412345678901234"          # seventeen characters, as one payer keeps them
MORNING, EVENING = sent(LONG + "567", "99213", "100"), sent(LONG + "568", "93000", "150")


@pytest.mark.parametrize("returned", [LONG, LONG.lstrip("0"), "412345678901234567"[:17], "000" + LONG.lstrip("0")])
def test_two_claims_of_one_patient_and_day_under_a_number_that_lost_its_zeros_and_its_end(returned):
    assert found(told(returned), MORNING, EVENING) == (LONG + "567", "truncated")
    assert found(told(returned, "93000", "150"), MORNING, EVENING) == (LONG + "568", "truncated")


def test_they_wait_where_nothing_tells_them_apart():
    match = match_claim(told(LONG), index(MORNING, sent(LONG + "568")), PLAN, date(2026, 11, 2))
    assert (match.claim, match.reason) == (None, "more than one claim has this number")
    assert [(one.claim, one.method, one.against) for one in match.candidates] == [
        (LONG + "567", "truncated", ("it cannot be told from another one",)), (LONG + "568", "truncated", ("it cannot be told from another one",))]
    assert all("same charge" in one.reasons for one in match.candidates)


def test_a_cut_number_without_its_zeros_is_not_enough_by_itself():
    assert found(told(LONG.lstrip("0"), name=None, day=None, charge="70"), MORNING) == (None, "")


def test_a_number_that_was_used_again_is_the_later_claim():
    first, again = sent("A1", name=DANA), sent("A1", name=KIM, member="OTHER", day=OTHER_DAY, lines=[line("Z9", "93000", "150", day=OTHER_DAY)])
    books = Ledger()
    books.submit([first], on=SENT)
    books.submit([again], on=date(2026, 10, 25))
    later = match_claim(told("A1", "93000", "150", KIM, "OTHER", OTHER_DAY), books._index, PLAN, date(2026, 11, 2))
    earlier = match_claim(told("A1"), books._index, PLAN, date(2026, 11, 2))
    assert (later.claim, later.sent.encounter.patient.name) == ("A1", KIM)
    assert (earlier.claim, earlier.candidates[0].against[0]) == (None, "its number was used again for another claim")
    assert earlier.reason.startswith("the claim that has this number does not fit")


@pytest.mark.parametrize("again", [
    {"name": KIM, "member": "OTHER", "day": OTHER_DAY, "charge": "150"}, {"name": KIM, "member": "OTHER", "day": OTHER_DAY, "code": "93000"},
    {"code": "93000", "charge": "150", "day": OTHER_DAY}, {"name": KIM, "member": "OTHER", "day": OTHER_DAY}])
def test_line_numbers_that_are_made_from_a_number_do_not_hide_that_it_was_used_again(again):
    """A1L1 is the first line of both."""
    first = told("A1", control="A1L1")
    books = Ledger()
    books.submit([sent("A1")], on=SENT)
    assert match_claim(first, books._index, PLAN, date(2026, 11, 2)).claim == "A1"
    books.submit([sent("A1", **again)], on=date(2026, 10, 25))
    assert match_claim(first, books._index, PLAN, date(2026, 11, 2)).claim is None
    assert match_claim(told("A1", control="A1L1", **again), books._index, PLAN, date(2026, 11, 2)).claim == "A1"


@pytest.mark.parametrize("again", [{"name": KIM, "member": "NEW"}, {"day": OTHER_DAY}, {"code": "93000", "charge": "150"}, {"charge": "90"}])
def test_a_claim_that_is_sent_again_with_something_corrected_is_the_same(again):
    books = Ledger()
    books.submit([sent("A1")], on=SENT)
    books.submit([sent("A1", **again)], on=date(2026, 10, 25))
    for payment_ in (told("A1", control="A1L1"), told("A1", control="A1L1", **again)):
        assert match_claim(payment_, books._index, PLAN, date(2026, 11, 2)).method == "exact"


def test_a_corrected_claim_is_no_number_used_again():
    first = sent("A1")
    second = attrs.evolve(sent("A1", day=OTHER_DAY), frequency="7", payer_control_number="ICN9")
    assert found(told("A1"), first, second) == ("A1", "exact")


# ---- rung by rung

@pytest.mark.parametrize(("ours", "theirs", "method"), [
    ("A1001", "A1001", "exact"), ("A1001", "a1001", "normalized"), ("A1001", " A10 01", "normalized"), ("A1001", "0000A1001", "normalized"),
    ("00A1001", "A1001", "normalized"), ("A-1001", "A1001", "normalized"), ("A1001", "HSPA1001", "affixed"), ("A1001", "A1001XX", "affixed"),
    ("A1001", "0A1001-02", "affixed"), ("PRACTICE12345678901X", "PRACTICE123456789", "truncated"), ("PRACTICE12345678901X", "practice1234567890", "truncated"),
    ("PRACTICE12345678901X", "PRACTICE12345678", None), ("A1001", "A1002", "demographic"), ("A1001", "0", "demographic"), ("A1001", "NO PCN", "demographic")])
def test_the_number_as_payers_return_it(ours, theirs, method):
    expected = method or "demographic"      # what is left when a number says nothing
    assert found(told(theirs), sent(ours)) == (ours, expected)


def test_a_number_inside_another_needs_more_than_itself():
    strange = told("XA10019", name=None, day=None, charge="70", icn="")
    assert found(strange, sent("A1001")) == (None, "")


@pytest.mark.parametrize("lost", ["0", "000", "NO PCN", "UNKNOWN"])
def test_the_payers_own_number_from_an_acknowledgment_or_a_reference(lost):
    books = Ledger()
    books.submit([sent("A1001")], on=SENT)
    books.post(remittance(told("A1001", icn="ICN77")))
    for again in (told(lost, icn="ICN77", name=None, day=None), told(lost, icn="NEW1", name=None, day=None, references=(Reference("F8", "ICN77"),))):
        match = match_claim(again, books._index, PLAN, date(2026, 11, 9))
        assert (match.claim, match.method) == ("A1001", "payer_control_number")


def test_who_was_given_a_number_goes_before_who_only_cites_it():
    books = Ledger()
    books.submit([sent("A1001"), attrs.evolve(sent("A1001R"), frequency="7", payer_control_number="ICN77")], on=SENT)
    books.post(remittance(told("A1001", icn="ICN77")))
    assert match_claim(told("0", icn="ICN77", name=None, day=None), books._index).claim == "A1001"


@pytest.mark.parametrize("change", [{"member": "OTHER"}, {"name": KIM}, {"day": OTHER_DAY}, {"charge": "101"}, {"name": None}, {"day": None}])
def test_patient_day_and_charge_must_all_agree(change):
    assert found(told("0"), sent("A1001")) == ("A1001", "demographic")
    assert found(told("0", **change), sent("A1001")) == (None, "")


def test_a_candidate_says_what_fits_and_what_does_not():
    match = match_claim(told("0", charge="101"), index(sent("A1001")), PLAN, date(2026, 11, 2))
    [candidate] = match.candidates
    assert (candidate.claim, candidate.method) == ("A1001", "similar")
    assert {"same member id", "same day of service", "same payer"} <= set(candidate.reasons)
    assert "another charge" in candidate.against
    assert match.reason == "no claim has this number"


def test_candidates_are_told_best_first():
    claims = [sent("PRACTICE12345678901X"), sent("PRACTICE12345678901Y"), sent("B1", charge="99")]
    match = match_claim(told("PRACTICE12345678901"), index(*claims), PLAN, date(2026, 11, 2))
    assert [one.claim for one in match.candidates] == ["PRACTICE12345678901X", "PRACTICE12345678901Y", "B1"]
    assert sorted(match.candidates, key=lambda one: -one.score) == list(match.candidates)


# ---- never in silence

def test_the_number_of_another_patient_is_not_enough():
    match = match_claim(told("A1001", name=KIM, member="OTHER", day=OTHER_DAY, charge="70"), index(sent("A1001")), PLAN, date(2026, 11, 2))
    assert (match.claim, match.reason) == (None, "the claim that has this number does not fit: it is another patient's")


def test_number_and_patient_that_name_different_claims_wait_with_both():
    match = match_claim(told("A1001", name=KIM, member="OTHER", charge="80"), index(sent("A1001"), sent("B1", name=KIM, member="OTHER", charge="80")), PLAN,
                        date(2026, 11, 2))
    assert match.claim is None
    assert [(one.claim, one.method) for one in match.candidates] == [("A1001", "exact"), ("B1", "demographic")]
    assert match.candidates[1].against[0] == "the number belongs to another one"


def test_a_number_without_its_zeros_that_is_another_claims_finds_its_own():
    claims = sent("0012345"), sent("12345", name=KIM, member="OTHER", day=OTHER_DAY, charge="70")
    assert found(told("12345"), *claims) == ("0012345", "normalized")


@pytest.mark.parametrize("change", [{"name": PersonName("ROWE-SMITH", "DANA")}, {"name": PersonName("NEWNAME", "DANA"), "member": "XYZ100200300"}, {"member": "NEW"},
                                    {"day": OTHER_DAY}, {"charge": "99"}, {"name": PersonName("ROWE", "")}, {"name": PersonName("NEWNAME", "D"), "member": "NEW"}])
def test_what_payers_correct_is_still_the_same_claim(change):
    assert found(told("A1001", **change), sent("A1001")) == ("A1001", "exact")


def test_the_number_of_a_line_settles_whose_claim_it_is():
    corrected = told("A1001", name=KIM, member="NEW", charge="90", control="A1001L1")
    assert found(corrected, sent("A1001")) == ("A1001", "exact")


def test_a_claim_that_was_sent_after_the_payment_is_not_the_one():
    books = Ledger()
    books.submit([sent("PRACTICE12345678901X")], on=SENT)
    books.submit([sent("PRACTICE12345678901Y")], on=date(2026, 11, 5))
    assert match_claim(told("PRACTICE12345678901"), books._index, PLAN, date(2026, 11, 2)).claim == "PRACTICE12345678901X"


def test_the_payer_tells_claims_of_a_cut_number_apart():
    other = Payer("OTH01", "OTHER PLAN")
    claims = sent("PRACTICE12345678901X"), sent("PRACTICE12345678901Y", payer=other)
    assert match_claim(told("PRACTICE12345678901"), index(*claims), other, date(2026, 11, 2)).claim == "PRACTICE12345678901Y"


def test_the_payers_number_tells_claims_of_a_cut_number_apart():
    books = Ledger()
    books.submit([sent("PRACTICE12345678901X"), sent("PRACTICE12345678901Y")], on=SENT)
    books.post(remittance(told("PRACTICE12345678901Y", icn="ICN2")))
    match = match_claim(told("PRACTICE12345678901", icn="ICN2"), books._index, PLAN, date(2026, 11, 9))
    assert (match.claim, match.method) == ("PRACTICE12345678901Y", "payer_control_number")


def test_a_number_that_everybody_shares_says_nothing():
    claims = [sent(f"PRACTICE123456789{at:03}") for at in range(60)]
    match = match_claim(told("PRACTICE123456789"), index(*claims), PLAN, date(2026, 11, 2))
    assert (match.claim, match.candidates) == (None, ())


NUMBERS = st.text("0A1- ", min_size=1, max_size=8)


@given(st.lists(NUMBERS, min_size=1, max_size=5, unique=True), NUMBERS, st.randoms())
@settings(deadline=None, max_examples=80)
def test_the_order_in_which_claims_were_sent_does_not_matter(numbers, returned, random):
    claims = [sent(number) for number in numbers]
    one = match_claim(told(returned), index(*claims), PLAN, date(2026, 11, 2))
    random.shuffle(claims)
    assert match_claim(told(returned), index(*claims), PLAN, date(2026, 11, 2)) == one
    assert one.claim is None or one.claim in numbers


def test_nobody_is_named_by_a_match_a_candidate_or_the_index():
    marker = "ZQXMARK"
    claims = [sent("PRACTICE12345678901X", name=PersonName(marker, marker), member=marker), sent("PRACTICE12345678901Y", name=PersonName(marker), member=marker)]
    filled = index(*claims)
    match = match_claim(told("PRACTICE12345678901", name=PersonName(marker, marker), member=marker), filled, PLAN, date(2026, 11, 2))
    assert match.candidates
    assert marker not in repr(match) + repr(filled)


# ---- lines

def lines_of(told_lines, sent_lines):
    return [(one.line, one.method) for one in line_matches(payment("A1", told_lines), claim("A1", sent_lines))]


def service(code, charge, *, control=None, modifiers=(), day=DAY, submitted=None, units=1, **more):
    return ServicePayment(Procedure(code, modifiers), D(charge), D(charge), D(units), line_control_number=control, service_date=day,
                          submitted_procedure=Procedure(*submitted) if submitted else None, **more)


OURS = [line("L1", "99214", "200", "25"), line("L2", "93000", "150"), line("L3", "36415", "30", units=2)]


@pytest.mark.parametrize(("told_line", "expected"), [
    (service("93000", "150", control="L2"), (2, "line_control_number")),
    (service("93000", "150", control="l2 "), (2, "line_control_number")),
    (service("93010", "150", control="L2"), (2, "line_control_number")),
    (service("93000", "150"), (2, "service")),
    (service("99213", "200", submitted=("99214", ("25",))), (1, "service")),
    (service("99214", "200", modifiers=("25",)), (1, "service")),
    (service("99214", "200"), (1, "dropped_modifiers")),
    (service("99214", "200", modifiers=("59",)), (1, "other_modifiers")),
    (service("36415", "30"), (3, "units_changed")),
    (service("36415", "30", units=1, submitted_units=D(2)), (3, "service")),
    (service("93000", "150", day=None), (2, "service")),
    (service("93000", "150", day=OTHER_DAY), (2, "date_corrected")),
    (service("93000", "149"), (2, "charge_of_units")),
    (service("93000", "0"), (2, "charge_of_units")),
    (service("93005", "150"), (2, "code_changed")),
    (service("93000", "150", control="L1"), (2, "service")),
    (service("93000", "150", control="0002"), (2, "service")),
    (service("71045", "77"), (None, "")),
    (service("93000", "150", day=None, service_period=DateRange(DAY, OTHER_DAY)), (2, "service")),
    (service("93000", "-150"), (2, "service")),
], ids=str)
def test_a_line_is_found_though_one_thing_changed(told_line, expected):
    assert lines_of([told_line], OURS) == [expected]


def test_modifiers_in_another_order_are_the_same():
    assert lines_of([service("99214", "200", modifiers=("59", "25"))], [line("L1", "99214", "200", "25", "59")]) == [(1, "service")]


def test_lines_that_are_alike_are_taken_in_order():
    assert lines_of([service("97110", "40"), service("97110", "40")], [line("L1", "97110", "40"), line("L2", "97110", "40")]) == [(1, "service"), (2, "service")]


def test_the_same_service_on_two_days():
    ours = [line("L1", "97110", "40", day=DAY), line("L2", "97110", "40", day=OTHER_DAY)]
    assert lines_of([service("97110", "40", day=OTHER_DAY), service("97110", "40", day=DAY)], ours) == [(2, "service"), (1, "service")]


def test_a_line_that_comes_back_in_parts():
    ours = [line("L1", "97110", "120", units=3), line("L2", "99213", "90")]
    assert lines_of([service("97110", "80", units=2), service("97110", "40"), service("99213", "90")], ours) == [(1, "divided"), (1, "divided"), (2, "service")]
    assert lines_of([service("97110", "80", control="L1", units=2), service("97110", "40", control="L1"), service("99213", "90")], ours)[:2] == [
        (1, "line_control_number"), (1, "line_control_number")]


def test_a_panel_that_was_taken_apart():
    ours = [line("L1", "80053", "60"), line("L2", "99213", "90")]
    parts = [service(code, "20", submitted=("80053",)) for code in ("82040", "82247", "82310")]
    assert lines_of([*parts, service("99213", "90")], ours) == [(1, "divided")] * 3 + [(2, "service")]


def test_lines_that_were_paid_under_one_code_and_came_back_each():
    ours = [line("L1", "82040", "20"), line("L2", "82247", "25"), line("L3", "99213", "90")]
    back = [service("80053", "20", submitted=("82040",)), service("80053", "25", submitted=("82247",)), service("99213", "90")]
    assert lines_of(back, ours) == [(1, "service"), (2, "service"), (3, "service")]


def test_lines_that_came_back_as_one():
    ours = [line("L1", "82040", "20"), line("L2", "82247", "25"), line("L3", "99213", "90")]
    [bundle, visit_] = line_matches(payment("A1", [service("80053", "45"), service("99213", "90")]), claim("A1", ours))
    assert (bundle.line, bundle.method, bundle.bundled) == (1, "bundled", (2,))
    assert visit_.line == 3


def test_a_bundle_that_may_be_several_is_not_guessed():
    ours = [line("L1", "82040", "20"), line("L2", "82247", "20"), line("L3", "82310", "20")]
    assert match_lines(payment("A1", [service("80053", "40")]), claim("A1", ours)) == [None]


def test_two_lines_that_one_payment_may_be_about_are_not_guessed():
    ours = [line("L1", "93000", "150", "26"), line("L2", "93000", "150", "TC")]
    assert match_lines(payment("A1", [service("93000", "150")]), claim("A1", ours)) == [None]
    assert match_lines(payment("A1", [service("93000", "150"), service("93000", "150", modifiers=("26",))]), claim("A1", ours)) == [2, 1]


def test_place_decides_last_and_only_where_number_and_charge_agree():
    ours = [line("L1", "99214", "100"), line("L2", "93000", "100")]
    assert lines_of([service("11111", "100", day=None), service("22222", "100", day=None)], ours) == [(1, "position"), (2, "position")]
    assert match_lines(payment("A1", [service("11111", "100", day=None)]), claim("A1", ours)) == [None]


def test_without_a_claim_no_line_is_found():
    assert match_lines(payment("A1", [service("93000", "150")]), None) == [None]


def test_how_a_line_was_found_stands_on_its_payment():
    books = Ledger()
    books.submit([visit("A1")], on=SENT)
    books.post(remittance(payment("A1", [paid("A1L1", "99214", "200", "200", modifiers=("25",)), paid(None, "93000", "150", "150")])))
    assert {entry.service_line: entry.method for entry in books.account("A1").history if entry.kind is EntryKind.PAYMENT} == {
        1: "line_control_number", 2: "service"}


@given(st.permutations(range(5)), st.lists(st.booleans(), min_size=5, max_size=5))
@settings(deadline=None, max_examples=60)
def test_lines_in_any_order_with_or_without_their_numbers(order, numbered):
    codes = ["99213", "93000", "36415", "85025", "80053"]
    ours = [line(f"L{at}", code, 10 * at) for at, code in enumerate(codes, 1)]
    theirs = [service(codes[at], 10 * (at + 1), control=f"L{at + 1}" if numbered[at] else None) for at in order]
    assert match_lines(payment("A1", theirs), claim("A1", ours)) == [at + 1 for at in order]


def test_an_index_of_entries_is_the_ledgers_own():
    books = Ledger()
    books.submit([MORNING, EVENING], on=SENT)
    books.post(remittance(told(LONG), told("STRANGER", name=KIM, member="M", day=None, icn="X")))
    again = Index(books.entries)
    assert (repr(again), list(again.waiting), list(again.sent)) == (repr(books._index), list(books._index.waiting), list(books._index.sent))
    assert repr(again) == "<Index of 2 claims, 1 payments in suspense>"


# ---- public files

def as_sent(one, number):
    """The claim that a public claim payment is about, as far as it tells."""
    lines = [line(service_.line_control_number, (service_.submitted_procedure or service_.procedure).code or "X", abs(service_.charge),
                  *(service_.submitted_procedure or service_.procedure).modifiers, day=service_.service_date or DAY,
                  units=abs(service_.submitted_units or service_.units)) for service_ in one.services]
    made = claim(number, lines or [line(None, "X", abs(one.charge))], charge=abs(one.charge))
    member = one.patient.identifier.value if one.patient is not None and one.patient.identifier is not None else "UNKNOWN"
    person = Person(one.patient.name) if one.patient is not None else made.encounter.patient
    return attrs.evolve(made, encounter=attrs.evolve(made.encounter, patient=person), coverages=tuple(attrs.evolve(c, member_id=member) for c in made.coverages))


MUTILATED = {"as sent": str, "upper": str.upper, "zeros": lambda number: "000" + number, "cut": lambda number: number[:17], "lost": lambda _: "0",
             "prefixed": lambda number: "HSP" + number}


def public_payments():
    for path in files("835"):
        try:
            yield from (one for found_ in edi835.parse(path.read_bytes()) for one in found_.claims if not one.is_reversal and one.charge > 0)
        except EdiError:
            continue


@needs_corpus
@pytest.mark.parametrize(("how", "least"), [("as sent", 46), ("upper", 46), ("zeros", 46), ("cut", 46), ("lost", 10), ("prefixed", 46)])
def test_payments_of_public_files_find_their_own_claim_or_wait(how, least):
    """Never another one: two claims that a payment may be for wait, and so does what tells too little."""
    ours = {f"C{at:04}{'X' * 15}{at % 10}": one for at, one in enumerate(public_payments())}
    books = index(*(as_sent(one, number) for number, one in ours.items()))
    right = 0
    for number, one in ours.items():
        returned = attrs.evolve(one, patient_control_number=MUTILATED[how](number), payer_control_number="", references=())
        match = match_claim(returned, books, PLAN, date(2026, 11, 2))
        assert match.claim in (number, None)
        right += match.claim == number
    assert right >= least, f"{right} of {len(ours)}"
