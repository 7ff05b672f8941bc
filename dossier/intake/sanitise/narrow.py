"""Only what the kept pages draw: their resources narrowed to the names that are used, every object to the
entries that drawing needs, the other pages emptied."""

from __future__ import annotations

import copy
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier.intake.saving import saved
from dossier.intake.steps import Selection
from dossier.model import Treatment

from . import anonymous, around, covered, instructions, tails
from .grammar import Pruner, kind_of
from .neutral import Names
from .operands import Operands, operands
from .streams import decoded, uncommented
from .vocabulary import key

_CATEGORIES = (
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/Properties",
)  # fmt: skip
# They stand in for the device's own spaces, which operators name without asking (8.6.5.6).
_IMPLICIT = {"/ColorSpace": ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")}
_PROC_SET = "/ProcSet"
_COMMENTED = ("function", "characters", "encoding")


def narrow(data: bytes, selection: Selection) -> tuple[bytes, Counter[str], tuple[Treatment, ...]]:
    """The PDF ``data`` with what ``selection`` prints alone; what was taken, counted; what could not be told.

    It has as many pages as before; those that are not kept are empty. Raises pikepdf.PdfError.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        narrowing = _Narrowing(pdf)
        narrowing.removed += covered.hushed(pdf, data, selection)
        narrowing.pages(selection)
        left = saved(pdf)
    unsure = narrowing.unsure
    said = (Treatment("resources-kept", {"count": unsure}),) if unsure else ()
    return left, +narrowing.removed, said


@dataclass(slots=True)
class _Scope:
    """Streams that look their names up in the resources of ``holder``."""

    holder: Object
    resources: Object
    streams: Sequence[Object]


class _Narrowing:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.removed: Counter[str] = Counter()
        self.unsure = 0
        self._pdf = pdf
        self._pruner = Pruner()
        self._read: dict[tuple[int, int], Operands] = {}
        self._entered: set[tuple[int, int]] = set()
        self._waiting: list[_Scope] = []
        self._kept: set[tuple[int, int]] = set()
        self._left: set[tuple[int, int]] = set()
        self._blank: Object | None = None
        self._contents: set[tuple[int, int]] = set()
        self._called = Names(page.resources for page in pdf.pages)

    def pages(self, selection: Selection) -> None:
        kept = {page.number for page in selection.pages}
        # What is inherited is read before the first page is changed.
        pages = [(page.obj, page.resources) for page in self._pdf.pages]
        for number, (page, resources) in enumerate(pages, 1):
            if number in kept:
                self._page(page, resources, selection.comments)
            else:
                self.removed["page"] += around.empty(page)
        around.bare_tree(page for page, _ in pages)
        while self._waiting:
            self._narrow(self._waiting.pop())
        self.removed["name"] += anonymous.fonts(self._pruner.fonts)
        layers = 0
        for (_, kind), item in list(self._pruner.seen.items()):
            if kind in _COMMENTED and isinstance(item, Stream):
                self.removed["comment"] += uncommented(item)
                self.removed["entry"] += tails.function(item) if kind == "function" else 0
            elif kind == "program" and isinstance(item, Stream):
                self.removed["name"] += anonymous.program(item)
            elif kind == "layer" and isinstance(item, Dictionary) and "/Name" in item:
                layers += 1
                item.Name = str(layers)
        used = {number for number, kind in self._pruner.seen if kind == "layer"}
        self.removed += around.catalog(self._pdf, used)
        self.removed += self._pruner.removed
        self.removed["resource"] += len(self._left - self._kept)

    def _page(self, page: Object, resources: Object, comments: bool) -> None:
        taken, looks = around.page(page, comments)
        self.removed += taken
        self._pruner.prune(page.get("/Group"), "group")
        for annotation in page.get("/Annots", ()):
            self._pruner.prune(annotation.get("/OC"), "layer")
        inherited: list[Object] = []
        for look in looks:
            inherited += self._inside(look, "/XObject")
        contents = page.get("/Contents")
        parts = [
            p for p in (contents if isinstance(contents, Array) else [contents]) if isinstance(p, Stream)
        ]
        for part in parts:
            self._pruner.prune(part, "plain stream")
        own = Operands()
        if len(parts) == 1:
            inherited += parts
            self._contents.add(parts[0].objgen)
        elif parts:  # they may split between any two tokens (7.8.2)
            texts = [decoded(part)[0] for part in parts]
            if None in texts:
                own = Operands(sure=False)
            else:
                data = b"\n".join(text or b"" for text in texts)
                clean = instructions.proper(data, self._pdf, inherits=False)
                own = operands(data if clean is None else clean, self._pdf, self._called)
                own.edited = clean if own.edited is None else own.edited
            if own.edited is not None:
                page.Contents = self._pdf.make_stream(own.edited)
            self.removed += own.removed
        self._narrow(_Scope(page, resources, inherited), own)

    def _narrow(self, scope: _Scope, own: Operands | None = None) -> None:
        """Give the holder of ``scope`` the part of its resources that its streams use."""
        resources = scope.resources if isinstance(scope.resources, Dictionary) else Dictionary()
        held = {c: resources[c] for c in _CATEGORIES if isinstance(resources.get(c), Dictionary)}
        used: set[tuple[str, str]] = set()
        fixed: set[tuple[str, str]] = set()
        sure = True
        todo: list[Any] = [own] if own else []
        todo += scope.streams
        seen: set[tuple[int, int]] = set()
        while todo:
            uses = todo.pop()
            if not isinstance(uses, Operands):
                if uses.objgen in seen:
                    continue
                seen.add(uses.objgen)
                uses = self._operands(uses)
            loose = {(category, name) for name in uses.loose for category in held}
            names = uses.names | loose
            fixed |= uses.fixed | loose
            if not uses.sure and sure:
                sure = False
                self.unsure += 1
                names = {(category, name) for category in held for name in held[category].keys()}  # noqa: SIM118
                fixed |= names
            for category, name in sorted(names - used):
                used.add((category, name))
                todo += self._inside(_entry(held, category, name), category)
        for category, implicit in _IMPLICIT.items():
            for name in implicit:
                if _entry(held, category, name) is not None:
                    used.add((category, name))
                    self._inside(_entry(held, category, name), category)
        self._give(scope.holder, resources, held, used, fixed)

    def _give(
        self,
        holder: Object,
        resources: Object,
        held: dict[str, Object],
        used: set[tuple[str, str]],
        fixed: set[tuple[str, str]],
    ) -> None:
        own = Dictionary()
        for category, entries in held.items():
            part = entries
            for name, value in list(entries.items()):
                if (category, name) in used:
                    if category == "/XObject" and kind_of(value, category) is None:
                        part = copy.copy(entries) if part is entries else part
                        part[key(name)] = self._nothing()
                        self.removed["postscript"] += 1
                    else:
                        _note(value, self._kept)
                    continue
                _note(value, self._left)
                part = copy.copy(entries) if part is entries else part
                del part[key(name)]
            for name in sorted({name for kind, name in used if kind == category}):
                other = self._called.of(name)
                if other != name and _entry({category: part}, category, name) is not None:
                    part = copy.copy(entries) if part is entries else part
                    part[other] = part[key(name)]
                    if (category, name) not in fixed:
                        del part[key(name)]
            if len(part):
                own[category] = part
        if isinstance(resources.get(_PROC_SET), Array):
            own[_PROC_SET] = Array([n for n in resources[_PROC_SET] if isinstance(n, Name)])
        holder.Resources = own

    def _inside(self, value: Any, category: str) -> Iterable[Object]:
        """Prune the resource ``value``; the streams in it that look for their names where it was found."""
        kind = None if value is None else kind_of(value, category)
        if kind is None:
            return ()
        self._pruner.prune(value, kind)
        if kind in ("form", "tiling"):
            return self._drawing(value, value, [value])
        if kind == "font":
            return self._font(value)
        if kind == "pattern":
            return self._inside(value.get("/ExtGState"), "/ExtGState")
        if kind == "state" and isinstance(value, Dictionary):
            mask, font = value.get("/SMask"), value.get("/Font")
            form = mask.get("/G") if isinstance(mask, Dictionary) else None
            streams = list(self._inside(form, "/XObject"))
            if isinstance(font, Array) and len(font):
                streams += self._inside(font[0], "/Font")
            return streams
        return ()

    def _font(self, font: Object) -> Iterable[Object]:
        glyphs = font.get("/CharProcs") if isinstance(font, Dictionary) else None
        if not isinstance(glyphs, Dictionary):
            return ()
        streams = [glyph for glyph in dict(glyphs).values() if isinstance(glyph, Stream)]
        return self._drawing(font, font, streams)

    def _drawing(self, holder: Object, held: Object, streams: Sequence[Object]) -> Iterable[Object]:
        if not isinstance(held.get("/Resources"), Dictionary):
            return streams
        if holder.objgen not in self._entered or not holder.is_indirect:
            self._entered.add(holder.objgen)
            self._waiting.append(_Scope(holder, held.Resources, streams))
        return ()

    def _operands(self, stream: Object) -> Operands:
        """What ``stream`` uses; what draws nothing in it goes, once."""
        if stream.objgen not in self._read:
            data, whole = decoded(stream)
            inherits = stream.objgen not in self._contents
            clean = None if data is None else instructions.proper(data, self._pdf, inherits=inherits)
            data = data if clean is None else clean
            used = Operands(sure=False) if data is None else operands(data, self._pdf, self._called)
            if data is not None and (used.edited is not None or clean is not None or not whole):
                stream.write(data if used.edited is None else used.edited)
            self.removed += used.removed
            self._read[stream.objgen] = used
        return self._read[stream.objgen]

    def _nothing(self) -> Object:
        """A form that draws nothing."""
        if self._blank is None:
            box = Array([0, 0, 0, 0])
            blank = Stream(self._pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=box)
            self._blank = self._pdf.make_indirect(blank)
        return self._blank


def _entry(held: dict[str, Object], category: str, name: str) -> Object | None:
    entries = held.get(category)
    return entries.get(key(name)) if entries is not None else None


def _note(value: object, numbers: set[tuple[int, int]]) -> None:
    if isinstance(value, Object) and value.is_indirect:
        numbers.add(value.objgen)
