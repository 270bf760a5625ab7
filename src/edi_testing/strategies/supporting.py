"""Strategies for what some claims and lines carry besides codes and charges."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from edi_claims import (
    AmbulanceTransport,
    Attachment,
    ConditionIndicator,
    ContractInformation,
    Drug,
    EquipmentCertification,
    EquipmentRental,
    Form,
    FormAnswer,
    Measurement,
    Procedure,
    PurchasedService,
    Repricing,
    SpinalManipulation,
)
from edi_testing.strategies.basics import days, digits, dollars, once, quantities, references, texts, words

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_TRANSPORTED = ("01", "04", "05", "06", "07", "08", "09", "12")


def _maybe(found: SearchStrategy[Decimal]) -> SearchStrategy[Decimal | None]:
    return st.none() | found


@once
def _percents() -> SearchStrategy[Decimal]:
    return st.integers(1, 999).map(lambda tenths: Decimal(tenths) / 10)


@once
def attachments() -> SearchStrategy[Attachment]:
    """PWK: papers that follow by some way, or wait at the provider's."""
    kinds = st.sampled_from(("OZ", "M1", "OB", "RB", "EB"))
    sent = st.builds(Attachment, kinds, st.sampled_from(("EL", "FX", "BM", "EM", "FT")), texts(20, least=2))
    return sent | st.builds(Attachment, kinds, st.just("AA"))


@once
def certificates() -> SearchStrategy[Attachment]:
    """PWK of a line: how the certificate of medical necessity is kept."""
    return st.builds(Attachment, st.just("CT"), st.sampled_from(("AB", "AD", "AF", "AG", "NS")))


@once
def contracts() -> SearchStrategy[ContractInformation]:
    """CN1."""
    return st.builds(ContractInformation, st.sampled_from(("01", "02", "03", "04", "05", "06")), _maybe(dollars()), _maybe(_percents()),
                     texts(10, least=0), _maybe(_percents()), texts(5, least=0))


@once
def ambulance_transports() -> SearchStrategy[AmbulanceTransport]:
    """CR1."""
    purpose = st.just("") | words(40)
    return st.builds(AmbulanceTransport, st.sampled_from("ABCDE"), quantities(), _maybe(quantities()), purpose, purpose)


@once
def spinal_manipulations() -> SearchStrategy[SpinalManipulation]:
    """CR2."""
    return st.builds(SpinalManipulation, st.sampled_from("ACDEFGM"), st.just("") | words(40), st.just("") | words(40))


@once
def conditions(*categories: tuple[str, tuple[str, ...]]) -> SearchStrategy[ConditionIndicator]:
    """CRC of one of these categories, each with the codes of its answers."""
    return st.one_of([_condition(category, codes) for category, codes in categories])


@once
def _condition(category: str, codes: tuple[str, ...]) -> SearchStrategy[ConditionIndicator]:
    answers = st.lists(st.sampled_from(codes), min_size=1, max_size=min(len(codes), 3 if category == "ZZ" else 5), unique=True).map(tuple)
    return st.builds(ConditionIndicator, st.just(category), st.just("Y") if category == "75" else st.sampled_from("YN"), answers)


OF_CLAIMS = (("07", _TRANSPORTED), ("E1", ("L1", "L2", "L3")), ("E2", ("L1", "L4")), ("E3", ("L2", "L5")), ("75", ("IH",)),
             ("ZZ", ("AV", "NU", "S2", "ST")))
"""Categories of 2300."""
OF_LINES = (("07", _TRANSPORTED), ("70", ("65",)), ("09", ("38", "ZV")))
"""Categories of 2400."""


@once
def certifications() -> SearchStrategy[EquipmentCertification]:
    """CR3."""
    return st.builds(EquipmentCertification, st.sampled_from("IRS"), quantities(99))


@once
def rentals(code: str) -> SearchStrategy[EquipmentRental]:
    """SV5 of the equipment that SV1 bills."""
    return st.builds(EquipmentRental, st.just(Procedure(code)), st.integers(1, 90).map(Decimal), dollars(), dollars(), st.sampled_from("146"))


@once
def measurements() -> SearchStrategy[Measurement]:
    """MEA."""
    return st.builds(Measurement, st.sampled_from(("TR", "OG")), st.sampled_from(("HT", "R1", "R2", "R3", "R4")), quantities())


@once
def purchased_services() -> SearchStrategy[PurchasedService]:
    """PS1."""
    return st.builds(PurchasedService, texts(20), dollars())


@once
def repricings(*, of_line: bool = False) -> SearchStrategy[Repricing]:
    """HCP; that of a line may approve another procedure and other units."""
    more = {"procedure": st.none() | st.just(Procedure("99212")), "unit": st.just("UN"), "units": quantities(99)} if of_line else {}
    return st.builds(
        Repricing, st.sampled_from(("00", "01", "02", "05", "10")), dollars(), _maybe(dollars()), texts(12, least=0), _maybe(dollars()),
        texts(8, least=0), _maybe(dollars()), rejection=st.sampled_from(("", "T1", "T6")), compliance=st.sampled_from(("", "1", "5")),
        exception=st.sampled_from(("", "1", "6")), **more)


@once
def forms() -> SearchStrategy[Form]:
    """2440: a form with at least one answer, each of which says something."""
    said = st.one_of(
        st.builds(FormAnswer, _questions(), st.sampled_from("YNW")), st.builds(FormAnswer, _questions(), text=texts(20)),
        st.builds(FormAnswer, _questions(), day=days()), st.builds(FormAnswer, _questions(), percent=_percents()))
    return st.builds(Form, st.sampled_from(("AS", "UT")), st.sampled_from(("484.03", "06.03B")), st.lists(said, min_size=1, max_size=4).map(tuple))


@once
def _questions() -> SearchStrategy[str]:
    return st.sampled_from(("1A", "1B", "2", "12"))


@once
def drugs() -> SearchStrategy[Drug]:
    """What 2410 says."""
    return st.builds(Drug, digits(11), st.sampled_from((Decimal(1), Decimal("2.5"))), st.sampled_from(("UN", "ML", "ME", "GR", "F2")),
                     references("VY", most=1) | references("XZ", most=1))
