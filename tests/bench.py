"""The cold build as a whole process, beside the floor, then with more documents.

    python tests/bench.py 1,4,16 [--runs 5] [--manifest manifest.yaml]

Every figure is a new process, measured by wait4: wall time, user and system time, and peak memory, which is
that of the largest single process; user and system time is that of a build's helpers too (sources are opened,
and pages compared, by processes of their own). Builds are cold, in an empty folder, but for those called
warm: built before, nothing changed since. This script imports nothing large, because a child begins with the
peak of its parent.

The floor is what nobody can do without: the same interpreter imports WeasyPrint, lays out and writes cover,
contents and introduction (the HTML of the build without its documents, made beforehand and not timed), and
qpdf joins the sources, where it is installed. Build and floor take turns; a ratio is the median of the
ratios of the pairs.
"""

from __future__ import annotations

import argparse
import io
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
MOST_OF_FLOOR = 3.0
MOST_MEMORY = 250.0
SCALE, MOST_AT_SCALE = 16, 20.0  # times the documents, times the time
MOST_COMPARING = 20.0  # ms a page, processor
MOST_FOR_TAGS = 1.3  # times binding without tags
MOST_SIZE = 1.05, 1e6  # times the sources, and bytes more


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
    """One line of the result; ``most`` is what is required."""

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
        process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody waits for it again
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
    again = [
        {**section, "documents": [_again(d, n, manifest.parent, folder) for d in section["documents"]]}
        for n in range(1, times + 1)
        for section in data["sections"]
    ]
    if (manifest.parent / "templates").is_dir():
        shutil.copytree(manifest.parent / "templates", folder / "templates")
    prose = folder / "templates" / "introduction.md"
    if prose.is_file():
        texts = [_cited_again(prose.read_text(encoding="utf-8"), n) for n in range(1, times + 1)]
        prose.write_text("\n\n".join(texts), encoding="utf-8")
    written = folder / "manifest.yaml"  # JSON is YAML
    written.write_text(json.dumps({**data, "sections": again}, ensure_ascii=False), encoding="utf-8")
    return written


def _again(document: dict[str, Any], n: int, before: Path, after: Path) -> dict[str, Any]:
    old = Path(document["file"])
    new = old.with_stem(f"{old.stem}-{n}")
    (place := after / new).parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(before / old)
    except OSError:
        shutil.copyfile(before / old, place)
    return {**document, "id": f"{document['id']}-{n}", "file": str(new)}


def _cited_again(text: str, n: int) -> str:
    cited = re.compile(r"\{\{\s*(?:cite|ref)\(.*?\}\}", re.DOTALL)
    return cited.sub(lambda found: re.sub(r"([a-z0-9-]+)(?=['\"])", rf"\1-{n}", found[0]), text)


class _CaughtError(Exception):
    """Carries the HTML that was about to be laid out."""


def floor_html(manifest: Path) -> str:
    """The HTML of the build, made by the build itself, without its documents; the contents keep their rows.

    The anchors that the rows point to stand, empty, where the last section ends.
    """
    from dossier import pipeline
    from dossier.compose.templates import Templates
    from dossier.folder import Folder
    from dossier.options import Options

    def caught(html: str, *_: object) -> None:
        raise _CaughtError(html)

    shipped = Templates.of(manifest.parent)
    sys.modules["dossier.compose.compose"].__dict__["render"] = caught
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "document.html").touch()
        templates = Templates((Folder(Path(empty)), *shipped.folders))
        Templates.of = classmethod(lambda *_: templates)  # type: ignore[assignment,method-assign]  # as said above
        try:
            pipeline.prepare(Options(manifest), lambda *_: None)
        except _CaughtError as laid:
            html = str(laid)
    wanted = set(re.findall(r'href="#([^"]+)"', html)) - set(re.findall(r'id="([^"]+)"', html))
    before, end, after = html.rpartition("</section>")
    return before + "".join(f'<span id="{id}"></span>' for id in sorted(wanted)) + end + after


def floor(html: Path, target: Path) -> None:
    """Import WeasyPrint, lay out and write ``html``: nothing else is imported."""
    from dossier import fonts

    fonts.use_only()
    from weasyprint import HTML

    base = f"{(PROJECT / 'templates').as_uri()}/"
    HTML(string=html.read_text(encoding="utf-8"), base_url=base).write_pdf(target, pdf_variant="pdf/ua-1")


