"""Pictures in JPEG 2000, where the checker sees less than veraPDF (ISO 19005-2, 6.2.8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Name

from dossier.entries import get
from dossier.pictures import jp2
from dossier.pictures.fault import PictureError

# Enumerated colour spaces of JPEG 2000 that are inks (ITU-T T.801, M.11.7.3.1).
_INKS = 12


def rules(picture: Any) -> Iterator[str]:
    """The rules that a picture, an XObject, breaks."""
    filters = get(picture, "/Filter")
    names = list(filters) if isinstance(filters, Array) else [filters]
    if Name.JPXDecode in names:
        yield from _jpeg2000(bytes(picture.read_raw_bytes()), "/ColorSpace" in picture)


def _jpeg2000(coded: bytes, has_space: bool) -> Iterator[str]:
    """Those of a picture in JPEG 2000; one in another filter, too, is not looked into."""
    try:
        headers = list(jp2.headers(coded)) if coded.startswith(jp2.SIGNATURE) else []
    except PictureError:
        headers = []
    if not headers:
        yield "JPEG2000-BARE"
    for name, body in headers:
        if name == b"bpcc":
            yield "JPEG2000-DEPTHS"
        if name == b"colr" and not has_space and body[:1] == b"\1" and int.from_bytes(body[3:7]) == _INKS:
            yield "JPEG2000-INKS"
