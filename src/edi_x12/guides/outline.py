"""The notation of the guides in this folder, read: which loops, segments and elements a guide has, and how often.

`README.md` beside this file says how an outline is written. Nothing here knows pyx12: `expand` makes a map in its format of what is read here.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_USAGES = ("R", "S", "N")
_LIST = "list"
_REPEAT = "x"


class OutlineError(ValueError):
    """An outline that cannot be read: what is wrong, in which file and line."""


@attrs.frozen
class ElementUse:
    """How a guide uses one element, or one component of a composite."""

    place: str
    """`03`, or `13-1` for the first component of the thirteenth."""
    usage: str
    codes: tuple[str, ...] = ()
    """Those allowed; empty for any value."""
    external: str = ""
    """The list of pyx12's `codes.xml` that allows further ones."""
    repeat: int = 1
    name: str = ""
    """Empty: the name that the segment gives to the element."""


@attrs.frozen
class SegmentUse:
    """How a guide uses a segment in one place. What it does not list of a segment's elements is not used."""

    position: int
    id: str
    usage: str
    repeat: str
    """A number, or `>1` for any."""
    name: str
    elements: dict[str, ElementUse]
    notes: tuple[str, ...] = ()
    """Dependencies between elements that the guide adds to those of the standard, such as `E0102`."""


@attrs.frozen
class LoopUse:
    """A loop, which begins with its first segment; or one of the loops around the guide's own, such as `HEADER`."""

    position: int
    id: str
    usage: str
    repeat: str
    name: str
    children: tuple[Use, ...]


Use = LoopUse | SegmentUse


@attrs.frozen
class Guide:
    """A guide, and the loops of its transaction set."""

    transaction: str
    """`271`."""
    version: str
    """GS08 and ST03."""
    functional_id: str
    """GS01."""
    name: str
    interchange: LoopUse
    """From ISA to IEA."""


@attrs.frozen
class Line:
    """A line of an outline, with what continues it."""

    number: int
    indent: int
    words: tuple[str, ...]
    name: str


@attrs.define
class _Outline:
    """An outline while it is read, from the top down."""

    file: str
    lines: list[Line]
    lists: dict[str, tuple[str, ...]]
    body: tuple[Use, ...] = ()
    """The loops that stand where the envelope says `guide`."""
    at: int = 0

    def wrong(self, line: Line, what: str) -> OutlineError:
        return OutlineError(f"{self.file}, line {line.number}: {what}")

    def below(self, indent: int) -> Iterator[Line]:
        """The lines that belong to one with this indent."""
        while self.at < len(self.lines) and self.lines[self.at].indent > indent:
            self.at += 1
            yield self.lines[self.at - 1]


@cache
def names() -> tuple[str, ...]:
    """The guides here, such as `271`."""
    return tuple(sorted(file.name[:-4] for file in resources.files(__package__).iterdir() if file.name[:3].isdigit()))


def guide(name: str) -> Guide:
    """The guide with this name, such as `271`.

    Raises:
        OutlineError: there is none, or it cannot be read.
    """
    if name not in names():
        raise OutlineError(f"there is no guide {name}: there are {', '.join(names())}")
    return read(f"{name}.txt", text_of(f"{name}.txt"))


def read(file: str, text: str) -> Guide:
    """The guide that this outline describes; `file` is named where something is wrong with it.

    Raises:
        OutlineError: it cannot be read.
    """
    outline = _Outline(file, lines(file, text), {})
    header = next((line for line in outline.lines if line.words[0] == "guide"), None)
    if header is None or len(header.words) != len(("guide", "transaction", "version", "functional_id")):
        raise OutlineError(f"{file}: a line `guide TRANSACTION VERSION GS01 : name` is wanted")
    outline.lines.remove(header)
    _, transaction, version, functional_id = header.words
    body = tuple(_uses(outline, -1))
    lists: dict[str, tuple[str, ...]] = {"transaction": (transaction,), "version": (version,), "functional_id": (functional_id,)}
    around = _Outline("envelope.txt", lines("envelope.txt", text_of("envelope.txt")), lists, body)
    (interchange,) = _uses(around, -1)
    assert isinstance(interchange, LoopUse)
    return Guide(transaction, version, functional_id, header.name, interchange)


def lines(file: str, text: str) -> list[Line]:
    """The lines of an outline without comments, each with its continuations."""
    found: list[Line] = []
    for number, raw in enumerate(text.splitlines(), 1):
        kept = _without_comment(raw)
        if not kept.strip():
            continue
        told, _, name = kept.partition(" : ")
        if "\t" in kept:
            raise OutlineError(f"{file}, line {number}: indent by blanks")
        line = Line(number, len(kept) - len(kept.lstrip()), tuple(told.split()), name.strip())
        if found and line.indent > found[-1].indent and _may_go_on(found[-1]):
            found[-1] = attrs.evolve(found[-1], words=(*found[-1].words, *line.words))
        else:
            found.append(line)
    return found


