# ruff: noqa: E501  (documents in a line each)
"""What an office document names outside itself, or would run, never reaches LibreOffice, in whatever writing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import offices
import pypdfium2
import pytest
from conftest import built, needed, write_dossier
from offices import W, field, handed, relation, relations
from PIL import Image

from dossier.findings import DossierError

SECRET = "file:///srv/marie/secret.png"
UNC = r"\\serveur\partage\secret"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "instruction",
    [
        b'{\\*\\fldinst INCLUDEPICTURE "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst INCLUDE\nPICTURE "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst INC{}LUDEPICTURE "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst {\\b INC}{\\i LUDETEXT} "/srv/marie/secret.pdf"}',
        b"{\\*\\fldinst \\u73?NCLUDEPICTURE \"/srv/marie/secret.pdf\"}",
        b"{\\*\\fldinst \\'49NCLUDEPICTURE \"/srv/marie/secret.pdf\"}",
        b"{\\*\\fldinst \\uc0\\u73 \\u78 CLUDEPICTURE \"/srv/marie/secret.pdf\"}",
        b'{\\fldinst includetext "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst IMPORT /srv/marie/secret.pdf}',
        b'{\\*\\fldinst LINK Word.Document.8 "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst DDEAUTO soffice "/srv/marie/secret.pdf" A1}',
        b'{\\*\\fldinst RD "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst DATABASE \\\\d "/srv/marie/secret.pdf"}',
        b'{\\*\\fldinst HYPERLINK "file:///srv/marie/secret.pdf"}',
        b'{\\*\\fldinst HYPERLINK "/srv/marie/secret.pdf" \\\\l "a"}',
    ],
)  # fmt: skip
def test_a_field_of_rtf_that_names_a_file_becomes_its_result(
    instruction: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"{\\rtf1\\ansi Bonjour {\\field" + instruction + b"{\\fldrslt {\\b VU}}}\\par}"
    given, said = handed(monkeypatch, data, "a.rtf")
    assert b"marie" not in given
    assert b"fldinst" not in given
    assert b"VU" in given
    assert said == {"office-external": 1}


@pytest.mark.parametrize(
    "group",
    [
        b"{\\*\\template C:\\\\marie.dot}",
        b"{\\*\n\\template C:\\\\marie.dot}",
        b"{\\template C:\\\\marie.dot}",
        b"{\\TEMPLATE C:\\\\marie.dot}",
        b"{\\*\\filetbl{\\file\\fid0 marie.rtf}}",
        b"{\\info{\\author marie}{\\hlinkbase file:///marie/}}",
        b"{\\object\\objautlink{\\*\\objclass Excel}{\\*\\objdata 6d61726965}{\\result VU}}",
        b"{\\object\\objemb{\\*\\objdata\\bin5 marie}{\\result VU}}",
        b"{\\*\\objdata marie}",
        b"{\\*\\datastore marie}",
        b"{\\*\\themedata marie}",
        b"{\\*\\inconnu marie{\\field{\\*\\fldinst PAGE}}}",
        b"{\\shp{\\*\\shpinst{\\sp{\\sn pibName}{\\sv file:///marie.png}}}}",
        b"{\\shp{\\*\\shpinst{\\sp{\\sn pihlShape}{\\sv {\\*\\hl{\\hlsrc file:///marie}}}}}}",
        b"{\\*\\fldinst INCLUDETEXT marie}",
        b"{\\b\\fldinst INCLUDETEXT marie}",
        b"{\\fonttbl{\\f0{\\*\\fontemb{\\*\\fontfile marie.ttf}} Arial;}}",
        b"{\\*\\atnauthor marie}{\\*\\annotation{\\*\\atndate 1}marie}",
        b"{\\*\\docvar {nom}{marie}}",
        b"{\\b\\pict\\pngblip{3c73}{7667}203c212d2d6d617269652d2d3e}",
        b"{\\shp{\\*\\shpinst{\\b\\sp{\\sn pib{}N\\'61me}{\\sv file:///marie.png}}}}",
        b"{\\pict\\pngblip 3c7376673e3c212d2d6d617269652d2d3e}",
    ],
)  # fmt: skip
def test_nothing_else_of_rtf_that_names_a_file_or_a_person_stays(
    group: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, _ = handed(monkeypatch, b"{\\rtf1\\ansi Bonjour " + group + b" fin\\par}", "a.rtf")
    assert b"marie" not in given
    assert b"6d617269" not in given
    assert b"Bonjour" in given
    assert b"fin" in given
    assert given.count(b"VU") == group.count(b"VU")


def test_what_shows_in_rtf_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    stays = (
        b"{\\rtf1\\ansi\\uc1 \\'zz{\\header \\'e9t\\'e9 \\u8217?{\\field{\\*\\fldinst  PAGE }{\\fldrslt 1}}}"
        b"{\\*\\bkmkstart a}{\\pict\\pngblip\\bin4 \x89P{\\}{\\footnote n}"
        b'{\\field{\\*\\fldinst HYPERLINK "https://exemple.fr/a?b=1" \\\\o "Bulle"{\\*\\datafield 00d0}}{\\fldrslt lien}}\\par}'
    )
    given, said = handed(monkeypatch, stays, "a.rtf")
    assert said == {}
    for kept in (
        b"\\'e9t\\'e9",
        b"\\u8217 ?",
        b" PAGE ",
        b"\\bin4 \x89P{\\",
        b"\\bkmkstart a",
        b"\\footnote n",
        b"zz",
    ):
        assert kept in given
    assert b'HYPERLINK "https://exemple.fr/a?b=1"' in given
    assert b"Bulle" not in given


@pytest.mark.parametrize("data", [b"{\\rtf1 Bonjour", b"{\\rtf1 \\bin999 x}", b"{\\rtf1 \\" + b"a" * 40 + b"}",
                                  b"{\\rtf1" + b"{" * 5000 + b"}" * 5001])  # fmt: skip
def test_rtf_that_is_not_whole_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DossierError) as raised:
        handed(monkeypatch, data, "a.rtf")
    assert [f.code for f in raised.value.findings] == ["package-broken"]


PLAIN = relation("r9", "image", SECRET, 'TargetMode="External"')


@pytest.mark.parametrize(
    "rels",
    [
        relations(PLAIN),
        relations(PLAIN).replace(b"<Relationship ", b"<x:Relationship xmlns:x='" + offices.RELATIONS.encode() + b"' "),
        relations(PLAIN.replace("External", "&#69;xternal")),
        relations(PLAIN.replace("External", "external")),
        relations(PLAIN.replace(' TargetMode="External"', "")),
        relations(PLAIN.replace("<Relationship ", '<Relationship a=">" ')),
        relations(PLAIN).decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16"),
        relations(relation("r9", "image", UNC)),
        relations(relation("r9", "image", "//srv/marie/x.png")),
        relations(relation("r9", "image", "/../../srv/marie/x.png", "TargetMode='External'")),
        relations(relation("r9", "attachedTemplate", "file:///srv/marie/a.dotx", "TargetMode='External'")),
        relations(relation("r9", "hyperlink", "file:///srv/marie/a.docx", "TargetMode='External'")),
        relations(relation("r9", "hyperlink", "ms-word:ofe|u|http://marie/a", "TargetMode='External'")),
        relations(relation("r9", "subDocument", "marie.docx", "TargetMode='External'")),
        relations(relation("r9", "frame", "marie.htm", "TargetMode='External'")),
        relations(relation("r9", "oleObject", "file:///marie.xls", "TargetMode='External'")),
    ],
)  # fmt: skip
def test_no_relation_leads_out_of_a_package(rels: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = offices.word("", word___rels__document_0xml_0rels=rels)
    given, said = handed(monkeypatch, data, "a.docx")
    assert b"marie" not in given
    assert b"serveur" not in given
    assert said == {"office-external": 1}


@pytest.mark.parametrize(
    "body",
    [
        field(' INCLUDEPICTURE "C:\\\\marie.png" \\d', pieces=5),
        field(' INCLUDETEXT "C:\\\\marie.docx"', pieces=9),
        field(" DDEAUTO excel marie.xls a"),
        field(' LINK Excel.Sheet.8 "C:\\\\marie.xls" a'),
        field(' RD "C:\\\\marie.docx"'),
        field(' includepicture "http://marie/a.png"'),
        field(' HYPERLINK "file:///C:/marie.docx"'),
        '<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;C:\\marie&quot; "><w:r><w:t>VU</w:t></w:r></w:fldSimple></w:p>',
        '<w:p><w:r><w:pict><v:shape><v:imagedata src="file:///marie.png"/></v:shape></w:pict><w:t>VU</w:t></w:r></w:p>',
        '<w:p><w:r><w:pict><v:rect href="\\\\marie\\x"/></w:pict><w:t>VU</w:t></w:r></w:p>',
        f'<x:p xmlns:x="{W}"><x:fldSimple x:instr="IMPORT marie"><x:r><x:t>VU</x:t></x:r></x:fldSimple></x:p>',
    ],
)  # fmt: skip
def test_no_field_and_no_attribute_of_a_word_file_names_a_file(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, said = handed(monkeypatch, offices.word(body), "a.docx")
    assert b"marie" not in given
    assert given.count(b"VU") == 1
    assert b"instr" not in given
    assert said == {"office-external": 1}


@pytest.mark.parametrize(
    "body",
    [
        # Marks that do not match, or that stand in another branch of a choice.
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDETEXT marie</w:instrText></w:r></w:p>',
        '<w:p><w:r><w:instrText>INCLUDETEXT marie</w:instrText><w:fldChar w:fldCharType="separate"/></w:r></w:p>',
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><m:AlternateContent xmlns:m="m"><m:Choice><w:instrText>'
        "INCLUDETEXT marie</w:instrText></m:Choice></m:AlternateContent></w:r></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        # A field in the instruction of another.
        field(" PAGE ").replace("> PAGE <", '> PAGE <').replace(
            "</w:instrText></w:r>", "</w:instrText></w:r><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>"
            "INCLUDETEXT marie</w:instrText><w:fldChar w:fldCharType='end'/></w:r>", 1),
    ],
)  # fmt: skip
def test_marks_of_fields_that_do_not_match_leave_nothing(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given, _ = handed(monkeypatch, offices.word(body), "a.docx")
    assert b"marie" not in given
    assert b"fldChar" not in given


def test_embedded_objects_leave_their_picture_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        '<w:p><w:r><w:object><v:shape><v:imagedata r:id="r3"/></v:shape>'
        '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="r4"/></w:object></w:r></w:p>'
        '<w:altChunk r:id="r5"/><w:p><w:r><w:pict><v:shape><v:imagedata r:id="r6"/></v:shape>'
        '<v:shape><v:imagedata r:id="r7"/></v:shape></w:pict></w:r></w:p>'
    )
    rels = (
        relation("r3", "image", "media/a.png") + relation("r4", "package", "embeddings/a.xlsx")
        + relation("r5", "aFChunk", "a.html") + relation("r6", "image", "media/b.svg")
        + relation("r7", "image", "media/c.eps") + relation("r8", "comments", "comments.xml")
    )  # fmt: skip
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink"><image l:href="file:///marie"/><a href="#x"/></svg>'
    extra = {
        "word__media__a_0png": png(), "word__media__b_0svg": svg, "word__media__c_0eps": b"%!PS marie",
        "word__embeddings__a_0xlsx": b"PK\3\4marie", "word__a_0html": b"<p>marie</p>",
        "word__vbaProject_0bin": b"\xd0\xcf\x11\xe0marie",
        "word__comments_0xml": offices.document('<w:comment w:author="marie"/>', "comments"),
    }  # fmt: skip
    given, said = handed(monkeypatch, offices.word(body, rels, **extra), "a.docx")
    assert b"marie" not in given
    assert b"imagedata" in given
    assert png() in given
    assert b'href="#x"' in given
    assert said == {"office-external": 1, "office-objects": 3}


def test_links_of_the_text_that_may_be_followed_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    rels = "".join(
        relation(f"h{n}", "hyperlink", to, 'TargetMode="External"')
        for n, to in enumerate(
            ("https://exemple.fr/a?b=c&amp;d=é", "mailto:a@exemple.fr", "HTTP://exemple.fr/")
        )
    )
    body = '<w:p><w:hyperlink r:id="h0"><w:r><w:t>VU</w:t></w:r></w:hyperlink></w:p>' + field(
        ' HYPERLINK "https://exemple.fr/b" \\l "ici" \\o "Bulle" ', pieces=3
    )
    given, said = handed(monkeypatch, offices.word(body, rels), "a.docx")
    assert said == {}
    for kept in ("https://exemple.fr/a?b=c&amp;d=é", "mailto:a@exemple.fr", "HTTP://exemple.fr/"):
        assert kept.encode() in given
    assert b'HYPERLINK "https://exemple.fr/b" \\l "ici"' in given


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<draw:frame><draw:image xlink:href="file:///marie.png"/></draw:frame>', {"office-external": 1}),
        ('<draw:frame><draw:image xmlns:z="http://www.w3.org/1999/xlink" z:href="../marie.png"/></draw:frame>', {"office-external": 1}),
        ('<draw:frame><draw:image xlink:href="file:&#47;&#47;/marie.png"/></draw:frame>', {"office-external": 1}),
        ('<text:section text:name="s"><text:section-source xlink:href="marie.odt"/><text:p>VU</text:p></text:section>', {"office-external": 1}),
        ('<text:section text:name="s"><office:dde-source office:dde-application="marie"/><text:p>VU</text:p></text:section>', {}),
        ('<table:table><table:table-source xlink:href="marie.ods"/></table:table>', {"office-external": 1}),
        ('<draw:frame><draw:plugin xlink:href="marie"/></draw:frame>', {"office-objects": 1}),
        ('<draw:frame><draw:floating-frame xlink:href="file:///marie"/></draw:frame>', {"office-objects": 1}),
        ('<draw:frame><draw:object-ole xlink:href="./marie"/></draw:frame>', {"office-objects": 1}),
        ('<office:event-listeners><script:event-listener xlink:href="vnd.sun.star.script:marie"/></office:event-listeners>', {}),
        ('<text:p><text:a xlink:href="file:///marie">VU</text:a></text:p>', {"office-external": 1}),
        ('<text:p><text:dde-connection text:connection-name="marie">VU</text:dde-connection></text:p>', {"office-external": 1}),
        ('<office:forms><form:form form:datasource="marie" form:command="marie"/></office:forms>', {}),
    ],
)  # fmt: skip
def test_nothing_of_an_odt_names_a_file(
    body: str, said: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, found = handed(monkeypatch, offices.odt(body), "a.odt")
    assert b"marie" not in given
    assert given.count(b"VU") == body.count("VU")
    assert found == said


def test_an_odt_keeps_its_pictures_formulas_and_links_and_nothing_that_nobody_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = (
        '<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 2"/></draw:frame>'
        '<text:p><text:a xlink:href="https://exemple.fr/">VU</text:a><text:a xlink:href="#ici">VU</text:a></text:p>'
    )
    math = b'<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    sheet = f'<o:document-content xmlns:o="{offices.ODF}office:1.0"><o:spreadsheet>marie</o:spreadsheet></o:document-content>'
    extra = {
        "Pictures__a_0png": png(), "Object 1__content_0xml": math, "Object 2__content_0xml": sheet.encode(),
        "Pictures__b_0png": png() + b"marie", "Basic__Standard__m_0xml": b"<m>marie</m>",
        "meta_0xml": b"<meta>marie</meta>", "META-INF__documentsignatures_0xml": b"<s>marie</s>",
    }  # fmt: skip
    given, said = handed(monkeypatch, offices.odt(body, **extra), "a.odt")
    assert b"marie" not in given
    assert png() in given
    assert math.split(b">", 1)[1] in given
    assert b'"https://exemple.fr/"' in given
    assert b'"#ici"' in given
    assert said == {"office-objects": 1}


def test_a_package_that_is_two_kinds_is_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    both = offices.word("", content_0xml=b"<marie/>", mimetype=b"application/vnd.oasis.opendocument.text")
    with zipfile.ZipFile(io.BytesIO(both)) as archive:
        assert "content.xml" in archive.namelist()
    given, _ = handed(monkeypatch, both, "a.odt")
    assert b"word/document.xml" not in given


@pytest.mark.slow
def test_a_file_of_the_machine_is_in_no_dossier(tmp_path: Path) -> None:
    needed("soffice")
    secret = tmp_path / "secret.txt"
    secret.write_text("phrase gardée", "utf-8")
    (tmp_path / "sources").mkdir()
    include = f'INCLUDETEXT "{secret}"'
    (tmp_path / "sources/a.rtf").write_text(
        f"{{\\rtf1\\ansi Bonjour\\par {{\\field{{\\*\\fldinst {include}}}{{\\fldrslt X}}}}\\par}}", "utf-8"
    )
    (tmp_path / "sources/b.docx").write_bytes(offices.word(field(f" {include} ", pieces=4)))
    section = (
        f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/></text:section>'
    )
    (tmp_path / "sources/c.odt").write_bytes(offices.odt(section))
    bound = built(
        write_dossier(
            tmp_path, dict.fromkeys("abc"), {n: {"file": f"sources/{n}.{s}"} for n, s in zip("abc", ("rtf", "docx", "odt"), strict=True)}
        )
    )  # fmt: skip
    assert bound.codes().count("office-external") == 3
    shown = pypdfium2.PdfDocument(bound.pdf)
    text = "".join(page.get_textpage().get_text_range() for page in shown)
    shown.close()
    assert text.count("Bonjour") == 3
    assert "gardée" not in text
