"""Under which service type a payer states the benefits of a procedure: a table of code ranges, for an estimate to look up.

Payers decide for themselves under which type they count a code; a practice that knows better gives its own table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.question import WHOLE_PLAN

if TYPE_CHECKING:
    from edi_claims import Procedure

THERAPY = {"GP": "PT", "GO": "AD", "GN": "AF"}
"""Modifier of a therapy plan of care to the therapy."""

RANGES: tuple[tuple[str, str, str], ...] = (
    ("00100", "01999", "7"), ("10004", "69990", "2"),
    ("70450", "70498", "62"), ("70540", "70559", "62"), ("71250", "71275", "62"), ("71550", "71555", "62"), ("72125", "72159", "62"),
    ("72191", "72198", "62"), ("73200", "73225", "62"), ("73700", "73725", "62"), ("74150", "74185", "62"), ("75557", "75574", "62"),
    ("77046", "77049", "62"), ("73218", "73223", "62"), ("73718", "73723", "62"),
    ("77261", "77799", "6"), ("70010", "76499", "4"), ("76506", "76999", "4"), ("77001", "77092", "4"), ("78012", "79999", "4"),
    ("80047", "89398", "5"),
    ("90460", "90480", "80"), ("90581", "90759", "80"), ("90785", "90899", "A6"), ("90935", "90999", "76"),
    ("92002", "92014", "98"), ("92507", "92508", "AF"), ("92521", "92526", "AF"),
    ("93000", "93799", "73"), ("93880", "93998", "73"), ("94010", "94799", "73"), ("95004", "95199", "79"), ("95700", "96020", "73"),
    ("93797", "93798", "BG"), ("96401", "96549", "78"), ("97161", "97164", "PT"), ("97165", "97168", "AD"), ("97010", "97799", "AE"),
    ("97810", "97814", "64"), ("98940", "98943", "33"),
    ("99202", "99215", "98"), ("99221", "99239", "99"), ("99281", "99288", "86"), ("99341", "99350", "A3"), ("99381", "99397", "81"),
    ("99242", "99245", "3"), ("99252", "99255", "3"), ("99304", "99316", "A1"), ("99421", "99443", "98"), ("98000", "98016", "98"),
    ("A0021", "A0999", "59"), ("E0100", "E8002", "12"), ("K0001", "K1037", "12"), ("L5000", "L8699", "75"),
)
"""First code, last code, service type. Where several ranges hold a code, the narrowest counts."""


def service_type_of(procedure: Procedure) -> str:
    """The service type of a procedure; 30, the plan as a whole, where none is known for it.

    >>> from edi_claims import Procedure
    >>> [service_type_of(Procedure(code)) for code in ("99214", "93000", "70551", "80053", "J1885")]
    ['98', '73', '62', '5', '30']
    """
    for modifier in procedure.modifiers:
        if modifier in THERAPY:
            return THERAPY[modifier]
    code = procedure.code
    held = [(_width(first, last), service_type) for first, last, service_type in RANGES
            if len(code) == len(first) and first <= code <= last and code[0].isalpha() == first[0].isalpha() and code[1:].isdigit()]
    return min(held)[1] if held else WHOLE_PLAN


def _width(first: str, last: str) -> int:
    return int(last[1:] if last[0].isalpha() else last) - int(first[1:] if first[0].isalpha() else first)
