"""Pictures in a line of text: LibreOffice draws them as artifacts, and their element of the tree is empty.

The element is given what it stands for, so that its alternative text is read (ISO 32000-1, 14.7.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator

from dossier import geometry
from dossier.geometry import UNIT, Matrix
from dossier.model import Box

_NEAR = 3.0
_MOST_DEEP = 100


def mend(pdf: pikepdf.Pdf) -> None:
    """Join each empty Figure of ``pdf``, as LibreOffice wrote it, with the artifact that lies in its box; one
    without words, or without such an artifact, goes."""
    root: object = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, Dictionary):
        return
    empty = list(_empty(root, 0))
    for page in pdf.pages:
        mine = [figure for figure in empty if _is(figure.get("/Pg"), page.obj) and figure.get("/Alt")]
        if mine:
            _join(pdf, page, root, mine)
    for figure in empty:
        if "/K" not in figure:
            _drop(figure)


def _empty(element: Object, depth: int) -> Iterator[Any]:
    kids = element.get("/K")
    for kid in list(kids) if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid and depth < _MOST_DEEP:
            if Name.Figure == kid.S and "/K" not in kid and kid.is_indirect:
                yield kid
            else:
                yield from _empty(kid, depth + 1)


def _is(one: Object, other: Object) -> bool:
    return isinstance(one, Dictionary) and bool(one.objgen == other.objgen)


def _join(pdf: pikepdf.Pdf, page: pikepdf.Page, root: Object, figures: list[Object]) -> None:
    parsed: list[Any] = list(pikepdf.parse_content_stream(page))
    lines = [(list(operands), str(operator)) for operands, operator in parsed]
    number = 1 + max((n for operands, _ in lines if (n := _mcid(operands)) is not None), default=-1)
    row = _row(root, page)
    if row is None:
        return
    joined = False
    for at, box in _artifacts(page, lines):
        figure = next((f for f in figures if "/K" not in f and _alike(f, box)), None)
        if figure is not None:
            lines[at] = ([Name.Figure, Dictionary(MCID=number)], "BDC")
            figure.K = Array([number])
            while len(row) <= number:
                row.append(None)
            row[number] = figure
            number += 1
            joined = True
    if joined:
        data = pikepdf.unparse_content_stream([(operands, Operator(word)) for operands, word in lines])
        page.obj.Contents = pdf.make_stream(data)


def _mcid(operands: list[object]) -> int | None:
    held = operands[1] if len(operands) == 2 else None
    return int(held.MCID) if isinstance(held, Dictionary) and "/MCID" in held else None


def _artifacts(page: pikepdf.Page, lines: list[tuple[list[Object], str]]) -> Iterator[tuple[int, Box]]:
    """The line that begins an artifact in which one picture and nothing else is drawn, and its box."""
    images = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    matrix, saved = geometry.IDENTITY, list[Matrix]()
    begun: int | None = None
    drawn: list[Box] = []
    for at, (operands, word) in enumerate(lines):
        if word == "q":
            saved.append(matrix)
        elif word == "Q" and saved:
            matrix = saved.pop()
        elif word == "cm":
            matrix = geometry.multiply(_matrix(operands), matrix)
        elif word == "BMC" and operands and operands[0] == Name.Artifact:
            begun, drawn = at, []
        elif word == "Do" and begun is not None and _image(images, operands):
            drawn.append(geometry.transform(matrix, UNIT))
        elif word in ("S", "f", "f*", "B", "B*", "Tj", "TJ", "sh", "BDC"):
            begun = None
        elif word == "EMC":
            if begun is not None and len(drawn) == 1:
                yield begun, drawn[0]
            begun = None


def _matrix(operands: list[Object]) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands)
    return (a, b, c, d, e, f)


def _image(images: Object, operands: list[Object]) -> bool:
    held = images.get(str(operands[0])) if operands else None
    return held is not None and held.get("/Subtype") == Name.Image


def _alike(figure: Object, box: Box) -> bool:
    given = figure.get("/A")
    listed = list(given) if isinstance(given, Array) else [given]
    boxes: list[Any] = [one.get("/BBox") for one in listed if isinstance(one, Dictionary) and "/BBox" in one]
    return any(all(abs(float(a) - b) < _NEAR for a, b in zip(each, box, strict=False)) for each in boxes)


def _row(root: Object, page: pikepdf.Page) -> Object | None:
    """The array of the page in the parent tree."""
    number, tree = page.obj.get("/StructParents"), root.get("/ParentTree")
    rows = tree.get("/Nums") if isinstance(tree, Dictionary) else None
    if number is None or not isinstance(rows, Array):
        return None
    held = {int(rows[at]): rows[at + 1] for at in range(0, len(rows) - 1, 2)}
    row = held.get(int(number))
    return row if isinstance(row, Array) else None


def _drop(figure: Any) -> None:
    parent = figure.get("/P")
    kids = parent.get("/K") if isinstance(parent, Dictionary) else None
    if isinstance(kids, Array):
        left = [kid for kid in kids if not (isinstance(kid, Dictionary) and _is(kid, figure))]
        parent.K = Array(left)
