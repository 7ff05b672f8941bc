"""The words in drawings of OOXML: text boxes, charts and diagrams (ECMA-376-1, 20 and 21)."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.intake.kinds.office.disarm.trees import Element, get, local

from .parts import Parts, child, chosen, on, relation_ids
from .reading import Piece

_MOST_DEEP = 60


def boxes(element: Element, depth: int = 0) -> Iterator[Element]:
    """The holders of text in a drawing that is seen, the paths of letters of VML among them, whose text is a
    ``string`` (ISO/IEC 29500-4, 19.1.2.23)."""
    if depth > _MOST_DEEP or _unseen(element):
        return
    for each in element:
        name = local(each)
        if name == "AlternateContent":
            branch = chosen(each)
            if branch is not None:
                yield from boxes(branch, depth + 1)
        elif name in ("txbxContent", "textpath"):
            yield each
        else:
            yield from boxes(each, depth + 1)


def _unseen(element: Element) -> bool:
    marks = [element] if local(element) != "anchor" else [e for e in element if local(e) == "docPr"]
    style = (get(element, "style") or "").replace(" ", "").lower()
    return "visibility:hidden" in style or any(get(e, "hidden") in ("1", "true") for e in marks)


def warped(holder: Element | None) -> bool:
    """Whether the text of a shape is bent: it is drawn, not written."""
    shape = None if holder is None else holder.getparent()
    for body in (child(holder, "bodyPr"), child(shape, "bodyPr")):
        warp = child(body, "prstTxWarp")
        if warp is not None and get(warp, "prst") != "textNoShape":
            return True
    return False


def graphics(element: Element) -> Iterator[str]:
    """The numbers of relations to charts and to the data of diagrams."""
    for each in element.iter():
        name = local(each)
        if name == "chart":
            yield from relation_ids(each)
        elif name == "relIds":
            yield from (v for k, v in each.attrib.items() if k.endswith("}dm"))


def pieces(parts: Parts, owner: str, part: str) -> list[Piece]:
    """The words of the chart or of the diagram's data ``part``, which ``owner`` shows."""
    root = parts.tree(part)
    if root is None:
        return []
    if local(root) == "chartSpace":
        return list(_chart(root))
    if local(root) == "dataModel":
        # The drawing that was last made of it is what shows.
        numbers = [get(e, "relId") or "" for e in root.iter() if local(e) == "dataModelExt"]
        drawn = [
            t for n in numbers for p in parts.related(owner, number=n) if (t := parts.tree(p)) is not None
        ]
        return [piece for tree in drawn[:1] for piece in _paragraphs(tree, "diagram")]
    return []


def _chart(root: Element) -> Iterator[Piece]:
    """The titles, which are written; what stands along the axes may be left out where it is narrow."""
    for title in (e for e in root.iter() if local(e) == "title"):
        if not on(title.getparent(), "delete"):
            yield from _paragraphs(title, "chart")


def _paragraphs(root: Element, where: str) -> Iterator[Piece]:
    for paragraph in (e for e in root.iter() if local(e) == "p"):
        for each in paragraph.iter():
            if local(each) == "t":
                yield Piece(each.text or "", where)
            elif local(each) == "br":
                yield Piece(" ", where)
        yield Piece("\n", where)
