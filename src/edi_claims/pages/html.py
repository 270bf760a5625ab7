"""A page as one HTML file: no script, nothing from outside, for screens of any width, for paper, light and dark.

A package that has a page keeps `page.html.jinja`, which extends `base.html.jinja`, and `page.css`, which stands after `base.css`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from types import ModuleType

    from jinja2 import Template

_TEMPLATE, _STYLE = "page.html.jinja", "page.css"


def html_of(page: object, words: ModuleType, package: str) -> str:
    """The document that a package's template makes of a page and of its words. Whatever a payer sent is text in it, never markup."""
    return _template(package).render(page=page, words=words) + "\n"


@cache
def _template(package: str) -> Template:
    places = (resources.files(package), resources.files(__package__))

    def source(name: str) -> str | None:
        return next((text for place in places if (text := _text(place / name)) is not None), None)

    styles = [text.strip() for place in reversed(places) for name in ("base.css", _STYLE) if (text := _text(place / name)) is not None]
    environment = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(source))
    return environment.get_template(_TEMPLATE, globals={"style": Markup("\n".join(styles))})        # noqa: S704 - our own files


def _text(file: Traversable) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None
