"""Texts as pypdf writes them, at once: letter by letter, those that a dossier says of its pages, links and
tags take longer than all else that is written of it."""

from __future__ import annotations

from typing import IO, Any

from pypdf.generic import TextStringObject

# Letters and figures stand for themselves, all else as three octal digits (ISO 32000-2, 7.3.4.2).
_WRITTEN = [
    one if one.isalnum() or one == b" " else b"\\%03o" % one[0] for one in (bytes((n,)) for n in range(256))
]


def quicken_texts() -> None:
    """Let pypdf, in this process, write a text as it does, in one go."""
    changed: Any = TextStringObject
    changed.write_to_stream = _write


def _write(text: TextStringObject, stream: IO[bytes]) -> None:
    written = b"".join([_WRITTEN[byte] for byte in text.get_encoded_bytes()])
    stream.write(b"(%b)" % written)
