"""The steps of an 835's header: BPR to the payee, loops 1000A and 1000B."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi835.read.claim import CLAIMS_BEGIN, ENVELOPE
from edi835.read.common import contact, identifier, reference
from edi835.read.trailer import day_or_none
from edi_claims import BankAccount, Currency, DeliveryMethod, ElementError, Payer, Provider, Reference, X12SyntaxError
from edi_x12 import parties
from edi_x12.reading import Loop, padded

if TYPE_CHECKING:

    from edi835.read.reading import EventReading

_TAX_ID = "TJ"


# ---- ST to DTM

def _bpr(now: EventReading, e: list[str]) -> None:
    header = now.header
    if header is None or "payment_amount" in header:
        now.keep_apart(e)
        return
    padded(e, 16)
    try:
        total = now.amount(e[2])
    except ElementError:
        raise X12SyntaxError("BPR02, the payment total, is not an amount", now.position) from None
    header.update(payment_amount=total, handling=e[1], credit_or_debit=e[3], payment_method=e[4], payment_format=e[5],
                  payer_account=_account(e[6:10]), originating_company=e[10], originating_supplement=e[11], payee_account=_account(e[12:16]),
                  payment_date=day_or_none(now, e[16], "BPR16"))
    now.leave_out_from(e, 17)


def _account(parts: list[str]) -> BankAccount | None:
    return BankAccount(*parts) if any(parts) else None


def _trn(now: EventReading, e: list[str]) -> None:
    padded(e, 4)
    if not _once(now, e, "trace_number", e[2]):
        return
    _set(now, "payer_trace_id", e[3])
    _set(now, "payer_division", e[4])
    if e[1] != "1":
        now.leave_out(e, 1)
    now.leave_out_from(e, 5)


def _cur(now: EventReading, e: list[str]) -> None:
    padded(e, 3)
    if _once(now, e, "currency", Currency(e[1], e[2], now.amount(e[3]) if e[3] else None)):
        now.leave_out_from(e, 4)


def _rdm(now: EventReading, e: list[str]) -> None:
    padded(e, 3)
    if _once(now, e, "delivery", DeliveryMethod(*e[1:4])):
        now.leave_out_from(e, 4)


def _ref(now: EventReading, e: list[str]) -> None:
    if now.header is None:
        return
    if e[1] == "EV" and e[2] and "receiver_id" not in now.header:
        now.header["receiver_id"] = e[2]
        now.leave_out_from(e, 3)
    else:
        now.header["references"] = (*now.header.get("references", ()), reference(now, e))


def _dtm(now: EventReading, e: list[str]) -> None:
    if e[1] != "405":
        now.keep_apart(e)
    elif _once(now, e, "production_date", now.day(e[2])):
        now.leave_out_from(e, 3)


def _once(now: EventReading, e: list[str], name: str, value: Any) -> bool:
    """Set what may stand once; the second one is kept unread."""
    if now.header is None or name in now.header:
        now.keep_apart(e)
        return False
    now.header[name] = value
    return True


def _set(now: EventReading, name: str, value: Any) -> None:
    if now.header is not None:
        now.header[name] = value


# ---- payer and payee

def _n1(now: EventReading, e: list[str]) -> None:
    role = _ROLES.get(e[1])
    if role is None or now.header is None or now.header[role[0]]:
        now.keep_apart(e)
        now.loop = NOBODY
        return
    now.leave_out_from(padded(e, 4), 5)
    identifier(now, e, 3)
    now.party = now.header[role[0]]
    now.party.update(name=e[2], id_qualifier=e[3], id=e[4])
    now.loop = role[1]


def _n3(now: EventReading, e: list[str]) -> None:
    if not parties.street(now.party, e):
        _unknown_of_party(now, e)


def _n4(now: EventReading, e: list[str]) -> None:
    if not parties.city(now.party, e):
        _unknown_of_party(now, e)
    else:
        now.leave_out(e, 5, 6, *range(8, len(e)))


def _party_ref(now: EventReading, e: list[str]) -> None:
    now.party["references"] = (*now.party.get("references", ()), reference(now, e))


def _per(now: EventReading, e: list[str]) -> None:
    now.party["contacts"] = (*now.party.get("contacts", ()), contact(now, e))


def _unknown(now: EventReading, e: list[str]) -> None:
    now.keep_apart(e)


def _unknown_of_party(now: EventReading, e: list[str]) -> None:
    now.party["unread"] = (*now.party.get("unread", ()), now.keep(e))


_ALWAYS = {**ENVELOPE, **CLAIMS_BEGIN, "N1": _n1}
_OF_PARTY = {"N3": _n3, "N4": _n4, "REF": _party_ref, "PER": _per}

HEADER = Loop("", {**_ALWAYS, "BPR": _bpr, "TRN": _trn, "CUR": _cur, "REF": _ref, "DTM": _dtm}, _unknown)
PAYER = Loop("1000A", {**_ALWAYS, **_OF_PARTY}, _unknown_of_party)
PAYEE = Loop("1000B", {**_ALWAYS, **_OF_PARTY, "RDM": _rdm}, _unknown_of_party)
NOBODY = Loop("", _ALWAYS, _unknown)
"""Behind an N1 that is neither the payer's nor the payee's, or a second one of them."""

_ROLES = {"PR": ("payer", PAYER), "PE": ("payee", PAYEE)}


# ---- what it comes to

def header_of(parts: dict[str, Any]) -> dict[str, Any]:
    """The fields of a `RemittanceStart` from what was gathered."""
    return {**_ABSENT, **parts, "payer": _payer(parts["payer"], parts.get("payer_trace_id", "")), "payee": _payee(parts["payee"])}


_ABSENT: dict[str, Any] = {
    "trace_number": "", "payer_trace_id": "", "payer_division": "", "production_date": None, "currency": None, "receiver_id": "",
    "references": (), "delivery": None}


def _payer(party: dict[str, Any], trace_id: str) -> Payer:
    """N104, else the first REF*2U, is its id; TRN03 and the other numbers are further ones.

    That REF*2U stays among the references where another REF stands before it: so the order is not lost.
    """
    who = dict(party)
    qualifier, number = who.pop("id_qualifier", ""), who.pop("id", "")
    references = list(who.get("references", ()))
    if number:
        who["id_qualifier"] = qualifier
    else:
        number = _named(references, "2U")
    others = dict.fromkeys(one for one in (trace_id, *(one.value for one in references)) if one and one != number)
    return parties.finished(Payer, {**who, "payer_id": number, "references": tuple(references), "other_ids": tuple(others)})


def _payee(party: dict[str, Any]) -> Provider:
    """N104 is its NPI, its tax id or another number; a REF*TJ its tax id. Without N104 the REF stays, because the tax id is written there then."""
    who = dict(party)
    qualifier, number = who.pop("id_qualifier", ""), who.pop("id", "")
    references = list(who.get("references", ()))
    if number and qualifier == "XX":
        who["npi"] = number
    elif number and qualifier == "FI":
        who["tax_id"] = number
    elif number:
        who["identifier"] = Reference(qualifier, number)
    taxed = "" if "tax_id" in who else _named(references, _TAX_ID, keep=not number)
    if taxed:
        who["tax_id"] = taxed
    return parties.finished(Provider, {**who, "references": tuple(references)})


def _named(references: list[Reference], qualifier: str, *, keep: bool = False) -> str:
    """The number of the first REF of a kind. The very first REF is used up; one behind others, or sent twice, stays where it stood."""
    one = next((one for one in references if one.qualifier == qualifier and one.value), None)
    if one is None:
        return ""
    again = any((other.qualifier, other.value) == (one.qualifier, one.value) for other in references if other is not one)
    if one is references[0] and not (one.note or again or keep):
        del references[0]
    return one.value