def _may_go_on(line: Line) -> bool:
    """Nothing belongs to a list or an element, so that a line below one, further in, goes on with it."""
    return line.words[0] == _LIST or (any(word in _USAGES for word in line.words[1:]) and not _opens(line))


def _opens(line: Line) -> bool:
    """Whether this is the line of a loop or segment, which begins with a position of four digits."""
    return len(line.words[0]) == len("0100") and line.words[0].isdigit()


def _without_comment(raw: str) -> str:
    before, mark, _ = f" {raw}".partition(" #")
    return (before if mark else f" {raw}")[1:].rstrip()


def _uses(outline: _Outline, indent: int) -> Iterator[Use]:
    """The loops and segments below a line with this indent."""
    for line in outline.below(indent):
        first = line.words[0]
        if first == _LIST:
            _define(outline, line)
        elif first == "guide":
            yield from outline.body
        elif _opens(line) and line.words[1] == "loop":
            yield _loop(outline, line)
        elif _opens(line):
            yield _segment(outline, line)
        else:
            raise outline.wrong(line, "a list, loop or segment is wanted here")


def _define(outline: _Outline, line: Line) -> None:
    if line.words[2:3] != ("=",) or line.words[1] in outline.lists:
        raise outline.wrong(line, "`list NAME = CODE ...` is wanted, with a new name")
    outline.lists[line.words[1]] = _codes(outline, line, line.words[3:])


def _loop(outline: _Outline, line: Line) -> LoopUse:
    if len(line.words) != len(("0100", "loop", "2000A", "R", ">1")):
        raise outline.wrong(line, "`POSITION loop ID USAGE REPEAT : name` is wanted")
    position, _, id_, usage, repeat = line.words
    children = tuple(_uses(outline, line.indent))
    if not children:
        raise outline.wrong(line, f"loop {id_} is empty")
    if [child.position for child in children] != sorted(child.position for child in children):
        raise outline.wrong(line, f"what loop {id_} holds is not in the order of its positions")
    return LoopUse(int(position), id_, _usage(outline, line, usage), _repeat(outline, line, repeat), line.name, children)


def _segment(outline: _Outline, line: Line) -> SegmentUse:
    if len(line.words) != len(("0100", "NM1", "R", "1")):
        raise outline.wrong(line, "`POSITION SEGMENT USAGE REPEAT : name` is wanted")
    position, id_, usage, repeat = line.words
    elements: dict[str, ElementUse] = {}
    notes: list[str] = []
    for below in outline.below(line.indent):
        if below.words[0] == "note":
            notes += below.words[1:]
            continue
        for use in _elements(outline, below):
            if use.place in elements:
                raise outline.wrong(below, f"{id_}{use.place} stands here twice")
            elements[use.place] = use
    return SegmentUse(int(position), id_, _usage(outline, line, usage), _repeat(outline, line, repeat), line.name, elements, tuple(notes))


def _elements(outline: _Outline, line: Line) -> Iterator[ElementUse]:
    """`01 02 R x99 $list CODE @external`: the same for each of the places in front of the usage."""
    places = line.words[:next((n for n, word in enumerate(line.words) if word in _USAGES), 0)]
    if not places or not all(place.replace("-", "", 1).isdigit() for place in places):
        raise outline.wrong(line, "`PLACE ... USAGE CODE ...` is wanted")
    usage, *rest = line.words[len(places):]
    repeat = 1
    if rest and rest[0][0] == _REPEAT and rest[0][1:].isdigit():
        repeat = int(rest.pop(0)[1:])
    external = [word[1:] for word in rest if word.startswith("@")]
    codes = _codes(outline, line, [word for word in rest if not word.startswith("@")])
    for place in places:
        yield ElementUse(place, usage, codes, "".join(external), repeat, line.name)


def _codes(outline: _Outline, line: Line, words: Sequence[str]) -> tuple[str, ...]:
    codes: list[str] = []
    for word in words:
        if not word.startswith("$"):
            codes.append(word)
        elif word[1:] in outline.lists:
            codes += outline.lists[word[1:]]
        else:
            raise outline.wrong(line, f"there is no list {word[1:]}")
    if len(codes) != len(set(codes)):
        raise outline.wrong(line, "a code stands here twice")
    return tuple(codes)


def _usage(outline: _Outline, line: Line, word: str) -> str:
    if word not in _USAGES:
        raise outline.wrong(line, f"the usage is R, S or N, not {word}")
    return word


def _repeat(outline: _Outline, line: Line, word: str) -> str:
    if word != ">1" and not word.isdigit():
        raise outline.wrong(line, f"a number or >1 says how often, not {word}")
    return word


def text_of(file: str) -> str:
    """One of the files of this folder."""
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
