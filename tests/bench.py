"""How long builds take, as whole processes, beside the floor; how much memory all their processes have at one
moment.

    python tests/bench.py [--runs 3] [--times 16] [--write docs/performance.md] [--manifest manifest.yaml]

Every figure is a new process tree, from its start to its end (tests/processes.py). *Cold* is an empty folder;
all else is an edit of a dossier that was built before (tests/edits.py). Figures are medians.

The floor is what nobody can do without: the same interpreter imports WeasyPrint, lays out and writes cover,
contents and introduction (the HTML of the build without its documents, made beforehand and not timed), and
qpdf joins the sources, where it is installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

from processes import Run, measure  # noqa: E402

_BEGIN, _END = "<!-- bench -->", "<!-- /bench -->"
_DOSSIER = [sys.executable, "-P", "-s", "-m", "dossier", "build"]


@dataclass(frozen=True)
class Row:
    """One line of the result: what was measured, its figure, and the ``most`` that it may be."""

    what: str
    figure: float
    unit: str
    most: float | None = None

    @property
    def missed(self) -> bool:
        return self.most is not None and self.figure > self.most

    @property
    def cells(self) -> tuple[str, str, str, str]:
        met = "" if self.most is None else "**missed**" if self.missed else "met"
        most = "" if self.most is None else f"{self.most:.4g} {self.unit}"
        return self.what, f"{self.figure:.2f} {self.unit}", most, met


class _CaughtError(Exception):
    """Carries the HTML that was about to be laid out."""


def floor_html(manifest: Path) -> str:
    """The HTML of the build, made by the build itself, without its documents; the contents keep their rows.

    The anchors that the rows point to stand, empty, where the last section ends.
    """
    from dossier import pipeline
    from dossier.compose import Typesetter
    from dossier.compose.templates import Templates
    from dossier.folder import Folder
    from dossier.options import Options

    def caught(_: object, html: str, *__: object) -> None:
        raise _CaughtError(html)

    shipped = Templates.of(manifest.parent)
    Typesetter.laid_out = caught  # type: ignore[assignment,method-assign]  # as said above
    with tempfile.TemporaryDirectory() as empty:
        own = Path(empty) / "templates"
        shutil.copytree(manifest.parent / "templates", own)
        (own / "document.html").write_bytes(b"")
        templates = Templates((Folder(own), *shipped.folders[1:]))
        Templates.of = classmethod(lambda *_: templates)  # type: ignore[assignment,method-assign]  # the same
        try:
            pipeline.prepare(Options(manifest, Path(empty) / "out"), lambda *_: None)
        except _CaughtError as said:
            html = str(said)
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


class Bench:
    """The measurements of one manifest, in a folder of its own."""

    def __init__(self, manifest: Path, folder: Path, runs: int) -> None:
        from edits import Dossier

        self._make = lambda times: Dossier(manifest, times, folder / f"x{times}")
        self._folder, self._runs = folder, runs
        self._html, self._qpdf = folder / "floor.html", shutil.which("qpdf")
        command = [sys.executable, __file__, "--html", str(manifest)]
        self._html.write_bytes(
            subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout
        )

    def rows(self, times: int) -> Iterator[Row]:
        """All rows, those of ``times`` as many documents last."""
        small = self._make(1)
        self._build(small)  # not counted: it fills the machine's file cache
        cold, floors = [], []
        for _ in range(self._runs):
            shutil.rmtree(small.output)
            cold.append(self._build(small))
            floors.append(self._floor(small))
        yield from self._unchanged(small)
        count, least = len(small.sources), _wall(floors)
        yield Row(f"floor, {count} documents: wall", least, "s")
        yield Row(f"cold, {count} documents: wall", _wall(cold), "s")
        yield Row("the same: processor", _cpu(cold), "s")
        yield Row(
            "the same, in floors: wall",
            _median(c.wall / f.wall for c, f in zip(cold, floors, strict=True)),
            "times",
            2.7,
        )
        swaps = self._edited(small, small.swap)
        yield Row(f"swap, {count} documents: wall", _wall(swaps), "s", 2.0)
        yield Row("the same, in floors: wall", _wall(swaps) / least, "times", 0.9)
        yield Row("the same: processor", _cpu(swaps), "s")
        yield Row("the same, in cold builds: processor", _cpu(swaps) / _cpu(cold), "times", 0.24)
        for name, edit, most in (
            ("swap of a file with as many pages", small.correct, None),
            ("move of one document", small.move, 2.0),
            ("drop of one document", small.drop, 2.0),
            ("word of the introduction", small.word, 1.5),
            ("colour of all", small.colour, _wall(cold)),
        ):
            runs = self._edited(small, edit)
            yield Row(f"{name}: wall", _wall(runs), "s", most)
            yield Row("the same: processor", _cpu(runs), "s")
        yield Row(
            "size: output in sources", _size([small.output / "dossier.pdf"]) / _size(small.sources), "times"
        )
        shutil.rmtree(small.output)
        yield Row(f"memory, cold, {count} documents", self._build(small, memory=True).memory, "MB", 450)
        small.swap()
        yield Row(f"memory, swap, {count} documents", self._build(small, memory=True).memory, "MB", 450)
        if times > 1:
            yield from self._scaled(times, _cpu(cold) / small.pages)

    def _scaled(self, times: int, a_page: float) -> Iterator[Row]:
        large = self._make(times)
        count = len(large.sources)
        cold = self._build(large, memory=True)
        yield Row(f"cold, {count} documents, {large.pages} pages: wall", cold.wall, "s")
        yield Row("the same: processor", cold.cpu, "s")
        yield Row(
            "the same, a page, in pages of the small one: processor",
            cold.cpu / large.pages / a_page,
            "times",
            1.0,
        )
        yield Row(f"memory, cold, {count} documents", cold.memory, "MB", 1500)
        large.swap()
        swap = self._build(large, memory=True)
        yield Row(f"swap, {count} documents: wall", swap.wall, "s", 14)
        yield Row("the same: processor", swap.cpu, "s")
        if self._qpdf:
            joined = self._join(large.sources)
            yield Row("the same, in merges by qpdf: processor", swap.cpu / joined.cpu, "times", 2.5)
        yield Row(f"memory, swap, {count} documents", swap.memory, "MB", 1000)

    def _unchanged(self, dossier: object) -> Iterator[Row]:
        words = [*_words(dossier)]
        build = ["build", *words]
        measure(["./run", *build])  # the variables of ./run are others: the first one builds
        runs = [measure(["./run", *build]) for _ in range(2 * self._runs + 1)]
        if any("Nothing has changed" not in run.said for run in runs):
            raise SystemExit("something has changed")
        yield Row("unchanged, by ./run: wall", _wall(runs), "s", 0.35)
        measure([*_DOSSIER, *words])
        own = [measure([*_DOSSIER, *words]) for _ in range(2 * self._runs + 1)]
        yield Row("the same, without ./run: wall", _wall(own), "s", 0.15)

    def _edited(self, dossier: object, edit: Callable[[], None]) -> list[Run]:
        """Twice as many runs as are wanted at least: each edit and its way back."""
        runs = []
        for _ in range(2 * max(1, self._runs // 2)):
            edit()
            runs.append(self._build(dossier))
        return runs

    def _build(self, dossier: object, memory: bool = False) -> Run:
        return measure([*_DOSSIER, *_words(dossier)], memory)

    def _floor(self, dossier: object) -> Run:
        laid = measure([sys.executable, __file__, "--floor", self._html, self._folder / "floor.pdf"])
        return laid.then(self._join(dossier.sources)) if self._qpdf else laid  # type: ignore[attr-defined]

    def _join(self, sources: Sequence[Path]) -> Run:
        return measure([str(self._qpdf), "--empty", "--pages", *sources, "--", self._folder / "joined.pdf"])


def _words(dossier: object) -> tuple[str, ...]:
    return ("--manifest", str(dossier.manifest), "--output", str(dossier.output))  # type: ignore[attr-defined]


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _wall(runs: Sequence[Run]) -> float:
    return _median(run.wall for run in runs)


def _cpu(runs: Sequence[Run]) -> float:
    return _median(run.cpu for run in runs)


def _median(figures: Iterable[float]) -> float:
    return float(statistics.median(figures))


def table(rows: Sequence[Row], loads: Sequence[float], runs: int) -> str:
    """The result as the documentation has it."""
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("weasyprint", "pypdf", "pikepdf", "pypdfium2")
    )
    day = time.strftime("%d %B %Y").lstrip("0")
    said = (
        f"{day}, {os.cpu_count()} processors ({platform.machine()}), Python "
        f"{platform.python_version()}, {libraries}. {runs} runs each, of the larger dossier one. Load before "
        f"{loads[0]:.1f}, after {loads[1]:.1f} (the bench alone makes 1)."
    )
    lines = ["| | Measured | At most | |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(row.cells) + " |" for row in rows]
    return "\n".join([said, "", *lines])


def written(text: str, into: Path) -> None:
    """Put ``text`` between the marks of the file ``into``. Raises ValueError where it has none."""
    before = into.read_text(encoding="utf-8")
    start, end = before.index(_BEGIN) + len(_BEGIN), before.index(_END)
    into.write_text(f"{before[:start]}\n\n{text}\n\n{before[end:]}", encoding="utf-8")


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--times", type=int, default=16, help="how many times the documents, at the end; 1: not"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of each")
    parser.add_argument("--manifest", type=Path, default=PROJECT / "manifest.yaml")
    parser.add_argument("--write", type=Path, help="a file with marks between which the table is put")
    given = parser.parse_args(words)
    before = os.getloadavg()[0]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in Bench(given.manifest.absolute(), Path(folder), max(1, given.runs)).rows(given.times):
            rows.append(row)
            what, figure, most, met = row.cells
            print(f"{what:<62} {figure:>14} {most:>14}  {met.strip('*')}", flush=True)
    if given.write:
        written(table(rows, (before, os.getloadavg()[0]), given.runs), given.write)
    return int(any(row.missed for row in rows))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--html", manifest]:
            print(floor_html(Path(manifest)))
        case ["--floor", html, target]:
            floor(Path(html), Path(target))
        case _:
            raise SystemExit(main())
