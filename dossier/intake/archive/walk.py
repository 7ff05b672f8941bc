"""Whatever a file's pages draw with, each thing once: resources, content streams, fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

#: Where a font's descriptor holds its program (ISO 32000-1, table 122).
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Content streams, and the resources that they name; None where they use those of who draws them."""

    resources: Any
    streams: tuple[Any, ...]


def drawn(pdf: pikepdf.Pdf) -> Iterator[Drawn]:
    """Pages, appearances, and the forms, tiles and drawn glyphs inside (ISO 32000-1, 7.8.3)."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Drawn] = []
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        parts = list(contents) if isinstance(contents, Array) else [contents]
        streams = tuple(part for part in parts if isinstance(part, Stream))
        waiting.append(Drawn(page.resources, streams))
        waiting += _appearances(page.obj)
    while waiting:
        found = waiting.pop()
        yield found
        if found.resources is None or not _first(found.resources, seen):
            continue
        for inner in _inner(found.resources):
            if _first(inner, seen):
                glyphs: Any = inner.get("/CharProcs", {})
                streams = (inner,) if isinstance(inner, Stream) else tuple(dict(glyphs).values())
                waiting.append(Drawn(inner.get("/Resources"), streams))


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The fonts that pages name, not those inside composite ones."""
    seen: set[tuple[int, int]] = set()
    for found in drawn(pdf):
        for font in entries(found.resources, "/Font"):
            if _first(font, seen):
                yield font


def entries(resources: Any, kind: str) -> Iterator[Any]:
    """The dictionaries and streams that ``resources`` name as ``kind``."""
    held: Any = resources.get(kind, {}) if resources is not None else {}
    for item in dict(held).values():
        if isinstance(item, (Dictionary, Stream)):
            yield item


def _first(item: Any, seen: set[tuple[int, int]]) -> bool:
    if not item.is_indirect:
        return True
    new = item.objgen not in seen
    seen.add(item.objgen)
    return new


def _inner(resources: Any) -> Iterator[Any]:
    for item in entries(resources, "/XObject"):
        if item.get("/Subtype") == Name.Form:
            yield item
    for item in entries(resources, "/Pattern"):
        if isinstance(item, Stream):
            yield item
    for item in entries(resources, "/Font"):
        if item.get("/Subtype") == Name.Type3:
            yield item
    for item in entries(resources, "/ExtGState"):
        mask: Any = item.get("/SMask")
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask.G


def _appearances(page: Any) -> Iterator[Drawn]:
    for annotation in page.get("/Annots", ()):
        looks: Any = annotation.get("/AP", {}) if isinstance(annotation, Dictionary) else {}
        for look in dict(looks).values():
            for form in [look] if isinstance(look, Stream) else dict(look).values():
                if isinstance(form, Stream):
                    yield Drawn(form.get("/Resources"), (form,))
