"""One file becomes one clean PDF and its facts; runs in the child process."""

from __future__ import annotations

from pathlib import Path

from dossier.findings import DossierError, Finding, finding
from dossier.model import Treatment

from . import archive, files, kinds, ocr
from .kinds import Given
from .pdf import open_pdf
from .request import PLACE, Request, Taken


def take(request: Request) -> Taken:
    """Recognise, convert and open what is asked for. Raises DossierError with all that is wrong."""
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
        converted = module.to_pdf(given)
        pdf, done = converted.pdf, converted.done
        if request.ocr:
            pdf = ocr.read(pdf, file.name, request.language, PLACE)
            done += (Treatment("ocr"),)
        opened = open_pdf(pdf, file.name, request)
    except DossierError as error:
        raise DossierError((*findings, *error.findings)) from error
    pdf, mended = archive.prepare(opened.pdf)
    return Taken(
        word,
        pdf,
        opened.pages,
        (*findings, *converted.findings, *opened.findings),
        (*done, *opened.treatment, *mended),
        opened.removed,
        tuple((_relative(path, request.folder), files.digest(path)) for path in converted.reads),
    )


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
