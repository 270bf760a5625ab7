"""Back to what was sent: which claim, line and field an acknowledgment means, and which claims it is silent about.

Codes: A208 lost with a rejected file, group or set; A209 the context names another claim than the position does; A210 the position leads to
another segment; A211 the set, A324 the batch is in no receipt; A214 all positions are counted otherwise; A310 rejected with its batch; A313
totals against what was sent; A321 sent and not acknowledged; A322 acknowledged and never sent; A323 another charge than was sent.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from edi_acks.nouns import Acknowledgment, ClaimAcknowledgment, ImplementationAcknowledgment, InterchangeAcknowledgment
from edi_acks.rules.batches import of_batch
from edi_acks.rules.causes import field_path
from edi_acks.rules.claims import of_claim
from edi_acks.rules.syntax import of_interchange, of_result, of_set
from edi_acks.rules.tables import SHIPPED, CodeTables
from edi_claims import ZERO, Claim, Finding, Owner, Receipt, RootCause, SentClaim, SentPlace, SentSet, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi_acks.nouns import ClaimStatus, SegmentError, TransactionSetAcknowledgment

Sent: TypeAlias = SentClaim | Claim

_IN_SUBMISSION: dict[str, Any] = {"root_cause": RootCause.SUBMISSION, "owner": Owner.BILLING}
_TO_FOLLOW: dict[str, Any] = {"root_cause": RootCause.PAYER_FOLLOW_UP, "owner": Owner.BILLING}
_AS_IT_IS = "Send it again as it is once the file is right"
_MISSING = frozenset({"3", "I6", "I7", "I8"})
"""IK304 codes of what is not there: the position is where it should have been."""
_COUNTED_OTHERWISE = (1, -1, 2, -2)
"""ST counted as 0; BHT as 1 too many; …: what to add to such a count."""


def check(acknowledgments: Acknowledgment | Iterable[Acknowledgment], receipts: Receipt | Iterable[Receipt] = (), sent: Iterable[Sent] = (), *,
          tables: CodeTables = SHIPPED) -> list[Finding]:
    """Everything that acknowledgments say is wrong, led back to what was sent, and what they are silent about.

    `receipts` say what was sent. `sent` are claims that were sent and have no receipt here: each must be listed by one of the 277CAs.
    Several 277CAs of one source for one batch are taken together. `tables` are what the codes mean, where a practice has its own. Never raises for
    what a file may hold.
    """
    several = [acknowledgments] if isinstance(acknowledgments, Acknowledgment) else [*acknowledgments]
    known, extra = [receipts] if isinstance(receipts, Receipt) else [*receipts], [*sent]
    found = [finding for one in several for finding in (*_noticed(one), *locate(one, known, tables=tables))]
    batches = [one for one in several if isinstance(one, ClaimAcknowledgment)]
    if known or extra:
        found += _against_sent(batches, known, extra)
    return found


def _noticed(one: Acknowledgment) -> Iterator[Finding]:
    yield from one.noticed
    if isinstance(one, ClaimAcknowledgment):
        yield from (finding for claim in one.claims for finding in claim.noticed)


def locate(acknowledgment: Acknowledgment, receipts: Receipt | Iterable[Receipt], *, tables: CodeTables = SHIPPED) -> list[Finding]:
    """What an acknowledgment says is wrong, led back: claim, line, loop and path; then every claim that is lost through no fault of its own.

    Where several receipts have the same numbers, the last one counts. What leads nowhere is told as far as the acknowledgment knows.
    """
    known = [receipts] if isinstance(receipts, Receipt) else [*receipts]
    if isinstance(acknowledgment, InterchangeAcknowledgment):
        return [*of_interchange(acknowledgment, tables), *_lost_files(acknowledgment, known)]
    if isinstance(acknowledgment, ImplementationAcknowledgment):
        return [*_in_group(acknowledgment, known, tables), *of_result(acknowledgment, tables)]
    return [*of_batch(acknowledgment, tables), *_in_batch(acknowledgment, known, tables)]


# ---- TA1

def _same(one: str, other: str) -> bool:
    return one.strip().lstrip("0") == other.strip().lstrip("0")


def _lost_files(one: InterchangeAcknowledgment, receipts: Sequence[Receipt]) -> Iterator[Finding]:
    if one.rejected:
        what = f"interchange {one.control_number}"
        for receipt in [each for each in receipts if _same(each.interchange_control_number, one.control_number)][-1:]:
            yield from (_lost(claim, what, one.position) for claim in receipt.claims)


def _lost(claim: SentClaim, what: str, position: int) -> Finding:
    number = claim.patient_control_number
    return Finding("A208", Severity.ERROR, f"claim {number} was never received: {what} is rejected, nothing is said against the claim",
                   fix=_AS_IT_IS, claim=number, position=position, **_IN_SUBMISSION)


# ---- 999

def _in_group(one: ImplementationAcknowledgment, receipts: Sequence[Receipt], tables: CodeTables) -> Iterator[Finding]:
    blamed = set()
    for answer in one.transaction_sets:
        sent = next(filter(None, (receipt.find(one.control_number, answer.control_number) for receipt in reversed(receipts))), None)
        if answer.rejected or not one.rejected:
            blamed.add(answer.control_number.lstrip("0"))
        yield from _in_set(answer, sent, tables)
        if sent is None and receipts:
            yield Finding("A211", Severity.WARNING, f"transaction set {answer.control_number} of group {one.control_number} is in no receipt",
                          fix="Find what was sent under these numbers", position=answer.position, **_IN_SUBMISSION)
    if one.rejected:
        for receipt in [each for each in receipts if any(_same(sent.group_control_number, one.control_number) for sent in each.sets)][-1:]:
            for sent in receipt.sets:
                if _same(sent.group_control_number, one.control_number) and sent.control_number.lstrip("0") not in blamed:
                    yield from (_lost(claim, f"group {one.control_number}", one.position) for claim in sent.claims)


def _in_set(answer: TransactionSetAcknowledgment, sent: SentSet | None, tables: CodeTables) -> Iterator[Finding]:
    """Its findings with their places; then, if it is rejected, the claims that nothing is said against."""
    if sent is None:
        yield from of_set(answer, tables=tables)
        return
    off = counted_off(answer, sent)
    found = [*of_set(answer, lambda _, error: _place(sent, error, off), tables)]
    found += [odd for error in answer.errors for odd in _oddities(answer, sent, error, off)]
    yield from found
    if off:
        what = f"the receiver counts its segments {_apart(off)} than they were sent; its errors are led back by that"
        yield Finding("A214", Severity.WARNING, f"transaction set {answer.control_number}: {what}", fix="Look whether the places fit",
                      position=answer.position, **_IN_SUBMISSION)
    if answer.rejected:
        blamed = {finding.claim for finding in found}
        yield from (_lost(claim, f"transaction set {answer.control_number}", answer.position)
                    for claim in sent.claims if claim.patient_control_number not in blamed)


def _apart(off: int) -> str:
    return f"{abs(off)} {'lower' if off > 0 else 'higher'}"


def counted_off(answer: TransactionSetAcknowledgment, sent: SentSet) -> int:
    """What is to be added to the receiver's positions: 0, unless they lead to other segments and one other way of counting fits them all.

    Some receivers count from 0, or count the ISA and the GS too.
    """
    told = [error for error in answer.errors if error.position is not None and error.code not in _MISSING]
    if not told or any(_fits(sent, error, 0) for error in told):
        return 0
    others = [off for off in _COUNTED_OTHERWISE if all(_fits(sent, error, off) for error in told)]
    return others[0] if len(others) == 1 else 0


def _fits(sent: SentSet, error: SegmentError, off: int) -> bool:
    """Whether the segment there is the one that is meant; a claim or, where the count is not the usual one, a loop that is named must be it too."""
    here = sent.place((error.position or 0) + off)
    if here is None or here.segment != error.segment:
        return False
    strange = error.claim is not None and here.claim not in (None, error.claim) and error.claim in {one.patient_control_number for one in sent.claims}
    return not strange and (not off or error.loop in ("", here.loop))


def _place(sent: SentSet, error: SegmentError, off: int = 0) -> SentPlace | None:
    """What the segment was written from. One that is missing lies between two places: what these have in common."""
    position = (error.position or 0) + off
    here, before = sent.place(position), sent.place(position - 1)
    if error.code not in _MISSING:
        return here if here is not None and here.segment == error.segment else None
    if here is None or before is None:
        return None
    claim = here.claim if here.claim == before.claim else None
    line = here.service_line if claim is not None and here.service_line == before.service_line else None
    return SentPlace(error.segment, here.loop if here.loop == before.loop else "", claim, line)


def _oddities(answer: TransactionSetAcknowledgment, sent: SentSet, error: SegmentError, off: int) -> Iterator[Finding]:
    here = sent.place((error.position or 0) + off)
    where = f"transaction set {answer.control_number}, segment {error.position or '?'}"
    if here is not None and here.segment == error.segment and here.claim and error.claim and here.claim != error.claim:
        yield Finding("A209", Severity.WARNING, f"{where} was written for claim {here.claim}, the acknowledgment names claim {error.claim}",
                      fix="Look at both", claim=here.claim, position=error.read_at, **_IN_SUBMISSION)
    if error.code in _MISSING or (here is not None and here.segment == error.segment):
        return
    what = f"was sent as {here.segment}, the acknowledgment speaks of another segment" if here is not None else "is none that was sent"
    yield Finding("A210", Severity.WARNING, f"{where} {what}", fix="Ask the receiver whether the file was changed on its way", position=error.read_at,
                  **_IN_SUBMISSION)


# ---- 277CA

def _sets_of(one: ClaimAcknowledgment, receipts: Iterable[Receipt]) -> list[SentSet]:
    return [sent for receipt in receipts for sent in receipt.sets if one.batch_id and sent.batch_id.strip() == one.batch_id]


def _key(number: str) -> str:
    return number.strip().upper()


def _in_batch(one: ClaimAcknowledgment, receipts: Sequence[Receipt], tables: CodeTables) -> Iterator[Finding]:
    """Every claim's reasons with line and path; then, if the batch is rejected as a whole, the claims of it that are not listed."""
    sets = _sets_of(one, receipts)
    written = {_key(claim.patient_control_number): (places.get(claim.patient_control_number, []), claim)
               for sent in sets for places in [_by_claim(sent)] for claim in sent.claims}
    for claim in one.claims:
        found = written.get(_key(claim.patient_control_number))
        yield from of_claim(claim, tables=tables) if found is None else _of_sent(claim, *found, tables)
    if tables.rejects(one.statuses):
        for lost in _unlisted([each for sent in sets for each in sent.claims], [one]):
            number = lost.patient_control_number
            yield Finding("A310", Severity.ERROR, f"claim {number} is rejected with the whole of batch {one.batch_id}", fix=_AS_IT_IS, claim=number,
                          position=one.position, **_IN_SUBMISSION)


