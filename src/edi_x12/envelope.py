"""Interchanges, groups and transaction sets: what their headers say, and whether their trailers agree.

Envelope findings have codes from `X100` on; see `docs/findings.md`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from edi_claims import Contact, Finding, Owner, RootCause, Severity, TradingPartner
from edi_x12.delimiters import Delimiters
from edi_x12.elements import moment


@attrs.define
class TransactionSet:
    """One ST to SE."""

    identifier: str
    """ST01: 837, 835, 271."""
    control_number: str
    """ST02."""
    version: str = ""
    """ST03; the group's version where it was not sent, as in an 835."""
    position: int = 0
    """Segment number of its ST."""
    segments: int = 0
    """How many it has, ST and SE included; 0 while it is open."""
    batch_id: str = ""
    """BHT03."""
    purpose: str = ""
    """BHT02."""
    created: datetime | None = None
    """BHT04 and BHT05."""
    kind: str = ""
    """BHT06: CH chargeable, RP reporting."""
    submitter: TradingPartner | None = attrs.field(default=None, repr=False)
    """1000A NM1*41, where the set has one."""
    receiver: TradingPartner | None = attrs.field(default=None, repr=False)
    """1000B NM1*40, where the set has one."""


@attrs.define
class Group:
    """One GS to GE."""

    functional_id: str
    """GS01: HC claims, HP remittances, HB eligibility answers, FA acknowledgments."""
    control_number: str
    """GS06."""
    version: str = ""
    """GS08, such as `005010X222A1`."""
    sender: str = ""
    """GS02."""
    receiver: str = ""
    """GS03."""
    created: datetime | None = None
    sets: list[TransactionSet] = attrs.field(factory=list)
    implied: bool = False
    """No GS opened it."""


@attrs.define
class Interchange:
    """One ISA to IEA, or a text that has none."""

    control_number: str = ""
    """ISA13; empty where the text has no ISA."""
    sender_id: str = ""
    sender_qualifier: str = "ZZ"
    receiver_id: str = ""
    receiver_qualifier: str = "ZZ"
    usage: str = ""
    """ISA15: T test, P production."""
    version: str = ""
    """ISA12."""
    acknowledgment_requested: str = ""
    """ISA14."""
    created: datetime | None = None
    delimiters: Delimiters = attrs.field(factory=Delimiters)
    groups: list[Group] = attrs.field(factory=list)
    position: int = 0
    implied: bool = False
    """No ISA opened it."""

    @property
    def sets(self) -> list[TransactionSet]:
        """Every transaction set, in order."""
        return [one for group in self.groups for one in group.sets]

    @property
    def sender(self) -> TradingPartner:
        """Who sent it: the ISA's id, the group's, and the submitter of the first set that names one."""
        return self._partner(self.sender_id, self.sender_qualifier, "sender", "submitter")

    @property
    def receiver(self) -> TradingPartner:
        """Whom it is for, likewise."""
        return self._partner(self.receiver_id, self.receiver_qualifier, "receiver", "receiver")

    @property
    def submitter(self) -> TradingPartner | None:
        """1000A NM1*41 of the first set that names one; None where none does."""
        return next((one.submitter for one in self.sets if one.submitter is not None), None)

    @property
    def batch_id(self) -> str:
        """BHT03 of the first set that has one; empty where none has."""
        return next((one.batch_id for one in self.sets if one.batch_id), "")

    def _partner(self, identifier: str, qualifier: str, code: str, party: str) -> TradingPartner:
        named: TradingPartner | None = next((who for one in self.sets if (who := getattr(one, party)) is not None), None)
        application = getattr(self.groups[0], code) if self.groups else ""
        return TradingPartner(
            named.name if named else "", identifier, qualifier, application if application != identifier else None,
            named.party_id if named and named.party_id != identifier else None, named.contact if named else None,
            named.further_contacts if named else ())


