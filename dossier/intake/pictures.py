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
from pikepdf import Array, Dictionary, Name, PdfError, Stream

from dossier.pictures import PictureError, bare, neutral

from . import coded

#: How what was taken out is counted in the record.
PICTURE, PROFILE = "picture-metadata", "profile-text"
_SUSPECT = re.compile(rb"/(?:DCT|JPX|JBIG2|CCITTFax|DCTDecode|JPXDecode|Image|ICCBased|Contents|Form)\b")
_PICTURES = {"/DCTDecode": "jpeg", "/DCT": "jpeg", "/JPXDecode": "jpx"}
_FLATE = ("/FlateDecode", "/Fl")
_OUTER = (*_FLATE, "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx",
          "/RunLengthDecode", "/RL")  # fmt: skip
#: What an odd file makes a walk through it raise; what was met there stays as it is.
_FAULTS = (PdfError, PictureError, zlib.error, ArithmeticError, AttributeError, LookupError, RuntimeError,
           TypeError, ValueError)  # fmt: skip


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
            out = io.BytesIO()
            pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    except PdfError:
        return data, Counter()
    return out.getvalue(), removed


def _stream(item: Stream, removed: Counter[str]) -> None:
    try:
        head: Any = item.stream_dict
        filters = _names(head.get("/Filter"))
        last = filters[-1] if filters else ""
        if last in _PICTURES:
            _picture(item, filters, removed)
        elif head.get("/Subtype") == Name.Image:
            _coded(item, filters, removed)
        elif "/N" in head and "/First" not in head:  # ICCBased (ISO 32000-2, 8.6.5.5)
            _profile(item, removed)
        elif head.get("/Type") not in (Name.ObjStm, Name.XRef) and "/Length1" not in head:
            _content(item, removed)
    except _FAULTS:
        return


def _names(filters: Any) -> list[str]:
    return (
        [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)] if filters else []
    )


def _unwrapped(item: Stream, filters: list[str]) -> bytes:
    """The stream as its last filter has it."""
    if len(filters) == 1:
        return item.read_raw_bytes()
    if not all(name in _OUTER for name in filters[:-1]):
        raise PictureError
    made = pikepdf.new()
    inner = made.make_stream(item.read_raw_bytes())
    parms: Any = item.stream_dict.get("/DecodeParms")
    inner.Filter = Array([Name(name) for name in filters[:-1]])
    if isinstance(parms, Array):
        inner.DecodeParms = Array([made.copy_foreign(p) if p is not None and p.is_indirect else p
                                   for p in list(parms)[:-1]])  # fmt: skip
    return inner.read_bytes()


def _rewrite(item: Stream, data: bytes, name: str) -> None:
    """Give the stream ``data`` as its last filter ``name`` has it."""
    parms: Any = item.stream_dict.get("/DecodeParms")
    own = list(parms)[-1] if isinstance(parms, Array) and len(parms) else parms
    more = own if isinstance(own, Dictionary) else None
    item.write(data, filter=Name(name), decode_parms=more)


def _picture(item: Stream, filters: list[str], removed: Counter[str]) -> None:
    data = _unwrapped(item, filters)
    made, count = bare(data)
    if count:
        _rewrite(item, made, filters[-1])
        removed[PICTURE] += count
    elif len(filters) > 1:  # what the outer filters do not read would stay
        _rewrite(item, data, filters[-1])


def _coded(item: Stream, filters: list[str], removed: Counter[str]) -> None:
    last = filters[-1] if filters else ""
    parms: Any = item.stream_dict.get("/DecodeParms")
    own = list(parms)[-1] if isinstance(parms, Array) and len(parms) else parms
    shorten = coded.SHORTENED.get(last)
    if not shorten or len(filters) > 1:
        return
    data = item.read_raw_bytes()
    made = shorten(data, own if isinstance(own, Dictionary) else Dictionary())
    if made != data:
        _rewrite(item, made, last)
        removed[PICTURE] += 1


def _profile(item: Stream, removed: Counter[str]) -> None:
    data = item.read_bytes()
    made = neutral(data)
    if made is not None and made != data:
        item.write(made)
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
        made = _in_line(raw, _names(image.obj.get("/Filter", image.obj.get("/F"))), image)
        if start < 0 or made is None:
            continue
        parts += [data[at:start], made]
        at = start + len(raw)
        removed[PICTURE] += 1
    if parts:
        item.write(b"".join((*parts, data[at:])))


def _in_line(raw: bytes, filters: list[str], image: Any) -> bytes | None:
    """The bare bytes of a picture in line; None where nothing is to be taken out of it."""
    if not filters:
        return None
    outer = [coded.OUTER[name] for name in filters[:-1]]
    data = raw
    for unpack, _ in outer:
        data = unpack(data)
    if filters[-1] in _PICTURES:
        made, count = bare(data)
    elif filters[-1] in coded.SHORTENED:
        parms: Any = image.obj.get("/DecodeParms", image.obj.get("/DP"))
        own = list(parms)[-1] if isinstance(parms, Array) and len(parms) else parms
        made = coded.SHORTENED[filters[-1]](data, own if isinstance(own, Dictionary) else Dictionary())
        count = made != data
    else:
        return None
    if not count:
        return None
    for _, pack in reversed(outer):
        made = pack(made)
    return made
