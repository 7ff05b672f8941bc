"""Marks on the elements of a page for the sheet that cuts nothing off."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .cascade import Computed

#: What marks are called; ``styles/complete.css`` knows them.
MARK = "data-dossier-"
GONE, BLANK, INK, LONG, LAID, FREE, PLAIN, SHOWN, CLOSE, SIZED, VEIL = (
    MARK + name
    for name in ("gone", "blank", "ink", "long", "laid", "free", "plain", "shown", "close", "sized", "veil")
)
# Characters beyond which a box may be longer than a page.
_LONG = 600
_FLEXIBLE = ("flex", "inline-flex", "grid", "inline-grid")
_BOXES = (*_FLEXIBLE, "inline-block", "inline-table", "table-cell", "table-row", "-webkit-box", "table")
_TABLES = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")


def force(element: Element, name: str, value: str) -> None:
    """Give an element's own style a ``value`` that no sheet overrules."""
    element.set("style", f"{element.get('style', '').rstrip('; ')};{name}:{value}!important".lstrip(";"))


def mark(element: Element, style: Computed, size: int, positioned: bool) -> None:
    """Boxes that may be longer than a page, by the ``size`` of their text in characters, become blocks; a
    picture that the page itself places, in no surroundings that are ``positioned``, stays."""
    display = style["display"]
    if size > _LONG:
        element.set(LONG, "")
        if display in _BOXES and element.tag not in _TABLES:
            element.set(LAID, "block")
            one = "stack" if _is_stack(style) else "item"
            for child in element:
                if isinstance(child.tag, str) and child.get(GONE) is None and display in _FLEXIBLE:
                    child.set(LAID, "block" if child.get(LONG) is not None else child.get(LAID, one))
    if element.tag == "table" and not (style["width"] or element.get("width", "%")).endswith("%"):
        element.set(SIZED, "")
    free = style["position"] == "absolute" and not positioned and style["top"]
    if element.tag == "img" and free:
        element.set(FREE, "")


def _is_stack(style: Computed) -> bool:
    """Whether a flexible box sets its children one below the other."""
    if style["display"].endswith("flex"):
        return "column" in style["flex-direction"]
    tracks = style["grid-template-columns"]
    return (
        tracks in ("", "none", "auto", "1fr", "100%")
        and style["grid-template-areas"] in ("", "none")
        and "column" not in style["grid-auto-flow"]
    )


def ahead(root: Element) -> None:
    """A picture that lies at the head of the page, and over its text, stands before it."""
    body = root.find("body")
    if body is None:
        return
    for parent in list(root.iter()):
        before: Element | None = None
        for child in list(parent):
            if child.get(FREE) is None:
                before = child
                continue
            parent.remove(child)
            if before is None:
                parent.text = (parent.text or "") + (child.tail or "")
            else:
                before.tail = (before.tail or "") + (child.tail or "")
            child.tail = body.text
            body.text = None
            body.insert(0, child)
