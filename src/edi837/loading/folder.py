"""Whatever tables a folder holds, told by the names that their publishers give them."""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edi837.loading.cms import read_add_ons, read_articles, read_hcpcs, read_pairs, read_unit_limits
from edi837.loading.own import read_approvals, read_drug_rules, read_fact_rules, read_modifier_rules, read_person_limits, read_policies
from edi837.rules.rows import PERSON_LIMITS
from edi837.rules.tables import CodeTables
from edi_claims import EdiError
from edi_claims.codes.icd10cm import SHIPPED, read_order_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from edi_claims.codes.icd10cm import Release

_EFFECTIVE = re.compile(r"(\d{2})[-_](\d{2})[-_](\d{4})")
_YEAR = re.compile(r"20\d{2}")
_BEGINS = {"jan": 1, "apr": 4}
"""Months in the names of releases that do not begin with the fiscal year, in October."""

_OWN: dict[str, tuple[str, Callable[[Path], list[Any]]]] = {
    "policies.csv": ("policies", read_policies), "modifier_rules.csv": ("modifier_rules", read_modifier_rules),
    "person_limits.csv": ("person_limits", read_person_limits), "approvals.csv": ("approvals", read_approvals),
    "drug_rules.csv": ("drug_rules", read_drug_rules), "fact_rules.csv": ("fact_rules", read_fact_rules)}
"""File names of the practice's own tables: the field of `CodeTables`, and who reads them."""
_STARTS: dict[str, tuple[Any, ...]] = {"person_limits": PERSON_LIMITS}
"""What the practice's rows are added to."""


def load_tables(folder: str | Path, *, codes: Collection[str] | None = None, articles: Collection[str] | None = None, **more: Any) -> CodeTables:
    """The tables of a folder; other files in it are left alone. `more` are further fields of `CodeTables` by name.

    Told by their names: `ccipra*` (NCCI pairs, all parts), `*MUE*` (unit limits, with the first day of the edition), `AOC*` (add-ons),
    `HCPC*ANWEB*`, `icd10cm*order*`, `article_x_hcpc_code.csv` with `article_x_icd10_covered.csv`, and of the practice's own `policies.csv`,
    `modifier_rules.csv`, `person_limits.csv`, `approvals.csv`, `drug_rules.csv`, `fact_rules.csv`. `codes` and `articles` keep no more than those
    of `read_pairs` and `read_articles`.

    Raises:
        EdiError: the folder is not there, or a file in it is faulty; it names file and line.
    """
    if not Path(folder).is_dir():
        raise EdiError("there is no such folder of tables")
    files = [one for one in sorted(Path(folder).iterdir()) if one.suffix.lower() in (".txt", ".csv", ".tsv")]
    found: dict[str, Any] = {}
    for one in files:
        if one.name.lower() in _OWN:
            name, read = _OWN[one.name.lower()]
            found.setdefault(name, list(_STARTS.get(name, ()))).extend(read(one))
    _add_edits(found, files, codes)
    _add_codes(found, files)
    listed = {one.name.lower(): one for one in files}
    done, covered = listed.get("article_x_hcpc_code.csv"), listed.get("article_x_icd10_covered.csv")
    if done and covered:
        found.setdefault("policies", []).extend(read_articles(done, covered, articles))
    return CodeTables(**{**found, **more})


def _named(files: list[Path], *patterns: str) -> list[Path]:
    return [one for one in files if any(fnmatchcase(one.name.lower(), pattern) for pattern in patterns)]


def _add_edits(found: dict[str, Any], files: list[Path], codes: Collection[str] | None) -> None:
    """NCCI."""
    pairs = _named(files, "*ccipra*")
    if pairs:
        found["pairs"] = read_pairs(*pairs, codes=codes)
    for one in _named(files, "*mue*"):
        found.setdefault("unit_limits", []).extend(read_unit_limits(one, _first_day(one.name)))
    for one in _named(files, "aoc*"):
        found.setdefault("add_ons", []).extend(read_add_ons(one))


def _first_day(name: str) -> date | None:
    """The first day of an edition by its file's name, which tells month, day and year; None where it tells none."""
    told = _EFFECTIVE.search(name)
    try:
        return date(int(told[3]), int(told[1]), int(told[2])) if told else None
    except ValueError:
        return None


def _add_codes(found: dict[str, Any], files: list[Path]) -> None:
    """HCPCS, of which later editions replace earlier ones, and ICD-10-CM, beside the releases that are shipped."""
    for one in _named(files, "hcpc*anweb*"):
        procedures, modifiers = read_hcpcs(one)
        found["hcpcs"], found["modifiers"] = {**found.get("hcpcs", {}), **procedures}, {**found.get("modifiers", {}), **modifiers}
    releases = [_release(one) for one in _named(files, "icd10cm*order*")]
    if releases:
        found["releases"] = (*SHIPPED, *releases)


def _release(file: Path) -> Release:
    told = _YEAR.search(file.name)
    if told is None:
        raise EdiError(f"{file.name}: the name does not tell the year of the release")
    year = int(told[0])
    month = next((number for word, number in _BEGINS.items() if word in file.name.lower()), None)
    first = date(year - 1, 10, 1) if month is None else date(year, month, 1)
    try:
        return read_order_file(file, first, date(year, 9, 30))
    except EdiError as error:
        raise EdiError(f"{file.name}, {error}") from None
