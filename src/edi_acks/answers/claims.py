"""What a received batch of claims deserves: a 277CA, from what is found wrong with each claim."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import attrs

from edi_acks.nouns import ClaimAcknowledgment, ClaimStatus, LineStatus, ProviderAcknowledgment, Status, Totals
from edi_acks.several import several
from edi_claims import ZERO, Claim, DateRange, Person, PersonName, Provider, Receipt, Reference, SentClaim, SentSet, Severity
from edi_claims.codes import STATUS_CODE, status_row

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from edi_claims import Finding, Payer, ServiceLine, TradingPartner

_REJECTION = re.compile(r"277CA (A[03-8]):(\d{1,3})(?::([A-Z0-9]{2,3}))?")
_ACCEPT, _REJECT = "WQ", "U"
_RECEIVED = ("A1", "19", "PR")
_ACCEPTED = {"PR": ("A2", "20", "PR"), "AY": ("A0", "16", "PR")}
"""A payer takes a claim into adjudication, a clearinghouse sends it on."""
_SEE_LINES = "21"
_OF_LINE = 3
"""A line has one STC, and that room for so many."""
_UNREADABLE = ("A7", "684", "")
_ENTITIES = {
    "1000A": "41", "2000A": "85", "2010AA": "85", "2010AB": "87", "2000B": "IL", "2010BA": "IL", "2000C": "QC", "2010CA": "QC", "2010BB": "PR",
    "2310A": "DN", "2420F": "DN", "2310B": "82", "2420A": "82", "2310C": "77", "2420C": "77", "2310D": "DQ", "2420D": "DQ", "2420E": "DK",
    "2320": "GB", "2330A": "GB"}
"""Whose data stand in a loop of the 837."""
_PARTY = "Party"
"""How the label of a status begins that says nothing without its entity."""
_WITH_ENTITY = frozenset(row.code for row in STATUS_CODE.values() if row.entity)


@attrs.frozen
class Judged:
    """One claim with what is wrong with it."""

    sent: SentClaim
    claim: Claim | None = None
    """None where it could not be read, or nobody has given it."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)
    """Why it is rejected as a whole."""
    lines: Mapping[int, Sequence[Status]] = attrs.field(factory=dict)
    """Why lines of it are rejected, by their number."""
    payer_control_number: str | None = None


def claim_acknowledgments(sent: Receipt | SentSet, findings: Iterable[Finding] = (), *, source: Payer, on: date,
                          claims: Iterable[Claim] | None = None, numbers: Mapping[str, str] | None = None, source_role: str = "PR",
                          submitter: TradingPartner | None = None, received: date | None = None,
                          created: datetime | None = None) -> list[ClaimAcknowledgment]:
    """A 277CA for each batch (transaction set) of a receipt: which claims are taken in, which are not, and why.

    A finding rejects its claim where it is an error and would cause a rejection (`would_cause` is like `277CA A7:562`): as a whole, or, where
    it names a line, for that line's sake. `claims` are those that the receipt was made of: patients, providers and lines are named from them;
    one of the receipt that is not among them could not be read, and is rejected for it. `numbers` are the payer's own by patient control number.
    `source_role` is PR for a payer, which accepts claims into adjudication, or AY for a clearinghouse, which sends them on.
    """
    reasons: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.claim is not None:
            reasons[finding.claim].append(finding)
    read: defaultdict[str, deque[Claim]] | None = None
    if claims is not None:
        read = defaultdict(deque)
        for claim in claims:
            read[claim.patient_control_number].append(claim)
    batches = []
    for batch in sent.sets if isinstance(sent, Receipt) else (sent,):
        judged = [_judged(one, reasons, read, numbers or {}, on) for one in batch.claims]
        batches.append(batch_acknowledgment(batch, judged, source=source, on=on, source_role=source_role, submitter=submitter, received=received,
                                            created=created))
    return batches


def _judged(sent: SentClaim, reasons: Mapping[str, Sequence[Finding]], read: Mapping[str, deque[Claim]] | None, numbers: Mapping[str, str],
            on: date) -> Judged:
    number = sent.patient_control_number
    known = read[number] if read is not None else None
    claim = known.popleft() if known else None
    if known is not None and claim is None:
        return Judged(sent, None, (Status(*_UNREADABLE, on=on, action=_REJECT, amount=sent.charge),))
    whole, lines = rejections(reasons.get(number, ()), on, sent.charge, claim)
    return Judged(sent, claim, whole, lines, numbers.get(number))


def rejections(findings: Iterable[Finding], on: date, charge: Decimal, claim: Claim | None = None) -> tuple[list[Status], dict[int, list[Status]]]:
    """The statuses of those findings that reject a claim: of all of it, and of its lines by their number.

    A line's reason is the claim's where the line is not known.
    """
    whole: list[Status] = []
    lines: dict[int, list[Status]] = {}
    for finding in findings:
        told = _REJECTION.match(finding.would_cause or "")
        if finding.severity is not Severity.ERROR or told is None:
            continue
        category, code, entity = told[1], told[2], told[3] or _entity(told[2], finding)
        at = finding.service_line
        if at is not None and claim is not None and at <= len(claim.encounter.services):
            status = Status(category, code, entity, on=on, action=_REJECT)
            known = lines.setdefault(at, [])
        else:
            status = Status(category, code, entity, on=on, action=_REJECT, amount=charge)
            known = whole
        if status not in known:
            known.append(status)
    return whole, lines


