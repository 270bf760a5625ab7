"""What of a code may be shown."""

from __future__ import annotations


def plain(code: str) -> str:
    """A code for messages; what is too long for one is somebody's data in the wrong place, and is not shown.

    >>> plain("I12"), plain("2010AA"), plain("SMITH")
    ('I12', '2010AA', '?')
    """
    short = len(code) <= 3 or (len(code) <= 6 and code[:1].isdigit())       # noqa: PLR2004 - codes and segment ids; loops and numbers
    return code if short and code.isascii() and (code.isalnum() or not code) else "?"


def shown(code: str) -> str:
    """The same as repr shows it."""
    return repr(plain(code))
