"""Frames to a PDF by img2pdf, which keeps bytes and pixels as they are; a frame is turned by its page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from dossier.listening import muted

from . import paper, png

#: EXIF orientation (TIFF 6.0, tag 274): clockwise turn, and whether the picture is mirrored before it.
ORIENTATIONS = {2: (0, True), 3: (180, False), 4: (180, True), 5: (270, True), 6: (90, False)}
ORIENTATIONS |= {7: (90, True), 8: (270, False)}


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes for one or more pages, and the orientation that they still need."""

    data: bytes
    orientation: int = 1
    pages: int = 1


def paged(frames: Sequence[Frame]) -> bytes:
    """A PDF with a page for each frame, as large as `paper` says."""
    import img2pdf
    import pikepdf

    muted("img2pdf")  # what it tells is handled here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pdf: bytes = img2pdf.convert(
            [png.in_one_chunk(frame.data) for frame in frames],
            layout_fun=paper.page,
            rotation=img2pdf.Rotation.none,
            nodate=True,
            engine=img2pdf.Engine.pikepdf,
        )
    if all(frame.orientation == 1 for frame in frames):
        return pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        orientations = [frame.orientation for frame in frames for _ in range(frame.pages)]
        for page, orientation in zip(opened.pages, orientations, strict=True):
            angle, mirrored = ORIENTATIONS.get(orientation, (0, False))
            page.obj.Rotate = angle
            if mirrored:
                width = float(page.obj.MediaBox[2])
                contents = page.obj.Contents.read_bytes()
                turned = f"q -1 0 0 1 {width} 0 cm\n".encode() + contents + b"\nQ"
                page.obj.Contents = opened.make_stream(turned)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
