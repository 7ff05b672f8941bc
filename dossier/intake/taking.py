"""One file becomes one clean PDF and its facts, then one that suits an archive; runs in a child process."""

from __future__ import annotations

import dataclasses
from collections import Counter

from dossier.findings import DossierError, Finding, finding
from dossier.model import Treatment

from . import archive, files, flat, kinds, ocr, printed
from .broken import broken
from .pdf import metadata, open_pdf
from .request import PLACE, Completion, Given, Request, Taken


def take(request: Request) -> Taken:
    """Recognise, convert and open what is asked for: all that tells whether it can be bound, and its pages.

    Raises DossierError with all that is wrong.
    """
    file = request.file
    known = kinds.recognise(file.data, file.name)
    if known is None:
        raise DossierError([files.unknown(file, PLACE)])
    module, word = known
    findings: tuple[Finding, ...] = ()
    promised = files.promised(file.name)
    if promised and promised != word:
        facts = {"file": file.name, "promised": promised, "kind": word}
        findings += (finding("source-misnamed", PLACE, **facts),)
    given = Given(word, (file,), request.folder, PLACE, request.language, request.title)
    try:
        with broken(file.name, PLACE):
            converted = module.to_pdf(given)
            pdf, done = converted.pdf, converted.treatment
            if request.ocr:
                pdf = ocr.read(pdf, file.name, request.language, PLACE)
                done += (Treatment("ocr"),)
            opened = open_pdf(pdf, file.name, request)
    except DossierError as error:
        raise DossierError((*findings, *error.findings)) from error
    return dataclasses.replace(
        opened,
        kind=word,
        findings=(*findings, *converted.findings, *opened.findings),
        treatment=(*done, *opened.treatment),
        reads=converted.reads,
    )


def complete(asked: Completion) -> Taken:
    """What changes nothing in the layout: no more is left than what the kept pages print, and repairs that do
    not show are made. Pictures keep nothing but what they show."""
    taken = asked.taken
    with broken(asked.name, PLACE):
        shown = flat.flattened(taken.pdf, asked) if asked.printing.flatten else printed.only(taken.pdf, asked)
        pdf, bared = metadata.without_metadata(shown.pdf)
        pdf, mended = archive.prepare(pdf)
        absent = ", ".join(archive.absent(pdf, asked.printing.pages))
    said = (finding("fonts-absent", PLACE, file=asked.name, fonts=absent),) if absent else ()
    return dataclasses.replace(
        taken,
        pdf=pdf,
        treatment=(*taken.treatment, *shown.treatment, *mended),
        removed=dict(sorted((Counter(taken.removed) + Counter(shown.removed) + bared).items())),
        fields=(),
        later=(*shown.findings, *said),
    )
