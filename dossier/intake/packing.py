"""What was taken in, as bytes: for the pipe from the child process and for the cache.

JSON and the PDF, not pickles: neither a child that a file took over nor a file laid into the cache may make
this process run anything.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from dossier.findings import Finding
from dossier.model import SourcePage, Treatment

from .request import Taken

_DIGEST = 64


def pack(taken: Taken) -> bytes:
    """``taken`` with a checksum of it all before it."""
    head = {
        "kind": taken.kind,
        "pages": [dataclasses.asdict(page) for page in taken.pages],
        "findings": pack_findings(taken.findings),
        "treatment": [[done.code, dict(done.facts)] for done in taken.treatment],
        "removed": dict(taken.removed),
        "reads": taken.reads,
        "fields": taken.fields,
        "later": None if taken.later is None else pack_findings(taken.later),
    }
    body = json.dumps(head, ensure_ascii=True).encode() + b"\n" + taken.pdf
    return hashlib.sha256(body).hexdigest().encode() + body


def unpack(data: bytes) -> Taken:
    """What was packed. Raises ValueError where a byte of it is not as it was."""
    digest, body = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ValueError("damaged")
    line, _, pdf = body.partition(b"\n")
    head = json.loads(line)
    return Taken(
        kind=head["kind"],
        pdf=pdf,
        pages=tuple(_page(page) for page in head["pages"]),
        findings=unpack_findings(head["findings"]),
        treatment=tuple(Treatment(code, facts) for code, facts in head["treatment"]),
        removed=head["removed"],
        reads=tuple((name, digest) for name, digest in head["reads"]),
        fields=tuple(head["fields"]),
        later=None if head["later"] is None else unpack_findings(head["later"]),
    )


def pack_findings(findings: Sequence[Finding]) -> list[Any]:
    """Findings as JSON has them."""
    return [[f.code, f.place, dict(f.facts)] for f in findings]


def unpack_findings(packed: Sequence[Any]) -> tuple[Finding, ...]:
    """Findings again."""
    return tuple(Finding(code, place, facts) for code, place, facts in packed)


def _page(packed: dict[str, Any]) -> SourcePage:
    boxes = {key: tuple(value) for key, value in packed.items() if isinstance(value, list)}
    return SourcePage(**{**packed, **boxes})
