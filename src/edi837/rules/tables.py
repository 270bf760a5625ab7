"""What a practice knows of codes and payers, as data that it keeps: the library ships no licensed code list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

import attrs

from edi_claims.codes import PLACE_OF_SERVICE, PlaceRow


@attrs.frozen
class Policy:
    """Which diagnoses support a procedure: a payer's coverage policy, as the practice keeps it."""

    procedures: tuple[str, ...] = attrs.field(converter=tuple)
    """Codes, or patterns such as `9300*`."""
    diagnoses: tuple[str, ...] = attrs.field(converter=tuple)
    """Codes without dots, or patterns such as `R07*`; one of those that the line points to must match."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Empty: every payer."""


@attrs.frozen
class ModifierRule:
    """A modifier that a payer wants when services meet on one day, such as 25 on a visit beside a procedure."""

    procedures: tuple[str, ...] = attrs.field(converter=tuple)
    """Codes or patterns of the service that needs it."""
    modifiers: tuple[str, ...] = attrs.field(converter=tuple)
    """One of these is enough."""
    beside: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Codes or patterns of the other service of that day; empty: always."""
    places: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Places of service; empty: any."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Empty: every payer."""


@attrs.frozen
class Approval:
    """An authorization that a payer granted."""

    number: str
    begins: date | None = None
    ends: date | None = None
    procedures: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Codes or patterns; empty: any."""
    units: Decimal | None = None
    """How many are left; None: not limited, or not known."""


@attrs.frozen
class CodeTables:
    """What a practice knows of codes and payers. The library ships no licensed code lists: what is empty or None checks nothing."""

    policies: tuple[Policy, ...] = attrs.field(default=(), converter=tuple)
    modifier_rules: tuple[ModifierRule, ...] = attrs.field(default=(), converter=tuple)
    approvals: tuple[Approval, ...] = attrs.field(default=(), converter=tuple)
    diagnoses: Collection[str] | None = attrs.field(default=None, repr=False)
    """Every billable diagnosis code, without dots."""
    procedures: Collection[str] | None = attrs.field(default=None, repr=False)
    """Every billable procedure code."""
    places: Mapping[str, PlaceRow] = attrs.field(default=PLACE_OF_SERVICE, repr=False)


def matches(code: str, patterns: tuple[str, ...]) -> bool:
    """Whether a code is one of these, or has the form of one."""
    return any(fnmatchcase(code, pattern) for pattern in patterns)
