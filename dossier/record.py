"""The record: what was built from what, as JSON has it (the catalogues describe its keys: "record.")."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from . import intake, report
from .check.claims import Obstacle
from .compose.templates import Templates
from .digest import digest
from .findings import Finding, finding
from .model import Claim, Document, Located, Plan, PlannedDocument, PlannedPage, Source
from .options import Options
from .shipped import place


def record(
    options: Options,
    located: Located,
    plan: Plan,
    sources: Mapping[str, Source],
    templates: Templates,
    accessibility: Mapping[str, str],
    findings: tuple[Finding, ...],
    outputs: Mapping[str, bytes],
    claim: Claim,
    obstacles: Sequence[Obstacle],
) -> bytes:
    """The record of a build, as JSON; ``accessibility`` by document id, ``outputs`` the files to be written
    by name.

    What was read is named by the bytes that were used.
    """
    written = {document.id: document for _, _, document in located.manifest.numbered()}
    told = {
        "title": plan.title,
        "twin": located.manifest.dossier.twin,
        "manifest": options.manifest.name,
        "manifest_sha256": located.sha256,
        "series": next(iter(located.inherited), None),
        "series_sha256": next(iter(located.inherited.values()), None),
        "templates": [{"path": name, "sha256": sha256} for name, sha256 in templates.files.items()],
        "fonts": _faces(templates),
        "draft": options.draft,
        "recto": located.manifest.dossier.recto,
        "compare": options.compare,
        # Programs that read the records of the versions before know the comparison by this name.
        "proof": options.compare,
        "page_count": len(plan.pages),
        "pages": [
            {
                "folio": page.folio,
                "part": page.part,
                "document": page.document,
                "rank": page.rank,
                "source_page": page.source_page,
                "source_file": _file_of(page, sources),
                "source_box": _box_of(page, sources),
                "frame": list(page.frame) if page.frame else None,
                "scale": page.scale,
            }
            for page in plan.pages
        ],
        "documents": [
            _document(document, written[document.id], sources[document.id], accessibility)
            for document in plan.documents
        ],
        "outputs": [
            {"path": name, "sha256": digest(data), "bytes": len(data)} for name, data in outputs.items()
        ],
        "conformance": {
            "pdfa": claim.pdfa,
            "pdfua": claim.pdfua,
            "obstacles": [_obstacle(one) for one in obstacles],
        },
        "findings": [report.as_record(f) for f in findings if not f.accepted],
        "accepted": [report.as_record(f) for f in findings if f.accepted],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")


def changed(
    options: Options, located: Located, sources: Mapping[str, Source], templates: Templates, first: bool
) -> tuple[Finding, ...]:
    """What is no longer as it was read: the last set then stands. The ``first`` one is written all the same,
    and is what its record names."""
    parts = [part for source in sources.values() if not source.missing for part in source.parts]
    files = [file for part in parts for file in ((part.file, part.sha256), *part.reads)]
    files += [(templates.logo.file, templates.logo.sha256)] if templates.logo else []
    read = [(options.manifest.name, located.sha256), *dict.fromkeys(files)]
    names = [name for name, sha256 in read if name and intake.digest(options.folder, name) != sha256]
    names += [name for name, sha256 in located.inherited.items() if _now(options.folder / name) != sha256]
    names += templates.changed()
    code = "input-changed-first" if first else "input-changed"
    return tuple(finding(code, name) for name in names)


def _now(path: Path) -> str | None:
    """The SHA-256 of a file that lies above the dossier."""
    return intake.digest(path.parent, path.name)


def _obstacle(one: Obstacle) -> dict[str, object]:
    return {
        "standards": list(one.standards),
        "document": one.number or None,
        "pages": list(one.pages),
        "reason": one.reason,
        "problem": report.say(f"reason.{one.reason}"),
    }


def _document(
    document: PlannedDocument, written: Document, source: Source, accessibility: Mapping[str, str]
) -> dict[str, object]:
    return {
        "number": document.number,
        "id": document.id,
        "title": document.title,
        "section": document.section,
        "reference": document.reference,
        "first_page": document.first_page,
        "last_page": document.last_page,
        "announced": written.number_of_pages or written.page,
        "rights": written.rights,
        "scale": document.scale,
        "type_size": document.type_size,
        "file": _one_or_all([part.file for part in source.parts]),
        "sha256": _one_or_all([part.sha256 for part in source.parts]),
        "kind": _one_or_all([part.kind for part in source.parts]),
        "reads": [{"path": name, "sha256": sha256} for name, sha256 in _reads(source)],
        "source_pages": [page.number for page in source.pages if page.number],
        "words": sum(len(part.noticed.text.split()) for part in source.parts),
        "scans": sum(len(part.noticed.scans) for part in source.parts),
        "accessibility": accessibility.get(document.id),
        "treatment": [{"code": done.code, **done.facts} for part in source.parts for done in part.treatment],
        "removed": dict(sum((Counter(part.removed) for part in source.parts), Counter())),
    }


def _faces(templates: Templates) -> list[dict[str, str]]:
    faces = sorted((family, sha256) for sha256, family in templates.faces.items())
    return [{"family": family, "sha256": sha256} for family, sha256 in faces]


def _reads(source: Source) -> list[tuple[str, str]]:
    """What was read besides, each once. What lies outside of the dossier has the name that it has in the
    program, or its own: where either is installed is no part of what was built."""
    reads = (read for part in source.parts for read in part.reads if read[1])
    return list(dict.fromkeys((_placeless(name), sha256) for name, sha256 in reads))


def _placeless(name: str) -> str:
    path, shipped = PurePath(name), place("templates")
    if not path.is_absolute():
        return name
    return f"templates/{path.relative_to(shipped).as_posix()}" if path.is_relative_to(shipped) else path.name


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _box_of(page: PlannedPage, sources: Mapping[str, Source]) -> list[float] | None:
    if page.document is None or not page.source_page or page.rank is None:
        return None
    return [round(side, 3) for side in sources[page.document].pages[page.rank - 1].box]


def _file_of(page: PlannedPage, sources: Mapping[str, Source]) -> str | None:
    if page.document is None or not page.source_page or page.rank is None:
        return None
    source = sources[page.document]
    return source.parts[source.pages[page.rank - 1].part].file
