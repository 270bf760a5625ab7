"""The ladder: which claim a payment belongs to. By the number as sent, as payers change it, by the payer's own, then by who, when and how much.

The first rung on which exactly one claim fits decides. A claim whose number fits and whose patient or work does not is never taken in
silence, and neither is one of several that cannot be told apart: those are candidates, each with what speaks for it and against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import Claim
from revenue_cycle.matching.evidence import SENT_BEFORE, agreed, compare, conflict, differing, same_use
from revenue_cycle.matching.keys import (
    AFFIXED,
    DEMOGRAPHIC,
    EXACT,
    MISFIT,
    NO_CLAIM,
    NORMALIZED,
    PAYER_NUMBER,
    RUNGS,
    SEVERAL,
    SHORTEST_CUT,
    SIMILAR,
    TRUNCATED,
    clean,
    questions,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi_claims import ClaimPayment, Payer
    from revenue_cycle.entries import Entry
    from revenue_cycle.matching.index import Index

USED_AGAIN = "its number was used again for another claim"
LISTED = 20
"""So many candidates are told, the best first."""


@attrs.frozen
class Candidate:
    """A claim that a payment may be for."""

    claim: str
    """Patient control number."""
    method: str
    """The rung on which it was found: `exact`, …, `demographic`; `similar` below the ladder."""
    reasons: tuple[str, ...] = ()
    """What fits."""
    against: tuple[str, ...] = ()
    """Why it was not taken."""

    @property
    def score(self) -> int:
        """How much fits, the rung before anything else: for sorting, higher is better."""
        rung = len(RUNGS) - RUNGS.index(self.method) if self.method in RUNGS else 0
        return 10 * rung + len(self.reasons)


@attrs.frozen
class Match:
    """The claim that was found, and how."""

    claim: str | None
    """Patient control number; None where there is none, or more than one."""
    method: str = ""
    """The rung: `exact`, `normalized`, `affixed`, `truncated`, `payer_control_number`, `demographic`; `by_hand` for a person's decision."""
    candidates: tuple[Candidate, ...] = ()
    """Where no claim was taken: which could have been, the best first."""
    reason: str = ""
    """Why none was taken; empty where one was."""
    sent: Claim | None = attrs.field(default=None, repr=False)
    """The claim as it was sent that the payment is about."""
    reasons: tuple[str, ...] = ()
    """What fits."""


@attrs.define
class _View:
    """One claim as a payment sees it."""

    number: str
    method: str
    sent: Claim
    told: dict[str, bool | None]
    against: tuple[str, ...] = ()

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.number, self.method, (_RUNG_SAYS[self.method], *agreed(self.told)),
                         tuple(dict.fromkeys((*self.against, *differing(self.told)))))

    @property
    def sure(self) -> bool:
        """Whether patient, day and charge all agree."""
        return all(self.told[name] for name in ("member id", "patient's name", "day of service", "charge"))

    @property
    def supported(self) -> bool:
        """Whether anything but a number speaks for it."""
        told = self.told
        return bool(told["line control number"] or told["member id"] or told["patient's name"] or (told["day of service"] and told["charge"]))


_RUNG_SAYS = {EXACT: "its number", NORMALIZED: "its number but for blanks, case or zeros", AFFIXED: "its number inside a longer one",
              TRUNCATED: "the beginning of its number", PAYER_NUMBER: "the payer's number of it", DEMOGRAPHIC: "patient, day and charge",
              SIMILAR: "patient, or patient and day"}


def match_claim(payment: ClaimPayment, index: Index, payer: Payer | None = None, on: date | None = None) -> Match:
    """The claim of a payment, and how it was found; or why none was, with candidates.

    `payer` and `on` are the remittance's: they tell claims of one number apart.
    """
    number = payment.patient_control_number
    if len(index.sent.get(number, ())) == 1 and number.strip("0 "):
        quick = _view(payment, number, EXACT, index.sent[number], payer, on)
        if not quick.against:
            return _taken(quick)
    return _Climb(payment, index, payer, on).match()


def _taken(view: _View) -> Match:
    return Match(view.number, view.method, sent=view.sent, reasons=(_RUNG_SAYS[view.method], *agreed(view.told)))


