"""What was sent, segment by segment: the way back from a 999's IK3 to the claim, the line and the field.

The text is read once more by the same machine that reads claims; only that here a segment becomes its place, and nothing is decoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi837.write.parties import PAYER_NUMBERS
from edi_claims import SELF, ZERO, ElementError, Receipt, SentClaim, SentPlace, SentSet, X12SyntaxError
from edi_claims.coverage import SEQUENCES
from edi_x12.detect import kind_of
from edi_x12.reader import parse
from edi_x12.reading import OUTSIDE, Loop, Reading, padded

if TYPE_CHECKING:
    from decimal import Decimal

    from edi_x12.delimiters import Delimiters
    from edi_x12.envelope import TransactionSet

__all__ = ["receipt", "receipts"]


def receipt(text: str | bytes) -> Receipt:
    """What an interchange of 837P sets holds, by segment.

    Raises:
        X12SyntaxError: it is no X12, or more than one interchange.
        TruncatedError: it was cut off.
    """
    found = receipts(text)
    if len(found) != 1:
        raise X12SyntaxError(f"a receipt is of one interchange; the text has {len(found)}")
    return found[0]


def receipts(text: str | bytes) -> list[Receipt]:
    """What a text with any number of interchanges holds: a receipt each, in order.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off.
    """
    reading = _Sent()
    sets = parse(text, reading)
    found: list[list[SentSet]] = [[] for _ in sets.interchanges]
    for one, at in zip(sets, reading.of, strict=True):
        found[max(at, 0)].append(one)
    return [Receipt(interchange.control_number, tuple(each)) for interchange, each in zip(sets.interchanges, found, strict=True)]


# ---- where a segment belongs: its id, and what follows the path of the loop that is open

_PARTY = {"NM1": "", "N3": ".address", "N4": ".address", "REF": ".references", "PER": ".contacts", "PRV": ".taxonomy", "DMG": ".birth_date"}

_HEAD = {"HL": "", "PRV": "billing_provider.taxonomy", "CUR": "currency", "SBR": "coverage", "PAT": "coverage.relationship",
         "2000B PAT": "encounter.patient"}

_CLAIM = {"CLM": "", "DTP": "encounter.dates", "PWK": "attachments", "CN1": "contract", "AMT": "amounts", "REF": "references",
          "K3": "file_information", "NTE": "encounter.notes", "CR1": "encounter.ambulance", "CR2": "encounter.spinal_manipulation",
          "CRC": "encounter.conditions", "HI": "encounter.diagnoses", "HCP": "repricing"}
_CLAIM_NUMBERS = {"REF": {"G1": "authorization_number", "9F": "referral_number", "F8": "payer_control_number"},
                  "DTP": {"439": "encounter.accident.occurred_on", "435": "encounter.admission_date"},
                  "HI": {"BG": "encounter.condition_codes", "BP": "encounter.anesthesia_procedures", "BO": "encounter.anesthesia_procedures"}}

_TOLD = {"CAS": ".adjustments", "AMT": ".amounts", "MOA": ".remarks", "DTP": ".payment_date", "REF": ".references"}
"""Segments of 2320 and 2330B that are an earlier payer's decision; the others are its coverage's."""
_TOLD_NUMBERS = {"AMT": {"D": ".paid"}, "REF": {"F8": ".payer_control_number"}}

_LINE = {"LX": "", "SV1": "", "SV5": ".rental", "PWK": ".attachments", "CR1": ".ambulance", "CR3": ".certification", "CRC": ".conditions",
         "DTP": ".dates", "QTY": ".quantities", "MEA": ".measurements", "CN1": ".contract", "REF": ".references", "AMT": ".amounts",
         "K3": ".file_information", "NTE": ".notes", "PS1": ".purchased_service", "HCP": ".repricing", "LQ": ".forms", "FRM": ".forms"}
_LINE_NUMBERS = {"REF": {"6R": ".line_control_number"}, "DTP": {"472": ".service_date"}}

_DRUG = {"LIN": ".drug", "CTP": ".drug.quantity", "REF": ".drug.references"}
_DECISION = {"SVD": "", "CAS": ".adjustments", "DTP": ".payment_date", "AMT": ".remaining"}

_LEVELS = {"20": "2000A", "22": "2000B", "23": "2000C"}

_PARTIES = {
    "2000A": {"85": ("2010AA", "billing_provider"), "87": ("2010AB", "pay_to_address"), "PE": ("2010AC", "pay_to_plan")},
    "2000B": {"IL": ("2010BA", "coverage.subscriber"), "PR": ("2010BB", "coverage.payer")},
    "2000C": {"QC": ("2010CA", "encounter.patient")},
    "2300": {"DN": ("2310A", "referring_provider"), "P3": ("2310A", "providers['primary_care_provider']"), "82": ("2310B", "rendering_provider"),
             "77": ("2310C", "facility"), "DQ": ("2310D", "supervising_provider"), "PW": ("2310E", "providers['pick_up']"),
             "45": ("2310F", "providers['drop_off']")},
    "2320": {"IL": ("2330A", ".subscriber"), "PR": ("2330B", ".payer"), "DN": ("2330C", ".providers['referring_provider']"),
             "P3": ("2330C", ".providers['primary_care_provider']"), "82": ("2330D", ".providers['rendering_provider']"),
             "77": ("2330E", ".providers['facility']"), "DQ": ("2330F", ".providers['supervising_provider']"),
             "85": ("2330G", ".providers['billing_provider']")},
    "2400": {"82": ("2420A", "rendering_provider"), "QB": ("2420B", "providers['purchased_service_provider']"), "77": ("2420C", "facility"),
             "DQ": ("2420D", "supervising_provider"), "DK": ("2420E", "providers['ordering_provider']"), "DN": ("2420F", "referring_provider"),
             "P3": ("2420F", "providers['primary_care_provider']"), "PW": ("2420G", "providers['pick_up']"), "45": ("2420H",
                                                                                                                    "providers['drop_off']")},
}


class _Other:
    """One 2320 while its claim is open: what its place in the model hangs on."""

    __slots__ = ("payer_id", "said", "sequence")

    def __init__(self, sequence: str) -> None:
        self.sequence, self.payer_id, self.said = sequence, "", False


class _Place:
    """One segment's place; the path may hang on what comes later in its claim."""

    __slots__ = ("level", "line", "list_", "loop", "number", "path", "segment")

    def __init__(self, segment: str, loop: str, level: _Level | None, line: int | None, path: str, list_: str = "", number: int = 0) -> None:
        self.segment, self.loop, self.level, self.line, self.path, self.list_, self.number = segment, loop, level, line, path, list_, number


