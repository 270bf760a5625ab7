"""Service lines from box 24."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from edi837.paper.lines import DRUG, DRUG_NUMBERS, MINUTES, TAXONOMY, TEXT
from edi837.paper.texts import GAP, LETTERS, SIGNED, read_first_last, read_quantity, unreadable
from edi_claims import DateRange, Drug, Procedure, Provider, Reference, ServiceLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edi837.paper.form import Form

_TIME = re.compile(r"7TIME [\d.]+ MINUTES", re.ASCII)
_DRUG = re.compile(DRUG + r"([\dA-Z-]*)(?: ([A-Z][A-Z\d])([\d.]+))?", re.ASCII)


def read_lines(form: Form, providers: Mapping[str, Provider]) -> tuple[tuple[ServiceLine, ...], str, Provider | None]:
    """The lines, each with these providers; the place of service that most of them have; who treated on all of them, None where not one did."""
    places = Counter(place for number in form.lines if (place := form.text(f"24B.{number}")))
    place = places.most_common(1)[0][0] if places else ""
    who = [_rendering(form, number) for number in form.lines]
    rendering = _signed(form, who[0]) if who and who[0] is not None and all(one == who[0] for one in who) else None
    own = [providers if treats is None or rendering is not None else {**providers, "rendering_provider": treats} for treats in who]
    return tuple(_line(form, number, place, these) for number, these in zip(form.lines, own, strict=True)), place, rendering


def _line(form: Form, number: int, place: str, providers: Mapping[str, Provider]) -> ServiceLine:
    code, *modifiers = form.needed(f"24D.{number}").split()
    shaded = _shaded(form.text(f"24.{number} shaded"), f"24.{number} shaded")
    where, plan = form.text(f"24B.{number}"), form.text(f"24H.{number}")
    referral = form.text(f"24H.{number} shaded")
    units = form.text(f"24G.{number}") or "1"
    return ServiceLine(
        Procedure(code, tuple(modifiers), description=shaded.pop("description", "")), form.dollars(f"24F.{number}"),
        read_quantity(units, f"24G.{number}"), tuple(_pointer(one, f"24E.{number}") for one in form.text(f"24E.{number}")), **_days(form, number),
        place_of_service="" if where == place else where, emergency=_yes(form, f"24C.{number}"), screening="Y" if referral else "",
        family_planning="Y" if plan else "", providers=providers, **shaded)


def _yes(form: Form, box: str) -> str:
    return form.one_of(box, {"Y": "Y", "YES": "Y", "N": "", "NO": "", "": ""}, "")


def _days(form: Form, number: int) -> dict[str, Any]:
    first = form.day(f"24A.{number} from")
    if first is None:
        form.needed(f"24A.{number} from")
    last = form.day(f"24A.{number} to")
    return {"service_date": first} if last in (None, first) else {"service_period": DateRange(first, last)}      # type: ignore[arg-type]


def _pointer(letter: str, box: str) -> int:
    if letter.upper() not in LETTERS:
        raise unreadable(box, "none of the letters A to L")
    return LETTERS.index(letter.upper()) + 1


def _shaded(text: str, box: str) -> dict[str, Any]:
    """What the upper half says, as fields of a line, and the procedure's description."""
    found: dict[str, Any] = {}
    numbers: list[Reference] = []
    for item in filter(None, text.split(GAP)):
        drug = _DRUG.fullmatch(item)
        if drug is not None:
            found["drug"] = Drug(drug[1], read_quantity(drug[3], box) if drug[3] else None, drug[2] or "")
        elif _TIME.fullmatch(item):
            found["unit"] = MINUTES
        elif item.startswith(TEXT):
            found["description"] = item.removeprefix(TEXT)
        elif item.startswith(DRUG_NUMBERS) and "drug" in found:
            numbers.append(Reference(item[:2], item[2:]))
        else:
            raise unreadable(box, "an entry that begins with none of N4, XZ, VY, 7 and ZZ")
    if numbers:
        drug_with = found["drug"]
        found["drug"] = Drug(drug_with.ndc, drug_with.quantity, drug_with.unit, tuple(numbers))
    return found


def _rendering(form: Form, number: int) -> Provider | None:
    npi, qualifier, other = (form.text(box) for box in (f"24J.{number}", f"24I.{number} shaded", f"24J.{number} shaded"))
    if not (npi or other):
        return None
    if qualifier == TAXONOMY:
        return Provider(npi or None, "", other)
    return Provider(npi or None, references=(Reference(qualifier, other),) if other else ())


def _signed(form: Form, who: Provider) -> Provider:
    """The one who treated, with the name that he signed."""
    text = form.text("31")
    if text in ("", SIGNED, "SOF"):
        return who
    return Provider(who.npi, read_first_last(text), who.taxonomy, references=who.references)
