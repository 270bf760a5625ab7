"""What a finding of the conformance check is called in a TA1, in the segments of a 999 and in its results: tables.

The last digits of the check's own codes are X12's: `G307` is IK403 7. What has another name, or stands in another place, is listed here.
"""

from __future__ import annotations

import re

TRIGGER = "SITUATIONAL TRIGGER"
"""CTX01-1 of what made something necessary."""

# ---- TA1

NOTES = {"G101": "001", "G102": "021", "G103": "023", "G104": "025", "G131": "022", "G132": "024", "G900": "024"}
"""TA105 by the finding."""
ELEMENT_NOTES = {
    "ISA01": "010", "ISA02": "011", "ISA03": "012", "ISA04": "013", "ISA05": "005", "ISA06": "006", "ISA07": "007", "ISA08": "008", "ISA09": "014",
    "ISA10": "015", "ISA11": "016", "ISA12": "017", "ISA13": "018", "ISA14": "019", "ISA15": "020", "ISA16": "027", "IEA01": "021", "IEA02": "001"}
"""TA105 by the element that is wrong."""
BAD_CONTENT, BAD_STRUCTURE, NO_ERROR = "024", "022", "000"
UNREADABLE = frozenset({"G103", "G104", "G131", "G132", "G900"})
"""After these an interchange is never accepted with errors: part of it is missing, was seen before, or could not be read."""

# ---- AK9

GROUP_CODES = {"G111": "4", "G112": "5", "G114": "19"}
"""AK905 by the finding."""
GROUP_ELEMENTS = {"GS01": "1", "GS06": "6", "GS08": "2", "GE01": "5", "GE02": "4"}
"""AK905 by the element that is wrong."""
NO_GE, WRONG_COUNT = "3", "5"

# ---- IK5

SET_CODES = {"G121": "3", "G122": "4", "G124": "23"}
"""IK502 by the finding."""
SET_ELEMENTS = {"ST01": "6", "ST02": "7", "ST03": "19", "SE01": "4", "SE02": "3"}
"""IK502 by the element that is wrong."""
NO_SE, IN_ERROR, BREAKS_GUIDE = "2", "5", "I5"
LOST_SET = frozenset({"2", "3", "6", "7", "23"})
"""After these a set is never accepted with errors: where it ends, or which one it is, is not known."""

# ---- IK3, IK4

SEGMENT_CODES = {"G201": "1", "G202": "2", "G203": "3", "G204": "4", "G205": "5", "G206": "I4"}
"""IK304 by the finding; whatever else is wrong with a segment is wrong with its elements."""
HAS_ERRORS, DEPENDENT = "8", "I6"
ELEMENT_CODES = {
    "G221": "I12", "G222": "I12", "G223": "I12", "G301": "1", "G302": "2", "G303": "3", "G304": "4", "G305": "5", "G306": "6", "G307": "7",
    "G308": "8", "G309": "9", "G310": "10", "G312": "12", "G313": "13", "G314": "I10", "G317": "I12"}
"""IK403 by the finding."""
REFERENCES = {"HL01": "628", "HL02": "734", "LX01": "554"}
"""IK402 of elements that are wrong only together with others, of which the check says no number."""
PATTERN, DEPENDENT_ELEMENT = "I12", "I9"
ABSENT = frozenset({"1", "2", "I9"})
"""IK403 of elements that are not there, and so have no copy."""
TRIGGERED = frozenset({"2", "10", "I9", "I13"})
"""IK403 of what another element made necessary or forbade."""

OF_997 = {"I4": "2", "I6": "3", "I7": "3", "I8": "3", "I9": "2"}
"""AK304 for the IK304 that a 997 lacks."""
ELEMENTS_OF_997 = {"I6": "7", "I9": "2", "I10": "3", "I11": "1", "I12": "7", "I13": "10"}
"""AK403 for the IK403 that a 997 lacks."""

ACKNOWLEDGED = frozenset({"BE", "HB", "HC", "HI", "HN", "HP", "HR", "HS", "RA"})
"""GS01 of the groups that a 999 answers; others get a 997."""
ACKNOWLEDGMENTS = "FA"
"""GS01 of the groups that nothing answers."""
SETS = frozenset({"270", "271", "276", "277", "278", "820", "834", "835", "837"})
"""ST01 of the sets that a 999 answers."""

_ELEMENT = re.compile(r"([A-Z][A-Z0-9]{1,2})(\d\d)(?:-(\d+))?")


def parted(element: str | None) -> tuple[str, int | None, int | None]:
    """Segment, element and component.

    >>> parted("SV107-1"), parted("N403"), parted("HI"), parted(None)
    (('SV1', 7, 1), ('N4', 3, None), ('HI', None, None), ('', None, None))
    """
    found = _ELEMENT.fullmatch(element or "")
    if found is None:
        return element or "", None, None
    return found[1], int(found[2]), int(found[3]) if found[3] else None
