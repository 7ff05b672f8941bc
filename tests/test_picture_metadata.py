"""What a picture says of people, places and devices is not in the dossier; its pixels are as they were."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import built, write_dossier
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageCms, ImageStat, PngImagePlugin

from dossier.pictures import PictureError, bare, neutral
from dossier.raster import Reader

MARK = b"SECRET-DE-PHOTO"
WORD = MARK.decode()


def photo(size: tuple[int, int] = (64, 48)) -> Any:
    image = Image.radial_gradient("L").resize(size)
    return Image.merge("RGB", (image, image.transpose(Image.Transpose.ROTATE_180), image.rotate(45)))


def saved(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def exif(orientation: int = 1) -> Image.Exif:
    """The place, the owner, the serial number."""
    made = Image.Exif()
    made[0x112] = orientation
    made[0x13B] = WORD
    made.get_ifd(0x8769)[0xA431] = WORD
    made.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0), 29: WORD})
    return made


def profile() -> bytes:
    """sRGB with a private tag, a name with a path, and bytes behind it."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    count = struct.unpack_from(">I", plain, 128)[0]
    at = 132 + 12 * count
    moved = b"".join(
        struct.pack(">4sII", name, place + 12, size)
        for name, place, size in (struct.unpack_from(">4sII", plain, 132 + 12 * n) for n in range(count))
    )
    entry = struct.pack(">4sII", b"PRIV", len(plain) + 12, len(MARK))
    head = struct.pack(">I", len(plain) + 12 + len(MARK)) + plain[4:128] + struct.pack(">I", count + 1)
    return head + moved + entry + plain[at:] + MARK


def jpeg(*segments: bytes, image: Any = None, **options: Any) -> bytes:
    """A JPEG with ``segments`` behind its start."""
    data = saved(image or photo(), "JPEG", quality=90, **options)
    return data[:2] + b"".join(segments) + data[2:]


JFXX = segment(0xE0, b"JFXX\0\x11" + MARK)
PLAIN = jpeg()
JPEGS: dict[str, Callable[[], bytes]] = {
    "exif": lambda: jpeg(exif=exif()),
    "xmp": lambda: jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + MARK)),
    "iptc": lambda: jpeg(segment(0xED, b"Photoshop 3.0\0" + MARK)),
    "comment": lambda: jpeg(segment(0xFE, MARK)),
    "unknown": lambda: jpeg(segment(0xE7, MARK), segment(0xEF, MARK)),
    "thumbnail": lambda: jpeg(JFXX),
    "behind the end": lambda: jpeg() + MARK,
    "second picture": lambda: jpeg() + jpeg(segment(0xFE, MARK)),
    "second, index": lambda: saved(photo(), "MPO", save_all=True, append_images=[photo()]) + MARK,
    "between markers": lambda: PLAIN[:2] + segment(0xFE, b"a") + MARK + PLAIN[2:],
    "before the start": lambda: b"\r\n" + MARK + jpeg(),
    "adobe with more": lambda: jpeg(
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\x02" + MARK), image=photo().convert("CMYK")
    ),
    "progressive": lambda: jpeg(segment(0xFE, MARK), progressive=True) + MARK,
    "between scans": lambda: between_scans(),
    "profile": lambda: jpeg(icc_profile=profile()),
    "restarts": lambda: jpeg(segment(0xFE, MARK), restart_marker_rows=1) + MARK,
    "thumbnail of JFIF": lambda: PLAIN.replace(
        PLAIN[2:20], segment(0xE0, PLAIN[6:18] + b"\x01\x05" + MARK), 1
    ),
}


def between_scans() -> bytes:
    data = jpeg(progressive=True)
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    table = data.rindex(b"\xff\xc4", 0, second)
    return data[:table] + segment(0xFE, MARK) + segment(0xE1, MARK) + data[table:]


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def jp2(inner: Callable[[bytes], bytes] = lambda code: code, *boxes: bytes) -> bytes:
    data = saved(photo(), "JPEG2000")
    at = data.index(b"jp2c") - 4
    code = inner(data[at + 8 :])
    return data[:at] + b"".join(boxes) + box(b"jp2c", code) + (box(b"xml ", MARK) if boxes else b"")


