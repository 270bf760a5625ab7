"""What free text (MSG) seems to say: a small table of phrases. A hint is for a person to judge, and never a fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Benefit

CUT = 60
"""Some systems cut text into messages of this length, in the middle of a word."""

_AUTH = r"(?:PRIOR |PRE-? ?)?(?:AUTH\w*|CERT\w*)|PRE-?(?:AUTH|CERT)\w*"
_WAIVED = r"(?:DOES NOT APPLY|DOESN'?T APPLY|NOT APPLICABLE|(?:IS )?WAIVED|N/A)"
_DEDUCTIBLE = r"(?:PLAN )?DED(?:UCTIBLE)?S?"

PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple((hint, re.compile(pattern)) for hint, pattern in (
    ("specialist", r"\bSPECIALISTS?\b|\bSPEC (?:VISIT|COPAY|OV)\b"),
    ("primary care", r"\bPRIMARY CARE\b|\bPCP\b(?! SELECTION)"),
    ("telehealth", r"\bTELE-?(?:HEALTH|MEDICINE|DOC)\b|\bVIRTUAL (?:VISIT|CARE)S?\b|\bE-?VISITS?\b"),
    ("urgent care", r"\bURGENT CARE\b"),
    ("tier 1", r"\bTIER (?:1|I|ONE)\b"),
    ("tier 2", r"\bTIER (?:2|II|TWO)\b"),
    ("tier 3", r"\bTIER (?:3|III|THREE)\b"),
    ("deductible does not apply",
     rf"\b{_DEDUCTIBLE} {_WAIVED}|\bNOT SUBJECT TO (?:THE )?{_DEDUCTIBLE}\b|\bNO {_DEDUCTIBLE}\b|\bWAIVES? {_DEDUCTIBLE}\b"),
    ("deductible applies", rf"\b{_DEDUCTIBLE} APPL(?:IES|Y)\b|\b(?<!NOT )SUBJECT TO (?:THE )?{_DEDUCTIBLE}\b|\bAFTER {_DEDUCTIBLE}\b"),
    ("authorization not required", rf"\bNO (?:{_AUTH})\b|\b(?:{_AUTH}) (?:IS )?NOT (?:REQUIRED|REQ|NEEDED)\b"),
    ("authorization required", rf"(?<!NO )\b(?:{_AUTH}) (?:IS )?(?:REQUIRED|REQ'?D|REQ|NEEDED)\b|\bREQUIRES? (?:{_AUTH})"),
    ("referral required", r"(?<!NO )\bREFERRAL (?:IS )?(?:REQUIRED|REQ'?D|NEEDED)\b|\bREQUIRES? (?:A )?REFERRAL\b"),
    ("copay waived", r"\bCO-?PAY(?:MENT)?S? (?:IS |ARE )?WAIVED\b|\bNO CO-?PAY"),
    ("exclusions", r"\bEXCLUD(?:E|ES|ED|ING)\b|\bEXCLUSIONS?\b|\bNOT COVERED\b"),
    ("per admission", r"\bPER ADMI(?:T|SSION)\b"),
    ("plan pays", r"\b(?:PLAN|PAYER|INSURANCE|INSURER|WE) (?:WILL )?PAYS?\b|\bPAYABLE AT\b|\bPAID AT\b|\bCOVERED AT\b"),
    ("patient pays", r"\b(?:PATIENT|MEMBER|SUBSCRIBER|YOU) (?:WILL )?PAYS?\b|\b(?:PATIENT|MEMBER)(?:'?S)? (?:RESPONSIBILITY|SHARE)\b"),
))
"""Hint and what text it is found in, in upper case."""

_AFTER_VISIT = re.compile(rf"\b(?:{_AUTH}) (?:IS )?(?:REQUIRED|NEEDED) AFTER (?:THE )?(\d{{1,3}})(?:ST|ND|RD|TH)? VISITS?\b")
AFTER_VISIT = "authorization required after visit "

PROVIDER_HINTS = frozenset({"specialist", "primary care", "telehealth", "urgent care", "tier 1", "tier 2", "tier 3"})
"""Hints that tell rows for different providers apart."""

_SAID_AS = {"pcp": "primary care", "primary": "primary care", "telemedicine": "telehealth", "virtual": "telehealth", "spec": "specialist"}


def hint_of(provider: str) -> str:
    """The hint that a caller's word for a kind of provider stands for."""
    word = provider.strip().casefold().replace("_", " ").replace("-", " ")
    return _SAID_AS.get(word, word)


def hints_of(row: Benefit) -> tuple[str, ...]:
    """What a row's messages seem to say, each once."""
    if not row.messages:
        return ()
    text = joined(row.messages)
    after, found = _AFTER_VISIT.search(text), []
    for hint, pattern in PHRASES:
        if pattern.search(text):
            found.append(hint)
            text = pattern.sub("|", text)                   # "no authorization required" does not also say that one is required
    if after is not None:
        found = [f"{AFTER_VISIT}{int(after[1])}" if hint == "authorization required" else hint for hint in found]
    return tuple(found)


def joined(messages: Iterable[str]) -> str:
    """Messages as one upper-case text; one of the usual cut's length runs on into the next."""
    text, whole = "", True
    for message in messages:
        text += (" " if whole and text else "") + message
        whole = len(message) != CUT
    return " ".join(text.upper().split())
