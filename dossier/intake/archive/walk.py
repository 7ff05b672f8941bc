"""Whatever a file's pages draw with, each thing once: resources, content streams, fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

from dossier import odd
from dossier.entries import FAULTS, array, dictionary, get, items, values

#: Where a font's descriptor holds its program (ISO 32000-1, table 122).
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Content streams, and the resources that they name; None where they use those of who draws them, which
    are ``around``. ``holder`` is the form, tile or font that they belong to."""

    resources: Object | None
    streams: tuple[Stream, ...]
    holder: Object | None = None
    around: Object | None = None


def drawn(pdf: pikepdf.Pdf) -> Iterator[Drawn]:
    """Pages, appearances, and the forms, tiles and drawn glyphs inside (ISO 32000-1, 7.8.3)."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Drawn] = []
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        parts = [contents] if isinstance(contents, Stream) else items(contents)
        streams = tuple(part for part in parts if isinstance(part, Stream))
        with odd.reading("pikepdf", faults=FAULTS):
            resources = page.resources
        waiting.append(Drawn(resources, streams))
        waiting += _appearances(page.obj)
    while waiting:
        outer = waiting.pop()
        yield outer
        if outer.resources is None or not _first(outer.resources, seen):
            continue
        for inner in _inner(outer.resources):
            if _first(inner, seen):
                drawing = [inner] if isinstance(inner, Stream) else values(get(inner, "/CharProcs"))
                streams = tuple(part for part in drawing if isinstance(part, Stream))
                waiting.append(Drawn(get(inner, "/Resources"), streams, inner, outer.resources))


def fonts(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """The fonts that pages name, not those inside composite ones."""
    seen: set[tuple[int, int]] = set()
    for drawing in drawn(pdf):
        for font in entries(drawing.resources, "/Font"):
            if _first(font, seen):
                yield font


def program(font: object) -> tuple[str, Stream] | None:
    """The key of a font's program, and the stream that this is."""
    descriptor = dictionary(font, "/FontDescriptor")
    programs = ((key, get(descriptor, key)) for key in PROGRAMS)
    return next(((key, stream) for key, stream in programs if isinstance(stream, Stream)), None)


def entries(resources: object, kind: str) -> Iterator[Object]:
    """The dictionaries and streams that ``resources`` name as ``kind``."""
    for item in values(get(resources, kind)) if resources is not None else ():
        if isinstance(item, (Dictionary, Stream)):
            yield item


def _first(item: object, seen: set[tuple[int, int]]) -> bool:
    if not isinstance(item, (Dictionary, Stream)):
        raise odd.OddError("neither dictionary nor stream")
    if not item.is_indirect:
        return True
    new = item.objgen not in seen
    seen.add(item.objgen)
    return new


def _inner(resources: object) -> Iterator[Object]:
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
        mask: object = item.get("/SMask")
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask.G


def _appearances(page: object) -> Iterator[Drawn]:
    for annotation in array(page, "/Annots"):
        looks: object = dictionary(annotation, "/AP") if isinstance(annotation, Dictionary) else None
        for look in values(looks):
            for form in [look] if isinstance(look, Stream) else values(look):
                if isinstance(form, Stream):
                    yield Drawn(form.get("/Resources"), (form,))
