"""The cold build as a whole process, beside the floor, then with more documents.

    python tests/bench.py 1,4,16 [--runs 5] [--manifest manifest.yaml]

Every figure is a new process, measured by wait4: wall time, user and system time, and peak memory.
Peak memory is that of the largest single process: a build must not start a helper that works beside it,
since its memory would not be seen here. Only processes of a moment (the loader's cache is asked
for libraries while WeasyPrint is imported) are started by a build. This script imports nothing large, because
a child begins with the peak of its parent.

The floor is what nobody can do without: the same interpreter imports WeasyPrint, lays out and writes cover,
contents and introduction (the HTML of the build without its documents, made beforehand and not timed), and
qpdf joins the sources, where it is installed. Build and floor take turns; a ratio is the median of the
ratios of the pairs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
MOST_OF_FLOOR = 3.0
MOST_MEMORY = 250.0
#: At most this many times the time, at this many times the documents.
SCALE, MOST_AT_SCALE = 16, 20.0


@dataclass(frozen=True)
class Run:
    """One process, or several one after the other: seconds, seconds, MB of the largest."""

    wall: float
    cpu: float
    peak: float

    def then(self, other: Run) -> Run:
        return Run(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


@dataclass(frozen=True)
class Row:
    """One line of the result; ``most`` is the requirement where there is one."""

    what: str
    figure: float
    unit: str = "s"
    most: float | None = None

    @property
    def missed(self) -> bool:
        return self.most is not None and self.figure > self.most


def measure(command: Sequence[str | Path]) -> Run:
    """Run ``command`` to its end. Raises SystemExit with what it said where it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=PROJECT, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(map(str, command))}\n{said.read().decode(errors='replace')}")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts in bytes, Linux in kB
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def multiply(manifest: Path, times: int, folder: Path) -> Path:
    """A dossier in ``folder`` with each section of ``manifest`` ``times`` times, its introduction too.

    Ids and file names are suffixed; the files are hard links, or copies where links cannot be made.
    """
    import yaml

    data = yaml.load(manifest.read_bytes(), yaml.BaseLoader)
    again: list[dict[str, Any]] = []
    for time_ in range(1, times + 1):
        for section in data["sections"]:
            documents = [_again(d, time_, manifest.parent, folder) for d in section["documents"]]
            again.append({**section, "documents": documents})
    own = manifest.parent / "templates"
    if own.is_dir() and own != PROJECT / "templates":
        shutil.copytree(own, folder / "templates")
    prose = own / "introduction.md"
    if prose.is_file():
        (folder / "templates").mkdir(exist_ok=True)
        text = prose.read_text(encoding="utf-8")
        texts = [_cited_again(text, time_) for time_ in range(1, times + 1)]
        (folder / "templates" / "introduction.md").write_text("\n\n".join(texts), encoding="utf-8")
    written = folder / "manifest.yaml"  # JSON is YAML
    written.write_text(json.dumps({**data, "sections": again}, ensure_ascii=False), encoding="utf-8")
    return written


def _again(document: dict[str, Any], time_: int, before: Path, after: Path) -> dict[str, Any]:
    old = Path(document["file"])
    new = old.with_stem(f"{old.stem}-{time_}")
    place = after / new
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(before / old)
    except OSError:
        shutil.copyfile(before / old, place)
    return {**document, "id": f"{document['id']}-{time_}", "file": str(new)}


def _cited_again(text: str, time_: int) -> str:
    def suffixed(match: re.Match[str]) -> str:
        return re.sub(r"(['\"])([a-z0-9-]+)\1", rf"\1\2-{time_}\1", match[0])

    return re.sub(r"\{\{\s*(?:cite|ref)\(.*?\}\}", suffixed, text, flags=re.DOTALL)


def floor_html(manifest: Path) -> str:
    """The HTML of the build without its documents; the contents have the same rows.

    The anchors that the rows point to stand, empty, where the last section ends.
    """
    from dossier import compose, intake
    from dossier import manifest as loading
    from dossier.compose.compose import variables
    from dossier.compose.templates import Templates
    from dossier.compose.views import sections_of
    from dossier.typography import typeset_html

    located, findings = loading.load(manifest)
    if located is None:
        raise SystemExit(str(findings))
    sources, _ = intake.open_sources(located, manifest.parent, False, lambda _: None)
    shipped = Templates.of(manifest.parent)
    prose, _ = compose.read_prose(located, shipped)
    sections = sections_of(located, sources)
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "document.html").touch()
        templates = Templates((Path(empty), *shipped.folders))
        template = templates.environment(autoescape=True).get_template("dossier.html")
        html = template.render(variables(located, sections, prose, False))
    anchors = "".join(f'<span id="{d.anchor}"></span>' for s in sections for d in s.documents)
    before, end, after = html.rpartition("</section>")
    return typeset_html(before + anchors + end + after, located.manifest.dossier.language)


