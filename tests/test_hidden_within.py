"""What hides where engines list nothing: in what lies on a page, in patterns, masks, glyphs, over a scan."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hiding import MARK, SEEN, Change, file, gone, held, looks, printed, scanned, text
from pikepdf import Array, Dictionary, Name, Stream
from test_hidden import redaction, refused

from dossier.work import Crew

# -- in what lies on a page


def on_page(content: str, kind: str = "Stamp", **more: object) -> Change:
    """An annotation of 200 by 40 that draws ``content``, with the page's fonts."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        look = Stream(pdf, content.encode(), Type=Name.XObject, Subtype=Name.Form)
        look.BBox, look.Resources = Array([0, 0, 200, 40]), Dictionary(Font=page.Resources.Font)
        one = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([90, 290, 290, 330]), F=4)
        one.AP = Dictionary(N=pdf.make_indirect(look))
        for key, value in more.items():
            one["/" + key] = value
        page.Annots = Array([*page.get("/Annots", ()), pdf.make_indirect(one)])

    return change


BLUE = "0 0 1 rg 0 0 200 40 re f"
LOOKS = {
    "under the stamp's own box": (f"{text(x=5, y=5)} {BLUE}", "Stamp", BLUE),
    "white in a drawing": (text(x=5, y=5, before="1 g"), "Ink", ""),
    "outside of a drawing's box": (f"{BLUE} {text(x=5, y=400)}", "Square", BLUE),
    "clipped away": (f"{BLUE} q 0 0 1 1 re W n {text(x=5, y=5)} Q", "FreeText", BLUE),
}


@pytest.mark.parametrize("way", LOOKS)
def test_words_hidden_within_what_lies_on_a_page_are_found(way: str, worker: Crew, tmp_path: Path) -> None:
    draws, kind, bare = LOOKS[way]
    data = file("", on_page(draws, kind))
    assert refused(worker, data).code == "text-hidden"
    assert MARK in held(tmp_path, printed(worker, data, "keep").pdf)
    gone(tmp_path, printed(worker, data, "remove"), file("", on_page(bare, kind)), worker)


def test_what_a_stamp_shows_stays_a_stamp(worker: Crew) -> None:
    left = printed(worker, file("", on_page(f"1 g 0 0 200 40 re f {text(x=5, y=5)}")))
    assert left.later == ()
    with pikepdf.open(io.BytesIO(left.pdf)) as pdf:
        assert len(pdf.pages[0].obj.Annots) == 1


def test_words_of_a_stamp_under_a_redaction_are_found(worker: Crew, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        redaction((85, 280, 300, 340))(pdf)
        on_page(text(x=5, y=5))(pdf)

    data = file("", change)
    assert refused(worker, data).code == "redact-unapplied"
    assert MARK not in held(tmp_path, printed(worker, data, "remove").pdf)


# -- recognised text under a box


SCAN = "q 595 0 0 842 0 0 cm /I Do Q"
RECOGNISED = " ".join(text("Texte reconnu", 100, y, "3 Tr") for y in (600, 640, 680))


def test_recognised_text_is_excused_but_not_under_a_box(worker: Crew) -> None:
    layer = f"{SCAN} {RECOGNISED} {text(before='3 Tr')}"
    assert printed(worker, file(layer, scanned)).later == ()
    for over in ("0 g 90 290 300 30 re f", "1 g 90 290 150 30 re f 95 280 100 40 re f", "/F Do"):

        def change(pdf: pikepdf.Pdf) -> None:
            scanned(pdf)
            form = Stream(pdf, b"1 0 0 rg 90 290 300 30 re f", Type=Name.XObject, Subtype=Name.Form)
            form.BBox = Array([0, 0, 595, 842])
            pdf.pages[0].obj.Resources.XObject.F = pdf.make_indirect(form)

        data = file(f"{layer} {over}", change)
        finding = refused(worker, data)
        assert (finding.code, finding.facts["words"]) == ("text-hidden", MARK)
        # The picture has the words, too.
        assert refused(worker, data, "remove").code == "hidden-stays"


def test_recognised_text_under_a_stamp_is_found(worker: Crew) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        scanned(pdf)
        on_page(BLUE)(pdf)

    assert refused(worker, file(f"{SCAN} {RECOGNISED} {text(before='3 Tr')}", change)).code == "text-hidden"


# -- behind a pattern, a mask, a glyph


def pattern(content: str, **more: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        held = pdf.pages[0].obj.Resources
        tile = Stream(pdf, content.encode(), PatternType=1, PaintType=1, TilingType=1, XStep=300, YStep=300)
        tile.BBox, tile.Resources = Array([0, 0, 300, 300]), Dictionary(Font=held.Font)
        for key, value in more.items():
            tile["/" + key] = value
        held.Pattern = Dictionary(P=pdf.make_indirect(tile))

    return change


def mask(pdf: pikepdf.Pdf) -> None:
    held = pdf.pages[0].obj.Resources
    content = f"1 g 0 0 600 900 re f {text(before='1 g')}"
    group = Stream(pdf, content.encode(), Type=Name.XObject, Subtype=Name.Form)
    group.BBox, group.Resources = Array([0, 0, 600, 900]), Dictionary(Font=held.Font)
    group.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    held.ExtGState.M = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=pdf.make_indirect(group)))


