"""ODT without what LibreOffice would fetch, run or ask the machine for (ODF 1.3, parts 2 and 3)."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from . import changes, fields, listed, media, trees
from .tally import Tally
from .trees import Element, drop, elements, get, local, space, unwrap

_MANIFEST = "META-INF/manifest.xml"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_ROOTS = ("content.xml", "styles.xml", "settings.xml")
_DATES = listed(
    "date time creation-date creation-time modification-date modification-time printed-date "
    "printed-time editing-duration"
)
_NAMES = listed("file-name template-name creator initial-creator printed-by user-defined editing-cycles")
#: Of whoever has the file open; all that begin with "sender-", too.
_USER = listed("author-name author-initials")
_SENDER = "sender-"
_FILES = listed(
    "dde-connection database-display database-name database-next database-row-select "
    "database-row-number"
)  # fmt: skip
#: Frozen without a word: nothing of the machine, and LibreOffice would count or reckon otherwise.
_OTHERS = listed(
    "title subject keywords description execute-macro measure text-input user-field-get "
    "user-field-input sheet-name paragraph-count word-count character-count table-count image-count "
    "object-count"
)
_FIELDS = _DATES | _NAMES | _USER | _FILES | _OTHERS
_GONE = listed(
    "annotation annotation-end section-source dde-source dde-connection-decls dde-connection-decl "
    "table-source cell-range-source event-listeners scripts script connection-resource model "
    "auto-reload template alphabetical-index-auto-mark-file sound database-source-table "
    "database-source-query database-source-sql"
)
_OBJECTS = listed("plugin applet floating-frame object-ole")
#: Settings that name a printer, a data base or a file.
#: What refers to a mark: of one that is not there, LibreOffice prints an error in English.
_REFERRING = ("bookmark-ref", "reference-ref", "note-ref", "sequence-ref")
_MARKS = {
    "bookmark": "name",
    "bookmark-start": "name",
    "reference-mark": "name",
    "reference-mark-start": "name",
    "note": "id",
    "sequence": "ref-name",
}
_SETTINGS = re.compile(r"Printer|Database|URL$|Path$|RedlineProtectionKey|Signature")
_KEPT_ITEMS = ("PrinterIndependentLayout",)
#: Subdocuments that are drawn from their own XML: formulas and charts.
_DRAWN = ("math", "chart")


def disarm(entries: Mapping[str, bytes], tally: Tally) -> dict[str, bytes]:
    """The entries that print, as far as they can be reached, each written anew. Raises trees.BrokenError."""
    kept = {"mimetype": entries["mimetype"]} if "mimetype" in entries else {}
    waiting = [name for name in _ROOTS if name in entries]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        data = entries[name]
        if media.picture(data) or media.font(data):
            kept[name] = data
            continue
        try:
            root = trees.parse(data)
        except trees.BrokenError:
            if name.endswith(".xml"):
                raise
            tally.objects += 1
            continue
        kept[name] = _cleaned(root, posixpath.dirname(name), entries, tally, waiting)
    kept[_MANIFEST] = _listed(_types(entries.get(_MANIFEST, b"")), kept)
    return {name: kept[name] for name in dict.fromkeys((*entries, _MANIFEST)) if name in kept}


def _types(manifest: bytes) -> dict[str, str]:
    """What the manifest of a package calls its parts; nothing where it cannot be read."""
    try:
        root = trees.parse(manifest)
    except trees.BrokenError:
        return {}
    return {get(e, "full-path") or "": get(e, "media-type") or "" for e in elements(root)}


def _listed(types: Mapping[str, str], kept: Mapping[str, bytes]) -> bytes:
    """A manifest of what is kept and of nothing else, with the types that the package gave (ODF 1.3, part 2,
    4): LibreOffice takes a part that is not listed for a damaged file."""
    folders = {name.rpartition("/")[0] + "/" for name in kept if "/" in name}
    rows = {"/": types.get("/") or kept.get("mimetype", b"").decode("ascii", "replace").strip()}
    rows |= {path: types[path] for path in sorted(folders) if path in types}
    for name in kept:
        if name not in ("mimetype", _MANIFEST):
            rows[name] = types.get(name) or ("text/xml" if name.endswith(".xml") else "")
    root = etree.Element(f"{{{_SPACE}}}manifest", nsmap={"manifest": _SPACE})
    root.set(f"{{{_SPACE}}}version", "1.2")
    for path, kind in rows.items():
        entry = etree.SubElement(root, f"{{{_SPACE}}}file-entry")
        entry.set(f"{{{_SPACE}}}full-path", path)
        entry.set(f"{{{_SPACE}}}media-type", kind)
    return trees.written(root)


def in_text(element: Element) -> bool:
    """Whether ``element`` is of the text's namespace, in whatever version."""
    return bool(re.search(r"(?::|/)text(?::|$)", space(str(element.tag))))


