"""What a page refers to and the file has not, and pictures that stand in a page's content."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from damaged import said
from pikepdf import ObjectStreamMode
from test_damaged import of_data

WORDS = b"BT /F1 12 Tf 72 700 Td (Bonjour) Tj ET\n"
SHOWN = b"q 100 0 0 100 72 400 cm /Im Do Q\n"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PIXELS = bytes(range(16))
IMAGE = b"/Type/XObject/Subtype/Image/Width 4/Height 4/BitsPerComponent 8/ColorSpace/DeviceGray"


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>> stream\n%s\nendstream" % (head, len(data), data)


def file(
    content: bytes = WORDS, resources: bytes = b"/Font<</F1 9 0 R>>", page: bytes = b"", **more: bytes
) -> bytes:
    """A file of one page, as it is written: its content is object 5, ``more`` are objects by their number."""
    contents = b"" if b"/Contents" in page else b"/Contents 5 0 R"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s/Resources<<%s>>%s>>"
        % (contents, resources, page),
        5: stream(content),
        9: HELVETICA,
    }
    objects |= {int(key[1:]): value for key, value in more.items() if value}
    for key, value in more.items():
        if not value:
            del objects[int(key[1:])]
    out, places = b"%PDF-1.7\n", {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(places) + 1)
    for number in range(1, max(places) + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00001 f \n"
    return out + b"trailer <</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, start)


def inline(data: bytes, head: bytes = b"", end: bytes = b" EI Q\n") -> bytes:
    return WORDS + b"q 50 0 0 50 72 300 cm BI /W 4 /H 4 /BPC 8 /CS /G %s ID %s%s" % (head, data, end)


FORM = stream(WORDS + SHOWN, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 9 0 R>>>>")
IM = b"/Font<</F1 9 0 R>>/XObject<</Im 6 0 R>>"
TRUETYPE = (
    b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Xy/FirstChar 66/LastChar 66/Widths[600]"
    b"/FontDescriptor 7 0 R>>"
)
DESCRIPTOR = b"<</Type/FontDescriptor/FontName/ABCDEF+Xy/Flags 32/FontBBox[0 0 9 9]/FontFile2 8 0 R>>"
TYPE_3 = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 66/LastChar 66"
    b"/Widths[9]/Encoding<</Differences[66/B]>>/CharProcs<</B 8 0 R>>>>"
)

#: What leads to nothing, and the thing that is said to be lost.
LOST = {
    "content, free": (file(page=b"/Contents 7 0 R", o8=b"null"), "content"),
    "content, beyond the last object": (file(page=b"/Contents 5000 0 R"), "content"),
    "content, null": (file(page=b"/Contents 7 0 R", o7=b"null"), "content"),
    "content, no stream": (file(page=b"/Contents 7 0 R", o7=b"<</Length 4>>"), "content"),
    "a part of the content": (file(page=b"/Contents[5 0 R 7 0 R]"), "content"),
    "picture, free": (file(WORDS + SHOWN, IM), "form"),
    "picture, null": (file(WORDS + SHOWN, IM, o6=b"null"), "form"),
    "picture, never named": (file(WORDS + SHOWN), "form"),
    "picture in a form": (file(b"/Fm Do", b"/XObject<</Fm 6 0 R>>", o6=FORM), "form"),
    "mask": (file(WORDS + SHOWN, IM, o6=stream(PIXELS, IMAGE + b"/SMask 8 0 R")), "mask"),
    "colours": (
        file(WORDS + SHOWN, IM, o6=stream(PIXELS, IMAGE[:-11] + b"[/ICCBased 8 0 R]")),
        "colour",
    ),
    "font": (file(o9=b""), "font"),
    "font, null": (file(o9=b"null"), "font"),
    "font, never named": (file(resources=b""), "font"),
    "font program": (file(o9=TRUETYPE, o7=DESCRIPTOR), "font"),
    "glyph": (file(o9=TYPE_3), "font"),
    "shading": (file(WORDS + b"/S sh\n", b"/Font<</F1 9 0 R>>/Shading<</S 8 0 R>>"), "other"),
    "pattern": (
        file(
            WORDS + b"/Pattern cs /P scn 0 0 9 9 re f\n", b"/Font<</F1 9 0 R>>/Pattern<</P 8 0 R>>"
        ),
        "pattern",
    ),
    "a stamp's look": (
        file(page=b"/Annots[<</Type/Annot/Subtype/Stamp/F 4/Rect[9 9 99 99]/AP<</N 8 0 R>>>>]"),
        "form",
    ),
    "inline picture, short": (file(inline(PIXELS[:7])), "picture"),
    "inline picture, cut": (file(inline(zlib.compress(PIXELS)[:-9], b"/F /Fl")), "picture"),
    "inline picture, coded, short": (file(inline(PIXELS[:9].hex().encode() + b">", b"/F /AHx")), "picture"),
    "inline picture without an end": (file(inline(PIXELS, end=b"")), "picture"),
}  # fmt: skip

#: What draws nothing, or is not drawn with.
HARMLESS = {
    "whole": file(WORDS + SHOWN, IM, o6=stream(PIXELS, IMAGE)),
    "a blank page": file(page=b"/Rotate 0", o5=stream(b"")),
    "metadata": file(page=b"/Metadata 8 0 R/Annots 7 0 R"),
    "what nothing shows": file(WORDS, IM),
    "a font that writes nothing": file(WORDS + b"BT /F2 9 Tf ( ) Tj ET\n"),
    "a font that writes unseen": file(WORDS + b"BT 3 Tr /F2 9 Tf (a) Tj ET\n"),
    "a font of the page's own": file(
        b"/Fm Do",
        b"/Font<</F1 9 0 R>>/XObject<</Fm 6 0 R>>",
        o6=stream(WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<>>"),
    ),
    "inline picture": file(inline(PIXELS) + WORDS),
    "inline picture, coded": file(inline(PIXELS.hex().encode() + b">", b"/F /AHx")),
    "inline picture, packed": file(inline(zlib.compress(PIXELS), b"/F /Fl")),
    "inline picture like an end": file(inline(b"(EI BI/W" + bytes(8))),
}


QUICK = ("content, free", "content, beyond the last object", "picture, never named", "mask", "font, null")
QUICK += ("inline picture, cut",)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in LOST]
)
def test_what_leads_to_nothing_is_named_with_its_page(tmp_path: Path, name: str) -> None:
    data, thing = LOST[name]
    assert ("data-broken", thing) in of_data(said(tmp_path, data))


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMLESS)
def test_what_draws_nothing_is_no_loss(tmp_path: Path, name: str) -> None:
    assert of_data(said(tmp_path, HARMLESS[name])) == []


def test_a_state_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    data = file(b"/G gs\n" + WORDS, b"/Font<</F1 9 0 R>>/ExtGState<</G 8 0 R>>")
    assert of_data(said(tmp_path, data)) == [("data-doubtful", "other")]


def test_objects_in_streams_of_objects_are_missed_too(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(file(page=b"/Contents 7 0 R", o7=stream(WORDS)))) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=ObjectStreamMode.generate, compress_streams=False)
    data = out.getvalue()
    assert of_data(said(tmp_path, data)) == []
    assert data.count(WORDS) == 1
    at = data.rindex(b" obj", 0, data.index(WORDS))
    number = data[:at].split()[-2]
    broken = data.replace(b"\n%s 0 obj\n" % number, b"\n%s 0 obX\n" % number)
    assert "data-broken" in [one.code for one in said(tmp_path, broken)]


def test_pages_that_are_not_kept_may_lack_anything(tmp_path: Path) -> None:
    given = []
    for data in (HARMLESS["whole"], LOST["picture, free"][0]):
        given.append(pikepdf.open(io.BytesIO(data)))
    with pikepdf.new() as both:
        for one in given:
            both.pages.extend(one.pages)
        out = io.BytesIO()
        both.save(out)
    assert of_data(said(tmp_path, out.getvalue(), keep="1")) == []
    assert of_data(said(tmp_path, out.getvalue())) == [("data-broken", "form")]
