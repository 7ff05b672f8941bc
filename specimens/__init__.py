"""The specimens: documents written for this project, which stand where copyrighted ones would.

Each folder beside this file is one specimen: ``document.html`` and ``recipe.yaml``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from pikepdf import Pdf

from dossier import fonts
from specimens import fields, finish, recipe
from specimens.recipe import Recipe, SpecimenError

__all__ = ["HERE", "SpecimenError", "make", "make_one"]

HERE = Path(__file__).parent
"""The folder that holds the specimens' folders."""


def make(names: Iterable[str] | None, into: Path, progress: Callable[[str], None]) -> list[Path]:
    """Make the specimens whose folders are called ``names``, or all, in alphabetical order.

    Writes one PDF a specimen in ``into``, which is created, and returns their paths; calls
    ``progress`` with each folder's name before it is made. The same folders give the same bytes.
    Raises SpecimenError: ``unknown`` before anything is made, else those of ``make_one``.
    """
    known = {path.parent.name: path.parent for path in sorted(HERE.glob("*/recipe.yaml"))}
    wanted = list(known) if names is None else sorted(set(names))
    for name in wanted:
        if name not in known:
            raise SpecimenError("unknown", name, ", ".join(known))
    made = []
    for name in wanted:
        progress(name)
        made.append(make_one(known[name], into))
    return made


def make_one(folder: Path, into: Path) -> Path:
    """Make the specimen of ``folder`` in ``into`` and return the PDF's path.

    Raises SpecimenError: ``recipe`` for a faulty recipe, ``log`` for anything that WeasyPrint
    logged (a missing glyph is nothing but a log line), ``pages`` when the rendered pages are not as
    many as the recipe says.
    """
    how = recipe.read(folder / "recipe.yaml")
    page = folder / "document.html"
    place = f"{folder.name}/{page.name}"
    with _quiet(place):
        rendered = _render(page, how)
    with Pdf.open(BytesIO(rendered)) as pdf:
        if len(pdf.pages) != how.pages:
            raise SpecimenError("pages", place, f"{len(pdf.pages)} != {how.pages}")
        finished = finish.scan(rendered, how.scan, how.output) if how.scan else pdf
        _finish(finished, how)
        packed = BytesIO()
        finished.save(packed, deterministic_id=True)
    into.mkdir(parents=True, exist_ok=True)
    path = into / how.output
    path.write_bytes(packed.getvalue())
    return path


def _finish(pdf: Pdf, how: Recipe) -> None:
    if how.bleed:
        finish.bleed(pdf, how.bleed)
    if how.sideways:
        finish.sideways(pdf, how.sideways)
    if how.labels:
        finish.label(pdf, how.labels)
    if how.forms:
        fields.draw(pdf)
    finish.describe(pdf, how.metadata)


def _render(page: Path, how: Recipe) -> bytes:
    # Before WeasyPrint: fontconfig reads its configuration once, when it is loaded.
    fonts.use_only()
    from weasyprint import HTML, URLFetcher

    nothing = URLFetcher(allowed_protocols=("data",))
    with fonts.fixed_clock():
        text = page.read_text(encoding="utf-8")
        document = HTML(string=text, url_fetcher=nothing)
        rendered: bytes = document.write_pdf(pdf_tags=how.tagged, pdf_forms=how.forms)
    return rendered


@contextmanager
def _quiet(place: str) -> Iterator[None]:
    """Raise SpecimenError ``log`` if WeasyPrint said anything meanwhile."""
    heard = _Ear()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        yield
    finally:
        logger.removeHandler(heard)
    if heard.lines:
        raise SpecimenError("log", place, "; ".join(heard.lines))


class _Ear(logging.Handler):
    def __init__(self) -> None:
        # Below a warning stand its progress lines, which a verbose caller may let through.
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