class _Level:
    """A level, or a claim: the claims under it, and the level above."""

    __slots__ = ("above", "claims")

    def __init__(self, above: _Level | None = None, claims: list[str] | None = None) -> None:
        self.above, self.claims = above, claims or []

    def add(self, claim: str) -> None:
        """One more claim under this level, and under those above it."""
        self.claims.append(claim)
        if self.above is not None:
            self.above.add(claim)

    @property
    def claim(self) -> str | None:
        """The one claim that it is of; None where several share it."""
        return self.claims[0] if len(self.claims) == 1 else None


class _Sent(Reading[SentSet]):
    """One pass over what was sent."""

    __slots__ = ("_at", "_claims", "_component", "_decisions", "_first", "_himself", "_level", "_levels", "_line", "_loop", "_others", "_party",
                 "_path",
                 "_places", "of")

    def __init__(self) -> None:
        super().__init__()
        self._component = ":"
        self.of: list[int] = []
        """Which interchange, counted from 0, each set is of."""
        self._begin()

    def _begin(self) -> None:
        self._places: list[_Place] = []
        self._claims: list[tuple[str, Decimal, str, list[str]]] = []
        self._loop, self._party, self._path = "1000", "", ""
        self._himself = False
        self._level: _Level | None = None
        self._levels: dict[str, _Level] = {}
        self._others: list[_Other] = []
        self._decisions: list[str] = []
        self._line = self._at = self._first = 0

    def opens(self, one: TransactionSet) -> Loop | None:
        """837P sets only."""
        if one.identifier != "837" or kind_of("837", one.version) in ("837I", "837D"):
            return None
        self._begin()
        self._places.append(_Place("ST", "", None, None, ""))
        return _EVERY

    def speak(self, delimiters: Delimiters) -> None:
        """CLM05 is split by it."""
        self._component = delimiters.component

    def leave(self) -> SentSet | None:
        """The set ends."""
        one, group = self.envelope.transaction, self.envelope.group
        if not self._places or one is None:
            return None
        self._end_claim()
        self._places.append(_Place("SE", "", None, None, ""))
        self.of.append(len(self.envelope.interchanges) - 1)
        made = SentSet(
            one.control_number, group.control_number if group else "", one.batch_id,
            tuple(SentClaim(number, charge, frequency, tuple(lines)) for number, charge, frequency, lines in self._claims),
            tuple(SentPlace(at.segment, at.loop, at.level.claim if at.level else None, at.line, at.path) for at in self._places))
        self._begin()
        return made

    # ---- a segment

    def take(self, e: list[str]) -> None:
        """Give a segment its place."""
        segment = e[0].strip().upper()
        opens = _OPENS.get(segment)
        if opens is not None:
            opens(self, padded(e, 9))
        qualifier = "".join(e[1:2]).split(self._component)[0]
        loop, path, *more = self._place(segment, qualifier)
        self._places.append(_Place(segment, loop, self._level, self._line or None, path, *more))

    def _place(self, segment: str, qualifier: str) -> tuple[Any, ...]:
        """Loop and path; of what hangs on the rest of the claim, also the list that the path is in, and which one of it."""
        if self._loop == "2320":
            return self._of_other(segment, qualifier)
        if self._loop == "2430":
            return self._loop, _DECISION.get(segment, ""), "decisions", self._at
        if self._party and segment in _PARTY:
            return self._party, self._path and self._path + _party_tail(self._party, segment, qualifier)
        if self._loop == "2300":
            return self._loop, _CLAIM_NUMBERS.get(segment, {}).get(qualifier, _CLAIM.get(segment, ""))
        if self._line:
            tails = _DRUG if self._loop == "2410" else _LINE
            return self._loop, f"encounter.services[{self._line - 1}]{_LINE_NUMBERS.get(segment, {}).get(qualifier, tails.get(segment, ''))}"
        return self._loop, _HEAD.get(f"{self._loop} {segment}", _HEAD.get(segment, ""))

    def _of_other(self, segment: str, qualifier: str) -> tuple[Any, ...]:
        """2320 and 2330: the coverage, or what its payer decided."""
        other, party = self._others[self._at], self._party
        is_number = segment == "REF" and party == "2330B" and qualifier in PAYER_NUMBERS
        if party > "2330B" or (party in ("", "2330B") and segment in _TOLD and not is_number):
            other.said = True
            tail = self._path + _PARTY.get(segment, "") if party > "2330B" else _TOLD_NUMBERS.get(segment, {}).get(qualifier, _TOLD[segment])
            return party or self._loop, tail, "prior_adjudications", self._at
        return party or self._loop, self._path + _PARTY.get(segment, "") if party else "", "coverages", self._at

    # ---- what opens a loop

    def beginning(self, e: list[str]) -> None:
        """BHT."""
        self.envelope.bht(e)

    def party(self, e: list[str]) -> None:
        """NM1."""
        if self._loop.startswith("1000"):
            self._loop = {"41": "1000A", "40": "1000B"}.get(e[1], self._loop)
            return
        loop = "2400" if self._line and self._loop != "2430" else self._loop
        self._party, path = _PARTIES.get(loop, {}).get(e[1], (loop, ""))
        before = {"2300": "encounter.", "2400": f"encounter.services[{self._line - 1}]."}.get(loop, "")
        self._path = before + path if path else ""
        if self._party == "2010BA" and self._himself:
            self._path = "encounter.patient"
        if self._party == "2330B":
            self._others[self._at].payer_id = e[9]

    def level(self, e: list[str]) -> None:
        """HL."""
        self._end_claim()
        self._loop, self._party, self._line = _LEVELS.get(e[3], "2000"), "", 0
        for lower in [one for one in self._levels if one >= self._loop]:
            del self._levels[lower]
        self._level = _Level(self._lowest())
        self._levels[self._loop] = self._level

    def _lowest(self) -> _Level | None:
        return self._levels[max(self._levels)] if self._levels else None

    def claim(self, e: list[str]) -> None:
        """CLM."""
        self._end_claim()
        try:
            charge = self.amount(e[2])
        except ElementError:
            charge = ZERO
        self._others = self._others or [_Other("")]
        self._claims.append((e[1], charge, [*e[5].split(self._component), "", ""][2], []))
        above = self._lowest()
        if above is not None:
            above.add(e[1])
        self._level = _Level(None, [e[1]])
        self._loop, self._party, self._line, self._first = "2300", "", 0, len(self._places)

    def coverage(self, e: list[str]) -> None:
        """SBR: the level's own, or another payer's."""
        if self._loop < "2300":
            self._himself = e[2] == SELF
            self._others = [_Other(e[1])]
            return
        self._others.append(_Other(e[1]))
        self._loop, self._party, self._path, self._line, self._at = "2320", "", "", 0, len(self._others) - 1

    def line(self, _: list[str]) -> None:
        """LX."""
        self._line = sum(place.segment == "LX" for place in self._places[self._first:]) + 1
        self._loop, self._party = "2400", ""

    def drug(self, _: list[str]) -> None:
        """LIN."""
        self._loop, self._party = "2410", ""

    def decision(self, e: list[str]) -> None:
        """SVD."""
        self._decisions.append(e[1])
        self._loop, self._party, self._at = "2430", "", len(self._decisions) - 1

    def form(self, _: list[str]) -> None:
        """LQ."""
        self._loop, self._party = "2440", ""

    def number(self, e: list[str]) -> None:
        """REF: a line's control number is told of its claim."""
        if e[1] == "6R" and self._loop == "2400" and self._claims:
            self._claims[-1][3].append(e[2])

    # ---- the end of a claim

    def _end_claim(self) -> None:
        """Places of other payers get their paths now, when it is known how many there are and what was said of them."""
        covers = sorted(range(len(self._others)), key=lambda at: _rank(self._others[at].sequence))
        said = [at for at, one in enumerate(self._others) if at and (one.said or one.payer_id in self._decisions)]
        for place in self._places[self._first:]:
            if place.list_ == "coverages":
                place.path = f"coverages[{covers.index(place.number)}]{place.path}"
            elif place.list_ == "prior_adjudications":
                place.path = f"prior_adjudications[{said.index(place.number)}]{place.path}"
            elif place.list_ == "decisions":
                place.path = self._decided(place.number, said) + place.path
            place.list_ = ""
        self._others, self._decisions = self._others[:1], []

    def _decided(self, number: int, said: list[int]) -> str:
        payer = self._decisions[number]
        known = [self._others[at].payer_id for at in said]
        if payer not in known:
            return f"orphan_adjudications[{sum(one not in known for one in self._decisions[:number])}]"
        return f"prior_adjudications[{known.index(payer)}].services[{sum(one == payer for one in self._decisions[:number])}]"


def _rank(sequence: str) -> int:
    return SEQUENCES.find(sequence) if sequence and sequence in SEQUENCES else len(SEQUENCES)


def _party_tail(loop: str, segment: str, qualifier: str) -> str:
    if segment == "REF" and loop in ("2010AA", "2010AC") and qualifier in ("EI", "SY"):
        return ".tax_id"
    if loop == "2010AB":
        return ""
    return _PARTY[segment]


def _take(now: _Sent, e: list[str]) -> None:
    now.take(e)


_OPENS = {"BHT": _Sent.beginning, "NM1": _Sent.party, "HL": _Sent.level, "CLM": _Sent.claim, "SBR": _Sent.coverage, "LX": _Sent.line,
          "LIN": _Sent.drug,
          "SVD": _Sent.decision, "LQ": _Sent.form, "REF": _Sent.number}

_EVERY = Loop("", OUTSIDE, _take)
