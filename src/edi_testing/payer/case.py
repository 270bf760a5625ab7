"""A case: one claim before the payer, with everything that a rule may ask about it; and the denial that a rule may answer with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import TypeAlias

import attrs

from edi_claims import Claim, Coverage, FeeSchedule, Payer, Reference, ServiceLine
from edi_testing.payer.members import Insured, insured
from edi_testing.payer.memory import Decided, Memory, Service, Who, person_of
from edi_testing.payer.plan import Plan


@attrs.frozen
class Denial:
    """Why a line is not paid, or not wholly: what stands in its CAS and LQ."""

    reason: str
    """The claim adjustment reason code (CARC)."""
    remarks: tuple[str, ...] = ()
    """Remark codes (RARC) of the line."""
    group: str = "CO"
    units: Decimal | None = None
    """How many units are refused; None: the whole line."""
    pays_first: Payer | None = None
    """Who should have been asked first (NM1*PR); None as a rule."""

    @classmethod
    def of(cls, text: str) -> Denial:
        """From how people write it: group and reason, then remarks.

        >>> Denial.of("CO-16 N290")
        Denial(reason='16', remarks=('N290',), group='CO', units=None, pays_first=None)

        Raises:
            ValueError: it is not of this form.
        """
        code, *remarks = text.split() or [""]
        group, _, reason = code.partition("-")
        if group not in ("CO", "PR", "OA", "PI") or not reason:
            raise ValueError("a denial is written as group, hyphen, reason and remarks: `CO-16 N290`")
        return cls(reason, tuple(remarks), group)

    @property
    def is_refusal(self) -> bool:
        """Whether it denies; capitation and review do not."""
        return self.reason not in (CAPITATED, PENDED)


CAPITATED, PENDED, DUPLICATE = "24", "133", "18"

Deny: TypeAlias = Mapping[str, "Denial | str"]
"""What a test wants denied: patient or line control number to the denial."""


@attrs.frozen(slots=False)
class Case:
    """One claim before the payer."""

    claim: Claim
    plan: Plan
    fees: FeeSchedule
    memory: Memory
    rules: tuple[Rule, ...]
    deny: Deny
    received: date | None
    """The day on which the claim came; None where no day is known at all."""
    seed: int = 0
    again: bool = False
    """Whether the payer decides about it once more, of itself: then a review is over."""
    replaces: Decided | None = None
    """The decision that a replacement or a void is about; None where the claim is none, or none stands."""

    @cached_property
    def cover(self) -> Coverage | None:
        """The coverage that is billed; None where the claim has none of its sequence."""
        return next((one for one in self.claim.coverages if one.sequence == self.claim.sequence), None)

    @cached_property
    def person(self) -> Who:
        """Whose deductible it is."""
        return self.insured.who(self.claim.encounter.patient) if self.insured else person_of(self.claim, self.cover)

    @cached_property
    def insured(self) -> Insured | None:
        """The patient as the plan knows him; None where it does not. Where everybody is covered, he is."""
        member_id = self.cover.member_id if self.cover else ""
        return insured(self.plan, member_id, self.claim.encounter.patient, is_dependent=self.cover is not None and not self.cover.is_self)

    def number(self, line: ServiceLine) -> int:
        """Which line of the claim it is, from 1; two lines may say the same."""
        return next(at for at, one in enumerate(self.claim.encounter.services, 1) if one is line)

    def place(self, line: ServiceLine) -> str:
        """The place of service of a line."""
        return line.place_of_service or self.claim.encounter.place_of_service

    def treating(self, line: ServiceLine) -> str | None:
        """The NPI of who treated."""
        return (line.rendering_provider or self.claim.encounter.rendering_provider or self.claim.billing_provider).npi

    def service(self, line: ServiceLine) -> Service:
        """What makes a service the same one when it is billed again."""
        units = line.units.normalize()
        return (self.person, self.claim.sequence, self.claim.billing_provider.npi, self.treating(line), line.procedure.code,
                frozenset(line.procedure.modifiers), line.first_day, line.last_day, units)

    def numbers(self, line: ServiceLine, qualifier: str) -> list[str]:
        """The line's numbers of a kind: G1 authorization, 9F referral; those of the claim where it has none of its own."""
        own = _of_kind(line.references, qualifier)
        whole = self.claim.authorization_number if qualifier == "G1" else self.claim.referral_number
        return own or ([whole] if whole else [])

    def diagnoses(self, line: ServiceLine) -> list[str]:
        """The codes to which a line points; all of them where it points to none."""
        every = [one.code for one in self.claim.encounter.diagnoses]
        return [every[one - 1] for one in line.diagnosis_pointers if 0 < one <= len(every)] or every

    def chance(self, line: ServiceLine, about: str) -> Random:
        """Chance that is the same for the same seed, claim, line and question, whatever else the payer decides."""
        return Random(f"{self.seed}:{self.claim.patient_control_number}:{self.number(line)}:{about}")         # noqa: S311 - repeatable, not secret

    def scripted(self, line: ServiceLine) -> Denial | None:
        """What a test wants denied: the line, or the claim."""
        wanted = self.deny.get(line.line_control_number or "") or self.deny.get(self.claim.patient_control_number)
        return Denial.of(wanted) if isinstance(wanted, str) else wanted

    def denial(self, line: ServiceLine) -> Denial | None:
        """Why a line is not paid: what the test wants, else the first rule that has an answer."""
        scripted = self.scripted(line)
        if scripted is not None:
            return scripted
        return next((found for rule in self.rules if (found := rule(self, line)) is not None), None)


Rule: TypeAlias = Callable[[Case, ServiceLine], "Denial | None"]
"""Why a line is not paid; None where the rule has nothing against it."""


def _of_kind(references: tuple[Reference, ...], qualifier: str) -> list[str]:
    return [one.value for one in references if one.qualifier == qualifier and not one.note]
