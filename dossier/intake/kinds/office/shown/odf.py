"""What an ODT or ODP prints: its content, and once what its master pages surely show (ODF 1.3, part 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dossier.intake.kinds.office.disarm import listed
from dossier.intake.kinds.office.disarm.odf import in_text
from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local, parse

from .odf_lists import Lists, numbers
from .reading import Piece, Reading

#: What is no text of the page, or is worked out anew and may differ from what is stored.
_GONE = listed(
    "tracked-changes annotation annotation-end note-citation covered-table-cell desc title forms notes "
    "sequence-decls variable-decls user-field-decls ruby-text hidden-text hidden-paragraph event-listeners "
    "math index-title-template table-of-content-source illustration-index-source alphabetical-index-source "
    "bibliography-source user-index-source table-index-source object-index-source binary-data"
)
_LIVE = listed(
    "page-number page-count page-continuation chapter sequence sequence-ref reference-ref bookmark-ref "
    "note-ref page-variable-get page-variable-set conditional-text expression variable-get variable-set "
    "table-formula placeholder drop-down date-time header footer footer-decl"
)
_PLACES = {"note-body": "note", "text-box": "box", "table": "table", "notes-configuration": "note"}
_SHAPES = listed(
    "custom-shape rect ellipse circle line polyline polygon path regular-polygon connector caption"
)
_MOST_DEEP = 200


@dataclass(frozen=True, slots=True)
class _Look:
    """What the styles around say: the face, whether it is hidden, where it stands."""

    where: str
    face: str = ""
    hidden: bool = False
    depth: int = 0


@dataclass(slots=True)
class _Walk:
    styles: dict[tuple[str, str], Element]
    faces: dict[str, str]
    lists: Lists
    objects: Mapping[str, bytes]
    pieces: list[Piece] = field(default_factory=list)
    beside: list[tuple[Element, _Look]] = field(default_factory=list)

    def block(self, element: Element, look: _Look) -> None:
        """What stands in ``element``, its own words first."""
        if look.depth > _MOST_DEEP:
            return
        self.add(element.text, element, look)
        for each in element:
            name = local(each)
            if name and name not in _GONE:
                self.one(each, name, replace(look, depth=look.depth + 1))
            self.add(each.tail, element, look)

    def one(self, element: Element, name: str, look: _Look) -> None:
        display = (get(element, "display") or "").lower()
        if display == "condition" and get(element, "is-hidden") == "true":  # as it was when it was saved
            return
        if display == "none" or get(element, "visibility") in ("collapse", "filter"):
            return
        if name in ("p", "h"):
            said = self.lists.before(element) if look.where in ("body", "table") else None
            if said and "".join(element.itertext()).strip():
                self.pieces += [Piece(said, "number"), Piece("\n", "number")]
            self.block(element, self.styled(element, "paragraph", look))
            self.pieces.append(Piece("\n", look.where))
            if look.where != "beside":
                self.aside()
        elif name == "span":
            self.block(element, self.styled(element, "text", look))
        elif name in ("s", "tab", "line-break"):
            self.pieces.append(Piece(" ", look.where, look.face))
        elif name in _LIVE:
            self.pieces.append(Piece("".join(element.itertext()), look.where, look.face, False))
        elif name in ("frame", "note", "g") or name in _SHAPES:
            self.beside.append((element, look))
        elif name == "object":
            self.object(element)
        else:
            self.block(element, replace(look, where=self.where(name, look)))

    def where(self, name: str, look: _Look) -> str:
        return look.where if look.where not in ("body", "slide") else _PLACES.get(name, look.where)

    def aside(self) -> None:
        """What floats beside a paragraph, once it is over."""
        while self.beside:
            element, look = self.beside.pop(0)
            if local(element) in _SHAPES:
                where = "letters" if _bent(element) else self.where("text-box", look)
                look = self.styled(element, "graphic", replace(look, where=where))
                look = self.styled(element, "presentation", look)
                self.block(element, look)
            elif local(element) == "frame":
                look = self.styled(element, "presentation", self.styled(element, "graphic", look))
                # One of several forms of the same: the first that can be drawn.
                for each in element:
                    if local(each) not in _GONE:
                        self.one(each, local(each), look)
                        break
            else:
                self.block(element, look)
            self.pieces.append(Piece("\n", look.where))

    def add(self, text: str | None, holder: Element, look: _Look) -> None:
        """The words of a paragraph or of what stands in one; white space elsewhere is no text."""
        if text and not look.hidden and in_text(holder):
            self.pieces.append(Piece(" ".join(f"|{text}|".split())[1:-1], look.where, look.face))

    def styled(self, element: Element, family: str, look: _Look) -> _Look:
        face = hidden = None
        for style in self.chain(family, get(element, "style-name") or ""):
            for each in (e for e in style if local(e) == "text-properties"):
                named = get(each, "font-name") or (get(each, "font-family") or "").strip("'\"")
                face = face or self.faces.get(named, named)
                shown = get(each, "display")
                hidden = hidden if hidden is not None or shown is None else shown == "none"
        return replace(look, face=face or look.face, hidden=look.hidden if hidden is None else hidden)

    def chain(self, family: str, name: str) -> list[Element]:
        chain: list[Element] = []
        while (family, name) in self.styles and name and len(chain) < _MOST_DEEP:
            chain.append(self.styles[family, name])
            name = get(chain[-1], "parent-style-name") or ""
        if family == "paragraph" and (family, "") in self.styles:
            chain.append(self.styles[family, ""])
        return chain

    def object(self, element: Element) -> None:
        """The titles of a chart."""
        path = (get(element, "href") or "").removeprefix("./").strip("/") + "/content.xml"
        if path in self.objects:
            root = parse(self.objects[path])
            for each in (e for e in elements(root) if local(e) in ("title", "subtitle")):
                self.pieces += [Piece("".join(each.itertext()), "chart"), Piece("\n", "chart")]


def shown(entries: Mapping[str, bytes], kind: str) -> Reading:
    """What an ODT or ODP (``kind``) prints. Raises trees.BrokenError."""
    roots = [parse(entries[name]) for name in ("styles.xml", "content.xml") if name in entries]
    styles: dict[tuple[str, str], Element] = {}
    faces: dict[str, str] = {}
    for root in roots:
        for each in elements(root):
            if local(each) in ("style", "default-style"):
                styles[get(each, "family") or "", get(each, "name") or ""] = each
            elif local(each) == "font-face":
                faces[get(each, "name") or ""] = (get(each, "font-family") or "").strip("'\"")
    body = next((e for root in roots[-1:] for e in elements(root) if local(e) in ("text", "presentation")
                 and local(e.getparent()) == "body"), None)  # fmt: skip
    reading = Reading()
    if body is None:
        return reading
    reading.changes = any(local(e) == "changed-region" for e in elements(body))
    walk = _Walk(styles, faces, numbers(roots, body, known=not reading.changes), entries)
    masters = {get(e, "name") or "": e for r in roots for e in elements(r) if local(e) == "master-page"}
    if kind == "odp":
        _slides(walk, body, masters, reading)
    else:
        walk.block(body, _Look("body"))
        walk.aside()
        _heads(walk, body, masters)
    reading.pieces = walk.pieces
    return reading


def _slides(walk: _Walk, body: Element, masters: Mapping[str, Element], reading: Reading) -> None:
    once: set[str] = set()
    for page in (e for e in body if local(e) == "page"):
        looks = [e for s in walk.chain("drawing-page", get(page, "style-name") or "") for e in s]
        if any(get(e, "visibility") == "hidden" for e in looks):
            reading.hidden += 1
            continue
        reading.slides += 1
        walk.block(page, _Look("slide"))
        walk.aside()
        name = get(page, "master-page-name") or ""
        bare = any(get(e, "background-objects-visible") == "false" for e in looks)
        if name in masters and name not in once and not bare:
            once.add(name)
            for shape in masters[name]:
                if get(shape, "placeholder") != "true" and not _class(shape) and local(shape) != "notes":
                    walk.one(shape, local(shape), _Look("slide"))
                    walk.aside()


def _bent(shape: Element) -> bool:
    """Whether the text of a shape follows a path: it is drawn, not written."""
    return any(local(e) == "enhanced-geometry" and get(e, "text-path") == "true" for e in shape)


def _class(shape: Element) -> bool:
    return any(key.endswith("}class") for key in shape.attrib)


def _heads(walk: _Walk, body: Element, masters: Mapping[str, Element]) -> None:
    """The header and footer of the master page of the first page."""
    first = next((e for e in body if local(e) in ("p", "h", "table", "list", "section", "frame")), None)
    if first is None or local(first) not in ("p", "h"):
        return
    name = ""
    for style in walk.chain("paragraph", get(first, "style-name") or ""):
        name = name or get(style, "master-page-name") or ""
    master = masters.get(name or "Standard")
    if master is None or get(master, "next-style-name"):
        return
    own = {local(e): e for e in master}
    for kind in ("header", "footer"):
        each = own.get(f"{kind}-first", own.get(kind))
        if each is not None and (get(each, "display") or "true") != "false":
            walk.block(each, _Look("header"))
            walk.aside()
