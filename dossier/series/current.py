"""What need not be built again: what all of them depend on is looked at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dossier import report, unchanged
from dossier.options import Options

from .outcome import Outcome, State, counted, facts_in, signed


def looked_at(top: Path, manifests: Sequence[Path], always: bool) -> Iterator[Outcome]:
    """Each dossier: current with all that its last build said, or waiting to be built."""
    around = unchanged.around()
    for manifest in manifests:
        options = Options(manifest)
        last = None if always else unchanged.last_build(options, around)
        name = manifest.parent.relative_to(top).as_posix()
        if last is None:
            yield Outcome(name=name, manifest=manifest)
            continue
        findings = [report.as_record(f) for f in last.findings]
        yield Outcome(
            name=name,
            manifest=manifest,
            state=State.CURRENT,
            findings=findings,
            counts=counted(findings),
            facts=facts_in(options.target),
            signed=signed(manifest, options.target),
        )
