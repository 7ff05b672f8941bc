"""Files of each kind that are as they should be (:mod:`dossier.trial`)."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from dossier import sample

from . import kinds
from .kinds.images import KINDS as IMAGES
from .steps import SourceFile

_PAGE = (
    b"<!DOCTYPE html><html lang='fr'><title>Un titre</title><style>p { color: #333 }</style><h1>Un titre</h1>"
    b"<p>Un <a href='https://example.org/'>lien</a>.</p><table><tr><th>A</th><td>1</td></tr></table></html>"
)
_TEXTS = {"html": _PAGE, "markdown": b"# Un titre\n\nUn texte *fort*, un [lien](https://example.org/).\n"}


def pdf() -> SourceFile:
    """A PDF."""
    return SourceFile(
        document="", name="sample.pdf", data=sample.pdf(), folder=Path(), language="fr", title=""
    )


def files(given: SourceFile) -> list[SourceFile]:
    """A PDF, and a file of the kind of ``given`` where that becomes one in this process."""
    known = kinds.recognise(given.data, given.name)
    kind = known[1] if known else ""
    if kind in _TEXTS:
        return [pdf(), replace(pdf(), name=f"sample.{kind}", data=_TEXTS[kind])]
    if kind in IMAGES:
        return [pdf(), replace(pdf(), name=f"sample.{kind}", data=_picture(kind))]
    return [pdf()]


def _picture(kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, kind.upper(), dpi=(300, 300))
    return out.getvalue()
