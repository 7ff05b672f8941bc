"""Images as sources: their bytes kept, upright, of their true size; what cannot be read is refused."""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import Made, built, write_dossier
from given import given
from PIL import Image, ImageDraw

from dossier.findings import DossierError
from dossier.intake.kinds import Taken, images
from dossier.intake.kinds.images import png
from dossier.pictures import bare

CORNERS = ((220, 0, 0), (0, 160, 0), (0, 0, 220), (255, 255, 255))
# Where the corners of the stored picture stand once it is upright (TIFF 6.0, tag 274).
UPRIGHT = {
    1: (0, 1, 2, 3), 2: (1, 0, 3, 2), 3: (3, 2, 1, 0), 4: (2, 3, 0, 1),
    5: (0, 2, 1, 3), 6: (2, 0, 3, 1), 7: (3, 1, 2, 0), 8: (1, 3, 0, 2),
}  # fmt: skip


def picture(mode: str = "RGB", size: tuple[int, int] = (400, 300)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    w, h = size
    for (x, y), colour in zip(((0, 0), (w * 2 // 3, 0), (0, h * 2 // 3)), CORNERS, strict=False):
        draw.rectangle((x, y, x + w // 3, y + h // 3), fill=colour)
    return image.convert(mode, dither=Image.Dither.NONE)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x112] = orientation
    return exif


def converted(data: bytes) -> Taken:
    return images.to_pdf(given("a.x", data), images.recognise(data, "a.x") or "")


def shown(pdf: bytes) -> list[tuple[tuple[int, int], list[tuple[int, ...]]]]:
    """The size of each page in points, and the colours near its four corners."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        image = page.render(scale=max(1, 300 / min(page.get_size()))).to_pil().convert("RGB")
        w, h = image.size
        points = ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))
        colours = [image.getpixel((int(w * x), int(h * y))) for x, y in points]
        found.append(((round(page.get_width()), round(page.get_height())), colours))
    document.close()
    return found


def alike(one: Any, other: Any, tolerance: int = 3) -> bool:
    pairs = zip(one, other, strict=True)
    return all(abs(a - b) <= tolerance for x, y in pairs for a, b in zip(x, y, strict=True))


def image_in(pdf: bytes) -> Any:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (image,) = opened.pages[0].Resources.XObject.values()
        return SimpleNamespace(
            raw=bytes(image.read_raw_bytes()),
            data=bytes(image.read_bytes()) if image.BitsPerComponent == 16 else b"",
            bits=int(image.BitsPerComponent),
            mask="/SMask" in image,
            pixels=pikepdf.PdfImage(image).as_pil_image() if image.BitsPerComponent == 8 else None,
        )


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_every_orientation_stands_upright(form: str, orientation: int) -> None:
    options = (
        {"quality": 95, "subsampling": 0} if form == "JPEG" else {"lossless": True} if form == "WEBP" else {}
    )
    data = saved(picture(), form, exif=turned(orientation), dpi=(100, 100), **options)
    ((size, colours),) = shown(converted(data).pdf)
    wide = size[0] > size[1]
    assert wide == (orientation < 5)
    assert alike(colours, [CORNERS[n] for n in UPRIGHT[orientation]])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_of_a_fax_stands_upright(orientation: int) -> None:
    image = Image.new("1", (400, 300), 1)
    ImageDraw.Draw(image).rectangle((0, 0, 150, 100), fill=0)
    data = saved(image, "TIFF", compression="group4", exif=turned(orientation))
    ((_, colours),) = shown(converted(data).pdf)
    assert [c[0] < 128 for c in colours] == [UPRIGHT[orientation][n] == 0 for n in range(4)]


@pytest.mark.parametrize("orientation", [1, 6, 7])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_the_bytes_of_a_jpeg_are_kept(mode: str, orientation: int) -> None:
    data = saved(picture(mode), "JPEG", exif=turned(orientation))
    assert image_in(converted(data).pdf).raw == data


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "orientation"), [("RGB", 6), ("CMYK", 1)])
def test_the_bytes_of_a_jpeg_are_kept_through_the_build(tmp_path: Path, mode: str, orientation: int) -> None:
    data = saved(picture(mode), "JPEG", exif=turned(orientation))
    made = one_file(tmp_path, "photo.jpg", data)
    with pikepdf.open(made.pdf) as pdf:
        streams = [bytes(o.read_raw_bytes()) for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert bare(data)[0] in streams


@pytest.mark.parametrize(
    ("mode", "form", "options"),
    [
        ("L", "PNG", {}), ("P", "PNG", {}), ("1", "PNG", {}), ("RGB", "PNG", {}), ("RGB", "TIFF", {}),
        ("L", "TIFF", {}), ("P", "TIFF", {}), ("CMYK", "TIFF", {}), ("RGB", "TIFF", {"compression": "jpeg"}),
        ("1", "TIFF", {"compression": "group4"}), ("1", "TIFF", {"compression": "group3"}),
        ("RGB", "BMP", {}), ("P", "GIF", {}), ("RGB", "WEBP", {"lossless": True}), ("CMYK", "JPEG", {}),
    ],
)  # fmt: skip
def test_colours_are_those_of_the_image(mode: str, form: str, options: dict[str, Any]) -> None:
    image = picture(mode)
    data = saved(image, form, **options)
    ((_, colours),) = shown(converted(data).pdf)
    wanted = Image.open(io.BytesIO(data)).convert("RGB").reduce(10)
    # Every engine has its own way from CMYK to RGB; what matters is that nothing is inverted.
    tolerance = 110 if mode == "CMYK" else 40 if mode == "1" else 8
    points = ((4, 3), (35, 3), (4, 26), (35, 26))
    assert alike(colours, [wanted.getpixel(point) for point in points], tolerance)


def test_pixels_are_kept_whatever_the_depth() -> None:
    deep = Image.new("I;16", (40, 30))
    deep.frombytes(b"".join((n * 54).to_bytes(2, "little") for n in range(1200)))
    for form in ("PNG", "TIFF"):
        image = image_in(converted(saved(deep, form)).pdf)
        assert image.bits == 16
        assert int.from_bytes(image.data[2:4], "big") == 54
    colours = picture("RGB", (64, 48))
    for form in ("PNG", "TIFF", "BMP"):
        image = image_in(converted(saved(colours, form)).pdf)
        assert image.pixels.convert("RGB").tobytes() == colours.tobytes()


def test_what_is_transparent_stands_on_white_and_only_that_is_changed() -> None:
    clear = picture("RGBA")
    ImageDraw.Draw(clear).rectangle((300, 0, 400, 100), fill=(0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((0, 200, 100, 300), fill=(0, 0, 0, 128))
    for form, options in (("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})):
        made = converted(saved(clear, form, **options))
        ((_, colours),) = shown(made.pdf)
        assert alike(colours, [CORNERS[0], (255, 255, 255), (127, 127, 127), (255, 255, 255)])
        assert [t.code for t in made.treatment] == ["image-flattened"]
        assert not image_in(made.pdf).mask
    grey = saved(Image.new("LA", (400, 300), (100, 200)), "TIFF")
    extra = (
        b"\x52\x01\x03\x00\x01\x00\x00\x00"  # ExtraSamples, a short: 2 is its own alpha, 1 is multiplied in
    )
    assert extra + b"\x02" in grey
    ((_, colours),) = shown(converted(grey.replace(extra + b"\x02", extra + b"\x01")).pdf)
    assert alike(colours, [(155, 155, 155)] * 4)
    opaque = converted(saved(picture("RGBA"), "PNG"))
    assert opaque.treatment == ()
    assert image_in(opaque.pdf).pixels.tobytes() == picture().tobytes()
    palette = picture("P")
    palette.info["transparency"] = palette.getpixel((1, 1))
    ((_, colours),) = shown(converted(saved(palette, "GIF", transparency=palette.getpixel((1, 1)))).pdf)
    assert colours[0] == (255, 255, 255)


@pytest.mark.parametrize(
    ("pixels", "dots", "size"),
    [
        ((2480, 3508), 300, (595, 842)),  # a scan of an A4 page
        ((1, 118), None, (3, 354)),  # a line that a program drew: no page may be thinner
        ((3508, 4961), 300, (842, 1191)),  # A3 stays A3
        ((1728, 1146), (204, 98), (610, 842)),  # a fax, whose pixels are not square
        ((4032, 3024), None, (794, 595)),  # a photo without resolution: A4 at most, by its orientation
        ((3024, 4032), None, (595, 794)),
        ((4032, 3024), 72, (794, 595)),  # what cameras write for a resolution that they do not know
        ((4000, 3000), 1, (794, 595)),
        ((400, 300), None, (300, 225)),  # a small one is not blown up
        ((400, 300), 150, (192, 144)),
        ((20000, 1000), 100, (842, 42)),  # five metres long: not believed
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_a_page_is_as_large_as_its_image(form: str, pixels: Any, dots: Any, size: Any) -> None:
    options = {} if dots is None else {"dpi": dots if isinstance(dots, tuple) else (dots, dots)}
    document = pypdfium2.PdfDocument(converted(saved(Image.new("L", pixels, 200), form, **options)).pdf)
    assert document[0].get_size() == pytest.approx(size, abs=1.5)
    document.close()


def test_a_tiff_of_several_pages_is_one_document() -> None:
    frames = [picture("RGB", (300, 400)), picture("1", (400, 300)), picture("L", (200, 200))]
    tiff = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], dpi=(100, 100))
    assert [size for size, _ in shown(converted(tiff).pdf)] == [(216, 288), (288, 216), (144, 144)]


def test_a_tiff_whose_pages_need_care_keeps_them_all() -> None:
    frames = [picture("RGBA", (300, 400)), picture("RGB", (400, 300))]
    tiff = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert len(shown(converted(tiff).pdf)) == 2
    marked = saved(frames[1], "TIFF", save_all=True, append_images=[frames[1]], tiffinfo={254: 1})
    assert len(shown(converted(marked).pdf)) == 2, "a page that calls itself a reduced copy is a page"


def test_colours_deeper_than_the_decoder_has_are_bound_and_that_is_recorded() -> None:
    pixels = b"".join(struct.pack("<3H", 257 * x, 0, 0) for _ in range(64) for x in range(64))
    entries = [(256, 3, 1, 64), (257, 3, 1, 64), (258, 3, 3, 134), (259, 3, 1, 1), (262, 3, 1, 2)]
    entries += [(273, 4, 1, 140), (277, 3, 1, 3), (278, 3, 1, 64), (279, 4, 1, len(pixels)), (284, 3, 1, 1)]
    tags = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    tiff = (
        b"II*\0"
        + struct.pack("<IH", 8, len(entries))
        + tags
        + bytes(4)
        + struct.pack("<3H", 16, 16, 16)
        + pixels
    )
    made = converted(tiff)
    assert [(t.code, t.facts["from"]) for t in made.treatment] == [("image-converted", "RGB;16")]
    ((_, colours),) = shown(made.pdf)
    assert alike(colours, [(6, 0, 0), (57, 0, 0)] * 2, 12)


def test_of_an_animation_the_first_image_is_bound_and_that_is_said() -> None:
    frames = [picture(), Image.new("RGB", (400, 300), "black")]
    for form in ("GIF", "WEBP", "PNG"):
        made = converted(saved(frames[0], form, save_all=True, append_images=frames[1:]))
        assert [(f.code, f.facts["count"]) for f in made.findings] == [("image-frames", 2)]
        ((_, colours),) = shown(made.pdf)
        assert colours[3] == (255, 255, 255)


def test_what_a_telephone_appends_to_a_photo_is_no_page() -> None:
    photo = saved(picture(), "MPO", save_all=True, append_images=[picture(size=(80, 60))])
    made = converted(photo)
    assert len(shown(made.pdf)) == 1
    raw = image_in(made.pdf).raw
    assert raw[raw.index(b"\xff\xda") :] in photo, "the picture itself is kept to the byte"


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_an_image_that_is_cut_off_is_refused(form: str, part: float) -> None:
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = cut(saved(noise, form, **({"lossless": True} if form == "WEBP" else {})), part)
    with pytest.raises(DossierError) as raised:
        converted(data)
    assert [(f.code, f.facts["file"]) for f in raised.value.findings] == [("image-broken", "a.x")]


def test_a_page_of_a_tiff_that_is_cut_off_is_not_lost_in_silence() -> None:
    noise = [Image.effect_noise((200, 200), 90 + n) for n in range(3)]
    data = saved(noise[0], "TIFF", save_all=True, append_images=noise[1:])
    for part in (0.3, 0.6, 0.95):
        with pytest.raises(DossierError):
            converted(cut(data, part))


def test_an_image_made_to_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    bomb = bytearray(saved(picture("L"), "PNG"))
    bomb[16:24] = (40_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    with pytest.raises(DossierError) as raised:
        converted(bytes(bomb))
    assert [f.code for f in raised.value.findings] == ["image-huge"]


def test_a_png_of_many_chunks_keeps_its_pixels() -> None:
    noise = Image.effect_noise((700, 700), 90).convert("RGB")
    data = saved(noise, "PNG")
    assert data.count(b"IDAT") > 5
    assert png.in_one_chunk(data).count(b"IDAT") == 1
    assert Image.open(io.BytesIO(png.in_one_chunk(data))).tobytes() == noise.tobytes()
    assert image_in(converted(data).pdf).pixels.tobytes() == noise.tobytes()


def test_changed_bytes_make_no_traceback() -> None:
    choose = random.Random(7)
    forms = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP")
    seeds = [saved(picture(size=(80, 60)), form) for form in forms]
    codes: set[str] = set()
    for _ in range(300):
        data = bytearray(choose.choice(seeds))
        for _ in range(choose.choice((1, 3, 20))):
            data[choose.randrange(12, len(data))] = choose.randrange(256)
        try:
            assert shown(converted(bytes(data)).pdf)
        except DossierError as error:
            codes.update(f.code for f in error.findings)
    assert codes <= {"image-broken", "image-huge", "image-frames"}


def one_file(folder: Path, name: str, data: bytes, **keys: Any) -> Made:
    file = folder / "sources" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    keys = {"file": f"sources/{name}", "alt": "Une image.", **keys}
    return built(write_dossier(folder, {"a": None}, {"a": keys}))


def test_a_misnamed_image_is_bound_and_said(tmp_path: Path) -> None:
    made = one_file(tmp_path, "photo.png", saved(picture(size=(1600, 1200)), "JPEG"))
    assert made.codes() == ["source-misnamed"]
    assert made.record["documents"][0]["kind"] == "jpeg"


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\0\0\0\x18ftypheic" + bytes(40), "heic"), (b"\0\0\0\x18ftypavif" + bytes(40), "heic"),
     (b"\0\0\0\x18ftypisom" + bytes(40), "video"), (b"8BPS\0\1" + bytes(40), "psd"),
     (b"PK\3\4" + bytes(40), "zip"), (b"From: <Saved by Blink>\r\n", "mhtml"),
     (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40), "jpeg2000")],
)  # fmt: skip
def test_images_that_cannot_be_read_are_refused_by_name(tmp_path: Path, data: bytes, kind: str) -> None:
    with pytest.raises(DossierError) as raised:
        one_file(tmp_path, "photo.jpg", data)
    (found,) = raised.value.findings
    assert (found.code, found.facts["kind"]) == ("source-kind", kind)


@pytest.mark.slow
def test_a_folder_is_one_document_in_the_order_a_person_counts(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "photos"
    (folder / "autres").mkdir(parents=True)
    for number in (1, 2, 10):
        size = (1200 + number, 1200)
        (folder / f"Photo{number}.jpg").write_bytes(saved(picture(size=size), "JPEG"))
    (folder / "photo3.PNG").write_bytes(saved(picture(size=(1200, 1200)), "PNG"))
    (folder / "notes.bin").write_bytes(b"\0\1\2")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    keys = {"file": "sources/photos", "alt": "Quatre photos."}
    made = built(write_dossier(tmp_path, {"a": None}, {"a": keys}))
    names = [f"sources/photos/{name}" for name in ("Photo1.jpg", "Photo2.jpg", "photo3.PNG", "Photo10.jpg")]
    assert [p["source_file"] for p in made.framed()] == names
    assert made.record["documents"][0]["file"] == names
    assert sorted(made.codes()) == ["folder-file", "folder-folder"]
    again = built(write_dossier(tmp_path, {"a": None}, {"a": keys}))
    assert again.pdf.read_bytes() == made.pdf.read_bytes()


def test_a_folder_with_nothing_to_bind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sources" / "photos").mkdir(parents=True)
    with pytest.raises(DossierError) as raised:
        built(write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/photos/"}}))
    assert [f.code for f in raised.value.findings] == ["folder-empty"]


def test_a_broken_image_of_a_folder_is_named_itself(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "photos"
    folder.mkdir(parents=True)
    (folder / "1.jpg").write_bytes(saved(picture(), "JPEG"))
    (folder / "2.jpg").write_bytes(cut(saved(picture(), "JPEG"), 0.5))
    (folder / "3.jpg").symlink_to("/etc/hostname")
    with pytest.raises(DossierError) as raised:
        built(write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/photos"}}))
    codes = {(f.code, f.facts["file"]) for f in raised.value.findings}
    assert ("image-broken", "sources/photos/2.jpg") in codes
