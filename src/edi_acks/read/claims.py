"""277CA: the levels from source to claim, their steps, and the noun that they gather."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks.nouns import ClaimAcknowledgment, ClaimStatus, LineStatus, ProviderAcknowledgment, Status, Totals
from edi_claims import Payer, Person, Procedure, Provider, Reference, Severity, TradingPartner
from edi_x12.parties import finished, name_of, payer_sketch, person_sketch, provider_sketch
from edi_x12.reading import OUTSIDE, Loop, padded

if TYPE_CHECKING:
    from collections.abc import Callable

Sketch = dict[str, Any]
if TYPE_CHECKING:
    from edi_acks.read import Acknowledging
    from edi_acks.read.lenient import Lenient

_HEADER = ("reference", "created", "control_number", "version")
_SOURCE = (*_HEADER, "source", "source_role", "receipt_number", "dates")
"""What a second batch of the same set has from the first."""
_MEMORY = 4096
_COUNTS = {"90": "accepted_count", "AA": "rejected_count", "QA": "accepted_count", "QC": "rejected_count"}
_OF_BATCH, _OF_PROVIDER = ("90", "AA"), ("QA", "QC")
_AMOUNTS = {"YU": "accepted_amount", "YY": "rejected_amount"}
_LEVELS = frozenset({"20", "21", "19", "PT"})
_PURPOSE = "0085", "08", "TH"
"""BHT01, BHT02, BHT06."""
_STC = range(13)
_CODES = 4
"""Components of a status that it has a field for: C043."""
_DESCRIPTION = 6
"""Where SVC01 holds one, counted from 0."""


def begin_batch(now: Acknowledging, *, position: int, **known: Any) -> None:
    """ST, or the level of a further batch."""
    now.noticed = []
    now.sketch = now.inner = {"statuses": [], "totals": {}, "providers": [], "dates": {}, "references": [], "unread": [], **known,
                              "noticed": now.noticed, "position": position, "begins": position}


def _answer(now: Acknowledging) -> Sketch:
    """What the set gathers: these steps run only inside one."""
    if now.sketch is None:
        raise ValueError("outside any transaction set")
    return now.sketch


# ---- levels

def _level(now: Acknowledging, e: list[str]) -> ClaimAcknowledgment | None:
    """HL: which level it is says HL03; HL02 and HL04 are not to be trusted."""
    e = padded(e, 3)
    step = LEVELS.get(e[3].strip().upper())
    if step is None:
        _enter(now, _answer(now), "claims", STRANGERS)
        now.note("X204", Severity.ERROR, "HL03 names a level that the guide does not have: its segments are kept unread", element="HL03")
        now.put_by()
        return None
    ended = step(now)
    now.spare(e, 1, 2, 3 if e[3].strip().upper() in _LEVELS else 0, 4)
    return ended


def _source_level(now: Acknowledging) -> ClaimAcknowledgment | None:
    answer = _answer(now)
    ended = None
    if "seen" in answer:
        ended = batch_of(now)
        begin_batch(now, position=now.position, **{name: answer[name] for name in _HEADER if name in answer})
    _enter(now, _answer(now), "source", SOURCE)
    return ended


def _batch_level(now: Acknowledging) -> ClaimAcknowledgment | None:
    answer = _answer(now)
    ended = None
    if answer.get("seen") in ("batch", "claims"):
        ended = batch_of(now)
        begin_batch(now, position=now.position, **{name: answer[name] for name in _SOURCE if name in answer})
    _enter(now, _answer(now), "batch", BATCH)
    return ended


def _provider_level(now: Acknowledging) -> None:
    one: Sketch = {"statuses": [], "totals": {}, "claims": [], "references": [], "unread": [], "position": now.position, "begins": now.position}
    answer = _answer(now)
    answer["providers"].append(one)
    _enter(now, answer, "claims", PROVIDER)
    now.inner = one


def _claim_level(now: Acknowledging) -> None:
    answer = _answer(now)
    if not answer["providers"]:
        _provider_level(now)
    one: Sketch = {"statuses": [], "line_statuses": [], "references": [], "dates": {}, "unread": [], "noticed": [],
                   "position": now.position, "begins": now.position}
    answer["providers"][-1]["claims"].append(one)
    _enter(now, answer, "claims", CLAIM)
    now.inner, now.noticed = one, one["noticed"]


def _enter(now: Acknowledging, answer: Sketch, seen: str, loop: Loop) -> None:
    answer["seen"] = seen
    now.inner, now.noticed, now.loop = answer, answer["noticed"], loop


# ---- steps of several levels

def _unread(now: Acknowledging, _: list[str]) -> None:
    """What has no place here."""
    now.put_by()


def _stray_ta1(now: Acknowledging, e: list[str]) -> Any:
    """TA1 in a set that lost its SE."""
    return now.interchange_acknowledgment(e)


def _begin(now: Acknowledging, e: list[str]) -> None:
    """BHT."""
    e = padded(e, 6)
    now.envelope.bht(e)
    if "reference" in now.inner:
        now.put_by()
        return
    _answer(now).update(reference=e[3].strip(), created=now.made_at(e, 4, 5))
    if (e[1], e[2], e[6]) != _PURPOSE or any(e[7:]):
        now.put_by()


def once(name: str, kind: str) -> Callable[[Any, list[str]], None]:
    """TRN: TRN02 is this level's number; a second one has no place."""
    def step(now: Lenient[Any], e: list[str]) -> None:
        e = padded(e, 2)
        if now.inner.get(name) or e[1] != kind or any(e[3:]):
            now.put_by()
        if not now.inner.get(name):
            now.inner[name] = e[2].strip()
    return step


