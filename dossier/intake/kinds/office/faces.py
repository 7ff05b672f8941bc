"""The faces that an office document asks for: those that are there, and those that stand in for others."""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf

#: Families whose letters are as wide as those of another, or very nearly, which stands in for them without
#: any line breaking elsewhere.
_ALIKE = {
    "Arial": "Liberation Sans", "Helvetica": "Liberation Sans", "Arial Narrow": "Liberation Sans Narrow",
    "Times New Roman": "Liberation Serif", "Times": "Liberation Serif", "Courier New": "Liberation Mono",
    "Courier": "Liberation Mono", "Calibri": "Carlito", "Calibri Light": "Carlito", "Cambria": "Caladea",
    "Symbol": "OpenSymbol", "Wingdings": "OpenSymbol", "StarSymbol": "OpenSymbol",
    "Bitstream Vera Sans": "DejaVu Sans", "Bitstream Vera Serif": "DejaVu Serif",
    "Bitstream Vera Sans Mono": "DejaVu Sans Mono", "Nimbus Roman No9 L": "Liberation Serif",
    "Nimbus Sans L": "Liberation Sans", "Nimbus Mono L": "Liberation Mono",
}  # fmt: skip
#: Families that another of nearly their look stands for; lines may break elsewhere, which is said.
_NEAR = {
    **dict.fromkeys(("Aptos", "Aptos Display", "Candara", "Corbel"), "Carlito"),
    "Constantia": "Caladea",
    **dict.fromkeys(
        ("Book Antiqua", "Century", "Garamond", "Georgia", "Palatino Linotype"), "Liberation Serif"
    ),
    **dict.fromkeys(
        ("Century Gothic", "Franklin Gothic Book", "Gill Sans MT", "Helvetica Neue", "Segoe UI", "Tahoma",
         "Trebuchet MS"), "Liberation Sans"
    ),
    **dict.fromkeys(("Consolas", "Lucida Console"), "Liberation Mono"),
}  # fmt: skip
#: What LibreOffice is to take for a family that is not installed.
INSTEAD = {face: instead for face, instead in (_ALIKE | _NEAR).items() if instead != "OpenSymbol"}


def plain(name: str) -> str:
    """The name of a family as it is compared: in lower case without spaces and hyphens."""
    return name.replace(" ", "").replace("-", "").casefold()


_STANDS_IN = {plain(asked): instead for asked, instead in _ALIKE.items()}


def lacking(faces: Iterable[str], families: frozenset[str]) -> tuple[str, ...]:
    """Those of ``faces`` that neither are among ``families`` nor have a stand-in of the same widths there; a
    stand-in that would do is named behind the face."""
    missing = []
    for face in faces:
        instead = _STANDS_IN.get(plain(face))
        if plain(face) not in families and (instead is None or plain(instead) not in families):
            missing.append(face if instead is None else f"{face} ({instead})")
    return tuple(missing)


def replaced(faces: Iterable[str], families: frozenset[str]) -> tuple[str, ...]:
    """Those of ``faces`` that another of the same widths stands for, with its name."""
    pairs = ((face, _STANDS_IN.get(plain(face))) for face in faces)
    return tuple(f"{a} ({b})" for a, b in pairs if b and plain(a) not in families and plain(b) in families)


def drawn(pdf: pikepdf.Pdf) -> frozenset[str]:
    """The fonts that ``pdf`` draws with, as they are compared; those that the document brought along, too."""
    names = set()
    for held in pdf.objects:
        if isinstance(held, pikepdf.Dictionary) and held.get("/Type") == "/FontDescriptor":
            names.add(plain(str(held.get("/FontName", "")).lstrip("/").rpartition("+")[2]))
    return frozenset(names)


def given(face: str, fonts: frozenset[str]) -> bool:
    """Whether ``face`` is among the ``fonts`` that were drawn with, in any of its styles."""
    return any(font.startswith(plain(face)) for font in fonts)