@attrs.define
class Envelope:
    """The envelopes that are open, and what was noticed about them."""

    interchanges: list[Interchange] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    interchange: Interchange | None = None
    group: Group | None = None
    transaction: TransactionSet | None = None
    _strays: bool = False

    # ---- headers

    def isa(self, e: list[str], position: int, delimiters: Delimiters) -> None:
        """Open an interchange."""
        if self.interchange is not None:
            self.note("X102", Severity.ERROR, f"interchange {self.interchange.control_number} has no IEA", position)
            self.group = self.transaction = None
        isa = [one.strip() for one in e] + [""] * (17 - len(e))
        self.interchange = Interchange(
            isa[13], isa[6], isa[5], isa[8], isa[7], isa[15], isa[12], isa[14], moment(isa[9], isa[10]), delimiters, position=position)
        self.interchanges.append(self.interchange)
        if not delimiters.fixed_width:
            self.note("X101", Severity.WARNING, "the ISA is not 106 characters long: its elements lost or gained padding", position)

    def gs(self, e: list[str], position: int, delimiters: Delimiters) -> None:
        """Open a group."""
        if self.group is not None:
            self.note("X112", Severity.ERROR, f"group {self.group.control_number} has no GE", position)
            self.transaction = None
        gs = [one.strip() for one in e] + [""] * (9 - len(e))
        self.group = Group(gs[1], gs[6], gs[8], gs[2], gs[3], moment(gs[4], gs[5]))
        self._interchange(position, delimiters).groups.append(self.group)

    def st(self, e: list[str], position: int, delimiters: Delimiters) -> TransactionSet:
        """Open a transaction set."""
        if self.transaction is not None:
            self.note("X122", Severity.ERROR, f"transaction set {self.transaction.control_number} has no SE", position)
        if self.group is None:
            if not self._interchange(position, delimiters).implied:
                self.note("X113", Severity.WARNING, "a transaction set stands outside any group", position)
            self.group = Group("", "", implied=True)
            self._interchange(position, delimiters).groups.append(self.group)
        st = [one.strip() for one in e] + [""] * (4 - len(e))
        self.transaction = TransactionSet(st[1], st[2], st[3] or self.group.version, position)
        if st[3] and self.group.version and st[3] != self.group.version:
            self.note("X123", Severity.WARNING, f"ST03 and GS08 name different guides in transaction set {st[2]}", position)
        self.group.sets.append(self.transaction)
        return self.transaction

    def bht(self, e: list[str]) -> None:
        """What BHT says of the open set."""
        if self.transaction is not None:
            bht = [*e, *[""] * (7 - len(e))]
            self.transaction.purpose, self.transaction.batch_id, self.transaction.kind = bht[2], bht[3], bht[6]
            self.transaction.created = moment(bht[4], bht[5])

    def party(self, role: str, name: str, identifier: str) -> bool:
        """The submitter (41) or receiver (40) of the open set; False where it has one already."""
        field = "submitter" if role == "41" else "receiver"
        if self.transaction is None or getattr(self.transaction, field) is not None:
            return False
        setattr(self.transaction, field, TradingPartner(name, "", party_id=identifier or None))
        return True

    def contact(self, contact: Contact) -> bool:
        """A contact of the submitter of the open set; False where it has two already, or nobody has been named."""
        who = self.transaction.submitter if self.transaction is not None else None
        if self.transaction is None or who is None or who.further_contacts:
            return False
        more: dict[str, Any] = {"contact": contact} if who.contact is None else {"further_contacts": (contact,)}
        self.transaction.submitter = attrs.evolve(who, **more)
        return True

    # ---- trailers

    def se(self, e: list[str], position: int) -> None:
        """Close the transaction set."""
        one, self.transaction = self.transaction, None
        if one is None:
            self.note("X121", Severity.WARNING, "an SE without its ST", position)
            return
        one.segments = position - one.position + 1
        self._agree("X124", f"transaction set {one.control_number}: SE01", e, one.segments, position)
        self._same("X125", f"transaction set {one.control_number}: SE02 is not ST02", e, one.control_number, position)

    def ge(self, e: list[str], position: int) -> None:
        """Close the group."""
        self._unclosed_set(position)
        one, self.group = self.group, None
        if one is None:
            self.note("X111", Severity.WARNING, "a GE without its GS", position)
            return
        self._agree("X114", f"group {one.control_number}: GE01", e, len(one.sets), position)
        self._same("X115", f"group {one.control_number}: GE02 is not GS06", e, one.control_number, position)

    def iea(self, e: list[str], position: int) -> None:
        """Close the interchange."""
        self._unclosed_set(position)
        if self.group is not None:
            self.note("X112", Severity.ERROR, f"group {self.group.control_number} has no GE", position)
            self.group = None
        one, self.interchange = self.interchange, None
        if one is None:
            self.note("X100", Severity.WARNING, "an IEA without its ISA", position)
            return
        self._agree("X104", f"interchange {one.control_number}: IEA01", e, len(one.groups), position)
        self._same("X105", f"interchange {one.control_number}: IEA02 is not ISA13", e, one.control_number, position)

    def stray(self, position: int) -> None:
        """A segment that belongs to no transaction set: said once."""
        if not self._strays:
            self._strays = True
            self.note("X126", Severity.WARNING, "segments stand outside any transaction set", position)

    @property
    def is_open(self) -> bool:
        """Whether a trailer is still to come: a text that ends now was cut off."""
        return self.transaction is not None or any(one is not None and not one.implied for one in (self.group, self.interchange))

    # ---- what they say

    def note(self, code: str, severity: Severity, message: str, position: int | None) -> None:
        """Keep a finding about the envelope."""
        self.findings.append(Finding(code, severity, message, root_cause=RootCause.SUBMISSION, owner=Owner.BILLING, position=position))

    def _interchange(self, position: int, delimiters: Delimiters) -> Interchange:
        if self.interchange is None:
            self.interchange = Interchange(delimiters=delimiters, position=position, implied=True)
            self.interchanges.append(self.interchange)
            self.note("X103", Severity.WARNING, "there is no ISA: the delimiters are guessed and nothing is known of sender and receiver", position)
        return self.interchange

    def _unclosed_set(self, position: int) -> None:
        if self.transaction is not None:
            self.note("X122", Severity.ERROR, f"transaction set {self.transaction.control_number} has no SE", position)
            self.transaction = None

    def _agree(self, code: str, what: str, e: list[str], count: int, position: int) -> None:
        told = e[1].strip() if len(e) > 1 else ""
        if not (told.isascii() and told.isdigit() and int(told[:18]) == count):
            said = f"says {int(told[:18])}" if told.isascii() and told.isdigit() else "is no number"
            self.note(code, Severity.WARNING, f"{what} {said}, there are {count}", position)

    def _same(self, code: str, what: str, e: list[str], number: str, position: int) -> None:
        if (e[2].strip() if len(e) > 2 else "") != number:                  # noqa: PLR2004 - id and two elements
            self.note(code, Severity.WARNING, what, position)
