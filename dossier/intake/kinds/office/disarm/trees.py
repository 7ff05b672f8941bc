"""XML of a package, parsed by lxml with nothing looked up: names, prefixes, encodings are what they are.

lxml keeps prefixes, which OOXML (``mc:Requires``) and ODF (``script:language``) name in values; the standard
library's trees do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element
#: Values that name a file or a program of a machine, whatever they stand in (``vnd.oasis.….FORMTEXT`` without
#: a colon is the type of a field).
_LOCAL = re.compile(
    r"\s*(?:file:|smb:|ftp:|javascript:|vbscript:|macro:|script:|vnd\.[\w.-]*:|\\\\|//|[a-z]:[\\/])",
    re.IGNORECASE,
)
#: References that lead out of a package, whether there is something or not.
_OUT = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[\\/]|(?:[^\\/]*[\\/])*\.\.(?:[\\/]|$))", re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|\\", re.IGNORECASE)
_INLINE = re.compile(r"\s*data:image/(?:png|jpe?g|gif);base64,", re.IGNORECASE)
_ACTIVE = ("script", "foreignObject", "handler", "listener", "iframe", "audio", "video")
#: Words for a reader, not references.
_WORDS = ("descr", "title", "name", "alt")


class BrokenError(ValueError):
    """No well-formed XML, or XML that declares entities."""


def parse(data: bytes) -> Element:
    """The root of ``data``, without comments and processing instructions. Raises BrokenError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BrokenError(str(error)) from error
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and next(iter(subset.iterentities()), None) is not None:
        raise BrokenError("entities")
    return root


def written(root: Element) -> bytes:
    """The tree as UTF-8, without a document type."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def local(element: Element | None) -> str:
    """The name of ``element`` without its namespace; empty for what is no element."""
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(name: str) -> str:
    """The namespace of a qualified ``name``."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def beside(element: Element, name: str) -> str:
    """``name`` qualified by the namespace of ``element``."""
    return etree.QName(etree.QName(element).namespace, name).text


def replace(element: Element, other: Element) -> None:
    """Put ``other`` in place of ``element`` and of the text behind it."""
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, other)


def get(element: Element, name: str) -> str | None:
    """The attribute called ``name`` in any namespace."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def elements(root: Element) -> Iterator[Element]:
    """All elements, taken before any of them is changed."""
    return (e for e in list(root.iter()) if isinstance(e.tag, str))


def says(element: Element, words: str) -> bool:
    """Whether ``words`` stand in the text of ``element``, whatever the spaces and the case."""
    text, sought = ("".join(each.split()).casefold() for each in ("".join(element.itertext()), words))
    return sought in text


def drop(element: Element) -> None:
    """Take ``element`` out, and leave the text behind it."""
    _replace(element, [], "")


def unwrap(element: Element) -> None:
    """Put in place of ``element`` what it holds."""
    _replace(element, list(element), element.text or "")


def _replace(element: Element, children: list[Element], text: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    index = parent.index(element)
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    else:
        text += tail
    if index:
        before = parent[index - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent[index : index + 1] = children


def clean_values(root: Element, stays: Callable[[Element, str, str], str | None]) -> int:
    """Attributes that name something elsewhere taken out; how many were references.

    ``stays`` is asked, with element, local name and value, of each ``href`` and ``src``: it gives the value
    to write, or None.
    """
    count = 0
    for element in elements(root):
        for key, value in list(element.attrib.items()):
            name = key.rpartition("}")[2].lower()
            if name in ("href", "src", "althref"):
                kept = stays(element, name, value)
                if kept is None:
                    del element.attrib[key]
                    count += bool(_OUT.match(value))
                elif kept != value:
                    element.set(key, kept)
            elif name == "base" or _LOCAL.match(value):
                del element.attrib[key]
                count += name not in _WORDS
    return count


def clean_drawing(root: Element) -> int:
    """An SVG drawing that asks for nothing but itself; how many references were taken out."""
    count = 0
    for element in elements(root):
        styled = local(element) == "style" and _URL.search("".join(element.itertext()))
        if styled or local(element) in _ACTIVE:
            drop(element)
            count += 1
        else:
            for key, value in list(element.attrib.items()):
                name = key.rpartition("}")[2].lower()
                outside = name in ("href", "src") and not (value.startswith("#") or _INLINE.match(value))
                if (
                    outside
                    or name == "base"
                    or name.startswith("on")
                    or _URL.search(value)
                    or _LOCAL.match(value)
                ):
                    del element.attrib[key]
                    count += 1
    return count