def dates(now: Lenient[Any], e: list[str]) -> None:
    """DTP."""
    now.dated(e)


def statuses(now: Lenient[Any], e: list[str]) -> None:
    """STC: every status of it, with the day, the action, the amounts, the payment and the message that they share."""
    e = padded(e, 12)
    on, action, amount, message = now.day_at(e, 2), e[3].strip().upper(), now.sum(e, 4), e[12]
    shared: tuple[Any, ...] = (on, action, amount, message, now.position)
    if any(e[5:10]):
        shared += now.sum(e, 5), now.day_at(e, 6), e[7].strip(), now.day_at(e, 8), e[9].strip()
    found = [Status(*now.codes[e[1]], *shared)]
    if e[10] or e[11]:
        found += [Status(*codes, *shared) for codes in (now.codes[e[10]], now.codes[e[11]]) if any(codes)]
    now.inner["statuses"] += found
    if len(e) > len(_STC) or (now.codes.longer and not now.codes.longer.isdisjoint((e[1], e[10], e[11]))):
        now.put_by()


class Codes(dict[str, tuple[str, str, str, str]]):
    """C043 text to its four parts; remembered, because files repeat them, and bounded.

    Attributes:
        longer: texts that say more than four parts hold.
    """

    def __init__(self, mark: str) -> None:
        """`mark` parts the components."""
        super().__init__()
        self._mark = mark
        self.longer: set[str] = set()

    def __missing__(self, text: str) -> tuple[str, str, str, str]:
        category, code, entity, code_list, *more = *(part.strip().upper() for part in text.split(self._mark)), "", "", "", ""
        found = category, code, entity, code_list
        if any(more):
            self.longer.add(text)
            return found
        if len(self) < _MEMORY:
            self[text] = found
        return found


def _count(usual: tuple[str, str]) -> Callable[[Acknowledging, list[str]], None]:
    """QTY; one that belongs to another level is read, and kept besides."""
    def step(now: Acknowledging, e: list[str]) -> None:
        e = padded(e, 2)
        _told(now, e, _COUNTS, now.number(e, 2))
        if e[1].strip() not in usual:
            now.put_by()
    return step


def _amount(now: Acknowledging, e: list[str]) -> None:
    """AMT."""
    e = padded(e, 2)
    _told(now, e, _AMOUNTS, now.sum(e, 2))


def _told(now: Acknowledging, e: list[str], names: dict[str, str], value: Any) -> None:
    name = names.get(e[1].strip())
    if name is None or name in now.inner["totals"]:
        now.put_by()
        return
    now.inner["totals"][name] = value
    now.spare(e, 1, 2)


def reference(places: dict[str, str]) -> Callable[[Any, list[str]], None]:
    """REF: those with a place of their own go there once, the others among the references."""
    def step(now: Lenient[Any], e: list[str]) -> None:
        e = padded(e, 2)
        name, value = places.get(e[1].strip()), e[2].strip()
        if name is None or name in now.inner or not value:
            now.inner["references"].append(Reference(e[1].strip(), value))
        else:
            now.inner[name] = value
        now.spare(e, 1, 2)
    return step


# ---- parties

def named(name: str, make: Callable[[list[str]], dict[str, Any]], kinds: str = "12", **usual: str) -> Callable[[Any, list[str]], None]:
    """NM1: who the level is about; a second one has no place. One that says more than its noun holds is kept besides.

    `kinds` are those of NM102 that the noun can be; `usual` what it takes for granted.
    """
    def step(now: Lenient[Any], e: list[str]) -> None:
        e = padded(e, 9)
        if name in now.inner:
            now.put_by()
            return
        now.inner.update(make(e))
        fits = e[2] and e[2] in kinds and (e[2] == "1" or not any(e[4:8])) and bool(e[8]) == bool(e[9]) and not any(e[10:])
        if not fits or usual.get("role", e[1]) != e[1] or usual.get("ids", e[8]) != e[8]:
            now.put_by()
    return step


def _source(e: list[str]) -> dict[str, Any]:
    return {"source": finished(Payer, payer_sketch(e)), "source_role": e[1].strip()}


