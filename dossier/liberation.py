"""Where the machine keeps the Liberation faces, which have the widths of Helvetica, Times and Courier."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_FAMILIES = ("Sans", "Serif", "Mono")
# Debian, Fedora, Arch, Alpine, macOS (for all, and for one person), and LibreOffice's own.
_FOLDERS = (
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/liberation-fonts",
    "/usr/share/fonts/liberation-{family}",
    "/usr/share/fonts/liberation-{family}-fonts",
    "/usr/share/fonts/liberation",
    "/usr/share/fonts/TTF",
    "/Library/Fonts",
    "~/Library/Fonts",
    "~/.local/share/fonts",
    "/Applications/LibreOffice.app/Contents/Resources/fonts/truetype",
    "/opt/homebrew/share/fonts",
)


@cache
def face(family: str, style: str) -> Path | None:
    """The file of a face: ``family`` is Sans, Serif or Mono, ``style`` Regular, Bold, Italic or BoldItalic.

    None where it is not installed.
    """
    name = f"Liberation{family}-{style}.ttf"
    for folder in _FOLDERS:
        path = Path(folder.format(family=family.lower())).expanduser() / name
        if path.is_file():
            return path
    return None


def missing() -> bool:
    """Whether one of the families is not there."""
    return any(face(family, "Regular") is None for family in _FAMILIES)


if __name__ == "__main__":  # asked by ./run
    sys.exit(missing())