def commented(code: bytes) -> bytes:
    return code[:2] + code[2:51] + segment(0x64, b"\0\x01" + MARK) + code[51:] + MARK


def in_a_tile(code: bytes) -> bytes:
    at = code.index(b"\xff\x90")
    comment = segment(0x64, b"\0\x01" + MARK)
    size = struct.unpack_from(">I", code, at + 6)[0] + len(comment)
    return code[: at + 6] + struct.pack(">I", size) + code[at + 10 : at + 12] + comment + code[at + 12 :]


JP2S: dict[str, Callable[[], bytes]] = {
    "boxes": lambda: jp2(
        lambda code: code,
        box(b"xml ", MARK),
        box(b"uuid", bytes(16) + MARK),
        box(b"asoc", box(b"lbl ", MARK)),
        box(b"uinf", box(b"url ", MARK)),
        box(b"jp2i", MARK),
    ),
    "comment": lambda: jp2(commented),
    "comment of a tile": lambda: jp2(in_a_tile),
    "codestream alone": lambda: commented(saved(photo(), "JPEG2000", no_jp2=True)),
}


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes, **options: Any) -> bytes:
    data = saved(photo(), "PNG", **options)
    return data[:33] + b"".join(chunks) + data[33:]


def texts() -> PngImagePlugin.PngInfo:
    made = PngImagePlugin.PngInfo()
    made.add_text("Author", WORD)
    made.add_text("Software", WORD, zip=True)
    made.add_itxt("XML:com.adobe.xmp", WORD)
    return made


PNGS: dict[str, Callable[[], bytes]] = {
    "texts": lambda: png(pnginfo=texts()),
    "exif": lambda: png(exif=exif()),
    "time and private": lambda: png(chunk(b"tIME", MARK[:7]), chunk(b"prVt", MARK)),
    "behind the end": lambda: png() + MARK,
    "profile": lambda: png(chunk(b"iCCP", MARK + b"\0\0" + zlib.compress(profile()))),
}
KINDS = {"jpeg": JPEGS, "jp2": JP2S, "png": PNGS}
ALL = {f"{kind} {name}": make for kind, files in KINDS.items() for name, make in files.items()}


def opened(data: bytes) -> Any:
    """As decoders do, from where it starts."""
    start = data.find(b"\xff\xd8\xff") if MARK in data[:20] else 0
    return Image.open(io.BytesIO(data[start:]))


@pytest.mark.parametrize("name", ALL)
def test_a_picture_loses_what_it_says_and_no_pixel(name: str) -> None:
    data = ALL[name]()
    made, count = bare(data)
    assert count
    for said in (MARK, zlib.compress(MARK)[2:-4], b"Exif", b"48.0"):
        assert said not in made
    with opened(data) as one, Image.open(io.BytesIO(made)) as other:
        assert (one.mode, one.size, one.tobytes()) == (other.mode, other.size, other.tobytes())
        for told in ("jfif_density", "adobe_transform", "gamma"):
            assert one.info.get(told) == other.info.get(told)
        assert bool(one.info.get("icc_profile")) == bool(other.info.get("icc_profile"))
    assert bare(made) == (made, 0)


@pytest.mark.parametrize("name", ALL)
def test_the_marks_are_planted(name: str) -> None:
    """What the test above looks for is there before, plain or packed."""
    data = ALL[name]()
    with opened(data) as image:
        said = repr(image.info) + repr(getattr(image, "text", "")) + repr(dict(image.getexif()))
    assert MARK in data or WORD in said or MARK[:7] in data


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_turns_a_picture_upright_stays_alone(kind: str, orientation: int) -> None:
    made, _ = bare(saved(photo(), kind, exif=exif(orientation)))
    with Image.open(io.BytesIO(made)) as image:
        assert dict(image.getexif()) == ({0x112: orientation} if orientation > 1 else {})
    assert bare(made) == (made, 0)


def test_a_profile_keeps_its_effect_alone() -> None:
    before = profile()
    after = neutral(before)
    assert after
    assert MARK not in after
    one, other = (ImageCms.ImageCmsProfile(io.BytesIO(data)) for data in (before, after))
    lab = ImageCms.createProfile("LAB")
    shown = [
        ImageCms.applyTransform(photo(), ImageCms.buildTransform(p, lab, "RGB", "LAB")).tobytes()
        for p in (one, other)
    ]
    assert shown[0] == shown[1]
    assert neutral(after) == after


