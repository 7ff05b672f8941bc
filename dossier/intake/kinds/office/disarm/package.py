"""A package, DOCX, PPTX, ODT or ODP, packed of what may stay."""

from __future__ import annotations

from collections.abc import Mapping

from . import odf, ooxml
from .tally import Tally


def disarm(entries: Mapping[str, bytes], kind: str) -> tuple[dict[str, bytes], Tally]:
    """``entries`` of a package of ``kind`` without what leads out of it, and what that was.

    Raises trees.BrokenError where a part is no XML.
    """
    tally = Tally()
    kept = (odf if kind in ("odt", "odp") else ooxml).disarm(entries, tally)
    return kept, tally
