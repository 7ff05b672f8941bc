"""The styles that a base has: names, ids, ranks of headings."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.styles.style import BaseStyle, CharacterStyle

from .oxml import Element

_STYLE = {qn("w:p"): ("w:pPr", "w:pStyle"), qn("w:tbl"): ("w:tblPr", "w:tblStyle")}


class Styles:
    """The styles of a document of python-docx, by id and by name, whatever the case of a name."""

    def __init__(self, document: Document) -> None:
        self._all = {style.style_id: style for style in document.styles}
        self._ids = {(style.name or "").casefold(): style.style_id for style in document.styles}

    def id(self, name: str) -> str | None:
        """The id of the style called ``name``."""
        return self._ids.get(name.casefold())

    def name(self, block: Element) -> str:
        """The name of the style that ``block`` (w:p, w:tbl, or a control around one) wears, or nothing."""
        style = self._of(block)
        return str(style.name or "") if style is not None else ""

    def level(self, block: Element) -> int | None:
        """The rank of a heading, from 1, by its own or its style's outline level (17.3.1.20)."""
        paragraph = _paragraph(block)
        if paragraph is None:
            return None
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        style = self._of(paragraph)
        while own is None and style is not None:
            own = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            style = style.base_style if isinstance(style, CharacterStyle) else None
        rank = int(own.get(qn("w:val"), "9")) + 1 if own is not None else 10
        return rank if rank < 10 else None

    def wear(self, paragraph: Element, name: str) -> None:
        """Give ``paragraph`` the style called ``name``, where there is one."""
        if style := self.id(name):
            assert isinstance(paragraph, CT_P)
            paragraph.get_or_add_pPr().style = style

    def _of(self, node: Element) -> BaseStyle | None:
        block = _paragraph(node) if node.tag == qn("w:sdt") else node
        if block is None or block.tag not in _STYLE:
            return None
        holder, name = _STYLE[block.tag]
        worn = block.find(f"{qn(holder)}/{qn(name)}")
        return self._all.get(worn.get(qn("w:val"))) if worn is not None else None


def _paragraph(block: Element) -> Element | None:
    """``block`` where it is a paragraph, or the first paragraph of a control around some."""
    if block.tag == qn("w:p"):
        return block
    content = block.find(qn("w:sdtContent")) if block.tag == qn("w:sdt") else None
    return content.find(qn("w:p")) if content is not None else None
