"""Shapes of what some claims and lines carry besides codes and charges: the rows of PWK, CN1, CR1 to CR3, CRC, SV5, MEA, PS1, HCP, LQ and FRM."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi837.rules.bounds import DOLLARS, NO_CODE, NOT_USED, Coded, Number, Repeated, Shape, Text, codes, lengths, once_a_claim, optional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Claim, ConditionIndicator, Form, ServiceLine

_QUANTITY, _WEIGHT, _PERCENT, _RATE, _RESULT = 15, 10, 6, 9, 20
"""How many digits the guide gives each."""
_MOST_ATTACHMENTS = _MOST_FILE_INFORMATION = 10
_MOST_MEASUREMENTS, _MOST_ANSWERS, _MOST_CODES = 5, 99, 5
_LISTS = codes("ER HC IV WK", blank=False)
_QUANTITIES = codes("FL PT", blank=False)

# ---- one a kind of noun

_REPORTS = codes("03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ DS EB HC HR I5 IR LA M1 MT NN OB OC OD "
                 "OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP", blank=False)
_NUMBERED = Shape((("control_number", "PWK06", optional(2, 50)),),
                  (("report_type", "PWK01", _REPORTS), ("transmission", "PWK02", codes("AA BM EL EM FT FX", blank=False))))
_NECESSITY = Shape((("control_number", "PWK06", NOT_USED),))
_INDICATORS = frozenset({"AB", "AD", "AF", "AG", "NS"})
"""PWK02 of a line's certificate of medical necessity: how it is kept, instead of how it is sent."""

_CONTRACT = Shape(
    (("contract_code", "CN104", optional(1, 50)), ("version", "CN106", optional(1, 30))),
    (("contract_type", "CN101", codes("01 02 03 04 05 06 09", blank=False)),),
    (("amount", "CN102", DOLLARS), ("percentage", "CN103", _PERCENT), ("discount", "CN105", _PERCENT)))

_AMBULANCE = Shape(
    (("round_trip_purpose", "CR109", optional(1, 80)), ("stretcher_purpose", "CR110", optional(1, 80))),
    (("reason", "CR104", codes("A B C D E", blank=False)),),
    (("miles", "CR106", _QUANTITY), ("patient_weight", "CR102", _WEIGHT)))

_SPINAL = Shape(
    (("description", "CR210", optional(1, 80)), ("further_description", "CR211", optional(1, 80))),
    (("condition", "CR208", codes("A C D E F G M", blank=False)),))

_CERTIFICATION = Shape((), (("kind", "CR301", codes("I R S", blank=False)),), (("months", "CR303", _QUANTITY),))

_RENTAL = Shape((), (("frequency", "SV506", codes("1 4 6", blank=False)),),
                (("days", "SV503", _QUANTITY), ("rental_price", "SV504", DOLLARS), ("purchase_price", "SV505", DOLLARS)))
_RENTED = Shape((("code", "SV501-2", lengths(1, 48)), ("description", "SV501-7", NOT_USED)),
                (("qualifier", "SV501-1", codes("HC", blank=False)), ("modifiers", "SV501-3", NO_CODE)))

_MEASUREMENT = Shape((), (("kind", "MEA01", codes("OG TR", blank=False)), ("qualifier", "MEA02", codes("HT R1 R2 R3 R4", blank=False))),
                     (("value", "MEA03", _RESULT),))

_PURCHASED = Shape((("provider_id", "PS101", lengths(1, 50)),), (), (("charge", "PS102", DOLLARS),))

_REPRICED_TEXTS = (("organization", "HCP04", optional(1, 50)), ("approved_group", "HCP06", optional(1, 50)))
_REPRICED_CODES = (("rejection", "HCP13", codes("T1 T2 T3 T4 T5 T6")), ("compliance", "HCP14", codes("1 2 3 4 5")),
                   ("exception", "HCP15", codes("1 2 3 4 5 6")))