def _submitter(e: list[str]) -> dict[str, Any]:
    name = name_of(e)
    if isinstance(name, str):
        return {"submitter": TradingPartner(name, "", party_id=e[9].strip() or None)}
    whole = " ".join(filter(None, (name.first, name.last)))
    return {"submitter": TradingPartner(whole, "", party_id=e[9].strip() or None), "submitter_name": name}


def _provider(e: list[str]) -> dict[str, Any]:
    return {"provider": finished(Provider, provider_sketch(e))}


def _patient(e: list[str]) -> dict[str, Any]:
    return {"patient": finished(Person, person_sketch(e)), "patient_role": e[1].strip()}


# ---- lines

def _line(now: Acknowledging, e: list[str]) -> None:
    """SVC."""
    claim = _answer(now)["providers"][-1]["claims"][-1]
    one: Sketch = {"patient_control_number": claim.get("patient_control_number")}
    claim["line_statuses"].append(one)
    line(now, one, e)
    now.loop = LINE


def line(now: Lenient[Any], one: Sketch, e: list[str]) -> None:
    """SVC, and the sketch of what follows it: the one that is filled next."""
    e = padded(e, 7)
    done = _procedure(e[1], now.delimiters.component)
    one.update(procedure=done, revenue_code=e[4].strip(), statuses=[], references=[], dates={}, unread=[], position=now.position, begins=now.position)
    now.inner = one
    one.update(charge=now.sum(e, 2), paid=now.sum(e, 3), units=now.sum(e, 7))
    now.spare(e, 1 if done is not None and e[1].count(now.delimiters.component) <= _DESCRIPTION else 0, 2, 3, 4, 7)


def _procedure(text: str, mark: str) -> Procedure | None:
    qualifier, code, *more = [*(part.strip() for part in text.split(mark)), *[""] * _DESCRIPTION]
    return Procedure(code, tuple(filter(None, more[:4])), qualifier, more[4]) if code else None


# ---- the map: one table a level

_ANYWHERE = {**OUTSIDE, "TA1": _stray_ta1, "HL": _level}
_WHOLE = {**_ANYWHERE, "STC": statuses, "AMT": _amount, "REF": reference({})}
_OF_CLAIM = {**_ANYWHERE, "STC": statuses, "DTP": dates, "SVC": _line}

HEADER = Loop("", {**_ANYWHERE, "BHT": _begin}, _unread)
SOURCE = Loop("2000A", {**_ANYWHERE, "TRN": once("receipt_number", "1"), "DTP": dates, "NM1": named("source", _source, "2")}, _unread)
BATCH = Loop("2000B", {**_WHOLE, "TRN": once("batch_id", "2"), "QTY": _count(_OF_BATCH),
                       "NM1": named("submitter", _submitter, role="41", ids="46")}, _unread)
PROVIDER = Loop("2000C", {**_WHOLE, "TRN": once("trace_number", "1"), "QTY": _count(_OF_PROVIDER),
                          "NM1": named("provider", _provider, role="85")}, _unread)
CLAIM = Loop("2000D", {**_OF_CLAIM, "TRN": once("patient_control_number", "2"), "NM1": named("patient", _patient),
                       "REF": reference({"1K": "payer_control_number", "D9": "clearinghouse_number"})}, _unread)
LINE = Loop("2220D", {**_OF_CLAIM, "REF": reference({"FJ": "line_control_number"})}, _unread)
STRANGERS = Loop("", _ANYWHERE, _unread)

LEVELS: dict[str, Callable[[Acknowledging], ClaimAcknowledgment | None]] = {
    "20": _source_level, "21": _batch_level, "19": _provider_level, "PT": _claim_level, "22": _claim_level, "23": _claim_level}


# ---- the noun

_SCRATCH = frozenset({"begins", "seen"})


def _fields(sketch: Sketch, *without: str, **made: Any) -> Sketch:
    return {**{name: value for name, value in sketch.items() if name not in _SCRATCH and name not in without}, **made}


def _totals(sketch: Sketch) -> Totals:
    return Totals(**sketch["totals"], charge=next((one.amount for one in sketch["statuses"] if one.amount is not None), None))


def batch_of(now: Acknowledging) -> ClaimAcknowledgment:
    """The noun, when its set ends or another batch begins."""
    answer = _answer(now)
    providers = [ProviderAcknowledgment(**_fields(one, totals=_totals(one), claims=[_claim(claim) for claim in one["claims"]]))
                 for one in answer["providers"]]
    return ClaimAcknowledgment(**_fields(answer, totals=_totals(answer), providers=providers))


def _claim(sketch: Sketch) -> ClaimStatus:
    lines = [LineStatus(**_fields(line, "patient_control_number")) for line in sketch["line_statuses"]]
    return ClaimStatus(**_fields(sketch, line_statuses=lines))


def cut_off_batch(now: Acknowledging) -> bool:
    """Drop the claim that was cut off; whether anything is left."""
    providers = _answer(now)["providers"]
    if providers and providers[-1]["claims"] and now.loop in (CLAIM, LINE):
        providers[-1]["claims"].pop()
    return any(provider["claims"] for provider in providers)
