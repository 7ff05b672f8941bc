"""A series at full size: how fast, how much memory, and what twenty kills leave.

    python tests/bench_series.py [--dossiers 40] [--kills 20] [--small 10000] [--write docs/performance.md]

Of the dossiers two are broken and one waits for outputs that another program holds. Figures of time mean
something on a machine that does nothing else; the others always.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]
os.environ.setdefault("XDG_STATE_HOME", tempfile.mkdtemp(prefix="dossier-state-"))
os.environ["PYTHONPATH"] = str(PROJECT)

import many  # noqa: E402
from processes import Run, measure  # noqa: E402

_BEGIN, _END = "<!-- series -->", "<!-- /series -->"
_MEASURED = 40  # dossiers, those of which throughput is measured
_ONE_CORE = ("taskset", "--cpu-list", "0")


def throughput(folder: Path) -> Iterator[tuple[str, str]]:
    """The same dossiers built anew: on one core, by one job, by two, twice in turns."""
    names = [f"sujet-{n}" for n in range(1, _MEASURED + 1)]
    many.write(folder, names)
    measure(many.command(folder, "--jobs", "2"))  # not counted: it fills the machine's file cache
    ways = {
        "one job on one core": [*_ONE_CORE, *many.command(folder, "--always", "--jobs", "1")],
        "one job": many.command(folder, "--always", "--jobs", "1"),
        "two jobs": many.command(folder, "--always", "--jobs", "2"),
    }
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(2):
        for name, words in ways.items():
            runs[name].append(measure(words))
    best = {name: min(run.wall for run in runs[name]) for name in ways}
    for name in ways:
        cpu = min(run.cpu for run in runs[name])
        busy = cpu / best[name] / (1 if "core" in name else (os.cpu_count() or 1))
        told = f"{best[name]:.1f} s, {cpu:.1f} s of processor, which is {busy:.0%} of it"
        yield f"{_MEASURED} dossiers, {name}", told
    one, two = "one job on one core", best["two jobs"]
    yield f"the gain of two jobs over {one}", f"{best[one] / two:.2f} times"
    yield "the gain of two jobs over one job", f"{best['one job'] / two:.2f} times"
    build = (sys.executable, "-P", "-m", "dossier", "build", "--always", "--manifest")
    singles = [(*build, str(folder / name)) for name in names]
    alone = [measure([*_ONE_CORE, *words]) for words in singles]
    gain = sum(run.wall for run in alone) / best["two jobs"]
    yield "the gain of two jobs over single builds on one core, one after the other", f"{gain:.2f} times"
    cost = min(run.cpu for run in runs["two jobs"]) / sum(run.cpu for run in alone)
    yield f"processor of two jobs, in {_MEASURED} single builds", f"{cost:.2f} times"


def memory(folder: Path) -> Iterator[tuple[str, str]]:
    """What a series of two equal heavy dossiers takes at its worst moment, beside one built alone: all
    from nothing."""
    for name in ("alone", "series/a", "series/b"):
        shutil.copytree(PROJECT / "sources", folder / name / "sources")
        shutil.copytree(PROJECT / "templates", folder / name / "templates")
        shutil.copyfile(PROJECT / "manifest.yaml", folder / name / "manifest.yaml")
    one = measure([sys.executable, "-P", "-m", "dossier", "build", str(folder / "alone")], memory=True)
    both = measure(many.command(folder / "series", "--jobs", "2"), memory=True)
    yield "memory of one build, 19 documents", f"{one.memory:.0f} MB"
    told = f"{both.memory:.0f} MB, {both.memory / one.memory:.2f} times"
    yield "memory of a series of two of them, `--jobs 2`", told


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """A dossier whose build waits for ever."""
    many.write(folder.parent, [folder.name])
    (folder / "build").mkdir()
    held = os.open(folder / "build", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    yield
    os.close(held)


def kills(folder: Path, count: int, times: int) -> Iterator[tuple[str, str]]:
    """Kill the series at random moments, let it end, hold each output against a single build's."""
    top, alone = folder / "series", folder / "alone"
    names = [f"track-{n % 4}/sujet-{n}" for n in range(1, count - 2)]
    words = many.write(top, names)
    for name in names:
        shutil.copytree(top / name, alone / name)
    words |= many.break_two(top)
    chance, torn = random.Random(20), 0
    with _held(top / "waiting"):
        for _ in range(times):
            many.kill_after(top, chance.uniform(1, 15), "--jobs", "2")
            torn += sum(bool(many.torn(top / name / "build")) for name in names)
        done = many.told(top, "--jobs", "2", "--limit", "90")
    failed = [one["dossier"] for one in done["dossiers"] if one["state"] not in ("built", "current")]
    head = f"{count} dossiers, two broken and one hanging, after {times} kills"
    yield head, f"{count - len(failed)} built, {torn} torn sets"
    yield "the others, named", ", ".join(sorted(failed))
    for broken in ("lacking", "torn", "waiting"):
        shutil.rmtree(top / broken)
    before, begun = many.state(top), _computed()
    again = many.told(top)
    taken = _computed() - begun
    touched = sum(before.get(path) != when for path, when in many.state(top).items())
    current = again["states"].get("current", 0)
    told = f"{current} current, {touched} files touched, {taken:.1f} s of processor"
    yield "a second run of those that were built", told
    read = len(set(many.foreign(top, {name: words[name] for name in names})))
    yield "words of a dossier that can be read in the folder of another", str(read)
    for name in names:
        _alone(alone / name)
    same = sum(many.outputs_of(top / name) == many.outputs_of(alone / name) for name in names)
    yield "outputs that have the bytes of a single build's", f"{same} of {len(names)}"


