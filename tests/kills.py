"""Kill builds of a three-document dossier at random moments; count what is not as it should be afterwards.

    python tests/kills.py 300 [seed]

A third of them begin with nothing, a third with all remembered, a third replace a set; every second one is
killed as soon as it has begun to write its set.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("XDG_STATE_HOME", tempfile.mkdtemp(prefix="dossier-state-"))

from conftest import File, Sheet, write_dossier  # noqa: E402

from dossier import outputs  # noqa: E402

_HOW = ("cold", "warm", "replacing")


@dataclasses.dataclass
class Tally:
    """How many builds there were, were killed, and what was wrong afterwards; ``torn`` counts the sets that
    were between two when the run was killed, which the next one puts right."""

    runs: int = 0
    killed: int = 0
    writing: int = 0
    torn: int = 0
    mixed: int = 0
    left: int = 0
    orphans: int = 0


def kill_builds(
    folder: Path, times: int, seed: int, told: Callable[[Tally], object] = lambda _: None
) -> Tally:
    """Kill ``times`` builds in ``folder``; ``told`` is given the tally after each."""
    chance, tally = random.Random(seed), Tally()
    files = {name: File([Sheet([f"Page {n}"]) for n in range(3)]) for name in "abc"}
    manifest = write_dossier(folder, files, pdfa="none")
    target = folder / "build"
    begun = time.monotonic()
    _build(manifest).wait()
    lasts = time.monotonic() - begun
    title = "Essai"
    for number in range(times):
        how, early = _HOW[number % 3], number % 2
        if how == "cold" and target.exists():
            shutil.rmtree(target)
        before = _titles(target)
        if how == "replacing":
            title = f"Essai {number}"
            keys = yaml.safe_load(manifest.read_text(encoding="utf-8"))
            keys["dossier"]["title"] = title
            manifest.write_text(yaml.safe_dump(keys, allow_unicode=True, sort_keys=False), encoding="utf-8")
        process = _build(manifest)
        end = time.monotonic() + (lasts * chance.random() if early else 3 * lasts)
        delay = chance.random() * 0.004
        children: set[int] = set()
        writing = False
        while process.poll() is None and time.monotonic() < end and not writing:
            writing = any((target / name).exists() for name in (".dossier-next", ".dossier-switch"))
            if not writing:
                children |= _children(process.pid)
                time.sleep(0.001)
        if writing:
            time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        tally.killed += process.wait() == -signal.SIGKILL
        tally.runs += 1
        tally.writing += writing
        tally.orphans += not _all_ended(children)
        tally.torn += not _is_whole(target)
        assert outputs.settle(target) == ()
        tally.mixed += not (_is_whole(target) and _titles(target) in (before, title))
        tally.left += any(name.startswith((".dossier-", ".new-")) for name in _names(target))
        told(tally)
    _build(manifest).wait()
    tally.mixed += not (_is_whole(target) and _titles(target) == title)
    return tally


def _build(manifest: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "build", "--manifest", str(manifest)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _children(pid: int) -> set[int]:
    children: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children |= set(map(int, task.read_text().split()))
        except OSError:  # it has just ended
            continue
    return children


def _all_ended(pids: set[int]) -> bool:
    end = time.monotonic() + 2
    while any(map(_is_running, pids)):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def _names(target: Path) -> list[str]:
    return sorted(path.name for path in target.rglob("*"))


def _titles(target: Path) -> str | None:
    try:
        return str(json.loads((target / "dossier.json").read_bytes())["title"])
    except OSError:
        return None


def _is_whole(target: Path) -> bool:
    """Whether the record names the very files that stand beside it, or nothing stands there."""
    if not (target / "dossier.json").exists():
        return not any((target / name).exists() for name in ("dossier.pdf", "synthesis.docx"))
    record = json.loads((target / "dossier.json").read_bytes())
    return all(
        hashlib.sha256((target / output["path"]).read_bytes()).hexdigest() == output["sha256"]
        for output in record["outputs"]
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
        print(kill_builds(Path(place), int(sys.argv[1]), seed, lambda tally: print(tally, flush=True)))
