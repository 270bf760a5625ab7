"""What a scenario is: a kind of claim by name, how one is made, and what should come of it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

import attrs

import edi837
from edi_claims import Claim, Finding

Make: TypeAlias = Callable[[Random, int], Claim]
Known: TypeAlias = Callable[[Claim], dict[str, Any]]


def nothing(_: Claim) -> dict[str, Any]:
    """What is known besides the claim: nothing."""
    return {}


@attrs.frozen
class Scenario:
    """A kind of claim. Faulty ones are wrong on purpose, each in one way."""

    name: str
    title: str
    """One line that says what is special about it."""
    make: Make = attrs.field(repr=False)
    """A claim from chance and its number, which makes control numbers and member ids; the same for the same two."""
    provokes: tuple[str, ...] = ()
    """Codes of the findings that `check` must have, and no others; empty where nothing is wrong."""
    rejection: str = ""
    """What a clearinghouse or payer answers when it is sent all the same, such as `277CA A7:164` or `CO-197`; empty where nothing is wrong."""
    known: Known = attrs.field(default=nothing, repr=False)
    """What `edi837.check` must know besides the claim to find it: a profile, tables, an answer about coverage, a day. Keyword arguments."""
    transaction_type: str = "CH"
    """BHT06 of a batch of these: CH claims to be paid, RP encounters that are only reported, 31 a demand of subrogation."""

    @property
    def is_faulty(self) -> bool:
        """Whether it is wrong on purpose."""
        return bool(self.provokes)

    def claim(self, seed: int = 0, number: int = 1) -> Claim:
        """One of these claims: the same for the same seed and number, whatever else is made."""
        return self.make(Random(f"{seed}:{number}:{self.name}"), number)            # noqa: S311 - repeatable, not secret

    def check(self, claim: Claim) -> list[Finding]:
        """What the scrubber finds in one of these claims, knowing what it must know to find it."""
        return edi837.check([claim], **self.known(claim))


def scenario(make: Make) -> Scenario:
    """Decorator: a function that makes a claim becomes the scenario of its name, its docstring the title."""
    return Scenario(*_named(make), make)


def scenario_of(*, known: Known = nothing, transaction_type: str = "CH") -> Callable[[Make], Scenario]:
    """The same for one of which more must be said."""
    return lambda make: Scenario(*_named(make), make, known=known, transaction_type=transaction_type)


def faulty(*provokes: str, rejection: str, known: Known = nothing) -> Callable[[Make], Scenario]:
    """The same for one that is wrong on purpose."""
    return lambda make: Scenario(*_named(make), make, provokes, rejection, known)


def _named(make: Make) -> tuple[str, str]:
    return getattr(make, "__name__", ""), (make.__doc__ or "").strip().removesuffix(".")
