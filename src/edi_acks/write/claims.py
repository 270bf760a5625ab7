"""277CA: the levels from source to claim as segments, in the order of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_acks.write.back import restore
from edi_acks.write.syntax import clock
from edi_x12.elements import amount_text, day_text, period_format
from edi_x12.parties import name_segment, provider_segment, reference_segment
from edi_x12.writer import compose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from edi_acks.nouns import ClaimAcknowledgment, ClaimStatus, LineStatus, ProviderAcknowledgment, Status, Totals
    from edi_claims import DateRange, Person, Procedure
    from edi_x12.delimiters import Delimiters
    from edi_x12.writer import Segment

_MOST = 3
"""Statuses of one STC."""
_MODIFIERS = 4
_OF_BATCH = ("90", "AA")
_OF_PROVIDER = ("QA", "QC")


def batch_segments(one: ClaimAcknowledgment, _: Delimiters) -> list[Segment]:
    """BHT and the levels below it."""
    day, time = (day_text(one.created), clock(one.created)) if one.created is not None else ("", "")
    out: list[Segment] = [("ST",), ("BHT", "0085", "08", one.reference, day, time, "TH"), *_source(one), *_batch(one)]
    number = 2
    for provider in one.providers:
        above = 2
        if not _is_implied(provider, first=number == 2):                # noqa: PLR2004 - the source's and the batch's are 1 and 2
            number += 1
            above = number
            out += _provider(provider, number)
        for claim in provider.claims:
            number += 1
            out += _claim(claim, number, above)
    return restore(out, one.unread)[1:]


def _is_implied(one: ProviderAcknowledgment, *, first: bool) -> bool:
    """Whether its claims stood under no provider's level."""
    told = (one.provider, one.trace_number, one.statuses, one.references, one.unread)
    return first and bool(one.claims) and not any(told)


def _source(one: ClaimAcknowledgment) -> list[Segment]:
    """2000A."""
    out: list[Segment] = [("HL", "1", "", "20", "1")]
    if one.source is not None:
        payer = one.source
        out.append(name_segment(one.source_role, payer.name, payer.id_qualifier if payer.payer_id else "", payer.payer_id))
    if one.receipt_number:
        out.append(("TRN", "1", one.receipt_number))
    return out + date_segments(one.dates)


def _batch(one: ClaimAcknowledgment) -> list[Segment]:
    """2000B."""
    out: list[Segment] = [("HL", "2", "1", "21", "1" if one.providers else "0")]
    if one.submitter is not None:
        number = one.submitter.party_id or one.submitter.interchange_id
        out.append(name_segment("41", one.submitter_name or one.submitter.name, "46" if number else "", number))
    if one.batch_id:
        out.append(("TRN", "2", one.batch_id))
    out += status_segments(one.statuses)
    out += [reference_segment(each) for each in one.references]
    return out + _totals(one.totals, _OF_BATCH)


def _provider(one: ProviderAcknowledgment, number: int) -> list[Segment]:
    """2000C."""
    out: list[Segment] = [("HL", str(number), "2", "19", "1" if one.claims else "0")]
    if one.provider is not None:
        out.append(provider_segment("85", one.provider))
    if one.trace_number:
        out.append(("TRN", "1", one.trace_number))
    out += status_segments(one.statuses)
    out += [reference_segment(each) for each in one.references]
    return restore(out + _totals(one.totals, _OF_PROVIDER), one.unread)


def _claim(one: ClaimStatus, number: int, above: int) -> list[Segment]:
    """2000D."""
    out: list[Segment] = [("HL", str(number), str(above), "PT")]
    if one.patient is not None:
        out.append(person_segment(one.patient_role, one.patient))
    if one.patient_control_number:
        out.append(("TRN", "2", one.patient_control_number))
    out += status_segments(one.statuses)
    out += [("REF", kind, text) for kind, text in (("1K", one.payer_control_number), ("D9", one.clearinghouse_number)) if text]
    out += [reference_segment(each) for each in one.references]
    out += date_segments(one.dates)
    for line in one.line_statuses:
        out += line_segments(line)
    return restore(out, one.unread)


def person_segment(role: str, who: Person) -> Segment:
    """NM1 of a patient or a subscriber."""
    return name_segment(role, who.name, *((who.identifier.qualifier, who.identifier.value) if who.identifier else ()))


def line_segments(one: LineStatus) -> list[Segment]:
    """2220D."""
    amounts = number_text(one.charge), number_text(one.paid)
    out: list[Segment] = [("SVC", procedure_text(one.procedure), *amounts, one.revenue_code, "", "", number_text(one.units))]
    out += status_segments(one.statuses)
    if one.line_control_number:
        out.append(("REF", "FJ", one.line_control_number))
    out += [reference_segment(each) for each in one.references]
    return restore(out + date_segments(one.dates), one.unread)


def procedure_text(done: Procedure | None) -> str:
    """SVC01."""
    if done is None:
        return ""
    modifiers = (*done.modifiers, *("",) * (_MODIFIERS - len(done.modifiers))) if done.description else done.modifiers
    return compose((done.qualifier, done.code, *modifiers, done.description))


# ---- what several levels have

def status_segments(statuses: Sequence[Status]) -> list[Segment]:
    """An STC each, but for those that were read from one."""
    out: list[Segment] = []
    run: list[Status] = []
    for one in statuses:
        if run and not (one.position and one.position == run[0].position and len(run) < _MOST):
            out.append(_status(run))
            run = []
        run.append(one)
    return [*out, _status(run)] if run else out


def _status(run: list[Status]) -> Segment:
    first, *more = [compose((one.category, one.code, one.entity, one.code_list)) for one in run]
    one = run[0]
    return ("STC", first, _day(one.on), one.action, number_text(one.amount), number_text(one.paid), _day(one.finalized_on), one.payment_method,
            _day(one.paid_on), one.check_number, *[*more, "", ""][:2], one.message)


def _totals(totals: Totals, kinds: tuple[str, str]) -> list[Segment]:
    counts = zip(kinds, (totals.accepted_count, totals.rejected_count), strict=True)
    amounts = (("YU", totals.accepted_amount), ("YY", totals.rejected_amount))
    return [*(("QTY", kind, str(count)) for kind, count in counts if count is not None),
            *(("AMT", kind, amount_text(amount)) for kind, amount in amounts if amount is not None)]


def date_segments(days: Mapping[str, date | DateRange]) -> list[Segment]:
    """DTP."""
    return [("DTP", kind, *period_format(when)) for kind, when in days.items()]


def number_text(number: Decimal | None) -> str:
    """An amount or a quantity; empty where there is none."""
    return "" if number is None else amount_text(number)


def _day(on: date | None) -> str:
    return "" if on is None else day_text(on)
