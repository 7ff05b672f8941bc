"""What belongs to the whole file: metadata, page labels, viewer settings, identifier."""

from __future__ import annotations

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from dossier.model import Plan

from . import claims, objects

_PRINT = 1 << 2


def finish(writer: PdfWriter, plan: Plan, identifier: bytes) -> None:
    """Set what a viewer shows of the file; nothing of a source's metadata, no date. The claims are
    to be checked."""
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(plan.language)
    root[NameObject("/PageLabels")] = _labels(plan)
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/PageLayout")] = NameObject("/OneColumn")
    root[NameObject("/ViewerPreferences")] = _preferences(plan)
    first = writer.pages[0]
    root[NameObject("/OpenAction")] = ArrayObject(
        [first.indirect_reference, NameObject("/FitH"), FloatObject(plan.pages[0].height)]
    )
    _flag_annotations(writer)
    smooth_no_images(writer)
    claims.write(writer, plan)
    number = ByteStringObject(identifier)
    objects.identify(writer, ArrayObject([number, number]))


def _preferences(plan: Plan) -> DictionaryObject:
    """What the print dialog offers at first (ISO 32000-1, 12.2): a sheet at its own size, and both sides
    turned over the long edge where the dossier is laid out for them."""
    preferences = DictionaryObject(
        {
            NameObject("/DisplayDocTitle"): BooleanObject(True),
            NameObject("/PrintScaling"): NameObject("/None"),
        }
    )
    if plan.duplex:
        preferences[NameObject("/Duplex")] = NameObject("/DuplexFlipLongEdge")
    return preferences


def _labels(plan: Plan) -> DictionaryObject:
    """What a viewer calls the pages (ISO 32000-1, 12.4.2)."""
    decimal = DictionaryObject({NameObject("/S"): NameObject("/D")})
    numbers: list[NumberObject | DictionaryObject] = [NumberObject(0), decimal]
    if plan.labels:
        numbers = []
        for at, label in enumerate(plan.labels):
            numbers += [NumberObject(at), DictionaryObject({NameObject("/P"): TextStringObject(label)})]
    return DictionaryObject({NameObject("/Nums"): ArrayObject(numbers)})


def _flag_annotations(writer: PdfWriter) -> None:
    """Every annotation prints, and none is hidden (ISO 19005-2, 6.3.2): the layout's own say nothing."""
    for page in writer.pages:
        annotations = page.get("/Annots", ())
        for item in annotations:
            annotation = item.get_object()
            if isinstance(annotation, DictionaryObject) and "/F" not in annotation:
                annotation[NameObject("/F")] = NumberObject(_PRINT)


def smooth_no_images(writer: PdfWriter) -> None:
    """ISO 19005-2, 6.2.8: the layout asks for it on every picture of a template."""
    for item in objects.objects(writer):
        if isinstance(item, StreamObject) and item.get("/Interpolate"):
            item[NameObject("/Interpolate")] = BooleanObject(False)
