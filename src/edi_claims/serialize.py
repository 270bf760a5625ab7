"""Every noun as JSON, there and back, equal.

Decimals are written as strings, days as `YYYY-MM-DD`; what has its default value is left out.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from edi_claims.findings import EdiError

T = TypeVar("T")


def to_json(obj: object, *, indent: int | None = None) -> str:
    """A noun, or a list of nouns, as JSON text."""
    return json.dumps(_converter().unstructure(obj), indent=indent, ensure_ascii=False)


def from_json(cls: type[T], text: str) -> T:
    """The noun, or the list of nouns (`list[Encounter]`), that `to_json` wrote or a person typed.

    Raises:
        EdiError: the text is no JSON, or does not describe a `cls`. The message names the places, never the values.
    """
    try:
        return _converter().structure(json.loads(text, parse_float=str), cls)
    except json.JSONDecodeError as error:
        raise EdiError(f"no JSON: line {error.lineno}, column {error.colno}") from None
    except BaseValidationError as error:
        raise EdiError(f"not a {_name(cls)}: " + "; ".join(sorted(set(_places(error))))) from None
    except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation) as error:
        raise EdiError(f"not a {_name(cls)}: {type(error).__name__}") from None


def _name(cls: Any) -> str:
    return getattr(cls, "__name__", str(cls))


def _places(error: BaseException, path: str = "") -> list[str]:
    """Every failure below a cattrs error as `path: what kind`, without the value that failed."""
    if isinstance(error, BaseValidationError):
        return [place for inner in error.exceptions for place in _places(inner, path + _step(inner))]
    if isinstance(error, KeyError):
        return [f"{path.lstrip('.') or 'the whole'}: {error.args[0]} is missing" if error.args else f"{path.lstrip('.')}: missing"]
    return [f"{path.lstrip('.') or 'the whole'}: {_KINDS.get(type(error), 'wrong kind of value')}"]


_KINDS: dict[type[BaseException], str] = {InvalidOperation: "not an amount", ValueError: "not readable", TypeError: "wrong kind of value"}


def _step(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        name = getattr(note, "name", None)
        if name is not None:
            return f".{name}"
        index = getattr(note, "index", None)
        if index is not None:
            return f"[{index}]"
    return ""


@cache
def _converter() -> Converter:
    converter = Converter(prefer_attrib_converters=False)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda value, _: _decimal(value))
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_structure_hook(str, lambda value, cls: _text(value) if cls is str else cls(value))      # an enumeration is a str too
    converter.register_unstructure_hook_factory(attrs.has, lambda cls: make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True))
    converter.register_structure_hook_factory(attrs.has, lambda cls: make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True))
    converter.register_structure_hook_factory(_is_mixed_union, lambda cls: _mixed_union(cls, converter))
    return converter


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("not an amount")           # noqa: TRY004 - cattrs tells a wrong value by ValueError
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("not an amount")
    return number


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")              # noqa: TRY004
    return value


def _is_mixed_union(cls: Any) -> bool:
    """`PersonName | str`, `date | DateRange`: one kind is an object in JSON, the other a string."""
    kinds = [one for one in get_args(cls) if one is not type(None)] if get_origin(cls) in (Union, types.UnionType) else []
    return len(kinds) == 2 and sum(map(attrs.has, kinds)) == 1       # noqa: PLR2004 - a pair


def _mixed_union(cls: Any, converter: Converter) -> Any:
    noun, plain = sorted((one for one in get_args(cls) if one is not type(None)), key=attrs.has, reverse=True)

    def structure(value: Any, _: Any) -> Any:
        if value is None:
            return None
        return converter.structure(value, noun if isinstance(value, Mapping) else plain)

    return structure
