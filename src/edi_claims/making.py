"""How a reader makes a frozen noun of many fields: the dictionary that it filled becomes the noun.

A generated `__init__` stores every field of every object, and most of them are defaults. Here the defaults stand on the class and the object
holds what was sent, which takes a third of the time and of the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
V = TypeVar("V")

_new, _set = object.__new__, object.__setattr__


def sketchable(noun: type[T]) -> type[T]:
    """Class decorator for a frozen attrs class without slots: `made` may make it."""
    for field in attrs.fields(noun):                        # type: ignore[arg-type]
        if isinstance(field.default, attrs.Factory):        # type: ignore[arg-type]
            setattr(noun, field.name, _Fresh(field.name, field.default.factory, takes_self=field.default.takes_self))
        elif field.default is not attrs.NOTHING:
            setattr(noun, field.name, field.default)
    return noun


def made(noun: type[T], sketch: dict[str, Any]) -> T:
    """The noun whose fields a sketch holds; the sketch is the noun's from now on.

    It must hold every field that has no default, and values as the field holds them: nothing is converted.
    """
    one = _new(noun)
    _set(one, "__dict__", sketch)                           # attrs forbids it to everybody else
    return one


class _Fresh(Generic[V]):
    """A default that each object has its own of, made when it is asked for."""

    __slots__ = ("_factory", "_name", "_takes_self")

    def __init__(self, name: str, factory: Callable[..., V], *, takes_self: bool) -> None:
        self._name, self._factory, self._takes_self = name, factory, takes_self

    def __get__(self, one: object | None, owner: type | None = None) -> V | _Fresh[V]:
        if one is None:
            return self
        found: V = self._factory(one) if self._takes_self else self._factory()
        one.__dict__[self._name] = found
        return found
