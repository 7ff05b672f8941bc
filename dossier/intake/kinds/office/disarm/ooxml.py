"""DOCX and PPTX without what LibreOffice would fetch, run or ask the machine for (ECMA-376; OPC, part 2)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from . import changes, fields, listed, media, symbols, trees, word_fields
from .tally import Tally
from .trees import Element, drop, elements, get, local, space, unwrap

_TYPES = "[Content_Types].xml"
#: Relations, by the last word of their type, to what is no part of the printed document.
_UNPRINTED = listed(
    "core-properties extended-properties custom-properties thumbnail comments commentsextended "
    "commentsids commentsextensible commentauthors authors people customxml customxmlprops notesslide "
    "tags glossarydocument printersettings vbaproject wordvbadata keymapcustomizations attachedtoolbars "
    "mailmergesource mailmergeheadersource recipientdata origin signature revisionheaders usernames "
    "documenttasks"
)
#: Relations to what a program would open: its picture is what prints.
_OPENED = listed(
    "oleobject package control activexcontrolbinary ctrlprop afchunk subdocument frame video audio "
    "media externallink externallinkpath webextension webextensiontaskpanes model3d"
)
#: Relations to what shows only where their part asks for it by number: without that it was deleted, and the
#: program that saved the file left it.
_ASKED = listed("slide header footer image chart chartex hdphoto")
#: Elements that name, run or ask for something, or hide in a browser alone what prints; and those of them
#: that stand for an embedded object.
_GONE = listed(
    "attachedTemplate mailMerge dataBinding docVars saveThroughXslt externalData commentReference "
    "commentRangeStart commentRangeEnd entryMacro exitMacro videoFile audioFile quickTimeFile "
    "wavAudioFile audioCd snd sndAc media frameset webPageData webHidden"
)
_OBJECTS = listed("altChunk subDoc control OLEObject objectEmbed objectLink contentPart")
_MODELS = ("sldMaster", "sldLayout", "notesMaster", "handoutMaster")
_CLICKS = ("hlinkClick", "hlinkHover", "hlinkMouseOver")
_ACTION = re.compile(r"(?:ppaction://hlink(?:sldjump|showjump\?jump=\w+))?$", re.IGNORECASE)
# Lines of a table that surely stand on a page, and the letters that a line of a narrow cell has.
_MOST_LINES, _NARROW = 20, 25
_INITIALS = ("initials", "userId", "providerId")


def disarm(entries: Mapping[str, bytes], tally: Tally) -> dict[str, bytes]:
    """The parts that print, as far as they can be reached, each written anew. Raises trees.BrokenError."""
    tally.marks = _bookmarks(entries)
    folded = {name.casefold(): name for name in entries}
    kept: dict[str, bytes] = {}
    waiting = [""]
    fonts: set[str] = set()
    while waiting:
        part = waiting.pop()
        if part in kept:
            continue
        try:
            root = _parsed(part, entries, fonts) if part else None
        except trees.BrokenError:
            if part.lower().endswith((".xml", ".rels")):
                raise
            tally.objects += 1
            continue
        dead: set[str] = set()
        if (rels := folded.get(_rels_of(part).casefold())) is not None:
            relations = trees.parse(entries[rels])
            asked = None if root is None else {v for e in elements(root) for v in e.attrib.values()}
            reached, dead = _relations(relations, part, folded, tally, fonts, asked)
            kept[_rels_of(part)] = trees.written(relations)
            waiting += reached
        if part:
            kept[part] = entries[part] if root is None else _cleaned(root, part, dead, folded, tally)
    if _TYPES in entries:
        kept[_TYPES] = trees.written(trees.parse(entries[_TYPES]))
    return {name: kept[name] for name in (*entries, *kept) if name in kept}


def _bookmarks(entries: Mapping[str, bytes]) -> frozenset[str]:
    """The names of all bookmarks of a DOCX, folded: a header may refer to one of the text."""
    names: set[str] = set()
    for name, data in entries.items():
        if not (name.startswith("word/") and name.endswith(".xml")):
            continue
        try:
            root = trees.parse(data)
        except trees.BrokenError:
            continue
        names.update((get(e, "name") or "").casefold() for e in elements(root) if local(e) == "bookmarkStart")
    return frozenset(names)


def _parsed(part: str, entries: Mapping[str, bytes], fonts: set[str]) -> Element | None:
    """The tree of a part that is XML, None for a picture or an embedded font. Raises trees.BrokenError."""
    if part in fonts or media.picture(entries[part]):
        return None
    return trees.parse(entries[part])


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _relations(
    root: Element,
    part: str,
    folded: Mapping[str, str],
    tally: Tally,
    fonts: set[str],
    asked: set[str] | None,
) -> tuple[list[str], set[str]]:
    """Take out what leads elsewhere, or to what the part does not ask for (by the values of its attributes
    ``asked``); the parts that the others lead to, and the names of those taken out."""
    reached, dead = [], set()
    for relation in [e for e in elements(root) if local(e) == "Relationship"]:
        kind = (get(relation, "Type") or "").rpartition("/")[2].casefold()
        target = (get(relation, "Target") or "").strip()
        outside = (get(relation, "TargetMode") or "").strip().casefold() == "external"
        address = fields.address(target) if kind == "hyperlink" else None
        inside = None if outside else _inside(target, part, folded)
        if kind not in _UNPRINTED and kind not in _OPENED:
            if address is not None:
                relation.set("Target", address)
                relation.set("TargetMode", "External")
                continue
            if kind == "hyperlink" and target.startswith("#"):
                continue
            if (
                inside is not None
                and asked is not None
                and kind in _ASKED
                and get(relation, "Id") not in asked
            ):
                drop(relation)
                continue
            if inside is not None:
                reached.append(inside)
                if kind == "font":
                    fonts.add(inside)
                continue
        dead.add(get(relation, "Id") or "")
        drop(relation)
        leads = inside is None and (outside or "://" in target or "\\" in target or target.startswith("//"))
        tally.links += leads and kind not in _UNPRINTED
        # An object is counted where it stands in the text; a chunk or a film is, too.
    return reached, dead


def _inside(target: str, part: str, folded: Mapping[str, str]) -> str | None:
    """The part that ``target`` leads to, where the package has it."""
    path = unquote(target.partition("#")[0])
    if not path or ":" in path or "\\" in path:
        return None
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")
    return folded.get(joined.casefold())


def _cleaned(root: Element, part: str, dead: set[str], folded: Mapping[str, str], tally: Tally) -> bytes:
    if local(root) == "svg":
        tally.links += trees.clean_drawing(root)
        return trees.written(root)
    changes.of_word(root)
    symbols.spell(root)
    symbols.apart(root)
    # What a slide is made after shows nothing itself.
    word_fields.freeze(root, Tally() if local(root) in _MODELS else tally)
    for element in elements(root):
        name = local(element)
        if name == "graphicFrame":
            _show_picture(element, tally)
        elif name in _GONE or (name == "tblpPr" and _is_long(element)):
            drop(element)
        elif name in _OBJECTS:
            tally.objects += 1
            drop(element)
        elif name == "cSld" and not trees.says(element, get(element, "name") or ""):
            del element.attrib["name"]  # it would be a bookmark, of words that no slide shows
        elif name in _CLICKS and (
            get(element, "id") in dead or not _ACTION.match(get(element, "action") or "")
        ):
            drop(element)
    for element in elements(root):
        for key, value in list(element.attrib.items()):
            if "relationships" in space(key).casefold() and value in dead:
                del element.attrib[key]
            elif key.rpartition("}")[2] == "author":
                element.set(key, tally.author(value))
            elif key.rpartition("}")[2] in _INITIALS:
                element.set(key, "")

    def stays(element: Element, name: str, value: str) -> str | None:
        if value.startswith("#") or _inside(value, part, folded):
            return value
        return (
            fields.address(value) if name == "href" and local(element) not in ("imagedata", "fill") else None
        )

    tally.links += trees.clean_values(root, stays)
    return trees.written(root)


def _is_long(floating: Element) -> bool:
    """Whether a floating table may be longer than a page: LibreOffice cuts it there."""
    properties = floating.getparent()
    table = None if properties is None else properties.getparent()
    if table is None:
        return False
    lines = 0
    for row in (each for each in table if local(each) == "tr"):
        cells = [each for each in row if local(each) == "tc"]
        lines += max((_lines(cell) for cell in cells), default=1)
    return lines > _MOST_LINES


def _lines(cell: Element) -> int:
    """About how many lines a cell has, if its column is a narrow one."""
    said = ["".join(t.text or "" for t in elements(p) if local(t) == "t") for p in cell if local(p) == "p"]
    return sum(1 + len(text) // _NARROW for text in said) or 1


def _show_picture(frame: Element, tally: Tally) -> None:
    """Put the picture of an embedded object in place of it (PresentationML, 19.3.2.4)."""
    objects = [e for e in elements(frame) if local(e) == "oleObj"]
    if not objects:
        return
    tally.objects += 1
    picture = next((e for e in elements(frame) if local(e) == "pic"), None)
    if picture is not None:
        picture.tail = frame.tail
        trees.replace(frame, picture)
        return
    # Its picture is found by its drawing in VML; the object itself is not.
    for element in objects:
        for key in list(element.attrib):
            if "relationships" in space(key).casefold():
                del element.attrib[key]
        for child in list(element):
            unwrap(child) if local(child) == "link" else None
