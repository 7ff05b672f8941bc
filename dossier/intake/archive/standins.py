"""Fonts that a page draws with and no file carries: whoever shows the page puts others in their place."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

import pikepdf

from dossier import liberation, odd, raster
from dossier.entries import FAULTS, dictionary, get, number, text
from dossier.model import SourcePage, Treatment
from dossier.odd import OddError

from . import fonts, standard, walk

_NAMED = re.compile(rb"/Subtype\s*/(?:Type1|TrueType|MMType1)\b")
_FIXED, _SERIF, _ITALIC, _BOLD = 1 << 0, 1 << 1, 1 << 6, 1 << 18


def suspected(data: bytes) -> bool:
    """Whether it is worth looking: a simple font is named."""
    return bool(_NAMED.search(data))


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Say the widths of letters where a font has neither them nor a program (ISO 32000-1, 9.6.2.1 asks for
    them): those of the nearest face. Until then every engine has its own, and pdfium other ones on each
    page."""
    for font in walk.fonts(pdf):
        face = _nearest(font)
        if face:
            standard.lay_out(font, face)
            yield Treatment("font-measured", {"font": text(get(font, "/BaseFont"))[1:], "face": face.name})


def _nearest(font: pikepdf.Object) -> standard.Face | None:
    """The face that stands for a font without widths; None where it has them, or they go without saying."""
    if "/Widths" in font or get(font, "/Subtype") not in standard.SIMPLE or standard.is_standard(font):
        return None
    descriptor = dictionary(font, "/FontDescriptor")
    if any(key in descriptor for key in walk.PROGRAMS):
        return None
    flags, name = int(number(descriptor.get("/Flags", 0))), text(get(font, "/BaseFont")).lower()
    family = "Mono" if flags & _FIXED else "Serif" if flags & _SERIF else "Sans"
    bold = "Bold" if flags & _BOLD or "bold" in name else ""
    italic = "Italic" if flags & _ITALIC or "italic" in name or "oblique" in name else ""
    style = bold + italic or "Regular"
    path = liberation.face(family, style)
    return standard.Face(path, family, style) if path else None


def absent(data: bytes, pages: Sequence[SourcePage]) -> tuple[str, ...]:
    """The names of the fonts that visible text on ``pages`` is set in and that the PDF ``data`` does not
    carry, in order; none where it is too odd to be told."""
    names: set[str] = set()
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
            if not fonts.unembedded(pdf):
                return ()
        with odd.reading("pypdfium2"), raster.Reader(data) as reader:
            for page in pages:
                with reader.paper(page.number, page.box, page.rotation) as paper:
                    names |= paper.stand_ins()
    except OddError:
        return ()
    return tuple(sorted({standard.plain(name) for name in names}))
