"""Values that a screen shows and paper does not (ISO 32000-2, table 167)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from dossier import odd
from dossier.entries import FAULTS
from dossier.findings import Finding, finding
from dossier.intake.steps import PLACE
from dossier.model import SourcePage

from .tree import PUSH, Field, widgets

_INVISIBLE, _HIDDEN, _PRINT, _NO_VIEW = 1, 1 << 1, 1 << 2, 1 << 5


def unprinted(data: bytes, name: str, pages: Sequence[SourcePage]) -> tuple[Finding, ...]:
    """A finding where fields of ``pages`` say something on a screen alone. Raises OddError where the PDF
    ``data`` cannot be read."""
    if b"/Widget" not in data:
        return ()
    count, where = 0, set()
    with odd.reading("pikepdf", faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
        form: object = pdf.Root.get("/AcroForm")
        for number in sorted({page.number for page in pages}):
            for widget in widgets(pdf.pages[number - 1].obj):
                if _on_screen_alone(widget) and _says(Field(widget, form)):
                    count += 1
                    where.add(number)
    if not count:
        return ()
    return (
        finding("field-unprinted", PLACE, file=name, count=count, pages=", ".join(map(str, sorted(where)))),
    )


def _on_screen_alone(widget: pikepdf.Object) -> bool:
    flags = widget.get("/F", 0)
    flags = flags if isinstance(flags, int) else 0
    return not flags & (_INVISIBLE | _HIDDEN | _PRINT | _NO_VIEW)


def _says(field: Field) -> bool:
    if field.kind == "Btn":
        return bool(field.on) and not field.flags & PUSH
    return field.kind in ("Tx", "Ch") and any(value.strip() for value in field.values)
