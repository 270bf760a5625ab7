"""What a practice knows of codes and payers, as data that it keeps: the library ships no licensed code list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from edi837.rules.requirements import COMPONENTS, ORDERED, ByReport, Enrollment, FactRule, ProviderRule
from edi837.rules.rows import (
    NEW_PATIENT,
    PERSON_LIMITS,
    UNLISTED,
    AddOn,
    Approval,
    DrugRule,
    ModifierRule,
    PairEdits,
    PersonLimit,
    Policy,
    UnitLimit,
    Validity,
    texts,
)
from edi_claims.codes import PLACE_OF_SERVICE, PlaceRow
from edi_claims.codes.icd10cm import SHIPPED, Release, release_on

if TYPE_CHECKING:
    from edi_claims import Coverage

R = TypeVar("R")

_REMEMBERED = 2048
"""Codes whose rows are remembered."""

__all__ = ["AddOn", "Approval", "CodeTables", "DrugRule", "ModifierRule", "PairEdits", "PersonLimit", "Policy", "UnitLimit", "Validity", "concerns",
           "matches"]


class ByCode(Generic[R]):
    """Rows by the codes they are for: looking one up does not go through them all."""

    def __init__(self, rows: Iterable[R], codes: Callable[[R], Iterable[str]]) -> None:
        """Sort rows into those for codes and those for patterns."""
        self._exact: dict[str, list[R]] = {}
        self._patterns: list[tuple[str, R]] = []
        for row in rows:
            for code in codes(row):
                if _is_pattern(code):
                    self._patterns.append((code, row))
                else:
                    self._exact.setdefault(code, []).append(row)
        self._known: dict[str, tuple[R, ...]] = {}

    def of(self, code: str) -> tuple[R, ...]:
        """The rows for a code; one may come twice. They are remembered: a practice uses few codes, and each of them often."""
        found = self._known.get(code)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[code] = (
                *self._exact.get(code, ()), *(row for pattern, row in self._patterns if fnmatchcase(code, pattern)))
        return found


# One a kind: given `tuple` as a converter, type checkers take a list that is written out and nothing else.

def _policies(given: Iterable[Policy]) -> tuple[Policy, ...]:
    return tuple(given)


def _modifier_rules(given: Iterable[ModifierRule]) -> tuple[ModifierRule, ...]:
    return tuple(given)


def _approvals(given: Iterable[Approval]) -> tuple[Approval, ...]:
    return tuple(given)


def _releases(given: Iterable[Release]) -> tuple[Release, ...]:
    return tuple(given)


def _unit_limits(given: Iterable[UnitLimit]) -> tuple[UnitLimit, ...]:
    return tuple(given)


def _add_ons(given: Iterable[AddOn]) -> tuple[AddOn, ...]:
    return tuple(given)


def _person_limits(given: Iterable[PersonLimit]) -> tuple[PersonLimit, ...]:
    return tuple(given)


def _drug_rules(given: Iterable[DrugRule]) -> tuple[DrugRule, ...]:
    return tuple(given)


def _provider_rules(given: Iterable[ProviderRule]) -> tuple[ProviderRule, ...]:
    return tuple(given)


def _enrollments(given: Iterable[Enrollment]) -> tuple[Enrollment, ...]:
    return tuple(given)


def _fact_rules(given: Iterable[FactRule]) -> tuple[FactRule, ...]:
    return tuple(given)


def _by_report(given: Iterable[ByReport]) -> tuple[ByReport, ...]:
    return tuple(given)


@attrs.frozen(slots=False)
class CodeTables:
    """What a practice knows of codes and payers. The library ships no licensed code lists: what is empty or None checks nothing."""

    policies: tuple[Policy, ...] = attrs.field(default=(), converter=_policies, repr=False)
    modifier_rules: tuple[ModifierRule, ...] = attrs.field(default=(), converter=_modifier_rules)
    approvals: tuple[Approval, ...] = attrs.field(default=(), converter=_approvals, repr=False)
    diagnoses: Collection[str] | None = attrs.field(default=None, repr=False)
    """Every billable diagnosis code, without dots. None: `releases`, by the day of service. Empty: no code is looked up."""
    releases: tuple[Release, ...] = attrs.field(default=SHIPPED, converter=_releases)
    """ICD-10-CM of several years. For a day outside of them nothing is checked."""
    procedures: Collection[str] | Mapping[str, Validity] | None = attrs.field(default=None, repr=False)
    """Every billable procedure code; a mapping says from when to when."""
    hcpcs: Mapping[str, Validity] = attrs.field(factory=dict, repr=False)
    """HCPCS Level II, the codes that begin with a letter; empty: they are not looked up."""
    modifiers: Mapping[str, Validity] = attrs.field(factory=dict, repr=False)
    """Modifiers of HCPCS Level II, those that begin with a letter; empty: they are not looked up."""
    places: Mapping[str, PlaceRow] = attrs.field(default=PLACE_OF_SERVICE, repr=False)
    pairs: PairEdits = attrs.field(factory=PairEdits)
    unit_limits: tuple[UnitLimit, ...] = attrs.field(default=(), converter=_unit_limits, repr=False)
    add_ons: tuple[AddOn, ...] = attrs.field(default=(), converter=_add_ons, repr=False)
    person_limits: tuple[PersonLimit, ...] = attrs.field(default=PERSON_LIMITS, converter=_person_limits, repr=False)
    drug_rules: tuple[DrugRule, ...] = attrs.field(default=(), converter=_drug_rules)
    provider_rules: tuple[ProviderRule, ...] = attrs.field(default=ORDERED, converter=_provider_rules, repr=False)
    enrollments: tuple[Enrollment, ...] = attrs.field(default=(), converter=_enrollments, repr=False)
    """Empty: nobody's is checked."""
    by_report: tuple[ByReport, ...] = attrs.field(default=(), converter=_by_report)
    fact_rules: tuple[FactRule, ...] = attrs.field(default=(), converter=_fact_rules)
    """What must be recorded before a service is billed; the library knows of none by itself."""
    laboratory: tuple[str, ...] = attrs.field(default=(), converter=texts, repr=False)
    """Codes or patterns of laboratory services that want the laboratory's CLIA number; those with modifier QW always do."""
    components: Mapping[str, str] = attrs.field(default=COMPONENTS, repr=False)
    """PC/TC indicator by procedure, as in the Medicare physician fee schedule: 1 may be split by 26 and TC, 4 is the whole of a test whose
    parts have codes of their own."""
    unlisted: tuple[str, ...] = attrs.field(default=UNLISTED, converter=texts, repr=False)
    """Codes or patterns of services that must be described."""
    new_patient: tuple[str, ...] = attrs.field(default=NEW_PATIENT, converter=texts, repr=False)

    def diagnoses_on(self, day: date | None) -> Collection[str] | None:
        """The billable diagnosis codes on a day; None where they are not known."""
        return (self.diagnoses or None) if self.diagnoses is not None else release_on(day, self.releases)

    def unit_limit(self, code: str, day: date | None) -> UnitLimit | None:
        """The limit for a procedure on a day, of the latest edition that had begun; None where there is none."""
        found = [one for one in self._unit_limits.get(code, ()) if one.begins is None or (day is not None and one.begins <= day)]
        return max(found, key=lambda one: one.begins or date.min, default=None)

    def policies_for(self, procedure: str, cover: Coverage | None, day: date | None) -> Iterator[Policy]:
        """The policies that say something about a procedure, to the payer of a coverage on a day."""
        for one in self._policies.of(procedure):
            if concerns(one.payer_ids, one.filing_indicators, cover) and day in one.validity:
                yield one

    def add_ons_on(self, code: str, day: date | None) -> list[AddOn]:
        """The add-on edits for a procedure on a day; none where it stands by itself."""
        return [one for one in self._add_ons.get(code, ()) if day in one.validity]

    def limits_of(self, code: str) -> tuple[PersonLimit, ...]:
        """Whom a diagnosis or a procedure can concern."""
        return self._person_limits.of(code)

    def approvals_of(self, number: str) -> list[Approval]:
        """What is known of an authorization number."""
        return self._approvals.get(number, [])

    @cached_property
    def _approvals(self) -> dict[str, list[Approval]]:
        return _grouped(self.approvals, lambda one: one.number)

    @cached_property
    def _policies(self) -> ByCode[Policy]:
        return ByCode(self.policies, lambda one: one.procedures)

    @cached_property
    def _person_limits(self) -> ByCode[PersonLimit]:
        return ByCode(self.person_limits, lambda one: one.codes)

    @cached_property
    def _unit_limits(self) -> dict[str, list[UnitLimit]]:
        return _grouped(self.unit_limits, lambda one: one.code)

    @cached_property
    def _add_ons(self) -> dict[str, list[AddOn]]:
        return _grouped(self.add_ons, lambda one: one.code)


def _grouped(rows: Iterable[R], code: Callable[[R], str]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(code(row), []).append(row)
    return found


def concerns(payer_ids: tuple[str, ...], filing_indicators: tuple[str, ...], cover: Coverage | None) -> bool:
    """Whether a row for these payers and kinds of plan is for a coverage; an empty list is for all."""
    if payer_ids and (cover is None or cover.payer.ids.isdisjoint(payer_ids)):
        return False
    return not filing_indicators or (cover is not None and cover.filing_indicator in filing_indicators)


def matches(code: str, patterns: tuple[str, ...]) -> bool:
    """Whether a code is one of these, or has the form of one.

    >>> matches("93000", ("99213", "9300*")), matches("93010", ("9300*",))
    (True, False)
    """
    exact, wild = _parted(patterns)
    return code in exact or any(fnmatchcase(code, pattern) for pattern in wild)


@lru_cache(maxsize=4096)
def _parted(patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Codes, and patterns: a coverage policy lists thousands of the first."""
    return frozenset(one for one in patterns if not _is_pattern(one)), tuple(filter(_is_pattern, patterns))


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?[")
