"""PDFs of one page with data that break off, each made here: how, and what must be said of them."""

from __future__ import annotations

import base64
import io
import random
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
from conftest import A4, write_dossier
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel
from PIL import Image, ImageFilter

from dossier import intake, manifest
from dossier.findings import Finding
from dossier.work.serial import Serial

TEXT = b"".join(b"BT /F1 12 Tf 72 %d Td (Ligne %d) Tj ET\n" % (780 - 15 * n, n) for n in range(45))
PICTURE = b"q 240 0 0 160 300 300 cm /Im Do Q\n"
SIZE = (320, 240)


def said(folder: Path, data: bytes, **keys: str) -> tuple[Finding, ...]:
    """What intake says of a document with these bytes."""
    path = folder / "given.pdf"
    path.write_bytes(data)
    written = write_dossier(folder / "dossier", {"texte": path}, {"texte": dict(keys)})
    with Serial() as crew:
        opening = intake.open_sources(
            manifest.load(written)[0], intake.Opener(crew=crew, folder=written.parent)
        )
        return (*opening.findings, *opening.completed()[1])


def page(content: bytes, filter_: Any = None, **resources: Any) -> bytes:
    """A file whose page has this ``content``, coded already, and more ``resources``."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(A4[2], A4[3]))
    stream = Stream(pdf, content)
    if filter_ is not None:
        stream.Filter = filter_
    sheet = pdf.pages[0].obj
    sheet.Contents = pdf.make_indirect(stream)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    held = Dictionary(Font=Dictionary(F1=font))
    for name, value in resources.items():
        held["/" + name] = value(pdf)
    sheet.Resources = held
    out = io.BytesIO()
    pdf.save(out, stream_decode_level=StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


def picture(data: bytes, filter_: Any, **more: Any) -> bytes:
    """A file whose page draws a picture with these coded ``data``."""

    def held(pdf: pikepdf.Pdf) -> Any:
        entries = {"Width": SIZE[0], "Height": SIZE[1], "BitsPerComponent": 8, **more}
        made = Stream(pdf, data, Type=Name.XObject, Subtype=Name.Image)
        for key, value in entries.items():
            made["/" + key] = value
        made.ColorSpace = more.get("ColorSpace", Name.DeviceRGB)
        if filter_ is not None:
            made.Filter = filter_
        return Dictionary(Im=pdf.make_indirect(made))

    return page(zlib.compress(TEXT + PICTURE), Name.FlateDecode, XObject=held)


def photograph() -> Image.Image:
    """A picture that compresses as photographs do."""
    noise = Image.frombytes("L", SIZE, random.Random(7).randbytes(SIZE[0] * SIZE[1]))
    colours = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.FLIP_TOP_BOTTOM), noise))
    return colours.filter(ImageFilter.GaussianBlur(2))


def coded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """``image`` as Pillow writes it."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(**options: Any) -> bytes:
    return coded(photograph(), "JPEG", **options)


def facsimile() -> bytes:
    """One strip of ITU-T T.6."""
    tiff = coded(photograph().convert("1"), "TIFF", compression="group4")
    with Image.open(io.BytesIO(tiff)) as read:
        tags = read.tag_v2  # type: ignore[attr-defined]
    (start,), (size,) = tags[273], tags[279]
    return tiff[start : start + size]


def _cut(data: bytes, share: float = 0.5) -> bytes:
    return data[: int(len(data) * share)]


def _zeroed(data: bytes) -> bytes:
    return data[: len(data) // 3] + bytes(len(data) - len(data) // 3)


def _unended(text: bytes) -> bytes:
    engine = zlib.compressobj()
    return engine.compress(text) + engine.flush(zlib.Z_SYNC_FLUSH)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 0x55,)) + data[at + 1 :]


_PARTS = [TEXT[n : n + 99] for n in range(0, len(TEXT), 99)]
_RUNS = b"".join(bytes((len(part) - 1,)) + part for part in _PARTS)
_FLATE, _A85 = Name.FlateDecode, Name.ASCII85Decode
_PACKED = zlib.compress(TEXT)
_RAW = photograph().tobytes()
_G4 = {"BitsPerComponent": 1, "ColorSpace": Name.DeviceGray}
_G4_PARMS = Dictionary(K=-1, Columns=SIZE[0], Rows=SIZE[1])


