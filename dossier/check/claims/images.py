"""Pictures, halftones and colour spaces, where the checker sees less than veraPDF (ISO 19005-2, 6.2)."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier.entries import get, text
from dossier.pictures import jp2
from dossier.pictures.fault import PictureError

#: Bits of a colour that a picture may have (ISO 32000-1, table 89).
DEPTHS = ("1", "2", "4", "8", "16")
# Enumerated colour spaces of JPEG 2000 that are inks (ITU-T T.801, M.11.7.3.1).
_INKS = 12
_SEVERAL = 5  # the type of a halftone that has one for each colour
# How many parts the array of a colour space has at least.
_PARTS = {
    "/Separation": 4,
    "/DeviceN": 4,
    "/Indexed": 4,
    "/I": 4,
    "/ICCBased": 2,
    "/Lab": 2,
    "/CalGray": 2,
    "/CalRGB": 2,
    "/Pattern": 1,
    "/DeviceGray": 1,
    "/DeviceRGB": 1,
    "/DeviceCMYK": 1,
}


def rules(picture: Object) -> Iterator[str]:
    """The rules that a picture, an XObject, breaks."""
    depth = get(picture, "/BitsPerComponent")
    masks = "/ImageMask" in picture and get(picture, "/ImageMask")
    if depth is not None and str(depth) not in (DEPTHS[:1] if masks else DEPTHS):
        yield "IMAGE-DEPTH"
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


def is_space(held: object) -> bool:
    """Whether a colour space that is an array has what its kind needs (ISO 32000-1, 8.6)."""
    if not isinstance(held, Array):
        return isinstance(held, Name)
    fewest = _PARTS.get(text(held[0]) if len(held) else "", 0)
    return len(held) >= fewest > 0


def is_screen(held: object) -> bool:
    """Whether a halftone is one that a file may have, which are few: of type 1 and without a name, or of
    several of these for the process colours (ISO 32000-1, 10.5.5)."""
    if not isinstance(held, (Dictionary, Stream)):
        return False
    kind = get(held, "/HalftoneType")
    if kind == _SEVERAL:
        inner = [one for key, one in held.items() if key not in ("/Type", "/HalftoneType")]
        return "/HalftoneName" not in held and all(
            isinstance(one, Dictionary) and is_screen(one) for one in inner
        )
    return bool(kind == 1 and not {"/HalftoneName", "/TransferFunction"} & set(held.keys()))
