"""The record of a build, read again: it lies in a folder that somebody may have sent."""

from __future__ import annotations

from typing import Any

from . import untrusted
from .findings import Severity
from .model import PARTS
from .untrusted import Shape

_TEXT, _COUNT, _SIZE = (str, None), (int, None), (int, float, None)
_FILES: Shape = [{"path": str, "sha256": str}]
_ONE_OR_ALL: Shape = (str, [str], None)
_FINDING: dict[str, Shape] = dict.fromkeys(("code", "place", "message", "cure", "document", "because"), str)
_FINDINGS: Shape = [{"severity": frozenset(Severity), **_FINDING}]

#: What the keys of a record hold where they are there; those of earlier versions lack some.
SHAPE: Shape = {
    "title": _TEXT,
    "twin": _TEXT,
    "manifest": str,
    "manifest_sha256": str,
    "series": _TEXT,
    "series_sha256": _TEXT,
    "templates": _FILES,
    "draft": bool,
    "recto": str,
    "page_count": int,
    "pages": [
        {
            "folio": int,
            "part": (frozenset(PARTS), None),
            "document": _TEXT,
            "rank": _COUNT,
            "source_page": _COUNT,
            "source_file": _TEXT,
            "source_box": ([(int, float)], None),
            "frame": ([(int, float)], None),
            "scale": _SIZE,
        }
    ],
    "documents": [
        {
            "number": int,
            "id": str,
            "title": _TEXT,
            "section": _TEXT,
            "reference": _TEXT,
            "first_page": int,
            "last_page": int,
            "announced": (str, int, None),
            "rights": _TEXT,
            "scale": _SIZE,
            "type_size": _SIZE,
            "file": _ONE_OR_ALL,
            "sha256": _ONE_OR_ALL,
            "kind": _ONE_OR_ALL,
            "reads": _FILES,
            "source_pages": [int],
            "words": int,
            "scans": int,
            "accessibility": _TEXT,
        }
    ],
    "outputs": [{"path": str, "sha256": str, "bytes": int}],
    "conformance": {
        "pdfa": _TEXT,
        "pdfua": (str, int, None),
        "obstacles": [{"standards": [str], "document": _COUNT, "pages": [int], "reason": str}],
    },
    "findings": _FINDINGS,
    "accepted": _FINDINGS,
}


def read(data: str | bytes) -> dict[str, Any]:
    """The record that ``data`` is. What is there of the keys that are read anywhere is as :data:`SHAPE` says.

    Raises ValueError where it is none."""
    told = untrusted.parsed(data)
    if not isinstance(told, dict):
        raise ValueError("no record of a build")
    wrong = untrusted.wrong(told, SHAPE)
    if wrong is not None:
        raise ValueError(wrong or "no record of a build")
    return told
