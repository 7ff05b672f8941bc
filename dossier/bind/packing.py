"""The file itself: its small objects in compressed object streams (ISO 32000-2, 7.5.7)."""

from __future__ import annotations

from typing import BinaryIO

import pikepdf


def pack(plain: BinaryIO, target: BinaryIO) -> None:
    """Write the PDF ``plain``, which has a place on the disk, to ``target``; no stream of a page, font or
    picture is touched.

    pypdf writes each object by itself, and a structure tree is thousands of small ones: packed by qpdf, they
    weigh a tenth. The identifier stays that of the inputs.
    """
    with pikepdf.open(plain) as pdf:
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
            fix_metadata_version=False,
        )