class _Climb:
    """One payment on its way down the ladder."""

    def __init__(self, payment: ClaimPayment, index: Index, payer: Payer | None, on: date | None) -> None:
        self.payment, self.index, self.payer, self.on = payment, index, payer, on
        self.seen: dict[str, _View] = {}
        self.several: set[str] = set()
        """Claims that an upper rung could not tell apart: a lower one may, and takes no other."""
        self.misfit = ""
        """Why the claim that has the number does not fit."""

    def match(self) -> Match:
        for rung, keys in questions(self.payment):
            fitting = self._narrowed(self._fitting(rung, keys))
            if len(fitting) == 1 and rung != SIMILAR and self._may_take(fitting[0]):
                return _taken(fitting[0])
            if len(fitting) > 1 and rung != SIMILAR:
                self.several = self.several or {one.number for one in fitting}
        reason = SEVERAL if self.several else MISFIT + self.misfit if self.misfit else NO_CLAIM
        told = sorted((one.candidate for one in self.seen.values()), key=lambda one: (-one.score, one.claim))
        return Match(None, candidates=tuple(told[:LISTED]), reason=reason)

    def _fitting(self, rung: str, keys: Sequence[str]) -> list[_View]:
        """The claims of a rung that nothing speaks against."""
        fitting = []
        for number in self._found(rung, keys):
            view = _view(self.payment, number, rung, self.index.sent[number], self.payer, self.on)
            if not view.against and self._unsupported(view, keys):
                view.against = ("only a part of its number, and nothing else, speaks for it",)
            if view.against and rung in {EXACT, NORMALIZED}:
                self.misfit = self.misfit or view.against[0]
            if not view.against:
                fitting.append(view)
            self.seen.setdefault(number, view)
        return fitting

    def _found(self, rung: str, keys: Sequence[str]) -> list[str]:
        """Claims by any of the keys; by a payer's number, those of the first key that finds one."""
        each = [self.index.find(key) for key in keys]
        if rung == PAYER_NUMBER:
            each = [found for found in each if found][:1]
        return sorted({one for found in each for one in found if one in self.index.sent})

    def _unsupported(self, view: _View, keys: Sequence[str]) -> bool:
        """Short pieces of a number agree by accident: something else must speak for the claim. Below the ladder nothing is enough."""
        if view.method == DEMOGRAPHIC:
            return not view.sure
        short = view.method == TRUNCATED and len(clean(self.payment.patient_control_number)) < SHORTEST_CUT
        return (short or view.method == AFFIXED) and not view.supported and bool(keys)

    def _narrowed(self, views: list[_View]) -> list[_View]:
        """Those that are left when what agrees with some of them speaks against the others. All of them, where one does not stand out."""
        left, decisive = views, list[str]()
        for name in _NARROWING if len(views) > 1 else ():
            if any(one.told[name] for one in left):
                kept = [one for one in left if one.told[name] is not False]
                decisive += [name] if len(kept) < len(left) else []
                left = kept
        if len(left) == 1 and all(left[0].told[name] for name in decisive):
            for one in views:
                if one is not left[0]:
                    one.against = (f"another one agrees better: {', '.join(decisive)}",)
            return left
        for one in views if len(views) > 1 else ():
            one.against = ("it cannot be told from another one",)
        return views

    def _may_take(self, view: _View) -> bool:
        """Whether what the upper rungs found allows it."""
        if self.several and view.number not in self.several:
            view.against = ("the number belongs to others",)
        elif self.misfit and not (view.sure and view.method in {NORMALIZED, AFFIXED, TRUNCATED, PAYER_NUMBER}):
            view.against = ("the number belongs to another one",)
        return not view.against


_NARROWING = ("line control number", "member id", "patient's name", "day of service", "charge", "services", "payer", SENT_BEFORE)


def _view(payment: ClaimPayment, number: str, rung: str, submissions: Sequence[Entry], payer: Payer | None, on: date | None) -> _View:
    """A claim against a payment: of its submissions the one that fits, the latest that was sent by then before any other."""
    latest = _latest_use(submissions)
    by_then = [one for one in latest if on is None or one.on <= on]
    views = []
    for entry in [*reversed(by_then), *(one for one in latest if one not in by_then)]:
        if entry.submitted is None:
            continue
        told = compare(payment, entry.submitted, payer) | {SENT_BEFORE: bool(by_then)}
        view = _View(number, rung, entry.submitted, told)
        wrong = conflict(told, used_again=len(latest) < len(submissions))
        if not wrong:
            return view
        view.against = (wrong,)
        views.append(view)
    if len(latest) < len(submissions):
        views[0].against = (USED_AGAIN, *views[0].against)
    return views[0]


def _latest_use(submissions: Sequence[Entry]) -> list[Entry]:
    """The submissions of what a number was last used for, by the day they were sent. A number that is used again is another claim's."""
    if len(submissions) == 1:
        return list(submissions)
    ordered = sorted((one for one in submissions if one.submitted is not None), key=lambda one: one.on)
    last = ordered[-1].submitted
    return [one for one in ordered if one.submitted is not None and last is not None and same_use(one.submitted, last)]
