"""Codes that a payer changed: downcoded, bundled into another line, or one service divided into several."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims.codes import CARC
from edi_claims.codes.rows import AmountKind
from edi_claims.common import ZERO, Procedure

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from edi_claims.adjudication import ClaimPayment, ServicePayment
    from edi_claims.codes.rows import CarcRow


class Change(StrEnum):
    """How what was decided differs from what was billed."""

    DOWNCODED = "downcoded"
    """A lesser service of the same kind was paid: disputed by the record."""
    UPCODED = "upcoded"
    RECODED = "recoded"
    """Another code, or other modifiers, and no telling which is more."""
    BUNDLED = "bundled"
    """Nothing is paid: another service's payment is said to include it."""
    UNBUNDLED = "unbundled"
    """One billed service, such as a panel, came back as several lines."""


@attrs.frozen
class Bundle:
    """Lines of one claim that a payer put together, or made from one."""

    change: Change
    """`bundled` or `unbundled`."""
    lines: tuple[int, ...]
    """Service lines of the claim payment, counted from 1, in order."""
    charge: Decimal
    """What was billed for all of them, dollars."""
    paid: Decimal
    """What was paid for all of them, dollars."""
    procedure: Procedure | None = None
    """Unbundled: what was billed. Bundled: what the others went into; None where the payer does not say."""
    paid_line: int | None = None
    """Bundled: the line that carries the payment; None where it cannot be told."""


LEVELS = (("99202", "99205"), ("99211", "99215"), ("99221", "99223"), ("99231", "99233"), ("99234", "99236"), ("99242", "99245"), ("99252", "99255"),
          ("99281", "99285"), ("99304", "99306"), ("99307", "99310"), ("99341", "99345"), ("99347", "99350"))
"""Evaluation and management codes whose number rises with the level, first and last of each family."""
_LEVEL_UNSUPPORTED = "150"


def change_of(line: ServicePayment, among: Iterable[ServicePayment] = (), carc: Mapping[str, CarcRow] = CARC) -> Change | None:
    """How a line differs from what was billed; None where it does not.

    One line alone does not show that a service was divided: `among` are the lines of its claim.
    """
    if _bundled_reason(line, carc):
        return Change.BUNDLED
    billed, decided = line.submitted_procedure, line.procedure
    if billed is None or (billed.code == decided.code and sorted(billed.modifiers) == sorted(decided.modifiers)):
        return None
    if len({one.procedure.code for one in among if _origin(one) == _origin(line)}) > 1:
        return Change.UNBUNDLED
    if any(one.reason == _LEVEL_UNSUPPORTED for one in line.adjustments):
        return Change.DOWNCODED
    return next((Change.DOWNCODED if decided.code < billed.code else Change.UPCODED for first, last in LEVELS
                 if first <= decided.code <= last and first <= billed.code <= last and decided.code != billed.code), Change.RECODED)


def bundles(claim: ClaimPayment, carc: Mapping[str, CarcRow] = CARC) -> tuple[Bundle, ...]:
    """The lines of a claim that belong together, those divided from one service first, then those put into one.

    Divided: several codes for the same billed code (SVC06) of the same submitted line (REF*6R) or day. Put together: lines of nothing with a
    bundling reason, with the paid line whose code they name, or with the only paid line that there is.
    """
    return (*_unbundled(claim), *_bundled(claim, carc))


# ---- one service in several lines

def _origin(line: ServicePayment) -> Hashable:
    """What line and code of the claim a line comes from."""
    place = line.line_control_number or str(line.service_date or line.service_period)
    return place, line.submitted_procedure


def _unbundled(claim: ClaimPayment) -> list[Bundle]:
    several: dict[Hashable, list[int]] = defaultdict(list)
    for number, line in enumerate(claim.services, 1):
        if line.submitted_procedure is not None and line.submitted_procedure.code != line.procedure.code:
            several[_origin(line)].append(number)
    return [_bundle(Change.UNBUNDLED, claim, numbers, claim.services[numbers[0] - 1].submitted_procedure) for numbers in several.values()
            if len({claim.services[number - 1].procedure.code for number in numbers}) > 1]


# ---- several services in one line

def _bundled(claim: ClaimPayment, carc: Mapping[str, CarcRow]) -> list[Bundle]:
    paid = [number for number, line in enumerate(claim.services, 1) if line.paid]
    into: dict[int | None, list[int]] = defaultdict(list)
    for number, line in enumerate(claim.services, 1):
        if _bundled_reason(line, carc):
            into[_carrier(claim, line, paid)].append(number)
    return [_bundle(Change.BUNDLED, claim, sorted([*numbers, *([] if carrier is None else [carrier])]),
                    None if carrier is None else claim.services[carrier - 1].procedure, carrier) for carrier, numbers in into.items()]


def _carrier(claim: ClaimPayment, line: ServicePayment, paid: list[int]) -> int | None:
    """The paid line that a bundled one went into: the payer repeats its code in SVC01 of each line that it took in."""
    named = [number for number in paid if line.submitted_procedure is not None and claim.services[number - 1].procedure.code == line.procedure.code]
    for found in (named, paid):
        if len(found) == 1:
            return found[0]
    return None


def _bundled_reason(line: ServicePayment, carc: Mapping[str, CarcRow]) -> bool:
    """Whether a line is paid nothing because another one includes it."""
    return not line.paid and any(one.amount and one.group != "PR" and (row := carc.get(one.reason)) is not None
                                 and row.amount_kind is AmountKind.BUNDLED for one in line.adjustments)


def _bundle(change: Change, claim: ClaimPayment, numbers: list[int], procedure: Procedure | None, carrier: int | None = None) -> Bundle:
    lines = [claim.services[number - 1] for number in numbers]
    return Bundle(change, tuple(numbers), sum((line.charge for line in lines), ZERO), sum((line.paid for line in lines), ZERO), procedure, carrier)
