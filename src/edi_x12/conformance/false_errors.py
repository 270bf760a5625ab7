"""What pyx12 4.0 complains about although the file is right. A complaint that one of these rows matches is not passed on.

`tests/edi_x12/test_conformance.py` shows for each row that pyx12 alone complains and that a real error beside it is still found.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from edi_x12.conformance.maps import is_alias

_WHOLE_WITH_POINT = re.compile(r"-?\d+\.", re.ASCII)
_LOOP_ID_LENGTH = 6
_NEW_REGIONS = ("NL", "NU", "QC")


_INDICATORS_OF_NECESSITY = ("AB", "AD", "AF", "AG", "NS")


@attrs.frozen
class Complaint:
    """What pyx12 complains about, with our code."""

    code: str
    element: str | None
    loop: str | None
    version: str
    """GS08."""
    value: str = attrs.field(default="", repr=False)
    data_type: str | None = None
    """pyx12's name of the element's type, such as `R`; None for a segment or composite."""


def _any(_: Complaint) -> bool:
    return True


def _of_one_guide(it: Complaint) -> bool:
    """Errata, and of the guide that the group is held against."""
    return is_alias(it.value) and it.value[:len("005010X222")] == it.version[:len("005010X222")]


@attrs.frozen
class FalseError:
    """One complaint that is no error. An empty field fits everything."""

    reason: str
    code: str
    guide: str = ""
    """What GS08 begins with."""
    loop: str = ""
    element: str = ""
    accepts: Callable[[Complaint], bool] = _any
    """Whether this value is right after all."""

    def fits(self, complaint: Complaint) -> bool:
        """Whether this is the complaint."""
        return (complaint.code == self.code and complaint.version.startswith(self.guide) and self.loop in ("", complaint.loop)
                and self.element in ("", complaint.element) and self.accepts(complaint))


FALSE_ERRORS: tuple[FalseError, ...] = (
    # every guide
    FalseError("a number may end with its decimal point: X12.6 lets it be left out at the right end, and does not forbid it", "G306",
               accepts=lambda it: it.data_type == "R" and bool(_WHOLE_WITH_POINT.fullmatch(it.value))),
    FalseError("an interchange may hold nothing but a TA1", "G203", element="GS"),
    FalseError("errata of a guide are held against the map of another version, which knows only its own name", "G307", element="GS08",
               accepts=_of_one_guide),
    FalseError("as GS08", "G307", element="ST03", accepts=_of_one_guide),
    FalseError("Newfoundland and Labrador, Nunavut and Quebec have these codes today", "G307", element="N402",
               accepts=lambda it: it.value in _NEW_REGIONS),
    # 837P
    FalseError("two kinds of PWK*CT stand in 2400, and pyx12 takes each for the first: these codes are the second's", "G307", "005010X222",
               "2400", "PWK02", lambda it: it.value in _INDICATORS_OF_NECESSITY),
    FalseError("31, a demand of subrogation, is one of the guide's three kinds of batch", "G307", "005010X222", element="BHT06",
               accepts=lambda it: it.value == "31"),
    # 835
    FalseError("an 835 ends with any number of PLB; the map lets the loop around them occur once", "G204", "005010X221", element="PLB"),
    FalseError("payers send CI, commercial insurance, in CLP06 as the 837 has it in SBR09", "G307", "005010X221", "2100", "CLP06",
               lambda it: it.value == "CI"),
    # 999
    FalseError("several CTX may follow an IK3, one for each thing that names the claim; the map allows one", "G205", "005010X231", "2100",
               "CTX"),
    FalseError("IK303 names loops such as 2010AA, of six characters; pyx12's dictionary knows four", "G305", "005010X231", "2100", "IK303",
               lambda it: len(it.value) <= _LOOP_ID_LENGTH),
    FalseError("CTX04 names loops as IK303 does", "G305", "005010X231", "", "CTX04", lambda it: len(it.value) <= _LOOP_ID_LENGTH),
    # 277CA: the levels below one that was rejected as a whole are not sent
    FalseError("no provider follows where the submitter's file was rejected", "G203", "005010X214", "2000C", "HL"),
    FalseError("no patient follows where the provider was rejected", "G203", "005010X214", "2000D", "HL"),
    FalseError("a provider that was rejected has no level below it", "G307", "005010X214", "2000C", "HL04", lambda it: it.value == "0"),
    FalseError("a provider needs no trace", "G203", "005010X214", "2200C", "TRN"),
    FalseError("a provider's trace needs no status; payers send it for the claims only", "G203", "005010X214", "2200C", "STC"),
)


def is_false(complaint: Complaint) -> bool:
    """Whether this complaint is known to be none."""
    return any(row.fits(complaint) for row in FALSE_ERRORS)
