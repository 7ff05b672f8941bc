# ruff: noqa: E501  (the parts of a presentation are long)
"""Office documents as sources: laid out by LibreOffice, and nothing let in that hides in their archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from conftest import built, invoke, needed, write_dossier
from given import given
from PIL import Image

from dossier.findings import DossierError, Exit
from dossier.intake.kinds import Taken, office
from dossier.intake.kinds.office import container, shown, soffice

Entries = dict[str, bytes]
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODT = (
    f'<office:document-content xmlns:office="{ODF}office:1.0" xmlns:text="{ODF}text:1.0" '
    f'xmlns:draw="{ODF}drawing:1.0" xmlns:style="{ODF}style:1.0" xmlns:fo="{ODF}xsl-fo-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:automatic-styles>'
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-family="Inconnue"/></style:style>'
    "</office:automatic-styles><office:body><office:text>"
    '<text:h text:outline-level="1">Délibération</text:h>'
    '<text:p><text:span text:style-name="T1">Été à la mairie.</text:span>{}</text:p>'
    "</office:text></office:body></office:document-content>"
)
RTF = rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Liberation Serif;}{\f1 Police Rare;}{\f2 Jamais Lue;}}\f0 Bonjour\par\f1 Fin\par}"


def word(change: Callable[[Any], None] = lambda _: None) -> bytes:
    document = docx.Document()
    document.styles["Normal"].font.name = "Liberation Serif"
    document.add_heading("Titre du rapport", 1).runs[0].font.name = "Liberation Sans"
    document.add_paragraph("Été à la mairie, déjà.")
    document.add_page_break()
    document.add_paragraph("Seconde page")
    change(document)
    out = io.BytesIO()
    document.save(out)
    entries = container.entries(out.getvalue(), "x")
    theme = entries["word/theme/theme1.xml"]
    for name in (b"Calibri", b"Cambria"):
        theme = theme.replace(b'typeface="' + name, b'typeface="Liberation Serif')
    return container.packed({**entries, "word/theme/theme1.xml": theme})


def odt(more: str = "", **entries: str) -> bytes:
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ODF}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    found = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT.format(more)}
    found |= {"META-INF/manifest.xml": manifest, **entries}
    return container.packed({name: text.encode() for name, text in found.items()})


def slides(count: int, hidden: int = 0) -> bytes:
    a, p = (f"http://schemas.openxmlformats.org/{n}/2006/main" for n in ("drawingml", "presentationml"))
    r, rel = (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.presentationml."
    tree = '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{}</p:spTree></p:cSld>'
    box = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="900000" '
        'y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        '<p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="fr"><a:latin typeface="Liberation Sans"/></a:rPr><a:t>Diapositive {}</a:t></a:r></a:p></p:txBody></p:sp>'
    )

    def part(name: str, inner: str, more: str = "") -> str:
        return f'<p:{name} xmlns:a="{a}" xmlns:p="{p}" xmlns:r="{r}"{more}>{inner}</p:{name}>'

    def rels(*pairs: tuple[str, str]) -> str:
        rows = (
            f'<Relationship Id="rId{n}" Type="{r}/{kind}" Target="{to}"/>'
            for n, (kind, to) in enumerate(pairs, 1)
        )
        return f'<Relationships xmlns="{rel}">{"".join(rows)}</Relationships>'

    numbers = range(1, count + 1)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n + 1}"/>' for n in numbers)
    colours = '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
    overrides = {
        "/ppt/presentation.xml": "presentation.main",
        "/ppt/slideMasters/slideMaster1.xml": "slideMaster",
        "/ppt/slideLayouts/slideLayout1.xml": "slideLayout",
    }
    overrides |= {f"/ppt/slides/slide{n}.xml": "slide" for n in numbers}
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="{n}" ContentType="{main}{k}+xml"/>' for n, k in overrides.items()) + "</Types>",
        "_rels/.rels": rels(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": part("presentation", f'<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'),
        "ppt/_rels/presentation.xml.rels": rels(("slideMaster", "slideMasters/slideMaster1.xml"), *(("slide", f"slides/slide{n}.xml") for n in numbers)),
        "ppt/slideMasters/slideMaster1.xml": part("sldMaster", tree.format("") + colours + '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>'),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": rels(("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": part("sldLayout", tree.format("")),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": rels(("slideMaster", "../slideMasters/slideMaster1.xml")),
    }  # fmt: skip
    for n in numbers:
        entries[f"ppt/slides/slide{n}.xml"] = part(
            "sld", tree.format(box.format(n)), ' show="0"' if n <= hidden else ""
        )
        entries[f"ppt/slides/_rels/slide{n}.xml.rels"] = rels(
            ("slideLayout", "../slideLayouts/slideLayout1.xml")
        )
    return container.packed({name: text.encode() for name, text in entries.items()})


def converted(data: bytes, name: str = "rapport.docx") -> Taken:
    kind = office.recognise(data, name)
    assert kind
    return office.to_pdf(given(name, data), kind)


def codes(data: bytes, name: str = "rapport.docx") -> list[str]:
    with pytest.raises(DossierError) as raised:
        converted(data, name)
    return [f.code for f in raised.value.findings]


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def changed(data: bytes, change: Callable[[Entries], None]) -> bytes:
    entries = container.entries(data, "x")
    change(entries)
    return container.packed(entries)


def needs_office() -> None:
    needed("soffice")


@pytest.mark.slow
def test_a_word_file_is_bound_with_its_tags_text_and_images(tmp_path: Path) -> None:
    needs_office()
    noise = io.BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(noise, "JPEG")
    data = word(lambda d: d.add_picture(io.BytesIO(noise.getvalue())))
    made = converted(data)
    assert [f.code for f in made.findings] == []
    first, second = texts(made.pdf)
    assert "Titre du rapport" in first
    assert "Été à la mairie, déjà." in first
    assert "Seconde page" in second
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert "/Outlines" in pdf.Root
        streams = [bytes(o.read_raw_bytes()) for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert noise.getvalue() in streams, "the bytes of a JPEG are kept"
    assert converted(data).pdf == made.pdf, "the same bytes on any day"
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/rapport.docx").write_bytes(data)
    bound = built(write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/rapport.docx"}}))
    # The picture has no alternative text, which is for others to say.
    assert not [code for code in bound.codes() if code.startswith(("office", "source", "image"))]
    assert [p["source_page"] for p in bound.framed()] == [1, 2]
    assert bound.record["documents"][0]["kind"] == "docx"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "name", "kind", "words"),
    [(odt(), "a.odt", "odt", ["mairie"]), (RTF, "a.rtf", "rtf", ["Bonjour"]),
     (slides(3, 1), "a.pptx", "pptx", ["Diapositive 2", "Diapositive 3"])],
    ids=["odt", "rtf", "pptx"],
)  # fmt: skip
def test_odt_rtf_and_pptx(data: bytes, name: str, kind: str, words: list[str]) -> None:
    needs_office()
    assert office.recognise(data, name) == kind
    made = converted(data, name)
    found = texts(made.pdf)
    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))
    if kind == "pptx":
        assert [f.code for f in made.findings] == ["office-hidden"]
    else:
        assert [(f.code, f.facts["fonts"]) for f in made.findings] == [
            ("office-fonts", {"odt": "Inconnue", "rtf": "Police Rare"}[kind])
        ]


def test_a_word_file_whose_text_has_a_number_is_known() -> None:
    numbered = {
        name.replace("document.xml", "document2.xml"): content.replace(b"document.xml", b"document2.xml")
        for name, content in container.entries(word(), "a.docx").items()
    }
    assert "word/document2.xml" in numbered
    assert office.recognise(container.packed(numbered), "a.docx") == "docx"
    (passages, again) = (
        shown.read(entries, b"", "docx", 1).passages()
        for entries in (numbered, container.entries(word(), "a.docx"))
    )
    assert passages == again
    assert ("body", "Titre du rapport") in passages


def test_an_odt_that_was_packed_anew_is_known_and_its_type_comes_first() -> None:
    with zipfile.ZipFile(io.BytesIO(odt())) as archive:
        held = {name: archive.read(name) for name in sorted(archive.namelist())}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    assert next(iter(held)) != "mimetype"
    assert office.recognise(out.getvalue(), "a.odt") == "odt"
    assert container.packed(held)[30:].startswith(b"mimetype")


@pytest.mark.slow
def test_what_lies_elsewhere_is_neither_fetched_nor_missed_in_silence(tmp_path: Path) -> None:
    needs_office()
    secret = tmp_path / "secret.png"
    Image.new("RGB", (50, 50), "red").save(secret)
    image = f'<draw:frame draw:name="f" xmlns:svg="{ODF}svg-compatible:1.0" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{{}}"/></draw:frame>'
    made = converted(odt(image.format(secret.as_uri()) + image.format("http://exemple.fr/i.png")), "a.odt")
    assert ("office-external", 2) in [(f.code, f.facts.get("count")) for f in made.findings]
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]

    def link(entries: Entries) -> None:
        outside = secret.as_uri().encode()
        rels = entries["word/_rels/document.xml.rels"]
        entries["word/_rels/document.xml.rels"] = rels.replace(
            b'Target="media/image1.png"', b'Target="' + outside + b'" TargetMode="External"'
        )
        entries["word/document.xml"] = entries["word/document.xml"].replace(b"r:embed", b"r:link")

    linked = changed(word(lambda d: d.add_picture(str(secret))), link)
    made = converted(linked)
    assert [(f.code, f.facts.get("count")) for f in made.findings] == [("office-external", 1)]
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]


BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boum"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


def raw_zip(entries: list[tuple[str, bytes]], **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = more.get("attributes", 0)
            archive.writestr(info, content)
    return out.getvalue()


def with_entry(name: str, content: bytes, **more: Any) -> bytes:
    return raw_zip([*container.entries(word(), "x").items(), (name, content)], **more)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: with_entry("../../etc/passwd", b"x"), "package-unsafe"),
        (lambda: with_entry("/etc/passwd", b"x"), "package-unsafe"),
        (lambda: with_entry("C:\\windows\\x", b"x"), "package-unsafe"),
        (lambda: with_entry("word/lien", b"/etc/passwd", attributes=0o120777 << 16), "package-unsafe"),
        (lambda: with_entry("word/document.xml", b"<a/>"), "package-unsafe"),
        (lambda: with_entry("customXml/item1.xml", BILLION), "package-unsafe"),
        (lambda: with_entry("customXml/item1.xml", BILLION.decode().encode("utf-16")), "package-unsafe"),
        (lambda: with_entry("word/media/a.svg", BILLION), "package-unsafe"),
        (lambda: with_entry("word/bombe.xml", bytes(9 << 20)), "package-bomb"),
        (lambda: word()[:-200], "package-broken"),
        (lambda: word()[:6000], "package-broken"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "office-protected"),
        (lambda: changed(word(), lambda e: e.update({"word/document.xml": b"<w:document"})), "package-broken"),
    ],
)  # fmt: skip
def test_traps_are_refused_before_libreoffice_sees_them(
    data: Callable[[], bytes], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soffice, "convert", lambda *_: pytest.fail("it was opened"))
    monkeypatch.setattr(container, "_MOST_TEXT", 8 << 20)
    assert codes(data()) == [code]


def test_an_encrypted_odt_is_refused() -> None:
    manifest = '<m xmlns:manifest="x"><manifest:encryption-data/></m>'
    assert codes(odt(**{"META-INF/manifest.xml": manifest}), "a.odt") == ["office-protected"]


def test_an_old_package_that_names_its_document_type_is_no_trap() -> None:
    plain = (
        b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><m/>'
    )
    assert container.entries(raw_zip([("META-INF/manifest.xml", plain)]), "x")


@pytest.mark.parametrize("answer", [None, b"", b"%PDF-1.7 rien", TimeoutError()])
def test_what_libreoffice_does_not_make_is_no_page_lost(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(*_: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return soffice.Laid(answer, True)

    monkeypatch.setattr(soffice, "convert", convert)
    assert codes(word()) == ["office-failed"]


def test_fewer_pages_than_slides_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    monkeypatch.setattr(soffice, "convert", lambda *_: soffice.Laid(out.getvalue(), True))
    assert codes(slides(2), "a.pptx") == ["office-failed"]


def test_without_libreoffice_the_cure_is_said_and_the_code_is_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soffice, "program", lambda: None)
    with pytest.raises(DossierError) as raised:
        converted(word())
    assert [f.code for f in raised.value.findings] == ["office-missing"]
    assert raised.value.exit is Exit.DEPENDENCY


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "doc"])
def test_spreadsheets_and_old_files_are_refused_by_name(tmp_path: Path, kind: str) -> None:
    data = (
        raw_zip([("xl/workbook.xml", b"<a/>")])
        if kind == "xlsx"
        else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    )
    (tmp_path / "sources").mkdir()
    (tmp_path / f"sources/a.{kind}").write_bytes(data)
    run = invoke(
        "check", "--manifest", write_dossier(tmp_path, {"a": None}, {"a": {"file": f"sources/a.{kind}"}})
    )
    assert run.returncode == 3
    assert "source-kind" in run.stdout + run.stderr
