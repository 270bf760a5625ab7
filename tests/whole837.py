"""Claims that carry everything 837P has a place for, and claims with one thing about them wrong: hypothesis draws them, everything invented."""

from datetime import date, timedelta
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from edi_claims import (
    Accident,
    Address,
    Adjustment,
    AmbulanceTransport,
    Attachment,
    Claim,
    ConditionIndicator,
    Contact,
    ContractInformation,
    Coverage,
    DateRange,
    Diagnosis,
    Drug,
    Encounter,
    EquipmentCertification,
    EquipmentRental,
    Form,
    FormAnswer,
    LineAdjudication,
    Measurement,
    Payer,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    PurchasedService,
    Reference,
    Repricing,
    ServiceLine,
    SpinalManipulation,
)
from edi_claims.identifiers import npi_with_check_digit

FIRST = date(2026, 1, 1)
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


# ---- small things

def text(most, least=1, alphabet=LETTERS + DIGITS):
    return st.text(alphabet, min_size=least, max_size=most)


def blank_or(one):
    return st.just("") | one


def dollars(most=99999):
    return st.integers(0, most * 100).map(lambda cents: Decimal(cents) / 100)


def numbers(most):
    return st.integers(1, most * 10).map(lambda tenths: Decimal(tenths) / 10)


def days():
    return st.integers(0, 300).map(lambda count: FIRST + timedelta(count))


def few(one, most=2):
    return st.lists(one, max_size=most).map(tuple)


def one_of(text_):
    return st.sampled_from(text_.split())


def none_or(one):
    return st.none() | one


def npis():
    return st.integers(100_000_000, 299_999_999).map(lambda number: npi_with_check_digit(str(number)))


def references(qualifiers):
    """One of each kind at most, in the order of the kinds, as a writer puts them."""
    kinds = qualifiers.split()
    return st.lists(st.sampled_from(kinds), max_size=4, unique=True).flatmap(
        lambda found: st.tuples(*[st.builds(Reference, st.just(kind), text(20)) for kind in sorted(found, key=kinds.index)]))


def by_kind(found, order):
    """The same in guide order."""
    return tuple(sorted(found, key=lambda one: order.split().index(one.qualifier)))


def keyed(qualifiers, value, most=3):
    return st.dictionaries(one_of(qualifiers), value, max_size=most)


def addresses(plus_four="0123"):
    return st.builds(Address, st.lists(text(55), min_size=1, max_size=2).map(tuple), st.sampled_from(["OMAHA", "LINCOLN"]), one_of("NE IA KS"),
                     st.just("68102" + plus_four))


def names():
    return st.builds(PersonName, text(20, alphabet=LETTERS), blank_or(text(35, alphabet=LETTERS)), blank_or(text(25, alphabet=LETTERS)),
                     blank_or(one_of("JR III")))


TELEPHONE = st.just(("TE", "4025550100"))


def contacts(most, kinds="TE"):
    pairs = st.tuples(TELEPHONE) | st.tuples(TELEPHONE, st.just(("EX", "12")))
    if kinds != "TE":
        pairs |= st.just((("EM", "DESK AT EXAMPLE"), ("FX", "4025550101"), ("TE", "4025550100")))
    return st.lists(st.builds(Contact, blank_or(text(60)), pairs), max_size=most).map(tuple)


# ---- parties

def people(who, *, numbers_of="SY Y4", full=True):
    """`full`: with what the payer that is billed is told."""
    numbers_ = st.tuples(none_or(st.just(Reference("SY", "123456789"))), none_or(st.builds(Reference, st.just("Y4"), text(50)))).map(
        lambda pair: tuple(one for one in pair if one is not None and one.qualifier in numbers_of.split()))
    if not full:
        return st.builds(Person, who, address=none_or(addresses("")), references=numbers_)
    return st.builds(Person, who, st.dates(date(1930, 1, 1), date(2020, 1, 1)), one_of("F M U"), addresses(""), references=numbers_, contacts=contacts(1))


