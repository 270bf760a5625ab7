"""Repairs of one text. Each takes a text and gives it back as it must be written, or as it was where there is more than one answer."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc", "'"), **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"), "\u2026": "...",
    "ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D", "ð": "d",
    "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "\u0131": "i"})
"""What Unicode does not take apart by itself: typographic quotes and dashes, and letters that are no plain letter with a mark."""

_OVERLAY = "\u0338"
"""The stroke that makes an equals sign a not-equals sign: without it the text would say the opposite."""

_DELIMITERS = str.maketrans(dict.fromkeys("*:~^", " "))
_GAPS = str.maketrans("", "", " -")
_PHONE_SIGNS = str.maketrans("", "", " -.()/+")
_CODE_SIGNS = str.maketrans("", "", " .")
_NDC_PARTS = frozenset({(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2), (11,)})
_PHONE, _NDC = 10, 11
_ZIP = (5, 9)


def plain(text: str) -> str:
    r"""Letters without accents, quotes and dashes as a typewriter has them, blanks for tabs and line ends.

    A text that holds more than that, such as one in another script, stays as it is.

    >>> plain("Peña\u2013O\u2019Neil"), plain("Łukasz\tGroß"), plain("ΩMEGA")
    ("Pena-O'Neil", 'Lukasz Gross', 'ΩMEGA')
    """
    if text.isascii() and text.isprintable():
        return text
    mended = "".join(map(_letter, unicodedata.normalize("NFD", text).translate(_SIGNS)))
    return mended if mended.isascii() and mended.isprintable() else text


def _letter(one: str) -> str:
    if one.isspace():
        return " "
    return "" if one != _OVERLAY and unicodedata.category(one) in ("Mn", "Cf") else one


def undelimited(text: str) -> str:
    """Blanks for the characters that part segments, elements, components and repetitions; none at an end."""
    found = text.translate(_DELIMITERS)
    return text if found == text else squeezed(found)


def squeezed(text: str) -> str:
    """No blank at either end, one between words."""
    return " ".join(text.split())


def upper(text: str) -> str:
    """Upper case; a text that X12 cannot carry stays as it is."""
    return text.upper() if text.isascii() else text


def digits(*lengths: int) -> Callable[[str], str]:
    """Without hyphens and blanks, where that leaves so many digits.

    >>> digits(9)("47-0000001"), digits(5, 9)("68102 0123"), digits(9)("47-00")
    ('470000001', '681020123', '47-00')
    """
    def bare(text: str) -> str:
        found = text.translate(_GAPS)
        return found if _is_digits(found) and len(found) in lengths else text

    return bare


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


zip_code = digits(*_ZIP)


def phone(text: str) -> str:
    """Ten digits; the country's 1 before them is left out.

    >>> phone("(402) 555-0100"), phone("+1 402.555.0100"), phone("555-0100")
    ('4025550100', '4025550100', '555-0100')
    """
    found = text.translate(_PHONE_SIGNS)
    if len(found) == _PHONE + 1:
        found = found.removeprefix("1")
    return found if _is_digits(found) and len(found) == _PHONE else text


def diagnosis(text: str) -> str:
    """A diagnosis code without its dot."""
    found = text.translate(_CODE_SIGNS)
    return found if found.isascii() and found.isalnum() else text


def ndc(text: str) -> str:
    """A national drug code in eleven digits, 5-4-2. Ten digits without hyphens stay: three codes could be meant.

    >>> ndc("0409-1234-01"), ndc("50242-041-21"), ndc("12345-6789-1"), ndc("0409123401")
    ('00409123401', '50242004121', '12345678901', '0409123401')
    """
    parts = text.removeprefix("N4").replace("-", " ").split()
    if not all(map(_is_digits, parts)) or tuple(map(len, parts)) not in _NDC_PARTS:
        return text
    return parts[0] if len(parts) == 1 else "".join(part.zfill(width) for part, width in zip(parts, (5, 4, 2), strict=True))


_SEXES = {"FEMALE": "F", "MALE": "M", "UNKNOWN": "U"}


def sex(text: str) -> str:
    """F, M or U for the word."""
    return _SEXES.get(text, text)


def country(text: str) -> str:
    """Nothing for the United States: N404 is for other countries."""
    return "" if text in ("US", "USA") else text


_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV"})
_TITLES = frozenset({"DR", "MR", "MRS", "MS"})


def untitled(text: str) -> str:
    """A name without the title that it begins with; a title alone may be a name.

    >>> untitled("DR. IBARRA"), untitled("DR"), untitled("IBARRA DR")
    ('IBARRA', 'DR', 'IBARRA DR')
    """
    words = text.split()
    while len(words) > 1 and words[0].rstrip(".").upper() in _TITLES:
        words = words[1:]
        text = " ".join(words)
    return text


def parted(text: str, suffix: str) -> tuple[str, str]:
    """A name and the suffix that was written into it, which joins `suffix`; a second, other suffix stays where it was.

    >>> parted("ROWE, JR.", ""), parted("ROWE JR", "JR"), parted("ROWE JR", "III"), parted("JR", "")
    (('ROWE', 'JR'), ('ROWE', 'JR'), ('ROWE JR', 'III'), ('JR', ''))
    """
    words = text.split()
    while len(words) > 1 and (last := words[-1].rstrip(".").upper()) in _SUFFIXES and suffix.rstrip(".") in ("", last):
        words = words[:-1]
        rest = " ".join(words).rstrip(", ")
        if not rest:
            break
        text, suffix = rest, suffix or last
    return text, suffix
