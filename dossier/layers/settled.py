"""The layers of a source as they print, for an engine that has its own way with them (ISO 32000-2, 8.11)."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Name, Operator, Stream

from dossier import entries, odd
from dossier.entries import FAULTS

from .reached import Drawn, reached
from .state import Layers

_PAINTS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"))
_UNPAINTED = 3


def settled(data: bytes) -> bytes:
    """The PDF ``data``, every layer in its print state, and no annotation of a hidden layer.

    pdfium applies a layer's usage where nothing asks for it, draws the annotations of any layer, and knows no
    layers at all in patterns, soft masks and Type 3 glyphs: what they hide there is not painted here.
    """
    if b"/OCProperties" not in data:
        return data
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
            held = Layers(pdf)
            if held.matter:
                _hide(pdf, held)
            held.without_annotations(range(1, len(pdf.pages) + 1))
            held.settle()
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    except odd.OddError:
        return data  # it is compared as it is


def _hide(pdf: pikepdf.Pdf, layers: Layers) -> None:
    done = set()
    for page in pdf.pages:
        for drawn in reached(page):
            if drawn.stream.objgen not in done and layers.hide_any(drawn.resources):
                done.add(drawn.stream.objgen)
                drawn.stream.write(pikepdf.unparse_content_stream(_unpainted(drawn, layers)))


def _unpainted(drawn: Drawn, layers: Layers) -> list[Any]:
    """The instructions of a stream, of which those paint nothing that belong to a hidden layer."""
    written: list[Any] = []
    marks: list[bool] = []
    mode, saved = 0, []
    for instruction in pikepdf.parse_content_stream(drawn.stream):
        op, operands = entries.spelt(instruction.operator), list(instruction.operands)
        if op in ("BDC", "BMC"):
            hides = op == "BDC" and operands[:1] == [Name.OC] and len(operands) > 1
            marks.append(hides and layers.hide(entries.named(drawn.resources, "/Properties", operands[1])))
        elif op == "EMC" and marks:
            marks.pop()
        elif op == "q":
            saved.append(mode)
        elif op == "Q" and saved:
            mode = saved.pop()
        elif op == "Tr" and operands:
            mode = entries.whole(operands[0])
        elif op == "Do" and operands and _is_hidden(drawn, operands[0], layers):
            continue
        elif not any(marks):
            pass
        elif op in _PAINTS:
            written.append(([], Operator("n")))
            continue
        elif op in entries.SHOWS:
            written += [([_UNPAINTED], Operator("Tr")), instruction, ([mode], Operator("Tr"))]
            continue
        elif op in ("Do", "sh", "INLINE IMAGE"):
            continue
        written.append(instruction)
    return written


def _is_hidden(drawn: Drawn, name: object, layers: Layers) -> bool:
    xobject = entries.named(drawn.resources, "/XObject", name)
    return isinstance(xobject, Stream) and layers.hide(xobject.get("/OC"))
