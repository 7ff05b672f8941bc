"""Bare programs of fonts of Type 1, as a PDF embeds them (/FontFile3; Adobe's note 5176)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import odd

if TYPE_CHECKING:
    from fontTools.cffLib import TopDict


@contextmanager
def opened(program: bytes) -> Iterator[TopDict]:
    """The first font of ``program``. Raises OddError for what is met in it, by whoever reads it here, too."""
    from fontTools.cffLib import CFFFontSet
    from fontTools.ttLib import TTFont

    with odd.reading("fontTools", faults=(struct.error,)):
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(program), TTFont(), isCFF2=False)
        yield fonts[0]
