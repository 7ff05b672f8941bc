"""One file becomes one clean PDF and its facts; runs in a child process.

All that is imported here is waited for by the layout.
"""

from __future__ import annotations

import dataclasses

from dossier.findings import DossierError, Finding, finding
from dossier.model import Treatment
from dossier.trial import blaming

from . import files, fit, kinds, ocr, samples, whole
from .broken import broken
from .pdf import followed, open_pdf, upright
from .steps import PLACE, Selection, SourceFile, Taken


def take(file: SourceFile) -> Taken:
    """Recognise, convert and open a file: all that tells whether it can be bound, and its pages.

    Raises DossierError with all that is wrong.
    """
    with blaming(lambda: [_take(good) for good in samples.files(file)]):
        return _take(file)


def measure(taken: Taken) -> Selection:
    """How much of each selected page is white margin, and how large its letters are."""
    with blaming(lambda: _measure(good(taken))):
        return _measure(taken)


def good(taken: Taken) -> Taken:
    """A good file, of which the same is wanted as of ``taken``; no text of it is recognised."""
    taken_in = _take(samples.pdf())
    selection = dataclasses.replace(taken.selection, pages=taken_in.pages, read="")
    return dataclasses.replace(taken_in, selection=selection)


def _take(file: SourceFile) -> Taken:
    known = kinds.recognise(file.data, file.name)
    if known is None:
        raise DossierError([files.unknown(file)])
    module, kind = known
    said: tuple[Finding, ...] = ()
    promised = files.promised(file.name)
    if promised and promised != kind:
        said = (finding("source-misnamed", PLACE, file=file.name, promised=promised, kind=kind),)
    try:
        with broken(file.name):
            taken = module.to_pdf(file, kind)
            if file.ocr:
                read = ocr.read(taken.pdf, file.name, file.language)
                taken = dataclasses.replace(taken, pdf=read, treatment=(*taken.treatment, Treatment("ocr")))
            given = followed(taken.pdf)
            taken = open_pdf(dataclasses.replace(taken, pdf=given), file)
            taken = dataclasses.replace(taken, pdf=upright(taken.pdf))
            lacking = whole.lacking(given, file.password, len(taken.pages))
    except DossierError as error:
        raise DossierError((*said, *error.findings)) from error
    return dataclasses.replace(taken, findings=(*said, *taken.findings), lacking=lacking)


def _measure(taken: Taken) -> Selection:
    with broken(taken.name):
        return dataclasses.replace(taken.selection, pages=fit.measured(taken))
