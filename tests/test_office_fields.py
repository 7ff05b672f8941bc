# ruff: noqa: E501  (documents in a line each)
"""Fields that say where, who or when are bound as the author saw them; those that count pages are worked out."""

from __future__ import annotations

from pathlib import Path

import offices
import pypdfium2
import pytest
from conftest import needed
from offices import converted, field, handed, relation

NAMES = [
    "FILENAME", "FILENAME \\p", "TEMPLATE", "AUTHOR", "LASTSAVEDBY", "DOCPROPERTY Company", "FILESIZE", "REVNUM",
    "INFO Author", "USERNAME", "USERINITIALS", "USERADDRESS", "DOCVARIABLE x", "filename \\* MERGEFORMAT",
]  # fmt: skip
DATES = ["DATE", 'TIME \\@ "HH:mm"', "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME"]
LIVE = ["PAGE", "NUMPAGES \\* Arabic", "REF a \\h", "PAGEREF a", "STYLEREF 1", 'TOC \\o "1-3"']
#: What LibreOffice works out, and otherwise than Word showed it: no bookmark of that name, numbers by chapter.
SEEN = ["REF gone \\h", "PAGEREF _Toc9 \\h", 'NOTEREF "gone"', "SEQ Figure \\s 1", "SYMBOL 169"]
MARK = '<w:bookmarkStart w:id="1" w:name="A"/><w:bookmarkEnd w:id="1"/>'


def count(kind: str) -> dict[str, object]:
    return {f"office-{kind}": 1}


