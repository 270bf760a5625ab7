"""What test claims are made of: names that nobody bears, numbers that nobody has, codes that everybody uses."""

from __future__ import annotations

from edi_claims.identifiers import npi_with_check_digit

FAMILY = ("ALDER", "BROOK", "CEDAR", "DALE", "ELMS", "FENN", "GROVE", "HEATH", "IVES", "JUNIPER", "KNOLL", "LARCH", "MOSS", "NETTLE", "OAKS", "PINE")
GIVEN = ("ADA", "BEN", "CLEO", "DORA", "ELI", "FAY", "GUS", "HOPE", "IRA", "JUNE", "KIT", "LEO", "MAE", "NED", "OPAL", "PIA")
STREETS = ("OAK AVE", "ELM ST", "RIVER RD", "HILL LN", "MILL ST", "LAKE DR")
CITIES = (("OMAHA", "NE", "68102"), ("LINCOLN", "NE", "68508"), ("DES MOINES", "IA", "50309"), ("TOPEKA", "KS", "66603"))
TAXONOMIES = ("207RC0000X", "207Q00000X", "225100000X", "207N00000X")
DIAGNOSES = ("R079", "R0602", "E1165", "I10", "M5450", "J069", "L570", "Z0000", "K219", "M25561", "E785", "N390")
SERVICES = (("99213", (), "125"), ("99214", ("25",), "200"), ("93000", (), "150"), ("83036", (), "42.5"), ("97110", ("GP",), "61.25"),
            ("11403", (), "310"), ("36415", (), "12"), ("J3301", (), "21.04"))
PAYERS = (("EX001", "EXAMPLE HEALTH PLAN", "CI"), ("SUN01", "SUNRISE MUTUAL", "12"), ("PLN02", "PLAINS CARE", "HM"))
SUPPLEMENTS = (("SUP01", "SUPPLEMENT LIFE", "CI"), ("GAP02", "GAPFILL MUTUAL", "CI"))
RELATIONSHIPS = ("01", "19", "G8")


def npi(number: int) -> str:
    """A valid NPI that belongs to nobody in particular, of each number its own."""
    return npi_with_check_digit(f"1{number % 10**8:08}")
