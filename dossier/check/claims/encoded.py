"""The names that the encoding of a simple font gives its codes (ISO 32000-1, 9.6.6.1)."""

from __future__ import annotations

from typing import Any

from pikepdf import Dictionary, Name

from dossier.entries import array, get, text, whole

_CODECS: dict[object, str] = {Name.WinAnsiEncoding: "cp1252", Name.MacRomanEncoding: "mac_roman"}


def differing(encoding: object) -> dict[int, str]:
    """The names that an encoding gives to codes of its own (ISO 32000-1, table 114)."""
    names, code = {}, 0
    for item in array(encoding, "/Differences") if isinstance(encoding, Dictionary) else []:
        if isinstance(item, Name):
            names[code] = text(item)
            code += 1
        else:
            code = whole(item)
    return names


def base(encoding: object) -> Any:
    """The name of the encoding that another one changes."""
    return get(encoding, "/BaseEncoding") if isinstance(encoding, Dictionary) else None


def codec(encoding: object) -> str | None:
    """What reads the codes that an encoding, or the one that it changes, gives to letters; None where it is
    none of the two that are named."""
    return _CODECS.get(encoding if isinstance(encoding, Name) else base(encoding))
