# ruff: noqa: E501  (documents in a line each)
"""What an office document shows stays what its author saw: symbols, marks that are gone, browsers' hiding."""

from __future__ import annotations

import io
from pathlib import Path

import office_files
import pikepdf
import pytest
from conftest import needed
from offices import converted, field, handed, odt, word

from dossier.intake import words

SYM = '<w:sym w:font="{}" w:char="{}"/>'
FORM = 'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'


def run(*inside: str) -> str:
    return f"<w:r><w:rPr><w:b/></w:rPr>{''.join(inside)}</w:r>"


def said(text: str) -> str:
    return f"<w:t>{text}</w:t>"


@pytest.mark.parametrize(
    ("inside", "runs"),
    [
        ([said("de"), SYM.format("Wingdings", "F0E0"), said("vers")], ["de", "", "vers"]),
        ([SYM.format("Symbol", "F061"), said("fin")], ["", "fin"]),
        ([said("le"), SYM.format("Symbol", "F062")], ["le", ""]),
        ([SYM.format("Wingdings", "F0FE"), SYM.format("Symbol", "F061"), said("fin")], ["", "", "fin"]),
        ([SYM.format("Symbol", "F061")], [""]),
    ],
)
def test_a_symbol_has_a_run_of_its_own(
    inside: list[str], runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, found = handed(monkeypatch, word(f"<w:p>{run(*inside)}</w:p>"), "a.docx")
    body = given[given.index(b"<w:document") :]
    body = body[: body.index(b"</w:document>") + len(b"</w:document>")]
    tree = runs_of(body)
    assert [text for text, bold in tree if bold] == runs
    assert found == {}


def runs_of(body: bytes) -> list[tuple[str, bool]]:
    """The runs of a part: what they say, and whether they are bold."""
    from lxml import etree

    spaces = {"w": office_files.W}
    root = etree.fromstring(body)
    return [
        ("".join(r.itertext()), bool(r.xpath("w:rPr/w:b", namespaces=spaces)))
        for r in root.iter(f"{{{office_files.W}}}r")
    ]


def test_what_a_browser_alone_hides_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    body = office_files.p("paraît", run="<w:webHidden/>") + office_files.p("CACHE", run="<w:vanish/>")
    given, _ = handed(monkeypatch, word(body), "a.docx")
    assert b"webHidden" not in given
    assert b"vanish" in given


@pytest.mark.parametrize(
    "reference",
    [
        '<text:bookmark-ref text:reference-format="page" text:ref-name="{}">VU</text:bookmark-ref>',
        '<text:reference-ref text:reference-format="text" text:ref-name="{}">VU</text:reference-ref>',
        '<text:note-ref text:note-class="footnote" text:ref-name="{}">VU</text:note-ref>',
        '<text:sequence-ref text:reference-format="value" text:ref-name="{}">VU</text:sequence-ref>',
    ],
)
def test_a_reference_of_an_odt_to_a_mark_that_is_gone_shows_what_it_showed(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = '<text:bookmark text:name="a"/><text:reference-mark text:name="b"/>'
    name = "a" if "bookmark" in reference else "b"
    body = f"<text:p>{marks}{reference.format('gone')} {reference.format(name)}</text:p>"
    given, found = handed(monkeypatch, odt(body), "a.odt")
    assert given.count(b"VU") == 2
    assert b'"gone"' not in given
    assert f'ref-name="{name}"'.encode() in given
    assert found == {}


@pytest.mark.parametrize("kind", ["FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "UNHANDLED"])
def test_the_type_of_a_form_field_is_no_file_elsewhere(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = f'<field:fieldmark {FORM} text:name="C" field:type="vnd.oasis.opendocument.field.{kind}"/>'
    given, found = handed(monkeypatch, odt(f"<text:p>{mark} accord</text:p>"), "a.odt")
    assert f"field.{kind}".encode() in given
    assert found == {}
    script = '<text:a xlink:href="vnd.sun.star.script:Rien.x?language=Basic">lien</text:a>'
    given, found = handed(monkeypatch, odt(f"<text:p>{script}</text:p>"), "a.odt")
    assert b"vnd.sun" not in given
    assert found == {"office-external": 1}


def drawn(*texts: tuple[int, str]) -> bytes:
    """A page with texts at heights, each in Helvetica of 12 points."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 300))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )))  # fmt: skip
        shown = "".join(f"BT /F 12 Tf 20 {y} Td ({text}) Tj ET " for y, text in texts)
        page.Contents = pdf.make_stream(shown.encode())
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("texts", "lost"),
    [
        ([(200, "ombre portee"), (200, "ombre portee")], 0),
        ([(200, "ombre portee"), (100, "ombre portee")], 0),
        ([(200, "ombre portee"), (200, "autre")], 2),
        ([(200, "ombre portee")], 2),
        ([(200, "ombre portee"), (900, "ombre portee")], 2),
    ],
)
def test_words_that_are_drawn_twice_at_one_place_are_two(texts: list[tuple[int, str]], lost: int) -> None:
    shown = [words.Shown("ombre portee"), words.Shown("ombre portee")]
    found = words.proof(shown, drawn(*texts), "a", "manifest.yaml")
    assert sum(int(str(f.facts["count"])) for f in found) == lost


@pytest.mark.slow
def test_symbols_marks_and_browsers_leave_the_words_as_they_were(tmp_path: Path) -> None:
    needed("soffice")
    body = (
        f"<w:p>{run(said('de'), SYM.format('Wingdings', 'F0E0'), said('vers'))}</w:p>"
        + office_files.p("browser", run="<w:webHidden/>") + field(" REF gone \\h ", "renvoi")
        + field(" PAGEREF gone ", "quarante") + field(" SEQ Tab \\s 1 ", "77") + field(" SYMBOL 169 ", "©")
    )  # fmt: skip
    made = converted(word(body), "a.docx")
    printed = words.printed(made.pdf)
    assert [f.code for f in made.findings] == []
    assert "".join(words.words(printed)) == "bonjourdeversbrowserrenvoiquarante77"
    assert printed.count("©") == 1
    bent = '<text:p><draw:custom-shape svg:width="8cm" svg:height="2cm"><text:p>ARC</text:p><draw:enhanced-geometry draw:type="fontwork-arch-up-curve" draw:text-path="true"/></draw:custom-shape></text:p>'
    assert [f.code for f in converted(odt(bent), "a.odt").findings] == ["office-drawn"]
