"""What lies on a page made part of its content, where engines find letters and pictures one by one
(ISO 32000-2, 12.5.5)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import printing
from dossier.model import SourcePage

from .vocabulary import text_of

# What lies under a redaction is looked for apart from it.
_APART = ("Redact",)


def drawn(
    data: bytes, pages: Sequence[SourcePage], comments: bool
) -> tuple[bytes, tuple[SourcePage, ...]] | None:
    """``data`` with the appearances of what prints as content of ``pages``, and on which there were any; None
    where on none. Raises pikepdf.PdfError."""
    if b"/AP" not in data:
        return None
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = tuple(page for page in pages if _draw(pdf, pdf.pages[page.number - 1], comments))
        if not changed:
            return None
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return out.getvalue(), changed


def _draw(pdf: pikepdf.Pdf, page: pikepdf.Page, comments: bool) -> bool:
    annotations: object = page.obj.get("/Annots")
    if not isinstance(annotations, Array):
        return False
    left, parts = [], []
    for annotation in list(annotations):
        look = _look(annotation, comments)
        if look is None:
            left.append(annotation)
            continue
        if "/Subtype" not in look:
            look.Subtype = Name.Form
        name = page.add_resource(look, Name.XObject, prefix="Look")
        turned = int(page.rotation)
        parts.append(pikepdf.Annotation(annotation).get_page_content_for_appearance(name, turned, 0, 0))
    if parts:
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\n".join((b"\nQ", *parts)))
        page.obj["/Annots"] = Array(left)
    return bool(parts)


def _look(annotation: object, comments: bool) -> Object | None:
    """The normal appearance of an annotation that prints, in the state in which it is; None where it has
    none."""
    if not isinstance(annotation, Dictionary):
        return None
    kind, flags = text_of(annotation.get("/Subtype"))[1:], annotation.get("/F", 0)
    number = int(flags) if isinstance(flags, (int, Decimal)) else 0
    if kind in _APART or not printing.prints(kind, number, comments):
        return None
    look = pikepdf.Annotation(annotation).get_appearance_stream(Name.N)
    return look if isinstance(look, Stream) else None