def patients():
    return people(names()).flatmap(lambda who: st.builds(
        attrs.evolve, st.just(who), death_date=none_or(st.just(FIRST + timedelta(400))), weight=none_or(numbers(400)), pregnant=blank_or(st.just("Y"))))


def providers(name, qualifiers, most=3, *, number=None, qualified=False, **more):
    note = st.sampled_from(["", "2U:EX777"]) if qualified else st.just("")
    found = st.lists(st.builds(Reference, one_of(qualifiers), text(30), note), max_size=most).map(tuple) if qualifiers else st.just(())
    return st.builds(Provider, none_or(npis()) if number is None else number, name, references=found, **more)


ORGANIZATION, TAXONOMY = text(60), st.sampled_from(["", "207RC0000X"])
NOBODY = st.just("")
PLACE = st.builds(Provider, st.none(), NOBODY, address=addresses())

CLAIM_ROLES = {
    "referring_provider": providers(names(), "0B 1G G2"), "primary_care_provider": providers(names(), "0B 1G G2"),
    "rendering_provider": providers(names(), "0B 1G G2 LU", taxonomy=TAXONOMY, number=npis()),
    "facility": providers(ORGANIZATION, "0B G2 LU", address=addresses(), contacts=contacts(1)),
    "supervising_provider": providers(names(), "0B 1G G2 LU"), "pick_up": PLACE,
    "drop_off": providers(NOBODY | ORGANIZATION, "", address=addresses(), number=st.none())}
LINE_ROLES = {
    "rendering_provider": providers(names(), "0B 1G G2 LU", taxonomy=TAXONOMY, number=npis(), qualified=True),
    "purchased_service_provider": providers(NOBODY, "0B 1G G2", qualified=True), "facility": providers(ORGANIZATION, "G2 LU", address=addresses(),
                                                                                                       qualified=True),
    "supervising_provider": providers(names(), "0B 1G G2 LU", qualified=True),
    "ordering_provider": providers(names(), "0B 1G G2", address=none_or(addresses("")), contacts=contacts(1, "all"), qualified=True),
    "referring_provider": providers(names(), "0B 1G G2", qualified=True), "primary_care_provider": providers(names(), "0B 1G G2", qualified=True),
    "pick_up": PLACE, "drop_off": providers(NOBODY | ORGANIZATION, "", address=addresses(), number=st.none())}


def known_to_payer(name, qualifiers, most=3):
    return st.lists(st.builds(Reference, one_of(qualifiers), text(20)), min_size=1, max_size=most).flatmap(
        lambda found: st.builds(Provider, st.none(), name, references=st.just(tuple(found))))


UNNAMED = st.just(PersonName(""))
OTHER_ROLES = {
    "referring_provider": known_to_payer(UNNAMED, "0B 1G G2"), "primary_care_provider": known_to_payer(UNNAMED, "0B 1G G2"),
    "rendering_provider": known_to_payer(UNNAMED | NOBODY, "0B 1G G2 LU"), "facility": known_to_payer(NOBODY, "0B G2 LU"),
    "supervising_provider": known_to_payer(UNNAMED, "0B 1G G2 LU"), "billing_provider": known_to_payer(UNNAMED | NOBODY, "G2 LU", 2)}


@st.composite
def roles(draw, table, most=3):
    wanted = draw(st.lists(st.sampled_from(sorted(table)), max_size=most, unique=True))
    return {role: draw(table[role]) for role in wanted}


def groups():
    return st.builds(Provider, npis(), ORGANIZATION | names(), TAXONOMY, st.integers(100_000_000, 999_999_998).map(str).filter(
        lambda number: len(set(number)) > 1), one_of("EI SY"), addresses(), references=references("0B 1G"), contacts=contacts(2, "all"))


def plans():
    return st.builds(Provider, st.none(), ORGANIZATION, tax_id=text(9, 9, DIGITS), address=addresses(),
                     identifier=st.builds(Reference, one_of("PI XV"), text(20, 2)), references=references("2U FY NF").map(lambda found: found[:1]))


