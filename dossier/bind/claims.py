"""What the file says of itself: XMP, output intent, and the claims of PDF/A and PDF/UA in them."""

from __future__ import annotations

import html
import zlib

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from dossier import colour
from dossier.model import Claim, Plan

from . import objects

PRODUCER = "dossier"
_OPEN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_CLOSE = '<?xpacket end="w"?>'
_XMP = """
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>{claims}
</rdf:RDF>
</x:xmpmeta>
"""
# ISO 19005-2, 6.6.4.
_PDFA = """
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>{level}</pdfaid:conformance>
</rdf:Description>"""
# ISO 14289-1, clause 5.
_PDFUA = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>{part}</pdfuaid:part>
</rdf:Description>"""
# PDF/A knows no schema of PDF/UA: a file that claims both describes it (ISO 19005-2, 6.6.2.3).
_SCHEMA = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""

#: What is written first, and the longest to say; the check of the written file decides what stays.
SOUGHT = Claim("2a", "1")


def packet(plan: Plan, claim: Claim) -> bytes:
    """The XMP packet that makes ``claim``; as long for every claim, so that one can take another's place."""
    written, longest = (_packet(plan, c) for c in (claim, SOUGHT))
    space = len(longest) - len(written)
    return written + b" " * space + _CLOSE.encode()


def _packet(plan: Plan, claim: Claim) -> bytes:
    claims = ""
    if claim.pdfa:
        claims += _PDFA.format(part=claim.pdfa[0], level=claim.pdfa[1].upper())
    if claim.pdfua:
        claims += _PDFUA.format(part=claim.pdfua)
    if claim.pdfa and claim.pdfua:
        claims += _SCHEMA
    values = {"title": plan.title, "subject": plan.subject, "language": plan.language, "producer": PRODUCER}
    text = _XMP.format(
        claims=claims, **{name: html.escape(value, quote=False) for name, value in values.items()}
    )
    return (_OPEN + text).encode()


def write(writer: PdfWriter, plan: Plan) -> None:
    """Give the file its metadata with the claims sought, and sRGB as its output intent."""
    writer.metadata = {"/Title": plan.title, "/Subject": plan.subject, "/Producer": PRODUCER}
    stream = DecodedStreamObject()
    stream.set_data(packet(plan, SOUGHT))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    root = writer.root_object
    if root.get("/Metadata") is not None:
        objects.replace(writer, root.raw_get("/Metadata"), stream)
    else:
        root[NameObject("/Metadata")] = objects.add(writer, stream)
    root[NameObject("/OutputIntents")] = ArrayObject([objects.add(writer, _intent(writer))])


def claiming(data: bytes, plan: Plan, claim: Claim) -> bytes:
    """The bound file ``data`` with ``claim`` in the place of what was sought, every other byte as it is.

    Raises ValueError where it does not hold the packet that it should.
    """
    old = packet(plan, SOUGHT)
    if data.count(old) != 1:
        raise ValueError(f"{data.count(old)} metadata packets")
    return data.replace(old, packet(plan, claim))


def _intent(writer: PdfWriter) -> DictionaryObject:
    entries = {"/Filter": NameObject("/FlateDecode"), "/N": NumberObject(3)}
    profile = objects.stream(zlib.compress(colour.srgb(), 9), entries)
    name = TextStringObject(colour.SRGB)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): name,
            NameObject("/Info"): name,
            NameObject("/DestOutputProfile"): objects.add(writer, profile),
        }
    )
