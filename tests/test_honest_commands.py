"""Whatever is asked for, and whatever works for it: a fault of ours ends as a report, never a finding.

Three tables that nothing new can be left out of: the commands, the jobs of workers, the rooms of the package.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import test_honest
from conftest import PROJECT, File, Sheet, invoke, needed, once, write_dossier
from offices import word
from PIL import Image
from test_honest import FILE, facts, ran

import dossier.commands
from dossier.commands.command import Command
from dossier.work import Job

FOLDER = "FOLDER"
#: What is at fault where a command is asked for, and its words.
COMMANDS = {
    "build": ("dossier.pipeline:lay_out", ["--always", FOLDER]),
    "check": ("dossier.review:findings", [FOLDER]),
    "list": ("dossier.report:table", [FOLDER]),
    "new": ("dossier.starter:render", [f"{FOLDER}/neuf"]),
    "synthesis-base": ("dossier.synthesis.base:read_recipe", ["--output", FOLDER]),
    "explain": ("dossier.explaining:explained", ["source-missing"]),
    "read": ("dossier.check.spoken:Runs", [FOLDER]),
    "open": ("dossier.viewing:show", [FOLDER]),
    "conformance": ("dossier.conformance:_read", [FOLDER]),
    "pictures": ("dossier.picturing:page", [FOLDER]),
    "clean": ("dossier.outputs.clean:_is_ours", [FOLDER]),
    "proof": ("dossier.proofing.made:proof", [FOLDER]),
    "sign": ("dossier.proofing.signing:_sheet", [FOLDER]),
    "erratum": ("dossier.proofing.erratum:_sheets", [FOLDER]),
    "replace": ("dossier.editing.edits:given", ["note", f"{FOLDER}/autre.pdf", FOLDER]),
    "add": ("dossier.editing.moves:column", [f"{FOLDER}/autre.pdf", "--after", "note", FOLDER]),
    "move": ("dossier.editing.moves:spliced", ["note", "--before", "lettre", FOLDER]),
    "remove": ("dossier.editing.meaning:_folios", ["note", FOLDER]),
    "rename": ("dossier.editing.drafts:recited", ["note", "avis", FOLDER]),
    "edit": ("dossier.editing.scalars:scalar", ["note", "--title", "Avis", FOLDER]),
    "accept": ("dossier.editing.told:sentences", ["data-doubtful", "lettre", "--because", "vu", FOLDER]),
    "undo": ("dossier.editing.steps:_kept", [FOLDER]),
    "export": ("dossier.references:exported", ["references", FOLDER]),
    "series": ("dossier.series.run:facts_in", [FOLDER]),
    "watch": ("dossier.watching:_now", [FOLDER]),
    "desk": ("dossier.desk.serving:application", ["--no-browser", FOLDER]),
}
#: What is at fault within each job of a worker, while a command is at work.
JOBS = {
    "dossier.compose.rendering:rendered": ("dossier.compose.rendering:_bounded", "build"),
    "dossier.compose.rendering:ready": ("dossier.compose.sandbox:environment", "build"),
    "dossier.compose.typesetting:ready": ("dossier.compose.engine:load", "build"),
    "dossier.compose.typesetting:typeset": ("dossier.compose.units.laying:laid_unit", "build"),
    "dossier.synthesis.synthesis:note": ("dossier.synthesis.anonymous:renumber", "build"),
    "dossier.intake.convert:take": ("dossier.intake.convert:followed", "build"),
    "dossier.intake.convert:measure": ("dossier.intake.fit:_margins", "build"),
    "dossier.intake.completion:complete": ("dossier.intake.noticing:noticed", "build"),
    "dossier.check.pictures.compare:compared": ("dossier.check.pictures.compare:Reader", "build"),
    "dossier.check.claims.checker:faults": ("dossier.check.claims.checker:_faults", "build"),
    "dossier.picturing:seen": ("dossier.picturing:_drawn", "pictures"),
}
#: Rooms that no command and no job above has a row for, and those of types and words alone.
ROOMS = {
    "advances": "dossier.advances:opened",
    "bind": "dossier.bind.tags.tree:ArrayObject",
    "layers": "dossier.layers:settled",
    "pictures": "dossier.pictures.jpeg:bare",
    "raster": "dossier.raster.picture:picture_of",
    "stages": "dossier.stages.binding:Checking",
    "store": "dossier.store.seal:_key",
    "synthesis": "dossier.synthesis.computed:compute",
    "typography": "dossier.typography:_typeset",
    "manifest": "dossier.manifest.nodes:_value",
    "work": "dossier.work.wire:pack",
}
MODULES = [one.name for one in pkgutil.iter_modules(dossier.commands.__path__)]
NONE = {"commands", "findings", "locale", "model"}
#: Sources that other programs make a PDF of, and what is at fault beside them.
FOREIGN = {
    "office": ("soffice", "dossier.intake.kinds.office.soffice:_environment"),
    "office read": ("soffice", "dossier.intake.kinds.office.shown.word:Reading"),
    "ocr": ("tesseract", "dossier.intake.ocr:_named"),
}


def made(folder: Path) -> str:
    """A dossier with a tagged page and a picture, built and signed, then changed."""
    sources = {"lettre": FILE, "note": File([Sheet(), Sheet()]), "page": None}
    manifest = write_dossier(folder, sources, fit="text")
    (folder / "sources" / "page.html").write_text(
        "<html lang='fr'><title>Un titre</title><h1>Un titre</h1><p>Un texte assez long pour une page.</p>"
        "<img alt='Un carré' width='90' src='carre.jpg'></html>",
        encoding="utf-8",
    )
    Image.new("RGB", (90, 90), "navy").save(folder / "sources" / "carre.jpg")
    text = manifest.read_text(encoding="utf-8").replace("page.pdf", "page.html")
    manifest.write_text(text, encoding="utf-8")
    for command in ("build", "sign"):
        done = invoke(command, "--manifest", folder)
        assert done.returncode == 0, done.stdout + done.stderr
    File([Sheet(["Autre"]), Sheet()]).write(folder / "autre.pdf")
    File([Sheet(["Corrigé"]), Sheet()]).write(folder / "sources" / "note.pdf")
    done = invoke("build", "--manifest", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of that dossier, in which nothing is remembered."""
    known, _ = once(tmp_path_factory, "honnete", made)
    shutil.copytree(known, tmp_path / "sujet")
    for name in (".intake", ".layout", ".bound", ".note", ".compare", ".checked"):
        shutil.rmtree(tmp_path / "sujet" / "build" / name, ignore_errors=True)
    return tmp_path / "sujet"


