"""The set is replaced as one, by whatever a run is ended; nothing is written, moved or removed elsewhere."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from bad import pdfs
from conftest import (
    PROJECT,
    File,
    Made,
    Sheet,
    absent,
    built,
    come_to,
    invoke,
    published,
    silent,
    write_dossier,
)
from kills import kill_builds

from dossier import outputs, pipeline, scratch
from dossier.findings import DossierError, Exit, Finding
from dossier.intake import PendingSources

NAMES = (outputs.PDF, outputs.DOCX, outputs.TEAM_DOCX, outputs.RECORD)
#: Where builds remember.
KEPT = (".intake", ".layout", ".compare", ".checked", ".last")
OLD, NEW = ({name: f"{age} {name}".encode() for name in NAMES} for age in ("old", "new"))
#: What touches the disk while a set is replaced; each is where a run may be killed, or be refused.
CALLS = ("mkdir", "open", "link", "replace", "unlink", "rmdir", "fsync")


def everything(folder: Path) -> dict[str, bytes]:
    """All files below ``folder``, hidden ones too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def standing(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder in which ``files`` stand."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def at_call(number: int, then: Callable[[], None]) -> Iterator[int]:
    """Have ``then`` happen at the call ``number`` of those of CALLS; yields how many there were."""
    count = 0

    def counted(true: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                then()
            return true(*words, **more)

        return call

    before = {name: getattr(os, name) for name in CALLS}
    for name, true in before.items():
        setattr(os, name, counted(true))
    try:
        yield number
    finally:
        for name, true in before.items():
            setattr(os, name, true)


def refusing(folder: Path, number: int, refuse: Callable[[], None]) -> None:
    for _ in at_call(number, refuse):
        outputs.put(folder, NEW, silent)


def findings_of(work: Callable[[], object]) -> tuple[Finding, ...]:
    """What ``work`` is stopped by; nothing where it comes to its end."""
    try:
        work()
    except DossierError as error:
        return error.findings
    return ()


def killed_at(number: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a process that is killed at its call ``number``; False where it came to its end."""
    child = os.fork()
    if not child:
        for _ in at_call(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            work()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.parametrize("before", [OLD, {}, {"synthesis.docx": b"old"}], ids=["a set", "nothing", "a part"])
def test_wherever_it_is_killed_the_next_run_finds_the_old_set_or_the_new_one(
    before: dict[str, bytes], tmp_path: Path
) -> None:
    seen = []
    for number in range(1, 500):
        folder = standing(tmp_path / str(number), {**before, "notes.txt": b"mine"})
        if not killed_at(number, lambda f=folder: outputs.put(f, NEW, silent)):  # type: ignore[misc]
            break
        assert outputs.settle(folder) == ()
        left = everything(folder)
        assert left.pop("notes.txt") == b"mine"
        assert left in (before, NEW), number
        seen.append(left == NEW)
    assert seen == sorted(seen), "there is one moment from which it is the new one"
    assert {False, True} == set(seen)
    assert len(seen) > 20


@pytest.mark.slow
def test_a_run_that_is_killed_while_it_puts_things_right_leaves_them_to_the_next(tmp_path: Path) -> None:
    first = standing(tmp_path / "first", OLD)
    (first / "team" / "synthesis.docx").unlink()
    number = 1
    while True:  # killed with the PDF replaced, and nothing else
        folder = shutil.copytree(first, tmp_path / "begun", dirs_exist_ok=True)
        killed_at(number, lambda f=folder: outputs.put(f, NEW, silent))  # type: ignore[misc]
        if (folder / "dossier.pdf").read_bytes() == NEW["dossier.pdf"]:
            break
        shutil.rmtree(folder)
        number += 1
    for again in range(1, 100):
        here = shutil.copytree(folder, tmp_path / f"again{again}")
        more = killed_at(again, lambda f=here: outputs.settle(f))  # type: ignore[misc]
        assert outputs.settle(here) == ()
        assert everything(here) == NEW
        if not more:
            break
    assert again > 5


def test_wherever_the_disk_refuses_the_old_set_stands_and_the_finding_is_true(tmp_path: Path) -> None:
    refused = 0
    for number in range(1, 500):
        folder = standing(tmp_path / str(number), OLD)

        def refuse() -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        found = findings_of(lambda f=folder, n=number, r=refuse: refusing(f, n, r))  # type: ignore[misc]
        if found:
            refused += 1
            assert [(f.code, f.exit) for f in found] == [("output-unwritable", Exit.OUTPUT)]
            assert everything(folder) == OLD, number
        else:
            left = {n: d for n, d in everything(folder).items() if not n.startswith(".")}
            assert left == NEW, "it was no longer needed"
            if number > 60:
                break
        outputs.settle(folder)
        assert set(everything(folder)) == set(NAMES)
    assert refused > 10


def test_a_file_that_cannot_be_replaced_keeps_the_whole_set(tmp_path: Path) -> None:
    """As a document that Word holds open; here a folder stands in its place only when all is made."""
    for name in NAMES[:3]:
        folder = standing(tmp_path / name.replace("/", "-"), OLD)

        def open_in_word(folder: Path = folder, name: str = name) -> None:
            (folder / name).unlink()
            (folder / name).mkdir()

        with pytest.raises(DossierError) as error:
            outputs.put(folder, NEW, open_in_word)
        (found,) = error.value.findings
        assert (found.code, found.place) == ("output-unwritable", str(folder / name))
        left = everything(folder)
        assert left == {n: d for n, d in OLD.items() if n != name}


@pytest.mark.parametrize(("refused", "then"), [((3, 4), NEW), ((3, 5), OLD)])
def test_a_set_that_can_neither_be_replaced_nor_put_back_is_said_and_the_next_run_does_it(
    refused: tuple[int, ...], then: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, true, count = standing(tmp_path, OLD), os.replace, 0

    def replace(*words: Any, **more: Any) -> None:
        nonlocal count
        count += 1
        if count in refused:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        true(*words, **more)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(DossierError) as error:
        outputs.put(folder, NEW, silent)
    assert [f.code for f in error.value.findings] == ["output-halfway"]
    assert outputs.settle(folder) == ()
    assert everything(folder) == then


def test_a_read_only_record_is_replaced_with_the_rest(tmp_path: Path) -> None:
    folder = standing(tmp_path, OLD)
    (folder / "dossier.json").chmod(0o444)
    outputs.put(folder, NEW, silent)
    assert everything(folder) == NEW


@pytest.mark.slow
def test_two_builds_at_once_are_both_right(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "build", "--manifest", str(path)]
    env = {**os.environ, "LANGUAGE": "en"}
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in "ab"
    ]
    assert [(process.communicate()[0][:8], process.returncode) for process in both] == [(b"Written:", 0)] * 2
    assert set(os.listdir(tmp_path / "build")) == {
        "dossier.pdf", "synthesis.docx", "dossier.json", *KEPT
    }  # fmt: skip
    assert whole(tmp_path / "build")


def whole(folder: Path) -> bool:
    """Whether the record names the very files that stand beside it."""
    record = json.loads((folder / "dossier.json").read_bytes())
    return all(
        hashlib.sha256((folder / o["path"]).read_bytes()).hexdigest() == o["sha256"]
        for o in record["outputs"]
    )


# Links


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of somebody's, in which nothing may change."""
    return standing(
        tmp_path / "elsewhere",
        {
            "these.docx": b"precious",
            "pages.json": b"{}",
            "synthesis.docx": b"precious",
            "last.json": b"{}",
            "0" * 64 + ".taken": b"",
            "0" * 64 + ".laid": b"",
        },
    )


LINKS = ("build", "build/team", "build/.dossier-switch", *(f"build/{name}" for name in KEPT))
FILES = ("dossier.pdf", "synthesis.docx", "dossier.json", "team/synthesis.docx")


@pytest.mark.parametrize("link", [*LINKS, *(f"build/{name}" for name in FILES)])
def test_nothing_is_written_or_removed_through_a_link(link: str, elsewhere: Path, tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    before = everything(elsewhere)
    place = tmp_path / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere / "synthesis.docx" if link[6:] in FILES else elsewhere)
    found = findings_of(lambda: built(path, team=True))
    assert [(f.code, f.place) for f in found] == [("output-link", str(place))], "by name"
    assert everything(elsewhere) == before
    cleaned = findings_of(lambda: outputs.clean(tmp_path / "build"))
    assert all(f.code == "output-link" for f in cleaned)
    assert everything(elsewhere) == before
    if link[6:] in FILES:
        assert place.is_symlink()


@pytest.mark.slow
def test_a_link_that_leads_nowhere_or_round_is_refused_too(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    for target in ("nowhere", "build"):
        (tmp_path / "build").symlink_to(target)
        done = invoke("build", "--manifest", path)
        assert (done.returncode, "error [output-link]" in done.stdout) == (6, True)
        assert "Traceback" not in done.stdout + done.stderr
        (tmp_path / "build").unlink()
    assert not (tmp_path / "nowhere").exists()


def test_a_second_name_of_an_output_keeps_its_bytes(tmp_path: Path) -> None:
    """What is replaced may have another name elsewhere: its bytes are not ours to change."""
    folder = standing(tmp_path / "build", OLD)
    os.link(folder / "dossier.pdf", tmp_path / "mine.pdf")
    outputs.put(folder, NEW, silent)
    assert (tmp_path / "mine.pdf").read_bytes() == OLD["dossier.pdf"]


# clean


def test_clean_leaves_what_is_not_ours(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    made = built(path, team=True)
    (made.output / "dossier.pdf").write_bytes(b"%PDF-1.4 another's")
    with (made.output / "synthesis.docx").open("ab") as docx:
        docx.write(b"written in")
    (made.output / ".intake" / "photo.jpg").write_bytes(b"mine")
    outputs.clean(made.output)
    left = {"dossier.pdf", "synthesis.docx", "dossier.json", ".intake/photo.jpg"}
    assert set(everything(made.output)) == left
    assert outputs.clean(made.output) == ()


def test_clean_knows_what_is_ours_without_a_record(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": File()}), team=True)
    (made.output / "dossier.json").unlink()
    outputs.clean(made.output)
    assert list(made.output.iterdir()) == []


def test_clean_completes_what_a_killed_run_began_before_it_removes_it(tmp_path: Path) -> None:
    folder = standing(tmp_path, {})
    for number in range(1, 200):
        if not killed_at(number, lambda: outputs.put(folder, NEW, silent)):
            break
    (folder / ".dossier-next").mkdir()
    outputs.clean(folder)
    assert not [name for name in os.listdir(folder) if name.startswith(".")]


# What changes meanwhile


def changing(monkeypatch: pytest.MonkeyPatch, path: Path, data: bytes) -> None:
    """Have ``path`` hold ``data`` from the moment on at which the sources are done."""
    true = PendingSources.completed

    def completed(self: PendingSources) -> Any:
        path.write_bytes(data)
        return true(self)

    monkeypatch.setattr(PendingSources, "completed", completed)


def with_introduction(folder: Path) -> Path:
    path = write_dossier(folder, {"a": File()}, introduction="shown")
    standing(folder / "templates", {"introduction.md": b"Voir {{ cite('a') }}."})
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["manifest.yaml", "sources/a.pdf", "templates/introduction.md"])
def test_what_changes_while_a_build_runs_ends_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_introduction(tmp_path)
    before = everything(built(path).output)
    changing(monkeypatch, tmp_path / name, (tmp_path / name).read_bytes() + b"\n")
    with pytest.raises(DossierError) as error:
        built(path)
    assert [(f.code, f.place) for f in error.value.findings if f.code != "specimens"] == [
        ("input-changed", name)
    ]
    assert everything(tmp_path / "build") == before


def test_a_first_set_is_what_its_record_names_whatever_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_introduction(tmp_path)
    read = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in (
        "manifest.yaml", "sources/a.pdf", "templates/introduction.md")}  # fmt: skip
    changing(monkeypatch, path, path.read_bytes().replace(b"Essai", b"Autre"))
    made = built(path)
    assert made.codes() == ["input-changed-first"]
    assert made.record["title"] == "Essai"
    assert made.record["manifest_sha256"] == read["manifest.yaml"]
    assert made.record["documents"][0]["sha256"] == read["sources/a.pdf"]
    templates = {t["path"]: t["sha256"] for t in made.record["templates"]}
    assert templates["templates/introduction.md"] == read["templates/introduction.md"]
    assert {"templates/dossier.html.j2"} <= templates.keys() or any(n.endswith(".css") for n in templates)
    assert {f["family"] for f in made.record["fonts"]} >= {"Source Serif 4"}


def test_files_that_lie_beside_a_page_are_named_too(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"file": "sources/page.html"}})
    page = "<!doctype html><html lang=fr><title>t</title><link rel=stylesheet href=page.css><p>Bonjour"
    style = b"p { color: black }"
    standing(tmp_path / "sources", {"page.html": page.encode(), "page.css": style})
    (document,) = built(path).record["documents"]
    wanted = {"path": "sources/page.css", "sha256": hashlib.sha256(style).hexdigest()}
    assert wanted in document["reads"]


# A full disk


FULL = """
mount -t tmpfs -o size={size}k none {disk} && cp -r {made}/. {disk}/ && {command}
code=$?; ls -A {disk}; cmp {made}/dossier.pdf {disk}/dossier.pdf && echo same; umount {disk}; exit $code
"""


def kib(paths: Iterable[Path]) -> int:
    """What ``paths`` take on a disk in memory, whole pages of 4 KiB each."""
    return sum(-(-path.stat().st_size // 4096) * 4 for path in paths)


def on_a_disk_of(size: int, made: Made, manifest: Path, disk: Path) -> subprocess.CompletedProcess[str]:
    """Build ``manifest`` into a disk of ``size`` KiB on which the set of ``made`` stands."""
    disk.mkdir()
    words = [
        sys.executable,
        "-P",
        "-m",
        "invoke",
        "-r",
        PROJECT,
        "build",
        "--manifest",
        manifest,
        "--output",
        disk,
    ]
    script = FULL.format(size=size, disk=disk, made=made.output, command=" ".join(map(str, words)))
    command = ["unshare", "-m", "sh", "-c", script]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LANGUAGE": "en"}
    )


@pytest.mark.slow
def test_a_full_disk_is_said_and_the_last_set_stands_and_the_store_gives_way(tmp_path: Path) -> None:
    if os.geteuid() or not shutil.which("unshare"):
        absent("a disk of its own takes root and unshare")
    noise = "".join(f"{n} {n * 7919 % 600} m {n * 104729 % 600} {n} l S " for n in range(60_000))
    path = write_dossier(tmp_path, {"a": File([Sheet(draw=noise)])})
    made = built(path)
    outputs_size = kib(made.output / name for name in published(made.output))
    kept_size = kib(p for name in KEPT for p in [made.output / name, *(made.output / name).rglob("*")])
    path.write_text(path.read_text(encoding="utf-8").replace("Essai", "Autre"), encoding="utf-8")
    room = outputs_size + kept_size + 40
    for size, code in ((room, 6 if kept_size < outputs_size else 0), (room + outputs_size + 40, 0)):
        done = on_a_disk_of(size, made, path, tmp_path / str(size))
        assert "Traceback" not in done.stdout + done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        assert ".dossier-" not in done.stdout
        assert ("[output-unwritable]" in done.stdout) == bool(code)
        assert ("same" in done.stdout.splitlines()) == bool(code)


# Rights


@pytest.mark.parametrize("umask", [0o077, 0o022, 0o007])
def test_files_follow_the_umask_and_the_teams_are_their_owners_alone(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        made = built(write_dossier(tmp_path, {"a": File()}), team=True)
    finally:
        os.umask(before)
    modes = {
        p.relative_to(made.output).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in made.output.rglob("*")
    }
    for name, mode in modes.items():
        private = name.startswith(("team", *KEPT))
        whole = 0o700 if (made.output / name).is_dir() else 0o600
        assert mode == (whole if private else 0o666 & ~umask), name


@pytest.mark.slow
def test_a_source_under_a_password_leaves_nothing_to_read_and_nothing_to_guess_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_dossier(tmp_path, {"a": None})
    standing(tmp_path / "sources", {"a.pdf": pdfs.locked("secret")})
    (tmp_path / "sources" / "a.pdf").write_bytes(pdfs.locked("secret"))
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "secret")
    cold = everything(built(path).output)
    kept = [data for name, data in cold.items() if name.startswith(".intake/")]
    assert kept
    assert not any(b"/Contents" in data and b"/Encrypt" not in data for data in kept)
    assert not any(b"source_pages" in data or b'"kind"' in data for data in kept)
    warm = everything(built(path).output)
    assert {n: d for n, d in warm.items() if not n.startswith(".intake")} == {
        n: d for n, d in cold.items() if not n.startswith(".intake")
    }
    assert {n for n in warm if n.startswith(".intake")} == {n for n in cold if n.startswith(".intake")}
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "other")
    with pytest.raises(DossierError) as error:
        built(path)
    assert [f.code for f in error.value.findings] == ["source-password-wrong"], "what is kept opens nothing"


# Signals, and what is left


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier of three documents."""
    folder = tmp_path_factory.mktemp("three")
    return write_dossier(folder, {name: File([Sheet([f"Page {n}"]) for n in range(4)]) for name in "abc"})


ENDS = [
    (signal.SIGTERM, 143, "Layout"),
    (signal.SIGHUP, 129, "Binding"),
    # The comparison of so small a dossier may be over when a signal is heard, and the set written.
    pytest.param(signal.SIGTERM, 143, "Verification", marks=pytest.mark.slow),
    pytest.param(signal.SIGINT, 130, "Opening", marks=pytest.mark.slow),
]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code", "stage"), ENDS)
def test_an_order_to_end_ends_it_cleanly(
    number: signal.Signals, code: int, stage: str, three: Path, tmp_path: Path
) -> None:
    last = standing(tmp_path / "out", OLD)
    process, children = started(three, last, stage)
    process.send_signal(number)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, "Interrupted. What was built before is untouched.\n")
    assert {n: d for n, d in everything(last).items() if not n.startswith(KEPT)} == OLD
    assert gone(children, 2)


def started(manifest: Path, output: Path, stage: str) -> tuple[subprocess.Popen[str], set[int]]:
    """A build that has come to ``stage``, and the processes that it has started."""
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "build"]
    command += ["--manifest", str(manifest), "--output", str(output)]
    env = {**os.environ, "LANGUAGE": "en"}
    process = come_to(stage, command, env)
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return process, set(map(int, listed.stdout.split()))


def gone(pids: set[int], seconds: float) -> bool:
    """Whether all of ``pids`` have ended within ``seconds``."""
    end = time.monotonic() + seconds
    while alive := {pid for pid in pids if running(pid)}:
        if time.monotonic() > end:
            return not alive
        time.sleep(0.02)
    return True


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_an_order_that_comes_when_all_is_made_is_too_late(three: Path, tmp_path: Path) -> None:
    script = f"""
import os, signal, sys
sys.path.insert(0, {str(PROJECT)!r})
from dossier.commands.run import speaking
from dossier import outputs, pipeline, scratch
with speaking() as progress:
    def commit():
        progress.commit()
        os.kill(os.getpid(), signal.SIGTERM)
    outputs.put(__import__("pathlib").Path(sys.argv[1]), {NEW!r}, commit)
print("written")
"""
    folder = standing(tmp_path, OLD)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "written\n")
    assert everything(folder) == NEW


@pytest.mark.slow
def test_a_run_without_a_terminal_that_is_gone_goes_on_under_nohup(three: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "check", "--manifest", str(three)]
    ignoring = f"trap '' HUP; exec {' '.join(command)}"
    process = subprocess.Popen(["sh", "-c", ignoring], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    process.stderr.readline()
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize("stage", ["Opening", "Layout", pytest.param("Comparing", marks=pytest.mark.slow)])
def test_children_of_a_run_that_is_killed_end_with_it(stage: str, three: Path, tmp_path: Path) -> None:
    process, children = started(three, tmp_path / "out", stage)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert children
    assert gone(children, 2)


def test_a_child_that_an_engine_holds_ends_with_its_parent_too() -> None:
    """What it runs never lets go of the interpreter, and ignores all that can be ignored."""
    parent = (
        "import sys; from dossier import children; p = children.start('tests.busy', stdout=-1);"
        "p.stdout.readline(); print(p.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        assert running(child)
        process.kill()
    assert gone({child}, 2)


@pytest.mark.slow
def test_killed_thirty_times_nothing_is_mixed_left_or_orphaned(tmp_path: Path) -> None:
    tally = kill_builds(tmp_path, 30, seed=9)
    assert (tally.mixed, tally.left, tally.orphans) == (0, 0, 0), tally
    assert tally.killed >= 20, tally


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_before_anything_is_written_is_said_too(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_dossier(tmp_path, {"a": File()})

    def full(*_: object) -> None:
        raise OSError(code, os.strerror(code), "/tmp/somewhere")

    monkeypatch.setattr(pipeline, "Comparison", full)
    found = findings_of(lambda: built(path))
    assert [(f.code, f.place) for f in found] == [("output-unwritable", "/tmp/somewhere")]


def test_the_store_gives_way_to_a_set_that_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = standing(tmp_path, OLD)
    standing(folder, {".intake/" + "0" * 64 + ".taken": b"x", ".intake/photo.jpg": b"mine"})
    true, refused = os.fsync, []

    def fsync(descriptor: int) -> None:
        if (folder / ".intake" / ("0" * 64 + ".taken")).exists():
            refused.append(descriptor)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        true(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    outputs.put(folder, NEW, silent)
    assert everything(folder) == {**NEW, ".intake/photo.jpg": b"mine"}
    assert refused


def test_folders_of_the_moment_are_swept_when_their_run_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch.folder() as living:
        child = os.fork()
        if not child:
            with scratch.folder() as place:
                (place / "decrypted.pdf").write_bytes(b"secret")
                os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        assert len(list(living.parent.iterdir())) == 2
        scratch.sweep()
        assert list(living.parent.iterdir()) == [living]
        assert stat.S_IMODE(living.stat().st_mode) == stat.S_IMODE(living.parent.stat().st_mode) == 0o700
    assert list(living.parent.iterdir()) == []


def test_a_place_for_the_moment_that_others_can_enter_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"dossier-{os.geteuid()}").mkdir(mode=0o755)
    with scratch.folder() as place:
        assert place.parent == tmp_path
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    scratch.sweep()
    assert [path.name for path in tmp_path.iterdir()] == [f"dossier-{os.geteuid()}"]
