"""The pages of one source by themselves, to find out which document breaks a rule of the whole."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from dossier import colour
from dossier.model import Part, Source
from dossier.odd import OddError

from .fonts import unembedded

# None of it is bound.
_LEFT_OUT = ("/Names", "/Outlines", "/Dests")


def alone(source: Source) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """For each file of ``source``, a PDF of its pages that are kept, with the dossier's output intent; and
    the names of the fonts in it that are not embedded."""
    for rank, part in enumerate(source.parts):
        kept = {page.number for page in source.pages if page.part == rank}
        if part.data and kept:
            yield _alone(part, kept)


def _alone(part: Part, kept: set[int]) -> tuple[bytes, tuple[str, ...]]:
    with pikepdf.open(io.BytesIO(part.data)) as pdf:
        for number in range(len(pdf.pages), 0, -1):
            if number not in kept:
                del pdf.pages[number - 1]
        profile = Stream(pdf, colour.srgb(), N=3)
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=colour.SRGB,
            DestOutputProfile=pdf.make_indirect(profile),
        )
        pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
        for key in _LEFT_OUT:
            if key in pdf.Root:
                del pdf.Root[key]
        out = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # fields without their form are meant
            pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:  # without what nothing names any more
        try:
            return out.getvalue(), unembedded(pdf)
        except OddError:  # too odd to be walked through: the check says what is wrong, and names no font
            return out.getvalue(), ()
