"""Words that are taken out of a page are not said elsewhere in the file: nor is where they led."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import built, write_dossier
from hiding import SEEN, file, printed, text
from pikepdf import Array, Dictionary, Name, NameTree, OutlineItem, String
from plants import holds, plain

from dossier.work import Crew

WORD = "Dupontelle"
Change = Callable[[Any], None]


def annotation(pdf: Any, kind: str, rect: tuple[float, ...], **entries: Any) -> Any:
    return pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array(rect), F=4, **entries)
    )


def link(pdf: Any, rect: tuple[float, ...], address: str) -> Any:
    action = Dictionary(S=Name.URI, URI=String(address))
    return annotation(pdf, "Link", rect, A=action, Contents=String(f"La page de {WORD}"))


def outline(pdf: Any) -> None:
    with pdf.open_outline() as held:
        held.root.append(OutlineItem(f"Lettre de {WORD.upper()}", 0))


def tags(pdf: Any) -> None:
    page = pdf.pages[0].obj
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    said = {key: String(f"Lettre, {WORD}") for key in ("Alt", "E", "T")}
    one = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=page, K=0, **said))
    root.K, root.ParentTree = one, Dictionary(Nums=Array([0, Array([one])]))
    page.StructParents, pdf.Root.StructTreeRoot = 0, root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def map_of_characters(pdf: Any) -> None:
    rows = "".join(f"<{code:02x}> <{code:04x}>\n" for code in range(32, 127))
    pdf.pages[0].obj.Resources.Font.F1.ToUnicode = pdf.make_stream(
        "1 begincodespacerange <00> <ff> endcodespacerange 96 beginbfchar "
        f"<a0> <{WORD.encode('utf-16-be').hex()}>\n{rows}endbfchar".encode()
    )


def names(pdf: Any) -> None:
    tree = NameTree.new(pdf)
    tree[WORD] = Array([pdf.pages[0].obj, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=tree.obj)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(WORD))]))


def field(pdf: Any) -> None:
    told = {
        "T": String("nom"),
        "V": String(WORD),
        "TU": String(f"Nom : {WORD}"),
        "DA": String("/F1 12 Tf 0 g"),
    }
    held = annotation(pdf, "Widget", (95, 295, 200, 315), FT=Name.Tx, **told)
    pdf.pages[0].obj.Annots.append(held)
    pdf.Root.AcroForm = Dictionary(Fields=Array([held]))


ECHOES: dict[str, Change] = {
    "outline": outline,
    "tags": tags,
    "map of characters": map_of_characters,
    "link over it": lambda pdf: pdf.pages[0].obj.Annots.append(
        link(pdf, (95, 295, 200, 315), f"https://x.fr/{WORD}")
    ),
    "link elsewhere": lambda pdf: pdf.pages[0].obj.Annots.append(
        link(pdf, (95, 595, 200, 615), f"https://x.fr/lettre_%44{WORD[1:]}_2.pdf")
    ),
}


def redacted(pdf: Any) -> None:
    pdf.pages[0].obj.Annots = Array([annotation(pdf, "Redact", (90, 290, 300, 320))])


def data(change: Change, draw: str = f"/P <</MCID 0>> BDC {text(WORD)} EMC") -> bytes:
    def both(pdf: pikepdf.Pdf) -> None:
        redacted(pdf)
        change(pdf)

    return file(draw, both)


def left(worker: Crew, folder: Path, given: bytes) -> bytes:
    path = folder / "left.pdf"
    path.write_bytes(printed(worker, given, "remove").pdf)
    return plain(path)


def said(found: bytes) -> bool:
    return any(holds(found, way) for way in (WORD, WORD.upper(), WORD[1:]))


def test_nor_are_names_and_values_in_a_dossier(tmp_path: Path) -> None:
    def change(pdf: Any) -> None:
        for one in (*ECHOES.values(), names, field):
            one(pdf)

    path = tmp_path / "a.pdf"
    path.write_bytes(data(change))
    made = built(write_dossier(tmp_path, {"a": path}, {"a": {"hidden": "remove", "keep": "1"}}))
    assert not said(plain(made.pdf))
    assert "hidden-removed" in made.codes()


@pytest.mark.parametrize("place", ECHOES)
def test_a_word_that_is_taken_out_is_said_nowhere_else(place: str, worker: Crew, tmp_path: Path) -> None:
    found = left(worker, tmp_path, data(ECHOES[place]))
    assert not said(found)
    assert SEEN.encode() in found


def test_where_a_link_under_a_redaction_led_is_not_told(worker: Crew, tmp_path: Path) -> None:
    def change(pdf: Any) -> None:
        pdf.pages[0].obj.Annots.append(link(pdf, (95, 295, 200, 315), "https://x.fr/dossier-412"))
        pdf.pages[0].obj.Annots.append(link(pdf, (95, 595, 200, 615), "https://x.fr/vue"))

    found = left(worker, tmp_path, data(change))
    assert b"dossier-412" not in found
    assert b"https://x.fr/vue" in found


def test_a_word_that_the_page_still_shows_is_said(worker: Crew, tmp_path: Path) -> None:
    draw = f"{text(WORD)} {text(f'A {WORD.upper()} et aux autres', 100, 450)}"
    assert said(left(worker, tmp_path, data(outline, draw)))
