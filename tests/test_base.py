"""Bases that others made: restyled by hand, broken, hostile, or telling of who made them."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from bases import FIRST, PERSON, W, _picture, in_document, png, saved
from conftest import EXAM, File, built, invoke, needed, write_dossier
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from notes import (
    BASE,
    GRID,
    audited,
    bare,
    build,
    converted,
    made,
    manifest,
    of_sections,
    opened,
    pages_of,
    parts,
    repacked,
    rows,
    text_of,
)  # fmt: skip
from PIL import Image

from dossier.findings import Severity
from dossier.pictures import PictureError
from dossier.pictures import bare as stripped

PROPERTIES = '<w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/><w:id w:val="-77"/></w:sdtPr>'


def control(tag: str, inner: str, blank: bool = False) -> Any:
    """A control as Word writes it, around ``inner``."""
    properties = PROPERTIES.replace("/></w:sdtPr>", "/><w:showingPlcHdr/></w:sdtPr>") if blank else PROPERTIES
    return parse_xml(f"<w:sdt {W}>{properties.format(tag=tag)}<w:sdtContent>{inner}</w:sdtContent></w:sdt>")


def inline(tag: str, blank: bool = False) -> Any:
    return control(
        tag, f'<w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">{tag} à remplir</w:t></w:r>', blank
    )


def jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = PERSON
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "#7A3B00").save(target, "JPEG", exif=exif, comment=PERSON.encode())
    return target.getvalue()


def restyled() -> Any:
    """A base as somebody's Word could have made it: another order, other fonts, controls of every kind."""
    document: Any = docx.Document()
    styles = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Georgia", Pt(12)
    styles["Title"].font.color.rgb = docx.shared.RGBColor(0x40, 0, 0x40)
    for name in ("Placeholder Text", "Dossier – titre de document"):
        styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font.italic = True
    for name in ("Dossier – sujet long", "Dossier – partie"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Heading 1"]
    document.add_picture(io.BytesIO(png()), width=Mm(30))
    document.add_picture(io.BytesIO(jpeg()), width=Mm(30))
    for picture, said in zip(document.element.body.iter(qn("wp:docPr")), ("Blason", "Logo"), strict=True):
        picture.set("descr", said)
        picture.set("name", "C:\\Users\\jdupont\\logo.png")
    document.add_paragraph("Signé : ")._p.append(inline("dossier.exam.organiser"))
    # Around a whole paragraph, as Word does in an empty line.
    title = '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Sujet</w:t></w:r></w:p>'
    document.element.body[-1].addprevious(control("dossier.subject", title))
    two = document.add_paragraph("De ")
    two._p.append(inline("synthesis.capacity"))
    two.add_run(" à ")
    two._p.append(inline("synthesis.addressee"))
    for tag in ("dossier.exam.name", "dossier.exam.paper", "dossier.assignment"):
        document.add_paragraph()._p.append(inline(tag))
    wide = document.add_section(WD_SECTION.NEW_PAGE)
    wide.orientation, wide.page_width, wide.page_height = WD_ORIENT.LANDSCAPE, Mm(279.4), Mm(215.9)
    document.add_heading("Dossier", 1)
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("Folio", "Réf.", "Pages", "N°"), strict=True):
        cell.text = text
    # A repeating section: the row in a control, and its cells in controls.
    cells = "".join(
        f"<w:sdt>{PROPERTIES.format(tag=tag)}<w:sdtContent><w:tc>"
        f"<w:tcPr><w:tcW w:w='2000' w:type='dxa'/></w:tcPr>"
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{tag}</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>"
        for tag in ("document.first-page", "document.reference", "document.page-count", "document.number")
    )
    table._tbl.append(control("une.section.a.moi", f"<w:tr>{cells}</w:tr>"))
    tall = document.add_section(WD_SECTION.NEW_PAGE)
    tall.orientation, tall.page_width, tall.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    document.add_heading("Pour commencer", 1)
    document.add_paragraph()._p.append(inline("note.introduction", blank=True))
    document.add_heading(level=1)._p.append(inline("part.title", blank=True))
    document.add_paragraph()._p.append(inline("part.text", blank=True))
    document.add_heading("Pour finir", 1)
    document.add_paragraph()._p.append(inline("note.conclusion", blank=True))
    document.sections[0].footer.paragraphs[0]._p.append(inline("dossier.exam.session"))
    document.core_properties.author = document.core_properties.last_modified_by = PERSON
    return document


