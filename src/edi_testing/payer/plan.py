"""What an invented plan pays, whom it covers, what it wants, and how its remittances look: the data that a simulated payer decides by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

import edi837
from edi837.rules.tables import matches
from edi_claims import ZERO, Payer, PayerProfile, Person, Procedure, Provider

ONE = Decimal(1)


# One a kind: given `tuple` as a converter, type checkers take nothing but a tuple.

def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@attrs.frozen
class Copay:
    """What a member pays for some services instead of the plan's deductible and coinsurance; an amount of zero makes them free to him.

    Taken once a claim and day, of the first service that it is for.
    """

    procedures: tuple[str, ...] = attrs.field(converter=_texts)
    """Codes, or patterns such as `992*`."""
    amount: Decimal
    """Dollars."""
    places: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Places of service; empty: any."""
    deductible_applies: bool = False
    """Whether the deductible is taken of what the copay leaves."""
    coinsurance_applies: bool = False

    def applies(self, procedure: Procedure, place_of_service: str) -> bool:
        """Whether it is for a service."""
        return (not self.places or place_of_service in self.places) and matches(procedure.code, self.procedures)


@attrs.frozen
class Dependent:
    """Somebody whom a member's coverage covers too."""

    person: Person = attrs.field(repr=False)
    """Name and birth date as the payer has them."""
    relationship: str = "19"
    """What he is to the member: 01 spouse, 19 child, G8 other."""
    member_id: str = attrs.field(default="", repr=False)
    """An id of his own: then he is a member himself, and his limits are his own. Empty: he is found by the member's."""
    begins: date | None = None
    """His first day, where the member's own is earlier; None: as the member."""
    ends: date | None = None


@attrs.frozen
class Member:
    """From when to when somebody is covered, who he is, and who else pays. None of a day: open at that end."""

    begins: date | None = None
    ends: date | None = None
    """The last day of coverage."""
    primary: Payer | None = None
    """Another plan that pays first, whatever the claim says; None as a rule."""
    person: Person | None = attrs.field(default=None, repr=False)
    """Name, birth date, sex and address as the payer has them; None: whatever is asked is right."""
    dependents: tuple[Dependent, ...] | None = attrs.field(default=None, repr=False)
    """Who is covered with him, and nobody else; None: everybody whom a claim or an inquiry names as his dependent."""
    group_number: str = attrs.field(default="", repr=False)
    later: tuple[Payer, ...] = ()
    """Plans that pay after this one, in their order."""
    primary_care: Provider | None = None
    """His primary care provider; None where the plan has none."""


@attrs.frozen
class VisitLimit:
    """How many services of some kind a member has in a calendar year."""

    procedures: tuple[str, ...] = attrs.field(converter=_texts)
    visits: int
    """Days with such a service."""
    group: str = "PR"
    """Who bears those above the limit: PR the patient, CO the provider."""


class Coordination(StrEnum):
    """What the plan pays when another one paid before."""

    STANDARD = "standard"
    """As much as it would pay alone, and no more than what is left."""
    NON_DUPLICATION = "non_duplication"
    """What it would pay alone, less what was paid already."""


@attrs.frozen
class Supplement:
    """A plan that pays parts of what the earlier payer left to the patient: fractions by kind, 1 pays all of it."""

    deductible: Decimal = ONE
    coinsurance: Decimal = ONE
    copay: Decimal = ONE


@attrs.frozen
class Habits:
    """How a payer's remittances look where the guide leaves it a choice, or where payers keep to none."""

    returns_line_numbers: bool = True
    """REF*6R as the claim sent it."""
    sends_allowed: bool = True
    """AMT*B6 where it pays first."""
    names_rendering: bool = True
    """NM1*82 of the claim."""
    sends_lines: bool = True
    """Otherwise a claim is decided as a whole: no SVC, its CAS behind the CLP."""
    denied_status: str = "4"
    """CLP02 of a claim of which every line is denied; empty: 1, 2 or 3, as many payers send."""
    recovers_by_offset: bool = False
    """Whether a reversal is announced (PLB WO, negative) and taken from the next payment (WO, positive), not from the one that it stands in."""
    payment_method: str = "ACH"
    """BPR04 of a payment: ACH or CHK."""


