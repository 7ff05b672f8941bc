"""Bases that are broken or hostile, or that not everybody can read: refused, or said, with the reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from bases import FIRST, W, _picture, in_document, saved
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from notes import (
    BASE,
    made,
    parts,
    repacked,
)  # fmt: skip
from PIL import Image

from dossier.findings import CODES, DossierError, Severity


def bomb() -> bytes:
    return repacked(BASE, {"word/media/image1.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})


def entities() -> bytes:
    dtd = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    xml = parts(BASE)["word/document.xml"].decode()
    return repacked(BASE, {"word/document.xml": xml.replace("<w:document", dtd + "<w:document", 1).encode()})


def wide_entities() -> bytes:
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY a "a">]><a>&a;</a>'
    return repacked(BASE, {"word/footnotes.xml": xml.encode("utf-16")})


def locked() -> bytes:
    data = bytearray(BASE)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + offset] |= 1
    return bytes(data)


def with_relation(kind: str, target: str) -> bytes:
    rels = parts(BASE)["word/_rels/document.xml.rels"]
    one = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    )
    return repacked(BASE, {"word/_rels/document.xml.rels": rels.replace(b"</Relationships>", one.encode())})


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


REVISION = (
    '<w:p><w:ins w:id="9" w:author="x" w:date="2020-01-01T00:00:00Z"><w:r><w:t>a</w:t></w:r></w:ins></w:p>'
)


REMARK = '<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>'


AUTHOR = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> AUT</w:instrText></w:r>'
    '<w:r><w:instrText>HOR </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


SIMPLE = '<w:p><w:fldSimple w:instr=" FILENAME \\p "><w:r><w:t>a</w:t></w:r></w:fldSimple></w:p>'


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "base-kind"),
    "text": (lambda: b"Bonjour", "base-kind"),
    "an old .doc": (lambda: COMPOUND, "base-kind"),
    "a PDF": (lambda: b"%PDF-1.7\n", "base-kind"),
    "another zip": (lambda: repacked(BASE, dict.fromkeys(parts(BASE)) | {"a.txt": b"a"}), "base-kind"),
    "a spreadsheet": (
        lambda: repacked(BASE, {"[Content_Types].xml": parts(BASE)["[Content_Types].xml"].replace(
            b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")}),
        "base-kind",
    ),
    "a password on the file": (lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"), "base-encrypted"),
    "a password on the zip": (locked, "base-encrypted"),
    "macros": (lambda: repacked(BASE, {"word/vbaProject.bin": b"a"}), "base-macros"),
    "macros in its kind": (
        lambda: repacked(BASE, {"[Content_Types].xml": parts(BASE)["[Content_Types].xml"].replace(
            b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")}),
        "base-macros",
    ),
    "a zip bomb": (bomb, "base-bomb"),
    "entities": (entities, "base-bomb"),
    "entities in UTF-16": (wide_entities, "base-bomb"),
    "cut short": (lambda: BASE[: len(BASE) // 2], "base-broken"),
    "no document": (lambda: repacked(BASE, {"word/document.xml": None}), "base-broken"),
    "no styles": (lambda: repacked(BASE, {"word/styles.xml": None}), "base-broken"),
    "no relations": (lambda: repacked(BASE, {"_rels/.rels": None}), "base-broken"),
    "broken XML": (lambda: repacked(BASE, {"word/document.xml": b"<w:document"}), "base-broken"),
    "broken footnotes": (lambda: repacked(BASE, {"word/footnotes.xml": b"<a><b></a>"}), "base-broken"),
    "no body": (
        lambda: repacked(BASE, {"word/document.xml": f"<w:document {W}/>".encode()}), "base-broken",
    ),
    "a wrong tag": (lambda: in_document('"dossier.exam.name"', '"dossier.exam.nom"'), "base-tag"),
    "a control of a row outside one": (
        lambda: in_document('"dossier.exam.grade"', '"document.title"'), "base-misplaced",
    ),
    "tracked changes": (lambda: in_document(FIRST, REVISION + FIRST), "base-revisions"),
    "comments": (lambda: in_document(FIRST, REMARK + FIRST), "base-revisions"),
    "a field that names": (lambda: in_document(FIRST, AUTHOR + FIRST), "base-field"),
    "a simple field that names": (lambda: in_document(FIRST, SIMPLE + FIRST), "base-field"),
    "a linked picture": (lambda: with_relation("image", "file:///C:/a.png"), "base-link"),
    "a link to a share": (lambda: with_relation("hyperlink", "file://serveur/a.docx"), "base-link"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_base_is_refused_with_its_reason(what: str) -> None:
    make, code = BAD[what]
    with pytest.raises(DossierError) as raised:
        made(base=make())
    assert {f.code for f in raised.value.findings if f.severity is Severity.ERROR} == {code}
    assert {f.place for f in raised.value.findings} == {"templates/synthesis.docx"}
    assert CODES[code][0] is Severity.ERROR


@pytest.mark.slow
def test_a_base_cut_or_flipped_anywhere_never_gives_a_traceback() -> None:
    for at in range(0, len(BASE), 397):
        flipped = bytearray(BASE)
        flipped[at] ^= 0x55
        for data in (bytes(flipped), BASE[:at]):
            try:
                made(base=data)
            except DossierError:
                continue


def test_a_link_to_the_web_may_stay() -> None:
    assert made(base=with_relation("hyperlink", "https://example.org/"))[1] == ()


def test_missing_controls_and_styles_are_said() -> None:
    base = in_document('w:val="dossier.exam.organiser"', 'w:val="mon.organisme"')
    base = repacked(base, {"word/document.xml": parts(base)["word/document.xml"].replace(
        b"[dossier.exam.organiser]", b"Mairie").replace(b"note.conclusion", b"ma.conclusion")})  # fmt: skip
    styles = parts(BASE)["word/styles.xml"].replace("Dossier – sujet long".encode(), b"Autre")
    _, findings = made(base=repacked(base, {"word/styles.xml": styles}))
    said = {(f.code, *f.facts.values()) for f in findings}
    assert said == {
        ("base-control", "dossier.exam.organiser"),
        ("base-control", "note.conclusion"),
        ("base-style", "Dossier – sujet long"),
    }
    assert {f.severity for f in findings} == {Severity.WARNING}
    # What the manifest does not say need not be there.
    lacks = in_document('w:val="dossier.exam.grade"', 'w:val="mon.grade"')
    xml = parts(lacks)["word/document.xml"].replace(b"[dossier.exam.grade]", b"Grade")
    assert made(base=repacked(lacks, {"word/document.xml": xml}))[1] == ()


INACCESSIBLE = {
    "no alternative text": (lambda d: _picture(d, ""), "base-alt"),
    "a path for one": (lambda d: _picture(d, "C:\\logo.png"), "base-alt"),
    "a heading that skips": (lambda d: d.add_heading("Trois", 3), "base-headings"),
    "a table without a header": (lambda d: d.add_table(rows=2, cols=2), "base-table-header"),
    "merged cells": (lambda d: _merge(d.tables[1].rows[0].cells), "base-table-cells"),
    "a floating picture": (lambda d: _float(d), "base-floating"),
    "pale text": (lambda d: _pale(d), "base-contrast"),
    "a text box": (
        lambda d: d.add_paragraph().add_run()._r.append(
            parse_xml(f"<w:pict {W}><w:txbxContent><w:p/></w:txbxContent></w:pict>")),
        "base-text-box",
    ),
}  # fmt: skip


def _merge(cells: Any) -> None:
    cells[0].merge(cells[1])


def _float(document: Any) -> None:
    """A picture out of the line; only the element's kind is looked at."""
    _picture(document, "Logo")
    [*_, line] = document.element.body.iter(qn("wp:inline"))
    line.tag = qn("wp:anchor")


def _pale(document: Any) -> None:
    document.styles["Normal"].font.color.rgb = docx.shared.RGBColor(0xAA, 0xAA, 0xAA)


@pytest.mark.parametrize("what", INACCESSIBLE)
def test_what_the_accessibility_checker_would_say_is_said(what: str) -> None:
    spoil, code = INACCESSIBLE[what]
    document = docx.Document(io.BytesIO(BASE))
    spoil(document)
    assert {f.code for f in made(base=saved(document))[1]} == {code}


def test_a_picture_that_is_neither_png_nor_jpeg_is_refused() -> None:
    document: Any = docx.Document(io.BytesIO(BASE))
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "GIF")
    document.add_picture(io.BytesIO(target.getvalue()))
    with pytest.raises(DossierError) as raised:
        made(base=saved(document))
    assert "base-image" in {f.code for f in raised.value.findings}