def _by_claim(sent: SentSet) -> dict[str | None, list[SentPlace]]:
    """Its places, those of each claim together."""
    found: dict[str | None, list[SentPlace]] = {}
    for place in sent.places:
        found.setdefault(place.claim, []).append(place)
    return found


def _of_sent(claim: ClaimStatus, places: Sequence[SentPlace], source: SentClaim, tables: CodeTables) -> Iterator[Finding]:
    count = max((place.service_line or 0 for place in places), default=0)
    numbers = source.line_control_numbers if len(source.line_control_numbers) == count else ()       # else some line has none: no telling which
    lines = {number: at for at, number in enumerate(numbers, 1)}
    for finding in of_claim(claim, lambda number: lines.get(number or ""), tables):
        yield attrs.evolve(finding, path=_path(places, finding))


def _path(places: Sequence[SentPlace], finding: Finding) -> str | None:
    """The one path in the claim that loop and element lead to; None where they lead to several or none."""
    if not (finding.claim and finding.loop and finding.element):
        return None
    element = finding.element
    paths = {place.path for place in places
             if place.loop == finding.loop and element.startswith(place.segment)
             and finding.service_line in (None, place.service_line)}
    return field_path(paths.pop(), element) or None if len(paths) == 1 else None


def unaccounted(acknowledgment: ClaimAcknowledgment, receipt: Receipt | Iterable[Receipt], sent: Iterable[Sent] = ()) -> list[Finding]:
    """Claims that were sent in the batch it answers and that it does not list, each a finding; `sent` are more of them, without receipt.

    Empty where the receipt has no such batch, and where the batch was rejected as a whole: then its claims are lost, not missing.
    """
    known = [receipt] if isinstance(receipt, Receipt) else [*receipt]
    if acknowledgment.rejected:
        return []
    claims: list[Sent] = [*(claim for one in _sets_of(acknowledgment, known) for claim in one.claims), *sent]
    return [_unheard(claim, acknowledgment) for claim in _unlisted(claims, [acknowledgment])]