def glyph(pdf: pikepdf.Pdf) -> None:
    held = pdf.pages[0].obj.Resources
    content = f"1000 0 d0 0 0 500 500 re f {text(x=0, y=600, before='1 g', size=200)}"
    held.Font.T = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]), FirstChar=97, LastChar=97,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), Widths=Array([1000]),
            Encoding=Dictionary(Differences=Array([97, Name.a])), Resources=Dictionary(Font=held.Font),
            CharProcs=Dictionary(a=pdf.make_indirect(Stream(pdf, content.encode()))),
        )
    )  # fmt: skip


FILL = "/Pattern cs /P scn 100 100 200 150 re f"
BEHIND = {
    "white in a pattern": (FILL, pattern(f"0 g 10 110 20 20 re f {text(x=9, y=200, before='1 g')}")),
    "outside of a pattern's cell": (FILL, pattern(text(x=9, y=200), BBox=Array([0, 0, 50, 50]))),
    "under what a pattern fills": (f"{FILL} 0 g 90 90 220 170 re f", pattern(text(x=9, y=200))),
    "in a mask": ("q /M gs 0 g 100 100 50 50 re f Q", mask),
    "in a glyph": ("BT /T 20 Tf 100 200 Td (a) Tj ET", glyph),
}


@pytest.mark.parametrize("way", BEHIND)
def test_text_that_shows_nothing_behind_something_is_gone(way: str, worker: Crew, tmp_path: Path) -> None:
    data = file(*BEHIND[way])
    kept = printed(worker, data, "keep")
    assert MARK in held(tmp_path, kept.pdf)
    left = printed(worker, data)
    found = held(tmp_path, left.pdf)
    assert MARK not in found
    assert SEEN in found
    assert left.removed["hidden-text"] == 1
    assert looks(left.pdf, left) == looks(kept.pdf, left)


def test_text_that_a_pattern_shows_stays(worker: Crew, tmp_path: Path) -> None:
    content = f"{text('MONTRE', 150, 150)} {text(x=9, y=200, before='1 g')}"
    left = printed(worker, file(FILL, pattern(content)))
    found = held(tmp_path, left.pdf)
    assert "MONTRE" in found
    assert MARK not in found


# -- of no size


@pytest.mark.parametrize(
    "draw",
    [f"q 0 0 0 0 100 300 cm {text()} Q", text(before="0 Tz"), f"q 1 0 0 0 0 300 cm {text()} Q", text(size=0)],
)
def test_text_of_no_size_is_gone(draw: str, worker: Crew, tmp_path: Path) -> None:
    gone(tmp_path, printed(worker, file(draw)), file(""), worker)


# -- under letters that are boxes


def boxes_for_letters(pdf: pikepdf.Pdf) -> None:
    box = pdf.make_stream(b"1000 0 0 0 1000 1000 d1 0 0 1000 1000 re f")
    pdf.pages[0].obj.Resources.Font.Box = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=box), Resources=Dictionary(),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])), FirstChar=97, LastChar=97,
        Widths=Array([1000]),
    )  # fmt: skip


def test_words_under_letters_that_are_boxes_are_found_and_bold_ones_are_not(worker: Crew) -> None:
    cover = "BT 0 g /Box 16 Tf 96 296 Td (aaaaaa) Tj ET"
    assert refused(worker, file(f"{text()} {cover}", boxes_for_letters)).code == "text-hidden"
    bold = " ".join(text("Un titre en gras", 100 + shift, 300, size=20) for shift in (0, 0.3, 0.6))
    assert printed(worker, file(bold)).later == ()


# -- drawings under a redaction

OUTLINES = "100 300 m 110 315 l 120 300 l f 130 300 m 140 315 l 150 300 l f"
QUADS = Array([95, 318, 290, 318, 95, 296, 290, 296])
AREA = (90, 290, 300, 320)


def test_drawings_under_a_redaction_are_found(worker: Crew, tmp_path: Path) -> None:
    for draw, change in (
        (OUTLINES, redaction(AREA)),
        (f"0.9 g 50 200 500 300 re f 0 g {OUTLINES}", redaction((0, 0, 1, 1), QuadPoints=QUADS)),
    ):
        data = file(draw, change)
        assert refused(worker, data).code == "redact-unapplied"
        assert "130 300 m" not in held(tmp_path, printed(worker, data, "remove").pdf)
    reaching = file("100 300 m 400 600 l 120 300 l f", redaction(AREA))
    assert refused(worker, reaching, "remove").code == "hidden-stays"


def test_a_ground_or_a_rule_under_a_redaction_is_nothing(worker: Crew) -> None:
    draw = "0.9 g 50 200 500 300 re f 50 305 m 550 305 l S"
    assert printed(worker, file(draw, redaction(AREA))).later == ()


# -- outside, on a page too odd to be changed surely


def test_words_outside_that_cannot_be_taken_out_are_said(worker: Crew) -> None:
    data = file(f"q 1e400 0 0 1 0 0 cm Q {text(x=1000)}")
    finding = refused(worker, data)
    assert (finding.code, finding.facts["pages"]) == ("hidden-stays", "1")
    assert printed(worker, data, "keep").pdf
    assert printed(worker, file("q 1e400 0 0 1 0 0 cm Q 1000 300 20 20 re f")).later == ()
