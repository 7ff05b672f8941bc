"""One picture, by the first bytes of its file."""

from __future__ import annotations

from . import jp2, jpeg, png
from .fault import PictureError

__all__ = ["PictureError", "bare"]


def bare(data: bytes) -> tuple[bytes, int]:
    """The JPEG, JPEG 2000 or PNG ``data`` without metadata, and how many parts were taken out of it.

    With none, it is ``data`` itself. Raises PictureError where it is none of these, or so damaged that its
    parts cannot be told apart.
    """
    start = data[:1024].find(jpeg.START)
    if data.startswith(png.SIGNATURE):
        stripped, count = png.bare(data)
    elif data.startswith((jp2.SIGNATURE, jp2.CODESTREAM)):
        stripped, count = jp2.bare(data)
    elif start >= 0:  # decoders look for it
        stripped, count = jpeg.bare(data[start:])
        count += start > 0
    else:
        raise PictureError
    return (stripped, count) if count else (data, 0)
