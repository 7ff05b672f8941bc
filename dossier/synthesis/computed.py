"""What fields show until a reader computes them: Word does so late, above all in headers."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn

from . import oxml
from .oxml import Element


def compute(body: Element, others: list[Element]) -> None:
    """Put into each SEQ field of ``body`` and ``others`` its number, into each NUMWORDS the body's words.

    ISO 29500-1, 17.16.5.43 and 17.16.5.56.
    """
    paragraphs = body.iter(qn("w:p"))
    words = sum(len(oxml.text_of(paragraph).split()) for paragraph in paragraphs)
    counts: dict[str, int] = {}
    for root in (body, *others):
        for instruction, shown in _fields(root):
            match instruction.split():
                case ["SEQ", name, *_]:
                    counts[name] = counts.get(name, 0) + 1
                    shown.text = str(counts[name])
                case ["NUMWORDS", *_]:
                    shown.text = str(words)


def _fields(root: Element) -> Iterator[tuple[str, Element]]:
    """Each complex field of ``root``: its instruction and the first text (w:t) that it shows."""
    code, showing = "", False
    for node in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        kind = node.get(qn("w:fldCharType"))
        if kind in ("begin", "end"):
            code, showing = "", False
        elif kind == "separate":
            showing = True
        elif node.tag == qn("w:instrText"):
            code += node.text or ""
        elif showing:
            yield code, node
            showing = False