@pytest.mark.parametrize(
    ("instruction", "said"), [*((n, "names") for n in NAMES), *((d, "date") for d in DATES)]
)
@pytest.mark.parametrize("place", ["docx", "simple", "header", "box", "rtf", "rtf-header", "rtf-note"])
def test_a_field_that_says_where_who_or_when_becomes_its_result(
    instruction: str, said: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = field(f" {instruction} ", pieces=3)
    quoted = instruction.replace('"', "&quot;")
    simple = f'<w:p><w:fldSimple w:instr=" {quoted} "><w:r><w:t>VU</w:t></w:r></w:fldSimple></w:p>'
    box = f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{whole}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    told = instruction.replace("\\", "\\\\")
    rtf = f"{{\\field{{\\*\\fldinst {{ {told} }}}}{{\\fldrslt {{VU}}}}}}"
    name = "a.rtf" if place.startswith("rtf") else "a.docx"
    data = {
        "docx": lambda: offices.word(whole),
        "simple": lambda: offices.word(simple),
        "box": lambda: offices.word(box),
        "header": lambda: offices.word(
            '<w:sectPr><w:headerReference w:type="default" r:id="r5"/></w:sectPr>',
            relation("r5", "header", "header1.xml"),
            word__header1_0xml=offices.document(whole, "hdr"),
        ),
        "rtf": lambda: f"{{\\rtf1 {rtf}}}".encode(),
        "rtf-header": lambda: f"{{\\rtf1 {{\\header {rtf}}}x}}".encode(),
        "rtf-note": lambda: f"{{\\rtf1 {{\\footnote {rtf}}}x}}".encode(),
    }[place]()
    given, found = handed(monkeypatch, data, name)
    assert given.count(b"VU") == 1
    assert b"instr" not in given
    assert b"fldinst" not in given
    assert found == count(said)


@pytest.mark.parametrize("instruction", LIVE)
def test_a_field_that_the_document_answers_itself_stays(
    instruction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, found = handed(monkeypatch, offices.word(field(f" {instruction} ", pieces=4) + MARK), "a.docx")
    assert f"> {instruction} <".encode() in given
    assert found == {}
    told = instruction.replace("\\", "\\\\")
    rtf = f"{{\\rtf1 {{\\*\\bkmkstart A}}{{\\field{{\\*\\fldinst {told}}}{{\\fldrslt VU}}}}}}".encode()
    given, found = handed(monkeypatch, rtf, "a.rtf")
    assert told.encode() in given
    assert found == {}


@pytest.mark.parametrize("instruction", SEEN)
def test_a_field_that_would_be_worked_out_otherwise_shows_what_its_author_saw(
    instruction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = instruction.replace("\\", "\\\\")
    rtf = f"{{\\rtf1 {{\\*\\bkmkstart A}}{{\\field{{\\*\\fldinst {told}}}{{\\fldrslt VU}}}}}}".encode()
    quoted = instruction.replace('"', "&quot;")
    simple = f'<w:p><w:fldSimple w:instr=" {quoted} "><w:r><w:t>VU</w:t></w:r></w:fldSimple></w:p>'
    for data, name in (
        (offices.word(field(instruction, pieces=3) + MARK), "a.docx"),
        (offices.word(simple), "a.docx"),
        (rtf, "a.rtf"),
    ):
        given, found = handed(monkeypatch, data, name)
        assert given.count(b"VU") == 1
        assert b"instr" not in given
        assert b"fldinst" not in given
        assert found == {}
    given, _ = handed(monkeypatch, offices.word(field(instruction, "")), "a.docx")
    assert b"instr" in given, "of what has no result, one is worked out"


@pytest.mark.parametrize("instruction", ["FILENAME", "DATE", "AUTHOR"])
def test_a_field_without_a_result_is_left_out_and_said(
    instruction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rtf = f"{{\\rtf1 {{\\field{{\\*\\fldinst {instruction}}}{{\\fldrslt }}}}fin}}".encode()
    for data, name in ((offices.word(field(instruction, "")), "a.docx"), (rtf, "a.rtf")):
        given, found = handed(monkeypatch, data, name)
        assert instruction.encode() not in given
        assert found == count("blank")


@pytest.mark.parametrize("word", ["chdate", "chtime", "chdpl", "chdpa"])
def test_the_day_in_a_word_of_rtf_is_left_out(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given, found = handed(monkeypatch, f"{{\\rtf1 le \\{word} fin}}".encode(), "a.rtf")
    assert word.encode() not in given
    assert found == count("blank")


def test_other_fields_of_a_word_file_show_what_they_showed(monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        field(' IF 1 = 1 "a" "b" ') + field(" ADDIN ZOTERO_ITEM {C:\\marie} ") + field(" MERGEFIELD Nom ")
        + field(" MACROBUTTON Rien Tapez ici ", "") + "<w:p><w:r><w:dayLong/></w:r></w:p>"
    )  # fmt: skip
    given, found = handed(monkeypatch, offices.word(body), "a.docx")
    assert given.count(b"VU") == 3
    assert b"<w:t>Tapez ici</w:t>" in given
    assert b"marie" not in given
    assert found == count("blank"), "a day in letters, of which nothing says what it was"


ODT_NAMES = ["file-name", "template-name", "author-name", "author-initials", "sender-lastname", "sender-email",
             "creator", "initial-creator", "printed-by", "user-defined", "editing-cycles"]  # fmt: skip
ODT_DATES = ["date", "time", "creation-date", "modification-time", "printed-date", "editing-duration"]


@pytest.mark.parametrize(
    ("name", "said"), [*((n, "names") for n in ODT_NAMES), *((d, "date") for d in ODT_DATES)]
)
def test_fields_of_an_odt_become_what_the_author_saw(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f'<q:{name} xmlns:q="{offices.ODF}text:1.2" q:display="full">VU</q:{name}>'
    for body in (f'<text:{name} text:display="full">VU</text:{name}>', other):
        given, found = handed(monkeypatch, offices.odt(f"<text:p>{body}</text:p>"), "a.odt")
        assert b"VU" in given
        assert f":{name}".encode() not in given
        assert found == count(said)
    master = f'<office:document-styles xmlns:office="{offices.ODF}office:1.0" xmlns:text="{offices.ODF}text:1.0"><text:p><text:{name}>VU</text:{name}></text:p></office:document-styles>'
    given, found = handed(monkeypatch, offices.odt("", styles_0xml=master.encode()), "a.odt")
    assert b"<text:p>VU</text:p>" in given
    assert found == count(said)


def test_what_counts_pages_in_an_odt_stays_and_a_fixed_date_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = '<text:p><text:page-number>1</text:page-number><text:date text:fixed="true">1er mai</text:date></text:p>'
    given, found = handed(monkeypatch, offices.odt(body), "a.odt")
    assert b"<text:page-number>1</text:page-number>1er mai" in given
    assert found == {}


def test_slides_keep_their_number_and_freeze_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from test_office import changed, slides

    def change(entries: dict[str, bytes]) -> None:
        fields = "".join(
            f'<a:fld id="{{1}}" type="{kind}"><a:rPr lang="fr"/><a:t>{words}</a:t></a:fld>'
            for kind, words in (
                ("slidenum", "1"),
                ("datetime1", "VU"),
                ("file", "VU"),
                ("datetimeFigureOut", ""),
            )
        )
        for name in list(entries):
            if name.startswith("ppt/slides/slide"):
                entries[name] = entries[name].replace(b"</a:p>", fields.encode() + b"</a:p>")

    given, found = handed(monkeypatch, changed(slides(1), change), "a.pptx")
    assert given.count(b"VU") == 2
    assert given.count(b"<a:fld") == 1
    assert found == {"office-date": 1, "office-names": 1, "office-blank": 1}


def test_who_changed_and_who_commented_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(
        f'<w:p><w:ins w:id="{n}" w:author="{who}" w:initials="MD"><w:r><w:t>VU</w:t></w:r></w:ins></w:p>'
        for n, who in enumerate(("Marie", "Jean", "Marie"))
    )
    given, found = handed(monkeypatch, offices.word(body + '<w:commentReference w:id="1"/>'), "a.docx")
    assert b"Marie" not in given
    assert [given.count(b'author="%d"' % n) for n in (1, 2)] == [2, 1]
    assert b"commentReference" not in given
    assert found == {"office-changes": None}
    creator = "<office:change-info><dc:creator>Marie</dc:creator></office:change-info><office:annotation><dc:creator>Marie</dc:creator></office:annotation>"
    given, _ = handed(monkeypatch, offices.odt(creator), "a.odt")
    assert b"Marie" not in given
    rtf = b"{\\rtf1{\\*\\revtbl{Unknown;}{Marie;}}{\\revised\\revauth1 VU}{\\*\\atnauthor Marie}{\\info{\\author Marie}}}"
    given, found = handed(monkeypatch, rtf, "a.rtf")
    assert b"Marie" not in given
    assert given.count(b";}") == 2
    assert "office-changes" in found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.docx", "a.rtf", "a.odt"])
def test_libreoffice_prints_what_the_author_saw(name: str, tmp_path: Path) -> None:
    needed("soffice")
    data = {
        "a.docx": offices.word(field(" FILENAME \\p ") + field(" DATE ") + field(" PAGE ", "9")),
        "a.rtf": b"{\\rtf1\\ansi Bonjour {\\field{\\*\\fldinst FILENAME \\\\p}{\\fldrslt VU}} "
                 b"{\\field{\\*\\fldinst DATE}{\\fldrslt VU}} {\\field{\\*\\fldinst PAGE}{\\fldrslt 9}}\\par}",
        "a.odt": offices.odt("<text:p><text:file-name text:display='full'>VU</text:file-name> <text:date>VU</text:date> "
                             "<text:page-number>9</text:page-number></text:p>"),
    }[name]  # fmt: skip
    first, second = converted(data, name), converted(data, name)
    assert first.pdf == second.pdf
    document = pypdfium2.PdfDocument(first.pdf)
    (text,) = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert text.split() == ["Bonjour", "VU", "VU", "1"]
