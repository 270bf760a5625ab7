"""How the form writes days, dollars, names and addresses, each with its reading beside it.

What cannot be written or read raises `EdiError` with the box, never with what stands in it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from edi_claims import Address, EdiError, PersonName

LETTERS = "ABCDEFGHIJKL"
"""Box 21 has twelve places."""
GAP = "   "
"""What parts two entries of one box."""
YES, NO = "YES", "NO"
SIGNED = "SIGNATURE ON FILE"

_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV"})
_MARKS = str.maketrans(dict.fromkeys(",.#", " "))
_CENTS = 2
_ZIP, _ZIP_4 = 5, 9
_PIVOT = 70
"""A year of two digits from here on lies in the last century."""
_DAY_WIDTHS = ([2, 2, 2], [2, 2, 4])


def unreadable(box: str, what: str) -> EdiError:
    """An error that names the box."""
    return EdiError(f"box {box}: {what}")


def plain(text: str) -> str:
    """Without commas, periods and number signs, which the form does without."""
    return " ".join(text.translate(_MARKS).split())


# ---- days, dollars, quantities

def day(when: date) -> str:
    """MM DD YYYY."""
    return f"{when.month:02} {when.day:02} {when.year:04}"


def short_day(when: date) -> str:
    """MM DD YY, as box 24A has it."""
    return f"{when.month:02} {when.day:02} {when.year % 100:02}"


def read_day(text: str, box: str) -> date:
    """A day of either form.

    >>> read_day("10 12 26", "24A.1 from"), read_day("03 04 1971", "3")
    (datetime.date(2026, 10, 12), datetime.date(1971, 3, 4))
    """
    parts = text.split()
    if list(map(len, parts)) not in _DAY_WIDTHS or not all(_is_number(part) for part in parts):
        raise unreadable(box, "no day MM DD YY or MM DD YYYY")
    month, on, year = map(int, parts)
    if len(parts[2]) == _CENTS:
        year += 1900 if year >= _PIVOT else 2000
    try:
        return date(year, month, on)
    except ValueError:
        raise unreadable(box, "no day of the calendar") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def dollars(amount: Decimal, box: str) -> str:
    """Dollars and cents in the two columns that the form has for them.

    >>> dollars(Decimal("200"), "28"), dollars(Decimal("0.5"), "28")
    ('200 00', '0 50')
    """
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise unreadable(box, "the form has no place for an amount below zero or with a part of a cent")
    whole, cents = f"{amount:.2f}".split(".")
    return f"{whole} {cents}"


def read_dollars(text: str, box: str) -> Decimal:
    """Dollars, with two digits of cents or without."""
    parts = text.split()
    if len(parts) == 1:
        parts.append("00")
    if len(parts) != 2 or len(parts[1]) != _CENTS or not all(_is_number(part) for part in parts):        # noqa: PLR2004 - dollars and cents
        raise unreadable(box, "no amount in dollars and cents")
    return Decimal(f"{parts[0]}.{parts[1]}")


def quantity(number: Decimal) -> str:
    """Days or units, without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_quantity(text: str, box: str) -> Decimal:
    """Digits, with a point or without."""
    if not _is_number(text.replace(".", "", 1)):
        raise unreadable(box, "no quantity")
    return Decimal(text)


# ---- names

def last_first(name: PersonName | str) -> str:
    """Last name and suffix, first name, middle name; an organization has no commas.

    >>> last_first(PersonName("ROWE", "DANA", "M", "JR")), last_first("RIVERBEND CARDIOLOGY, LLC")
    ('ROWE JR, DANA, M', 'RIVERBEND CARDIOLOGY LLC')
    """
    if isinstance(name, str):
        return plain(name)
    return ", ".join((plain(f"{name.last} {name.suffix}"), plain(name.first), plain(name.middle))).rstrip(", ")


def read_last_first(text: str) -> PersonName | str:
    """A person where there is a comma, otherwise an organization."""
    return read_person(text) if "," in text else text.strip()


def read_person(text: str) -> PersonName:
    """A person, also one that has only a last name."""
    last, first, *middle = (part.strip() for part in f"{text},".split(","))
    name, suffix = _suffixed(last)
    return PersonName(name, first, " ".join(filter(None, middle)), suffix)


def first_last(name: PersonName | str) -> str:
    """First, middle and last name, and suffix: as somebody signs."""
    return plain(name if isinstance(name, str) else f"{name.first} {name.middle} {name.last} {name.suffix}")


def read_first_last(text: str) -> PersonName:
    """Of more than two words the first is the first name and the last one the last, whatever lies between them the middle name.

    >>> read_first_last("LUIS A IBARRA JR") == PersonName("IBARRA", "LUIS", "A", "JR")
    True
    """
    whole, suffix = _suffixed(text)
    first, *middle = whole.split()
    return PersonName(middle[-1], first, " ".join(middle[:-1]), suffix) if middle else PersonName(first, suffix=suffix)


def _suffixed(text: str) -> tuple[str, str]:
    words = text.split()
    if len(words) > 1 and words[-1].upper() in _SUFFIXES:
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), ""


# ---- addresses

def street(address: Address | None) -> str:
    """All lines in one."""
    return plain(" ".join(address.lines)) if address is not None else ""


def zip_code(address: Address | None) -> str:
    """With the hyphen that the form wants in nine digits."""
    text = address.postal_code if address is not None else ""
    return f"{text[:_ZIP]}-{text[_ZIP:]}" if len(text) == _ZIP_4 and _is_number(text) else text


def block(name: PersonName | str, address: Address | None) -> str:
    """Name, street, and city with state and ZIP code: the three lines of boxes 32 and 33."""
    lines = [last_first(name)]
    if address is not None:
        lines += [street(address), " ".join(filter(None, (plain(address.city), address.state, zip_code(address))))]
    return "\n".join(lines) if any(lines) else ""


def read_block(text: str, box: str) -> tuple[PersonName | str, Address | None]:
    """The three lines, or only the first."""
    name, *rest = text.split("\n")
    if not rest:
        return read_last_first(name), None
    words = rest[-1].split()
    if len(rest) != 2 or len(words) < 3:        # noqa: PLR2004 - street, and city with state and ZIP code
        raise unreadable(box, "no name, street, and city with state and ZIP code")
    return read_last_first(name), Address((rest[0],), " ".join(words[:-2]), words[-2], read_zip_code(words[-1]))


def read_zip_code(text: str) -> str:
    """Without the hyphen."""
    return text.replace("-", "")
