"""B002: where a service was given, and what that place asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, where
from edi_claims import Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Claim, Finding, ServiceLine

B002 = Kind("B002", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:249")

INPATIENT = ("21", "51", "61")
HOSPITAL = ("19", "21", "22", "23")
WHOLE, TECHNICAL = "4", "3"
"""PC/TC indicators of a test as a whole and of its technical part, whose other parts have codes of their own."""
SPLIT, READ_ONLY = "1", "6"
"""PC/TC indicators of tests that 26 and TC split, and of laboratory tests that 26 alone may follow."""


def place(claim: Claim, context: Context) -> Iterator[Finding]:
    """B002: the place of service is a known code; an inpatient one has an admission date; a line names only another place."""
    coded, known = claim.encounter, context.tables.places
    here = coded.place_of_service
    if here not in known:
        yield B002(claim, "the place of service is no known code", "enter where the service was given", "2300", "CLM05-1",
                   "encounter.place_of_service")
    elif here == "99":
        yield B002(claim, "the place of service is 99, any other place", "enter the code of the place if there is one", "2300", "CLM05-1",
                   "encounter.place_of_service", severity=Severity.WARNING)
    if here in INPATIENT and "435" not in coded.dates:
        yield B002(claim, f"place of service {here} without an admission date", "enter the day of admission, or correct the place", "2300", "DTP03",
                   "encounter.admission_date", would_cause="277CA A7:189")
    for number, line in enumerate(coded.services, 1):
        if not line.place_of_service:
            continue
        at = ("2400", "SV105", f"encounter.services[{number - 1}].place_of_service", number)
        if line.place_of_service not in known:
            yield B002(claim, "a line's place of service is no known code", "enter where the service was given", *at)
        elif line.place_of_service == here:
            yield B002(claim, "a line repeats the claim's place of service", "leave it out", *at, severity=Severity.WARNING)


def facility(claim: Claim, _: Context) -> Iterator[Finding]:
    """B002: a service in a hospital names the hospital."""
    coded = claim.encounter
    if coded.place_of_service in HOSPITAL and coded.facility is None and not all(line.facility is not None for line in coded.services):
        yield B002(claim, f"place of service {coded.place_of_service} and no facility: the payer takes the billing address for the place",
                   "enter the hospital, unless it is the billing provider", "2310C", "NM101", "encounter.facility", severity=Severity.WARNING,
                   would_cause="CO-16 MA114")


def components(claim: Claim, context: Context) -> Iterator[Finding]:
    """B002: in a facility nobody bills the facility's part of a test; 26 and TC split only what the fee schedule lets them split."""
    for number, line in enumerate(claim.encounter.services, 1):
        indicator = context.tables.components.get(line.procedure.code)
        if indicator is not None:
            yield from _component(claim, line, number, indicator, context)


def _component(claim: Claim, line: ServiceLine, number: int, indicator: str, context: Context) -> Iterator[Finding]:
    done, path = line.procedure, f"encounter.services[{number - 1}].procedure"
    row = context.tables.places.get(where(claim, line))
    in_facility, parts = row is not None and row.facility, {"26", "TC"}.intersection(done.modifiers)
    allowed = {SPLIT: {"26", "TC"}, READ_ONLY: {"26"}}.get(indicator, set())
    if parts - allowed:
        yield B002(claim, f"{done.code} cannot be split: it takes no modifier {' or '.join(sorted(parts - allowed))}",
                   "send to coding: a part of this test may have a code of its own", "2400", "SV101-3", f"{path}.modifiers", number,
                   would_cause="CO-4")
    elif in_facility and (indicator in (WHOLE, TECHNICAL) or "TC" in parts or (indicator == SPLIT and not parts)):
        yield B002(claim, f"{done.code} holds the facility's part of the test, and the place is a facility",
                   "send to coding: check who gave which part of the test", "2400", "SV101-2", f"{path}.code", number, severity=Severity.WARNING,
                   would_cause="CO-5")
