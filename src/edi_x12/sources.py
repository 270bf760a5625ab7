"""Where text comes from: a string, bytes, a path, an open file; and how its bytes become characters."""

from __future__ import annotations

import codecs
import os
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 16384
"""How much is read at once: what is cut from a piece should still be near the processor when it is read."""

Source: TypeAlias = "str | os.PathLike[str] | IO[str] | IO[bytes]"

_X12 = ("ISA", "GS", "ST", "TA1")


def _latin_1(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are taken as Latin-1, which is what older systems write names in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start:error.end].decode("latin-1"), error.end


codecs.register_error("edi-latin-1", _latin_1)


class Decoder:
    """Bytes, in pieces of any size, to text: UTF-8, UTF-16 with or without a mark, else Latin-1 byte by byte."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = None
        self._held = b""

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text that is whole now."""
        if self._decoder is None:
            self._held += data
            if len(self._held) < 4 and not final:           # noqa: PLR2004 - two UTF-16 characters
                return ""
            data, self._held = self._held, b""
            encoding, handling = _encoding(data)
            self._decoder = codecs.getincrementaldecoder(encoding)(handling)
        return self._decoder.decode(data, final)


def _encoding(head: bytes) -> tuple[str, str]:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", "replace"
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return "utf-16-le", "replace"
    if head[:1] == b"\0" and head[1:2] != b"\0":
        return "utf-16-be", "replace"
    return "utf-8", "edi-latin-1"


def pieces_of(text: str | bytes) -> Iterator[str]:
    """A text in pieces, so that a large one is not split all at once."""
    if isinstance(text, bytes | bytearray | memoryview):
        yield from decoded(bytes(text[at:at + CHUNK]) for at in range(0, len(text), CHUNK))
    elif isinstance(text, str):
        for at in range(0, len(text), CHUNK):
            yield text[at:at + CHUNK]
    else:
        raise TypeError(f"parse takes str or bytes, not {type(text).__name__}; read takes a path or an open file")


def decoded(data: Iterable[bytes]) -> Iterator[str]:
    """Bytes as text."""
    decoder = Decoder()
    for one in data:
        yield decoder.feed(one)
    yield decoder.feed(b"", final=True)


@contextmanager
def opened(source: Source) -> Iterator[Iterator[str]]:
    """The pieces of a path or an open file. A path is closed again, a file that the caller opened is not.

    Raises:
        TypeError: it is X12 text, or bytes; the message does not quote it.
        OSError: the path cannot be opened.
    """
    if isinstance(source, bytes | bytearray) or (isinstance(source, str) and _is_text(source)):
        raise TypeError("read takes a path or an open file; give text to parse")
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:                    # noqa: PTH123 - takes str and PathLike alike
            yield decoded(iter(lambda: file.read(CHUNK), b""))
    elif hasattr(source, "read"):
        yield _pieces(source)
    else:
        raise TypeError(f"read takes a path or an open file, not {type(source).__name__}")


def _is_text(path: str) -> bool:
    start = path.lstrip("\ufeff \t\r\n")
    begins = any(start.startswith(one) and start[len(one):len(one) + 1] in tuple("*|~^+") for one in _X12)
    return begins or "\n" in path or ("~" in path and "*" in path)


def _pieces(file: IO[str] | IO[bytes]) -> Iterator[str]:
    decoder = Decoder()
    while data := file.read(CHUNK):
        yield data if isinstance(data, str) else decoder.feed(data)
    yield decoder.feed(b"", final=True)
