"""The text of each mark of a tagged PDF, with the blanks that the places of its pieces stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pikepdf
from pikepdf import Object

from dossier import raster
from dossier.model import Box

#: Blanks that stand for one.
BLANKS = re.compile(" {2,}")
#: What ends a line within a word: hyphens that are not there when the line does not end.
BREAKS = "\u2010\u00ad\x02"
# Where a line may break (Unicode, 23.2): nothing is said of it.
_BREAK = "\u200b"
_NOTHING = pikepdf.Dictionary()
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """The text of one mark, and the boxes of its first and its last part."""

    text: str
    first: Box
    last: Box


class Runs:
    """The marks of the pages of ``pdf``, read by the engine of ``reader`` as they are asked for."""

    def __init__(self, pdf: pikepdf.Pdf, reader: raster.Reader) -> None:
        self._pdf = pdf
        self._reader = reader
        self._numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        self._texts: dict[int, dict[tuple[_Place, int], Run]] = {}

    def page(self, element: Object | None) -> int:
        """The number of the page that an element or a mark names, from 1; 0 where it names none."""
        page = element.get("/Pg") if element is not None else None
        return self._numbers.get(page.objgen, 0) if page is not None else 0

    def run(self, element: Object | None, stream: Object | None, mcid: int) -> Run | None:
        """The mark ``mcid`` of the page of ``element``, or of the form ``stream`` there."""
        page = self.page(element)
        if not page:
            return None
        if page not in self._texts:
            self._texts[page] = self._read_page(page)
        holder = stream.objgen if stream is not None else self._pdf.pages[page - 1].obj.objgen
        return self._texts[page].get((holder, mcid))

    def _read_page(self, number: int) -> dict[tuple[_Place, int], Run]:
        page = self._pdf.pages[number - 1]
        places: dict[tuple[int, ...], _Place] = {}
        self._places(page.obj, (), places, 0)
        pieces: dict[tuple[_Place, int], list[tuple[str, Box]]] = {}
        with self._reader.page(number) as opened:
            for mark in opened.marked():
                if mark.path in places:
                    pieces.setdefault((places[mark.path], mark.mcid), []).append((mark.text, mark.box))
        return {key: Run(_lines(said), said[0][1], said[-1][1]) for key, said in pieces.items()}

    def _places(
        self, holder: Object, path: tuple[int, ...], places: dict[tuple[int, ...], _Place], n: int
    ) -> None:
        """The object behind each path of forms, as both engines meet them: in the order of drawing."""
        places[path] = holder.objgen
        forms = holder.get("/Resources", _NOTHING).get("/XObject", _NOTHING)
        rank = 0
        for instruction in pikepdf.parse_content_stream(holder, "Do"):
            drawn = forms.get(str(instruction.operands[0]))
            if drawn is not None and drawn.get("/Subtype") == "/Form" and n < 8:
                self._places(drawn, (*path, rank), places, n + 1)
                rank += 1


def _lines(pieces: list[tuple[str, Box]]) -> str:
    """Texts drawn one after the other, with the blanks that their places stand for."""
    text, before = "", None
    for written, box in pieces:
        piece = written.replace(_BREAK, "")
        if text and text[-1] in BREAKS and before is not None and box[1] < before[1] - 1:
            text = text[:-1]
        elif text and not text[-1].isspace() and piece[:1].strip() and apart(before, box):
            text += " "
        text, before = text + piece, box
    return BLANKS.sub(" ", text).strip("\r\n")


def apart(before: Box | None, box: Box) -> bool:
    """Whether a blank stands between what is drawn at ``before`` and at ``box``."""
    if before is None:
        return False
    height = max(before[3] - before[1], box[3] - box[1], 1.0)
    same_line = min(before[3], box[3]) - max(before[1], box[1]) > 0
    return not same_line or box[0] - before[2] > 0.2 * height or box[0] < before[0] - height