_REPRICED_NUMBERS = (("allowed", "HCP02", DOLLARS), ("savings", "HCP03", DOLLARS), ("rate", "HCP05", _RATE), ("approved_amount", "HCP07", DOLLARS))
_METHODS = codes("00 01 02 03 04 05 07 08 09 10 11 12 13 14", blank=False)
_REPRICED_CLAIM = Shape(_REPRICED_TEXTS, (("method", "HCP01", _METHODS), ("unit", "HCP11", NO_CODE), *_REPRICED_CODES), _REPRICED_NUMBERS)
_REPRICED_LINE = Shape(_REPRICED_TEXTS, (("method", "HCP01", _METHODS | {"06"}), ("unit", "HCP11", codes("MJ UN")), *_REPRICED_CODES),
                       (*_REPRICED_NUMBERS, ("units", "HCP12", _QUANTITY)))
_APPROVED = Shape((("code", "HCP10", lengths(1, 48)),), (("qualifier", "HCP09", _LISTS),))

_FORM = Shape((("code", "LQ02", lengths(1, 30)),), (("qualifier", "LQ01", codes("AS UT", blank=False)),))
_ANSWER = Shape((("question", "FRM01", lengths(1, 20)), ("text", "FRM03", optional(1, 50))), (("answer", "FRM02", codes("N W Y")),),
                (("percent", "FRM05", _PERCENT),))

_ANSWERS = codes("N Y", blank=False)
_TRANSPORTED = codes("01 04 05 06 07 08 09 12", blank=False)
_SEEN = codes("L1 L2 L3 L4 L5", blank=False)


class Category(NamedTuple):
    """One CRC01: the codes of its answers, how many of them, and how often its group of categories may be sent."""

    codes: frozenset[str]
    answers: int
    group: str
    times: int
    applies: frozenset[str] = _ANSWERS


_CLAIM_CATEGORIES = {
    "07": Category(_TRANSPORTED, 5, "07", 3), "E1": Category(_SEEN, 5, "E", 3), "E2": Category(_SEEN, 5, "E", 3), "E3": Category(_SEEN, 5, "E", 3),
    "75": Category(codes("IH", blank=False), 1, "75", 1, codes("Y", blank=False)), "ZZ": Category(codes("AV NU S2 ST", blank=False), 3, "ZZ", 1)}
_LINE_CATEGORIES = {
    "07": Category(_TRANSPORTED, 5, "07", 3), "70": Category(codes("65", blank=False), 1, "70", 1),
    "09": Category(codes("38 ZV", blank=False), 2, "09", 1)}
_UNKNOWN_CATEGORY = Category(frozenset(), _MOST_CODES, "", _MOST_CODES)


# ---- what a claim carries of them

class Held(NamedTuple):
    """One noun, what the guide asks of it, and where it is. The path ends where the attribute's name begins."""

    noun: object
    shape: Shape
    loop: str
    path: str
    line: int | None = None


@once_a_claim
@once_a_claim
def carries_more(claim: Claim) -> bool:
    """Whether a claim carries any of this, which most do not."""
    coded = claim.encounter
    if (claim.attachments or claim.contract is not None or claim.file_information or claim.repricing is not None or coded.ambulance is not None
            or coded.spinal_manipulation is not None or coded.conditions):
        return True
    for line in coded.services:                     # noqa: SIM110 - a generator would cost as much again
        if line_carries_more(line):
            return True
    return False


def line_carries_more(line: ServiceLine) -> bool:
    """Whether a line does."""
    return bool(line.attachments or line.conditions or line.quantities or line.measurements or line.file_information or line.forms
                or line.rental is not None or line.ambulance is not None or line.certification is not None or line.contract is not None
                or line.purchased_service is not None or line.repricing is not None)


