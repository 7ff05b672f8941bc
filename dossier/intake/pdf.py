"""A PDF as a source: its pages' boxes, and bytes that the binder reads fast."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from dossier import geometry, raster
from dossier.findings import DossierError, finding
from dossier.model import SourcePage

# Deeper page trees and form nests than these are made to be slow, not to be printed.
_MAX_PARENTS = 64
_MAX_FORMS = 6
_LETTER = [0.0, 0.0, 612.0, 792.0]
# ISO 32000-2, 14.3.2 and 14.5: XMP may hang on any object, and private data of any program.
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")


def open_pdf(data: bytes, name: str, place: str) -> tuple[bytes, tuple[SourcePage, ...]]:
    """All pages of a PDF, and its bytes without encryption and object streams.

    pypdf parses object streams in Python, slowly; qpdf unpacks them at once.
    Raises DossierError with a finding where the file cannot be opened, or two engines count its pages
    differently.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = tuple(_page(page.obj, number) for number, page in enumerate(pdf.pages, 1))
            plain = data
            changed = _draw_fields(pdf) | _strip(pdf)
            if changed or pdf.is_encrypted or b"/ObjStm" in data or pdf.get_warnings():
                out = io.BytesIO()
                mode = pikepdf.ObjectStreamMode.disable
                pdf.save(out, object_stream_mode=mode, deterministic_id=True)
                plain = out.getvalue()
    except pikepdf.PasswordError as error:
        raise DossierError([finding("source-encrypted", place, file=name)]) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        problem = str(error).rsplit(":", 1)[-1].strip()
        raise DossierError([finding("source-broken", place, file=name, problem=problem)]) from error
    second = raster.page_count(plain)
    if not pages or second != len(pages):
        facts = {"first": len(pages), "second": second or 0}
        raise DossierError([finding("source-page-count", place, file=name, **facts)])
    return plain, pages


def _draw_fields(pdf: pikepdf.Pdf) -> bool:
    """Give form fields the appearance that a viewer was asked to make (ISO 32000-2, 12.7.3)."""
    form: Any = pdf.Root.get("/AcroForm")
    if form is None or not form.get("/NeedAppearances", False):
        return False
    # qpdf writes one byte a character, which a composite font reads as other characters.
    fonts: Any = form.get("/DR", {}).get("/Font", {})
    if any(font.get("/Subtype") == "/Type0" for font in dict(fonts).values()):
        return False
    pdf.generate_appearance_streams()
    return True


def _strip(pdf: pikepdf.Pdf) -> bool:
    """Take away what names people and tools: metadata of the file and of each object in it."""
    changed = False
    for item in pdf.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in _PRIVATE:
                if key in item:
                    del item[key]
                    changed = True
    return changed


def _page(page: Any, number: int) -> SourcePage:
    media = _numbers(_inherited(page, "/MediaBox"))
    if media is None or media[0] == media[2] or media[1] == media[3]:
        media = _LETTER  # what other engines show such a page as
    box = geometry.visible_box(media, _numbers(_inherited(page, "/CropBox")))
    rotation = int(_inherited(page, "/Rotate") or 0) // 90 * 90 % 360
    width, height = geometry.shown_size(box, rotation, float(page.get("/UserUnit", 1)))
    text = _has_text(_inherited(page, "/Resources"), _MAX_FORMS)
    trim = _numbers(page.get("/TrimBox"))  # never inherited, ISO 32000-2, table 31
    cut = geometry.visible_box(box, trim) if trim else None
    return SourcePage(number, box, rotation, width, height, text, trim=cut)


def _inherited(page: Any, key: str) -> Any:
    for _ in range(_MAX_PARENTS):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    return None


def _numbers(array: Any) -> list[float] | None:
    return [float(number) for number in array] if array is not None and len(array) == 4 else None


def _has_text(resources: Any, depth: int) -> bool:
    """Whether a page can show text: it, or a form that it draws, names a font."""
    if resources is None or not depth:
        return False
    if len(resources.get("/Font", {})):
        return True
    return any(
        _has_text(form.get("/Resources"), depth - 1)
        for form in dict(resources.get("/XObject", {})).values()
        if form.get("/Subtype") == "/Form"
    )