def telling(document: Any) -> bytes:
    """``document`` with all that Word adds about who, where and when."""
    word = "http://schemas.microsoft.com/office/word/2010/wordml"
    for n, paragraph in enumerate(document.element.body.iter(qn("w:p"))):
        paragraph.set(qn("w:rsidR"), "00AB12CD")
        paragraph.set(f"{{{word}}}paraId", f"1A2B3C{n:02}")
    settings = document.settings.element
    settings.append(parse_xml(f'<w:rsids {W}><w:rsidRoot w:val="00AB12CD"/></w:rsids>'))
    variable = f'<w:docVars {W}><w:docVar w:name="chemin" w:val="C:\\Users\\jdupont"/></w:docVars>'
    settings.append(parse_xml(variable))
    data = saved(document)
    held = parts(data)
    relation = (
        '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        '{kind}" Target="{target}"{mode}/></Relationships>'
    )
    external = relation.format(
        kind="attachedTemplate", target="file:///C:/jdupont.dotx", mode=' TargetMode="External"'
    )
    custom = relation.format(kind="custom-properties", target="docProps/custom.xml", mode="")
    types = held["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.custom-properties+xml"/></Types>',
    )
    rels = held["_rels/.rels"].replace(b"</Relationships>", custom.encode())
    return repacked(
        data,
        {
            "[Content_Types].xml": types,
            "_rels/.rels": rels,
            "word/_rels/settings.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                + external
            ).encode(),
            "docProps/custom.xml": (
                '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
                ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
                f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="Client">'
                f"<vt:lpwstr>{PERSON}</vt:lpwstr></property></Properties>"
            ).encode(),
            "docProps/app.xml": held["docProps/app.xml"].replace(
                b"</Properties>", b"<Company>Mairie</Company><Manager>jdupont</Manager></Properties>"
            ),
        },
    )


def note_of_restyled(**more: Any) -> tuple[Any, bytes]:
    _, by = of_sections(2, 1)
    exam = {"session": "2012", "addressee": "Le maire", "capacity": "attaché", "parts": 3}
    data = build(manifest(counts=(2, 1), **exam | more), by, telling(restyled()))
    return docx.Document(io.BytesIO(data)), data


def test_a_base_restyled_by_hand_is_filled_in_its_own_order_and_look() -> None:
    document, _ = note_of_restyled()
    texts = [(p.style.name, text_of(p._p)) for p in document.paragraphs if text_of(p._p)]
    assert texts[:7] == [
        ("Normal", "Signé : Centre de gestion"),
        ("Title", "Les réseaux sociaux et les collectivités territoriales"),
        ("Normal", "De attaché à Le maire"),
        ("Normal", "Concours d’attaché"),
        ("Normal", "Note de synthèse"),
        ("Normal", "Vous êtes attaché territorial à Saint-Rémy."),
        ("Normal", "Rédigez une note de synthèse."),
    ]
    assert texts[7:] == [
        ("Heading 1", "Dossier"),
        ("Heading 1", "Pour commencer"),
        ("Normal", "note.introduction à remplir"),
        *[("Heading 1", "part.title à remplir"), ("Normal", "part.text à remplir")] * 3,
        ("Heading 1", "Pour finir"),
        ("Normal", "note.conclusion à remplir"),
    ]
    signed = next(p for p in document.paragraphs if "Centre de gestion" in p.text)
    assert [(run.text, run.italic) for run in signed.runs] == [
        ("Signé : ", None),
        ("Centre de gestion", True),
    ]
    assert document.styles["Normal"].font.name == "Georgia"
    assert text_of(document.sections[0].footer.paragraphs[0]._p) == "2012"
    assert len(document.inline_shapes) == 2


