"""What a 276 and a 277 share: the levels from payer to dependent, who is named in each, and the claims below.

The nesting of the levels is taken from their order and their kind; HL02 and HL04 are not trusted. A noun comes out when its claim ends. A
level that ends without any claim below it comes out as a noun of its own: a request or a provider that was turned down.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import attrs

from edi_acks.read.claims import line, named, reference
from edi_acks.read.lenient import Lenient
from edi_claims import Payer, Person, Provider, Severity, Unread
from edi_x12.parties import contact_of, contact_segment, finished, payer_sketch, person_sketch, provider_sketch
from edi_x12.reading import FOREIGN, OUTSIDE, Loop, padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_x12.envelope import TransactionSet
    from edi_x12.reading import Step

T = TypeVar("T")
Sketch = dict[str, Any]

SOURCE, RECEIVER, PROVIDER, SUBSCRIBER, DEPENDENT = range(5)
DEPTHS = {"20": SOURCE, "21": RECEIVER, "19": PROVIDER, "22": SUBSCRIBER, "23": DEPENDENT, "PT": SUBSCRIBER}
"""HL03. PT is the patient of a 277 that comes unasked, whoever subscribes."""
PATIENT = "PT"
_SCRATCH = frozenset({"begins", "told", "depth"})


class StatusReading(Lenient[T]):
    """One pass over a 276 or a 277.

    Attributes:
        levels: the HLs that are open, the payer's first; None for one that was left out.
        claim: what the open claim gathers; None between claims.
    """

    __slots__ = ("_said", "claim", "levels")

    entrance: ClassVar[Loop]
    loops: ClassVar[dict[str, Loop]]
    """HL03 to the table of its level; `claim` and `line` for what is below a patient."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[Sketch | None] = []
        self.claim: Sketch | None = None
        self._said: set[str] = set()

    # ---- what the machine asks

    def opens(self, one: TransactionSet) -> Loop | None:
        """Its own set, also of the older guide 4010."""
        if one.identifier != self.assumed:
            return self.other_half(one.identifier, f"edi_acks.status.parse_{one.identifier}") if one.identifier in {"276", "277"} else None
        self._reset()
        if one.version.startswith("004010") and one.version not in self._said:
            self._said.add(one.version)
            self.note("X131", Severity.INFO, "version 004010 is read by the rules of 005010X212")
        return self.entrance

    def other_half(self, identifier: str, reader: str) -> Loop:
        """A question where answers are read, or an answer where questions are: said once."""
        if reader not in self._said:
            self._said.add(reader)
            self.note("X130", Severity.ERROR, f"transaction set {identifier} is not read here: give it to {reader}", fix=f"give it to {reader}")
        return FOREIGN

    def leave(self) -> T | None:
        """The set ends."""
        ended = self.end(SOURCE)
        self._reset()
        return ended

    def partial(self) -> T | None:
        """What was cut off is dropped: a status that is missing may say the opposite of those that are there."""
        self._reset()
        return None

    def _reset(self) -> None:
        self.levels, self.claim, self.inner, self.noticed = [], None, {}, []

    @property
    def claim_number(self) -> str | None:
        """That of the claim that is open."""
        return self.claim.get("patient_control_number") if self.claim is not None else None

    # ---- nouns

    def end(self, depth: int) -> T | None:
        """The noun that ends where a level of some depth begins: the open claim, or the innermost level if nothing below it was told."""
        here = next((one for one in reversed(self.levels) if one is not None), None)
        claim, self.claim = self.claim, None
        if here is None or (claim is None and (here["told"] or here["depth"] < depth)):
            return None
        for level in filter(None, self.levels):
            level["told"] = True
        self.inner = here
        return self.noun_of(claim if claim is not None else {"position": here["position"]}, self.parties())

    def noun_of(self, claim: Sketch, parties: Sketch) -> T:
        """What a claim says; each reading's own."""
        raise NotImplementedError

    def parties(self) -> Sketch:
        """Everybody from payer to patient, and what was found about them while reading."""
        source, receiver, provider, subscriber, dependent = [*self.levels, *[None] * 5][:5]
        patient = dependent or subscriber
        return {
            "payer": _party(source, Payer, Payer("")), "receiver": _party(receiver, Provider, Provider()),
            "provider": _party(provider, Provider, Provider()), "further_provider": provider.get("further") if provider else None,
            "patient": _party(patient, Person, Person("")), "subscriber": _party(subscriber, Person, Person("")) if dependent else None}

    def found_above(self) -> list[Any]:
        """What was noticed at the open levels, each finding with the first noun below it."""
        found = []
        for level in filter(None, self.levels):
            found += level["noticed"]
            level["noticed"] = []
        return found


def _party(level: Sketch | None, noun: type[Any], nobody: Any) -> Any:
    """The noun of a level's NM1, made once though everything below shares it; what has no place in the level is kept on it."""
    if level is None:
        return None
    if "party" not in level:
        found = finished(noun, dict(level["who"])) if "who" in level else None
        more: Sketch = {name: level[name] for name in ("birth_date", "sex", "contacts") if name in level}
        kept: tuple[Unread, ...] = tuple(level["unread"])
        if kept:
            more["unread"] = kept
        level["party"] = attrs.evolve(found or nobody, **more) if more else found
    return level["party"]


def fields(sketch: Sketch, *without: str) -> Sketch:
    """What a sketch says, as a noun's fields."""
    return {name: value for name, value in sketch.items() if name not in _SCRATCH and name not in without}


# ---- levels

def begin(now: StatusReading[Any], e: list[str]) -> None:
    """BHT."""
    now.envelope.bht(padded(e, 6))


def kept(now: StatusReading[Any], e: list[str]) -> None:
    """Before the first HL, or in a level that the guide does not have."""
    now.keep(e)


