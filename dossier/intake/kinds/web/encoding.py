"""In which set of characters a page is written (WHATWG Encoding; HTML, 13.2.3)."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Where a page declares its set of characters: within so many bytes.
HEAD = 4096
# The labels that browsers read as Windows' own set (WHATWG Encoding, 4.2).
_LATIN = ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252")


def decoded(data: bytes, told: str = "") -> tuple[str, str]:
    """The text, and by which set of characters, which its headers may have ``told``; ``?``
    where the one it declares cannot be."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, "replace"), charset
    match = _DECLARED.search(data[:HEAD])
    declared = told.lower() or ((match[1] or match[2]).decode("ascii").lower() if match else "")
    if declared in _LATIN:
        return data.decode("cp1252", "replace"), "cp1252"
    for charset in (declared, "utf-8"):
        try:
            return data.decode(charset or "utf-8"), charset or "utf-8"
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace"), "?" if declared else "cp1252"
