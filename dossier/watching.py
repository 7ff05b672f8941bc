"""A dossier that is built again whenever something in its folder changes.

What changes during a build is told after it: the watcher goes on meanwhile. Each build is a process of its
own, which answers at once where nothing has changed after all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, cast

import watchfiles

from dossier import report
from dossier.building import Build
from dossier.findings import Severity
from dossier.options import Options
from dossier.places import nearby
from dossier.signed import FOLDER as SIGNED

_Record: TypeAlias = "Mapping[str, str]"
#: Milliseconds after which the watcher looks whether it is to end, and names told of many.
_LOOK, _SHOWN = 500, 5
_PAUSE = 0.05
# What editors and office programs leave beside a file while it is open.
_PASSING = ("~", ".swp", ".swx", ".tmp", ".part", ".crdownload", ".dossier-part")


@dataclass
class Watch:
    """The watch over the dossier of ``options``; ``print`` is given each line."""

    options: Options
    print: Callable[[str], None]
    _known: list[_Record] = field(default_factory=list)
    _record: bytes | None = None

    def run(self) -> None:
        """Build, then again for every change; ends with KeyboardInterrupt alone."""
        changes = self._changes()
        next(changes)  # from here on nothing is missed
        self.print(report.say("watch.begun", folder=nearby(self.options.folder)))
        self._round()
        for names in changes:
            if names:
                self.print(report.say("watch.changed", time=_now(), files=_several(names)))
                self._round()

    def _changes(self) -> Iterator[list[str]]:
        """The files that changed, a list a time; an empty one where none did for a while."""
        folder = self.options.folder
        for polling in (None, True):  # where the system has no more watches to give, by looking
            try:
                for changed in watchfiles.watch(
                    folder,
                    watch_filter=lambda _, path: self._counts(Path(path)),
                    yield_on_timeout=True,
                    rust_timeout=_LOOK,
                    force_polling=polling,
                ):
                    yield sorted({Path(path).relative_to(folder).as_posix() for _, path in changed})
            except OSError:
                if polling:
                    raise

    def _counts(self, path: Path) -> bool:
        """Whether what is at ``path`` may be a part of the dossier: neither an output nor a passing file."""
        folder, target = self.options.folder, self.options.target
        if path.is_relative_to(target) or not path.is_relative_to(folder):
            return False
        parts = path.relative_to(folder).parts
        return (
            bool(parts)
            and parts[0] not in ("build", SIGNED)
            and not any(part.startswith((".", "#")) for part in parts)
            and not parts[-1].endswith(_PASSING)
        )

    def _round(self) -> None:
        words = ["--output", str(self.options.output)] if self.options.output else []
        build = Build.of(self.options.manifest, *words, *(["--draft"] if self.options.draft else []))
        try:
            while build.process.poll() is None:
                time.sleep(_PAUSE)
        finally:
            build.kill()
        seconds = build.seconds
        told = build.told()
        if not told:
            self.print(report.say("watch.died", number=build.process.returncode))
        else:
            self._tell(told, seconds)
        sys.stdout.flush()

    def _tell(self, told: Mapping[str, object], seconds: float) -> None:
        """Say which findings came and which are gone, and what was written."""
        findings = cast("list[_Record]", told["findings"])
        for one in sorted(findings, key=lambda one: -Severity(one["severity"]).rank):
            if one not in self._known:
                severity = report.say(f"severity.{one['severity']}")
                self.print(f"{one['place']}: {severity} [{one['code']}] {one['message']}")
                self.print(f"    → {one.get('because') or one['cure']}")
        gone = [one for one in self._known if one not in findings]
        for one in gone:
            severity = report.say(f"severity.{one['severity']}")
            self.print(report.say("watch.gone", **{**one, "severity": severity}))
        came, self._known = findings != self._known, findings
        files = cast("Sequence[str]", told.get("files") or ())
        if told["exit"]:
            self.print(report.say("watch.failed", time=_now()))
            return
        record = Path(files[-1]).read_bytes()
        same, self._record = record == self._record, record
        if same and not came:
            self.print(report.say("watch.same", time=_now()))
            return
        names = ", ".join(nearby(Path(file)) for file in files)
        counts = {"pages": told["pages"], "documents": told["documents"]}
        self.print(
            report.say("watch.built", time=_now(), files=names, seconds=report.decimal(seconds), **counts)
        )


def _now() -> str:
    return time.strftime("%H:%M:%S")


def _several(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    left = len(names) - _SHOWN
    return report.say("watch.more", files=shown, count=left) if left > 0 else shown