def reported(where: str, command: str, folder: Path, *words: str, telling: bool = True) -> None:
    """The command ends with 70, as a bug and not a finding; where its dossier is known a report tells it."""
    done = ran(where, command, *(word.replace(FOLDER, str(folder)) for word in words))
    assert done.returncode == 70, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "error" not in done.stdout.lower().replace("0 error", ""), done.stdout
    report = folder / "build" / "bug-report.txt"
    text = report.read_text(encoding="utf-8") if report.exists() else done.stderr
    assert "AttributeError" in facts(text)["exception"]
    assert "planted.py:" in text


def jobs() -> Iterator[Job[object, object]]:
    """All kinds of jobs that there are."""
    for module in pkgutil.walk_packages(dossier.__path__, "dossier."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    yield from (one for one in gc.get_objects() if isinstance(one, Job))


def test_no_command_job_or_room_is_left_out() -> None:
    modules = [importlib.import_module(f"dossier.commands.{name}") for name in MODULES]
    held = [one for module in modules for one in vars(module).values()]
    assert {str(one.name) for one in held if isinstance(one, Command)} == set(COMMANDS)
    assert {job.where for job in jobs() if job.where.startswith("dossier.")} == set(JOBS)
    plan = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert not [job for job in JOBS if f"| `{job.removeprefix('dossier.')}` |" not in plan]
    rows = [where for where, _ in (*COMMANDS.values(), *JOBS.values())]
    rows += [*ROOMS.values(), *test_honest.PLACES, *test_honest.FIRST]
    rows += [where for _, where in FOREIGN.values()]
    rooms = {path.parent.name for path in (PROJECT / "dossier").glob("*/__init__.py")}
    assert rooms - {where.split(".")[1].partition(":")[0] for where in rows} <= NONE
    for where in rows:
        module, _, name = where.partition(":")
        assert callable(getattr(importlib.import_module(module), name)), where


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_is_reported_whatever_was_asked_for(command: str, folder: Path) -> None:
    where, words = COMMANDS[command]
    if command == "desk":
        pytest.importorskip("starlette")
    reported(where, command, folder, *words)


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_a_fault_within_a_job_is_reported(job: str, folder: Path) -> None:
    where, command = JOBS[job]
    reported(where, command, folder, *["--always"] * (command == "build"), FOLDER)


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_a_fault_in_any_room_is_reported(room: str, folder: Path) -> None:
    # What is kept, a manifest or a note, is made again for a strict build alone.
    how = "--strict" if room in ("manifest", "synthesis") else "--always"
    reported(ROOMS[room], "build", folder, how, FOLDER)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_fault_beside_a_foreign_program_is_reported(kind: str, tmp_path: Path) -> None:
    program, where = FOREIGN[kind]
    needed(program)
    if kind == "ocr":
        pytest.importorskip("ocrmypdf")
        write_dossier(tmp_path, {"scan": File([Sheet()])}, {"scan": {"ocr": True}})
    else:
        manifest = write_dossier(tmp_path, {"texte": None})
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "sources" / "texte.docx").write_bytes(word("<w:p><w:r><w:t>Un texte</w:t></w:r></w:p>"))
        text = manifest.read_text(encoding="utf-8").replace("texte.pdf", "texte.docx")
        manifest.write_text(text, encoding="utf-8")
    reported(where, "build", tmp_path, FOLDER)