def _type3(pdf: pikepdf.Pdf) -> Any:
    glyph = Stream(pdf, _cut(zlib.compress(b"500 0 d0 0 0 400 400 re f\n" * 9)), Filter=_FLATE)
    made = Dictionary(Type=Name.Font, Subtype=Name.Type3, FirstChar=76, LastChar=76, Widths=Array([500]))
    made.FontBBox, made.FontMatrix = Array([0, 0, 500, 500]), Array([0.001, 0, 0, 0.001, 0, 0])
    made.Encoding = Dictionary(Differences=Array([76, Name.L]))
    made.CharProcs = Dictionary(L=pdf.make_indirect(glyph))
    return Dictionary(F1=made)


def program() -> bytes:
    """A TrueType font whose few glyphs are squares."""
    letters = [".notdef", *(f"l{n}" for n in range(60))]
    pen = TTGlyphPen(None)
    for x, y in ((0, 0), (0, 500), (500, 500), (500, 0)):
        (pen.lineTo if pen.points else pen.moveTo)((x, y))
    pen.closePath()
    square = pen.glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(letters)
    made.setupCharacterMap({65 + n: name for n, name in enumerate(letters[1:])})
    made.setupGlyf(dict.fromkeys(letters, square))
    made.setupHorizontalMetrics(dict.fromkeys(letters, (600, 0)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupOS2()
    made.setupPost()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _embedded(data: bytes) -> Callable[[pikepdf.Pdf], Any]:
    def held(pdf: pikepdf.Pdf) -> Any:
        stream = pdf.make_indirect(Stream(pdf, data, Filter=_FLATE))
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Carre"), Flags=4, FontFile2=stream,
            FontBBox=Array([0, 0, 600, 600]), Ascent=800, Descent=-200, CapHeight=500, StemV=80,
            ItalicAngle=0,
        )  # fmt: skip
        font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Carre"))
        font.FontDescriptor, font.FirstChar, font.LastChar = pdf.make_indirect(descriptor), 32, 126
        font.Widths, font.Encoding = Array([600] * 95), Name.WinAnsiEncoding
        return Dictionary(F1=font)

    return held


def _unused(pdf: pikepdf.Pdf) -> Any:
    made = Stream(pdf, bytes(40), Type=Name.XObject, Subtype=Name.Image, Width=20, Height=20, Filter=_FLATE)
    made.BitsPerComponent, made.ColorSpace = 8, Name.DeviceGray
    return Dictionary(Im=pdf.make_indirect(made))


#: Each kind of damage: the file, and the code with the thing that is said of it; nothing for what is sound.
KINDS: Mapping[str, tuple[Callable[[], bytes], tuple[str, str] | None]] = {
    "content sound": (lambda: page(_PACKED, _FLATE), None),
    "content cut": (lambda: page(_cut(_PACKED), _FLATE), ("data-broken", "content")),
    "content cut at its last bytes": (lambda: page(_PACKED[:-6], _FLATE), ("data-broken", "content")),
    "content zeroed": (lambda: page(bytes(len(_PACKED)), _FLATE), ("data-broken", "content")),
    "content zeroed, plain": (lambda: page(bytes(len(TEXT))), ("data-broken", "content")),
    "content zeroed in part, plain": (
        lambda: page(TEXT[:300] + bytes(300) + TEXT[600:]),
        ("data-broken", "content"),
    ),
    "content cut in a string": (lambda: page(TEXT[: TEXT.rindex(b"gne")]), ("data-broken", "content")),
    "content cut in numbers": (lambda: page(TEXT[: TEXT.rindex(b" Td")]), ("data-doubtful", "content")),
    "content with another sum": (lambda: page(_flipped(_PACKED, -2), _FLATE), ("data-doubtful", "content")),
    "content without its sum": (lambda: page(_PACKED[:-4], _FLATE), ("data-endless", "content")),
    "content flushed, never ended": (lambda: page(_unended(TEXT), _FLATE), ("data-endless", "content")),
    "content in 85, cut": (lambda: page(base64.a85encode(TEXT)[:801], _A85), ("data-broken", "content")),
    "content in 85, no end": (lambda: page(base64.a85encode(TEXT), _A85), ("data-endless", "content")),
    "content in hex, cut": (
        lambda: page(TEXT.hex().encode()[:801], Name.ASCIIHexDecode),
        ("data-broken", "content"),
    ),
    "content in runs": (lambda: page(_RUNS + b"\x80", Name.RunLengthDecode), None),
    "content in runs, cut": (lambda: page(_cut(_RUNS), Name.RunLengthDecode), ("data-broken", "content")),
    "content in two filters, cut": (
        lambda: page(_cut(base64.a85encode(_PACKED)), Array([_A85, _FLATE])),
        ("data-broken", "content"),
    ),
    "glyph cut": (lambda: page(_PACKED, _FLATE, Font=_type3), ("data-broken", "glyph")),
    "font sound": (lambda: page(_PACKED, _FLATE, Font=_embedded(zlib.compress(program()))), None),
    "font cut": (
        lambda: page(_PACKED, _FLATE, Font=_embedded(_cut(zlib.compress(program())))),
        ("data-broken", "font"),
    ),
    "font that breaks off": (
        lambda: page(_PACKED, _FLATE, Font=_embedded(zlib.compress(_cut(program(), 0.6)))),
        ("data-broken", "font"),
    ),
    "font of nothing": (
        lambda: page(_PACKED, _FLATE, Font=_embedded(zlib.compress(bytes(4000)))),
        ("data-broken", "font"),
    ),
    "picture of another page": (lambda: page(_PACKED, _FLATE, XObject=_unused), None),
    "jpeg sound": (lambda: picture(jpeg(), Name.DCTDecode), None),
    "jpeg cut": (lambda: picture(_cut(jpeg()), Name.DCTDecode), ("data-broken", "picture")),
    "jpeg cut and closed": (
        lambda: picture(_cut(jpeg(), 0.7) + b"\xff\xd9", Name.DCTDecode),
        ("data-broken", "picture"),
    ),
    "jpeg zeroed": (lambda: picture(_zeroed(jpeg()), Name.DCTDecode), ("data-broken", "picture")),
    "jpeg with other line ends": (
        lambda: picture(jpeg().replace(b"\n", b"\r\n"), Name.DCTDecode),
        ("data-broken", "picture"),
    ),
    "jpeg in scans, cut": (
        lambda: picture(_cut(jpeg(progressive=True)) + b"\xff\xd9", Name.DCTDecode),
        ("data-broken", "picture"),
    ),
    "jpeg with restarts, a part lost": (
        lambda: picture((j := jpeg(restart_marker_rows=2))[:4000] + j[4100:], Name.DCTDecode),
        ("data-broken", "picture"),
    ),
    "jpeg with restarts": (lambda: picture(jpeg(restart_marker_rows=2), Name.DCTDecode), None),
    "jpeg in scans": (lambda: picture(jpeg(progressive=True), Name.DCTDecode), None),
    "jpeg without its end": (lambda: picture(jpeg()[:-2], Name.DCTDecode), ("data-endless", "picture")),
    "jpeg with padding": (lambda: picture(jpeg() + bytes(30), Name.DCTDecode), None),
    "jpeg 2000": (lambda: picture(coded(photograph(), "JPEG2000"), Name.JPXDecode), None),
    "jpeg 2000 cut": (
        lambda: picture(_cut(coded(photograph(), "JPEG2000")), Name.JPXDecode),
        ("data-broken", "picture"),
    ),
    "facsimile": (lambda: picture(facsimile(), Name.CCITTFaxDecode, DecodeParms=_G4_PARMS, **_G4), None),
    "facsimile cut": (
        lambda: picture(_cut(facsimile()), Name.CCITTFaxDecode, DecodeParms=_G4_PARMS, **_G4),
        ("data-broken", "picture"),
    ),
    "pixels": (lambda: picture(zlib.compress(_RAW), _FLATE), None),
    "pixels cut": (lambda: picture(_cut(zlib.compress(_RAW)), _FLATE), ("data-broken", "picture")),
    "pixels too few": (lambda: picture(zlib.compress(_cut(_RAW)), _FLATE), ("data-broken", "picture")),
    "pixels too few, plain": (lambda: picture(_cut(_RAW), None), ("data-broken", "picture")),
    "pixels without their sum": (
        lambda: picture(zlib.compress(_RAW)[:-4], _FLATE),
        ("data-endless", "picture"),
    ),
}