def _alone(folder: Path) -> None:
    measure([sys.executable, "-P", "-m", "dossier", "build", str(folder)])


def small(folder: Path, count: int) -> Iterator[tuple[str, str]]:
    """A dry run of many small dossiers; and Snakemake's graph of them, where it is installed."""
    many.write(folder, ["0"])
    for number in range(1, count):
        shutil.copytree(folder / "0", folder / str(number))
    run = measure(many.command(folder, "--dry-run"))
    yield f"dry run of {count} small dossiers", f"{run.cpu:.1f} s of processor"
    rules = PROJECT / "dossier" / "series"
    snakemake = [
        sys.executable,
        "-m",
        "snakemake",
        "--snakefile",
        str(rules / "Snakefile"),
        "--dry-run",
        "--quiet",
    ]
    profile = ["--workflow-profile", str(rules / "profile"), "--directory", str(folder), "--cores", "2"]
    run = measure([*snakemake, *profile])
    yield "the same by Snakemake", f"{run.cpu:.1f} s of processor"


def _computed() -> float:
    times = os.times()
    return times.children_user + times.children_system


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--only", choices=("throughput", "memory", "kills", "small"), action="append")
    parser.add_argument("--write", type=Path, help="a file with marks between which the table is put")
    given = parser.parse_args(words)
    load, said = os.getloadavg()[0], []
    parts = {
        "throughput": throughput,
        "memory": memory,
        "kills": lambda folder: kills(folder, given.dossiers, given.kills),
        "small": lambda folder: small(folder, given.small),
    }
    for name, part in parts.items():
        if given.only and name not in given.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for what, figure in part(Path(folder)):
                said.append(f"| {what} | {figure} |")
                print(said[-1], flush=True)
    if given.write:
        day = time.strftime("%d %B %Y").lstrip("0")
        head = f"{day}, {os.cpu_count()} processors, load before {load:.1f}.\n\n| | |\n|---|---|\n"
        before = given.write.read_text(encoding="utf-8")
        start, end = before.index(_BEGIN) + len(_BEGIN), before.index(_END)
        text = f"{before[:start]}\n\n{head}" + "\n".join(said) + f"\n\n{before[end:]}"
        given.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
