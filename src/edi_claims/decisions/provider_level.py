"""Money outside any claim: what kind it is, what it adds to the payment, and which claims its reference names."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import attrs

from edi_claims.codes import PLB_REASON
from edi_claims.codes.rows import PlbCategory
from edi_claims.remittance import ProviderAdjustment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edi_claims.codes.rows import PlbRow
    from edi_claims.remittance import Remittance


class Numbered(Protocol):
    """What has the numbers of a claim: a `ClaimPayment`, or the `Claim` that was sent."""

    @property
    def patient_control_number(self) -> str:
        """CLP01, CLM01."""

    @property
    def payer_control_number(self) -> str | None:
        """CLP07, REF*F8."""


@attrs.frozen
class ProviderAmount:
    """One pair of PLB, understood."""

    adjustment: ProviderAdjustment
    category: PlbCategory
    amount: Decimal
    """What it adds to the payment, dollars: the negative of what was sent."""
    claims: tuple[str, ...] = ()
    """Patient control numbers of the claims that its reference names, in its order."""
    payer_control_numbers: tuple[str, ...] = ()
    """Payer's claim numbers (CLP07) in its reference that are known."""
    trace_numbers: tuple[str, ...] = ()
    """Payments (TRN02) that its reference names."""
    text: str = attrs.field(default="", repr=False)
    """What of the reference names nothing that is known."""


CUT = frozenset({30, 50})
"""How long a reference is when a payer cut it: the length of PLB03-2 in version 4010 and in 5010."""
_SHORTEST = 4
"""A number that is shorter is taken as one only where it is the whole reference: it would match by chance."""
_WORD = re.compile(r"[^\s#]+")


def provider_amounts(remittance: Remittance, known: Iterable[Numbered] = (), traces: Iterable[str] = (),
                     reasons: Mapping[str, PlbRow] = PLB_REASON) -> tuple[ProviderAmount, ...]:
    """What each PLB pair of a remittance is, in order.

    Their amounts and the payments of the claims add up to BPR02 where the payment balances. A reference has no fixed form: "A1001 ICN5550001",
    "A1001#20261016 ICN5550001", a number alone, the trace number of an old payment. It is read by looking for numbers that are known: those of
    this remittance's claims, of `known` ones, and `traces` of payments. What of it is none of these stays `text`.
    """
    if not remittance.provider_adjustments:
        return ()
    numbers = _Numbers(remittance, known, traces)
    return tuple(_understood(one, numbers, reasons) for one in remittance.provider_adjustments)


def _understood(one: ProviderAdjustment, numbers: _Numbers, reasons: Mapping[str, PlbRow]) -> ProviderAmount:
    row = reasons.get(one.reason)
    found = list(_parts(one.reference, numbers))
    meant = [what for what, _ in found if what is not None]
    return ProviderAmount(
        one, PlbCategory.OTHER if row is None else row.category, -one.amount,
        tuple(dict.fromkeys(claim for what in meant for claim in what.claims)),
        tuple(dict.fromkeys(what.number for what in meant if what.kind is _PAYERS)),
        tuple(dict.fromkeys(what.number for what in meant if what.kind is _TRACE)),
        " ".join(text for what, text in found if what is None))


def _parts(reference: str, numbers: _Numbers) -> Iterator[tuple[_Meant | None, str]]:
    """A reference in pieces: the longest known number from each place on, or one word that is none."""
    words = list(_WORD.finditer(reference))
    place = 0
    while place < len(words):
        for end in range(len(words), place, -1):
            text = reference[words[place].start():words[end - 1].end()]
            what = numbers.named(text, whole=text == reference.strip(), cut=len(reference) in CUT and end == len(words))
            if what is not None or end == place + 1:
                yield what, text
                place = end
                break


_OWN, _PAYERS, _TRACE = "own", "payer's", "trace"


@attrs.frozen
class _Meant:
    """A number that was found."""

    kind: str
    number: str
    claims: tuple[str, ...] = ()


class _Numbers:
    """Numbers that a reference may hold, without regard to case."""

    def __init__(self, remittance: Remittance, known: Iterable[Numbered], traces: Iterable[str]) -> None:
        self._known: dict[str, _Meant] = {}
        for trace in (remittance.trace_number, *traces):
            self._add(_TRACE, trace)
        for claim in (*remittance.claims, *known):
            self._add(_PAYERS, claim.payer_control_number or "", claim.patient_control_number)
        for claim in (*remittance.claims, *known):
            self._add(_OWN, claim.patient_control_number, claim.patient_control_number)

    def _add(self, kind: str, number: str, *claims: str) -> None:
        if not number.strip("0 "):                          # a payer that lost a number sends 0
            return
        before = self._known.get(number.upper())
        also = before.claims if before is not None and before.kind == kind else ()
        self._known[number.upper()] = _Meant(kind, number, tuple(dict.fromkeys((*also, *claims))))

    def named(self, text: str, *, whole: bool, cut: bool) -> _Meant | None:
        """What a text names; where it may be cut, the only number that begins so."""
        if len(text) < _SHORTEST and not whole:
            return None
        found = self._known.get(text.upper())
        if found is not None or not cut or len(text) < _SHORTEST:
            return found
        longer = [one for number, one in self._known.items() if number.startswith(text.upper())]
        return longer[0] if len(longer) == 1 else None
