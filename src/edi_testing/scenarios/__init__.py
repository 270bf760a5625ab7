"""The catalogue of scenarios: claims of every kind that an 837P can hold, and faulty ones, each wrong in one way."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from edi_testing.scenarios import circumstances, coordination, faulty_claims, faulty_codes, faulty_parties, specialties, visits
from edi_testing.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCENARIOS", "Scenario"]

_MODULES = (visits, specialties, coordination, circumstances, faulty_parties, faulty_codes, faulty_claims)

SCENARIOS: Mapping[str, Scenario] = MappingProxyType({
    one.name: one for module in _MODULES for one in vars(module).values() if isinstance(one, Scenario)})
"""Every scenario by its name, the right ones first."""
