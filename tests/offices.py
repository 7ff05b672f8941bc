# ruff: noqa: E501  (parts in a line each)
"""Small office documents written by hand, and what of them is handed to LibreOffice."""

from __future__ import annotations

import io

import pikepdf
import pytest
from given import given

from dossier.intake import words
from dossier.intake.kinds import Taken, office
from dossier.intake.kinds.office import container, soffice

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
Entries = dict[str, bytes]


def relations(rows: str) -> bytes:
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{rows}</Relationships>'.encode()


def relation(number: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{number}" Type="{R}/{kind}" Target="{target}" {more}/>'


def word(body: str, rels: str = "", **extra: bytes) -> bytes:
    """A Word file with ``body``; ``extra`` are parts, ``__`` in their names for slashes, ``_0`` for the dot."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    entries: Entries = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'.encode(),
        "_rels/.rels": relations(relation("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": document(body),
        "word/_rels/document.xml.rels": relations(rels),
    }
    entries |= {name.replace("__", "/").replace("_0", "."): content for name, content in extra.items()}
    return container.packed(entries)


def document(body: str, root: str = "document") -> bytes:
    inner = f"<w:body><w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>{body}</w:body>" if root == "document" else body
    return (
        f'<w:{root} xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{inner}</w:{root}>'
    ).encode()


def odt(body: str, **extra: bytes) -> bytes:
    names = {"office": "office", "text": "text", "draw": "drawing", "style": "style", "table": "table",
             "svg": "svg-compatible", "script": "script", "form": "form"}  # fmt: skip
    spaces = " ".join(f'xmlns:{short}="{ODF}{name}:1.0"' for short, name in names.items())
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:body>'
        f"<office:text><text:p>Bonjour</text:p>{body}</office:text></office:body></office:document-content>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (
            ("/", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "text/xml"),
            *((name.replace("__", "/").replace("_0", "."), "") for name in extra),
        )
    )
    entries = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF}manifest:1.0">{listed}</manifest:manifest>'.encode(),
        "content.xml": content.encode(),
    }
    entries |= {name.replace("__", "/").replace("_0", "."): content for name, content in extra.items()}
    return container.packed(entries)


def field(instruction: str, result: str = "VU", pieces: int = 1) -> str:
    """A field over runs, its instruction in ``pieces``."""
    step = -(-len(instruction) // pieces)
    told = "".join(
        f'<w:r><w:instrText xml:space="preserve">{instruction[at : at + step]}</w:instrText></w:r>'
        for at in range(0, len(instruction), step)
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = mark.format("separate") + (f"<w:r><w:t>{result}</w:t></w:r>" if result else "")
    return f"<w:p>{mark.format('begin')}{told}{shown}{mark.format('end')}</w:p>"


def converted(data: bytes, name: str) -> Taken:
    kind = office.recognise(data, name)
    assert kind
    return office.to_pdf(given(name, data), kind)


def handed(monkeypatch: pytest.MonkeyPatch, data: bytes, name: str) -> tuple[bytes, dict[str, object]]:
    """What LibreOffice would be given of ``data``, all parts in a row, and the findings with their counts."""
    seen: list[bytes] = []

    def convert(given: bytes, kind: str) -> soffice.Laid:
        seen.append(given)
        out = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(out)
        return soffice.Laid(out.getvalue(), True)

    monkeypatch.setattr(soffice, "convert", convert)
    monkeypatch.setattr(soffice, "families", lambda: None)
    monkeypatch.setattr(words, "proof", lambda *_: [])
    made = converted(data, name)
    (given,) = seen
    if not name.endswith(".rtf"):
        given = b"\n".join(part.encode() + b"\n" + c for part, c in container.entries(given, "x").items())
    return given, {f.code: f.facts.get("count") for f in made.findings}
