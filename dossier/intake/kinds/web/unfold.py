"""What a browser shows that is not in the elements themselves: open details, shadow trees, frames, fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from . import drawings

#: Gives the root of the page behind an address; None where there is none.
Page = Callable[[str], Element | None]

_DEEP = 4
#: Fields that show no words, whatever their value; a password is bullets.
_WORDLESS = ("checkbox", "radio", "hidden", "range", "color", "image", "file")
_BULLETS = "•" * 8
_SHOWN_BY = {"submit": "Submit", "reset": "Reset"}
#: Their content stands in for them, where a browser cannot show them.
_FALLBACK = ("video", "audio", "canvas", "progress", "meter", "annotation", "annotation-xml")
#: What gives a frame its size, or is a program's.
_OF_A_FRAME = ("style", "width", "height", "align", "src", "srcdoc", "name", "title")
_SVG = "{http://www.w3.org/2000/svg}"


def unfolded(root: Element, base: str, page: Page, mine: str) -> list[str]:
    """Change ``root`` so that it holds what a browser shows, with every ``details`` open, and no attribute
    whose name starts with ``mine``; returns what its fields hold and a browser shows of none."""
    held: list[str] = []
    _shadows(root, 0)
    _frames(root, base, page, 0)
    _inert(root, held)
    drawings.label(root)
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith(mine)]:
            del element.attrib[name]
        if element.get("popover") is not None:  # closed, unless the page's own style shows it (HTML, 6.12)
            element.set("hidden", "")
        if element.tag == "details":
            element.set("open", "")
        elif isinstance(element.tag, str) and element.tag.rpartition("}")[2] in _FALLBACK:
            held.append("".join(element.itertext()))
            _clear(element)
    for parent in list(root.iter()):
        for index, element in enumerate(list(parent)):
            if element.tag in ("input", "textarea", "select"):
                parent[index] = _field(element, held)
    drawings.borrow(root, f"{mine}{drawings.LENT}")
    return [text for text in held if text.strip()]


def _clear(element: Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


def _field(field: Element, held: list[str]) -> Element:
    """What a field shows, as text; what it holds besides goes to ``held``, and out of it."""
    words = _words(field)
    if field.tag == "input":
        kind = _kind(field)
        held += [text for name in ("value", "placeholder") if (text := field.attrib.pop(name, "")) != words]
        if kind == "hidden":
            field.tag = "template"
        elif kind == "image" and field.get("src"):
            field.tag = "img"
    elif field.tag == "select":
        shown = words.split("\n")
        held += [
            text for item in field.iter("option") if (text := "".join(item.itertext()).strip()) not in shown
        ]
        words = " ".join(shown)
    if not words and field.tag != "textarea":
        return field
    laid_out = Element("span" if field.tag != "textarea" else "div", dict(field.attrib))
    laid_out.text, laid_out.tail = words, field.tail
    for name in ("value", "type", "placeholder"):
        laid_out.attrib.pop(name, None)
    return laid_out


def _words(field: Element) -> str:
    if field.tag == "input":
        kind = _kind(field)
        if kind in _WORDLESS:
            return (field.get("alt") or "") if kind == "image" and not field.get("src") else ""
        if kind == "password" and field.get("value"):
            return _BULLETS
        return field.get("value") or _SHOWN_BY.get(kind) or field.get("placeholder") or ""
    if field.tag == "textarea":
        return "".join(field.itertext()) or field.get("placeholder") or ""
    options = [option for option in field.iter("option") if option.get("hidden") is None]
    chosen = [option for option in options if option.get("selected") is not None]
    size = field.get("size", "")
    if field.get("multiple") is not None or (size.isdigit() and int(size) > 1):
        chosen = options
    return "\n".join("".join(option.itertext()).strip() for option in (chosen or options[:1]))


def _kind(field: Element) -> str:
    return field.get("type", "text").strip().lower()


def _shadows(root: Element, deep: int) -> None:
    """Put declarative shadow trees in the place of what their hosts hold, with that in its slots."""
    for host in list(root.iter()):
        for template in [child for child in host if _is_shadow(child)][:1]:
            host.remove(template)
            if deep < _DEEP:
                _shadows(template, deep + 1)  # those within first: their slots are their own
            light = list(host)
            text = (host.text or "") + (template.tail or "")
            _clear(host)
            host.text = template.text
            for child in list(template):
                if child.tag in ("style", "link"):
                    _scope(child)
                host.append(child)
            slots = [(parent, child) for parent in host.iter() for child in parent if child.tag == "slot"]
            if deep < _DEEP:
                _slotted(slots, light, text)


def _is_shadow(element: Element) -> bool:
    return element.tag == "template" and any(
        element.get(name) in ("open", "closed") for name in ("shadowrootmode", "shadowmode", "shadowroot")
    )


def _inert(root: Element, held: list[str]) -> None:
    """Take out of templates, and of what stands for scripts that do not run, what no browser shows: their
    style sheets too. A picture that a script would have put in the place of the one before it is shown."""
    for parent in list(root.iter()):
        before: Element | None = None
        for element in list(parent):
            if element.tag in ("template", "noscript"):
                held.append("".join(element.itertext()))
                awaited = [one for one in element.iter("img") if before is not None and _waits(before, one)]
                _clear(element)
                element.tag = "span" if awaited else "template"
                element.extend(awaited[:1])
            before = element


def _waits(placeholder: Element, image: Element) -> bool:
    """Whether ``placeholder`` is there until a script shows ``image``, whose address it has as other data."""
    address = image.get("src", "")
    named = [value for name, value in placeholder.attrib.items() if name != "src"]
    return bool(address) and placeholder.tag == "img" and placeholder.get("src") != address in named


def _scope(style: Element) -> None:
    """A style sheet of a shadow tree is not one of the page; without it more is seen, not less."""
    style.tag = "template"


def _slotted(slots: list[tuple[Element, Element]], light: list[Element], text: str) -> None:
    default = next((slot for _, slot in slots if not slot.get("name")), None)
    for _, slot in slots:
        wanted = [child for child in light if child.get("slot", "") == slot.get("name", "")]
        if slot is default and text.strip():
            _clear(slot)
            slot.text = text
        if wanted:
            if slot is not default or not text.strip():
                _clear(slot)
            slot.extend(wanted)
        slot.tag = "span" if all(_is_inline(child) for child in slot) else "div"


def _is_inline(element: Element) -> bool:
    return element.tag in ("span", "a", "b", "i", "em", "strong", "img", "small", "sub", "sup", "code")


def _frames(root: Element, base: str, page: Page, deep: int) -> None:
    """Put into frames the pages that they hold."""
    for frame in [child for element in root.iter() for child in _framed(element)]:
        inner: Element | None = None
        address = urljoin(base, (frame.get("src") or "").strip())
        if frame.get("srcdoc") is not None:
            inner = page("srcdoc:" + (frame.get("srcdoc") or ""))
            address = base
        elif frame.get("src", "").strip() not in ("", "about:blank"):
            inner = page(address)
        _clear(frame)
        if inner is None or deep >= _DEEP:
            continue
        _frames(inner, address, page, deep + 1)
        body = inner.find("body")
        if body is None:
            continue
        for style in [style for style in body.iter() if style.tag in ("style", "link")]:
            style.tag = "template"
        unfolded = Element("div")
        unfolded.text = body.text
        unfolded.extend(list(body))
        frame.append(unfolded)
    for element in root.iter():
        if element.tag == "frameset":
            element.tag = "body"
        elif element.tag == "noframes":
            element.tag = "template"


def unframed(root: Element) -> None:
    """Make a block of each frame that holds its page: it has hidden that page where a sheet says so, and is
    no box of its own size any more."""
    for frame in [child for element in root.iter() for child in _framed(element) if len(child)]:
        frame.tag = "div"
        for name in [name for name in frame.attrib if name in _OF_A_FRAME]:
            del frame.attrib[name]


def _framed(parent: Element) -> Iterator[Element]:
    return (child for child in parent if child.tag in ("iframe", "frame"))
