"""What a text holds."""

from __future__ import annotations

from edi_claims import X12SyntaxError
from edi_x12.sources import pieces_of
from edi_x12.tokenizer import Tokenizer

_837 = {"X222": "837P", "X098": "837P", "X291": "837P", "X223": "837I", "X096": "837I", "X292": "837I",
        "X224": "837D", "X097": "837D", "X300": "837D"}
_277 = {"X214": "277CA", "X364": "277CA"}


def kind_of(identifier: str, version: str) -> str:
    """The name that people use for a transaction set: ST01, told apart by its guide where one number serves several."""
    guide = version[6:10]
    if identifier == "837":
        return _837.get(guide, "837")
    if identifier == "277":
        return _277.get(guide, "277")
    return identifier


def detect(text: str | bytes) -> list[str]:
    """What a text holds, in order of appearance, each once: 837P, 835, 271, 999, TA1, 277CA and so on.

    Empty where the text is no X12. A text that was cut off is told by what is there.

    >>> detect("ST*835*0001~SE*2*0001~")
    ['835']
    """
    found: dict[str, None] = {}
    version = ""
    tokens = Tokenizer()
    try:
        for piece in pieces_of(text):
            for delimiters, segments in tokens.feed(piece):
                version = _note(found, version, delimiters.element, segments)
        for delimiters, segments in tokens.close():
            version = _note(found, version, delimiters.element, segments)
    except X12SyntaxError:
        pass
    return list(found)


def _note(found: dict[str, None], version: str, element: str, segments: list[str]) -> str:
    for segment in segments:
        head = segment[:3]
        if head == "GS" + element:
            version = (segment.split(element) + [""] * 9)[8].strip()
        elif head == "ST" + element:
            _, identifier, _, own, *_ = segment.split(element) + [""] * 4
            found.setdefault(kind_of(identifier.strip(), own.strip() or version))
        elif head == "TA1":
            found.setdefault("TA1")
    return version
