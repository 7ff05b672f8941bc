"""The data of a stream of qpdf's, as far as they go."""

from __future__ import annotations

from typing import Any

from dossier import odd
from dossier.entries import FAULTS
from dossier.odd import OddError

from .filters import Unpacked, unpacked
from .state import State


def opened(stream: Any, *, counted: bool = False) -> Unpacked:
    """See :func:`~dossier.intake.whole.filters.unpacked`; broken where a filter is none."""
    try:
        with odd.reading("pikepdf", faults=FAULTS):
            raw = stream.read_raw_bytes()
        return unpacked(raw, stream.get("/Filter"), stream.get("/DecodeParms"), counted=counted)
    except OddError:
        return Unpacked(b"", 0, State.BROKEN)


def data(stream: Any) -> bytes:
    """The decoded data, as far as they can be read."""
    try:
        return bytes(stream.read_bytes())
    except FAULTS:
        return opened(stream).data