def stages(manifest: Path, folder: Path, started: float) -> None:
    """One build, with the time of each stage on standard output as JSON."""
    from dossier import bind, compose, intake, pipeline, synthesis
    from dossier import manifest as loading
    from dossier.check.plan import verify
    from dossier.options import Options

    taken: dict[str, float] = {}

    def timed(stage: str, module: Any, name: str) -> None:
        def call(*args: Any, **more: Any) -> Any:
            begin = time.monotonic()
            taken.setdefault("start", begin - started)
            result = function(*args, **more)
            taken[stage] = taken.get(stage, 0.0) + time.monotonic() - begin
            return result

        function = getattr(module, name)
        setattr(module, name, call)

    timed("load", loading, "load")
    timed("intake", intake, "open_sources")
    timed("intake, what is left of it", intake.PendingSources, "completed")
    timed("compose", compose, "read_prose")
    timed("compose", compose, "compose")
    given: list[Any] = []

    def binding(*words: Any) -> Any:
        given[:] = words
        return true(*words)

    true, bind.bind = bind.bind, binding
    timed("bind", bind, "bind")
    timed("verify", verify, "verify")
    timed("synthesis", synthesis, "synthesise")
    caught: list[Any] = []
    compared = sys.modules["dossier.check.pictures.comparison"]
    original = compared.Original  # type: ignore[attr-defined]  # what the build gives to its comparison

    def catching(*given: Any) -> Any:
        caught.append(original(*given))
        return caught[-1]

    compared.Original = catching  # type: ignore[attr-defined]
    pipeline.build(Options(manifest, folder), lambda *_: None)
    taken["rest"] = time.monotonic() - started - sum(taken.values())
    walls = dict(taken)  # what follows runs some of the same stages again
    record = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
    framed = sum(bool(page["frame"]) for page in record["pages"])
    more = {
        "intake, a page": 1e3 * taking_in(manifest) / framed,
        "verify, a page": 1e3 * walls["verify"] / record["page_count"],
        "comparison, a page": 1e3 * comparing(caught, folder, record) / framed,
    }
    tagged, untagged = (bound(true, given, tags) for tags in (True, False))
    ratios = {
        "bind, tagged / untagged": tagged / untagged,
        "build, tagged / untagged": sum(walls.values()) / (sum(walls.values()) - tagged + untagged),
    }
    print(json.dumps([list(walls.items()), list(more.items()), list(ratios.items())]))


def taking_in(manifest: Path) -> float:
    """Seconds for opening all sources, nothing of them kept and nothing done beside."""
    from dossier import intake
    from dossier import manifest as loading
    from dossier.work import Crew

    located, _ = loading.load(manifest)
    if located is None:
        raise SystemExit("the manifest is wrong")
    begin = time.monotonic()
    with Crew(intake.ENGINES) as crew:
        intake.open_sources(located, intake.Opener(crew=crew, folder=manifest.parent)).completed()
    return time.monotonic() - begin


def bound(bind: Any, given: Sequence[Any], tags: bool) -> float:
    """Seconds of processor for binding, with the structure tree or without any: the least of three."""
    skeleton, plan, sources, _, progress = given
    module = sys.modules["dossier.bind.bind"]
    true = module.Tags  # type: ignore[attr-defined]  # what writes the tree

    class Untagged:
        def __init__(self, *_: Any) -> None:
            self.findings: list[Any] = []
            self.accessibility: dict[str, str] = {}

        def write(self, _: Any) -> None: ...

    module.Tags = true if tags else Untagged
    taken = []
    try:
        for _ in range(3):
            begin = time.process_time()
            bind(skeleton, plan, sources, io.BytesIO(), progress)
            taken.append(time.process_time() - begin)
    finally:
        module.Tags = true
    return min(taken)


def comparing(originals: Sequence[Any], folder: Path, record: Any) -> float:
    """Seconds of processor for comparing all pages, nothing of them remembered."""
    from dossier.check.pictures.compare import Framed, Pages

    with tempfile.TemporaryDirectory() as nothing:
        begin = time.process_time()
        comparison = Pages(Path(nothing))
        for original in originals:
            comparison.add(original)
        while comparison.draw_ahead():
            pass
        pages = [
            Framed(p["folio"], p["document"], p["rank"], p["frame"]) for p in record["pages"] if p["frame"]
        ]
        if comparison.compare((folder / "dossier.pdf").read_bytes(), pages, lambda _: None):
            raise SystemExit("pages differ")
        return time.process_time() - begin


