"""What nobody sees in print: taken out, or asked about; what is seen stays where it is."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bad import pdfs
from conftest import Sheet
from hiding import MARK, PIXELS, SEEN, WIDE, Change, asked_of, file, gone, held, looks, printed, scanned, text
from pikepdf import Array, Dictionary, Name, Stream

from dossier import report
from dossier.findings import DossierError, Finding
from dossier.raster import Reader
from dossier.work import Crew


def refused(worker: Crew, data: bytes, hidden: Any = None, **more: Any) -> Finding:
    with pytest.raises(DossierError) as error:
        printed(worker, data, hidden, **more)
    (finding,) = error.value.findings
    return finding


# -- under something, without colour, too small


def stamped(pdf: pikepdf.Pdf) -> None:
    """A stamp that covers the line of the marker."""
    page = pdf.pages[0].obj
    look = Stream(pdf, b"0 0 1 rg 0 0 200 40 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, 200, 40])
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([90, 290, 290, 330]), F=4)
    stamp.AP = Dictionary(N=pdf.make_indirect(look))
    page.Annots = Array([pdf.make_indirect(stamp)])


BOX = "0 g 90 290 300 30 re f"


HIDING = {
    "white on white": text(before="1 g"),
    "nearly white": text(before=".98 .98 1 rg"),
    "white on a white box over black": f"{BOX} 1 g 95 292 200 20 re f {text(before='1 g')}",
    "tiny": text(size=0.5),
    "without paint": text(before="3 Tr"),
    "clip only": text(before="7 Tr"),
    "no opacity": f"q /Clear gs {text()} Q",
    "under a black box": f"{text()} {BOX}",
    "under a picture": f"{text()} q 300 0 0 40 90 290 cm /I Do Q",
    "clipped away": f"q 10 10 20 20 re W n {text()} Q",
    "under a stamp": text(),
    "in a form": f"/F Do {BOX}",
}


GIVEN_AWAY = {
    "a name that is seen elsewhere": f"{text('Dupontel')} {text('Dupontel', y=450, before='1 g')}",
    "words of a line that is seen": f"{text('Le maire refuse la demande')} "
    + text("Le maire refuse", y=450, before="1 g").replace("refuse", "accepte"),
    "without paint beside an outline": f"100 450 m 200 450 l S {text(before='3 Tr')}",
    "without paint on a plain box": f"0.9 g 90 290 300 30 re f {text(before='3 Tr')}",
    "a number": text("4 125 euros", before="1 g"),
}


@pytest.mark.parametrize("way", GIVEN_AWAY)
def test_words_are_given_away_though_the_page_has_much_the_same(way: str, worker: Crew) -> None:
    assert refused(worker, file(GIVEN_AWAY[way])).code == "text-hidden"


COVER = {
    "white on a white box over black": f"{BOX} 1 g 95 292 200 20 re f",
    "under a black box": BOX,
    "under a picture": "q 300 0 0 40 90 290 cm /I Do Q",
    "in a form": BOX,
}


def marked_form(pdf: pikepdf.Pdf) -> None:
    resources = pdf.pages[0].obj.Resources
    resources.XObject.F = pdf.make_indirect(
        Stream(
            pdf,
            text().encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 2000, 2000]),
            Resources=Dictionary(Font=resources.Font),
        )
    )


@pytest.mark.parametrize("way", HIDING)
def test_words_that_nobody_sees_are_an_error_until_somebody_decides(
    way: str, worker: Crew, tmp_path: Path
) -> None:
    change = {"under a stamp": stamped, "in a form": marked_form}.get(way)
    data = file(HIDING[way], change)
    finding = refused(worker, data)
    assert (finding.code, finding.facts["words"], finding.facts["pages"]) == ("text-hidden", MARK, "1 (1)")
    message, cure = report.word(finding)
    assert MARK in message
    assert "hidden: keep" in cure
    kept = printed(worker, data, "keep")
    assert [f.code for f in kept.later or ()] == ["hidden-kept"]
    assert "hidden-kept" in [done.code for done in kept.treatment]
    assert MARK in held(tmp_path, kept.pdf)
    left = printed(worker, data, "remove")
    found = held(tmp_path, left.pdf)
    assert MARK not in found
    assert SEEN in found
    assert looks(left.pdf, left) == looks(printed(worker, file(COVER.get(way, ""), change)).pdf, left)
    assert [f.code for f in left.later or ()] == ["hidden-removed"]
    assert left.removed["hidden-text"] >= 1


@pytest.mark.parametrize("sheet", [{"rotate": 90}, {"unit": 2.0}, {"crop": (50, 200, 500, 700)}])
def test_hidden_words_are_found_on_any_page(sheet: dict[str, Any], worker: Crew, tmp_path: Path) -> None:
    data = file(text(before="1 g"), **sheet)
    assert refused(worker, data).code == "text-hidden"
    assert MARK not in held(tmp_path, printed(worker, data, "remove").pdf)


def test_pages_that_are_not_kept_are_not_looked_at(worker: Crew) -> None:
    data = pdfs.good(Sheet(), Sheet(draw=text(before="1 g")))
    assert printed(worker, data, keep=1).later == ()
    assert refused(worker, data, keep=2).facts["pages"] == "2 (1)"


def test_what_is_seen_of_a_line_stays_in_its_place(worker: Crew, tmp_path: Path) -> None:
    line = f"Monsieur {MARK} habite ici (depuis peu)".replace("(", "\\(").replace(")", "\\)")
    before = "BT 0 g /F1 12 Tf 2 Tw .3 Tc 95 Tz 100 300 Td"
    x = 100 + 0.95 * (12 * (0.833 + 0.556 * 2 + 0.5 + 0.222 + 0.556 * 2 + 0.333 + 0.278) + 9 * 0.3 + 2)
    box = f"0 g {x - 1:.2f} 295 {0.95 * (12 * WIDE + 8 * 0.3) + 1:.2f} 16 re f"
    shown = f"{before} [({line[:12]}) -30 ({line[12:]})] TJ 0 -20 Td (suite) Tj ET {box}"
    data = file(shown)
    assert MARK in str(refused(worker, data).facts["words"])
    left = printed(worker, data, "remove")
    found = held(tmp_path, left.pdf)
    assert not re.search("ZMARK|MARKED|ARKEDZ", found)
    assert re.search(r"Monsieur\s+habite ici \(depuis peu\)", found)
    assert looks(left.pdf, left) == looks(printed(worker, data, "keep").pdf, left)


def test_single_letters_of_a_hidden_sentence_go_with_it(worker: Crew, tmp_path: Path) -> None:
    data = file(text("Reponse : 7 ou Q", before="1 g"))
    assert refused(worker, data).facts["words"] == "Reponse : 7 ou Q"
    left = printed(worker, data, "remove")
    with Reader(left.pdf) as reader, reader.page(1) as page:
        assert page.text().split() == SEEN.split()


def test_half_covered_words_stay(worker: Crew) -> None:
    data = file(f"{text()} 0 g 90 290 300 14 re f")
    assert printed(worker, data).later == ()


SCAN = "q 595 0 0 842 0 0 cm /I Do Q"


SMALL_SCAN = "q 300 0 0 200 90 200 cm /I Do Q"


STRIPS = " ".join(f"q 595 0 0 160 0 {y} cm /I Do Q" for y in (0, 170, 340, 510, 680))


OUTLINES = " ".join(f"{x} 298 m {x + 4} 312 l {x + 8} 298 l S" for x in range(98, 140, 4))


FINE = {
    "recognised text over a scan": f"{SCAN} {text(before='3 Tr')}",
    "recognised text under a scan": f"{text(before='3 Tr')} {SCAN}",
    "painted text under a scan": f"{text()} {SCAN}",
    "recognised text over a picture": f"{SMALL_SCAN} {text(before='3 Tr')}",
    "spaces": text(" " * 40, before="1 g"),
    "fake bold": f"{text()} {text(x=100.3)}",
    "a shadow": f"{text(before='.6 g', x=101, y=299)} {text()}",
    "again and again": f"{text()} " * 3,
    "without colour beside what is seen": f"{text()} {text(before='3 Tr', x=100.5)}",
    "single letters": f"{text('a', before='1 g')} {text('b', 200, before='1 g')}",
    "dots": text(". . . . . .", before="1 g"),
    "soft hyphens": text("\\255 \\255\\255\\255 \\255", before="1 g"),
    "ligatures spelled out": " ".join(
        f"{text('M', x=x, size=14, before='0 Tr 0 g')} {text('ffi', x=x + 0.5, y=302, before='3 Tr', size=6)}"
        for x in (100, 200, 300)
    ),
    "recognised text over strips": f"{STRIPS} {text(before='3 Tr')} {text(y=700, before='3 Tr')}",
    "recognised text over outlines": f"{OUTLINES} {text('XXXX', before='3 Tr')}",
    "a line that is seen elsewhere": f"{text('Un titre que chacun voit')} "
    + text("Un titre que chacun voit", y=450, before="1 g"),
    "a gradient within letters": f"q {text(before='7 Tr', size=40)} 1 0 0 rg 90 290 400 60 re f Q",
    "white on black": f"{BOX} {text(before='1 g')}",
    "a white picture": "q 90 0 0 60 100 200 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \xff\xff EI Q",
    "a picture twice": f"{SMALL_SCAN} {SMALL_SCAN}",
}


@pytest.mark.parametrize("way", FINE)
def test_what_gives_nothing_away_is_not_said(way: str, worker: Crew) -> None:
    left = printed(worker, file(FINE[way], scanned))
    assert left.later == ()
    assert asked_of(left) == {}


PICTURE = "q 90 0 0 60 100 200 cm /I Do Q"


OTHER = "BI /W 4 /H 1 /BPC 8 /CS /G ID \x10\xf0\x20\xe0 EI"


UNDER = {
    "a black box": "0 g 90 190 120 80 re f",
    "two boxes": "0 g 90 190 60 80 re f 150 190 60 80 re f",
    "another picture": f"q 120 0 0 80 90 190 cm {OTHER} Q",
    "a shade of white": "1 g 90 190 120 80 re f",
}


@pytest.mark.parametrize("way", UNDER)
def test_a_picture_under_something_is_an_error_until_somebody_decides(
    way: str, worker: Crew, tmp_path: Path
) -> None:
    data = file(f"{PICTURE} {UNDER[way]}")
    finding = refused(worker, data)
    assert (finding.code, finding.facts["pages"]) == ("picture-hidden", "1 (1)")
    assert PIXELS.decode() in held(tmp_path, printed(worker, data, "keep").pdf)
    left = printed(worker, data, "remove")
    gone(tmp_path, left, file(UNDER[way]), worker)
    assert asked_of(left) == {"hidden-picture": 1}


def test_a_picture_of_which_a_part_is_seen_stays(worker: Crew) -> None:
    assert printed(worker, file(f"{PICTURE} 0 g 90 190 80 80 re f")).later == ()


# -- redactions


def redaction(rect: Sequence[float], page: int = 0, **more: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        one = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array(list(rect)), F=4, **more)
        pdf.pages[page].obj.Annots = Array([pdf.make_indirect(one)])

    return change


QUADS = Array([95, 312, 200, 312, 95, 296, 200, 296])


REDACTED = {
    "text": (text(), redaction((90, 290, 300, 320), IC=Array([0, 0, 0]))),
    "picture": (PICTURE, redaction((90, 190, 200, 270))),
    "quads": (text(), redaction((0, 0, 595, 842), QuadPoints=QUADS)),
}


@pytest.mark.parametrize("kind", REDACTED)
def test_a_redaction_that_was_never_applied_is_an_error(kind: str, worker: Crew, tmp_path: Path) -> None:
    data = file(*REDACTED[kind])
    finding = refused(worker, data)
    assert finding.code == "redact-unapplied"
    kept = printed(worker, data, "keep")
    assert "ZMARKEDZ" in held(tmp_path, kept.pdf) or kind == "picture"
    left = printed(worker, data, "remove")
    found = held(tmp_path, left.pdf)
    assert MARK not in found
    assert PIXELS.decode() not in found or kind != "picture"
    assert SEEN in found
    assert "/Redact" not in found
    with Reader(left.pdf) as reader, reader.page(1) as page:
        where = (105, 842 - 230 if kind == "picture" else 842 - 305)
        assert page.image(72).getpixel(where) == (0, 0, 0)


def test_a_redaction_with_nothing_under_it_or_on_another_page_is_none(worker: Crew) -> None:
    assert printed(worker, file(text(), redaction((90, 100, 300, 120)))).later == ()
    assert printed(worker, file(text(), redaction((0, 0, 600, 800), page=1))).later == ()


def test_a_picture_that_is_redacted_in_part_cannot_be_taken_out_surely(worker: Crew) -> None:
    data = file(PICTURE, redaction((90, 190, 150, 270)))
    assert refused(worker, data).code == "redact-unapplied"
    finding = refused(worker, data, "remove")
    assert finding.code == "hidden-stays"
    assert "flatten: true" in report.word(finding)[1]


def test_a_form_of_several_pages_is_changed_where_something_is_hidden(worker: Crew, tmp_path: Path) -> None:
    """The same form on two pages, one of which shows what the other hides."""

    def change(pdf: pikepdf.Pdf) -> None:
        marked_form(pdf)
        pdf.pages[1].obj.Resources = pdf.pages[0].obj.Resources
        pdf.pages[1].obj.Contents = pdf.make_stream(b"/F Do")

    left = printed(worker, file(f"/F Do {BOX}", change), "remove", keep=2)
    with Reader(left.pdf) as reader, reader.page(1) as one, reader.page(2) as two:
        assert MARK not in one.text()
        assert MARK in two.text()


def test_what_is_said_of_a_manifest_names_the_line_to_add(worker: Crew) -> None:
    finding = dataclasses.replace(refused(worker, file(text(before="1 g"))), place="manifest.yaml:9")
    (first, second) = report.lines([finding])
    assert MARK in first
    assert "hidden: remove" in second


@pytest.mark.parametrize("partly", [False, True])
def test_what_tags_say_of_what_is_gone_goes_with_it(partly: bool, worker: Crew, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.StructParents = 0
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        elements = []
        for number, words in enumerate((MARK, "Autre")):
            one = Dictionary(Type=Name.StructElem, S=Name.Span, P=root, Pg=page, K=number)
            one.ActualText = pikepdf.String(words)
            elements.append(pdf.make_indirect(one))
        root.K = Array(elements)
        root.ParentTree = Dictionary(Nums=Array([0, Array(elements)]))
        pdf.Root.StructTreeRoot = root

    beside = text("visible", 300) if partly else ""
    first = f"/Span <</MCID 0 /ActualText ({MARK})>> BDC {text(before='1 g')} {beside} EMC"
    data = file(f"{first} /Span <</MCID 1 /ActualText (Autre)>> BDC {text('Autre', y=200)} EMC", change)
    left = printed(worker, data, "remove")
    assert MARK not in held(tmp_path, left.pdf)
    with pikepdf.open(io.BytesIO(left.pdf)) as pdf:
        gone, stays = list(pdf.Root.StructTreeRoot.K)
    assert "/ActualText" not in gone
    assert str(stays.ActualText) == "Autre"
