"""What a DOCX prints: its stories walked in order (ECMA-376-1, 17)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dossier.intake.kinds.office.disarm import changes, listed
from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local

from . import drawings, numbering, sections, styles
from .parts import Parts, child, chosen, formula, on, val
from .reading import Piece, Reading

_MAIN = r"word/document\d*\.xml"
_STORIES = r"word/(?:document|header|footer|footnotes|endnotes)\d*\.xml"
#: Fields that are worked out anew, whose stored result may differ from what prints.
LIVE = listed(
    "PAGE NUMPAGES SECTION SECTIONPAGES REF PAGEREF NOTEREF FTNREF STYLEREF SEQ SYMBOL EQ FORMCHECKBOX "
    "FORMDROPDOWN LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT XE TC RD"
)
_SPACES = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-"}
_GONE = frozenset(("del", "moveFrom", "rt", "pPr", "rPr", "sdtPr", "tblPr", "object"))
_MOST_DEEP = 200


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the part, the kind of place, the styles of paragraph and table."""

    part: str
    where: str
    paragraph: str = ""
    table: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Walk:
    parts: Parts
    styles: styles.Styles
    lists: numbering.Numbering
    numbered: bool
    pieces: list[Piece] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    beside: list[tuple[Element, _Place]] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)

    def story(self, root: Element, place: _Place) -> None:
        """All that stands in ``root``, then what floats beside it."""
        fields, self.fields = self.fields, []
        self.block(root, place)
        self.fields = fields
        while self.beside:
            inner, of = self.beside.pop(0)
            self.block(inner, of)

    def block(self, element: Element, place: _Place) -> None:
        """What stands in ``element``."""
        if place.depth > _MOST_DEEP:
            return
        for each in element:
            name = local(each)
            inside = replace(place, depth=place.depth + 1)
            if name == "p":
                self.paragraph(each, inside)
            elif name == "tbl":
                style = val(each, "tblPr", "tblStyle") or ""
                where = "table" if place.where == "body" else place.where
                self.block(each, replace(inside, where=where, table=style))
            elif name == "tr":
                if not (on(child(each, "trPr"), "hidden") or child(each, "trPr", "del") is not None):
                    self.block(each, inside)
            elif name == "tc":
                merged = child(each, "tcPr", "vMerge")
                if merged is None or get(merged, "val") == "restart":
                    self.block(each, inside)
            elif name == "r":
                self.run(each, inside)
            elif name == "fldSimple":
                if (get(each, "instr") or "").strip().partition(" ")[0].upper() not in LIVE:
                    self.block(each, inside)
            elif name == "AlternateContent":
                branch = chosen(each)
                if branch is not None:
                    self.block(branch, inside)
            elif name == "oMath":
                self.pieces.append(Piece(formula(each), "formula"))
            elif name and name not in _GONE:
                self.block(each, inside)

    def paragraph(self, element: Element, place: _Place) -> None:
        properties = child(element, "pPr")
        style = val(properties, "pStyle") or ""
        place = replace(place, paragraph=style)
        begun = len(self.pieces)
        self.block(element, place)
        marked = self.styles.properties(child(properties, "rPr"), style, place.table)
        shown = any(piece.text.strip() for piece in self.pieces[begun:])
        if place.where in ("body", "table") and not self.styles.hidden(marked):
            self.number(properties, style, begun, shown, self.styles.face(marked))
        self.pieces.append(Piece("\n", place.where))

    def number(self, properties: Element | None, style: str, at: int, shown: bool, face: str) -> None:
        """Put the number of a paragraph before its words."""
        list_, depth = self.styles.list_of(properties, style)
        if not list_ or list_ == "0":
            return
        if depth is None:
            abstract = self.lists.lists.get(list_, ("",))[0]
            by = [get(each, "styleId") or "" for each in self.styles.chain(style or self.styles.paragraph)]
            depth = next((d for id in by if (d := self.lists.styles.get((abstract, id))) is not None), 0)
        label = self.lists.next(list_, depth)
        if label is not None and shown:
            said, own, counts = label
            counted = counts and self.numbered
            self.pieces[at:at] = [Piece(said, "number", own or face, counted), Piece("\n", "number")]

    def run(self, element: Element, place: _Place) -> None:
        properties = self.styles.properties(child(element, "rPr"), place.paragraph, place.table)
        if self.styles.hidden(properties):
            shown = [e for e in element if local(e) in ("fldChar", "instrText")]
        else:
            shown = list(element)
        face = self.styles.face(properties)
        for each in shown:
            self.inline(each, face, place)

    def inline(self, element: Element, face: str, place: _Place) -> None:
        name = local(element)
        if name == "fldChar":
            kind = get(element, "fldCharType")
            if kind == "begin":
                self.fields.append([""])
            elif kind == "separate" and self.fields:
                self.fields[-1].append("result")
            elif kind == "end" and self.fields:
                self.fields.pop()
        elif name == "instrText" and self.fields and len(self.fields[-1]) == 1:
            self.fields[-1][0] += element.text or ""
        elif any(len(each) == 1 for each in self.fields):
            return  # of an instruction
        elif name == "t" or name in _SPACES:
            text = element.text or "" if name == "t" else _SPACES[name]
            live = any(each[0].strip().partition(" ")[0].upper() in LIVE for each in self.fields)
            self.pieces.append(Piece(text, place.where, face, not live))
        elif name == "sym":
            self.pieces.append(Piece(" ", place.where, counted=False))
        elif name in ("footnoteReference", "endnoteReference"):
            self.notes.append((name[:-9] + "s", get(element, "id") or ""))
        elif name == "ruby":
            self.block(element, place)
        elif name == "AlternateContent":
            branch = chosen(element)
            for each in () if branch is None else branch:
                self.inline(each, face, place)
        elif name in ("drawing", "pict"):
            self.drawing(element, place)

    def drawing(self, element: Element, place: _Place) -> None:
        """Text boxes wait until the paragraph is over; charts and diagrams speak for themselves."""
        for holder in drawings.boxes(element):
            if said := get(holder, "string"):
                self.pieces += [Piece(said, "letters"), Piece("\n", "letters")]
            where = "letters" if drawings.warped(holder.getparent()) else "box"
            self.beside.append((holder, replace(place, where=where, paragraph="", table="")))
        for part in (
            p for id in drawings.graphics(element) for p in self.parts.related(place.part, number=id)
        ):
            self.pieces += drawings.pieces(self.parts, place.part, part)


