"""What a person should look at on the kept pages, once they are final: nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import sub
from shutil import which

from PIL import Image

from dossier import children, geometry, odd, scratch
from dossier.colour import contrast
from dossier.folding import sketch
from dossier.model import Noticed, SourcePage
from dossier.odd import OddError
from dossier.raster import Laid, Paper, Reader

from .steps import Selection

#: Pages whose text is that of the beginning, and characters of text that are looked at.
_FIRST, _MOST = 3, 400_000
# Pixels an inch: enough to read colours, and for Tesseract to read a page.
_FINE, _READABLE = 72.0, 120.0
# A picture that covers this part of a page is a scan of it, where nothing but recognised text is with it.
_SCAN = 0.6
# Text that is paler than this (WCAG 2.2, 1.4.3, of large text), and letters of it that make a page pale.
_CONTRAST, _LETTERS = 3.0, 12
# A ground is light where white on it has less contrast.
_LIGHT = 1.6
# Letters that tell how a page is turned, and the part of them that must agree.
_SAMPLE, _AGREE = 40, 0.9
# Tesseract's own measure of how sure it is of a page's orientation; and pixels of the strips of a page, of
# which upright ones are below the number (119 pages of real files, rendered: 15 above, none of them turned).
_SURE, _STRIP, _DOUBTFUL = 2.0, 120, -0.02
# By the step from one row to the next, of 255, from -255 at 0.
_CUBES = [(step / 255) ** 3 for step in range(-255, 256)]
_WHITE = (255, 255, 255)
_TURN = re.compile(r"Orientation in degrees: (\d+).*?Orientation confidence: ([\d.]+)", re.DOTALL)


def noticed(pdf: bytes, selection: Selection) -> Noticed:
    """What is to be noticed of the pages of ``pdf`` that are selected; of a page that cannot be drawn
    nothing is."""
    texts: list[str] = []
    blank, turned, pale = [], [], []
    scans: list[tuple[int, float]] = []
    with Reader(pdf) as reader:
        for shown in selection.pages:
            place = (shown.number, shown.box, shown.rotation, selection.comments)
            try:
                with odd.reading("pypdfium2"), reader.paper(*place) as paper:
                    laid = paper.laid()
                    visible = [t for t in laid if t.kind == "text" and paper.is_painted(t)]
                    texts.append(paper.text() if any(t.kind == "text" for t in laid) else "")
                    if not visible and paper.plain():
                        blank.append(shown.number)
                        continue
                    density = _density(paper, laid, shown) if not visible else 0.0
                    scans += [(shown.number, density)] if density else []
                    if _is_upside_down(paper, shown, bool(visible)):
                        turned.append(shown.number)
                    if _is_pale(paper, visible):
                        pale.append(shown.number)
            except OddError:
                continue
    opening = " ".join(texts[:_FIRST])
    text = " ".join(texts)[:_MOST]
    return Noticed(
        text=text,
        sketch=sketch(text),
        opening=min(len(opening), len(text)),
        blank=tuple(blank),
        upside_down=tuple(turned),
        pale=tuple(pale),
        scans=tuple(scans),
    )


def _density(paper: Paper, laid: Sequence[Laid], shown: SourcePage) -> float:
    """Pixels to a point of the page as shown, where pictures cover it; else 0."""
    pixels = area = 0.0
    for item in laid:
        part = geometry.intersect(item.box, shown.box) if item.kind == "image" else None
        if part:
            width, height = paper.pixel_size(item)
            own = (item.box[2] - item.box[0]) * (item.box[3] - item.box[1])
            cut = (part[2] - part[0]) * (part[3] - part[1])
            pixels += width * height * cut / own if own else 0.0
            area += cut
    page = (shown.box[2] - shown.box[0]) * (shown.box[3] - shown.box[1])
    if area < _SCAN * page:
        return 0.0
    unit = shown.width * shown.height / page
    return float((pixels / area / unit) ** 0.5)


def _is_upside_down(paper: Paper, shown: SourcePage, has_text: bool) -> bool:
    if not has_text:
        return _reads_upside_down(paper)
    angles = [(angle + shown.rotation) % 360 for angle in paper.angles(_SAMPLE)]
    wrong = sum(abs(angle - 180) < 10 for angle in angles)
    return len(angles) >= _SAMPLE // 2 and wrong >= _AGREE * len(angles)


def _reads_upside_down(paper: Paper) -> bool:
    """What Tesseract says of a page that is a picture, where it is there: asked of what looks so only, and
    again of the page turned round, which it must then read upright."""
    if not which("tesseract"):
        return False
    picture = paper.printed(_READABLE).convert("L")
    if _ascends(picture) < _DOUBTFUL:
        return False
    turned = picture.transpose(Image.Transpose.ROTATE_180)
    return _orientation(picture) == "180" and _orientation(turned) == "0"


def _ascends(picture: Image.Image) -> float:
    """From -1 to 1, below 0 for Latin letters that stand upright: more of their strokes end above their line
    than below it, so that the ink of a page falls more steeply at the foot of its lines than it rises at
    their head."""
    width, height = picture.size
    cubes, whole = 0.0, 0.0
    strips = max(1, width // _STRIP)
    for n in range(strips):
        strip = picture.crop((n * width // strips, 0, (n + 1) * width // strips, height))
        rows = strip.resize((1, height), Image.Resampling.BOX).tobytes()
        steps = [_CUBES[step + 255] for step in map(sub, rows, rows[1:])]
        cubes, whole = cubes + sum(steps), whole + sum(map(abs, steps))
    return cubes / whole if whole else -1.0


def _orientation(picture: Image.Image) -> str:
    with scratch.folder() as folder:
        file = folder / "page.png"
        picture.save(file, dpi=(_READABLE, _READABLE))
        match = _TURN.search(children.ask("tesseract", str(file), "-", "--psm", "0"))
    return match[1] if match and float(match[2]) >= _SURE else ""


def _is_pale(paper: Paper, texts: Sequence[Laid]) -> bool:
    suspects = [text.box for text in texts if _may_be_pale(paper, text)]
    if not suspects:
        return False
    picture = paper.printed(_FINE)
    onto = paper.onto_image(*picture.size)
    pale = [box for box in suspects if _looks_pale(picture, geometry.transform(onto, box))]
    return bool(pale) and sum(c.text.isalnum() for c in paper.characters(pale)) >= _LETTERS


def _may_be_pale(paper: Paper, text: Laid) -> bool:
    ink = paper.ink(text)
    return ink is not None and _is_pale_ink(ink)


@lru_cache(1024)
def _is_pale_ink(ink: tuple[int, int, int]) -> bool:
    return contrast(ink, _WHITE) < _CONTRAST


def _looks_pale(picture: Image.Image, box: Sequence[float]) -> bool:
    x0, y0 = max(0, int(box[0])), max(0, int(box[1]))
    x1, y1 = min(picture.width, int(box[2]) + 1), min(picture.height, int(box[3]) + 1)
    if x0 >= x1 or y0 >= y1:  # it stands beside what is shown
        return False
    part = picture.crop((x0, y0, x1, y1))
    colours = part.getcolors(part.width * part.height) or ()
    shades = sorted((_grey(one), one) for _, one in colours if isinstance(one, tuple))
    if not shades or contrast(shades[-1][1], _WHITE) > _LIGHT:
        return False  # what shines on a dark ground is an ornament or stands out
    return contrast(shades[0][1], shades[-1][1]) < _CONTRAST


def _grey(colour: Sequence[int]) -> int:
    return 2126 * colour[0] + 7152 * colour[1] + 722 * colour[2]
