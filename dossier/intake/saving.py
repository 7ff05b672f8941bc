"""A PDF between two steps of intake, written so that the engines read it fast."""

from __future__ import annotations

import io

import pikepdf


def saved(pdf: pikepdf.Pdf, *, streams_as_they_are: bool = False) -> bytes:
    """The file as bytes, the same for the same objects; ``streams_as_they_are``: those that qpdf would unpack
    and pack anew, too. Raises pikepdf.PdfError."""
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none if streams_as_they_are else None,
        deterministic_id=True,
    )
    return out.getvalue()
