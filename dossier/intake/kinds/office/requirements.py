"""What an office document asks for that its conversion may not give."""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf

#: Families whose letters are as wide as those of another, which stands in for them without any line breaking
#: elsewhere.
_ALIKE = {
    "Arial": "Liberation Sans", "Helvetica": "Liberation Sans", "Arial Narrow": "Liberation Sans Narrow",
    "Times New Roman": "Liberation Serif", "Times": "Liberation Serif", "Courier New": "Liberation Mono",
    "Courier": "Liberation Mono", "Calibri": "Carlito", "Calibri Light": "Carlito", "Cambria": "Caladea",
    "Symbol": "OpenSymbol", "Wingdings": "OpenSymbol", "StarSymbol": "OpenSymbol",
}  # fmt: skip


def plain(name: str) -> str:
    """The name of a family as it is compared: in lower case without spaces and hyphens."""
    return name.replace(" ", "").replace("-", "").casefold()


_STANDS_IN = {plain(asked): instead for asked, instead in _ALIKE.items()}


def lacking(faces: Iterable[str], families: frozenset[str]) -> tuple[str, ...]:
    """Those of ``faces`` that neither are among ``families`` nor have a stand-in of the same widths there; a
    stand-in that would do is named behind the face."""
    found = []
    for face in faces:
        instead = _STANDS_IN.get(plain(face))
        if plain(face) not in families and (instead is None or plain(instead) not in families):
            found.append(face if instead is None else f"{face} ({instead})")
    return tuple(found)


def replaced(faces: Iterable[str], families: frozenset[str]) -> tuple[str, ...]:
    """Those of ``faces`` that another of the same widths stands for, with its name."""
    pairs = ((face, _STANDS_IN.get(plain(face))) for face in faces)
    return tuple(f"{a} ({b})" for a, b in pairs if b and plain(a) not in families and plain(b) in families)


def drawn(pdf: pikepdf.Pdf) -> frozenset[str]:
    """The fonts that ``pdf`` draws with, as they are compared; those that the document brought along, too."""
    found = set()
    for held in pdf.objects:
        if isinstance(held, pikepdf.Dictionary) and held.get("/Type") == "/FontDescriptor":
            found.add(plain(str(held.get("/FontName", "")).lstrip("/").rpartition("+")[2]))
    return frozenset(found)


def given(face: str, fonts: frozenset[str]) -> bool:
    """Whether ``face`` is among the ``fonts`` that were drawn with, in any of its styles."""
    return any(font.startswith(plain(face)) for font in fonts)
