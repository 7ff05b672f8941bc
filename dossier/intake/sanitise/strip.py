"""Pages of which what is not to be in the file is taken out, with the forms that they draw."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

from dossier import odd
from dossier.entries import FAULTS, dictionary, text
from dossier.layers import Layers
from dossier.model import SourcePage

from .content import Run
from .judges import Judge, Notes
from .lines import Parsed
from .speech import hush
from .state import State

# Forms nest no deeper than this where they are meant to be printed.
_DEEPEST = 16


class Strip:
    """All that is taken out of one file. ``pages`` are those that are printed; the others are not read."""

    def __init__(self, pdf: pikepdf.Pdf, layers: Layers, pages: Iterable[SourcePage]) -> None:
        self._pdf, self._layers = pdf, layers
        self._unread = {page.number for page in pages}
        self._drawn: list[tuple[Object, Object | None, str, Object | None]] = []
        self._copies: dict[tuple[object, ...], Object] = {}
        self._within: list[tuple[int, int]] = []
        self._touched: dict[tuple[int, int], dict[int, bool]] = {}
        self._judge: Judge | None = None
        self._notes = Notes()

    def page(self, number: int, judge: Judge) -> Notes:
        """Go through the page ``number``; says what was done. Raises OddError, the page unchanged, where it
        cannot be read."""
        page = self._pdf.pages[number - 1]
        self._judge, self._notes = judge, Notes()
        with _reading():
            resources = page.resources
        run = self._run(resources, State())
        left = run.instructions(_parsed(page))
        self._unread.discard(number)
        self._touched[page.obj.objgen] = run.touched
        if run.changed:
            page.obj["/Resources"] = self._narrowed(run, left)
            page.obj["/Contents"] = self._pdf.make_stream(pikepdf.unparse_content_stream(left))
        return self._notes

    def draw(self, run: Run, name: str, form: Object, state: State) -> str | None:
        """See :class:`~dossier.intake.sanitise.content.Forms`."""
        if form.objgen in self._within or len(self._within) >= _DEEPEST:
            return name
        self._within.append(form.objgen)
        copy = Stream(self._pdf, b"")
        key = self._draw_into(form, copy, run.resources, state)
        self._within.pop()
        if key is None:
            self._drawn.append((form, None, name, None))
            return name
        remainder = self._copies.setdefault((form.objgen, *key), self._pdf.make_indirect(copy))
        held = self._held(run)
        new = next((n for n, v in held.items() if v.is_indirect and v.objgen == remainder.objgen), None)
        if new is None:
            new = next(n for n in (f"{name}-{rank}" for rank in range(1, len(held) + 2)) if n not in held)
            held[new] = remainder
        self._drawn.append((form, held, new, remainder))
        return new

    def settle(self, *, wholly: bool = False) -> None:
        """Write what is left of a form into the form itself where no page that is printed draws it otherwise:
        what refers to it, tags, find it there. What tags say of content that is gone goes; ``wholly``: see
        :func:`~dossier.intake.sanitise.speech.hush`."""
        hush(self._pdf, self._touched, wholly=wholly)
        elsewhere = {form for number in self._unread for form in _reached(self._pdf.pages[number - 1])}
        by_form: dict[tuple[int, int], list[tuple[Object, Any, str, Any]]] = {}
        for one in self._drawn:
            by_form.setdefault(one[0].objgen, []).append(one)
        for number, draws in by_form.items():
            copies = {copy.objgen if copy is not None else None for _, _, _, copy in draws}
            if len(copies) > 1 or None in copies or number in elsewhere:
                continue
            form, copy = draws[0][0], draws[0][3]
            form.write(copy.read_bytes())
            form["/Resources"] = copy.get("/Resources", Dictionary())
            for _, held, name, _ in draws:
                held[name] = form

    def _run(self, resources: Object, state: State) -> Run:
        assert self._judge  # given with each page
        return Run(resources, state, self._judge, self._layers, self, self._notes)

    def _draw_into(
        self, form: Object, copy: Object, outer: Object, state: State
    ) -> tuple[object, ...] | None:
        """Write into ``copy`` what is left of ``form``; what it is, as a key, or None where all is left."""
        run = self._run(form.get("/Resources", outer), state)
        left = run.instructions(_parsed(form))
        self._touched.setdefault(form.objgen, {}).update(run.touched)
        if not run.changed:
            return None
        data = pikepdf.unparse_content_stream(left)
        resources = self._narrowed(run, left)
        with _reading():
            for key in dict(form.stream_dict):
                if key not in ("/Length", "/Filter", "/DecodeParms"):
                    copy[key] = form[key]
        copy["/Resources"] = resources
        copy.write(data)
        inner = dictionary(resources, "/XObject")
        return data, tuple((name, item.objgen) for name, item in inner.items())

    def _held(self, run: Run) -> Object:
        """The XObjects of a stream that is being written, to be added to."""
        if run.held is None:
            held: object = run.resources.get("/XObject") if isinstance(run.resources, Dictionary) else None
            run.held = Dictionary(dict(held)) if isinstance(held, Dictionary) else Dictionary()
        return run.held

    def _narrowed(self, run: Run, left: list[tuple[Any, Object]]) -> Object:
        """The resources of a stream that was changed, without what it no longer draws."""
        resources = Dictionary(dict(run.resources)) if isinstance(run.resources, Dictionary) else Dictionary()
        held = self._held(run)
        used = {text(name) for operands, _ in left for name in operands if isinstance(name, Name)}
        for name in run.replaced - used:
            if name in held:
                del held[name]
        if held.keys():
            resources["/XObject"] = held
        elif "/XObject" in resources:
            del resources["/XObject"]
        properties: Any = resources.get("/Properties")
        if isinstance(properties, Dictionary):
            resources["/Properties"] = Dictionary({n: v for n, v in properties.items() if n in used})
        return resources


def _reading() -> AbstractContextManager[None]:
    return odd.reading("pikepdf", faults=(*FAULTS, ValueError, TypeError))


def _parsed(
    drawn: Object | pikepdf.Page,
) -> list[Parsed]:
    with _reading():
        return pikepdf.parse_content_stream(drawn)


def _reached(page: pikepdf.Page) -> set[tuple[int, int]]:
    """The forms that a page can draw."""
    seen: set[tuple[int, int]] = set()
    todo: list[object] = [page.resources]
    while todo:
        resources = todo.pop()
        held: object = resources.get("/XObject") if isinstance(resources, Dictionary) else None
        for item in list(held.values()) if isinstance(held, Dictionary) else []:
            if isinstance(item, Stream) and item.get("/Subtype") == Name.Form and item.objgen not in seen:
                seen.add(item.objgen)
                todo.append(item.get("/Resources"))
    return seen
