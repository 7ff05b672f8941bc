"""An office document, disarmed and laid out, and what is to be said of that.

What LibreOffice says of its success is not believed: the PDF must be there, and slides must be as many as its
pages.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pikepdf

from dossier.findings import DossierError, Finding, finding
from dossier.intake import words
from dossier.intake.files import digest
from dossier.intake.steps import PLACE, SourceFile, Taken
from dossier.model import Treatment

from . import container, faces, figures, shown, soffice
from .disarm import package, rtf, rtf_tokens, trees
from .disarm.tally import Tally

#: How much of a paragraph stands for it.
_AROUND = 60
#: Where words stand that may be drawn as shapes.
_DRAWN = "letters"


def laid_out(file: SourceFile, kind: str) -> Taken:
    """The PDF of an office document. Raises DossierError: see :func:`dossier.intake.kinds.office.to_pdf`."""
    data = file.data
    entries: dict[str, bytes] = {}
    with _whole(file.name):
        if kind == "rtf":
            data, tally = rtf.disarm(data)
        else:
            entries = container.entries(data, file.name)
            if b"encryption-data" in entries.get("META-INF/manifest.xml", b""):
                raise DossierError([finding("office-protected", PLACE, file=file.name)])
            entries, tally = package.disarm(entries, kind)
            data = container.packed(entries)
    try:
        laid = soffice.convert(data, kind)
    except FileNotFoundError as error:
        raise DossierError([finding("office-missing", PLACE, file=file.name)]) from error
    except TimeoutError as error:
        raise DossierError([finding("office-failed", PLACE, file=file.name)]) from error
    pdf = laid.pdf
    pages = _pages(pdf) if pdf else 0
    with _whole(file.name):
        reading = shown.read(entries, data, kind, pages)
    if not pdf or not pages or (reading.slides and pages != reading.slides):
        raise DossierError([finding("office-failed", PLACE, file=file.name)])
    word = "office-converted" if laid.apart else "office-converted-plainly"
    done: tuple[Treatment, ...] = (Treatment(word, {"file": file.name, "pages": pages}),)
    families = soffice.families()
    if families is not None and (instead := faces.replaced(reading.faces(), families)):
        done += (Treatment("office-alike", {"file": file.name, "fonts": ", ".join(instead)}),)
    # Another LibreOffice, or another font, lays out otherwise: what is kept of this one is made again then.
    read = (soffice.program() or "", *soffice.font_folders())
    return Taken(
        name=file.name,
        kind=kind,
        pdf=_repeatable(pdf),
        findings=tuple(_findings(reading, families, pdf, tally, file.name)),
        treatment=done,
        reads=tuple((name, digest(Path("/"), name)) for name in read),
    )


@contextmanager
def _whole(name: str) -> Iterator[None]:
    try:
        yield
    except (trees.BrokenError, rtf_tokens.BrokenError) as error:
        raise DossierError([finding("package-broken", PLACE, file=name)]) from error


def _findings(
    reading: shown.Reading, families: frozenset[str] | None, pdf: bytes, tally: Tally, name: str
) -> Iterator[Finding]:
    fonts = faces.lacking(reading.faces(), families) if families is not None else ()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        drawn = faces.drawn(opened) if fonts else frozenset()
    fonts = tuple(font for font in fonts if not faces.given(font.partition(" (")[0], drawn))
    if fonts:
        yield finding("office-fonts", PLACE, file=name, fonts=", ".join(fonts))
    counts = {
        "office-external": tally.links,
        "office-objects": tally.objects,
        "office-date": tally.dates,
        "office-names": tally.names,
        "office-blank": tally.blank,
        "office-hidden": reading.hidden,
    }
    for code, count in counts.items():
        if count:
            yield finding(code, PLACE, file=name, count=count)
    yield from _lost(reading, pdf, name)
    if reading.changes:
        yield finding("office-changes", PLACE, file=name)


def _lost(reading: shown.Reading, pdf: bytes, name: str) -> Iterator[Finding]:
    """The words that the document prints and that are not in its ``pdf``, and what they stood in."""
    passages = [
        (where, words.Shown(said, " ".join(said.split())[:_AROUND])) for where, said in reading.passages()
    ]
    written = [(where, run) for where, run in passages if where != _DRAWN]
    elements = {run.where: where for where, run in written}
    for loss in words.proof((run for _, run in written), pdf, name, PLACE):
        yield replace(loss, facts={**loss.facts, "element": elements[str(loss.facts["where"])]})
    if len(written) < len(passages):  # words of shapes may be shapes of words, which nobody can count
        runs = [replace(run, where=where if where == _DRAWN else run.where) for where, run in passages]
        gone = [loss for loss in words.lost(runs, words.printed(pdf)) if loss.where == _DRAWN]
        yield from words.told(gone, name, PLACE, "office-drawn")


def _pages(pdf: bytes) -> int:
    from dossier import raster

    return raster.page_count(pdf) or 0


def _repeatable(pdf: bytes) -> bytes:
    """The same bytes whenever it was made: LibreOffice writes the time, and a sum over it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for key in ("/Info", "/ID", "/DocChecksum"):
            if key in opened.trailer:
                del opened.trailer[key]
        if "/Metadata" in opened.Root:
            del opened.Root.Metadata
        figures.mend(opened)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
