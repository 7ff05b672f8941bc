"""Words that are read in the place of what is drawn (/ActualText): what is drawn decides which are hidden."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from hiding import MARK, SEEN, file, held, printed, text
from pikepdf import Array, Dictionary, Name, String

from dossier.findings import DossierError
from dossier.work import Crew

TOLD = f"/ActualText (Monsieur {MARK})"
DRAWN = f"{text('Monsieur', 20)} {text()}"
BOX = "0 g 90 290 200 30 re f"


def redacted(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([90, 290, 300, 320]), F=4)
    page.Annots = Array([pdf.make_indirect(mark)])
    page.Resources.Properties = Dictionary(Told=Dictionary(ActualText=String(f"Monsieur {MARK}")))


WAYS = {
    "under a redaction": (f"/Span <<{TOLD}>> BDC {DRAWN} EMC", redacted, "redact-unapplied"),
    "in the resources": (f"/Span /Told BDC {DRAWN} EMC", redacted, "redact-unapplied"),
    "under a box": (f"/Span <<{TOLD}>> BDC {DRAWN} EMC {BOX}", None, "text-hidden"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_word_that_is_read_where_another_is_drawn_is_found_where_it_is(
    way: str, worker: Crew, tmp_path: Path
) -> None:
    draw, change, code = WAYS[way]
    data = file(draw, change)
    with pytest.raises(DossierError) as error:
        printed(worker, data)
    assert [(one.code, one.facts["words"]) for one in error.value.findings] == [(code, MARK)]
    found = held(tmp_path, printed(worker, data, "remove").pdf)
    assert MARK not in found
    assert SEEN in found
    assert "Monsieur" in found


def test_what_is_read_in_place_of_what_shows_stays(worker: Crew, tmp_path: Path) -> None:
    assert f"Monsieur {MARK}" in held(
        tmp_path, printed(worker, file(f"/Span <<{TOLD}>> BDC {DRAWN} EMC")).pdf
    )