def _entity(code: str, finding: Finding) -> str:
    """Whose the fault is, for a status that says nothing without."""
    row = status_row(code)
    needed = code in _WITH_ENTITY or (row is not None and row.label.startswith(_PARTY))
    return _ENTITIES.get(finding.loop or "", "") if needed else ""


# ---- one batch

def batch_acknowledgment(batch: SentSet, judged: Sequence[Judged], *, source: Payer, on: date, source_role: str = "PR",
                         submitter: TradingPartner | None = None, received: date | None = None,
                         created: datetime | None = None) -> ClaimAcknowledgment:
    """The 277CA of one batch whose claims are judged."""
    providers = []
    for provider, run in groupby(judged, lambda one: one.claim.billing_provider if one.claim is not None else None):
        claims = [_status(one, on, source_role) for one in run]
        providers.append(ProviderAcknowledgment(provider=_named(provider), trace_number="0", claims=claims, **_whole(claims)))
    every = [claim for provider in providers for claim in provider.claims]
    reference = batch.batch_id or batch.control_number
    return ClaimAcknowledgment(
        batch.batch_id, source=attrs.evolve(source, address=None, references=(), contacts=(), other_ids=(), unread=()), source_role=source_role,
        receipt_number=reference, dates={"050": received or on, "009": on}, submitter=submitter, providers=providers, reference=reference,
        created=created, version="005010X214", **_whole(every, on))


def _whole(claims: Sequence[ClaimStatus], on: date | None = None) -> dict[str, Any]:
    """Status and totals of a batch, or, without a day, of a provider's part of one."""
    accepted, rejected = [one for one in claims if not one.rejected], [one for one in claims if one.rejected]
    charge = _sum(claims)
    return {"statuses": (Status(*_RECEIVED, on=on, action=_ACCEPT, amount=charge),),
            "totals": Totals(len(accepted) or None, len(rejected) or None, _sum(accepted) if accepted else None, _sum(rejected) if rejected else None,
                             charge)}


def _sum(claims: Iterable[ClaimStatus]) -> Decimal:
    return sum((one.charge for one in claims if one.charge is not None), ZERO)


def _status(one: Judged, on: date, source_role: str) -> ClaimStatus:
    charge, claim = one.sent.charge, one.claim
    return ClaimStatus(
        one.sent.patient_control_number, statuses=tuple(_statuses(one, on, charge, source_role)), payer_control_number=one.payer_control_number,
        line_statuses=[_line(claim.encounter.services[at - 1], statuses[:_OF_LINE]) for at, statuses in sorted(one.lines.items())]
        if claim is not None else (),
        dates=_days(claim), patient=_patient(claim) if claim is not None else None)


def _statuses(one: Judged, on: date, charge: Decimal, source_role: str) -> Iterator[Status]:
    """Its own, and of its lines' what these have no room for; where only lines are wrong, one that points at them goes before."""
    if not one.statuses and not one.lines:
        yield Status(*_ACCEPTED[source_role], on=on, action=_ACCEPT, amount=charge)
        return
    yield from one.statuses
    of_lines = [attrs.evolve(status, amount=charge) for statuses in one.lines.values() for status in statuses]
    if not one.statuses:
        first = attrs.evolve(of_lines[0], position=1)
        yield from (attrs.evolve(first, code=_SEE_LINES, entity=""), first)
    yield from (attrs.evolve(status, amount=charge) for statuses in one.lines.values() for status in statuses[_OF_LINE:])


def _line(line: ServiceLine, statuses: Iterable[Status]) -> LineStatus:
    return LineStatus(procedure=attrs.evolve(line.procedure, description=""), charge=line.charge, units=line.units,
                      line_control_number=line.line_control_number, dates=_service(line.first_day, line.last_day),
                      statuses=[attrs.evolve(each, position=1) for each in statuses])


def _days(claim: Claim | None) -> dict[str, date | DateRange]:
    return _service(claim.encounter.first_day, claim.encounter.last_day) if claim is not None else {}


def _service(first: date | None, last: date | None) -> dict[str, date | DateRange]:
    if first is None or last is None:
        return {}
    return {"472": first if first == last else DateRange(first, last)}


def _patient(claim: Claim) -> Person:
    who = claim.encounter.patient
    name = who.name if isinstance(who.name, PersonName) else PersonName(who.name)
    return Person(attrs.evolve(name, prefix=""), identifier=Reference("MI", claim.coverage.member_id) if claim.coverage.member_id else None)


def _named(provider: Provider | None) -> Provider | None:
    """As a 277CA names who billed."""
    if provider is None or provider.npi:
        return Provider(provider.npi, provider.name) if provider is not None else None
    return Provider(name=provider.name, identifier=Reference("FI", provider.tax_id) if provider.tax_id else None)