def held(claim: Claim) -> Iterator[Held]:
    """Every noun of these kinds that a claim and its lines hold."""
    coded = claim.encounter
    yield from _both(claim, "2300", "")
    yield from _conditions(coded.conditions, _CLAIM_CATEGORIES, "2300", "encounter.")
    if coded.ambulance is not None:
        yield Held(coded.ambulance, _AMBULANCE, "2300", "encounter.ambulance.")
    if coded.spinal_manipulation is not None:
        yield Held(coded.spinal_manipulation, _SPINAL, "2300", "encounter.spinal_manipulation.")
    for number, line in enumerate(coded.services, 1):
        if line_carries_more(line):
            path = f"encounter.services[{number - 1}]."
            yield from _both(line, "2400", path, number)
            yield from _conditions(line.conditions, _LINE_CATEGORIES, "2400", path, number)
            yield from _of_line(line, path, number)


def _both(noun: Claim | ServiceLine, loop: str, path: str, line: int | None = None) -> Iterator[Held]:
    """What claims and lines hold alike."""
    for at, one in enumerate(noun.attachments):
        certificate = line is not None and one.report_type == "CT" and one.transmission in _INDICATORS
        yield Held(one, _NECESSITY if certificate else _NUMBERED, loop, f"{path}attachments[{at}].", line)
    if noun.contract is not None:
        yield Held(noun.contract, _CONTRACT, loop, f"{path}contract.", line)
    if noun.repricing is not None:
        yield Held(noun.repricing, _REPRICED_CLAIM if line is None else _REPRICED_LINE, loop, f"{path}repricing.", line)
        if noun.repricing.procedure is not None:
            yield Held(noun.repricing.procedure, _APPROVED, loop, f"{path}repricing.procedure.", line)


def _conditions(found: tuple[ConditionIndicator, ...], known: dict[str, Category], loop: str, path: str, line: int | None = None) -> Iterator[Held]:
    categories = frozenset(known)
    for at, one in enumerate(found):
        category = known.get(one.category)
        answers = () if category is None else (("applies", "CRC02", category.applies), ("codes", "CRC03", category.codes))
        yield Held(one, Shape((), (("category", "CRC01", categories), *answers)), loop, f"{path}conditions[{at}].", line)


def _of_line(line: ServiceLine, path: str, number: int) -> Iterator[Held]:
    if line.rental is not None:
        yield Held(line.rental, _RENTAL, "2400", f"{path}rental.", number)
        yield Held(line.rental.procedure, _RENTED, "2400", f"{path}rental.procedure.", number)
    for name, shape in (("ambulance", _AMBULANCE), ("certification", _CERTIFICATION), ("purchased_service", _PURCHASED)):
        noun = getattr(line, name)
        if noun is not None:
            yield Held(noun, shape, "2400", f"{path}{name}.", number)
    for at, result in enumerate(line.measurements):
        yield Held(result, _MEASUREMENT, "2400", f"{path}measurements[{at}].", number)
    for at, form in enumerate(line.forms):
        yield Held(form, _FORM, "2440", f"{path}forms[{at}].", number)
        for place, answer in enumerate(form.answers):
            yield Held(answer, _ANSWER, "2440", f"{path}forms[{at}].answers[{place}].", number)


def more_texts(claim: Claim) -> Iterator[Text]:
    """Texts that are not an attribute each: K3, and what must be there."""
    for path, found, number in _file_information(claim):
        for at, text in enumerate(found):
            yield Text(text, lengths(1, 80), "2400" if number else "2300", "K301", f"{path}[{at}]", number)
    yield from _unanswered(claim.encounter.conditions, "2300", "encounter.conditions", None)
    for number, line in enumerate(claim.encounter.services, 1):
        path = f"encounter.services[{number - 1}]"
        yield from _unanswered(line.conditions, "2400", f"{path}.conditions", number)
        if line.rental is not None:
            for name, element in (("rental_price", "SV504"), ("purchase_price", "SV505")):
                if getattr(line.rental, name) is None:
                    yield Text("", lengths(1, 18), "2400", element, f"{path}.rental.{name}", number)
        if line.repricing is not None and bool(line.repricing.unit) != (line.repricing.units is not None):
            missing = ("unit", "HCP11") if not line.repricing.unit else ("units", "HCP12")
            yield Text("", lengths(1, 15), "2400", missing[1], f"{path}.repricing.{missing[0]}", number)
        for at, form in enumerate(line.forms):
            yield from _empty_answers(form, f"{path}.forms[{at}].answers", number)


