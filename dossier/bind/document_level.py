"""What belongs to the whole file: metadata, page labels, viewer settings, identifier."""

from __future__ import annotations

from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from dossier.model import Plan

_PRODUCER = "dossier"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def finish(writer: PdfWriter, plan: Plan, identifier: bytes) -> None:
    """Set what a viewer shows of the file; nothing of a source's metadata, no date, no claim that is not
    checked."""
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(plan.language)
    root[NameObject("/PageLabels")] = _labels()
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/PageLayout")] = NameObject("/OneColumn")
    preferences = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    root[NameObject("/ViewerPreferences")] = preferences
    first = writer.pages[0]
    root[NameObject("/OpenAction")] = ArrayObject(
        [first.indirect_reference, NameObject("/FitH"), FloatObject(plan.pages[0].height)]
    )
    _metadata(writer, plan)
    number = ByteStringObject(identifier)
    writer._ID = ArrayObject([number, number])


def _labels() -> DictionaryObject:
    decimal = DictionaryObject({NameObject("/S"): NameObject("/D")})
    return DictionaryObject({NameObject("/Nums"): ArrayObject([NumberObject(0), decimal])})


def _metadata(writer: PdfWriter, plan: Plan) -> None:
    writer.metadata = {"/Title": plan.title, "/Subject": plan.subject, "/Producer": _PRODUCER}
    values = (plan.title, plan.subject, plan.language, _PRODUCER)
    names = ("title", "subject", "language", "producer")
    text = _XMP.format(**{n: escape(v) for n, v in zip(names, values, strict=True)})
    stream = DecodedStreamObject()
    stream.set_data(text.encode())
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    present = writer.root_object.get("/Metadata")
    if present is not None:
        writer._replace_object(writer.root_object.raw_get("/Metadata"), stream)
    else:
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
