"""The maps of the guides: which one a group is held against, loaded once and shared by all threads.

A map is never written to after it was loaded, but for the path of a node, which each node keeps when first asked: the same value whoever
asks. How often a loop or segment came is counted by the walker (pyx12's NodeCounter), never in the map, so sharing is safe.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
from pyx12.map_if import load_map_file, map_if
from pyx12.map_index import map_index
from pyx12.params import ParamsBase

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element


class GuideKey(NamedTuple):
    """What names the guide of a group."""

    interchange_version: str
    """ISA12."""
    functional_id: str
    """GS01."""
    version: str
    """GS08."""


OWN_GUIDES: dict[GuideKey, Callable[[], Element]] = {}
"""Guides that pyx12 lacks: what gives the root of a map in its format. They go before pyx12's.

The 277 of 005010X212 is among the lacking: pyx12 ships a map for it without listing it, and for good reason. Its GS01 must be RA, the HL of
its first loop cannot be reached and its SE stands outside of the transaction set, so that no right 277 passes.
"""

_SAME_MAP = {
    GuideKey("00501", "HC", "005010X222"): "005010X222A1",
    GuideKey("00501", "HC", "005010X222A2"): "005010X222A1",
    GuideKey("00501", "HC", "005010X223"): "005010X223A2",
    GuideKey("00501", "HC", "005010X223A1"): "005010X223A2",
    GuideKey("00501", "HC", "005010X223A3"): "005010X223A2",
    GuideKey("00501", "HP", "005010X221"): "005010X221A1",
}
"""Errata of a guide, and the version in pyx12's index whose map is right for them too."""

_STALE_LISTS = "remark_code"
"""Code lists of pyx12 that are not asked: its RARCs end at N734 and lack MA15; ours are current (`edi_claims.codes`)."""


@attrs.frozen(eq=False)
class Guide:
    """A loaded map. Compared by identity: pyx12 takes two maps for equal that are both for an 837."""

    root: Any
    segment_ids: frozenset[str]
    """Every segment that the guide knows."""

    def node(self, path: str) -> Any:
        """The node at a path such as `/ISA_LOOP/GS_LOOP/GS`."""
        return self.root.getnodebypath(path)


def control(version: str) -> Guide:
    """The map of the envelope alone, by ISA12."""
    return _shipped("x12.control.00501.xml" if version == "00501" else "x12.control.00401.xml")


def guide(key: GuideKey, purpose: str | None = None) -> Guide | None:
    """The map of a guide; None where there is none. `purpose` is BHT02, by which some 4010 guides are told apart."""
    if key in OWN_GUIDES:
        return _own(key)
    files = _index().get(key._replace(version=_SAME_MAP.get(key, key.version)), {})
    name = files.get(purpose) or next(iter(files.values()), None)
    return _shipped(name) if name else None


def has_purposes(key: GuideKey) -> bool:
    """Whether BHT02 decides which map it is."""
    return any(_index().get(key, {}))


def is_alias(version: str) -> bool:
    """Whether a map is used for this version (GS08, ST03) that itself names another one."""
    return any(version == key.version for key in _SAME_MAP)


@cache
def _index() -> dict[GuideKey, dict[str | None, str]]:
    """pyx12's own index: the map file by guide and BHT02 (278 only; None otherwise)."""
    found: dict[GuideKey, dict[str | None, str]] = {}
    for row in map_index().maps:
        if row["fic"]:                                       # those without are the control maps
            found.setdefault(GuideKey(row["icvn"], row["fic"], row["vriic"]), {})[row["tspc"]] = row["map_file"]
    return found


@cache
def _parameters() -> Any:
    """The base class: its children read a file in the user's home, and no file may change what is an error."""
    parameters = ParamsBase()
    parameters.set("exclude_external_codes", _STALE_LISTS)
    return parameters


@cache
def _shipped(name: str) -> Guide:
    return _guide(load_map_file(name, _parameters()))


@cache
def _own(key: GuideKey) -> Guide:
    return _guide(map_if(OWN_GUIDES[key](), _parameters()))


def _guide(root: Any) -> Guide:
    return Guide(root, frozenset(node.id for node in root.loop_segment_iterator() if node.is_segment()))
