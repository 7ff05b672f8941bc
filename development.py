"""The commands of who changes the program: in a checkout only, beside those of tasks.py."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from dossier import report, shipped
from dossier.commands.command import command
from dossier.commands.run import speaking

PROJECT = Path(__file__).resolve().parent
_CODE = "dossier specimens tasks.py development.py"


@command("specimens", "output")
def specimens(_: object, output: str | None = None) -> None:
    """Make the specimens that stand in for the real documents."""
    into = Path(output) if output else PROJECT / "sources"
    making = shipped.load(PROJECT / "specimens")
    with speaking() as progress:
        try:
            made = making.make(None, into, lambda name: progress("specimens", name))
        except making.SpecimenError as error:
            raise SystemExit(str(error)) from error
    report.out(report.say("done.specimens", count=len(made), folder=into))


@command("schema")
def schema(_: object) -> None:
    """Write manifest.schema.json from the model of the manifest."""
    from dossier.manifest.schema import write_schema

    write_schema(PROJECT / "manifest.schema.json")


@command("reference")
def reference(_: object) -> None:
    """Write docs/reference/ from the program."""
    raise SystemExit(
        subprocess.run([sys.executable, str(PROJECT / "tests" / "reference.py")], check=False).returncode
    )


@command("test", "fast", "options")
def test(_: object, fast: bool = False, options: str = "") -> None:
    """Lint, check the types and the layers, and run the tests."""
    layers = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    chosen = "-m 'not slow'" if fast else ""
    for judge in (
        f"-m ruff check --quiet {_CODE} setup.py tests",
        f"-m ruff format --check --quiet {_CODE} setup.py tests",
        f"-m mypy --no-error-summary {_CODE}",
        f"-c {shlex.quote(layers)}",
        f"-m pytest -n auto --dist loadfile {chosen} {options}",
    ):
        done = subprocess.run([sys.executable, *shlex.split(judge)], cwd=PROJECT, check=False)
        if done.returncode:
            raise SystemExit(done.returncode)


@command("bench", "times")
def bench(_: object, times: int = 16) -> None:
    """Time builds as whole processes, beside the floor, and write the table of docs/performance.md."""
    written = str(PROJECT / "docs" / "performance.md")
    script = [sys.executable, str(PROJECT / "tests" / "bench.py"), "--times", str(times), "--write", written]
    raise SystemExit(subprocess.run(script, check=False).returncode)


@command("timeline")
def timeline(_: object) -> None:
    """Draw what waits for what in a cold build and in a swap, into docs/performance.md."""
    written = str(PROJECT / "docs" / "performance.md")
    script = [sys.executable, str(PROJECT / "tests" / "timeline.py"), "--write", written]
    raise SystemExit(subprocess.run(script, check=False).returncode)


@command("bench-series")
def bench_series(_: object) -> None:
    """Build and kill a series at full size, and write the table of docs/performance.md."""
    written = str(PROJECT / "docs" / "performance.md")
    script = [sys.executable, str(PROJECT / "tests" / "bench_series.py"), "--write", written]
    raise SystemExit(subprocess.run(script, check=False).returncode)


@command("difficult")
def difficult(_: object) -> None:
    """Bind each difficult PDF alone, and write what became of it to tests/difficult.txt."""
    script = [sys.executable, str(PROJECT / "tests" / "difficult.py")]
    raise SystemExit(subprocess.run(script, check=False).returncode)


@command("accessibility")
def accessibility(_: object) -> None:
    """Compare real documents before and after binding, and write docs/accessibility.md."""
    script = [sys.executable, str(PROJECT / "tests" / "accessibility.py")]
    raise SystemExit(subprocess.run(script, check=False).returncode)


@command("look")
def look(_: object) -> None:
    """Build the cases of docs/look.md, and draw its pictures in grey."""
    script = [sys.executable, str(PROJECT / "tests" / "look.py")]
    raise SystemExit(subprocess.run(script, check=False).returncode)


@command("claims", "count", "seed")
def claims(_: object, count: int = 100, seed: int = 1) -> None:
    """Hold the claims made on spoilt files against veraPDF."""
    script = [
        sys.executable,
        str(PROJECT / "tests" / "refuted.py"),
        "--claims",
        str(count),
        "--seed",
        str(seed),
    ]
    here = {**os.environ, "PYTHONPATH": str(PROJECT)}
    raise SystemExit(subprocess.run(script, env=here, check=False).returncode)


@command("fuzz", "minutes", "seed")
def fuzz(_: object, minutes: float = 10.0, seed: int = 1) -> None:
    """Build damaged files for a while."""
    script = [sys.executable, str(PROJECT / "tests" / "fuzz.py"), str(minutes), "--seed", str(seed)]
    here = {**os.environ, "PYTHONPATH": str(PROJECT)}
    raise SystemExit(subprocess.run(script, env=here, check=False).returncode)