def _unanswered(found: tuple[ConditionIndicator, ...], loop: str, path: str, line: int | None) -> Iterator[Text]:
    for at, one in enumerate(found):
        if not one.codes:
            yield Text("", lengths(2, 3), loop, "CRC03", f"{path}[{at}].codes", line)


def _empty_answers(form: Form, path: str, line: int) -> Iterator[Text]:
    """A form has answers, and an answer says something."""
    if not form.answers:
        yield Text("", lengths(1, 20), "2440", "FRM01", path, line)
    for at, one in enumerate(form.answers):
        if not (one.answer or one.text or one.day is not None or one.percent is not None):
            yield Text("", lengths(1, 1), "2440", "FRM02", f"{path}[{at}].answer", line)


def more_codes(claim: Claim) -> Iterator[Coded]:
    """QTY01, which is the key of a mapping."""
    for number, line in enumerate(claim.encounter.services, 1):
        for one in line.quantities:
            yield Coded(one, _QUANTITIES, "2400", "QTY01", f"encounter.services[{number - 1}].quantities[{one!r}]", number)


def more_numbers(claim: Claim) -> Iterator[Number]:
    """QTY02, likewise."""
    for number, line in enumerate(claim.encounter.services, 1):
        for one, value in line.quantities.items():
            yield Number(value, _QUANTITY, "2400", "QTY02", f"encounter.services[{number - 1}].quantities[{one!r}]", number)


def _file_information(claim: Claim) -> Iterator[tuple[str, tuple[str, ...], int | None]]:
    yield "file_information", claim.file_information, None
    for number, line in enumerate(claim.encounter.services, 1):
        yield f"encounter.services[{number - 1}].file_information", line.file_information, number


def more_lists(claim: Claim) -> Iterator[Repeated]:
    """How often each of them is sent, and must be."""
    coded = claim.encounter
    yield Repeated(len(claim.attachments), _MOST_ATTACHMENTS, "2300", "PWK", "attachments")
    for path, found, number in _file_information(claim):
        yield Repeated(len(found), _MOST_FILE_INFORMATION, "2400" if number else "2300", "K3", path, number)
    yield from _categories(coded.conditions, _CLAIM_CATEGORIES, "2300", "encounter.conditions", None)
    for number, line in enumerate(coded.services, 1):
        path = f"encounter.services[{number - 1}]"
        certificates = sum(one.report_type == "CT" and one.transmission in _INDICATORS for one in line.attachments)
        yield Repeated(len(line.attachments) - certificates, _MOST_ATTACHMENTS, "2400", "PWK", f"{path}.attachments", number)
        yield Repeated(certificates, 1, "2400", "PWK", f"{path}.attachments", number)
        yield Repeated(len(line.measurements), _MOST_MEASUREMENTS, "2400", "MEA", f"{path}.measurements", number)
        yield from _categories(line.conditions, _LINE_CATEGORIES, "2400", f"{path}.conditions", number)
        for at, form in enumerate(line.forms):
            yield Repeated(len(form.answers), _MOST_ANSWERS, "2440", "FRM", f"{path}.forms[{at}].answers", number)


def _categories(found: tuple[ConditionIndicator, ...], known: dict[str, Category], loop: str, path: str, line: int | None) -> Iterator[Repeated]:
    groups = [known.get(one.category, _UNKNOWN_CATEGORY).group for one in found]
    for at, one in enumerate(found):
        category = known.get(one.category, _UNKNOWN_CATEGORY)
        yield Repeated(groups[:at + 1].count(category.group), category.times, loop, "CRC", f"{path}[{at}]", line)
        yield Repeated(len(one.codes), category.answers, loop, "CRC03", f"{path}[{at}].codes", line)
