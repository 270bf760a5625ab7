"""What a page shows, before it is text or HTML: blocks of labelled values, in the order in which they are read.

Amounts are `Decimal` and written by the format; everything else is text as it will be read, masked already where that was asked.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from edi_claims.codes import AmountKind
from edi_claims.pages.shown import Money
from edi_claims.pages.view import Fact, Tone


@attrs.frozen
class Figure:
    """A total with its name and what is in it."""

    label: str
    amount: Decimal
    note: str = ""
    tone: Tone = Tone.PLAIN


@attrs.frozen
class Reason:
    """One amount of a line that was not paid, or one that raised the payment: why, and what it means."""

    code: str
    """`CO-45`; empty for what no adjustment explains."""
    amount: Decimal
    kind: str
    """The name of its kind: `Contractual`."""
    who: str
    """Who bears it, by the group's label."""
    why: str
    """The reason's label."""
    means: str
    quantity: str = ""
    tone: Tone = Tone.PLAIN


@attrs.frozen
class Remark:
    """A remark code and its label."""

    code: str
    label: str


@attrs.frozen
class Row:
    """A service line, or what was decided for the claim as a whole."""

    title: str
    """`1`, `2`, …; `Claim` for the claim as a whole; `Total`."""
    days: str = ""
    procedure: str = ""
    details: tuple[Fact, ...] = ()
    charge: Decimal | None = None
    allowed: Decimal | None = None
    allowed_derived: bool = False
    """The payer did not send it: it is worked out."""
    by_kind: dict[AmountKind, Decimal] = attrs.field(factory=dict)
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()


@attrs.frozen
class ClaimBlock:
    """One claim payment."""

    number: str
    """CLP01."""
    anchor: str
    """Unique in the page."""
    patient: str
    """Empty where it was not sent."""
    badge: str
    tone: Tone
    says: tuple[str, ...]
    """What was decided, what the patient owes, what to mind: sentences, most important first."""
    facts: tuple[Fact, ...]
    columns: tuple[AmountKind, ...]
    """The kinds of amount that it has, in order."""
    rows: tuple[Row, ...]
    total: Row
    owed: Decimal
    """What the patient may owe now by this claim."""
    remarks: tuple[Remark, ...] = ()
    institutional: tuple[tuple[str, tuple[Fact, ...]], ...] = ()
    """Headed lists of DRG, stay and outpatient figures; empty for professional claims."""
    findings: tuple[str, ...] = ()
    unbalanced: bool = False


@attrs.frozen
class ProviderLine:
    """Money that moves outside any claim."""

    code: str
    label: str
    category: str
    reference: str
    claims: tuple[str, ...]
    """Patient control numbers that its reference names."""
    sent: Decimal
    """As sent: positive lowers the payment."""
    effect: Decimal
    """What it does to the payment: positive raises it."""
    means: str


@attrs.frozen
class Page:
    """An explanation of benefits, whole."""

    title: str
    """Of the document; nothing of a patient is in it."""
    subtitle: str
    """Who pays whom; the claim's number where that is not known."""
    figures: tuple[Figure, ...]
    claims: tuple[ClaimBlock, ...]
    money: Money
    facts: tuple[Fact, ...] = ()
    alerts: tuple[str, ...] = ()
    """What must be known before anything else: it does not add up."""
    notes: tuple[str, ...] = ()
    provider_level: tuple[ProviderLine, ...] = ()
    sums: tuple[Figure, ...] = ()
    """How the payment adds up, in order: what was paid for claims, each category of provider-level money, the payment."""
    findings: tuple[str, ...] = ()

    @property
    def has_derived(self) -> bool:
        """Whether any allowed amount was worked out: the footnote."""
        return any(row.allowed_derived for one in self.claims for row in (*one.rows, one.total))
