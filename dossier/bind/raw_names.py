"""Names of any bytes, through pypdf and out again as they were.

A name is bytes (ISO 32000-2, 7.3.5), and only some are text: a font may be called by its name in GBK, a
picture `/Im#1` by a program of PDF 1.1. pypdf guesses an encoding and writes UTF-8, so that what a content
stream asks for is no longer there (pypdf pull request 2601, open).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import IO, Any

from pypdf.errors import PdfReadError
from pypdf.generic import NameObject

_END = re.compile(rb"[\s()<>\[\]{}/%]")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What a name may not hold as it is: blanks, delimiters, the sign of the escape, what is not ASCII.
_SPECIAL = re.compile(rb"[^!-~]|[#()<>\[\]{}/%]")
_CHUNK = 32
# A dossier writes a few thousand names, most of them again and again.
_MOST = 4096


def keep_names() -> None:
    """Let pypdf, in this process, read and write names byte for byte; bytes that are no UTF-8 are lone
    surrogates in its text."""
    changed: Any = NameObject
    changed.read_from_stream = staticmethod(_read)
    changed.renumber = _written


def _read(stream: IO[bytes], _: object) -> NameObject:
    if stream.read(1) != b"/":
        raise PdfReadError("Name read error")
    raw = b""
    while chunk := stream.read(_CHUNK):
        end = _END.search(chunk)
        if end:
            stream.seek(end.start() - len(chunk), 1)
            raw += chunk[: end.start()]
            break
        raw += chunk
    if b"#" in raw:
        raw = _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), raw)
    return NameObject("/" + raw.decode("utf-8", "surrogateescape"))


@lru_cache(_MOST)
def _written(name: str) -> bytes:
    raw = name[1:].encode("utf-8", "surrogateescape")
    return b"/" + _SPECIAL.sub(lambda match: b"#%02X" % match[0][0], raw)
