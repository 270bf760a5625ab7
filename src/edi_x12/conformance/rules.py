"""What a guide can be broken in: our codes, severities and wording; and which of pyx12's (level, code) means which.

`G1xx` envelope, as a TA1 or the ends of a 999 tell it; `G2xx` segments, last digits as in IK304; `G3xx` elements, last digits as in IK403;
`G4xx` segments that want each other.
"""

from __future__ import annotations

import attrs

from edi_claims.findings import Finding, Owner, Severity

_E, _W = Severity.ERROR, Severity.WARNING


@attrs.frozen
class Place:
    """Where in the file something was noticed. Empty fields: not known, or not in any."""

    position: int | None = None
    loop: str | None = None
    element: str | None = None
    claim: str | None = None
    service_line: int | None = None


@attrs.frozen
class Noticed:
    """A finding, and what a 999 says of it besides. What the element holds is not in it."""

    finding: Finding
    reference: str = ""
    """X12's number of the data element, such as 116 for a ZIP code; empty where there is none."""
    repetition: int | None = None
    """Which occurrence of a repeated element, from 1; None where it does not repeat."""
    because: str = ""
    """The element of the same segment that wants this one, or excludes it; empty where none does."""


@attrs.frozen
class Rule:
    """One way to break a guide."""

    severity: Severity
    message: str
    fix: str = ""
    element: str | None = None
    """Where it always is."""


RULES: dict[str, Rule] = {
    "G001": Rule(_W, "there is no map of this guide here, so only the envelope was checked", "have the receiver validate it"),
    "G101": Rule(_E, "the interchange trailer has another control number than its header", "repeat ISA13 in IEA02", "IEA02"),
    "G102": Rule(_E, "the interchange trailer does not count its groups", "count them", "IEA01"),
    "G103": Rule(_E, "the interchange has no trailer: the file may be cut off", "end it with IEA, or ask for the whole file", "IEA"),
    "G104": Rule(_E, "the interchange control number was used before in this file", "give every interchange its own number", "ISA13"),
    "G111": Rule(_E, "the group trailer has another control number than its header", "repeat GS06 in GE02", "GE02"),
    "G112": Rule(_E, "the group trailer does not count its transaction sets", "count them", "GE01"),
    "G113": Rule(_E, "the group has no trailer", "end it with GE", "GE"),
    "G114": Rule(_E, "the group control number was used before in this interchange", "give every group its own number", "GS06"),
    "G121": Rule(_E, "the transaction set trailer has another control number than its header", "repeat ST02 in SE02", "SE02"),
    "G122": Rule(_E, "the transaction set trailer does not count its segments", "count them, ST and SE included", "SE01"),
    "G123": Rule(_E, "the transaction set has no trailer", "end it with SE", "SE"),
    "G124": Rule(_E, "the transaction set control number was used before in this group", "give each set its own number", "ST02"),
    "G131": Rule(_E, "a trailer without its header", "remove the trailer, or send the header"),
    "G132": Rule(_E, "a segment outside of any group", "put transaction sets between GS and GE"),
    "G133": Rule(_W, "the last segment has no terminator", "end every segment with the terminator"),
    "G201": Rule(_E, "this guide knows no segment with this name", "remove it; where it is data, a delimiter stands inside an element"),
    "G202": Rule(_E, "the guide has no place for this segment here", "check its qualifier and the order of the segments"),
    "G203": Rule(_E, "a segment that the guide requires is missing, or the loop that begins with it", "send it"),
    "G204": Rule(_E, "the loop occurs more often than the guide allows", "send fewer of them"),
    "G205": Rule(_E, "the segment occurs more often than the guide allows", "send fewer of them"),
    "G206": Rule(_E, "the guide does not use this segment here", "remove it"),
    "G207": Rule(_W, "the segment ends with empty elements", "end it behind its last value"),
    "G208": Rule(_E, "the segment has no elements", "fill it or leave it out"),
    "G221": Rule(_E, "the levels are not numbered one after the other", "count HL01 up from 1 in each transaction set", "HL01"),
    "G222": Rule(_E, "the parent is no open level above this one", "put the number of the level above into HL02", "HL02"),
    "G223": Rule(_E, "the service lines are not numbered one after the other", "count LX01 up from 1 in each claim", "LX01"),
    "G301": Rule(_E, "an element that the guide requires is missing", "send it"),
    "G302": Rule(_E, "an element is missing that others of this segment require", "send it, or none of those"),
    "G303": Rule(_E, "the segment has more elements than the guide knows", "remove those at the end"),
    "G304": Rule(_E, "the element is shorter than it may be", "check the value"),
    "G305": Rule(_E, "the element is longer than it may be", "check the value"),
    "G306": Rule(_E, "the element has a character that its type does not allow", "check the value"),
    "G307": Rule(_E, "the code is none that the guide allows here", "send one of the guide's codes"),
    "G308": Rule(_E, "the date or period is none, or not in the format that its qualifier says", "check the value and its qualifier"),
    "G309": Rule(_E, "the time is none", "write it HHMM or HHMMSS"),
    "G310": Rule(_E, "two elements stand here that exclude each other", "send one of them"),
    "G312": Rule(_E, "the element is repeated more often than the guide allows", "send fewer; where it is data, replace the character"),
    "G313": Rule(_E, "the element has more components than the guide allows", "remove the last; if it is data, replace the character"),
    "G314": Rule(_E, "the guide does not use this element here", "leave it empty"),
    "G315": Rule(_W, "the element ends with blanks", "end it behind its last character"),
    "G316": Rule(_W, "the code is not in the list known here, which may be older than the code", "look the code up in the current list"),
    "G317": Rule(_E, "the value is not in the format that the guide wants here", "look the format up in the guide"),
    "G401": Rule(_E, "diagnoses are pointed at, and none stands at this level", "send them in HI, or leave the pointers out"),
    "G900": Rule(_E, "this could not be checked: it is no X12, or the validator does not understand it", "check the file at this place"),
}