def _unlisted(claims: Sequence[Sent], batches: Iterable[ClaimAcknowledgment]) -> list[Sent]:
    """Each listing accounts for one sending: a number that was sent twice must be listed twice."""
    listed = Counter(_key(claim.patient_control_number) for one in batches for claim in one.claims)
    missing = []
    for claim in claims:
        key = _key(claim.patient_control_number)
        if listed[key]:
            listed[key] -= 1
        else:
            missing.append(claim)
    return missing


def _unheard(claim: Sent, one: ClaimAcknowledgment | None) -> Finding:
    number = claim.patient_control_number
    where = f"was sent in batch {one.batch_id} and is not in its acknowledgment" if one is not None else "was sent and is in no acknowledgment"
    return Finding("A321", Severity.ERROR, f"claim {number} {where}", fix="Ask the receiver for it; send it again if it never arrived", claim=number,
                   position=one.position if one is not None else None, **_TO_FOLLOW)


def _against_sent(batches: Sequence[ClaimAcknowledgment], receipts: Sequence[Receipt], extra: Sequence[Sent]) -> Iterator[Finding]:
    together: dict[tuple[str, str, str], list[ClaimAcknowledgment]] = {}
    for one in batches:
        together.setdefault((one.batch_id, one.source_role, one.source.payer_id if one.source else ""), []).append(one)
    for answers in together.values():
        first = answers[0]
        sets = _sets_of(first, receipts)
        listed = {_key(claim.patient_control_number) for one in answers for claim in one.claims}
        more = extra if len(together) == 1 else [claim for claim in extra if _key(claim.patient_control_number) in listed]
        mine: list[Sent] = [*(claim for sent in sets for claim in sent.claims), *more]
        if receipts and not sets:
            yield Finding("A324", Severity.WARNING, f"batch {first.batch_id or 'without a number'} is in no receipt",
                          fix="Find what was sent under this number", position=first.position, **_IN_SUBMISSION)
        if sets or extra:
            yield from _compared(answers, mine)
        if not any(one.rejected for one in answers):
            yield from (_unheard(claim, first) for claim in _unlisted(mine, answers))
    if len(together) != 1:                      # where there is one batch, they were held against that
        yield from (_unheard(claim, None) for claim in _unlisted(extra, batches))


