# ruff: noqa: INP001 - a script, no package
"""Writes the scrubber's table in docs/findings.md anew from `edi837.catalogue()`: run it after a rule's first line or row has changed."""

from pathlib import Path

import edi837

PAGE = Path(__file__).resolve().parents[1] / "docs" / "findings.md"
HEAD = "| Code | Severity | Where in X12 |"


def main() -> None:
    """Replace the rows below the head of the table."""
    before, head, rest = PAGE.read_text().partition(HEAD)
    lines = rest.split("\n")
    after = next(at for at, line in enumerate(lines) if at > 1 and not line.startswith("|"))
    rows = [f"| {row.code} | {row.severity} | {row.reference} | `{row.path}` | {row.root_cause} | {row.owner} | {row.would_cause} | {row.text} |"
            for row in edi837.catalogue()]
    PAGE.write_text(before + head + "\n".join([*lines[:2], *rows, *lines[after:]]))


if __name__ == "__main__":
    main()
