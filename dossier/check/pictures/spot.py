"""Where two pictures of a page differ, and how: for who has to look at them."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageFilter, ImageStat
from PIL.PngImagePlugin import PngInfo

from dossier.model import Box

#: What a picture that is left for the eye says of itself, to tell it from somebody else's.
MARK = "dossier: compared pages"
#: How pages are drawn for the eye: pixels of an A4 page an inch, and how much larger they are drawn.
SHOWN = (100, 2)
# Levels from which an eye sees a difference.
_SEEN = 32
# As much ink less, or more, is something that is missing, or there without reason.
_HALF = 0.5
# Where the greys differ by so much less than the colours, the colours do.
_GREYS = 0.35


def spot(source: Image.Image, bound: Image.Image) -> tuple[Box, str]:
    """Where ``bound`` differs from ``source`` (RGB, of one size), and how.

    The place is left, upper, right and lower edge, as parts of the page from its upper left corner. How:
    ``missing``, ``added``, ``colour`` or ``otherwise``.
    """
    soft = [image.filter(ImageFilter.BoxBlur(1)) for image in (source, bound)]
    apart = _most(ImageChops.difference(*soft))
    box = apart.point(lambda level: 255 if level > _SEEN else 0).getbbox()
    box = box or apart.getbbox() or (0, 0, *source.size)
    ink, inked = (255 - ImageStat.Stat(one.convert("L").crop(box)).mean[0] for one in soft)
    greys = ImageChops.difference(*(one.convert("L").crop(box) for one in soft))
    if inked < ink * _HALF:
        how = "missing"
    elif ink < inked * _HALF:
        how = "added"
    elif ImageStat.Stat(greys).mean[0] < _GREYS * ImageStat.Stat(apart.crop(box)).mean[0]:
        how = "colour"
    else:
        how = "otherwise"
    width, height = source.size
    return (box[0] / width, box[1] / height, box[2] / width, box[3] / height), how


def png(picture: Image.Image) -> bytes:
    """A picture for the eye, as PNG."""
    about = PngInfo()
    about.add_text("Comment", MARK)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=about)
    return out.getvalue()


def _most(difference: Image.Image) -> Image.Image:
    red, green, blue = difference.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
