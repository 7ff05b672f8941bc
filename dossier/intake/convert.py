"""One file becomes one clean PDF and its facts, then one that suits an archive; runs in a child process."""

from __future__ import annotations

import dataclasses
from collections import Counter

from dossier.findings import DossierError, Finding, finding, stop_on_error
from dossier.model import Treatment
from dossier.trial import blaming

from . import archive, fields, files, fit, flat, kinds, noticing, ocr, samples, sanitise, whole
from .broken import broken
from .pdf import followed, metadata, open_pdf, upright
from .steps import PLACE, Selection, SourceFile, Taken


def take(file: SourceFile) -> Taken:
    """Recognise, convert and open a file: all that tells whether it can be bound, and its pages.

    Raises DossierError with all that is wrong.
    """
    with blaming(lambda: [_take(good) for good in samples.files(file)]):
        return _take(file)


def measure(taken: Taken) -> Selection:
    """How much of each selected page is white margin, and how large its letters are."""
    with blaming(lambda: _measure(_good(taken))):
        return _measure(taken)


def complete(taken: Taken) -> Taken:
    """What changes nothing in the layout: no more is left than what the kept pages print, and repairs that do
    not show are made. Pictures keep nothing but what they show."""
    with blaming(lambda: _complete(_good(taken))):
        return _complete(taken)


def _good(taken: Taken) -> Taken:
    """A good file, of which the same is wanted as of ``taken``; no text of it is recognised."""
    good = _take(samples.pdf())
    return dataclasses.replace(
        good, selection=dataclasses.replace(taken.selection, pages=good.pages, read="")
    )


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


def _complete(taken: Taken) -> Taken:
    selection = taken.selection
    with broken(taken.name):
        lost = whole.damage(
            taken.pdf, taken.name, selection.pages, taken.lacking, comments=selection.comments
        )
        lost += fields.unprinted(taken.pdf, taken.name, selection.pages)
    stop_on_error(lost)
    # Margins that are left out stay in the file, so that the comparison can see that they are white.
    pages = tuple(map(fit.on_paper, selection.pages))
    try:
        with broken(taken.name):
            data, notes = whole.joined(taken.pdf, selection.pages)
            paper = dataclasses.replace(
                taken,
                pdf=data,
                treatment=(*taken.treatment, *notes),
                selection=dataclasses.replace(selection, pages=pages),
            )
            shown = flat.flattened(paper) if selection.flatten else sanitise.sanitised(paper)
            pdf, bared = metadata.without_metadata(shown.pdf)
            pdf, mended = archive.prepare(pdf)
            seen = noticing.noticed(pdf, shown.selection)
            absent = ", ".join(archive.absent(pdf, shown.selection.pages))
    except DossierError as error:
        raise DossierError((*lost, *error.findings)) from error
    said = (finding("fonts-absent", PLACE, file=taken.name, fonts=absent),) if absent else ()
    return dataclasses.replace(
        shown,
        pdf=pdf,
        selection=selection,
        treatment=(*shown.treatment, *mended),
        removed=dict(sorted((Counter(shown.removed) + bared).items())),
        fields=(),
        later=(*lost, *shown.later, *said),
        noticed=seen,
    )
