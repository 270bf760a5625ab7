"""What a response says went wrong: a refused question has the root cause and the owner that a rejected or denied claim would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_claims import Finding, Owner, RootCause, Severity
from edi_claims.codes import AAA_FOLLOW_UP, AAA_REASON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import EligibilityResponse, Rejection


def _warning(code: str, message: str, fix: str, path: str, **more: Any) -> Finding:
    return Finding(code, Severity.WARNING, message, fix=fix, path=path, **{"root_cause": RootCause.ELIGIBILITY, "owner": Owner.FRONT_DESK, **more})


LOOPS = {"source": "2100A", "receiver": "2100B", "subscriber": "2100C", "dependent": "2100D", "benefit": "2110"}


def _rejected(one: Rejection, path: str) -> Finding:
    row, again = AAA_REASON.get(one.reason), AAA_FOLLOW_UP.get(one.follow_up)
    wait = f"; {again.label.lower()}" if again is not None else ""
    what = f"{row.label} (AAA {one.reason}, {one.level})" if row is not None else f"an AAA code that is in no table ({one.level})"
    return Finding(
        "E201", Severity.ERROR, f"not answered: {what}{wait}",
        fix=row.fix if row else "look the code up in the payer's guide", root_cause=row.root_cause if row else RootCause.UNRESOLVED,
        owner=row.owner if row else Owner.BILLING, loop=LOOPS.get(one.level), element="AAA03", path=path, position=one.position)


def questions_are_answered(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """Every AAA, with who acts on it."""
    for at, one in enumerate(response.rejections):
        yield _rejected(one, f"rejections[{at}]")
    for row_at, row in enumerate(response.benefits):
        for at, one in enumerate(row.rejections):
            yield _rejected(one, f"benefits[{row_at}].rejections[{at}]")


def payer_changed_nothing(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """INS03 and INS04."""
    if response.maintenance == ("001", "25"):
        yield _warning("E202", "the payer corrected what was asked: the name, the id or the birth date on file is not the payer's",
                       "take over the payer's, or the claim is rejected", "patient", element="INS04", position=response.position)


def trace_came_back(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """TRN*2."""
    if not response.trace_number:
        yield _warning("E203", "the number of the inquiry was not returned", "match the response by payer and member", "traces", element="TRN01",
                       position=response.position, root_cause=RootCause.SUBMISSION, owner=Owner.BILLING)


def rows_were_read(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """Benefits that could not be read may be the ones that matter."""
    count = sum(one.segment_id == "EB" for one in response.unread)
    if count:
        yield _warning("E204", f"{count} benefit rows could not be read: an answer may miss what they say", "see the unread segments", "unread",
                       loop="2110", position=response.position, root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING)
