"""A claim on the paper form, the CMS-1500 of 02/12, and back: `cms1500`, `cms1500_pages`, `from_cms1500`."""

from edi837.paper.back import from_cms1500
from edi837.paper.boxes import cms1500, cms1500_pages

__all__ = ["cms1500", "cms1500_pages", "from_cms1500"]
