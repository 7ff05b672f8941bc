"""The data of streams: read with what stands behind their end, comments taken out of those that have any."""

from __future__ import annotations

import re
import zlib

import pikepdf
from pikepdf import Name, Object

_COMMENTS = re.compile(rb"(\((?>\\.|[^()\\]+)*\)|<[^<>]*>)|%[^\r\n]*", re.DOTALL)


def decoded(stream: Object) -> tuple[bytes | None, bool]:
    """The data of ``stream``, None where it cannot be decoded; whether it is all that the stream holds.

    What stands behind the end of compressed data is shown by no engine.
    """
    try:
        if stream.get("/Filter") == Name.FlateDecode and "/DecodeParms" not in stream:
            inflating = zlib.decompressobj()
            data = inflating.decompress(stream.read_raw_bytes())
            if inflating.eof:
                return data, not inflating.unused_data.strip(b"\0\t\n\f\r ")
        return stream.read_bytes(), True
    except zlib.error:
        try:
            return stream.read_bytes(), True
        except pikepdf.PdfError:
            return None, True
    except pikepdf.PdfError:
        return None, True


def uncommented(stream: Object) -> int:
    """Take the comments out of a calculator function or a character map (ISO 32000-2, 7.10.5 and 9.7.5);
    returns how many."""
    data, whole = decoded(stream)
    if data is None or stream.get("/FunctionType", 4) != 4:
        return 0
    count = 0

    def without(match: re.Match[bytes]) -> bytes:
        nonlocal count
        if match[1] is not None:
            return match[1]
        count += 1
        return b""

    changed = _COMMENTS.sub(without, data) if b"%" in data else data
    if count or not whole:
        stream.write(changed)
    return count
