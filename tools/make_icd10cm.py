"""Make the ICD-10-CM file of a fiscal year, `src/edi_claims/codes/icd10cm-YYYY.txt.gz`: codes and a mark for an open side, no descriptions.

    python tools/make_icd10cm.py 2026 icd10cm_order_2026.txt     from the order file that CMS publishes
    python tools/make_icd10cm.py 2026                            from the package simple-icd-10-cm, if the release that it holds is of that year

The list is in the public domain. The package takes seconds and much memory to import, so it serves here and never at run time.
"""

# ruff: noqa: INP001, T201 - a script

from __future__ import annotations

import gzip
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from edi_claims.codes.icd10cm import ROW_WIDTH, Release, read_order_file, rows_of

FOLDER = Path(__file__).resolve().parents[1] / "src" / "edi_claims" / "codes"


def of_the_package() -> str:
    """The rows of the release that the installed package holds."""
    import simple_icd_10_cm as icd  # noqa: PLC0415 - only where it is asked for

    codes = icd.get_all_codes(with_dots=False)
    leaves = (code for code in codes if icd.is_leaf(code, prioritize_blocks=False) and icd.is_category_or_subcategory(code))
    return rows_of((code, icd.get_description(code)) for code in leaves)


def rows(year: int, order_file: str | None) -> str:
    """The rows of a fiscal year."""
    if order_file is None:
        print(f"simple-icd-10-cm {version('simple-icd-10-cm')}: check that its release is of fiscal year {year}")
        return of_the_package()
    release: Release = read_order_file(order_file, date(year - 1, 10, 1), date(year, 9, 30))
    return release._rows                                # noqa: SLF001 - what the release holds is the file


def main(year: str, order_file: str | None = None) -> None:
    """Write the file and say how much is in it."""
    text = rows(int(year), order_file)
    target = FOLDER / f"icd10cm-{year}.txt.gz"
    target.write_bytes(gzip.compress(text.encode("ascii"), 9, mtime=0))
    print(f"{target.name}: {len(text) // ROW_WIDTH} billable codes, {text.count('?')} with an open side, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:3])
