"""The package of the DOCX as bytes: the same each time, whatever the day, the machine and the maker."""

from __future__ import annotations

import io
import zipfile

from docx.document import Document

_FIRST = "[Content_Types].xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX, _FILE_MODE = 3, 0o100644 << 16


def packed(document: Document) -> bytes:
    """``document`` with dates, order and modes that depend on nothing but its content."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as result:
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            result.writestr(entry, source.read(name))
    return fixed.getvalue()
