"""The one place of raw WordprocessingML: what python-docx has no API for (ECMA-376, part 1, clause 17)."""

from __future__ import annotations

import copy
from typing import TypeAlias

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Row
from docx.oxml.text.run import CT_R
from docx.styles.style import BaseStyle
from docx.table import Table
from docx.text.font import Font
from lxml import etree

from dossier.model.emphasis import emphases

from .text import directions

Element: TypeAlias = etree._Element
"""An element of lxml, which python-docx has classes of its own for."""

_W = nsdecls("w")


def element(tag: str, /, **values: str) -> Element:
    """An element ``w:tag`` with attributes in the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def run(
    text: str,
    properties: Element | None = None,
    *,
    style: str | None = None,
    right_to_left: bool = False,
    bold: bool = False,
    italic: bool = False,
) -> Element:
    """A run of ``text`` with a copy of ``properties`` (w:rPr), and what it is besides."""
    made = OxmlElement("w:r")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    assert isinstance(made, CT_R)
    if style:
        made.get_or_add_rPr().style = style
    for name, given in (("bold", bold), ("italic", italic), ("rtl", right_to_left)):
        if given:
            setattr(Font(made), name, True)
    if right_to_left:  # such letters have a weight and a slant of their own (17.3.2.2, 17.3.2.17)
        Font(made).cs_bold, Font(made).cs_italic = bold or None, italic or None
    made.text = text
    return made


def runs(text: str, properties: Element | None = None, style: str | None = None) -> list[Element]:
    """``text`` as one run for each direction of writing, and for what is bold or italic of it."""
    return [
        run(piece, properties, style=style, right_to_left=rtl, bold=bold, italic=italic)
        for part, bold, italic in emphases(text)
        for piece, rtl in directions(part)
    ]


def field(instruction: str, shown: str, properties: Element | None = None) -> list[Element]:
    """The runs of a complex field (17.16.18), ``shown`` until a reader computes it."""
    made = []
    for kind in ("begin", "instruction", "separate", "value", "end"):
        each = run(shown if kind == "value" else "", properties)
        if kind == "instruction":
            text = element("instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            each.append(text)
        elif kind != "value":
            each.append(element("fldChar", fldCharType=kind))
        made.append(each)
    return made


def text_of(root: Element) -> str:
    """The text of ``root``, without its fields' instructions."""
    blanks = (qn("w:tab"), qn("w:br"))
    nodes = (node for each in root.iter(qn("w:r")) for node in each if node.tag in (qn("w:t"), *blanks))
    return "".join("\t" if node.tag in blanks else node.text or "" for node in nodes)


def empty(paragraph: Element) -> None:
    """Leave of ``paragraph`` its properties alone."""
    for child in list(paragraph):
        if child.tag != qn("w:pPr"):
            paragraph.remove(child)


def remove(node: Element) -> None:
    """Take ``node`` out of what it stands in."""
    above = node.getparent()
    if above is not None:
        above.remove(node)


def parent(child: Element, name: str) -> Element | None:
    """The nearest ``w:name`` that ``child`` stands in, or None."""
    return next(child.iterancestors(qn(f"w:{name}")), None)


def bookmark(made: list[Element], name: str) -> list[Element]:
    """``made`` between the start and the end of the bookmark ``name``; :func:`renumber` tells them apart."""
    return [element("bookmarkStart", id="0", name=name), *made, element("bookmarkEnd", id="0")]


def keep_whole(row: Element, *, header: bool = False) -> None:
    """Let no page break fall inside ``row`` (w:tr); a ``header`` row is repeated on each page."""
    assert isinstance(row, CT_Row)
    properties: Element = row.get_or_add_trPr()
    for name in ("cantSplit", "tblHeader") if header else ("cantSplit",):
        switch = properties.find(qn(f"w:{name}"))
        if switch is None:
            properties.append(element(name))
        else:
            switch.attrib.clear()  # it may say that it is off


def describe_table(table: Table, caption: str, description: str) -> None:
    """Give ``table`` the name and the description that a screen reader says."""
    properties: Element = table._tbl.tblPr
    for name, text in (("tblCaption", caption), ("tblDescription", description)):
        properties.append(element(name, val=text))


def rule(style: BaseStyle, colour: str, **points: float) -> None:
    """Rule edges of the paragraphs of ``style``; each value is the distance to the text, in points."""
    edges = (edge for edge in ("top", "left", "bottom") if edge in points)
    borders = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:color="{colour}" w:space="{points[edge]:g}"/>' for edge in edges
    )
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {_W}>{borders}</w:pBdr>"),
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"),
    )


def ruled_table(style: BaseStyle, colour: str, faint: str, head: Element) -> None:
    """Make ``style`` a table of horizontal rules; ``head`` (w:rPr) is the look of its first row."""
    look = 'w:val="single" w:sz="4" w:space="0"'
    edges = "".join(f'<w:{e} {look} w:color="{colour}"/>' for e in ("top", "bottom"))
    margins = (("top", 50), ("left", 70), ("bottom", 50), ("right", 70))
    room = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in margins)
    inside = f'<w:insideH {look} w:color="{faint}"/>'
    made: Element = parse_xml(
        f"<w:style {_W}><w:tblPr><w:tblBorders>{edges}{inside}</w:tblBorders>"
        f"<w:tblCellMar>{room}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom {look} w:color="{colour}"/>'
        "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )
    next(made.iter(qn("w:tblStylePr"))).insert(0, head)
    style.element.extend(list(made))


def number(style: BaseStyle, numbering: int, level: int) -> None:
    """Number the paragraphs of ``style`` by ``level`` (from 0) of the list ``numbering``; 0 stops it."""
    made = element("numPr")
    made.extend([element("ilvl", val=str(level)), element("numId", val=str(numbering))])
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        made,
        *("w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"),
    )


def outline(style: BaseStyle, level: int) -> None:
    """Make the paragraphs of ``style`` headings of ``level``, from 1."""
    style.element.get_or_add_pPr().append(element("outlineLvl", val=str(level - 1)))