def unread(now: StatusReading[Any], _: list[str]) -> None:
    """What has no place here."""
    now.put_by()


def level(now: StatusReading[Any], e: list[str]) -> Any:
    """HL: the level before it ends."""
    code = padded(e, 4)[3].strip().upper()
    depth = DEPTHS.get(code)
    if depth is None:
        return _strange(now, e)
    ended = now.end(depth)
    del now.levels[depth:]
    now.levels += [None] * (depth - len(now.levels))
    one: Sketch = {"statuses": [], "unread": [], "noticed": [], "told": False, "depth": depth, "position": now.position, "begins": now.position}
    now.levels.append(one)
    now.inner, now.noticed, now.loop = one, one["noticed"], now.loops[code]
    return ended


def _strange(now: StatusReading[Any], e: list[str]) -> Any:
    ended = now.end(SOURCE)
    now.inner, now.noticed = {}, []
    now.note("X217", Severity.ERROR, "HL03 names a level that the guide does not have: its segments are kept unread", element="HL03")
    now.keep(e)
    now.loop = now.entrance
    return ended


def who(make: Callable[[list[str]], Sketch], kinds: str, role: str, ids: frozenset[str]) -> Step:
    """NM1 of a level; one that says more than the guide is kept besides."""
    step = named("who", lambda e: {"who": make(e)}, kinds, role=role)

    def first(now: StatusReading[Any], e: list[str]) -> None:
        step(now, e)
        if len(e) > 8 and e[8] and e[8] not in ids:         # noqa: PLR2004 - NM108
            now.put_by()
    return first


def provider(now: StatusReading[Any], e: list[str]) -> None:
    """NM1 of 2100C, which may come twice."""
    if "who" in now.inner and "further" not in now.inner:
        inner, now.inner = now.inner, {"unread": now.inner["unread"], "begins": now.inner["begins"]}
        _provider(now, e)
        inner["further"] = finished(Provider, now.inner["who"])
        now.inner = inner
    else:
        _provider(now, e)


_provider = who(provider_sketch, "12", "1P", frozenset({"FI", "SV", "XX"}))


def contact(now: StatusReading[Any], e: list[str]) -> None:
    """PER of the payer."""
    one = contact_of(e)
    now.inner["contacts"] = (*now.inner.get("contacts", ()), one)
    if [*contact_segment(one)] != e:
        now.put_by()


def born(now: StatusReading[Any], e: list[str]) -> None:
    """DMG."""
    if "sex" in now.inner:
        now.put_by()
        return
    e = padded(e, 3)
    now.inner.update(birth_date=now.day_at(e, 2), sex=e[3])
    now.spare(e, 2, 3, 1 if e[1] == "D8" else 0)


# ---- claims

def claim(kind: str, name: str) -> Step:
    """TRN: a claim begins, and the one before it ends. `kind` is the TRN01 that is usual, `name` the field of its number."""
    def step(now: StatusReading[Any], e: list[str]) -> Any:
        ended = now.end(DEPENDENT + 1)
        open_claim(now)
        e = padded(e, 2)
        now.inner[name] = e[2].strip()
        now.spare(e, 2, 1 if e[1] == kind else 0)
        return ended
    return step


def open_claim(now: StatusReading[Any]) -> None:
    """What a claim gathers."""
    now.claim = now.inner = {"statuses": [], "references": [], "dates": {}, "lines": [], "unread": [], "noticed": [], "position": now.position,
                             "begins": now.position}
    now.noticed, now.loop = now.claim["noticed"], now.loops["claim"]


def untraced(step: Step) -> Step:
    """A claim that lacks its TRN begins with whatever comes first."""
    def first(now: StatusReading[Any], e: list[str]) -> Any:
        open_claim(now)
        return step(now, e)
    return first


def service(now: StatusReading[Any], e: list[str]) -> None:
    """SVC."""
    if now.claim is None:
        raise ValueError("outside any claim")
    one: Sketch = {}
    now.claim["lines"].append(one)
    now.loop = now.loops["line"]
    line(now, one, e)


# ---- the map

ANYWHERE: dict[str, Step] = {**OUTSIDE, "HL": level}
LINE_NUMBER = reference({"FJ": "line_control_number"})
_PERSON = frozenset({"24", "II", "MI"})


def table(name: str, own: dict[str, Step]) -> Loop:
    """A loop's table."""
    return Loop(name, {**ANYWHERE, **own}, unread)


def tables(of_receiver: dict[str, Step], of_provider: dict[str, Step], of_patient: dict[str, Step], trace: Step, in_claim: dict[str, Step],
           in_line: dict[str, Step], line_loop: str) -> dict[str, Loop]:
    """Every loop of a set. `in_claim` may also begin one."""
    below = {"TRN": trace, **{name: untraced(step) for name, step in in_claim.items()}, **of_patient}
    person = partial(who, person_sketch)
    return {
        "20": table("2000A", {"NM1": who(payer_sketch, "2", "PR", frozenset({"PI", "XV"})), "PER": contact}),
        "21": table("2000B", {"NM1": who(provider_sketch, "12", "41", frozenset({"46", "XX"})), **of_receiver}),
        "19": table("2000C", {"NM1": provider, **of_provider}),
        "22": table("2000D", {"NM1": person("12", "IL", _PERSON), **below}),
        "23": table("2000E", {"NM1": person("1", "QC", _PERSON), **below}),
        PATIENT: table("2000D", {"NM1": person("12", "QC", _PERSON), **below}),
        "claim": table("2200D", {"TRN": trace, **in_claim}),
        "line": table(line_loop, {"TRN": trace, "SVC": service, **in_line}),
    }
