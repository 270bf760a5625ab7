"""The payers that a claim tells of besides the one that it is billed to: what is written to 2320 and what the rules look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Claim, Coverage, PriorAdjudication


class OtherPayer(NamedTuple):
    """One of them: its coverage as it is written, what it decided, and where the coverage is in the claim."""

    coverage: Coverage
    told: PriorAdjudication | None
    """None where it said nothing."""
    path: str


def other_payers(claim: Claim, billed: Coverage | None) -> Iterator[OtherPayer]:
    """Every payer but the one that is billed, in the order of the coverages; then those that only a decision names.

    A decision whose coverage is described in other words than the claim's own is believed: it is what that payer goes by.
    """
    left = list(enumerate(claim.prior_adjudications))
    for at, cover in enumerate(claim.coverages):
        if cover is billed:
            continue
        said = next((one for one in left if one[1].coverage == cover), None) or next(
            (one for one in left if _is_about(one[1], cover) and one[1].coverage not in claim.coverages), None)
        if said is None:
            yield OtherPayer(cover, None, f"coverages[{at}]")
        else:
            left.remove(said)
            number, told = said
            yield OtherPayer(told.coverage, told, f"coverages[{at}]" if told.coverage == cover else f"prior_adjudications[{number}].coverage")
    for number, told in left:
        yield OtherPayer(told.coverage, told, f"prior_adjudications[{number}].coverage")


def _is_about(told: PriorAdjudication, cover: Coverage) -> bool:
    """Whether a decision is of this coverage's payer, though the coverage was described in other words."""
    other = told.coverage
    return other.sequence == cover.sequence and other.payer.payer_id == cover.payer.payer_id
