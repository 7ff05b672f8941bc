"""The marks of content streams (ISO 32000-1, 14.6), found and changed without reading the rest.

What lies between two marks is passed over, strings and inline images included, so that bytes in them which
look like a mark are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

# Atomic groups: nothing here is ever tried twice, whatever the bytes.
_TEXT = rb"\((?>[^()\\]|\\.|\((?>[^()\\]|\\.|\((?>[^()\\]|\\.)*\))*\))*\)"
_HEX = rb"<[0-9A-Fa-f\s]*>"
_PLAIN = rb"[^<>()]|" + _TEXT + rb"|" + _HEX
_LIST = rb"<<(?>" + _PLAIN + rb"|<<(?>" + _PLAIN + rb")*>>)*>>"
_STRING = re.compile(_TEXT + rb"|" + _HEX, re.DOTALL)
_TOKEN = re.compile(
    _TEXT
    + rb"""
    | %[^\r\n]*
    | (?<![^\s>\])])BI(?=[\s/]).*?[\s>]ID\s.*?\sEI(?![^\s])
    | /(?P<tag>[^\s/<>\[\](){}%]*)\s*
      (?:
        (?: (?P<list>"""
    + _LIST
    + rb""")
          | /(?P<named>[^\s/<>\[\](){}%]+)
        )\s*(?P<open>BDC|DP)
      | (?P<plain>BMC|MP)
      )(?![^\s/\[(<%])
    | (?<![^\s>\])])(?P<close>EMC)(?![^\s/\[(<%])
    | """
    + _HEX,
    re.DOTALL | re.VERBOSE,
)
_MCID = re.compile(rb"/MCID\s+(\d+)")
_ANY = re.compile(rb"BDC|BMC|EMC|DP|MP")
_LAYER = b"OC"
_SAID = b"/ActualText"
_BEGIN = (b"BDC", b"BMC")
# An operand that no operator took: it went with the mark, and would be the next one's without it.
_LEFT_OVER = re.compile(rb"(?:[\d.\])>]|(?<![^\s])(?:null|true|false|/[^\s/<>\[\](){}%]*))\s*\Z")
_TAKES_ALL = b"BX EX"
_NEAR = 128


@dataclass(frozen=True, slots=True)
class Sequence:
    """One mark: ``kind`` is BMC, BDC, EMC, MP or DP; ``properties`` are its list, or the name of one;
    ``start`` and ``end`` are where its operands and its operator stand."""

    kind: bytes
    tag: bytes
    properties: bytes
    mcid: int | None
    start: int
    end: int


def marks_of(data: bytes, named: Mapping[str, int] | None = None) -> Iterator[Sequence]:
    """The marks of a content stream; ``named`` gives the MCID of each property list that has a name."""
    if not _ANY.search(data):
        return
    for token in _TOKEN.finditer(data):
        kind = token["open"] or token["plain"] or token["close"]
        if kind is None:
            continue
        mcid = None
        if token["list"] is not None:
            number = _MCID.search(token["list"])
            mcid = int(number[1]) if number else None
        elif token["named"] is not None and named:
            mcid = named.get(token["named"].decode("utf-8", "surrogateescape"))
        properties = token["list"] or token["named"] or b""
        yield Sequence(kind, token["tag"] or b"", properties, mcid, token.start(), token.end())


def inside(data: bytes, marks: Iterable[Sequence], mcid: int) -> Iterator[bytes]:
    """What stands between the beginning and the end of each marked content ``mcid``."""
    around: list[tuple[int | None, int]] = []
    for mark in marks:
        if mark.kind in _BEGIN:
            around.append((mark.mcid, mark.end))
        elif mark.kind == b"EMC" and around:
            opened, start = around.pop()
            if opened == mcid:
                yield data[start : mark.start]
    yield from (data[start:] for opened, start in around if opened == mcid)


def without_strings(data: bytes) -> bytes:
    """``data`` with nothing in its strings."""
    return _STRING.sub(b"()", data)


def without_marks(data: bytes, said: Collection[bytes] = ()) -> bytes:
    """``data`` without its marks but for those of layers, which hide and show (ISO 32000-1, 8.11.3), and for
    those that say the text of what they hold (14.9.4): here, or in a list whose name is in ``said``."""

    def decide(mark: Sequence, _: Collection[int | None]) -> bytes | None:
        if mark.tag == _LAYER or (mark.kind == b"BDC" and mark.properties in said):
            return None
        if mark.kind == b"BDC" and _SAID in mark.properties:
            return b"/Span " + _MCID.sub(b"", mark.properties) + b" BDC"
        return b""

    return _edited(data, marks_of(data), decide)


def with_artifacts(data: bytes, marks: Iterable[Sequence], owned: Collection[int]) -> bytes:
    """``data``, which has the ``marks``, with each marked content that is not ``owned`` turned into an
    artifact; within content that is, where no artifact may stand (ISO 14289-1, 7.1), the mark alone goes."""

    def decide(mark: Sequence, around: Collection[int | None]) -> bytes | None:
        if mark.mcid is None or mark.mcid in owned:
            return None
        return b"" if any(outer is not None and outer in owned for outer in around) else b"/Artifact BMC"

    return _edited(data, marks, decide)


def _edited(
    data: bytes,
    marks: Iterable[Sequence],
    decide: Callable[[Sequence, Collection[int | None]], bytes | None],
) -> bytes:
    """``data`` with its marks as ``decide`` says: None keeps one. Each end goes with its beginning, and those
    that lack one are made to match."""
    parts: list[bytes] = []
    done = 0
    around: list[tuple[int | None, bool]] = []
    for mark in marks:
        put: bytes | None
        if mark.kind == b"EMC":
            put = None if around and around.pop()[1] else b""
        else:
            put = decide(mark, [mcid for mcid, _ in around])
            if mark.kind in _BEGIN:
                around.append((mark.mcid if put != b"" else None, put != b""))
        if put is not None:
            if not put and _LEFT_OVER.search(data[max(0, mark.start - _NEAR) : mark.start]):
                put = _TAKES_ALL
            parts += [data[done : mark.start], put]
            done = mark.end
    parts.append(data[done:])
    parts += [b"\nEMC" for _, kept in around if kept]
    return b"".join(parts)