def payers(prefix):
    return st.builds(Payer, text(10).map(lambda tail: prefix + tail), ORGANIZATION, id_qualifier=one_of("PI XV"), address=none_or(addresses("")),
                     references=references("2U EI FY NF").map(lambda found: found[:2]))


# ---- supporting information

def attachments():
    sent = st.builds(Attachment, one_of("OZ M1 OB RB EB CT P4 03"), one_of("EL FX BM EM FT"), text(50, 2))
    return sent | st.builds(Attachment, one_of("OZ M1"), st.just("AA"))


def each_its_number(found, begins):
    """The number of an attachment is its own in the whole claim."""
    return tuple(attrs.evolve(one, control_number=f"{begins}{at}{one.control_number}"[:50]) if one.control_number else one for at, one in enumerate(found))


CERTIFICATE = st.builds(Attachment, st.just("CT"), one_of("AB AD AF AG NS"))


def contracts():
    return st.builds(ContractInformation, one_of("01 02 03 04 05 06 09"), none_or(dollars()), none_or(numbers(99)), blank_or(text(50)),
                     none_or(numbers(99)), blank_or(text(30)))


def rides():
    return st.builds(AmbulanceTransport, one_of("A B C D E"), numbers(500), none_or(numbers(400)), blank_or(text(80)), blank_or(text(80)))


def treatments():
    return st.builds(SpinalManipulation, one_of("A C D E F G M"), blank_or(text(80)), blank_or(text(80)))


def answers(category, known, most):
    return st.builds(ConditionIndicator, one_of(category), one_of("Y" if category == "75" else "Y N"),
                     st.lists(one_of(known), min_size=1, max_size=most).map(tuple))


TRANSPORTED = answers("07", "01 04 05 06 07 08 09 12", 5)


@st.composite
def conditions(draw, *, on_line):
    if on_line:
        found = [*draw(st.lists(TRANSPORTED, max_size=3)), *draw(st.lists(answers("70", "65", 1), max_size=1)),
                 *draw(st.lists(answers("09", "38 ZV", 2), max_size=1))]
    else:
        found = [*draw(st.lists(TRANSPORTED, max_size=3)), *draw(st.lists(answers("E1 E2 E3", "L1 L2 L3 L4 L5", 5), max_size=3)),
                 *draw(st.lists(answers("75", "IH", 1), max_size=1)), *draw(st.lists(answers("ZZ", "AV NU S2 ST", 3), max_size=1))]
    return tuple(found)


def repricings(*, on_line):
    more = {"procedure": none_or(st.builds(Procedure, text(5, 5))), "unit_and_units": none_or(st.tuples(one_of("UN MJ"), numbers(99)))} if on_line else {}
    made = st.builds(Repricing, one_of("00 01 02 03 04 05 07 14"), dollars(), none_or(dollars()), blank_or(text(50)), none_or(dollars(9999)),
                     blank_or(text(50)), none_or(dollars()), rejection=blank_or(one_of("T1 T6")), compliance=blank_or(one_of("1 5")),
                     exception=blank_or(one_of("1 6")))
    if not on_line:
        return made
    return st.tuples(made, more["procedure"], more["unit_and_units"]).map(lambda it: attrs.evolve(
        it[0], procedure=it[1], unit=it[2][0] if it[2] else "", units=it[2][1] if it[2] else None))


def rentals():
    return st.builds(EquipmentRental, st.builds(Procedure, text(5, 5)), numbers(99), dollars(), dollars(), one_of("1 4 6"))


def forms():
    said = st.builds(FormAnswer, text(20), blank_or(one_of("Y N W")), text(50), none_or(days()), none_or(numbers(99)))
    return st.builds(Form, one_of("AS UT"), text(30), st.lists(said, min_size=1, max_size=3).map(tuple))


# ---- lines

