"""Every loop of an 837P: which step takes which segment, and what an NM1 means in it. This is the map; the steps are elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi837.read import claims, levels, lines, supporting
from edi837.read.machine import ClaimLoop, Party, city, contact, demographics, loops, party, reference, street, taxonomy
from edi837.read.supporting import many, once
from edi_claims import Address, Payer, PersonName, Provider
from edi_x12.parties import finished, payer_sketch, provider_sketch
from edi_x12.reading import OUTSIDE, padded

if TYPE_CHECKING:
    from edi_x12.parties import Sketch
    from edi_x12.reading import Step


# ---- parties

def _provider(sketch: Sketch) -> Provider:
    return finished(Provider, sketch)


_MEMORY = 1024
_payers: dict[tuple[str, str, str], Payer] = {}


def _payer(sketch: Sketch) -> Payer:
    """A payer of whom only the NM1 was sent is made once: a practice bills few."""
    if len(sketch) > 3:                                     # noqa: PLR2004 - the NM1 gives three fields
        return finished(Payer, sketch)
    key = sketch["payer_id"], sketch["name"], sketch["id_qualifier"]
    found = _payers.get(key)
    if found is None:
        found = finished(Payer, sketch)
        if len(_payers) < _MEMORY:
            _payers[key] = found
    return found


def _as_it_is(sketch: Sketch) -> Sketch:
    """Made with its level, which knows more of it."""
    return sketch


def _person_named(e: list[str]) -> Sketch:
    """NM1 of a subscriber or patient; the id is the coverage's or the person's, which only the level knows."""
    if len(e) < 10:                                         # noqa: PLR2004 - NM109
        e = padded(e, 9)
    name = PersonName(e[3], e[4], e[5], e[7], e[6]) if e[2] == "1" else e[3]
    return {"name": name, "number": (e[8], e[9])} if e[9] else {"name": name}


def _nameless(_: list[str]) -> Sketch:
    return {}


def _address(sketch: Sketch) -> Address | None:
    """2010AB: only where to pay."""
    return Address(sketch["street"], *sketch.get("city", ())) if "street" in sketch else None


PLACE: dict[str, Step] = {"N3": street, "N4": city}
WHO: dict[str, Step] = {**PLACE, "REF": reference, "PER": contact}
PROVIDER: dict[str, Step] = {**WHO, "PRV": taxonomy}
PERSON: dict[str, Step] = {**WHO, "DMG": demographics}


def _providers(names: str, steps: dict[str, Step] = PROVIDER, **roles: str) -> dict[str, Party]:
    """Qualifier to role; their loops are lettered in this order, `names` says by which letters. A leading `_` only makes a number a name."""
    return {code.lstrip("_"): Party(name, role, provider_sketch, _provider, steps, within="providers")
            for name, (code, role) in zip(names.split(), roles.items(), strict=True)}


def _person(name: str, field: str, **more: Any) -> Party:
    return Party(name, field, _person_named, _as_it_is, PERSON, **more)


# ---- tables

ON_LEVEL: dict[str, Step] = {**OUTSIDE, "HL": levels.level, "CLM": claims.claim}

loops.header = ClaimLoop("1000", {**ON_LEVEL, "BHT": levels.beginning, "NM1": levels.header_party})
loops.submitter = ClaimLoop("1000A", {**loops.header, "PER": levels.submitter_contact})
loops.strange_level = ClaimLoop("2000", ON_LEVEL)
loops.spoiled = ClaimLoop("2300", ON_LEVEL)

loops.billing = ClaimLoop("2000A", {**ON_LEVEL, "NM1": levels.billing_party, "PRV": levels.billing_taxonomy, "CUR": levels.currency}, {
    "85": Party("2010AA", "provider", provider_sketch, _as_it_is, {**WHO, "REF": levels.tax_reference}, keeps=False),
    "87": Party("2010AB", "pay_to_address", _nameless, _address, {**PLACE, "REF": levels.pay_to_reference}, keeps=False),
    "PE": Party("2010AC", "pay_to_plan", provider_sketch, _provider, {**WHO, "REF": levels.tax_reference})})

loops.subscriber = ClaimLoop("2000B", {**ON_LEVEL, "NM1": party, "SBR": levels.coverage, "PAT": levels.subscriber_information}, {
    "IL": _person("2010BA", "subscriber"),
    "PR": Party("2010BB", "payer", payer_sketch, _payer, WHO)})

loops.patient = ClaimLoop("2000C", {**ON_LEVEL, "NM1": party, "PAT": levels.patient_information}, {
    "QC": _person("2010CA", "patient", keeps=False)})

ON_CLAIM: dict[str, Step] = {**ON_LEVEL, "NM1": party, "SBR": claims.other_coverage, "LX": lines.line, "SV1": lines.service_without_number}

loops.claim = ClaimLoop("2300", {
    **ON_CLAIM, "DTP": claims.claim_date, "AMT": claims.claim_amount, "REF": claims.claim_reference, "NTE": claims.claim_note,
    "HI": claims.health_codes,
    "PWK": many("claim", "attachments", supporting.attachment), "CN1": once("claim", "contract", supporting.contract),
    "K3": many("claim", "file_information", supporting.file_information), "CR1": once("coded", "ambulance", supporting.ambulance),
    "CR2": once("coded", "spinal_manipulation", supporting.spinal_manipulation), "CRC": many("coded", "conditions", supporting.condition),
    "HCP": once("claim", "repricing", supporting.repricing),
}, _providers("2310A 2310A 2310B 2310C 2310D 2310E 2310F", DN="referring_provider", P3="primary_care_provider", _82="rendering_provider",
              _77="facility",
              DQ="supervising_provider", PW="pick_up", _45="drop_off"))

_OTHER_PAYER: dict[str, Step] = {**PLACE, "PER": contact, "REF": claims.other_payer_reference, "DTP": claims.decision_date}

loops.other = ClaimLoop("2320", {
    **ON_CLAIM, "CAS": claims.adjustments, "AMT": claims.other_amount, "OI": claims.other_insurance, "MOA": claims.outpatient,
}, {"IL": _person("2330A", "subscriber"),
    "PR": Party("2330B", "payer", payer_sketch, _payer, _OTHER_PAYER),
    **_providers("2330C 2330C 2330D 2330E 2330F 2330G", DN="referring_provider", P3="primary_care_provider", _82="rendering_provider", _77="facility",
                 DQ="supervising_provider", _85="billing_provider")})

_ON_LINE: dict[str, Step] = {key: step for key, step in ON_CLAIM.items() if key != "SV1"}

loops.numbered = ClaimLoop("2400", {**OUTSIDE, "HL": levels.level, "CLM": claims.claim, "LX": lines.line, "SV1": lines.service})
loops.numbered.otherwise = lines.without_service
loops.lost = ClaimLoop("2400", {**ON_LEVEL, "LX": lines.line, "SBR": claims.other_coverage})

loops.line = ClaimLoop("2400", {
    **_ON_LINE, "DTP": lines.line_date, "REF": lines.line_reference, "AMT": lines.line_amount, "NTE": lines.line_note, "LIN": lines.drug,
    "SVD": lines.decision, "LQ": supporting.form,
    "SV5": once("line", "rental", supporting.rental), "PWK": many("line", "attachments", supporting.attachment),
    "CR1": once("line", "ambulance", supporting.ambulance), "CR3": once("line", "certification", supporting.certification),
    "CRC": many("line", "conditions", supporting.condition), "QTY": supporting.quantity,
    "MEA": many("line", "measurements", supporting.measurement), "CN1": once("line", "contract", supporting.contract),
    "K3": many("line", "file_information", supporting.file_information),
    "PS1": once("line", "purchased_service", supporting.purchased_service), "HCP": once("line", "repricing", supporting.repricing),
}, _providers("2420A 2420B 2420C 2420D 2420E 2420F 2420F 2420G 2420H", _82="rendering_provider", QB="purchased_service_provider", _77="facility",
              DQ="supervising_provider", DK="ordering_provider", DN="referring_provider", P3="primary_care_provider", PW="pick_up", _45="drop_off"))

loops.drug = ClaimLoop("2410", {
    **_ON_LINE, "CTP": lines.drug_quantity, "REF": reference, "LIN": lines.drug, "SVD": lines.decision, "LQ": supporting.form})
loops.drug.parties, loops.drug.strangers = loops.line.parties, loops.line.strangers

loops.decision = ClaimLoop("2430", {
    **_ON_LINE, "CAS": claims.adjustments, "DTP": claims.decision_date, "AMT": lines.decision_amount, "SVD": lines.decision, "LQ": supporting.form})

loops.form = ClaimLoop("2440", {**loops.line.strangers, "FRM": supporting.form_answer})
loops.form.parties, loops.form.strangers = loops.line.parties, loops.line.strangers