def test_a_landscape_section_stays_one_and_its_table_is_filled() -> None:
    document, _ = note_of_restyled(margins=20)
    sizes = [(round(s.page_width.mm), round(s.page_height.mm)) for s in document.sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert {round(s.left_margin.mm) for s in document.sections} == {20}
    table = document.tables[0]
    _, by = of_sections(2, 1)
    assert rows(table)[1:] == [
        [str(d.first_page), d.reference, str(d.page_count), str(d.number)] for d in by.documents
    ]
    assert all(run.bold for run in table.rows[1].cells[0].paragraphs[0].runs)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_nobody_is_named_whoever_made_the_base() -> None:
    _, data = note_of_restyled()
    held = parts(data)
    everything = b" ".join(held.values()) + " ".join(held).encode()
    for trace in ("Dupont", "jdupont", "rsid", "paraId", "Mairie", "C:", "thumbnail", "customXml",
                  "custom.xml", "app.xml", "python", "dotx", "2013-", "docVar", "Exif", "Steve"):  # fmt: skip
        assert trace.encode() not in everything, trace
    assert re.findall(rb'name="(Image \d)"', held["word/document.xml"]) == [b"Image 1"] * 2 + [b"Image 2"] * 2
    assert b'descr="Blason"' in held["word/document.xml"]
    assert build(base=telling(restyled())) == build(base=telling(restyled()))


def test_images_lose_what_they_tell_and_no_pixel() -> None:
    for made_ in (png(), jpeg()):
        assert PERSON.encode() in made_ or PERSON.encode("latin-1") in made_
        plain, _ = stripped(made_)
        assert b"Dupont" not in plain
        assert Image.open(io.BytesIO(plain)).tobytes() == Image.open(io.BytesIO(made_)).tobytes()
        for end in range(0, len(made_) - 1, 7):
            try:
                stripped(made_[:end])
            except PictureError:
                continue
    with pytest.raises(PictureError):
        stripped(b"GIF89a")


def test_the_checker_and_the_audit_are_content_with_a_restyled_base(tmp_path: Path) -> None:
    of, by = of_sections(2, 1)
    data, findings = made(of, by, telling(restyled()))
    # What python-docx's own template says of itself is repaired, or said.
    assert {(f.code, f.severity) for f in findings} <= {("base-contrast", Severity.WARNING)}
    assert audited(data, tmp_path) == []


@pytest.mark.slow
def test_the_base_of_the_dossier_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, exam=EXAM)
    (tmp_path / "templates").mkdir()
    base = tmp_path / "templates" / "synthesis.docx"
    base.write_bytes(telling(restyled()))
    made_of_it = docx.Document(str(built(path).docx))
    assert ("Normal", "Signé : Centre de gestion") in [(p.style.name, p.text) for p in made_of_it.paragraphs]
    base.write_bytes(b"Bonjour")
    run = invoke("check", "--manifest", path)
    assert run.returncode == 4
    assert "[base-kind]" in run.stdout + run.stderr


@pytest.mark.slow
def test_two_builds_in_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    data = []
    for name in ("un", "deux autres"):
        output = built(write_dossier(tmp_path / name, {"a": File()}, exam=EXAM), team=True).output
        data.append([(output / n).read_bytes() for n in ("synthesis.docx", "team/synthesis.docx")])
    assert data[0] == data[1]
    assert data[0][0] != data[0][1]


@pytest.mark.slow
def test_a_base_saved_by_libreoffice_is_filled_all_the_same(tmp_path: Path) -> None:
    base = converted(BASE, tmp_path, "docx").read_bytes()
    _, by = of_sections(2, 2)
    data, findings = made(manifest(counts=(2, 2), marking=GRID, parts=3), by, base, team=True)
    assert {f.code for f in findings} <= {"base-style"}
    ours, theirs = (
        opened(manifest(counts=(2, 2), marking=GRID, parts=3), by, team=True),
        docx.Document(io.BytesIO(data)),
    )
    assert [rows(t) for t in theirs.tables] == [rows(t) for t in ours.tables]
    said = [[text_of(p._p) for p in d.paragraphs if text_of(p._p)] for d in (theirs, ours)]
    assert said[0] == said[1]
    assert len(list(theirs.element.body.iter(qn("w:showingPlcHdr")))) == len(
        list(ours.element.body.iter(qn("w:showingPlcHdr")))
    )


