"""The finishing steps: what a copier, a printer or an office tool would have done to the pages.

Each step takes an open PDF and changes it in place, but for ``scan``, which gives a new one.
Lengths are in points, pages are counted from 1, y goes up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from random import Random

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Matrix, Name, Page, Pdf, Rectangle
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from specimens.recipe import Bleed, Label, Metadata, Scan

SLUG = 24.0
"""Points of sheet beyond the bleed, where the printer's marks stand."""

_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_STYLES = {"decimal": Name.D, "roman": Name.r}
_TONER, _PAPER = 30, 250


def scan(data: bytes, how: Scan, seed: str) -> Pdf:
    """The PDF ``data`` as a copier gives it back: one grey JPEG a page, and nothing else.

    Page sizes are kept; the same ``seed`` gives the same dust and grain. ``how.skew`` must have one
    angle a page, else ValueError.
    """
    copy = Pdf.new()
    source = pypdfium2.PdfDocument(data)
    try:
        for number, (sheet, angle) in enumerate(zip(source, how.skew, strict=True), 1):
            clean = sheet.render(scale=how.dpi / 72, grayscale=True).to_pil().convert("L")
            copied = _photocopy(clean, angle, how.dpi, seed, number)
            _add_image_page(copy, copied, how.quality, sheet.get_size())
    finally:
        source.close()
    return copy


