"""Formatting that has one right answer, put right: `tidy`."""

from edi837.tidying.walk import tidy

__all__ = ["tidy"]