def _compared(answers: Sequence[ClaimAcknowledgment], mine: Sequence[Sent]) -> Iterator[Finding]:
    """The totals that are told, and every claim's charge, against what was sent."""
    if len(answers) == 1:
        yield from _totals(answers[0], mine)
    charges = {_key(claim.patient_control_number): claim.charge for claim in mine}
    for one in answers:
        for claim in one.claims:
            yield from _one_compared(claim, charges)


def _one_compared(claim: ClaimStatus, charges: dict[str, Decimal]) -> Iterator[Finding]:
    number, told = claim.patient_control_number, claim.charge
    charge = charges.get(_key(number))
    if charge is None:
        yield Finding("A322", Severity.WARNING, f"claim {number or 'without a number'} is acknowledged and was never sent", claim=number or None,
                      fix="Find where it was sent from", position=claim.position, **_IN_SUBMISSION)
    elif told is not None and told != charge:
        yield Finding("A323", Severity.WARNING, f"claim {number} was sent with a charge of {charge}, the acknowledgment says {told}", claim=number,
                      fix="Ask the receiver which claim is meant", level="claim", expected=charge, found=told, position=claim.position, **_TO_FOLLOW)


def _totals(one: ClaimAcknowledgment, mine: Sequence[Sent]) -> Iterator[Finding]:
    """Accepted and rejected together must be what was sent."""
    totals = one.totals
    sides = [(totals.accepted_count, totals.accepted_amount), (totals.rejected_count, totals.rejected_amount)]
    counts, amounts = [count for count, _ in sides if count is not None], [amount for _, amount in sides if amount is not None]
    pairs = [("claims", Decimal(sum(counts)), Decimal(len(mine)))] if counts else []
    if amounts:
        pairs.append(("dollars", sum(amounts, ZERO), sum((claim.charge for claim in mine), ZERO)))
    for what, told, expected in pairs:
        if told != expected:
            yield Finding("A313", Severity.WARNING, f"batch {one.batch_id} accounts for {told} {what}, {expected} were sent", level="batch",
                          expected=expected, found=told, fix="Look for the claims that are missing", position=one.position, **_TO_FOLLOW)
