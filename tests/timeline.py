"""What waits for what: a cold build and a swap, drawn from the journal of a run (``--debug``).

python tests/timeline.py [--write docs/performance.md] [--manifest manifest.yaml]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

from edits import Dossier  # noqa: E402
from processes import measure  # noqa: E402

_BEGIN, _END = "<!-- timeline -->", "<!-- /timeline -->"
_WIDTH = 72
_LINE = re.compile(r"^ *(\d+\.\d+) dossier([\w.]*): (.+)$")
# What a process says at the end of a job: its name and its seconds.
_DONE = re.compile(r"^(\w+) (\d+\.\d+) s$")


@dataclass(frozen=True)
class Bar:
    """Something that went on, from one second to another."""

    name: str
    begin: float
    end: float


def bars(journal: str) -> Iterator[Bar]:
    """The stages of the build, one after the other, then what its processes did beside."""
    stages: list[tuple[str, float]] = []
    jobs: list[Bar] = []
    last = 0.0
    for line in journal.splitlines():
        if not (match := _LINE.match(line)):
            continue
        last, logger, words = float(match[1]), match[2], match[3]
        done = _DONE.match(words)
        if done:  # the process says so, too
            if "work" in logger:
                jobs.append(Bar(f"  {done[1]}", last - float(done[2]), last))
        elif not logger and (not stages or stages[-1][0] != words.split()[0]):
            stages.append((words.split()[0], last))
    ends = [begin for _, begin in stages[1:]] + [last]
    yield from (Bar(name, begin, end) for (name, begin), end in zip(stages, ends, strict=True))
    by_name: dict[str, list[Bar]] = {}
    for job in jobs:
        by_name.setdefault(job.name, []).append(job)
    for name, several in by_name.items():
        yield Bar(f"{name} ×{len(several)}", min(b.begin for b in several), max(b.end for b in several))


def drawn(title: str, shown: Sequence[Bar], wall: float) -> str:
    """The bars as text, as long as they took."""
    lines = [f"{title}, {wall:.1f} s"]
    for bar in shown:
        start = round(bar.begin / wall * _WIDTH)
        length = max(1, round((bar.end - bar.begin) / wall * _WIDTH))
        line = " " * start + "█" * min(length, _WIDTH - start)
        lines.append(f"{bar.name:<18}{line:<{_WIDTH}} {bar.begin:5.2f}–{bar.end:.2f}")
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--manifest", type=Path, default=PROJECT / "manifest.yaml")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        dossier = Dossier(given.manifest.absolute(), 1, Path(folder) / "d")
        command = [sys.executable, "-P", "-s", "-m", "dossier", "build", "--debug"]
        command += ["--manifest", str(dossier.manifest), "--output", str(dossier.output)]
        cold = measure(command)
        dossier.swap()
        swap = measure(command)
    runs = (("A cold build", cold), ("A swap", swap))
    text = "\n\n".join(drawn(title, list(bars(run.said)), run.wall) for title, run in runs)
    print(text)
    if given.write:
        before = given.write.read_text(encoding="utf-8")
        start, end = before.index(_BEGIN) + len(_BEGIN), before.index(_END)
        given.write.write_text(f"{before[:start]}\n\n```\n{text}\n```\n\n{before[end:]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
