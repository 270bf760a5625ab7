"""The maps of the guides: which one a group is held against, loaded once and shared by all threads.

A map is never written to after it was loaded, but for the path of a node, which each node keeps when first asked: the same value whoever
asks. How often a loop or segment came is counted by the walker (pyx12's NodeCounter), never in the map, so sharing is safe.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
from pyx12.map_if import load_map_file, map_if
from pyx12.map_index import map_index
from pyx12.params import ParamsBase

from edi_x12.guides import expanded

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


OWN_GUIDES: dict[GuideKey, Callable[[], Element]] = {
    GuideKey("00501", "HS", "005010X279A1"): partial(expanded, "270"),
    GuideKey("00501", "HB", "005010X279A1"): partial(expanded, "271"),
    GuideKey("00501", "HR", "005010X212"): partial(expanded, "276"),
    GuideKey("00501", "HN", "005010X212"): partial(expanded, "277"),
}
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
    GuideKey("00501", "HS", "005010X279"): "005010X279A1",
    GuideKey("00501", "HB", "005010X279"): "005010X279A1",
}
"""Errata of a guide, and the version whose map is right for them too."""

_FUNCTIONAL_IDS = {"270": "HS", "271": "HB", "276": "HR", "277": "HN", "820": "RA", "834": "BE", "835": "HP", "837": "HC", "997": "FA", "999": "FA"}
"""What GS01 must be, by ST01."""
_INTERCHANGE_VERSIONS = {"004010": "00401", "005010": "00501"}
"""What ISA12 must be, by the release that GS08 begins with."""

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
    key = key._replace(version=_SAME_MAP.get(key, key.version))
    if key in OWN_GUIDES:
        return _own(key)
    files = _index().get(key, {})
    name = files.get(purpose) or next(iter(files.values()), None)
    return _shipped(name) if name else None


def meant(key: GuideKey, transaction: str, guide_named: str) -> GuideKey:
    """The guide that a group means whose headers contradict each other; the key as it is where they do not.

    `transaction` and `guide_named` are ST01 and ST03 of the first transaction set. Payers do send a 271 in a group that says HS, and 5010 in an
    interchange that says 00401: one wrong header is one fault, and no reason to leave the rest unchecked.
    """
    functional_id = _FUNCTIONAL_IDS.get(transaction, key.functional_id)
    for version in (key.version, guide_named):
        likely = GuideKey(_INTERCHANGE_VERSIONS.get(version[:6], key.interchange_version), functional_id, version)
        if guide(likely) is not None:
            return likely
    return key._replace(functional_id=functional_id)         # no map may be better than that of another transaction


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
    root = OWN_GUIDES[key]()
    for element in root.iter("element"):
        most = element.findtext("repeat")
        if most is not None:                                 # map.xsd has a word for it, pyx12's reader of maps has another
            element.set("max_use", most)
    return _guide(map_if(root, _parameters()))


def _guide(root: Any) -> Guide:
    return Guide(root, frozenset(node.id for node in root.loop_segment_iterator() if node.is_segment()))
