"""What drawings in a page hold that the layout engine does not draw: parts of others, labels in the page's
own language."""

from __future__ import annotations

from copy import deepcopy
from xml.etree.ElementTree import Element

#: Marks what a drawing draws elsewhere.
LENT = "lent"
# Elements that may be copied.
_MOST = 50_000
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"


def borrow(root: Element, mark: str) -> None:
    """Give each drawing what it uses of another one: the layout engine draws each by itself. What is used has
    the ``mark``."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    left = _MOST
    for drawing in list(root.iter(f"{_SVG}svg")):
        own = {element.get("id") for element in drawing.iter()}
        for use in list(drawing.iter(f"{_SVG}use")):
            address = use.get("href") or use.get(_LINK) or ""
            lender = named.get(address[1:]) if address.startswith("#") else None
            if lender is None or not str(lender.tag).startswith(_SVG):
                continue
            lender.set(mark, "")
            for size in ("width", "height") if lender.tag == f"{_SVG}symbol" else ():
                use.set(size, use.get(size, "100%"))  # SVG 2, 5.6; the layout engine takes it for 100 pixels
            left -= sum(1 for _ in lender.iter())
            if address[1:] not in own and left > 0:
                own.add(address[1:])
                lent = Element(f"{_SVG}defs")
                lent.append(deepcopy(lender))
                drawing.insert(0, lent)


def label(root: Element) -> None:
    """Put what a drawing holds of the page's own language behind it: the layout engine draws none of it."""
    for parent, drawing in [(element, child) for element in root.iter() for child in element]:
        if drawing.tag != f"{_SVG}svg" or str(parent.tag).startswith(_SVG):
            continue
        held = [
            (above, label)
            for above in drawing.iter()
            for label in above
            if label.tag == f"{_SVG}foreignObject"
        ]
        if not held:
            continue
        labels = Element("div")
        labels.tail, drawing.tail = drawing.tail, None
        for above, one in held:
            above.remove(one)
            label = Element("div")
            label.text = one.text
            label.extend(list(one))
            labels.append(label)
        parent.insert(list(parent).index(drawing) + 1, labels)
