"""Kill an edit at each moment when it touches the disk; count what is neither old nor new afterwards.

    python tests/kills_edits.py FOLDER replace|move|undo|add-page|replace-page|undo-page [every [seed]]

A process is forked for each moment, and ends itself (SIGKILL) there; "every" tries that many at random.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dossier.editing import steps
from dossier.editing.edits import Desk
from dossier.editing.underway import Place
from dossier.options import Options

_TOUCHES = ("open", "os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir", "os.chmod", "shutil.rmtree")
Act = Callable[[Path], object]
ACTS: dict[str, Act] = {
    "replace": lambda f: _desk(f).replace("b", f.parent / "given.pdf", {"title": "Autre"}),
    "move": lambda f: _desk(f).move("a", Place(after="c"), {}),
    "rename": lambda f: _desk(f).rename("a", "z", {}),
    "undo": lambda f: _desk(f).undo(),
    "add-page": lambda f: _desk(f).add(_page(f.parent, "new"), Place(after="a"), {"title": "Nouveau"}),
    "replace-page": lambda f: _desk(f).replace("a", _page(f.parent, "new"), {"title": "Autre"}),
    "undo-page": lambda f: _desk(f).undo(),
}
#: What is done before, and is no part of what is killed.
BEFORE: dict[str, Act] = {
    "undo": ACTS["replace"],
    # One with its folder stands there already, which the new one takes away.
    "replace-page": lambda f: _desk(f).replace("a", _page(f.parent, "old"), {}),
    "undo-page": lambda f: (BEFORE["replace-page"](f), ACTS["replace-page"](f)),
}


def _page(folder: Path, text: str) -> Path:
    """A saved page with the folder that it shows."""
    page, along = folder / f"{text}.html", folder / f"{text}_files"
    if not along.exists():
        (along / "css").mkdir(parents=True)
        (along / "css" / "a.css").write_text(f"p {{ color: #333 }} /* {text} */", encoding="utf-8")
        (along / "b.svg").write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {text} --></svg>")
        shown = f"<link rel=stylesheet href={text}_files/css/a.css><img src={text}_files/b.svg alt=''>"
        page.write_text(f"<!DOCTYPE html><title>{text}</title>{shown}<p>{text}", encoding="utf-8")
    return page


def _desk(folder: Path) -> Desk:
    return Desk(Options(folder / "manifest.yaml"))


def _state(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file() and "build" not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def _kept(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / "build" / "replaced").glob("*"))


def _killed(act: Act, folder: Path, moment: int) -> bool:
    """Whether ``act`` was killed when it touched the disk for the ``moment``-th time."""
    child = os.fork()
    if not child:
        count = 0

        def hook(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            if event not in _TOUCHES:  # to kill is one, too
                return
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        try:
            act(folder)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def main(folder: Path, name: str, every: int = 0, seed: int = 1) -> None:
    """Print how often it was killed, ended old, ended new, and was torn."""
    act, work = ACTS[name], folder.parent / "work"

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        if name in BEFORE:
            BEFORE[name](work)

    fresh()
    old = _state(work)
    act(work)
    new = _state(work)
    assert old != new
    moments = list(range(1, 1000))
    if every:
        fresh()
        count = next(n for n in range(20, 1000, 20) if not (fresh(), _killed(act, work, n))[1])
        moments = random.Random(seed).sample(range(1, count), every)
    told = {"killed": 0, "old": 0, "new": 0, "torn": 0}
    for moment in moments:
        fresh()
        if not _killed(act, work, moment) and not every:
            break
        told["killed"] += 1
        steps.settle(work)
        now = _state(work)
        told["old" if now == old else "new" if now == new else "torn"] += 1
        assert not [left for left in _kept(work) if left.startswith(".")], _kept(work)
        # Whatever it became, the next command works on it.
        _desk(work).edit("c", {"issue": "7"})
    print(" ".join(f"{key}={count}" for key, count in told.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
