"""The rules of the accessibility checker that a machine can judge, held against the filled document."""

from __future__ import annotations

from itertools import pairwise

from docx.document import Document
from docx.oxml.ns import qn

from dossier import colour
from dossier.findings import Finding, finding

from .anonymous import DECORATIVE, roots
from .contract import PLACE
from .styles import Styles

#: WCAG 2.2, 1.4.3: text against its ground, and large text (18 points, or 14 bold).
_CONTRAST, _CONTRAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 18, 14
_PATHLIKE = ("\\", "/", ".png", ".jpg", ".jpeg")


def look(document: Document) -> list[Finding]:
    """Images without an alternative text or out of the line, text boxes, headings that skip a rank, tables
    without a header row or with merged cells, styles whose text is too pale."""
    findings: list[Finding] = []
    for root in roots(document):
        for picture in root.iter(qn("wp:docPr")):
            said = (picture.get("descr") or "").strip()
            decorative = any(mark.get("val") == "1" for mark in picture.iter(DECORATIVE))
            if not decorative and (not said or said.lower().endswith(_PATHLIKE) or "\\" in said):
                findings.append(finding("base-alt", PLACE))
        if next(root.iter(qn("wp:anchor")), None) is not None:
            findings.append(finding("base-floating", PLACE))
        if next(root.iter(qn("w:txbxContent")), None) is not None:
            findings.append(finding("base-text-box", PLACE))
    styles, body = Styles(document), document.element.body
    ranks = [rank for p in body.iter(qn("w:p")) if (rank := styles.level(p))]
    if any(below > above + 1 for above, below in pairwise([0, *ranks])):
        findings.append(finding("base-headings", PLACE))
    for table in body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        if len(rows) > 1 and rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            findings.append(finding("base-table-header", PLACE))
        if (
            next(table.iter(qn("w:gridSpan"), qn("w:vMerge")), None) is not None
            or len(list(table.iter(table.tag))) > 1
        ):
            findings.append(finding("base-table-cells", PLACE))
    findings += _pale(document)
    return list({(f.code, tuple(f.facts.items())): f for f in findings}.values())


def contrast(ink: str, ground: str) -> float:
    """The contrast ratio of two colours, each six hexadecimal digits (WCAG 2.2)."""
    return colour.contrast(bytes.fromhex(ink), bytes.fromhex(ground))


def _pale(document: Document) -> list[Finding]:
    findings = []
    for style in document.styles:
        font = getattr(style, "font", None)
        if font is None or font.color is None or font.color.rgb is None:
            continue
        shade = style.element.find(f"{qn('w:pPr')}/{qn('w:shd')}")
        ground = shade.get(qn("w:fill"), "auto") if shade is not None else "auto"
        ratio = contrast(str(font.color.rgb), "FFFFFF" if len(ground) != 6 else ground)
        size = font.size.pt if font.size else 0
        large = size >= _LARGE or (size >= _LARGE_BOLD and font.bold)
        if ratio < (_CONTRAST_LARGE if large else _CONTRAST):
            findings.append(finding("base-contrast", PLACE, name=str(style.name), ratio=f"{ratio:.1f}"))
    return findings
