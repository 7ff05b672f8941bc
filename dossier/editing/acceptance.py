"""What a build, or a check of now, has seen and an editor may accept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dossier import intake, pipeline, report
from dossier import recorded as records
from dossier.findings import DossierError, Finding, acceptable, current, finding
from dossier.model import Located
from dossier.options import Options
from dossier.prepared import BOUND

from .meaning import recorded


@dataclass(frozen=True)
class Seen:
    """A finding that can be accepted: its code, what names the thing seen, and what was said of it."""

    code: str
    seen: str
    message: str


def seen(options: Options, located: Located, code: str, id: str, progress: Callable[..., None]) -> list[Seen]:
    """What was found under ``code`` of the document ``id`` (empty: of the dossier): in the record of the last
    build where nothing has changed since, else by looking now, and for what only a bound dossier shows by a
    build that is thrown away. Raises DossierError where there is no such thing."""
    code = current(code)
    if not acceptable(code):
        raise DossierError([finding("acceptance-code", located.place(), value=code[:60], near="")])
    matching = list(_recorded(options.folder, located, code, id))
    if not matching:
        looked = _looked(options, code, progress)
        matching = [(document, what) for document, what in looked if (document, what.code) == (id, code)]
    if not matching:
        raise DossierError(
            [finding("acceptance-none", options.manifest.name, value=code, id=id or "dossier")]
        )
    return list(dict.fromkeys(what for _, what in matching))


def _recorded(folder: Path, located: Located, code: str, id: str) -> Iterator[tuple[str, Seen]]:
    with suppress(ValueError, KeyError, TypeError):
        told = recorded(folder)
        if told.get("manifest_sha256") != located.sha256 or not _same_files(folder, told["documents"]):
            return
        for one in told["findings"]:
            if one["code"] == code and one.get("document", "") == id and "seen" in one:
                yield id, Seen(code, one["seen"], one["message"])


def _same_files(folder: Path, documents: Sequence[records.Document]) -> bool:
    for document in documents:
        files, hashes = records.listed(document["file"]), records.listed(document["sha256"])
        if [intake.digest(folder, name) for name in files] != hashes:
            return False
    return True


def _looked(options: Options, code: str, progress: Callable[..., None]) -> Iterator[tuple[str, Seen]]:
    try:
        if code in BOUND:
            with tempfile.TemporaryDirectory() as thrown:
                findings: Sequence[Finding] = pipeline.build(
                    replace(options, output=Path(thrown)), progress
                ).findings
        else:
            findings = pipeline.prepare(options, progress).findings
    except DossierError as error:
        findings = error.findings
    for one in findings:
        if one.acceptance:
            yield one.document, Seen(one.code, one.acceptance.seen, report.word(one)[0])