def shown(entries: Mapping[str, bytes], pages: int) -> Reading:
    """What a DOCX of which ``pages`` were laid out prints. Raises trees.BrokenError."""
    parts = Parts(entries)
    main = parts.one(_MAIN)
    root = parts.tree(main)
    body = child(root, "body")
    if body is None:
        return Reading()
    style = styles.read(parts, main)
    lists = numbering.read(next(map(parts.tree, parts.related(main, "numbering")), None))
    tracked = _changed(parts)
    walk = _Walk(parts, style, lists, not tracked)
    walk.story(body, _Place(main, "body"))
    notes = list(dict.fromkeys(walk.notes))
    for kind, id in notes:
        for part in parts.related(main, kind):
            notes_of = parts.tree(part)
            for note in () if notes_of is None else notes_of:
                if get(note, "id") == id:
                    walk.story(note, _Place(part, "note"))
    settings = next(map(parts.tree, parts.related(main, "settings")), None)
    for id in sections.sure(body, bool(on(settings, "evenAndOddHeaders")), pages):
        for part in parts.related(main, number=id):
            if (head := parts.tree(part)) is not None:
                walk.story(head, _Place(part, "header"))
    return Reading(walk.pieces, changes=tracked)


def _changed(parts: Parts) -> bool:
    names = [name for name in parts.entries if re.fullmatch(_STORIES, name)]
    trees = [tree for name in names if (tree := parts.tree(name)) is not None]
    return any(local(e) in (*changes.WORDS, *changes.CELLS) for tree in trees for e in elements(tree))
