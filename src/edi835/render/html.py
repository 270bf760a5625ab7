"""A page as one HTML file: no script, nothing from outside, for screens of any width, for paper, light and dark."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from edi835.render import words

if TYPE_CHECKING:
    from jinja2 import Template

    from edi835.render.view import Page


def html_of(page: Page) -> str:
    """The document. Whatever a payer sent is text in it, never markup."""
    return _template().render(page=page) + "\n"


@cache
def _template() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_file("page.html.jinja"), _shared())


def _shared() -> dict[str, Any]:
    return {"words": words, "style": Markup(_file("page.css").strip())}       # noqa: S704 - our own file


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
