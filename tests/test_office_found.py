# ruff: noqa: E501  (parts in a line each)
"""What is said of office documents is true: fonts that text uses, changes that there are, parts that show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import offices
import pytest
from conftest import needed
from offices import W, converted, handed, odt, relation, word

from dossier.intake import files
from dossier.intake.kinds import office
from dossier.intake.kinds.office import container, faces, shown, soffice
from dossier.intake.kinds.office.disarm import package

WHO = 'w:id="1" w:author="X" w:date="2026-01-01T00:00:00Z"'
SAID = "<w:p><w:r><w:t>un deux</w:t></w:r></w:p>"


def read(data: bytes, kind: str = "docx", pages: int = 1) -> shown.Reading:
    if kind == "rtf":
        return shown.read({}, data, kind, pages)
    entries, _ = package.disarm(container.entries(data, "x"), kind)
    return shown.read(entries, b"", kind, pages)


def run(text: str, face: str = "", more: str = "") -> str:
    fonts = f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}"/>' if face else ""
    return f"<w:r><w:rPr>{fonts}{more}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><w:ins {WHO}/>{run('un')}</w:p>",
        f"<w:p><w:del {WHO}><w:r><w:delText/></w:r></w:del>{run('un')}</w:p>",
        f"<w:p><w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr>{run('un')}</w:p>",
        f"<w:p><w:pPr><w:jc w:val='center'/><w:pPrChange {WHO}><w:pPr/></w:pPrChange></w:pPr>{run('un')}</w:p>",
        f"<w:p>{run('un', more=f'<w:b/><w:rPrChange {WHO}><w:rPr/></w:rPrChange>')}</w:p>",
    ],
    ids=[
        "nothing put in",
        "nothing taken out",
        "a paragraph's end",
        "a paragraph's format",
        "a run's format",
    ],
)
def test_a_change_without_words_is_none(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given, said = handed(monkeypatch, word(body), "a.docx")
    assert b"Change " not in given
    assert b"<w:ins" not in given
    assert b"un</w:t>" in given
    assert "office-changes" not in said


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><w:ins {WHO}>{run('un')}</w:ins></w:p>",
        f"<w:p><w:del {WHO}><w:r><w:delText>un</w:delText></w:r></w:del></w:p>",
        f"<w:p><w:moveTo {WHO}>{run('un')}</w:moveTo></w:p>",
        f"<w:tbl><w:tr><w:trPr><w:del {WHO}/></w:trPr><w:tc>{SAID}</w:tc></w:tr></w:tbl>",
    ],
    ids=["put in", "taken out", "moved", "a row"],
)
def test_a_change_of_words_is_one(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "office-changes" in handed(monkeypatch, word(body), "a.docx")[1]


CHANGED = (
    '<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:{kind}><office:change-info/>{gone}'
    '</text:{kind}></text:changed-region></text:tracked-changes><text:p><text:change-start text:change-id="{id}"/>'
    'un<text:change-end text:change-id="{id}"/></text:p>'
)


@pytest.mark.parametrize(
    ("body", "there"),
    [
        ('<text:tracked-changes text:track-changes="false"/>', False),
        (CHANGED.format(kind="format-change", gone="", id="c1"), False),
        (CHANGED.format(kind="insertion", gone="", id="autre"), False),
        (CHANGED.format(kind="deletion", gone="<text:p/>", id="c1"), False),
        (CHANGED.format(kind="insertion", gone="", id="c1"), True),
        (CHANGED.format(kind="deletion", gone="<text:p>parti</text:p>", id="c1"), True),
    ],
    ids=["no region", "format", "named nowhere", "nothing taken out", "put in", "taken out"],
)
def test_changes_of_odt_are_those_of_words(body: str, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = handed(monkeypatch, odt(body), "a.odt")
    assert ("office-changes" in said) == there


@pytest.mark.parametrize(
    ("rtf", "there"),
    [
        (rb"{\rtf1{\*\revtbl{Inconnu;}}Bonjour\par}", False),
        (rb"{\rtf1 Bonjour{\revised  }\par}", False),
        (rb"{\rtf1 Bonjour{\revised\revauth1 encore}\par}", True),
        (rb"{\rtf1 Bonjour{\deleted\revauthdel1 encore}\par}", True),
    ],
)
def test_changes_of_rtf_are_those_of_words(rtf: bytes, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("office-changes" in handed(monkeypatch, rtf, "a.rtf")[1]) == there


SIGN = '<w:rStyle w:val="C"/>'
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Defaut"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:styleId="T"><w:rPr><w:rFonts w:ascii="Titre"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="S"><w:basedOn w:val="T"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="R"><w:basedOn w:val="R"/></w:style>'
    '<w:style w:type="character" w:styleId="C"><w:rPr><w:rFonts w:hAnsi="Signe"/></w:rPr></w:style></w:styles>'
).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (f"<w:p>{run('x', 'Rare')}</w:p>", {"Rare"}),
        (f"<w:p>{run(' ', 'Rare')}</w:p>", set()),
        (f"<w:p>{run('x', 'Rare', '<w:vanish/>')}</w:p>", set()),
        (f"<w:p><w:pPr><w:rPr><w:rFonts w:ascii='Rare'/></w:rPr></w:pPr>{run('x')}</w:p>", set()),
        (f"<w:p><w:pPr><w:pStyle w:val='S'/></w:pPr>{run('x')}</w:p>", {"Titre"}),
        (f"<w:p><w:pPr><w:pStyle w:val='S'/></w:pPr>{run('x', 'Rare')}</w:p>", {"Rare"}),
        (
            f"<w:p><w:pPr><w:pStyle w:val='S'/></w:pPr>{run('x', more=SIGN)}</w:p>",
            {"Signe"},
        ),
        (f"<w:p><w:pPr><w:pStyle w:val='R'/></w:pPr>{run('x')}</w:p>", set()),
        (f"<w:p><w:del {WHO}>{run('x', 'Rare')}</w:del></w:p>", set()),
    ],
)
def test_a_font_is_asked_for_by_text_that_prints(body: str, asked: set[str]) -> None:
    data = word(body, relation("s", "styles", "styles.xml"), word__styles_0xml=STYLES)
    assert set(read(data).faces()) - {"Defaut"} == asked


@pytest.mark.parametrize(
    ("data", "kind", "asked"),
    [
        (rb"{\rtf1\deff0{\fonttbl{\f0 Une;}{\f1 Deux;}{\f2\fnil Trois;}}x{\f1 }{\f2\b y}\par}", "rtf", {"Une", "Trois"}),
        (rb"{\rtf1\deff1{\fonttbl{\f0 Une;}{\f1 Deux;}}{\f0 x}{\v y}\par}", "rtf", {"Une"}),
    ],
)  # fmt: skip
def test_a_font_of_rtf_is_asked_for_by_letters(data: bytes, kind: str, asked: set[str]) -> None:
    assert set(read(data, kind).faces()) == asked


def test_a_stand_in_of_the_same_widths_is_none_to_warn_of() -> None:
    asked = ("Liberation Serif", "Times New Roman", "Calibri", "Calibri Light", "Cambria", "Police Rare")
    families = frozenset({"liberationserif", "carlito"})
    assert faces.lacking(asked, families) == ("Cambria (Caladea)", "Police Rare")
    assert faces.replaced(asked, families)[1:] == ("Calibri (Carlito)", "Calibri Light (Carlito)")
    assert faces.lacking(asked[:-1], families | {"caladea"}) == ()


def test_parts_that_nothing_asks_for_are_not_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = '<w:p><w:r><w:pict><v:shape><v:imagedata r:id="r2"/></v:shape></w:pict></w:r></w:p>'
    section = '<w:sectPr><w:headerReference w:type="default" r:id="r1"/></w:sectPr>'
    rels = relation("r1", "header", "header1.xml") + relation("r3", "header", "header2.xml")
    rels += relation("r2", "image", "media/a.png") + relation("r4", "image", "media/b.png")
    data = word(
        asked + section,
        rels,
        word__header1_0xml=offices.document(SAID, "hdr"),
        word__header2_0xml=offices.document("<w:p><w:r><w:t>EFFACE</w:t></w:r></w:p>", "hdr"),
        word__media__a_0png=b"\x89PNG\r\n\x1a\nGARDE",
        word__media__b_0png=b"\x89PNG\r\n\x1a\nEFFACE",
        word__slides__slide9_0xml=b"<a>EFFACE</a>",
    )
    given, said = handed(monkeypatch, data, "a.docx")
    assert b"GARDE" in given
    assert b"un deux" in given
    assert b"EFFACE" not in given
    assert said == {}


def test_what_an_odt_does_not_show_is_not_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = '<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>'
    extra = {"Pictures__a_0png": b"\x89PNG\r\n\x1a\nGARDE", "Pictures__b_0png": b"\x89PNG\r\n\x1a\nEFFACE"}
    given, _ = handed(monkeypatch, odt(picture, **extra, Object__content_0xml=b"<a>EFFACE</a>"), "a.odt")
    assert b"GARDE" in given
    assert b"EFFACE" not in given


def deck(listed: tuple[int, ...], there: int, hidden: int = 0) -> bytes:
    """A presentation whose list names the slides ``listed`` of those that are ``there``."""
    from test_office import slides

    entries = container.entries(slides(there, hidden), "x")
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n + 1}"/>' for n in listed)
    whole = entries["ppt/presentation.xml"].decode()
    head, _, rest = whole.partition("<p:sldIdLst>")
    tail = rest.partition("</p:sldIdLst>")[2]
    entries["ppt/presentation.xml"] = f"{head}<p:sldIdLst>{ids}</p:sldIdLst>{tail}".encode()
    return container.packed(entries)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: deck((1, 3), 3), ["Diapositive 1", "Diapositive 3"]),
        (lambda: deck((3, 1), 4), ["Diapositive 3", "Diapositive 1"]),
        (lambda: deck((1, 2), 5, hidden=1), ["Diapositive 2"]),
    ],
    ids=["one left over", "another order", "a hidden one"],
)
def test_slides_are_those_of_the_presentation(data: Callable[[], bytes], said: list[str]) -> None:
    reading = read(data(), "pptx")
    assert [text for _, text in reading.passages()] == said
    assert reading.slides == len(said)


@pytest.mark.slow
def test_a_slide_left_in_the_archive_is_not_bound() -> None:
    needed("soffice")
    made = converted(deck((1, 3), 3), "a.pptx")
    assert [f.code for f in made.findings] == []
    assert len(made.pages) == 0
    assert made.treatment[0].facts["pages"] == 2


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
EQUATION = f"<m:oMath {MATH}><m:f><m:num><m:r><m:t>débit</m:t></m:r></m:num><m:den><m:r><m:t>42</m:t></m:r></m:den></m:f><m:r><m:t>≤k</m:t></m:r></m:oMath>"


def test_the_letters_of_equations_are_counted() -> None:
    for body in (f"<w:p>{run('soit')}{EQUATION}</w:p>", f"<m:oMathPara {MATH}>{EQUATION}</m:oMathPara>"):
        assert ("formula", "débit 42 k") in [(w, " ".join(t.split())) for w, t in read(word(body)).passages()]
    from test_office import slides

    entries = container.entries(slides(1), "x")
    name = "ppt/slides/slide1.xml"
    entries[name] = entries[name].replace(b"</a:p>", f"<x:m xmlns:x='y'>{EQUATION}</x:m></a:p>".encode())
    passages = read(container.packed(entries), "pptx").passages()
    assert ("formula", "débit 42 k") in [(where, " ".join(text.split())) for where, text in passages]


@pytest.mark.parametrize(
    ("hidden", "said"), [("true", ["Bonjour"]), ("false", ["Bonjour", "sous condition"])]
)
def test_a_section_hidden_by_a_condition_is_not_counted(hidden: str, said: list[str]) -> None:
    condition = f'text:condition="ooow:Page==9" text:display="condition" text:is-hidden="{hidden}"'
    body = f'<text:section text:name="s" {condition}><text:p>sous condition</text:p></text:section>'
    assert [text for _, text in read(odt(body), "odt").passages()] == said


def odp(*pages: str, mimetype: str = "application/vnd.oasis.opendocument.presentation") -> bytes:
    """A presentation of ODF; each of ``pages`` is what a page holds, hidden where it begins with ``-``."""
    entries = container.entries(odt(""), "x")
    content = entries["content.xml"].decode()
    head, _, _ = content.partition("<office:body>")
    spaces = f'xmlns:presentation="{offices.ODF}presentation:1.0"'
    head = head.replace("<office:document-content ", f"<office:document-content {spaces} ")
    styles = (
        '<office:automatic-styles><style:style style:name="h" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles>'
    )
    rows = ""
    for page in pages:
        look = ' draw:style-name="h"' if page.startswith("-") else ""
        box = f"<draw:text-box><text:p>{page.lstrip('-')}</text:p></draw:text-box>"
        rows += (
            f'<draw:page{look}><draw:frame svg:width="9cm" svg:height="2cm">{box}</draw:frame></draw:page>'
        )
    body = f"<office:body><office:presentation>{rows}</office:presentation></office:body></office:document-content>"
    manifest = entries["META-INF/manifest.xml"].replace(b"opendocument.text", b"opendocument.presentation")
    made = {"mimetype": mimetype.encode(), "content.xml": (head + styles + body).encode()}
    return container.packed({**entries, **made, "META-INF/manifest.xml": manifest})


def test_an_odp_is_known_by_its_bytes() -> None:
    assert office.recognise(odp("Une"), "a.pdf") == "odp"
    template = "application/vnd.oasis.opendocument.presentation-template"
    assert office.recognise(odp("Une", mimetype=template), "a") == "odp"
    reading = read(odp("Une", "-Masquée", "Deux"), "odp")
    assert (reading.slides, reading.hidden) == (2, 1)
    assert [text for _, text in reading.passages()] == ["Une", "Deux"]


@pytest.mark.slow
def test_an_odp_is_bound_slide_by_slide() -> None:
    needed("soffice")
    made = converted(odp("Première", "-Masquée", "Dernière"), "a.odp")
    assert [f.code for f in made.findings] == ["office-hidden"]
    assert made.treatment[0].facts["pages"] == 2


def test_a_font_that_is_installed_later_makes_a_conversion_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soffice, "_FONTS", (str(tmp_path),))
    before = {name: files.digest(Path("/"), name) for name in soffice.font_folders()}
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype/Neuve.ttf").write_bytes(b"\0\1\0\0")
    changed = {name for name, known in before.items() if files.digest(Path("/"), name) != known}
    assert changed == {str(tmp_path)}
    assert str(tmp_path) in soffice.font_folders()


def test_what_a_slide_is_made_after_stays_related() -> None:
    entries, _ = package.disarm(container.entries(deck((1,), 2), "x"), "pptx")
    for name, to in (
        ("slideLayouts/_rels/slideLayout1", b"slideMaster1"),
        ("slides/_rels/slide1", b"slideLayout1"),
    ):
        assert to in entries[f"ppt/{name}.xml.rels"], "asked for by no number, and still part of it"
    assert "ppt/slides/slide2.xml" not in entries
