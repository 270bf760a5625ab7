"""`python -m edi_x12.guides 271 > 271.5010.X279.A1.xml`: a guide written as a map file for pyx12."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from edi_x12.guides import names, xml


def main(arguments: list[str] | None = None) -> int:
    """Write the map of the named guide to standard output."""
    parser = ArgumentParser(prog="python -m edi_x12.guides", description=__doc__)
    parser.add_argument("guide", choices=names(), help="the transaction set")
    sys.stdout.write(xml(parser.parse_args(arguments).guide))
    return 0


if __name__ == "__main__":
    sys.exit(main())