@st.composite
def lines(draw, at, diagnoses):
    """One line with anything that a line may have."""
    begins = draw(days())
    period = draw(none_or(st.just(DateRange(begins, begins + timedelta(2)))))
    note = st.sampled_from(["", "2U:EX777"])
    return ServiceLine(
        draw(st.builds(Procedure, one_of("99213 0001F A0428 J3301"), st.lists(one_of("25 GP QW XE"), max_size=4, unique=True).map(tuple), st.just("HC"),
                       blank_or(text(80)))),
        draw(dollars()), draw(numbers(999)), tuple(draw(st.lists(st.integers(1, diagnoses), min_size=1, max_size=4, unique=True))),
        None if period else begins, period, line_control_number=f"L{at}", unit=draw(one_of("UN MJ")), place_of_service=draw(blank_or(one_of("12 21"))),
        emergency=draw(blank_or(st.just("Y"))), screening=draw(blank_or(st.just("Y"))), family_planning=draw(blank_or(st.just("Y"))),
        copay_exempt=draw(blank_or(st.just("0"))),
        drug=draw(none_or(st.builds(Drug, text(11, 11, DIGITS), numbers(999), one_of("F2 GR ME ML UN"), references("XZ VY").map(lambda found: found[:1]), qualifier=one_of("N4 UP")))),
        dates=draw(keyed("471 607 463 461 304 738 739 011 455 454", days())),
        references=by_kind((*draw(references("9B 9D EW X4 F4 BT")), *draw(few(st.builds(Reference, one_of("G1 9F"), text(20), note), 3))),
                           "9B 9D G1 EW X4 F4 BT 9F"),
        amounts=draw(keyed("T F4", dollars())),
        notes=tuple(one for one in (draw(none_or(st.builds(Reference, one_of("ADD DCP"), text(80)))), draw(none_or(st.builds(
            Reference, st.just("TPO"), text(80))))) if one),
        providers=draw(roles(LINE_ROLES)), rental=draw(none_or(rentals())),
        attachments=each_its_number((*draw(few(attachments())), *draw(few(CERTIFICATE, 1))), f"L{at}"), ambulance=draw(none_or(rides())),
        certification=draw(none_or(st.builds(EquipmentCertification, one_of("I R S"), numbers(99)))), conditions=draw(conditions(on_line=True)),
        quantities=draw(keyed("PT FL", numbers(99))), measurements=draw(few(st.builds(Measurement, one_of("OG TR"), one_of("HT R1 R2 R3 R4"),
                                                                                     numbers(99)), 5)),
        contract=draw(none_or(contracts())), file_information=draw(few(text(80), 3)),
        purchased_service=draw(none_or(st.builds(PurchasedService, text(50), dollars()))), repricing=draw(none_or(repricings(on_line=True))),
        forms=draw(few(forms())))


# ---- what other payers decided

@st.composite
def shares(draw, charge):
    """Adjustments of a charge, and what is left of it."""
    found, left = [], charge
    for group, reason in draw(st.lists(st.sampled_from([("CO", "45"), ("PR", "1"), ("PR", "2"), ("OA", "23"), ("PI", "B9")]), max_size=5)):
        part = (left * draw(st.integers(1, 50)) / 100).quantize(Decimal("0.01"))
        if part:
            found.append(Adjustment(group, reason, part, draw(none_or(numbers(9)))))
            left -= part
    return tuple(found), left


@st.composite
def decisions(draw, cover, encounter):
    """What a payer said: of the lines, of the claim, or nothing."""
    how = draw(one_of("lines claim nothing"))
    more = {"payer_control_number": draw(none_or(text(50))), "references": draw(references("G1 9F")), "remarks": draw(few(one_of("MA01 N45"), 5)),
            "reimbursement_rate": draw(none_or(numbers(9))), "payable": draw(none_or(dollars())), "renal_payment": draw(none_or(dollars())),
            "professional_component": draw(none_or(dollars())), "providers": draw(roles(OTHER_ROLES, 2))}
    if how == "nothing":
        return PriorAdjudication(cover, amounts={"A8": encounter.total_charge}, **more)
    if how == "claim":
        adjustments, paid = draw(shares(encounter.total_charge))
        return PriorAdjudication(cover, draw(days()), paid=paid, adjustments=adjustments, amounts={"EAF": draw(dollars())}, **more)
    services = []
    for at, line in enumerate(encounter.services, 1):
        adjustments, paid = draw(shares(line.charge))
        done = Procedure(line.procedure.code, line.procedure.modifiers, description=draw(blank_or(text(80))))
        services.append(LineAdjudication(at, cover.payer.payer_id, paid, done, line.units, adjustments, draw(days()), draw(none_or(dollars()))))
    return PriorAdjudication(cover, paid=sum((one.paid for one in services), Decimal(0)), services=tuple(services), **more)