FROM_PYX12: dict[tuple[str, str], str] = {
    # X12Base, on envelopes and counters
    ("isa", "001"): "G101", ("isa", "021"): "G102", ("isa", "023"): "G103", ("isa", "024"): "G103", ("isa", "025"): "G104",
    ("gs", "4"): "G111", ("gs", "5"): "G112", ("gs", "3"): "G113", ("gs", "6"): "G114",
    ("st", "3"): "G121", ("st", "4"): "G122", ("st", "2"): "G123", ("st", "23"): "G124",
    ("seg", "1"): "G201", ("seg", "8"): "G208", ("seg", "SEG1"): "G207",
    ("seg", "HL1"): "G221", ("seg", "HL2"): "G222", ("seg", "LX"): "G223",
    ("seg", "stray"): "G131",                    # our own reader's
    # walk_tree, on segments and loops
    ("walk", "1"): "G202", ("walk", "2"): "G206", ("walk", "3"): "G203", ("walk", "4"): "G204", ("walk", "5"): "G205",
    # element_if
    ("element", "1"): "G301", ("element", "4"): "G304", ("element", "5"): "G305", ("element", "6"): "G306", ("element", "7"): "G307",
    ("element", "8"): "G308", ("element", "9"): "G309", ("element", "10"): "G314",
    # composite_if, which gives codes of its own
    ("composite", "1"): "G301", ("composite", "3"): "G313", ("composite", "5"): "G314",
}
"""What pyx12 says, at which level: our code."""


def finding(code: str, place: Place, owner: Owner = Owner.BILLING) -> Finding:
    """The finding that this rule is broken at this place."""
    rule = RULES[code]
    return Finding(code, rule.severity, rule.message, fix=rule.fix, owner=owner, claim=place.claim, service_line=place.service_line,
                   loop=place.loop, element=rule.element or place.element, position=place.position)