@pytest.mark.slow
def test_libreoffice_lays_out_a_restyled_base(tmp_path: Path) -> None:
    _, data = note_of_restyled()
    pages = pages_of(data, tmp_path)
    assert len(pages) == 3
    assert bare("Signé : Centre de gestion") in pages[0]
    assert "FolioRéf.PagesN°" in pages[1]
    out = subprocess.run(
        [needed("pdfinfo"), "-l", "3", str(tmp_path / "as-pdf" / "note.pdf")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sizes = re.findall(r"Page +\d size: +(\d+)[\d.]* x (\d+)", out)
    assert [int(w) > int(h) for w, h in sizes] == [False, True, False]


def test_a_decorative_picture_needs_no_words_and_stays_decorative() -> None:
    document = docx.Document(io.BytesIO(BASE))
    _picture(document, "")
    [*_, picture] = document.element.body.iter(qn("wp:docPr"))
    mark = "http://schemas.microsoft.com/office/drawing/2017/decorative"
    picture.append(
        parse_xml(
            f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6}}"><d:decorative xmlns:d="{mark}" val="1"/>'
            "</a:ext>"
            '<a:ext uri="{A}"><m:creationId xmlns:m="urn:m" val="{1234}"/></a:ext></a:extLst>'
        )
    )
    data, findings = made(base=saved(document))
    assert findings == ()
    xml = parts(data)["word/document.xml"]
    assert (b"decorative" in xml, b"creationId" in xml) == (True, False)


def test_alternatives_keep_the_namespaces_that_they_name(tmp_path: Path) -> None:
    shape = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    later = "http://schemas.microsoft.com/office/word/2010/wordml"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    run = (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="wps"><w:t>un</w:t>'
        "</mc:Choice>"
        "<mc:Fallback><w:t>deux</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    xml = parts(in_document(FIRST, run + FIRST))["word/document.xml"].decode()
    head = (
        f'<w:document xmlns:wps="{shape}" xmlns:w14="{later}" xmlns:mc="{compatible}" mc:Ignorable="w14 wps"'
    )
    base = repacked(BASE, {"word/document.xml": xml.replace("<w:document", head, 1).encode()})
    xml = parts(build(base=base))["word/document.xml"].decode()
    assert f'xmlns:wps="{shape}"' in xml
    assert "w14" not in xml.split("Ignorable", 1)[-1].split(">", 1)[0]
    held = docx.Document(io.BytesIO(build(base=base)))
    assert held.settings.element.find(qn("w:removePersonalInformation")) is not None


def test_the_words_of_placeholders_that_word_keeps_apart_tell_nothing(tmp_path: Path) -> None:
    """Word keeps the placeholders of a base in a document of their own, with settings of their own."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    held = parts(BASE)
    types = (
        f'<Override PartName="/word/glossary/document.xml" ContentType="{kind}document.glossary+xml"/>'
        f'<Override PartName="/word/glossary/settings.xml" ContentType="{kind}settings+xml"/></Types>'
    )
    relation = '<Relationship Id="rId{n}" Type="{office}/{kind}" Target="{target}"/></Relationships>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    block = (
        f'<w:glossaryDocument {W}><w:docParts><w:docPart><w:docPartPr><w:name w:val="DefaultPlaceholder"/>'
        '</w:docPartPr><w:docPartBody><w:p w:rsidR="00AB12CD"><w:r><w:t>Écrivez ici</w:t></w:r></w:p>'
        "</w:docPartBody></w:docPart>"
        "</w:docParts></w:glossaryDocument>"
    )
    settings = f'<w:settings {W}><w:attachedTemplate xmlns:r="{office}" r:id="rId1"/><w:rsids/></w:settings>'
    template = relation.format(n=1, office=office, kind="attachedTemplate", target="C:/jdupont.dotx")
    template = template.replace('"/></', '" TargetMode="External"/></')
    own = relation.format(n=1, office=office, kind="settings", target="settings.xml")
    main = relation.format(n=98, office=office, kind="glossaryDocument", target="glossary/document.xml")
    base = repacked(BASE, {
        "[Content_Types].xml": held["[Content_Types].xml"].replace(b"</Types>", types.encode()),
        "word/_rels/document.xml.rels": held["word/_rels/document.xml.rels"].replace(
            b"</Relationships>", main.encode()),
        "word/glossary/document.xml": block.encode(),
        "word/glossary/settings.xml": settings.encode(),
        "word/glossary/_rels/document.xml.rels": (relations + own).encode(),
        "word/glossary/_rels/settings.xml.rels": (relations + template).encode(),
    })  # fmt: skip
    data = build(base=base)
    everything = b" ".join(parts(data).values())
    assert "Écrivez ici".encode() in everything
    assert not re.search(rb"rsid|jdupont|attachedTemplate", everything)
    assert audited(data, tmp_path) == []
