"""A content stream, read with its graphics state and written without what is not to be in it.

Nothing but painting is taken out: what sets the state, and so the place of what follows, stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator

from dossier import entries, geometry
from dossier.geometry import Point
from dossier.layers import Layers
from dossier.model import Box

from .given import Given, six
from .glyphs import Font, measured
from .judges import Judge, Notes
from .lines import HIDDEN_LAYER, Instruction, Parsed, Text, without_idle_moves
from .paths import DRAWS, PAINTS, Path
from .sequences import Sequences, speechless
from .state import NOTHING, State


class Forms(Protocol):
    """What becomes of the forms that a stream draws."""

    def draw(self, run: Run, name: str, form: Object, state: State) -> str | None:
        """Go through ``form``; the name under which ``run`` draws what is left of it, None for nothing."""


class Run:
    """One stream, gone through once. ``resources`` are those that it names things from."""

    def __init__(
        self, resources: Object, state: State, judge: Judge, layers: Layers, forms: Forms, notes: Notes
    ) -> None:
        self.resources, self.judge, self.layers, self.forms, self.notes = (
            resources,
            judge,
            layers,
            forms,
            notes,
        )
        self.state = state
        self.changed = False
        #: The XObjects that what is written names, once they differ from those of the resources.
        self.held: Dictionary | None = None
        #: Names of XObjects that are no longer drawn, or under another name.
        self.replaced: set[str] = set()
        #: The marked content (14.7.5.1) of which something went, and whether nothing is left of it.
        self.touched: dict[int, bool] = {}
        self.written: list[Instruction | None] = []
        self._saved: list[State] = []
        self._fonts: dict[tuple[int, int], Font | None] = {}
        self._marks = Sequences()
        self._text = Text()
        self._path = Path()

    def instructions(self, read: Iterable[Parsed]) -> list[Instruction]:
        """What is left of the instructions ``read``."""
        for instruction in read:
            as_read = (instruction.operands, instruction.operator)
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._paint("image", geometry.UNIT, as_read)
            else:
                self._step(entries.spelt(instruction.operator), Given(instruction.operands), as_read)
        written = [one for one in self.written if one is not None]
        # A path that nobody paints is left as it was.
        return without_idle_moves([*written, *self._path.written])

    def named(self, kind: str, name: object) -> Object | None:
        """What the resources name so."""
        return entries.named(self.resources, kind, name)

    def _step(self, op: str, operands: list[Object], as_read: Instruction) -> None:
        if op in DRAWS:
            self._path.draw(op, operands, as_read, self.state.ctm)
        elif op in PAINTS:
            self._finish(op, as_read)
        elif op in entries.SHOWS:
            self._show(op, operands, as_read)
        elif op == "Do":
            self._do(operands, as_read)
        elif op == "sh":
            self._keep_or_not("shading", self.state.clip, as_read)
        elif op in ("BDC", "BMC"):
            content = operands[1] if len(operands) > 1 else None
            content = self.named("/Properties", content) if isinstance(content, Name) else content
            hides = bool(operands) and operands[0] == Name.OC and self.layers.hide(content)
            self._marks.open(len(self.written), hides, self.judge.since())
            self.written.append(as_read)
        elif op == "EMC":
            self._end_mark(as_read)
        else:
            self._set(op, operands)
            self.written.append(as_read)

    def _set(self, op: str, operands: list[Object]) -> None:
        state = self.state
        if op == "q":
            self._saved.append(state.copy())
        elif op == "Q":
            self.state = self._saved.pop() if self._saved else state
        elif op == "cm":
            state.ctm = geometry.multiply(six(operands), state.ctm)
        elif op == "w":
            state.width = entries.number(operands[0])
        elif op == "BT":
            self._text = Text()
        elif op == "Tf":
            state.set_font(self._font(self.named("/Font", operands[0])), entries.number(operands[1]))
        elif op == "gs":
            settings: Any = self.named("/ExtGState", operands[0])
            if isinstance(settings, Dictionary) and isinstance(settings.get("/Font"), Array):
                pair = Given(settings.Font)
                state.set_font(self._font(pair[0]), entries.number(pair[1]))
            if isinstance(settings, Dictionary) and "/LW" in settings:
                state.width = entries.number(settings.LW)
        elif op in ("Td", "TD"):
            x, y = (entries.number(operands[rank]) for rank in (0, 1))
            state.leading = -y if op == "TD" else state.leading
            self._text.move(x, y)
        elif op == "Tm":
            self._text.place(six(operands))
        elif op == "T*":
            self._text.move(0, -state.leading)
        elif op in _TEXT:
            setattr(state, _TEXT[op], entries.number(operands[0]) / (100 if op == "Tz" else 1))

    def _font(self, font: object) -> Font | None:
        """What is known of a font's widths, measured once for all the lines that it is set for."""
        if not isinstance(font, Object) or not font.is_indirect:
            return measured(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = measured(font)
        return self._fonts[font.objgen]

    # -- marked content

    def _end_mark(self, as_read: Instruction) -> None:
        self.written.append(as_read)
        mark = self._marks.close()
        if mark and mark.hides:
            self.changed = True
            self.written[mark.at] = self.written[-1] = None
        elif mark and (begin := self.written[mark.at]):
            silent = self.judge.silent(mark.since, begin, self.named)
            if not (mark.removed or silent):
                return
            whole = silent or not mark.kept
            left, number = speechless(begin, self.named, whole=whole)
            self.written[mark.at] = left
            if silent and left is not begin:
                self.changed = True
                self.notes.removed["property"] += 1
            if number is not None:
                self.touched[number] = whole

    def _count(self, reason: str | None) -> None:
        self._marks.count(gone=reason is not None)
        if reason:
            self.changed = True
            self.notes.removed[reason] += 1

    # -- paths, pictures, shadings, forms

    def _finish(self, op: str, as_read: Instruction) -> None:
        path, self._path = self._path, Path()
        reason = None
        if op != "n" and path.written and not path.odd:
            reason = self._reason("path", path.reach(op, self.state))
            self._count(reason)
            if reason is None:
                self._drew("path", path.ink(op, self.state))
        if reason is None:
            self.written += [*path.written, as_read]
        elif path.clips:
            self.written += [*path.written, ([], Operator("n"))]
        if path.clips:
            self.state.cut(path.box)

    def _reason(self, kind: str, box: Box | None) -> str | None:
        # Asked in any case: who counts pictures counts all of them.
        reason = self.judge.graphic(kind, box)
        return HIDDEN_LAYER if self._marks.hidden else reason

    def _keep_or_not(self, kind: str, box: Box | None, as_read: Instruction, layer: object = None) -> bool:
        reason = self._reason(kind, box)
        reason = HIDDEN_LAYER if self.layers.hide(layer) else reason
        self._count(reason)
        if reason is None:
            self.written.append(as_read)
            self._drew(kind, box)
        return reason is None

    def _drew(self, kind: str, box: Box | None) -> None:
        clip = self.state.clip
        self.judge.drew(
            kind, box if clip is None or box is None else geometry.intersect(box, clip) or NOTHING
        )

    def _paint(self, kind: str, box: Box, as_read: Instruction, layer: object = None) -> bool:
        return self._keep_or_not(kind, geometry.transform(self.state.ctm, box), as_read, layer)

    def _do(self, operands: list[Any], as_read: Instruction) -> None:
        xobject: Any = self.named("/XObject", operands[0])
        name = entries.text(operands[0])
        if not isinstance(xobject, pikepdf.Stream):
            self.written.append(as_read)
            return
        if xobject.get("/Subtype") != Name.Form:
            if not self._paint("image", geometry.UNIT, as_read, xobject.get("/OC")):
                self.replaced.add(name)
            return
        inner = self.state.copy()
        inner.ctm = geometry.multiply(six(entries.array(xobject, "/Matrix") or geometry.IDENTITY), inner.ctm)
        box = geometry.transform(inner.ctm, entries.box(xobject.get("/BBox")))
        reason = self._reason("form", box)
        reason = HIDDEN_LAYER if self.layers.hide(xobject.get("/OC")) else reason
        drawn = None
        if reason is None:
            inner.cut(box)
            drawn = self.forms.draw(self, name, xobject, inner)
            if drawn is not None:
                self._count(None)
                self.written.append(as_read if drawn == name else ([Name(drawn)], as_read[1]))
                self.changed |= drawn != name
        else:
            self._count(reason)
        if drawn != name:
            self.replaced.add(name)

    def _show(self, op: str, operands: list[Object], as_read: Instruction) -> None:
        before: list[Instruction] = []
        self.judge.drew("text", None)
        if op == '"':
            self.state.word, self.state.character = entries.number(operands[0]), entries.number(operands[1])
            before = [([operands[0]], Operator("Tw")), ([operands[1]], Operator("Tc"))]
        if op in ("'", '"'):
            before.append(([], Operator("T*")))
            self._text.move(0, -self.state.leading)
        self.notes.unsure |= self._text.lost
        parts = list(operands[-1]) if isinstance(operands[-1], Array) else [operands[-1]]
        if self._text.passes(parts, self.state, self._spared):
            self._count(None)
            self.written.append(as_read)
            return
        left, reasons = self._text.show(parts, self.state, self._letter, self._marks.hidden)
        stays = any(isinstance(part, pikepdf.String) for part in left)
        self._count(None if stays or not reasons else min(reasons))
        if not reasons:
            self.written.append(as_read)
            return
        if stays:
            self.changed = True
            self.notes.removed[min(reasons)] += 1
        self.written += [*before, ([Array(left)], Operator("TJ"))]

    def _spared(self, box: Box) -> bool:
        return not self._marks.hidden and self.judge.spares(box)

    def _letter(self, origin: Point, box: Box) -> str | None:
        return HIDDEN_LAYER if self._marks.hidden else self.judge.glyph(origin, box)


_TEXT = {"Tc": "character", "Tw": "word", "Tz": "across", "TL": "leading", "Ts": "rise"}