# ---- claims

@st.composite
def encounters(draw):
    codes = draw(st.lists(st.builds("{}{:02}{}".format, st.sampled_from("EIJKLMR"), st.integers(0, 99), text(3, 0, DIGITS)), min_size=1, max_size=12,
                          unique=True))
    found = tuple(draw(lines(at, len(codes))) for at in range(1, draw(st.integers(1, 3)) + 1))
    dates = draw(keyed("431 454 304 453 484 455 471 360 361 297 296 096 444", days()))
    return Encounter(
        draw(patients()), tuple(map(Diagnosis, codes)), found, draw(one_of("11 41 22")), providers=draw(roles(CLAIM_ROLES)),
        accident=draw(none_or(st.builds(Accident, st.sampled_from([("AA",), ("EM",), ("AA", "EM"), ("OA",)]), days(), one_of("NE IA")))),
        dates={**{key: day for key, day in dates.items() if key not in ("360", "361", "096")},
               **draw(st.sampled_from([{}, {"314": DateRange(FIRST, FIRST + timedelta(9))}, {"361": FIRST}, {"435": FIRST, "096": FIRST}]))},
        condition_codes=draw(few(text(2, 2), 14)), anesthesia_procedures=draw(few(text(5, 5), 2)),
        notes=draw(few(st.builds(Reference, one_of("ADD CER DCP DGN TPO"), text(80)), 1)), ambulance=draw(none_or(rides())),
        spinal_manipulation=draw(none_or(treatments())), conditions=draw(conditions(on_line=False)))


@st.composite
def coverages(draw, sequence, prefix, *, full):
    himself = draw(st.booleans())
    return Coverage(
        draw(payers(prefix)), draw(text(20, 2)), None if himself else draw(people(names() if full else names() | ORGANIZATION, numbers_of="SY Y4" if full else "SY",
                                                                                 full=full)),
        "18" if himself else draw(one_of("01 19 20 21 39 40 53 G8")), sequence, draw(one_of("CI 12 HM WC")), draw(blank_or(text(50))), draw(blank_or(text(60))),
        id_qualifier=draw(one_of("MI II")), benefits_assigned="Y" if full else draw(one_of("Y N W")),
        signature_source="" if full else draw(blank_or(st.just("P"))), release="Y" if full else draw(one_of("Y I")))


@st.composite
def claims(draw, group=None):
    """Claims with anything that the guide has a place for, and up to ten other payers."""
    encounter = draw(encounters())
    frequency = draw(one_of("1 7 8"))
    sequences = "PSTABCDEFGH"[:draw(st.sampled_from([1, 1, 2, 3, 11]))]
    billed = draw(st.sampled_from(sequences[:3]))
    covers = tuple(draw(coverages(sequence, f"EX{at}", full=sequence == billed)) for at, sequence in enumerate(sequences))
    told = tuple(draw(decisions(cover, encounter)) for cover in covers if "PSTABCDEFGH".index(cover.sequence) < sequences.index(billed))
    return Claim(
        encounter, draw(text(20)), group or draw(groups()), covers, billed, frequency, None if frequency == "1" else draw(text(50)),
        draw(none_or(text(50))), draw(none_or(text(50))), told, pay_to_address=draw(none_or(addresses())), pay_to_plan=draw(none_or(plans())),
        signature_on_file=draw(one_of("Y N")), assignment=draw(one_of("A B C")), benefits_assigned=draw(one_of("Y N W")), release=draw(one_of("Y I")),
        signature_source=draw(blank_or(st.just("P"))), special_program=draw(blank_or(one_of("02 03 05 09"))), delay_reason=draw(blank_or(one_of("1 11 15"))),
        amounts=draw(keyed("F5", dollars())), dates=draw(keyed("090 091 050", days())),
        references=draw(references("4N F5 EW X4 9A 9C LX D9 EA P4 1J")), attachments=each_its_number(draw(few(attachments(), 3)), "C"), contract=draw(none_or(contracts())),
        file_information=draw(few(text(80), 3)), repricing=draw(none_or(repricings(on_line=False))), currency=draw(blank_or(one_of("CAD USD"))))