def _photocopy(clean: Image.Image, angle: float, dpi: int, seed: str, number: int) -> Image.Image:
    rng = Random(f"{seed}/{number}")
    toner = clean.filter(ImageFilter.GaussianBlur(dpi / 400))
    toner = toner.point([_TONER + value * (_PAPER - _TONER) // 255 for value in range(256)])
    placed = toner.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_PAPER)
    # The dust lies on the glass, not on the paper: same places on every page, and never askew.
    _add_dust(placed, dpi, Random(seed))
    lit = ImageChops.multiply(placed, _lamp(placed.size, rng))
    return ImageChops.add(lit, _grain(placed.size, rng), scale=1, offset=-128)


def _lamp(size: tuple[int, int], rng: Random) -> Image.Image:
    """An uneven light: a few random greys, between light and white, spread over ``size`` pixels."""
    columns, rows = 4, 6
    spots = bytes(rng.randint(241, 255) for _ in range(columns * rows))
    return Image.frombytes("L", (columns, rows), spots).resize(size, Image.Resampling.BICUBIC)


def _grain(size: tuple[int, int], rng: Random) -> Image.Image:
    """Faint noise around 128 over ``size`` pixels.

    Pillow's own noise draws from the C library's generator, which cannot be seeded from here.
    """
    noise = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    soft = noise.filter(ImageFilter.GaussianBlur(0.8))
    return soft.point([128 + (value - 128) // 8 for value in range(256)])


def _add_dust(image: Image.Image, dpi: int, rng: Random) -> None:
    pen = ImageDraw.Draw(image)
    for _ in range(9):
        # Relative places, so that a page of another size gets its dust in proportion.
        x, y = rng.random() * image.width, rng.random() * image.height
        radius = rng.uniform(0.002, 0.006) * dpi
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.randint(110, 190))


def _add_image_page(pdf: Pdf, image: Image.Image, quality: int, size: tuple[float, float]) -> None:
    packed = BytesIO()
    image.save(packed, "JPEG", quality=quality, optimize=True)
    width, height = size
    page = pdf.add_blank_page(page_size=size)
    # The JPEG goes in as it is: unpacking and packing it again would blur it once more.
    picture = pdf.make_stream(
        packed.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page.obj.Resources = Dictionary(XObject=Dictionary(Copy=picture))
    page.obj.Contents = pdf.make_stream(f"q {width:g} 0 0 {height:g} 0 0 cm /Copy Do Q".encode())


def bleed(pdf: Pdf, how: Bleed) -> None:
    """Put pages that were laid out with ``how.size`` of bleed on sheets with printer's marks.

    The sheet's lower left corner is ``how.origin``. MediaBox is the sheet, BleedBox the page as it
    was laid out, CropBox and TrimBox what is left of it once trimmed.
    """
    for page in pdf.pages:
        laid_out = _rectangle(page.mediabox)
        x, y = how.origin
        shift = Matrix().translated(x + SLUG - laid_out.llx, y + SLUG - laid_out.lly)
        _move(pdf, page, shift)
        laid_out = shift.transform(laid_out)
        trim = _grown(laid_out, -how.size)
        page.obj.MediaBox = _grown(laid_out, SLUG).as_array()
        page.obj.BleedBox = laid_out.as_array()
        page.obj.CropBox = page.obj.TrimBox = trim.as_array()
        page.contents_add(_marks(trim, how.size).encode())


def _grown(box: Rectangle, by: float) -> Rectangle:
    return Rectangle(box.llx - by, box.lly - by, box.urx + by, box.ury + by)


def _marks(trim: Rectangle, gap: float) -> str:
    """Crop marks at the corners and a register target at each side, as page content."""
    # Registration black: every plate must carry the marks. An artifact, so that no reader reads it.
    parts = ["q /Artifact BMC 1 1 1 1 K 0.25 w"]
    parts += [_line(*ends) for ends in _crop_marks(trim, gap)]
    parts += [_target(x, y) for x, y in _target_places(trim, gap + SLUG / 2)]
    return "\n".join([*parts, "EMC Q"])


def _crop_marks(trim: Rectangle, gap: float) -> Iterator[tuple[float, float, float, float]]:
    near, far = gap + 3, gap + SLUG - 4
    for x, outward in ((trim.llx, -1), (trim.urx, 1)):
        for y in (trim.lly, trim.ury):
            yield x + outward * near, y, x + outward * far, y
    for y, outward in ((trim.lly, -1), (trim.ury, 1)):
        for x in (trim.llx, trim.urx):
            yield x, y + outward * near, x, y + outward * far


def _target_places(trim: Rectangle, away: float) -> Sequence[tuple[float, float]]:
    x, y = (trim.llx + trim.urx) / 2, (trim.lly + trim.ury) / 2
    left, right = trim.llx - away, trim.urx + away
    return (x, trim.lly - away), (x, trim.ury + away), (left, y), (right, y)


def _target(x: float, y: float) -> str:
    cross = _line(x - 7, y, x + 7, y) + "\n" + _line(x, y - 7, x, y + 7)
    # A dot of no length with a round cap is a disc: white on black leaves a ring.
    dot = _line(x, y, x, y)
    ring = f"q 1 J 9 w {dot} 0 0 0 0 K 8.5 w {dot} Q"
    return ring + "\n" + cross


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"{x1:g} {y1:g} m {x2:g} {y2:g} l S"


def sideways(pdf: Pdf, turn: int) -> None:
    """Store the pages turned anticlockwise, with /Rotate to right them; ``turn`` in degrees."""
    for page in pdf.pages:
        box = _rectangle(page.mediabox)
        # Turned about the lower left corner, then pushed back into positive coordinates.
        turned = Matrix().translated(-box.llx, -box.lly) @ Matrix().rotated(turn)
        there = turned.transform(box)
        _move(pdf, page, turned @ Matrix().translated(-there.llx, -there.lly))
        page.obj.Rotate = turn


def _move(pdf: Pdf, page: Page, by: Matrix) -> None:
    """Apply ``by`` to the page's content, boxes, annotations and the destinations on it."""
    page.contents_add(b"q " + by.encode() + b" cm", prepend=True)
    page.contents_add(b"Q")
    for key in _BOXES:
        if key in page.obj:
            page.obj[key] = by.transform(_rectangle(page.obj[key])).as_array()
    for annotation in page.obj.get("/Annots", Array()):
        annotation.Rect = by.transform(_rectangle(annotation.Rect)).as_array()
    for target in _destinations(pdf, page):
        x, y = by.transform((float(target[2]), float(target[3])))
        target[2], target[3] = x, y


def _rectangle(numbers: pikepdf.Object) -> Rectangle:
    left, bottom, right, top = (float(number) for number in numbers.as_list())
    return Rectangle(left, bottom, right, top)


def _destinations(pdf: Pdf, page: Page) -> Iterator[Array]:
    """Every explicit /XYZ destination on ``page``, in outlines, in names and in actions alike."""
    for held in pdf.objects:
        yield from _arrays_to(held, page)


def _arrays_to(held: pikepdf.Object, page: Page) -> Iterator[Array]:
    if isinstance(held, Array):
        children = list(held)
        if len(children) == 5 and children[1] == Name.XYZ and children[0].objgen == page.objgen:
            yield held
            return
    elif isinstance(held, Dictionary):
        children = list(held.values())
    else:
        return
    for child in children:
        # An indirect child comes by itself in the loop over all objects.
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _arrays_to(child, page)


def label(pdf: Pdf, runs: Sequence[Label]) -> None:
    """Give ``pdf`` the page labels ``runs``, which are in page order and begin with page 1."""
    entries = Array()
    for run in runs:
        entries.append(run.first - 1)
        entries.append(Dictionary(S=_STYLES[run.style]))
    pdf.Root.PageLabels = Dictionary(Nums=entries)


def describe(pdf: Pdf, how: Metadata | None) -> None:
    """Leave the document information that ``how`` says, and no date nor tool of this project.

    A title that stands in ``pdf`` already stays where ``how`` gives none.
    """
    for key in ("/Producer", "/Creator", "/CreationDate", "/ModDate"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    if "/Metadata" in pdf.Root:
        del pdf.Root.Metadata
    if how is not None:
        for key, value in how.model_dump(exclude_none=True).items():
            pdf.docinfo[f"/{key.capitalize()}"] = value
