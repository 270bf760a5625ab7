"""Box 24: one service line, whose lower half is for what was done and whose upper, shaded half is for what explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.paper.texts import GAP, LETTERS, dollars, quantity, short_day, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Encounter, Provider, ServiceLine

MINUTES = "MJ"
TIME = "7TIME {} MINUTES"
"""How the shaded half says that box 24G has minutes of anesthesia."""
DRUG, TEXT = "N4", "ZZ"
TAXONOMY = "ZZ"
DRUG_NUMBERS = ("XZ", "VY")
SCREENING = "ZZ"
"""CRC01 of an EPSDT referral."""


def rendering(coded: Encounter, line: ServiceLine) -> Provider | None:
    """Who did a line."""
    return line.rendering_provider or coded.rendering_provider


def line_boxes(coded: Encounter, line: ServiceLine, number: int) -> Iterator[tuple[str, str]]:
    """Everything of box 24 for one line."""
    yield f"24.{number} shaded", _shaded(line)
    if line.first_day is not None and line.last_day is not None:
        yield f"24A.{number} from", short_day(line.first_day)
        yield f"24A.{number} to", short_day(line.last_day)
    yield f"24B.{number}", line.place_of_service or coded.place_of_service
    yield f"24C.{number}", "Y" if line.emergency == "Y" else ""
    yield f"24D.{number}", " ".join((line.procedure.code, *filter(None, line.procedure.modifiers)))
    yield f"24E.{number}", "".join(_letter(one, f"24E.{number}") for one in line.diagnosis_pointers)
    yield f"24F.{number}", dollars(line.charge, f"24F.{number}")
    yield f"24G.{number}", quantity(line.units)
    yield from _plan(coded, line, number)
    yield from _who(coded, line, number)


def _letter(pointer: int, box: str) -> str:
    if not 0 < pointer <= len(LETTERS):
        raise unreadable(box, f"there is no letter for diagnosis {pointer}")
    return LETTERS[pointer - 1]


def _shaded(line: ServiceLine) -> str:
    items = []
    if line.drug is not None and line.drug.qualifier == DRUG:
        amount = f" {line.drug.unit}{quantity(line.drug.quantity)}" if line.drug.quantity is not None else ""
        items.append(f"{DRUG}{line.drug.ndc}{amount}")
        items += [f"{one.qualifier}{one.value}" for one in line.drug.references if one.qualifier in DRUG_NUMBERS]
    if line.unit == MINUTES:
        items.append(TIME.format(quantity(line.units)))
    if line.procedure.description:
        items.append(TEXT + " ".join(line.procedure.description.split()))
    return GAP.join(items)


def _plan(coded: Encounter, line: ServiceLine, number: int) -> Iterator[tuple[str, str]]:
    """24H: family planning, and EPSDT by its referral code where the claim has one."""
    referral = next((code for one in coded.conditions if one.category == SCREENING for code in one.codes), "") if line.screening else ""
    yield f"24H.{number} shaded", referral
    yield f"24H.{number}", "Y" if line.family_planning or (line.screening and not referral) else ""


def _who(coded: Encounter, line: ServiceLine, number: int) -> Iterator[tuple[str, str]]:
    who = rendering(coded, line)
    if who is None:
        return
    pair = (TAXONOMY, who.taxonomy) if who.taxonomy else next(((one.qualifier, one.value) for one in who.references), ("", ""))
    yield f"24I.{number} shaded", pair[0]
    yield f"24J.{number} shaded", pair[1]
    yield f"24J.{number}", who.npi or ""