@attrs.frozen
class Replies:
    """How a payer's answers about coverage (271) look, and what it does not answer."""

    states_used: bool = False
    """What is used up (EB06 24) in place of what remains (29)."""
    limits_by_delivery: bool = False
    """Visits in HSD in place of EB09 and EB10."""
    has_own_trace: bool = True
    """A number of its own (TRN01 1) beside the inquiry's."""
    corrects: bool = False
    """Whether a member is found although his id, name or birth date differs: then its own data come back, with INS03 001 and INS04 25."""
    wants_birth_date: bool = False
    """AAA 58 without one."""
    days_back: int = 365
    """Days before today for which it answers; AAA 62 before."""
    days_ahead: int = 31
    """Days after today for which it answers; AAA 63 behind."""
    refuses: Mapping[str, str] = attrs.field(factory=dict)
    """Service type to the AAA03 with which that question alone is refused, such as 53."""
    busy: float = 0.0
    """How many of all inquiries it cannot answer now (AAA 42), as a fraction: the same ones for the same seed."""


@attrs.frozen(slots=False)
class Plan:
    """A plan of a payer. By default it covers everybody, wants nothing and pays what it allows, without a share for the patient."""

    payer: Payer
    """Of `other_ids`, one like `1512345678` (1 and a tax id) is the trace id (TRN03); without one the payer gets an invented one."""
    members: Mapping[str, Member] | None = attrs.field(default=None, repr=False)
    """By member id; None: everybody is covered."""
    name: str = ""
    """What its answers call it (EB05); empty: as the payer."""
    insurance_type: str = ""
    """EB04: PR PPO, HM HMO, MB Medicare Part B; empty: not said."""
    network: tuple[str, ...] | None = None
    """NPIs of the providers whom it pays, whoever of them bills or treats; None: it makes no difference."""

    deductible: Decimal = ZERO
    """Dollars a person and calendar year."""
    family_deductible: Decimal | None = None
    """Dollars for all persons of one member id together; None: there is none."""
    coinsurance: Decimal = ZERO
    """The patient's fraction of what is allowed after the deductible: 0.2 is 20 percent."""
    copays: tuple[Copay, ...] = ()
    """The first that is for a service is its own."""
    out_of_pocket_maximum: Decimal | None = None
    """Dollars a person and calendar year; deductible, coinsurance and copays together stop there."""
    family_out_of_pocket_maximum: Decimal | None = None

    share_of_charge: Decimal = Decimal("0.6")
    """Allowed for a procedure that the fee schedule has not, as a fraction of the charge."""
    sequestration: Decimal = ZERO
    """The fraction of its payment that a federal plan keeps (CO-253): 0.02 for Medicare and Medicare Advantage."""
    downcodes: Mapping[str, str] = attrs.field(factory=dict)
    """Procedures that it pays as another one: billed to paid."""
    coordination: Coordination | Supplement = Coordination.STANDARD

    not_covered: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Procedures outside the plan, codes or patterns."""
    capitated: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Procedures that a monthly amount pays for."""
    reviewed: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Procedures that wait for a review: pended until `reprocess`."""
    records_wanted: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Procedures that are paid with a record only (PWK)."""
    visit_limits: tuple[VisitLimit, ...] = ()

    profile: PayerProfile = attrs.field(default=attrs.Factory(lambda plan: PayerProfile(plan.payer.name, plan.payer.ids), takes_self=True))
    """Filing limits, authorizations, referrals, taxonomy, laboratory numbers: the same profile that the scrubber and the ledger read."""
    tables: edi837.CodeTables = attrs.field(factory=edi837.CodeTables, repr=False)
    """Coverage policies, NCCI pairs, unit limits, granted authorizations, enrolled providers."""

    crossover: tuple[Payer, ...] = ()
    """Payers to which it sends claims on, where one of them is next."""
    remarks: tuple[str, ...] = ()
    """Remark codes on every claim, such as MA01."""
    interest_rate: Decimal = ZERO
    """A year, as a fraction, of what is paid late."""
    prompt_pay_days: int = 30
    """Days from receipt after which a payment is late."""
    habits: Habits = Habits()
    replies: Replies = Replies()

    @property
    def trace_id(self) -> str:
        """TRN03."""
        return next((one for one in self.payer.other_ids if _is_trace(one)), "1987654320")

    def copay(self, procedure: Procedure, place_of_service: str) -> Copay | None:
        """The copay for a service; None where the deductible and the coinsurance are all there is."""
        return next((one for one in self.copays if one.applies(procedure, place_of_service)), None)

    def is_own(self, payer: Payer) -> bool:
        """Whether a claim's payer is this one."""
        return self.payer.is_same(payer)


_TRACE_LENGTH = 10


def _is_trace(text: str) -> bool:
    return len(text) == _TRACE_LENGTH and text.isascii() and text.isdigit() and text.startswith("1")