@pytest.mark.parametrize("cut", [3, 30, 200, 700, -1, -2])
def test_a_picture_that_is_cut_off_shows_as_much_as_before(cut: int) -> None:
    whole = jpeg(segment(0xFE, MARK))[:cut]
    try:
        made, _ = bare(whole)
    except PictureError:
        made = whole
    assert made.endswith(whole[whole.find(b"\xff\xda") :] if b"\xff\xda" in whole else whole)
    assert MARK not in made or b"\xff\xda" not in whole


def test_no_damage_ends_it() -> None:
    for make in ALL.values():
        data = make()
        for at in range(0, len(data), max(1, len(data) // 150)):
            for damaged in (data[:at], data[:at] + b"\xff" + data[at + 1 :], data[:at] + data[at + 7 :]):
                try:
                    bare(damaged)
                except PictureError:
                    continue


def picture(pdf: pikepdf.Pdf, data: bytes, filters: Any, **more: Any) -> Any:
    made = pdf.make_stream(data)
    made.stream_dict.update({})
    for key, value in {
        "Type": Name.XObject, "Subtype": Name.Image, "Width": 64, "Height": 48, "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceRGB, **more,
    }.items():  # fmt: skip
        made[f"/{key}"] = value
    made.Filter = filters
    return made


def a_pdf(path: Path) -> Path:
    """Pictures wherever a PDF can hold one."""
    marked = jpeg(segment(0xFE, MARK), exif=exif()) + MARK
    grey = saved(photo().convert("L"), "JPEG")
    grey = grey[:2] + segment(0xE5, MARK) + grey[2:]
    pdf = pikepdf.new()
    soft = picture(pdf, grey, Name.DCTDecode, ColorSpace=Name.DeviceGray)
    alternate = picture(pdf, marked, Name.DCTDecode)
    coloured = pdf.make_stream(profile())
    coloured.N = 3
    fax = saved(photo().convert("1"), "TIFF", compression="group4")
    with Image.open(io.BytesIO(fax)) as tiff:
        at, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        lit = int(tiff.tag_v2[262] == 1)
    strip = fax[at : at + length] + MARK
    raw = zlib.compress(photo().tobytes()) + MARK
    images = Dictionary(
        A=picture(pdf, marked, Name.DCTDecode, SMask=soft, ColorSpace=Array([Name.ICCBased, coloured])),
        B=picture(pdf, zlib.compress(marked), Array([Name.FlateDecode, Name.DCTDecode])),
        C=picture(pdf, marked.hex().encode() + b">", Array([Name.ASCIIHexDecode, Name.DCTDecode])),
        D=picture(pdf, jp2(commented, box(b"xml ", MARK)), Name.JPXDecode),
        E=picture(pdf, raw, Name.FlateDecode),
        F=picture(pdf, strip, Name.CCITTFaxDecode, ColorSpace=Name.DeviceGray, BitsPerComponent=1,
                  DecodeParms=Dictionary(K=-1, Columns=64, Rows=48, BlackIs1=bool(lit))),
        H=picture(pdf, zlib.compress(jpeg()) + MARK, Array([Name.FlateDecode, Name.DCTDecode])),
        I=picture(pdf, zlib.compress(photo().tobytes() + MARK), Name.FlateDecode),
        J=picture(pdf, strip.hex().encode() + b">" + MARK, Array([Name.ASCIIHexDecode, Name.CCITTFaxDecode]),
                  ColorSpace=Name.DeviceGray, BitsPerComponent=1,
                  DecodeParms=Array([None, Dictionary(K=-1, Columns=64, Rows=48, BlackIs1=bool(lit))])),
        G=picture(pdf, jpeg(), Name.DCTDecode, Alternates=Array([Dictionary(Image=alternate)])),
    )  # fmt: skip
    in_line = b"BI /W 64 /H 48 /BPC 8 /CS /RGB /F /DCT ID " + marked + b"\nEI"
    form = pdf.make_stream(b"q 50 0 0 40 0 0 cm " + in_line + b" Q")
    form.stream_dict.update({})
    form["/Type"], form["/Subtype"], form["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 60, 50])
    tile = pdf.make_stream(b"q 20 0 0 20 0 0 cm /T Do Q")
    for key, value in {
        "PatternType": 1, "PaintType": 1, "TilingType": 1, "BBox": Array([0, 0, 20, 20]), "XStep": 20,
        "YStep": 20,
        "Resources": Dictionary(XObject=Dictionary(T=picture(pdf, marked, Name.DCTDecode))),
    }.items():  # fmt: skip
        tile[f"/{key}"] = value
    page = pdf.add_blank_page(page_size=(400, 500))
    drawn = b"".join(
        b"q 60 0 0 45 %d %d cm /%s Do Q\n" % (20 + 90 * (n % 4), 400 - 90 * (n // 4), bytes([65 + n]))
        for n in range(10)
    )
    packed = b"BI /W 64 /H 48 /BPC 8 /CS /RGB /F [/AHx /DCT] ID " + marked.hex().encode() + b">\nEI"
    drawn += (
        b"q 1 0 0 1 20 20 cm /X Do Q q 60 0 0 45 100 20 cm " + in_line + b" Q q 60 0 0 45 190 20 cm " + packed
    )
    drawn += b" Q /Pattern cs /P scn 290 20 60 60 re f BT ET"
    page.obj.Contents = pdf.make_stream(drawn)
    page.obj.Resources = Dictionary(
        XObject=Dictionary({**dict(images), "/X": form}), Pattern=Dictionary(P=tile)
    )
    pdf.save(path)
    return path


def held(path: Path) -> bytes:
    """All streams of a PDF, raw and decoded, and its objects."""
    parts = [path.read_bytes()]
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                parts.append(item.read_raw_bytes())
                try:
                    parts.append(item.read_bytes())
                except pikepdf.PdfError:
                    continue
    return b"\n".join(parts)


@pytest.mark.slow
def test_nothing_is_left_in_any_picture_of_a_pdf(tmp_path: Path) -> None:
    source = a_pdf(tmp_path / "a.pdf")
    assert MARK in held(source)
    manifest = write_dossier(tmp_path / "dossier", {"a": source}, {"a": {"alt": "Des images."}})
    made = built(manifest, compare=True)
    inside = held(made.pdf)
    for said in (MARK, MARK.hex().encode(), b"Exif"):
        assert said not in inside
    [document] = made.record["documents"]
    removed = document["removed"]
    assert removed["picture-metadata"] > 20
    assert removed["profile-text"] == 1
    page = next(p for p in made.record["pages"] if p["document"])
    with Reader(source) as before, Reader(made.pdf) as after:
        size = (400, 500)
        one = before.picture(1, size, over=8)
        other = after.picture(page["folio"], size, over=8, box=tuple(page["frame"]))
    assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 1


def test_a_photo_a_page_and_a_logo_say_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    manifest = write_dossier(folder, {"a": None, "b": None}, {
        "a": {"file": "sources/a.jpg", "alt": "Une photo."}, "b": {"file": "sources/b.html"},
    })  # fmt: skip
    (folder / "sources").mkdir()
    marked = jpeg(segment(0xFE, MARK), exif=exif(6)) + MARK
    (folder / "sources/a.jpg").write_bytes(marked)
    (folder / "sources/c.jpg").write_bytes(marked)
    page = (
        '<html lang="fr"><title>T</title><h1>Titre</h1><p>Du texte.</p><img src="c.jpg" alt="Photo"></html>'
    )
    (folder / "sources/b.html").write_text(page, encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / "templates/logo.jpg").write_bytes(jpeg(segment(0xFE, MARK), exif=exif()) + MARK)
    cover = (Path(__file__).parent.parent / "templates/cover.html").read_text(encoding="utf-8")
    (folder / "templates/cover.html").write_text(cover + '<img src="logo.jpg" alt="Logo">', encoding="utf-8")
    made = built(manifest)
    assert MARK not in held(made.pdf)
    photo_page = next(p for p in made.record["pages"] if p["document"] == "a")
    x0, y0, x1, y1 = photo_page["frame"]
    assert y1 - y0 > x1 - x0, "it stands upright"
