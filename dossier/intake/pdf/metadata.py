"""The pictures of a PDF without what they say of people and devices, wherever in the file they stand.

Every stream is looked at, not those alone that pages name: soft masks, alternates, tiles and appearances are
streams as others are. Pictures in line (ISO 32000-2, 8.9.7) stand in the content of pages, forms and glyphs.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

from dossier import odd
from dossier.entries import FAULTS, get, items, text, whole
from dossier.intake.saving import saved
from dossier.pictures import PictureError, bare, neutral

from . import coded

#: How what was taken out is counted in the record.
PICTURE, PROFILE = "picture-metadata", "profile-text"
_SUSPECT = re.compile(rb"/(?:DCT|JPX|JBIG2|CCITTFax|DCTDecode|JPXDecode|Image|ICCBased|Contents|Form)\b")
_PICTURES = {"/DCTDecode": "jpeg", "/DCT": "jpeg", "/JPXDecode": "jpx"}
_FLATE = ("/FlateDecode", "/Fl")
_OUTER = (*_FLATE, "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx",
          "/RunLengthDecode", "/RL")  # fmt: skip
#: Components of a colour space (8.6); of the others the file tells.
_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/Separation": 1, "/DeviceRGB": 3, "/CalRGB": 3,
             "/Lab": 3, "/DeviceCMYK": 4}  # fmt: skip


def without_metadata(data: bytes) -> tuple[bytes, Counter[str]]:
    """The PDF ``data`` with bare pictures and profiles, and what was taken out, counted; the same bytes where
    there was nothing."""
    removed: Counter[str] = Counter()
    if not _SUSPECT.search(data):
        return data, removed
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for item in pdf.objects:
                if isinstance(item, Stream):
                    _stream(item, removed)
            if not removed:
                return data, removed
            return saved(pdf), removed
    except PdfError:
        return data, Counter()


def _stream(item: Stream, removed: Counter[str]) -> None:
    try:
        with odd.reading("pikepdf", faults=(*FAULTS, PictureError, zlib.error)):
            _look(item, removed)
    except odd.OddError:
        return  # what is odd stays as it is


def _look(item: Stream, removed: Counter[str]) -> None:
    head: Object = item.stream_dict
    filters = _names(head.get("/Filter"))
    last = filters[-1] if filters else ""
    image = head.get("/Subtype") == Name.Image
    if last in _PICTURES or (image and last in coded.SHORTENED):
        _picture(item, filters, removed)
    elif not image and "/N" in head and "/First" not in head:  # ICCBased (ISO 32000-2, 8.6.5.5)
        _profile(item, removed)
    elif not image and head.get("/Type") not in (Name.ObjStm, Name.XRef) and "/Length1" not in head:
        _content(item, removed)


def _names(filters: object) -> list[str]:
    listed = filters if isinstance(filters, Array) else [filters] if filters is not None else []
    return [text(name) for name in listed]


def _unwrapped(item: Stream, filters: list[str]) -> bytes:
    """The stream as its last filter has it."""
    if len(filters) == 1:
        return item.read_raw_bytes()
    if not all(name in _OUTER for name in filters[:-1]):
        raise PictureError
    holder = pikepdf.new()
    inner = holder.make_stream(item.read_raw_bytes())
    parms: object = item.stream_dict.get("/DecodeParms")
    inner.Filter = Array([Name(name) for name in filters[:-1]])
    if isinstance(parms, Array):
        inner.DecodeParms = Array([holder.copy_foreign(p) if p is not None and p.is_indirect else p
                                   for p in list(parms)[:-1]])  # fmt: skip
    return inner.read_bytes()


def _rewrite(item: Stream, data: bytes, name: str) -> None:
    """Give the stream ``data`` as its last filter ``name`` has it."""
    own = _own(item.stream_dict.get("/DecodeParms"))
    more = own if len(own.keys()) else None
    item.write(data, filter=Name(name), decode_parms=more)


def _picture(item: Stream, filters: list[str], removed: Counter[str]) -> None:
    outer = coded.tail(item.read_raw_bytes(), filters[0]) if len(filters) > 1 else False
    data = _unwrapped(item, filters)
    if filters[-1] in _PICTURES:
        try:
            picture, count = bare(data)
        except PictureError:
            picture, count = data, 0
    else:
        picture = _shortened(data, filters[-1], _own(item.stream_dict.get("/DecodeParms")), _needed(item))
        count = int(picture != data)
    if count or outer:
        _rewrite(item, picture, filters[-1])
        removed[PICTURE] += count + outer


def _own(parms: object) -> Any:
    """The parameters of the last filter."""
    own = list(parms)[-1] if isinstance(parms, Array) and len(parms) else parms
    return own if isinstance(own, Dictionary) else Dictionary()


def _shortened(data: bytes, name: str, parms: object, needed: int = 0) -> bytes:
    if name in _FLATE:
        return coded.deflate(data, parms, needed)
    return coded.SHORTENED[name](data, parms)


def _needed(item: Stream) -> int:
    """How many bytes a picture has before it is deflated (ISO 32000-2, 8.9.3 and 7.4.4.4); 0 where that
    cannot be told."""
    head: Any = item.stream_dict
    parms, height = _own(head.get("/DecodeParms")), whole(head.get("/Height"))
    if whole(parms.get("/Predictor", 1)) > 9:
        bits = whole(parms.get("/Colors", 1)) * whole(parms.get("/BitsPerComponent", 8))
        return height * (1 + (whole(parms.get("/Columns", 1)) * bits + 7) // 8)
    width = whole(head.get("/Width"))
    if head.get("/ImageMask", False):
        return height * ((width + 7) // 8)
    space: Any = head.get("/ColorSpace")
    parts = items(space) if isinstance(space, Array) else [space]
    name = text(parts[0]) if parts else ""
    channels = _CHANNELS.get(name, 0)
    if name == "/ICCBased" and len(parts) > 1:
        channels = whole(get(parts[1], "/N"))
    elif name == "/DeviceN" and len(parts) > 1:
        channels = len(items(parts[1]))
    return height * ((width * channels * whole(head.get("/BitsPerComponent", 8)) + 7) // 8)


def _profile(item: Stream, removed: Counter[str]) -> None:
    data = item.read_bytes()
    profile = neutral(data)
    if profile is not None and profile != data:
        item.write(profile)
        removed[PROFILE] += 1


def _content(item: Stream, removed: Counter[str]) -> None:
    """Pictures in line, of a content stream: what holds none is not parsed."""
    data = item.read_bytes()
    if not (b"DCT" in data or b"CCF" in data or b"CCITT" in data) or b"BI" not in data or b"EI" not in data:
        return
    at, parts = 0, []
    for instruction in pikepdf.parse_content_stream(item):
        if not isinstance(instruction, pikepdf.ContentStreamInlineImage):
            continue
        image: Any = instruction.iimage
        raw = image._data._inline_image_raw_bytes()
        start = data.find(raw, at)
        picture = _in_line(raw, _names(image.obj.get("/Filter", image.obj.get("/F"))), image)
        if start < 0 or picture is None:
            continue
        parts += [data[at:start], picture]
        at = start + len(raw)
        removed[PICTURE] += 1
    if parts:
        item.write(b"".join((*parts, data[at:])))


def _in_line(raw: bytes, filters: list[str], image: Object) -> bytes | None:
    """The bare bytes of a picture in line; None where nothing is to be taken out of it."""
    if not filters:
        return None
    if not all(name in coded.OUTER for name in filters[:-1]):
        raise PictureError
    outer = [coded.OUTER[name] for name in filters[:-1]]
    data = raw
    for unpack, _ in outer:
        data = unpack(data)
    if filters[-1] in _PICTURES:
        picture, count = bare(data)
    elif filters[-1] in coded.SHORTENED:
        picture = _shortened(data, filters[-1], _own(image.obj.get("/DecodeParms", image.obj.get("/DP"))))
        count = picture != data
    else:
        return None
    if not count:
        return None
    for _, pack in reversed(outer):
        picture = pack(picture)
    return picture