def floor(html: Path, target: Path) -> None:
    """Import WeasyPrint, lay out and write ``html``: nothing else is imported."""
    from dossier import fonts

    fonts.use_only()
    from weasyprint import HTML

    base = f"{(PROJECT / 'templates').as_uri()}/"
    HTML(string=html.read_text(encoding="utf-8"), base_url=base).write_pdf(target, pdf_variant="pdf/ua-1")


def stages(manifest: Path, folder: Path, started: float) -> None:
    """One build, with the time of each stage on standard output as JSON."""
    from dossier import bind, compose, intake, pipeline, synthesis, verify
    from dossier import manifest as loading
    from dossier.options import Options

    taken: dict[str, float] = {}

    def timed(stage: str, module: Any, name: str) -> None:
        function = getattr(module, name)

        def call(*args: Any, **more: Any) -> Any:
            begin = time.monotonic()
            taken.setdefault("start", begin - started)
            try:
                return function(*args, **more)
            finally:
                taken[stage] = taken.get(stage, 0.0) + time.monotonic() - begin

        setattr(module, name, call)

    timed("load", loading, "load")
    timed("intake", intake, "open_sources")
    timed("compose", compose, "read_prose")
    timed("compose", compose, "compose")
    timed("bind", bind, "bind")
    timed("verify", verify, "verify")
    timed("synthesis", synthesis, "synthesise")
    pipeline.build(Options(manifest, folder), lambda *_: None)
    taken["rest"] = time.monotonic() - started - sum(taken.values())
    print(json.dumps(list(taken.items())))


