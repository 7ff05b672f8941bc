"""Every content stream that a page draws with, besides its own: forms, appearances, and what stands behind a
pattern, a soft mask or a Type 3 glyph (ISO 32000-2, 8.7.3, 8.10, 9.6.4, 11.6.5.2, 12.5.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ``stream``, the ``resources`` that it names things from, and whether it is drawn ``behind`` a
    pattern, a mask or a glyph: no engine lists what is there, and pdfium knows no layers there. ``mask``: it
    is the group of a soft mask."""

    stream: Object
    resources: Any
    behind: bool
    mask: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """Resources, whose they are, and whether what they name is behind something."""

    resources: Any
    key: Key
    behind: bool


def reached(page: pikepdf.Page) -> Iterator[Drawn]:
    """The streams, each once for every resources that it is drawn with."""
    own = _Held(page.resources, (page.obj.objgen,), behind=False)
    todo = [own]
    seen: set[Key] = set()
    annotations: object = page.obj.get("/Annots", ())
    for annotation in list(annotations) if isinstance(annotations, Array) else ():
        look: object = annotation.get("/AP") if isinstance(annotation, Dictionary) else None
        for normal in entries.values(look) if isinstance(look, Dictionary) else ():
            states = entries.values(normal) if isinstance(normal, Dictionary) else [normal]
            for state in states:
                if isinstance(state, Stream):
                    yield from _drawn(state, own, seen, todo)
    done: set[tuple[Key, bool]] = set()
    while todo:
        held = todo.pop()
        if (held.key, held.behind) in done:
            continue
        done.add((held.key, held.behind))
        yield from _of(held, seen, todo)


def _of(held: _Held, seen: set[Key], todo: list[_Held]) -> Iterator[Drawn]:
    """The streams that resources name."""
    for _, item in _named(held, "/XObject"):
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Form:
            yield from _drawn(item, held, seen, todo)
    behind = _Held(held.resources, held.key, behind=True)
    for _, item in _named(held, "/Pattern"):
        if isinstance(item, Stream):
            yield from _drawn(item, behind, seen, todo)
        elif isinstance(item, Dictionary):
            yield from _state(item.get("/ExtGState"), behind, ("pattern",), seen, todo)
    for name, item in _named(held, "/ExtGState"):
        yield from _state(item, behind, (name,), seen, todo)
    for name, item in _named(held, "/Font"):
        yield from _glyphs(item, behind, (name,), seen, todo)


def _state(state: object, around: _Held, name: Key, seen: set[Key], todo: list[_Held]) -> Iterator[Drawn]:
    """What a graphics state draws with: its mask, and the font that it may set."""
    if not isinstance(state, Dictionary):
        return
    mask: object = state.get("/SMask")
    group: object = mask.get("/G") if isinstance(mask, Dictionary) else None
    if isinstance(group, Stream):
        yield from _drawn(group, around, seen, todo, mask=True)
    font: object = state.get("/Font")
    for one in list(font)[:1] if isinstance(font, Array) else ():
        yield from _glyphs(one, around, (*name, "font"), seen, todo)


def _glyphs(font: object, around: _Held, name: Key, seen: set[Key], todo: list[_Held]) -> Iterator[Drawn]:
    glyphs: object = font.get("/CharProcs") if isinstance(font, Dictionary) else None
    if not isinstance(font, Dictionary) or not isinstance(glyphs, Dictionary):
        return
    own: object = font.get("/Resources")
    key = (font.objgen,) if font.is_indirect else (*around.key, *name)
    held = _Held(own, key, behind=True) if isinstance(own, Dictionary) else around
    for glyph in entries.values(glyphs):
        if isinstance(glyph, Stream):
            yield from _drawn(glyph, held, seen, todo)
    if held is not around:
        todo.append(held)


def _drawn(
    stream: Object, around: _Held, seen: set[Key], todo: list[_Held], mask: bool = False
) -> Iterator[Drawn]:
    own: object = stream.get("/Resources")
    given = isinstance(own, Dictionary)
    held = _Held(own, (stream.objgen,), around.behind) if given else around
    key = (stream.objgen, held.key, held.behind, mask)
    if key not in seen:
        seen.add(key)
        yield Drawn(stream, held.resources, held.behind, mask)
        if given:
            todo.append(held)


def _named(held: _Held, category: str) -> list[tuple[str, object]]:
    kind: object = held.resources.get(category) if isinstance(held.resources, Dictionary) else None
    return list(kind.items()) if isinstance(kind, Dictionary) else []
