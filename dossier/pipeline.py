"""The order of the stages, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from . import compose, intake, manifest, report
from .compose.templates import Templates
from .findings import DossierError, Finding, Severity, finding, stop_on_error
from .model import Located, Manifest, Plan, PlannedPage, Source
from .options import Options
from .proof import Proof, memory

Progress = Callable[..., None]

PDF, DOCX, RECORD = "dossier.pdf", "synthesis.docx", "dossier.json"
_TEMPORARY = ".dossier-"


@dataclass(frozen=True)
class Prepared:
    """All that is known before the PDF is written."""

    located: Located
    sources: dict[str, Source]
    templates: Templates
    prose: compose.Prose
    composed: compose.Composed
    findings: tuple[Finding, ...]

    @property
    def plan(self) -> Plan:
        """The plan of the pages."""
        return self.composed.plan


def prepare(
    options: Options,
    progress: Progress,
    taken_in: Callable[[Manifest, Mapping[str, Source]], object] | None = None,
) -> Prepared:
    """Load, take in and compose: everything that can be known without writing the PDF.

    ``taken_in`` is given manifest and sources before the layout, where nothing is wrong with them.
    Raises DossierError with all that is wrong in manifest, sources and prose at once, then in the layout.
    """
    progress("load")
    located, findings = manifest.load(options.manifest)
    if located is None:
        raise DossierError(findings)
    sources, of_sources = intake.open_sources(
        located, options.folder, options.draft, partial(progress, "intake")
    )
    templates = Templates.of(options.folder)
    findings += of_sources
    try:
        prose, of_prose = compose.read_prose(located, sources, templates)
    except DossierError as error:
        raise DossierError((*findings, *error.findings)) from error
    findings = stop_on_error((*findings, *of_prose))
    if taken_in:
        taken_in(located.manifest, sources)
    try:
        composed = compose.compose(
            located, sources, prose, templates, options.draft, partial(progress, "compose")
        )
    except DossierError as error:
        raise DossierError((*findings, *error.findings)) from error
    findings += composed.findings
    if options.strict and any(f.severity is Severity.WARNING for f in findings):
        raise DossierError(findings)
    return Prepared(located, sources, templates, prose, composed, findings)


@dataclass(frozen=True)
class Built:
    """What a build wrote: the plan, the files (the record last), the findings."""

    plan: Plan
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def build(options: Options, progress: Progress) -> Built:
    """Build the dossier: PDF, DOCX and record, or nothing.

    Raises DossierError; the last good set then stands untouched, since files are renamed into place only
    when all of them are written and verified, the record last.
    """
    with ExitStack() as stack:
        proof: Proof | None = None

        def start(manifest: Manifest, sources: Mapping[str, Source]) -> None:
            nonlocal proof
            proof = stack.enter_context(Proof(manifest, sources, options.target))

        prepared = prepare(options, progress, start if options.proof else None)
        return _write(options, prepared, proof, progress)


def _write(options: Options, prepared: Prepared, proof: Proof | None, progress: Progress) -> Built:
    from . import bind, synthesis, verify  # after a check that fails, none of them is needed

    plan = prepared.plan
    with _writing(options.target) as temporary:
        pdf, docx, record = (temporary(name) for name in (PDF, DOCX, RECORD))
        # pypdf writes object by object: a large buffer makes that two to three times faster.
        with pdf.open("wb", buffering=1 << 20) as file:
            findings = bind.bind(
                prepared.composed.skeleton, plan, prepared.sources, file, partial(progress, "bind")
            )
        findings = (*prepared.findings, *findings)
        if proof:
            proof.begin(pdf, plan)
        found = verify.verify(pdf, plan, prepared.sources, partial(progress, "verify"))
        progress("synthesis")
        with docx.open("wb") as file:
            synthesis.synthesise(
                prepared.located.manifest,
                plan,
                prepared.templates.read("synthesis.toml"),
                file,
                assignment=prepared.prose.assignment_text,
            )
        if proof:
            found += proof.findings(partial(progress, "proof"))
        else:
            findings += (finding("proof-skipped", options.manifest.name),)
        if found:
            raise DossierError((*findings, *found))
        outputs = [(PDF, pdf), (DOCX, docx)]
        text = json.dumps(_record(options, prepared, findings, outputs), ensure_ascii=False, indent=1)
        record.write_text(text + "\n", encoding="utf-8")
        files = tuple(options.target / name for name in (PDF, DOCX, RECORD))
        for written, place in zip((pdf, docx, record), files, strict=True):
            os.replace(written, place)
    return Built(plan, files, findings)


def clean(options: Options) -> tuple[Path, ...]:
    """Remove what a build writes, and what a killed one left; returns the files removed."""
    target = options.target
    if not target.is_dir():
        return ()
    ours = [target / name for name in (PDF, DOCX, RECORD)]
    found = [path for path in (*ours, *sorted(target.glob(f"{_TEMPORARY}*"))) if path.is_file()]
    for path in found:
        path.unlink()
    return (*found, *memory.forget(target))


@contextmanager
def _writing(target: Path) -> Iterator[Callable[[str], Path]]:
    """Temporary files beside their places; removed where they were not renamed."""
    made: list[Path] = []

    def temporary(name: str) -> Path:
        handle, path = tempfile.mkstemp(suffix=f"-{name}", prefix=_TEMPORARY, dir=target)
        os.fchmod(handle, 0o644)
        os.close(handle)
        made.append(Path(path))
        return made[-1]

    try:
        target.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        problem = error.strerror or str(error)
        raise DossierError([finding("output-unwritable", str(target), problem=problem)]) from error
    finally:
        for path in made:
            path.unlink(missing_ok=True)


def _record(
    options: Options,
    prepared: Prepared,
    findings: tuple[Finding, ...],
    outputs: list[tuple[str, Path]],
) -> dict[str, Any]:
    plan = prepared.plan
    return {
        "title": plan.title,
        "manifest": options.manifest.name,
        "manifest_sha256": _digest(options.manifest),
        "draft": options.draft,
        "proof": options.proof,
        "page_count": len(plan.pages),
        "pages": [
            {
                "folio": page.folio,
                "part": page.part,
                "document": page.document,
                "rank": page.rank,
                "source_page": page.source_page,
                "source_file": _file_of(page, prepared.sources),
                "frame": list(page.frame) if page.frame else None,
            }
            for page in plan.pages
        ],
        "documents": [_document(document, prepared) for document in plan.documents],
        "outputs": [
            {"path": name, "sha256": _digest(path), "bytes": path.stat().st_size} for name, path in outputs
        ],
        "findings": [report.as_record(f) for f in findings],
    }


def _document(document: Any, prepared: Prepared) -> dict[str, Any]:
    source = prepared.sources[document.id]
    return {
        "number": document.number,
        "id": document.id,
        "title": document.title,
        "section": document.section,
        "reference": document.reference,
        "first_page": document.first_page,
        "last_page": document.last_page,
        "file": _one_or_all([part.file for part in source.parts]),
        "sha256": _one_or_all([part.sha256 for part in source.parts]),
        "kind": _one_or_all([part.kind for part in source.parts]),
        "source_pages": [page.number for page in source.pages if page.number],
        "treatment": [{"code": done.code, **done.facts} for part in source.parts for done in part.treatment],
        "removed": dict(sum((Counter(part.removed) for part in source.parts), Counter())),
    }


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _file_of(page: PlannedPage, sources: dict[str, Source]) -> str | None:
    if page.document is None or not page.source_page or page.rank is None:
        return None
    source = sources[page.document]
    return source.parts[source.pages[page.rank - 1].part].file


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
