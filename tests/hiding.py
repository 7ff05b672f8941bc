"""Files in which something is hidden, and what intake makes of them."""

from __future__ import annotations

import dataclasses
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from bad import pdfs
from conftest import Sheet, needed
from given import given
from pikepdf import Dictionary, Name, Stream

from dossier.intake import done, opener
from dossier.intake.select import _trimmed
from dossier.intake.steps import Selection, Taken
from dossier.raster import Reader
from dossier.work import Crew

MARK = "ZMARKEDZ"


PIXELS = b"ZPIXELSZ"


SEEN = "Ligne que chacun voit"


Change = Callable[[pikepdf.Pdf], None]


def asked_of(left: Taken) -> dict[str, int]:
    """What was taken out, but for the page that is not kept."""
    return {what: count for what, count in left.removed.items() if what != "page"}


def text(words: str = MARK, x: float = 100, y: float = 300, before: str = "0 g", size: float = 12) -> str:
    return f"BT {before} /F1 {size} Tf {x} {y} Td ({words}) Tj ET"


def file(draw: str, change: Change | None = None, **sheet: Any) -> bytes:
    """A page with a picture /I, a state /Clear of no opacity and a line that is seen, and ``draw``."""

    def furnish(pdf: pikepdf.Pdf) -> None:
        resources = pdf.pages[0].obj.Resources
        image = Stream(
            pdf, PIXELS, Type=Name.XObject, Subtype=Name.Image, Width=len(PIXELS), Height=1,
            BitsPerComponent=8, ColorSpace=Name.DeviceGray,
        )  # fmt: skip
        resources.XObject = Dictionary({"/I": pdf.make_indirect(image)} if "/I Do" in draw else {})
        resources.ExtGState = Dictionary(Clear=Dictionary(ca=0, CA=0))
        if change:
            change(pdf)

    seen = text(SEEN, 100, 500)
    return pdfs.plain(pdfs.changed(furnish, Sheet(text=(), draw=f"{seen} {draw}", **sheet), Sheet()))


def scanned(pdf: pikepdf.Pdf) -> None:
    """The picture /I, where there is one, is full of writing."""
    image = pdf.pages[0].obj.Resources.XObject.get("/I")
    if image is not None:
        image.write(random.Random(1).randbytes(256 * 256))
        image.Width = image.Height = 256


def printed(worker: Crew, data: bytes, hidden: Any = None, keep: int = 1, trim: bool = False) -> Taken:
    """What is left of a file of which the first ``keep`` pages are printed."""
    file = given("a.pdf", data)
    taken = done(worker, opener.TAKE, file, file)
    pages = taken.pages[:keep]
    pages = tuple(map(_trimmed, pages)) if trim else pages
    return done(
        worker,
        opener.COMPLETE,
        file,
        dataclasses.replace(taken, selection=Selection(pages=pages, hidden=hidden)),
    )


def held(folder: Path, pdf: bytes) -> str:
    """All that search and three extractors find in a file."""
    path = folder / "left.pdf"
    path.write_bytes(pdf)
    qdf = [needed("qpdf"), "--qdf", "--object-streams=disable", "--decode-level=generalized", str(path), "-"]
    extracted = subprocess.run(qdf, capture_output=True, check=False).stdout.decode("latin-1")
    for command in (
        [needed("pdftotext"), str(path), "-"],
        [needed("mutool"), "draw", "-F", "txt", str(path)],
    ):
        extracted += subprocess.run(command, capture_output=True, check=True, text=True).stdout
    with Reader(path) as reader, reader.page(1) as page:
        return extracted + page.text()


def looks(pdf: bytes, taken: Taken, number: int = 1) -> bytes:
    """The picture of a page as it is printed."""
    shown = taken.pages[number - 1]
    with Reader(pdf) as reader, reader.paper(number, shown.box, shown.rotation) as paper:
        return bytes(paper.printed(96).tobytes())


def gone(folder: Path, left: Taken, same_as: bytes, worker: Crew) -> None:
    """Nothing is left of what is hidden, and the page looks as one on which it never was."""
    left_text = held(folder, left.pdf)
    assert MARK not in left_text
    assert PIXELS.decode() not in left_text
    assert SEEN in left_text
    assert looks(left.pdf, left) == looks(printed(worker, same_as).pdf, left)


#: The width of the marker in Helvetica, in ems.
WIDE = (611 + 833 + 667 + 722 + 667 + 667 + 722 + 611) / 1000
