"""Roles and classes of a file, under words that no other of its document has (ISO 32000-1, 14.7.3, 14.7.5.2);
those of other documents get other names where they are joined."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object
from pypdf.generic import ArrayObject, PdfObject

from dossier.bind.later import Kind

from .source import entries_of, text_of
from .tree import Tree
from .values import attributes

#: The structure types of ISO 32000-1, 14.8.4.
STANDARD = frozenset(
    (
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index"),
        *("NonStruct", "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference"),
        *("BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP"),
        *("Figure", "Formula", "Form"),
    )
)
# What ISO 32000-2 adds, by what says the same in PDF 1.7.
_NEWER = {
    "Aside": "Div",
    "DocumentFragment": "Sect",
    "Em": "Span",
    "FENote": "Note",
    "Strong": "Span",
    "Sub": "Span",
    "Title": "P",
}
#: A type for what its author gave a name and no meaning.
_UNKNOWN = "NonStruct"
ARTIFACT = "Artifact"


class RoleMap:
    """What the names that a source gives its elements stand for."""

    def __init__(self, root: Object) -> None:
        held: object = root.get("/RoleMap")
        pairs = entries_of(held) if isinstance(held, Dictionary) else ()
        self._map = {key[1:]: text_of(value)[1:] for key, value in pairs if isinstance(value, Name)}

    def standard(self, role: str, has_alt: bool) -> str:
        """The standard type that ``role`` stands for; "Artifact" for what is no content.

        LibreOffice maps the standard type Figure to P, because a style of that name is a paragraph: what has
        an alternative is a figure all the same.
        """
        if role == "Figure" and has_alt:
            return role
        seen = set()
        while role in self._map and role not in seen and self._map[role] != role:
            seen.add(role)
            role = self._map[role]
        if role in STANDARD or role == ARTIFACT:
            return role
        heading = role[:1] == "H" and role[1:].isdigit()
        return "H6" if heading else _NEWER.get(role, _UNKNOWN)


class Roles(RoleMap):
    """The roles and classes of one file, the ``rank``-th of its document."""

    def __init__(self, tree: Tree, root: Object, rank: int) -> None:
        super().__init__(root)
        self._tree = tree
        self._rank = rank
        held: object = root.get("/ClassMap")
        self._classes = dict(entries_of(held)) if isinstance(held, Dictionary) else {}
        self._numbers: dict[str, int] = {}

    def name(self, role: str, standard: str) -> str:
        """The name for ``role``, which stands for ``standard``. A standard type keeps its meaning
        (ISO 14289-1, 7.1); what an author calls a style is nobody's to know."""
        if role == standard or role in _NEWER or standard in (_UNKNOWN, "Document") or standard[:1] == "H":
            return standard  # a heading gets a level of its own
        if not _is_text(role):
            return standard
        name = f"{role}.{self._rank}" if role in STANDARD else f"Style{standard}"
        self._tree.roles[name] = standard
        return name

    def attributes(self, value: object) -> list[Object]:
        """The attributes that the classes named by a /C give."""
        names = value if isinstance(value, Array) else [value]
        held = [self._classes.get(text_of(name)) for name in names if isinstance(name, Name)]
        listed = (list(one) if isinstance(one, Array) else [one] for one in held if one is not None)
        return [one for ones in listed for one in ones if isinstance(one, Dictionary)]

    def classes(self, value: object) -> PdfObject | None:
        """The /C of an element, each class under a number of this source; None where nothing is left."""
        names = value if isinstance(value, Array) else [value]
        written = ArrayObject()
        for name in names:
            named = text_of(name) if isinstance(name, Name) else ""
            held = self._classes.get(named)
            if held is not None and _is_text(named):
                kept = attributes(held, {})
                if kept is None:
                    continue
                ours = f"C{self._numbers.setdefault(named, len(self._numbers) + 1)}.{self._rank}"
                self._tree.classes.setdefault(ours, kept)
                written.append(self._tree.later(Kind.CLASS, ours))
        return (written if len(written) > 1 else written[0]) if written else None


def _is_text(name: str) -> bool:
    """Whether a name is text for whoever reads the tree (ISO 32000-2, 7.3.5)."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