def _cleaned(
    root: Element, folder: str, entries: Mapping[str, bytes], tally: Tally, waiting: list[str]
) -> bytes:
    if local(root) == "svg":
        tally.links += trees.clean_drawing(root)
        return trees.written(root)
    changes.of_odf(root)
    _unnamed(root)
    marks = {get(e, _MARKS[local(e)]) for e in elements(root) if local(e) in _MARKS}
    for element in elements(root):
        name = local(element)
        dead = name in _REFERRING and get(element, "ref-name") not in marks
        if in_text(element) and (dead or name in _FIELDS or name.startswith(_SENDER)):
            _freeze(element, name, tally)
        elif name == "hidden-paragraph" and get(element, "is-hidden") == "true":
            drop(_paragraph(element))  # no program prints it but LibreOffice without a screen
        elif name in _GONE:
            tally.links += name.endswith("-source") and any(
                v for k, v in element.attrib.items() if "href" in k
            )
            drop(element)
        elif name in _OBJECTS or (name == "object" and not _drawn(element, folder, entries)):
            tally.objects += 1
            drop(element)
        elif name == "binary-data":
            _inline(element, tally)
        elif name == "config-item":
            item = get(element, "name") or ""
            if _SETTINGS.search(item) and item not in _KEPT_ITEMS:
                drop(element)
        elif name == "creator" and local(element.getparent()) == "change-info":
            element.text = tally.author(element.text or "")
        elif name == "a" and not _link(get(element, "href") or ""):
            tally.links += bool(get(element, "href"))
            unwrap(element)

    def stays(element: Element, name: str, value: str) -> str | None:
        if value.startswith("#") or (local(element) == "chart" and value == ".."):
            return value
        if local(element) == "a":
            return fields.address(value)
        inside = _inside(value, folder, entries)
        waiting.extend(inside)
        # An empty frame keeps its place.
        return value if inside or not value else None

    for element in elements(root):
        for key in [k for k in element.attrib if k.rpartition("}")[2] in ("datasource", "command")]:
            del element.attrib[key]
    tally.links += trees.clean_values(root, stays)
    return trees.written(root)


def _unnamed(root: Element) -> None:
    """Number the slides whose names no slide shows: they would be bookmarks."""
    given: dict[str, str] = {}
    for rank, page in enumerate([e for e in elements(root) if local(e) == "page"], 1):
        for key in [key for key in page.attrib if key == trees.beside(page, "name")]:
            if not trees.says(page, page.attrib[key]):
                given[f"#{page.attrib[key]}"] = f"#page{rank}"
                page.set(key, f"page{rank}")
    for element in elements(root) if given else ():
        for key, value in element.attrib.items():
            if key.endswith("}href") and value in given:
                element.set(key, given[value])


def _paragraph(element: Element) -> Element:
    """The paragraph or heading that ``element`` stands in, itself where in none."""
    return next((above for above in element.iterancestors() if local(above) in ("p", "h")), element)


def _link(value: str) -> bool:
    return value.startswith("#") or fields.address(value) is not None


def _freeze(element: Element, name: str, tally: Tally) -> None:
    fixed = (get(element, "fixed") or "").lower() == "true"
    kinds = {"file": _FILES, "other": _OTHERS, "date": _DATES, "name": _NAMES}
    reason = next((reason for reason, names in kinds.items() if name in names), "user")
    if (fixed and reason != "file") or name in _REFERRING:
        reason = "other"
    tally.count(reason, shown=bool("".join(element.itertext())))
    unwrap(element)


def _inside(value: str, folder: str, entries: Mapping[str, bytes]) -> list[str]:
    """The entries that ``value``, relative to ``folder``, leads to: one, or all XML of a subdocument."""
    path = unquote(value)
    if not path or ":" in path or "\\" in path or path.startswith("/"):
        return []
    joined = posixpath.normpath(posixpath.join(folder, path))
    if joined in entries:
        return [joined]
    return [f"{joined}/{name}" for name in _ROOTS if f"{joined}/{name}" in entries]


def _drawn(element: Element, folder: str, entries: Mapping[str, bytes]) -> bool:
    """Whether an embedded object is a formula or a chart, in the element itself or in the package."""
    roots = [child for child in element if isinstance(child.tag, str)]
    for name in _inside(get(element, "href") or "", folder, entries):
        if name.endswith("content.xml"):
            roots.append(trees.parse(entries[name]))
    return any(local(e) in _DRAWN for root in roots for e in elements(root))


def _inline(element: Element, tally: Tally) -> None:
    """A picture that stands in the text itself."""
    try:
        data = base64.b64decode("".join((element.text or "").split()), validate=True)
    except binascii.Error:
        data = b""
    if not media.picture(data):
        tally.objects += 1
        drop(element)
