"""Content controls (ECMA-376, part 1, clause 17.5.2), ``w:sdt``: what a base has its texts put into."""

from __future__ import annotations

import copy

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from .contract import tag_shown
from .oxml import Element, element, empty, parent, remove, run, text_of

_PLACEHOLDER = "PlaceholderText"


def new(tag: str, shown: str, *, blank: bool) -> Element:
    """An inline content control (17.5.2); a ``blank`` shows ``shown`` as a placeholder until one types.

    In a line and not around the paragraph: LibreOffice keeps the placeholder of such a one only.
    """
    made: Element = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    properties, content = made
    properties.extend([element("alias", val=tag), element("tag", val=tag)])
    if blank:
        properties.append(element("showingPlcHdr"))
    content.append(run(shown, style=_PLACEHOLDER if blank else None))
    return made


def within(root: Element) -> list[tuple[Element, str]]:
    """Each content control in ``root`` with its tag, in document order.

    A blank that has lost its tag has none; of other people's controls only those with a tag are returned.
    """
    pairs = []
    for sdt in root.iter(qn("w:sdt")):
        node = sdt.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        tag = node.get(qn("w:val")) if node is not None else ""
        pairs.append((sdt, tag or tag_shown(text_of(sdt))))
    return pairs


def is_blank(sdt: Element) -> bool:
    """Whether the control ``sdt`` shows a placeholder."""
    return sdt.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None


def put(sdt: Element, runs: list[Element]) -> Element | None:
    """Put the ``runs`` in place of what the control ``sdt`` shows and dissolve it.

    A control may stand in a line, around paragraphs, a cell or a row; its first paragraph takes the runs.
    Returns that paragraph.
    """
    content = sdt.find(qn("w:sdtContent"))
    paragraph = next(content.iter(qn("w:p")), None) if content is not None else None
    if paragraph is None:
        for each in runs:
            sdt.addprevious(each)
        paragraph = parent(sdt, "p")
        remove(sdt)
        return paragraph
    for extra in [*paragraph.itersiblings(qn("w:p"), preceding=True), *paragraph.itersiblings(qn("w:p"))]:
        remove(extra)
    empty(paragraph)
    paragraph.extend(runs)
    dissolve(sdt)
    return paragraph


def look_of(sdt: Element) -> Element | None:
    """The properties of the first run that the control ``sdt`` shows, without the placeholder's style."""
    first = next((r for r in sdt.iter(qn("w:r"))), None)
    properties = None if first is None else first.find(qn("w:rPr"))
    if properties is None:
        return None
    plain = copy.deepcopy(properties)
    style = plain.find(qn("w:rStyle"))
    if style is not None and is_blank(sdt):
        plain.remove(style)
    return plain


def dissolve(sdt: Element) -> None:
    """Leave the content of the control ``sdt`` in its place."""
    content = sdt.find(qn("w:sdtContent"))
    for child in list(content) if content is not None else ():
        sdt.addprevious(child)
    remove(sdt)