class Bench:
    """The measurements of one manifest, in a folder of its own."""

    def __init__(self, manifest: Path, folder: Path, runs: int) -> None:
        self.manifest, self.folder, self.runs = manifest, folder, runs
        self.html, self.qpdf = folder / "floor.html", shutil.which("qpdf")
        self.html.write_bytes(_said("--html", manifest))

    def build(self, manifest: Path, warm: bool = False) -> Run:
        if not warm:
            shutil.rmtree(self.folder / "out", ignore_errors=True)
        words: list[str | Path] = ["invoke", "build", "--manifest", manifest, "--output", self.folder / "out"]
        return measure([sys.executable, "-m", *words])

    def floor(self) -> tuple[Run, Run | None]:
        laid = measure([sys.executable, __file__, "--floor", self.html, self.folder / "floor.pdf"])
        joined = self.folder / "joined.pdf"
        words: list[str | Path] = ["--empty", "--pages", *_sources(self.manifest), "--", joined]
        return laid, measure([self.qpdf, *words]) if self.qpdf else None

    def pairs(self) -> Iterator[Row]:
        self.build(self.manifest)  # not counted: it fills the machine's file cache for both
        self.floor()
        turns = [(self.build(self.manifest), *self.floor()) for _ in range(self.runs)]
        builds, laid, joined = [t[0] for t in turns], [t[1] for t in turns], [t[2] for t in turns if t[2]]
        yield from _figures(f"build, {len(_sources(self.manifest))} documents", builds, MOST_MEMORY)
        yield from _figures("floor, WeasyPrint", laid)
        yield from _figures("floor, qpdf", joined)
        name = "build / floor" if joined else "build / floor (qpdf is not installed: a smaller floor)"
        pairs = [(build, page.then(pdf) if pdf else page) for build, page, pdf in turns]
        yield Row(f"{name}: wall", _median(b.wall / f.wall for b, f in pairs), "times", MOST_OF_FLOOR)
        yield Row(f"{name}: user and system", _median(b.cpu / f.cpu for b, f in pairs), "times")
        warm = [self.build(self.manifest, warm=True) for _ in range(self.runs)]
        yield from _figures("build, warm", warm)
        yield Row(
            "warm / cold: wall", _median(w.wall for w in warm) / _median(b.wall for b in builds), "times"
        )
        yield from self.size()

    def size(self) -> Iterator[Row]:
        sources = sum(path.stat().st_size for path in _sources(self.manifest))
        output = (self.folder / "out" / "dossier.pdf").stat().st_size
        yield Row("output / sources: bytes", output / sources, "times")
        part, more = MOST_SIZE
        yield Row(
            f"output / ({part:g} × sources + 1 MB): bytes", output / (part * sources + more), "times", 1.0
        )

    def scaled(self, times: Sequence[int]) -> Iterator[Row]:  # in rounds that begin with once
        more = [n for n in times if n > 1]
        manifests = {n: multiply(self.manifest, n, self.folder / str(n)) for n in more}
        runs: dict[int, list[Run]] = {n: [] for n in (1, *more)}
        for _ in range(max(1, self.runs // 2) if more else 0):
            for n, done in runs.items():
                done.append(self.build(manifests.get(n, self.manifest)))
        count = len(_sources(self.manifest))
        for n in more:
            yield from _figures(f"build, {n * count} documents", runs[n])
            ratio = _median(b.wall / a.wall for a, b in zip(runs[1], runs[n], strict=True))
            most = MOST_AT_SCALE if n == SCALE else None
            yield Row(f"{n * count} documents / {count} documents: wall", ratio, "times", most)

    def stages(self) -> Iterator[Row]:
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        said, more, ratios = json.loads(
            _said("--stages", self.manifest, self.folder / "out", str(time.monotonic()))
        )
        yield from (Row(f"one run: {name}", seconds) for name, seconds in said)
        most = {"comparison, a page": MOST_COMPARING}
        yield from (Row(f"one run: {name}", figure, "ms", most.get(name)) for name, figure in more)
        most = {"bind, tagged / untagged": MOST_FOR_TAGS}
        yield from (Row(f"one run: {name}", figure, "times", most.get(name)) for name, figure in ratios)


def _said(*words: str | Path) -> bytes:
    command = [sys.executable, __file__, *words]
    return subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout


def _sources(manifest: Path) -> list[Path]:
    import yaml

    data = yaml.load(manifest.read_bytes(), yaml.BaseLoader)
    return [manifest.parent / d["file"] for section in data["sections"] for d in section["documents"]]


def _figures(what: str, runs: Sequence[Run], most: float | None = None) -> Iterator[Row]:
    if runs:
        yield Row(f"{what}: wall", _median(r.wall for r in runs))
        yield Row(f"{what}: user and system", _median(r.cpu for r in runs))
        yield Row(f"{what}: peak memory", max(r.peak for r in runs), "MB", most)


def _median(figures: Any) -> float:
    return float(statistics.median(figures))


def lines(rows: Sequence[Row]) -> Iterator[str]:
    width = max(len(row.what) for row in rows)
    for row in rows:
        required = f"  at most {row.most:g}: {'MISSED' if row.missed else 'kept'}" if row.most else ""
        yield f"{row.what:<{width}}  {row.figure:8.2f} {row.unit:<5}{required}".rstrip()


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("times", nargs="?", default="1,4,16", help="how many times the documents")
    parser.add_argument("--runs", type=int, default=5, help="pairs of build and floor")
    parser.add_argument("--manifest", type=Path, default=PROJECT / "manifest.yaml")
    given = parser.parse_args(words)
    times = sorted({int(part) for part in given.times.split(",")})
    print(f"{os.cpu_count()} processors; load before: {os.getloadavg()[0]:.2f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.manifest.absolute(), Path(folder), max(1, given.runs))
        rows = [*bench.pairs(), *bench.scaled(times), *bench.stages()]
    print("\n".join(lines(rows)))
    print(f"load after (this bench alone makes 1): {os.getloadavg()[0]:.2f}")
    return int(any(row.missed for row in rows))


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    match sys.argv[1:]:
        case ["--html", manifest]:
            print(floor_html(Path(manifest)))
        case ["--floor", html, target]:
            floor(Path(html), Path(target))
        case ["--stages", manifest, folder, started]:
            stages(Path(manifest), Path(folder), float(started))
        case _:
            raise SystemExit(main())
