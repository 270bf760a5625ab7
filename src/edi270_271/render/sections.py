"""What stands below the figures: the estimate's steps, other payers, limits, exclusions, services that others answer for, hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.others import is_in_force
from edi270_271.answers.question import Question, places
from edi270_271.render import words
from edi270_271.render.basis import span
from edi270_271.render.tasks import party_of
from edi270_271.render.teller import for_people, kind_of_plan, service, services
from edi270_271.render.tiles import limit_text
from edi270_271.render.view import Listing, Table
from edi_claims import VisitShare
from edi_claims.codes import BENEFIT_KIND, PLACE_OF_SERVICE
from edi_claims.pages.shown import called, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi270_271.render.teller import Teller
    from edi_claims import Benefit, CoverageAnswer, OtherPayer, PatientShare, ShareStep


def sections_of(answer: CoverageAnswer, share: PatientShare | VisitShare | None, teller: Teller) -> Iterator[Table | Listing]:
    """Only those that have anything to say."""
    if share is not None:
        yield _steps(share, teller)
    if answer.other_payers:
        yield _others(answer, teller)
    said = (
        Listing(words.LIMITS, tuple(limit_text(one, teller) for one in answer.limits)),
        Listing(words.EXCLUSIONS, tuple(_exclusion(row, teller) for row in answer.exclusions)),
        Listing(words.ELSEWHERE, tuple(_elsewhere(answer, teller))),
        Listing(words.HINTS, tuple(f"{hint[:1].upper()}{hint[1:]}" for hint in map(clean, answer.hints)), words.HINTS_NOTE))
    yield from (one for one in said if one.items)


# ---- the estimate

def _steps(share: PatientShare | VisitShare, teller: Teller) -> Table:
    rows, reasons = [], share.reasons
    if isinstance(share, VisitShare):
        for line in share.lines:
            where = f"Line {line.service_line}, {clean(str(line.procedure))}: "
            if line.share is None:
                rows.append((f"{where}{words.NO_FEE.lower()}", "", ""))
            else:
                rows += [_step(step, where, teller) for step in line.share.steps] or [(f"{where}nothing", teller.money(line.share.high), "")]
                reasons += tuple(f"line {line.service_line}: {reason}" for reason in line.share.reasons)
    else:
        rows = [_step(step, "", teller) for step in share.steps]
    return Table(words.STEPS, ("Step", "Amount", "How"), tuple(rows), frozenset({1}), ("Estimated share", teller.between(share.low, share.high), ""),
                 " ".join(f"{reason[:1].upper()}{reason[1:]}." for reason in map(for_people, dict.fromkeys(reasons))))


def _step(one: ShareStep, where: str, teller: Teller) -> tuple[str, str, str]:
    name = words.STEP_NAMES.get(one.name, one.name)
    return f"{where}{name.lower()}" if where else name, teller.between(one.low, one.high), clean(one.reason)


# ---- others

def _others(answer: CoverageAnswer, teller: Teller) -> Table:
    question = Question(answer.on, answer.service_type, answer.in_network)
    rows = ((teller.payer(one), words.ORDERS.get(one.order, clean(one.order)), kind_of_plan(one.insurance_type), services(one.service_types),
             span(one.begins, one.ends), "yes" if is_in_force(one, question) else "no", _number(one, teller), teller.telephone(one.payer.contacts))
            for one in answer.other_payers)
    return _without_empty(Table(words.OTHERS, ("Payer", "Order", "Kind", "Covers", "Period", "On the day", "Member id there", "Call"), tuple(rows)))


def _number(one: OtherPayer, teller: Teller) -> str:
    return ", ".join(teller.discretion.number(reference.value) for reference in one.payer.references if reference.qualifier == "1W")


def _without_empty(table: Table) -> Table:
    """The table without the columns that hold nothing."""
    kept = [at for at in range(len(table.heads)) if any(row[at] for row in table.rows)]
    return Table(table.heading, tuple(table.heads[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in table.rows))


def _elsewhere(answer: CoverageAnswer, teller: Teller) -> Iterator[str]:
    for one in answer.carve_outs:
        who = ", ".join(filter(None, party_of(one, teller)))
        yield f"{services(one.service_types)}: {who}"


def _exclusion(row: Benefit, teller: Teller) -> str:
    """What is not covered, where, and by which message."""
    kind = "" if row.kind == "I" else f" ({called(BENEFIT_KIND, row.kind).lower()})"
    where = ", ".join(called(PLACE_OF_SERVICE, code) for code in sorted(places(row)))
    message = " ".join(map(clean, row.messages))
    if message:
        message = words.MESSAGE_HIDDEN if teller.discretion.mask else words.MESSAGE.format(text=message)
    what = ", ".join(map(service, row.service_types)) or "What was asked"
    return "; ".join(filter(None, (what + kind, f"only at: {where}" if where else "", message)))
