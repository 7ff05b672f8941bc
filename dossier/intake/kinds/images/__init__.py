"""Images: JPEG, PNG, TIFF, and what Pillow reads without loss; each frame a page of its own true size.

The bytes of a JPEG and the pixels of all others are kept, as img2pdf does. An image is turned by the page's
own /Rotate, never by new pixels; only what is transparent is flattened, on white.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dossier import odd
from dossier.findings import DossierError, Finding, finding
from dossier.intake.kinds import PLACE, SourceFile, Taken
from dossier.model import Treatment
from dossier.pictures import PictureError, bare

from .opaque import converted, on_white
from .paged import ORIENTATIONS, Frame, paged

if TYPE_CHECKING:
    from PIL import Image
    from PIL.TiffImagePlugin import TiffImageFile

KINDS = ("jpeg", "png", "tiff", "bmp", "gif", "webp")
SUFFIXES = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), "jpeg"),
    **dict.fromkeys((".tif", ".tiff"), "tiff"),
    ".png": "png",
    ".bmp": "bmp",
    ".gif": "gif",
    ".webp": "webp",
}
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
#: The most pixels of one frame: A3 at 800 dots an inch. Above, it is made to fill the memory.
MOST_PIXELS = 125_000_000
_MOST_FRAMES = 2_000
_TAG = 0x112
_BITS = 258
# Kinds of pixels that no PDF has.
_CONVERTED = ("F", "LAB", "HSV", "YCbCr", "I;16B")
_AS_THEY_ARE = ("1", "L", "P", "RGB", "CMYK")


def recognise(data: bytes, name: str) -> str | None:
    """The kind of an image by its first bytes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "bmp"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def to_pdf(file: SourceFile, kind: str) -> Taken:
    """A page for each frame, as large as its resolution says, else within A4.

    Raises DossierError where one cannot be decoded whole, or has more than MOST_PIXELS pixels.
    """
    findings: list[Finding] = []
    done: list[Treatment] = []
    try:
        frames = list(_frames(file, kind, findings, done))
        with odd.reading("img2pdf", "PIL", "pikepdf"):  # it reads the same bytes by itself
            pdf = paged(frames)
    except odd.OddError as error:
        raise DossierError([*findings, finding("image-broken", PLACE, file=file.name)]) from error
    except DossierError as error:
        raise DossierError((*findings, *error.findings)) from error
    return Taken(name=file.name, kind=kind, pdf=pdf, findings=tuple(findings), treatment=tuple(done))


def _frames(file: SourceFile, kind: str, findings: list[Finding], done: list[Treatment]) -> Iterator[Frame]:
    from PIL import Image

    with odd.reading("PIL"), strict_decoders(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of tags that it cannot read and does not need
        with Image.open(io.BytesIO(file.data)) as image:
            count = _checked(image, file)
            if kind == "jpeg":
                yield Frame(_first(file.data, image), _orientation(image))
            elif kind == "tiff":
                yield from _pages_of_tiff(file, image, count, done)
            else:
                if count > 1:
                    findings.append(finding("image-frames", PLACE, file=file.name, count=count))
                image.seek(0)
                image.load()
                yield _still(file, image, kind == "png", done)


@contextmanager
def strict_decoders() -> Iterator[None]:
    """Pillow refuses what is cut off (other libraries of this process tell it not to), and leaves the number
    of pixels to MOST_PIXELS."""
    from PIL import Image, ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, None
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = before


def _checked(image: Image.Image, file: SourceFile) -> int:
    """How many frames there are; each is decoded, so that none is cut off, and bounded before that."""
    count = getattr(image, "n_frames", 1)
    if image.format in ("JPEG", "MPO"):
        count = 1  # what follows the first picture of a telephone's file is its depth or a preview of it
    for number in range(min(count, _MOST_FRAMES + 1)):
        if count > 1:
            image.seek(number)
        width, height = image.size
        if width * height > MOST_PIXELS or number == _MOST_FRAMES:
            facts = {"file": file.name, "width": width, "height": height, "count": count}
            raise DossierError([finding("image-huge", PLACE, **facts)])
        if image.format in ("JPEG", "MPO", "TIFF") or not number:
            image.load()
    return count


def _first(data: bytes, image: Image.Image) -> bytes:
    """The first picture of a file of several (CIPA DC-007), without the index of the others: libraries would
    look for them. A file of one picture as it is: its resolution may stand in what is taken out later."""
    if image.format != "MPO":
        return data
    try:
        return bare(data)[0]
    except PictureError:
        return data


def _orientation(image: Image.Image) -> int:
    value: int = image.getexif().get(_TAG, 1)
    return value if value in ORIENTATIONS else 1


def _pages_of_tiff(
    file: SourceFile, image: Image.Image, count: int, done: list[Treatment]
) -> Iterator[Frame]:
    """The file itself where img2pdf takes each frame as it is, else each frame as a PNG of its own."""
    from PIL import Image, TiffImagePlugin

    assert isinstance(image, TiffImagePlugin.TiffImageFile)
    with Image.open(io.BytesIO(file.data)) as fresh:  # loading an image takes its orientation away
        assert isinstance(fresh, TiffImagePlugin.TiffImageFile)
        if all(_is_plain(fresh, number) for number in range(count)):
            yield Frame(file.data, pages=count)
            return
    for number in range(count):
        image.seek(number)
        if image.mode == "RGB" and _deepest(image.tag_v2) > 8:  # Pillow has no deeper colours
            done.append(Treatment("image-converted", {"file": file.name, "from": "RGB;16"}))
        image.load()  # upright: Pillow heeds the orientation of a TIFF by itself
        yield _still(file, image, False, done)


def _is_plain(image: TiffImageFile, number: int) -> bool:
    image.seek(number)
    tags = image.tag_v2
    # A frame that calls itself a reduced copy of another (tag 254) would be left out by img2pdf.
    reduced = tags.get(254, 0)
    whole = isinstance(reduced, int) and not reduced & 1 and tags.get(_TAG, 1) == 1
    return whole and image.mode in _AS_THEY_ARE and _deepest(tags) <= 8


def _deepest(tags: Mapping[int, object]) -> int:
    """The most bits of a channel; 1 where that is not said, or no number."""
    said = tags.get(_BITS, 1)
    return max((n for n in (said if isinstance(said, tuple) else (said,)) if isinstance(n, int)), default=1)


def _still(file: SourceFile, image: Image.Image, as_it_is: bool, done: list[Treatment]) -> Frame:
    """The frame that is loaded, without transparency; the file's own bytes where they may stay."""
    from PIL import ImageOps

    profile = image.info.get("icc_profile")
    if image.mode in _CONVERTED:
        flat, profile = converted(image), None  # a profile is that of the colours before
        done.append(Treatment("image-converted", {"file": file.name, "from": image.mode}))
    elif "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        flat, seen = on_white(image)
        if seen:
            done.append(Treatment("image-flattened", {"file": file.name}))
    elif as_it_is and image.mode in (*_AS_THEY_ARE, "I;16", "I"):
        return Frame(file.data, _orientation(image))
    else:
        flat = image
    if image.format != "TIFF":
        flat = ImageOps.exif_transpose(flat)
    options = {"dpi": image.info["dpi"]} if "dpi" in image.info else {}
    out = io.BytesIO()
    if flat.mode == "CMYK":
        flat.save(out, "TIFF", compression="tiff_adobe_deflate", **options)
    else:
        flat.save(out, "PNG", icc_profile=profile, compress_level=6, **options)
    return Frame(out.getvalue())