class Bench:
    """The measurements of one manifest, in a folder of its own."""

    def __init__(self, manifest: Path, folder: Path, runs: int) -> None:
        self.manifest, self.folder, self.runs = manifest, folder, runs
        self.qpdf = shutil.which("qpdf")
        self.html = folder / "floor.html"
        self.html.write_text(floor_in_child(manifest), encoding="utf-8")

    def build(self, manifest: Path) -> Run:
        out = self.folder / "out"
        return measure(
            [sys.executable, "-m", "invoke", "build", "--manifest", manifest, "--output", out]
        )

    def floor(self) -> tuple[Run, Run | None]:
        laid = measure([sys.executable, __file__, "--floor", self.html, self.folder / "floor.pdf"])
        if self.qpdf is None:
            return laid, None
        sources = _sources(self.manifest)
        joined = self.folder / "joined.pdf"
        return laid, measure([self.qpdf, "--empty", "--pages", *sources, "--", joined])

    def pairs(self) -> Iterator[Row]:
        """Build and floor, turn and turn about."""
        self.build(self.manifest)  # not counted: it fills the machine's file cache for both
        self.floor()
        builds, laid, joined, floors = [], [], [], []
        for _ in range(self.runs):
            builds.append(self.build(self.manifest))
            page, pdf = self.floor()
            laid.append(page)
            if pdf:
                joined.append(pdf)
            floors.append(page.then(pdf) if pdf else page)
        count = len(_sources(self.manifest))
        yield Row(f"build, {count} documents: wall", _median(r.wall for r in builds))
        yield Row(f"build, {count} documents: user and system", _median(r.cpu for r in builds))
        yield Row(f"build, {count} documents: peak memory", max(r.peak for r in builds), "MB", MOST_MEMORY)
        yield Row("floor, WeasyPrint: wall", _median(r.wall for r in laid))
        yield Row("floor, WeasyPrint: user and system", _median(r.cpu for r in laid))
        yield Row("floor, WeasyPrint: peak memory", max(r.peak for r in laid), "MB")
        if joined:
            yield Row("floor, qpdf: wall", _median(r.wall for r in joined))
            yield Row("floor, qpdf: user and system", _median(r.cpu for r in joined))
        ratios = [b.wall / f.wall for b, f in zip(builds, floors, strict=True)]
        on_cpu = [b.cpu / f.cpu for b, f in zip(builds, floors, strict=True)]
        name = "build / floor" if joined else "build / floor (qpdf is not installed: a smaller floor)"
        yield Row(f"{name}: wall", _median(ratios), "times", MOST_OF_FLOOR)
        yield Row(f"{name}: user and system", _median(on_cpu), "times")

    def scaled(self, times: Sequence[int]) -> Iterator[Row]:
        """The same documents more times, in rounds that begin with once."""
        more = [n for n in times if n > 1]
        manifests = {n: multiply(self.manifest, n, _made(self.folder / str(n))) for n in more}
        runs: dict[int, list[Run]] = {n: [] for n in (1, *more)}
        for _ in range(max(1, self.runs // 2) if more else 0):
            for n, done in runs.items():
                done.append(self.build(manifests.get(n, self.manifest)))
        count = len(_sources(self.manifest))
        for n in more:
            what = f"build, {n * count} documents"
            yield Row(f"{what}: wall", _median(r.wall for r in runs[n]))
            yield Row(f"{what}: peak memory", max(r.peak for r in runs[n]), "MB")
            ratios = [b.wall / a.wall for a, b in zip(runs[1], runs[n], strict=True)]
            most = MOST_AT_SCALE if n == SCALE else None
            yield Row(f"{what} / {count} documents: wall", _median(ratios), "times", most)

    def stages(self) -> Iterator[Row]:
        """One run, stage by stage."""
        started = str(time.monotonic())
        words = [sys.executable, __file__, "--stages", str(self.manifest), str(self.folder / "out"), started]
        done = subprocess.run(words, cwd=PROJECT, check=True, capture_output=True, text=True)
        for name, seconds in json.loads(done.stdout):
            yield Row(f"one run: {name}", seconds)


def floor_in_child(manifest: Path) -> str:
    """The HTML of the floor, made in another process: this one stays small."""
    words = [sys.executable, __file__, "--html", str(manifest)]
    return subprocess.run(words, cwd=PROJECT, check=True, capture_output=True, text=True).stdout


def _sources(manifest: Path) -> list[Path]:
    import yaml

    data = yaml.load(manifest.read_bytes(), yaml.BaseLoader)
    return [manifest.parent / d["file"] for section in data["sections"] for d in section["documents"]]


def _median(figures: Any) -> float:
    return float(statistics.median(figures))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as a plain table, the requirement beside its figure."""
    width = max(len(row.what) for row in rows)
    for row in rows:
        line = f"{row.what:<{width}}  {row.figure:8.2f} {row.unit:<5}"
        if row.most is not None:
            line += f"  at most {row.most:g}: {'MISSED' if row.missed else 'kept'}"
        yield line.rstrip()


@contextmanager
def _load() -> Iterator[None]:
    """Print the machine's load before and after: figures of a busy machine say little."""
    print(f"{os.cpu_count()} processors; load before: {os.getloadavg()[0]:.2f}", flush=True)
    yield
    print(f"load after (this bench alone makes 1): {os.getloadavg()[0]:.2f}")


def main(words: Sequence[str] | None = None) -> int:
    """The command line; 1 where a requirement is missed."""
    parser = argparse.ArgumentParser(description="Time the cold build beside the floor.")
    parser.add_argument("times", nargs="?", default="1,4,16", help="how many times the documents")
    parser.add_argument("--runs", type=int, default=5, help="pairs of build and floor")
    parser.add_argument("--manifest", type=Path, default=PROJECT / "manifest.yaml")
    given = parser.parse_args(words)
    times = sorted({int(part) for part in given.times.split(",")})
    with tempfile.TemporaryDirectory() as folder, _load():
        bench = Bench(given.manifest.absolute(), Path(folder), max(1, given.runs))
        rows = [*bench.pairs(), *bench.scaled(times), *bench.stages()]
        for line in lines(rows):
            print(line)
    return int(any(row.missed for row in rows))


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    match sys.argv[1:]:
        case ["--html", manifest]:
            sys.stdout.write(floor_html(Path(manifest)))
        case ["--floor", html, target]:
            floor(Path(html), Path(target))
        case ["--stages", manifest, folder, started]:
            stages(Path(manifest), Path(folder), float(started))
        case _:
            raise SystemExit(main())
