"""The base filled: parts and rows repeated, controls replaced by what they stand for."""

from __future__ import annotations

import copy

from docx.document import Document
from docx.oxml.ns import qn

from . import controls, oxml
from .contract import BLANKS, DOCUMENT_TITLE, LONG_SUBJECT, PART, TEAM_STYLES
from .fields import Fields, Row, Values
from .oxml import Element
from .styles import Styles
from .text import shortened

_BOOKMARK = "document_"
_LONG, _HEADER_LENGTH = 110, 70
_BLOCKS = (qn("w:p"), qn("w:tbl"), qn("w:sdt"))


class Filler:
    """Fills one document of python-docx in place."""

    def __init__(self, document: Document, fields: Fields, *, team: bool) -> None:
        self.body, self.fields, self.team = document.element.body, fields, team
        self.styles = Styles(document)
        self.general = fields.general()
        self.bookmarked: set[int] = set()

    def fill(self, others: list[Element]) -> None:
        """Fill the body, and ``others``: the roots of headers, footers and notes."""
        self._without_row_controls()
        for root in (self.body, *others):
            if not self.team:
                self._without_team(root)
        self._parts()
        for table in list(self.body.iter(qn("w:tbl"))):
            self._table(table, self.fields.rows(), within_part=False)
        self._resolve(self.body, self.general)
        for root in others:
            values = {tag: shortened(text, _HEADER_LENGTH) for tag, text in self.general.items()}
            self._resolve(root, values)

    def _without_row_controls(self) -> None:
        """Rows that stand in a control, as Word's repeating sections do, become plain rows."""
        for control, _ in reversed(controls.within(self.body)):
            content = control.find(qn("w:sdtContent"))
            if content is not None and content.find(qn("w:tr")) is not None:
                controls.dissolve(control)

    def _without_team(self, root: Element) -> None:
        for block in [each for each in root.iter(*_BLOCKS) if self._is_team(each)]:
            above = block.getparent()
            if above is None:
                continue
            if block.tag == qn("w:p") and (block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None):
                oxml.empty(block)
            else:
                above.remove(block)
                _keep_valid(above)

    def _is_team(self, block: Element) -> bool:
        if block.tag == qn("w:sdt"):
            content = block.find(qn("w:sdtContent"))
            inside = [] if content is None else [e for e in content if e.tag in _BLOCKS]
            return bool(inside) and all(map(self._is_team, inside))
        if self.styles.name(block).startswith(TEAM_STYLES):
            return True
        tags = {tag.partition(".")[0] for _, tag in controls.within(block)}
        return block.tag == qn("w:tbl") and bool(tags & {"team", "marking"})

    def _parts(self) -> None:
        """Repeat what runs from the title of the part to the next heading of its rank."""
        blocks = [child for child in self.body if child.tag in _BLOCKS]
        first = next((n for n, block in enumerate(blocks) if self._opens_part(block)), None)
        if first is None:
            return
        level = self.styles.level(blocks[first]) or 1
        after = (
            n for n in range(first + 1, len(blocks)) if 0 < (self.styles.level(blocks[n]) or 99) <= level
        )
        model = blocks[first : next(after, len(blocks))]
        for values, rows in self.fields.parts():
            for block in model:
                clone = copy.deepcopy(block)
                model[0].addprevious(clone)
                for table in [clone] if clone.tag == qn("w:tbl") else list(clone.iter(qn("w:tbl"))):
                    self._table(table, rows, within_part=True)
                self._resolve(clone, {**self.general, **values})
        for block in model:
            self.body.remove(block)

    def _opens_part(self, block: Element) -> bool:
        tags = {tag for _, tag in controls.within(block)} | (
            {_own_tag(block)} if block.tag == qn("w:sdt") else set()
        )
        paragraph = block.tag != qn("w:tbl")
        return paragraph and ("part.title" in tags or self.styles.name(block) == PART)

    def _table(self, table: Element, rows: list[Row], *, within_part: bool) -> None:
        """Repeat the rows of ``table`` that hold controls of a document, a section, the marking grid."""
        models: dict[str, list[Element]] = {"section": [], "document": [], "marking": []}
        for row in table.iterchildren(qn("w:tr")):
            kinds = {tag.partition(".")[0] for _, tag in controls.within(row) if tag != "marking.total"}
            kind = next((k for k in ("document", "marking", "section") if k in kinds), None)
            if kind:
                models[kind].append(row)
        if models["document"]:
            self._mark_header(table, [*models["section"], *models["document"]])
            start = min((*models["section"], *models["document"]), key=table.index)
            for each in rows:
                if each.section is not None:
                    for model in models["section"]:
                        self._clone(start, model, {**self.general, **each.section})
                for model in models["document"]:
                    self._clone(start, model, {**self.general, **each.values}, each.number, within_part)
            _remove(models["section"] + models["document"])
        if models["marking"]:
            self._mark_header(table, models["marking"])
            criteria = self.fields.marking()
            for values in criteria:
                for model in models["marking"]:
                    self._clone(models["marking"][0], model, {**self.general, **values})
            _remove(models["marking"])
            if not criteria:
                self._remove_with_heading(table)

    def _mark_header(self, table: Element, models: list[Element]) -> None:
        """What stands above the rows that are repeated heads the table on each page."""
        for row in table.iterchildren(qn("w:tr")):
            if row in models:
                break
            oxml.keep_whole(row, header=True)

    def _clone(
        self,
        start: Element,
        model: Element,
        values: Values,
        number: int | None = None,
        within_part: bool = False,
    ) -> None:
        row = copy.deepcopy(model)
        start.addprevious(row)
        oxml.keep_whole(row)
        self._resolve(row, values, number, within_part)

    def _remove_with_heading(self, table: Element) -> None:
        """Remove ``table`` and what leads to it from its heading on."""
        doomed = [table]
        for before in table.itersiblings(preceding=True):
            if before.tag == qn("w:tbl"):
                break
            doomed.append(before)
            if self.styles.level(before):
                _remove(doomed)
                return
        _remove([table])

    def _resolve(
        self, root: Element, values: Values, number: int | None = None, within_part: bool = False
    ) -> None:
        """Replace each control of ``root`` that has a value; take away what holds only empty ones."""
        ours = [(sdt, tag) for sdt, tag in controls.within(root) if tag in values and tag not in BLANKS]
        holders: dict[Element, list[str]] = {}
        for control, tag in ours:
            holder = oxml.parent(control, "tr")
            if holder is None:
                holder = oxml.parent(control, "p")
            if holder is None:
                holder = next(control.iter(qn("w:p")), control)
            holders.setdefault(holder, []).append(values[tag])
        for control, tag in ours:
            if control.getparent() is not None:
                self._put(control, tag, values[tag], number, within_part)
        for holder, texts in holders.items():
            if not any(texts):
                _drop(holder)

    def _put(self, control: Element, tag: str, text: str, number: int | None, within_part: bool) -> None:
        look = controls.look_of(control)
        first, *more = text.split("\n\n")
        runs = self._runs(tag, first, look, number, within_part)
        paragraph = controls.put(control, runs)
        if paragraph is None:
            assert not more, f"{tag} stands in no paragraph"
            return
        if tag == "dossier.subject" and len(text) > _LONG and self.styles.name(paragraph) == "Title":
            self.styles.wear(paragraph, LONG_SUBJECT)
        for piece in reversed(more):
            extra = copy.deepcopy(paragraph)
            oxml.empty(extra)
            extra.extend(oxml.runs(piece, look))
            paragraph.addnext(extra)

    def _runs(
        self, tag: str, text: str, look: Element | None, number: int | None, within_part: bool
    ) -> list[Element]:
        if tag == "document.number" and number is not None:
            name = f"{_BOOKMARK}{number}"
            if within_part:
                return oxml.field(f"REF {name} \\h", text, look)
            if number not in self.bookmarked:
                self.bookmarked.add(number)
                return oxml.bookmark(oxml.runs(text, look), name)
        title = self._title(tag, text, number)
        style = self.styles.id(DOCUMENT_TITLE)
        if not title or not style:
            return oxml.runs(text, look)
        before, _, after = text.partition(title)
        return [*oxml.runs(before, look), *oxml.runs(title, look, style), *oxml.runs(after, look)]

    def _title(self, tag: str, text: str, number: int | None) -> str:
        """The title of the document in its own reference, which is set off."""
        if tag != "document.reference" or number is None:
            return ""
        title = self.fields.title(number)
        return title if title in text else ""


def _own_tag(control: Element) -> str:
    node = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if node is None else str(node.get(qn("w:val")))


def _remove(elements: list[Element]) -> None:
    for each in elements:
        oxml.remove(each)


def _drop(holder: Element) -> None:
    """Take away a paragraph or a row, but for a section's end and for the last one of its holder."""
    above = holder.getparent()
    if above is None:
        return
    same = [child for child in above if child.tag == holder.tag]
    if holder.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        oxml.empty(holder)
    elif len(same) > 1 or above.tag == qn("w:body"):
        above.remove(holder)
    elif holder.tag == qn("w:p"):
        oxml.empty(holder)


def _keep_valid(above: Element) -> None:
    """A header, a footer or a cell holds one paragraph at least (17.4.65, 17.10.3)."""
    if above.tag in (qn("w:hdr"), qn("w:ftr"), qn("w:tc")) and above.find(qn("w:p")) is None:
        above.append(oxml.element("p"))
