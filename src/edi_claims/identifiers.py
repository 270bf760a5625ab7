"""Identifiers of US health care: whether a provider, member, tax, taxonomy or laboratory number can be one at all.

Pure functions on text. They know form and check digits, not registries: a valid number may belong to nobody. What they are given
never appears in an exception. A number with spaces, hyphens or lower case is not valid here; tidying is the caller's step.
"""

from __future__ import annotations

import re

NPI_PREFIX = "80840"
"""What the check digit of an NPI is computed over besides its own digits: health industry (80), United States (840)."""

_NPI = re.compile(r"[12][0-9]{9}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
_CLIA = re.compile(r"[0-9]{2}D[0-9]{7}")

# No S, L, O, I, B, Z: they are mistaken for digits.
_LETTER = "AC-HJKMNP-RT-Y"
_MBI = re.compile(rf"[1-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}]{{2}}[0-9]{{2}}")

# The Social Security Administration never issues these: area 000, 666, 900-999 (the last are the IRS's), group 00, serial 0000.
_SSN = re.compile(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")


def npi_is_valid(npi: str) -> bool:
    """Whether this can be a National Provider Identifier (NM109 where NM108 is XX): ten digits, first 1 or 2, check digit right.

    >>> npi_is_valid("1234567893")
    True
    >>> npi_is_valid("1234567890")
    False
    """
    return _NPI.fullmatch(npi) is not None and _luhn_check_digit(NPI_PREFIX + npi[:-1]) == npi[-1]


def npi_with_check_digit(nine_digits: str) -> str:
    """The National Provider Identifier that begins with these nine digits.

    >>> npi_with_check_digit("123456789")
    '1234567893'

    Raises:
        ValueError: these are not nine digits that begin with 1 or 2.
    """
    if _NPI.fullmatch(nine_digits + "0") is None:
        raise ValueError("an NPI is made from nine digits, the first of them 1 or 2")
    return nine_digits + _luhn_check_digit(NPI_PREFIX + nine_digits)


def mbi_is_valid(text: str) -> bool:
    """Whether this can be a Medicare Beneficiary Identifier (NM109 of the subscriber, NM108 MI): eleven characters, no hyphens.

    >>> mbi_is_valid("1EG4TE5MK73")
    True
    >>> mbi_is_valid("1EG4-TE5-MK73")
    False
    """
    return _MBI.fullmatch(text) is not None


def tax_id_is_valid(text: str) -> bool:
    """Whether this can be a tax id (REF EI or SY of 2010AA): nine digits, not all the same, no hyphens.

    >>> tax_id_is_valid("470000001")
    True
    >>> tax_id_is_valid("000000000")
    False
    """
    return _NINE_DIGITS.fullmatch(text) is not None and len(set(text)) > 1


def ssn_is_valid(text: str) -> bool:
    """Whether this can be a Social Security number (REF SY): a tax id outside the ranges that are never issued.

    >>> ssn_is_valid("219099999")
    True
    >>> ssn_is_valid("666123456")
    False
    """
    return tax_id_is_valid(text) and _SSN.fullmatch(text) is not None


def taxonomy_is_valid(text: str) -> bool:
    """Whether this can be a provider taxonomy code (PRV03): ten digits and capital letters, the last one X.

    >>> taxonomy_is_valid("207RC0000X")
    True
    >>> taxonomy_is_valid("207RC0000")
    False
    """
    return _TAXONOMY.fullmatch(text) is not None


def clia_is_valid(text: str) -> bool:
    """Whether this can be a CLIA laboratory number (REF X4, F4): two digits, D, seven digits.

    >>> clia_is_valid("28D1234567")
    True
    >>> clia_is_valid("28X1234567")
    False
    """
    return _CLIA.fullmatch(text) is not None


def _luhn_check_digit(digits: str) -> str:
    """The digit that makes the Luhn sum of these digits and itself a multiple of ten."""
    doubled = (int(digit) * 2 for digit in reversed(digits[-1::-2]))
    plain = (int(digit) for digit in digits[-2::-2])
    total = sum(number - 9 if number > 9 else number for number in doubled) + sum(plain)  # noqa: PLR2004 (adding the digits of 10-18)
    return str(-total % 10)
