"""What an office document prints, read from its own XML or RTF: its text in pieces.

Read after :mod:`..disarm`: relations that are left lead to parts that show. What may or may not print is not
counted (a page's number, what a field works out anew, letters of symbol fonts) or no piece (formulas).
"""

from __future__ import annotations

from collections.abc import Mapping

from . import odf, rtf, slides, word
from .reading import Reading

__all__ = ["Reading", "read"]


def read(entries: Mapping[str, bytes], data: bytes, kind: str, pages: int) -> Reading:
    """What a document of ``kind`` prints, of which ``pages`` were laid out: a package's ``entries``, or the
    ``data`` of an RTF file. Raises trees.BrokenError and rtf_tokens.BrokenError."""
    if kind == "rtf":
        return rtf.shown(data)
    if kind == "docx":
        return word.shown(entries, pages)
    return slides.shown(entries) if kind == "pptx" else odf.shown(entries, kind)
