"""Pages as pictures: what is not in the picture is not in the file, whatever hid it, nor is any text."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from dossier import layers, raster
from dossier.entries import FAULTS
from dossier.findings import DossierError, Finding, finding
from dossier.model import SourcePage, Treatment

from . import ocr
from .broken import broken
from .pdf import versions
from .sanitise import painted
from .steps import PLACE, Taken

#: Pixels an inch, as the smallest print needs them.
_DPI = 300
#: The most pixels of one page: A1 at 300 an inch; a larger page gets fewer an inch.
_MOST = 72_000_000
# A JPEG of this quality, without fewer colours than greys, is taken where it has less than half the bytes.
_QUALITY, _WORTH = 92, 0.5
# For the look at what was made: pixels an inch, and how much larger it is drawn.
_LOOK, _OVER = 36, 4
_SIGNATURE = 8


def flattened(taken: Taken) -> Taken:
    """``taken``, each kept page one picture of what print shows of its box, the others empty.

    With ``selection.read`` (a language) recognised text lies under them. Raises DossierError where a
    picture does not look like its page, or cannot be read, or where a redaction was never applied and nothing
    is said of it.
    """
    selection, kinds = taken.selection, {"lossless": 0, "jpeg": 0}
    pages = {page.number: page for page in selection.pages}
    pdf = pikepdf.new()
    with broken(taken.name, "pikepdf", "pypdfium2", "PIL", faults=FAULTS):
        settled = layers.settled(painted(taken.pdf, taken))
        with raster.Reader(settled) as reader:
            for number in range(1, len(reader) + 1):
                if number in pages:
                    picture = _drawn(reader, pages[number], selection.comments)
                    _add(pdf, pages[number], picture, kinds)
                else:
                    pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        flat = out.getvalue()
        if selection.read:
            flat = ocr.read(flat, taken.name, selection.read)
        _compare(settled, flat, taken)
    facts: dict[str, str | int] = {"file": taken.name, "pages": len(pages), "dpi": _DPI}
    done = [*taken.treatment, Treatment("page-flattened", {"pages": len(pages), "dpi": _DPI, **kinds})]
    done += [Treatment("ocr")] if selection.read else []
    said = "source-flattened-read" if selection.read else "source-flattened"
    return replace(taken, pdf=flat, treatment=tuple(done), later=(Finding(said, PLACE, facts),))


def _drawn(reader: raster.Reader, page: SourcePage, comments: bool) -> Image.Image:
    """What print shows of the box, in the space of the page, not turned."""
    width, height = _unturned(page)
    scale = min(_DPI / 72, (_MOST / (width * height)) ** 0.5)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return reader.picture(page.number, size, shown=page.box, rotation=0, comments=comments)


def _unturned(page: SourcePage) -> tuple[float, float]:
    """Width and height in points before the page is turned."""
    return (page.height, page.width) if page.rotation % 180 else (page.width, page.height)


def _add(pdf: pikepdf.Pdf, page: SourcePage, picture: Image.Image, kinds: dict[str, int]) -> None:
    image = pdf.make_stream(b"")
    picture = _plain(picture)
    lossless = _png_data(picture)
    jpeg = b"" if picture.mode == "1" else _jpeg(picture)
    grey = picture.mode != "RGB"
    bits = 1 if picture.mode == "1" else 8
    if jpeg and len(jpeg) < _WORTH * len(lossless):
        image.write(jpeg, filter=Name.DCTDecode)
        kinds["jpeg"] += 1
    else:
        parms = Dictionary(
            Predictor=15, Columns=picture.width, Colors=1 if grey else 3, BitsPerComponent=bits
        )
        image.write(lossless, filter=Name.FlateDecode, decode_parms=parms)
        kinds["lossless"] += 1
    facts = {"Type": Name.XObject, "Subtype": Name.Image, "Width": picture.width, "Height": picture.height,
             "BitsPerComponent": bits, "ColorSpace": Name.DeviceGray if grey else Name.DeviceRGB}  # fmt: skip
    for key, value in facts.items():
        image[f"/{key}"] = value
    x0, y0, x1, y1 = page.box
    flat_page = pdf.add_blank_page(page_size=(x1 - x0, y1 - y0))
    flat_page.obj.MediaBox = Array([x0, y0, x1, y1])
    flat_page.obj.Rotate = page.rotation
    unit = _unturned(page)[0] / (x1 - x0)
    if abs(unit - 1) > 1e-6:
        flat_page.obj.UserUnit = unit
    flat_page.obj.Resources = Dictionary(XObject=Dictionary(Page=image))
    drawn = f"q {x1 - x0:.6f} 0 0 {y1 - y0:.6f} {x0:.6f} {y0:.6f} cm /Page Do Q"
    flat_page.obj.Contents = pdf.make_stream(drawn.encode())


def _plain(picture: Image.Image) -> Image.Image:
    """Grey where nothing is coloured, black and white where nothing is grey."""
    red, green, blue = picture.split()
    if ImageChops.difference(red, green).getbbox() or ImageChops.difference(red, blue).getbbox():
        return picture
    colours = {colour for _, colour in red.getcolors(256) or ()}
    return red.convert("1", dither=Image.Dither.NONE) if colours <= {0, 255} else red


def _png_data(picture: Image.Image) -> bytes:
    """The pixels as PNG codes them (PNG, 9 and 10), which /FlateDecode with a predictor reads."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    data, at, parts = out.getvalue(), _SIGNATURE, []
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()


def _compare(before: bytes, after: bytes, taken: Taken) -> None:
    """Each picture is held against its page. Raises DossierError with those that differ."""
    differing = []
    with raster.Reader(before) as one, raster.Reader(after) as other:
        for page in taken.selection.pages:
            drawn = _look(one, page, taken.selection.comments)
            if not versions.alike(drawn, _look(other, page, comments=False)):
                differing.append(page.number)
    if differing:
        listed = ", ".join(map(str, differing))
        raise DossierError([finding("flatten-differs", PLACE, file=taken.name, pages=listed)])


def _look(reader: raster.Reader, page: SourcePage, comments: bool) -> Image.Image:
    """A page, small and grey."""
    size = max(8, round(page.width * _LOOK / 72)), max(8, round(page.height * _LOOK / 72))
    drawn = reader.picture(
        page.number, size, over=_OVER, shown=page.box, rotation=page.rotation, comments=comments
    )
    return drawn.convert("L")