# ---- one thing wrong

NASTY_TEXTS = ("", "A", "1", "QQ", "Y", "07", "X" * 31, "9" * 61, "X" * 81, "X" * 300, "2U:", "P3")
NASTY_NUMBERS = (Decimal(-1), Decimal(0), Decimal("0.0001"), Decimal("1E-7"), Decimal("1E+12"), Decimal("123456.789"), Decimal("NaN"), Decimal("Infinity"))
NASTY_DAYS = (date(1, 1, 1), date(1800, 1, 1), date(9999, 12, 31))
NASTY_PERIODS = (DateRange(date(2026, 1, 2), date(2026, 1, 1)), DateRange(date(2026, 1, 1), date(2026, 1, 2)))
KEEP = ("unread", "position", "documentation", "other_ids")


NASTY = ((str, NASTY_TEXTS), (Decimal, NASTY_NUMBERS), (date, NASTY_DAYS), (DateRange, NASTY_PERIODS), (int, (0, -1, 12345678)))


def changes(value, optional=False):
    """What a value may be replaced with: wrong, or only unusual; None where the field may be None."""
    gone = (None,) if optional and value is not None else ()
    if isinstance(value, tuple):
        return ((), value * 2, value * 13)
    if isinstance(value, dict):
        one = next(iter(value.values()), None)
        odd = [{**value, "QQ": one}] if value else []
        return ({}, *odd, *([dict.fromkeys(value, NASTY_PERIODS[1])] if isinstance(one, date) else []))
    return next((tuple(nasty) for kind, nasty in NASTY if isinstance(value, kind)), ()) + gone


def places(value, path=(), optional=False):
    """Every place in a claim whose value can be changed: the way to it, and the values."""
    found = [(path, change) for change in changes(value, optional)] if path else []
    if path[-1:] == ("numbers",):
        return found                                        # pairs stay pairs
    if isinstance(value, tuple):
        return found + [one for at, inner in enumerate(value) for one in places(inner, (*path, at))]
    if isinstance(value, dict):
        return found + [one for key, inner in value.items() for one in places(inner, (*path, key))]
    if attrs.has(type(value)):
        return found + [one for field in attrs.fields(type(value)) if field.name not in KEEP
                        for one in places(getattr(value, field.name), (*path, field.name), field.default is None)]
    return found


def changed(value, path, change):
    """The same with one place changed."""
    if not path:
        return change
    first, *rest = path
    if isinstance(value, tuple):
        return (*value[:first], changed(value[first], rest, change), *value[first + 1:])
    if isinstance(value, dict):
        return {**value, first: changed(value[first], rest, change)}
    return attrs.evolve(value, **{first: changed(getattr(value, first), rest, change)})


@st.composite
def odd_claims(draw):
    """A claim with one thing changed, anywhere in it."""
    claim = draw(claims())
    # the kinds of place first: a claim with ten payers has most of its places in them
    everywhere = places(claim)
    kinds = {}
    for path, change in everywhere:
        kinds.setdefault(tuple(part for part in path if not isinstance(part, int)), []).append((path, change))
    path, change = draw(st.sampled_from(kinds[draw(st.sampled_from(sorted(kinds, key=str)))]))
    return changed(claim, path, change), path
