"""Implementation guides that pyx12 lacks, kept as readable outlines: 270 and 271 (005010X279A1), 276 and 277 (005010X212).

`README.md` says how an outline is written and amended, `outline` reads it, `dictionary` knows the segments of the standard, `expand` makes a map
in pyx12's format of both. The conformance door uses the maps; `python -m edi_x12.guides 271` writes one as a file.
"""

from edi_x12.guides.expand import expanded, xml
from edi_x12.guides.outline import Guide, OutlineError, guide, names

__all__ = ["Guide", "OutlineError", "expanded", "guide", "names", "xml"]
