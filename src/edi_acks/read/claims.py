"""277CA: the levels from source to claim, their steps, and the noun that they gather."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks.nouns import ClaimAcknowledgment, ClaimStatus, LineStatus, ProviderAcknowledgment, Status, Totals
from edi_claims import Payer, Person, Procedure, Provider, Reference, Severity, TradingPartner
from edi_x12.elements import moment
from edi_x12.parties import finished, name_of, payer_sketch, person_sketch, provider_sketch
from edi_x12.reading import OUTSIDE, Loop, padded

if TYPE_CHECKING:
    from collections.abc import Callable

Sketch = dict[str, Any]
if TYPE_CHECKING:
    from edi_acks.read import Acknowledging

_HEADER = ("reference", "created", "control_number", "version")
_SOURCE = (*_HEADER, "source", "source_role", "receipt_number", "dates")
"""What a second batch of the same set has from the first."""
_MEMORY = 4096
_COUNTS = {"90": "accepted_count", "AA": "rejected_count", "QA": "accepted_count", "QC": "rejected_count"}
_AMOUNTS = {"YU": "accepted_amount", "YY": "rejected_amount"}


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
    return step(now)


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
    e = padded(e, 5)
    now.envelope.bht(e)
    _answer(now).update(reference=e[3].strip(), created=moment(e[4].strip(), e[5].strip()))


def _once(name: str) -> Callable[[Acknowledging, list[str]], None]:
    """TRN: TRN02 is this level's number; a second one has no place."""
    def step(now: Acknowledging, e: list[str]) -> None:
        if now.inner.get(name):
            now.put_by()
            return
        now.inner[name] = padded(e, 2)[2].strip()
    return step


def _dates(now: Acknowledging, e: list[str]) -> None:
    """DTP."""
    now.inner["dates"].update(now.dated(e))


def _statuses(now: Acknowledging, e: list[str]) -> None:
    """STC: every status of it, with the day, the action, the amount and the message that they share."""
    e = padded(e, 12)
    on, action, amount, message = now.day_at(e, 2), e[3].strip().upper(), now.sum(e, 4), e[12]
    found = [Status(*now.codes[e[1]], on, action, amount, message, now.position)]
    if e[10] or e[11]:
        found += [Status(*codes, on, action, amount, message, now.position) for codes in (now.codes[e[10]], now.codes[e[11]]) if any(codes)]
    now.inner["statuses"] += found


class Codes(dict[str, tuple[str, str, str, str]]):
    """C043 text to its four parts; remembered, because files repeat them, and bounded."""

    def __init__(self, mark: str) -> None:
        """`mark` parts the components."""
        super().__init__()
        self._mark = mark

    def __missing__(self, text: str) -> tuple[str, str, str, str]:
        category, code, entity, code_list, *_ = *(part.strip().upper() for part in text.split(self._mark)), "", "", "", ""
        found = category, code, entity, code_list
        if len(self) < _MEMORY:
            self[text] = found
        return found


def _count(now: Acknowledging, e: list[str]) -> None:
    """QTY."""
    e = padded(e, 2)
    _told(now, e, _COUNTS, now.number(e, 2))


def _amount(now: Acknowledging, e: list[str]) -> None:
    """AMT."""
    e = padded(e, 2)
    _told(now, e, _AMOUNTS, now.sum(e, 2))


def _told(now: Acknowledging, e: list[str], names: dict[str, str], value: Any) -> None:
    name = names.get(e[1].strip())
    if name is None or name in now.inner["totals"]:
        now.put_by()
    else:
        now.inner["totals"][name] = value


def _reference(places: dict[str, str]) -> Callable[[Acknowledging, list[str]], None]:
    """REF: those with a place of their own go there once, the others among the references."""
    def step(now: Acknowledging, e: list[str]) -> None:
        e = padded(e, 2)
        name = places.get(e[1].strip())
        if name is None or name in now.inner:
            now.inner["references"].append(Reference(e[1].strip(), e[2].strip()))
        else:
            now.inner[name] = e[2].strip() or None
    return step


# ---- parties

def _named(name: str, make: Callable[[list[str]], Any]) -> Callable[[Acknowledging, list[str]], None]:
    """NM1: who the level is about; a second one has no place."""
    def step(now: Acknowledging, e: list[str]) -> None:
        if name in now.inner:
            now.put_by()
            return
        now.inner[name] = make(e)
        if name == "source":
            now.inner["source_role"] = e[1].strip()
    return step


def _partner(e: list[str]) -> TradingPartner:
    name = name_of(padded(e, 9))
    return TradingPartner(name if isinstance(name, str) else " ".join(filter(None, (name.first, name.last))), "", party_id=e[9].strip() or None)


# ---- lines

def _line(now: Acknowledging, e: list[str]) -> None:
    """SVC."""
    e = padded(e, 7)
    done, charge, units = _procedure(e[1], now.delimiters.component), now.sum(e, 2), now.sum(e, 7)
    one: Sketch = {"procedure": done, "charge": charge, "revenue_code": e[4].strip(), "units": units, "statuses": [], "references": [], "dates": {},
                   "unread": [], "position": now.position, "begins": now.position}
    claim = _answer(now)["providers"][-1]["claims"][-1]
    one["patient_control_number"] = claim.get("patient_control_number")
    claim["line_statuses"].append(one)
    now.inner, now.loop = one, LINE


def _procedure(text: str, mark: str) -> Procedure | None:
    qualifier, code, *more = [*(part.strip() for part in text.split(mark)), ""]
    return Procedure(code, tuple(filter(None, more[:4])), qualifier) if code else None


# ---- the map: one table a level

_ANYWHERE = {**OUTSIDE, "TA1": _stray_ta1, "HL": _level}
_WHOLE = {**_ANYWHERE, "STC": _statuses, "QTY": _count, "AMT": _amount, "REF": _reference({})}
_OF_CLAIM = {**_ANYWHERE, "STC": _statuses, "DTP": _dates, "SVC": _line}

HEADER = Loop("", {**_ANYWHERE, "BHT": _begin}, _unread)
SOURCE = Loop("2000A", {**_ANYWHERE, "TRN": _once("receipt_number"), "DTP": _dates,
                        "NM1": _named("source", lambda e: finished(Payer, payer_sketch(e)))}, _unread)
BATCH = Loop("2000B", {**_WHOLE, "TRN": _once("batch_id"), "NM1": _named("submitter", _partner)}, _unread)
PROVIDER = Loop("2000C", {**_WHOLE, "TRN": _once("trace_number"),
                          "NM1": _named("provider", lambda e: finished(Provider, provider_sketch(e)))}, _unread)
CLAIM = Loop("2000D", {**_OF_CLAIM, "TRN": _once("patient_control_number"),
                       "REF": _reference({"1K": "payer_control_number", "D9": "clearinghouse_number"}),
                       "NM1": _named("patient", lambda e: finished(Person, person_sketch(e)))}, _unread)
LINE = Loop("2220D", {**_OF_CLAIM, "REF": _reference({"FJ": "line_control_number"})}, _unread)
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
