"""What lies on a page made part of its content, where engines find letters and pictures one by one
(ISO 32000-2, 12.5.5)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries
from dossier.intake.saving import saved
from dossier.model import SourcePage

from .vocabulary import text_of

#: Whether an annotation is meant, by its kind and its flags.
Chosen: TypeAlias = Callable[[str, int], bool]
# What lies under a redaction is looked for apart from it.
_APART = ("Redact",)


def drawn(
    data: bytes, pages: Sequence[SourcePage], chosen: Chosen, *, viewed: bool = False
) -> tuple[bytes, tuple[SourcePage, ...]] | None:
    """``data`` with the appearances of what is ``chosen``, by its kind and flags, as content of ``pages``,
    and on which there were any; None where on none. Where it is ``viewed``, a highlight is multiplied with
    what lies below it, as viewers do whatever its appearance says. Raises pikepdf.PdfError."""
    if b"/AP" not in data:
        return None
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = tuple(page for page in pages if _draw(pdf, pdf.pages[page.number - 1], chosen, viewed))
        if not changed:
            return None
        return saved(pdf), changed


def _draw(pdf: pikepdf.Pdf, page: pikepdf.Page, chosen: Chosen, viewed: bool) -> bool:
    annotations: object = page.obj.get("/Annots")
    if not isinstance(annotations, Array):
        return False
    left, parts = [], []
    for annotation in list(annotations):
        look = _look(annotation, chosen)
        if look is None:
            left.append(annotation)
            continue
        if "/Subtype" not in look:
            look.Subtype = Name.Form
        name = page.add_resource(look, Name.XObject, prefix="Look")
        turned = int(page.rotation)
        part = pikepdf.Annotation(annotation).get_page_content_for_appearance(name, turned, 0, 0)
        if viewed and annotation.Subtype == Name.Highlight:
            state = page.add_resource(Dictionary(BM=Name.Multiply), Name.ExtGState, prefix="Over")
            part = b"q %s gs\n%s\nQ" % (bytes(state), part)
        parts.append(part)
    if parts:
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\n".join((b"\nQ", *parts)))
        page.obj["/Annots"] = Array(left)
    return bool(parts)


def _look(annotation: object, chosen: Chosen) -> Object | None:
    """The normal appearance of an annotation that is chosen, in the state in which it is; None where it has
    none."""
    if not isinstance(annotation, Dictionary):
        return None
    kind = text_of(annotation.get("/Subtype"))[1:]
    if kind in _APART or not chosen(kind, entries.flags(annotation)):
        return None
    look = pikepdf.Annotation(annotation).get_appearance_stream(Name.N)
    return look if isinstance(look, Stream) else None
