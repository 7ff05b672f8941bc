"""A picture drawn by its decoder, which does not say where it ran out of data: twice, with other data behind
them, and the two are held against each other."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageChops, ImageFile

from dossier import odd

#: What may follow any data and holds no marker: who still needs some takes these.
MORE = bytes(byte & 0x7F for byte in random.Random(1).randbytes(1 << 13))
_EIGHTH = 8


def drawn(data: bytes, full: bool) -> Image.Image | None:
    """The picture, an eighth as large unless ``full``; None where the decoder gives up."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    # The layout's engine, once imported, has cut pictures drawn grey.
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, None
    try:
        with odd.reading("PIL"), Image.open(io.BytesIO(data)) as image:
            if not full:
                image.draft(image.mode, (image.width // _EIGHTH, image.height // _EIGHTH))
            image.load()
            return image.copy()
    except odd.OddError:
        return None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = before


def differ(one: Image.Image, other: Image.Image | None) -> bool:
    """Whether two pictures differ in any pixel, or the decoder gave up on the second."""
    return other is None or one.size != other.size or bool(ImageChops.difference(one, other).getbbox())
