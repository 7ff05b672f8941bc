"""A bug of ours is never blamed on a file: a fault planted anywhere ends as a report."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import PROJECT, File, Made, Sheet, built, invoke, published, write_dossier
from pikepdf import Array, Dictionary, Name

from dossier.findings import DossierError, Exit, Finding, Severity

SECRET = "Dupond-Moret"
LINKS = (((100, 400, 180, 430), 2), ((100, 200, 180, 230), "http://a.fr"))
FIELDS = {"nom": ((300, 400, 450, 425), SECRET)}
FILE = File([Sheet([SECRET], "/Gris gs", links=LINKS, fields=FIELDS), Sheet()], {"haut": 2}, [("Un", 1)])
# What the archive forbids and nobody sees, so that there is something to mend.
FORBIDDEN = Dictionary(Gris=Dictionary(Type=Name.ExtGState, HTP=Array([0, 0])))
# Where the fault is, and what the report says of it: stage, document, page ("" where it belongs to none).
FIRST = {
    "dossier.bind.bind:flattened": ("bind", "lettre", "1"),
    "dossier.intake.archive.objects:mend": ("intake", "lettre", ""),
    "dossier.check.plan:verify": ("", "", ""),
}
PLACES = {
    "dossier.manifest.loaded:checked": ("", "", ""),
    "dossier.intake.files:read": ("", "", ""),
    "dossier.intake.kinds:recognise": ("intake", "lettre", ""),
    "dossier.intake.pdf.open:clean": ("intake", "lettre", ""),
    "dossier.intake.pdf.open:page_facts": ("intake", "lettre", ""),
    "dossier.intake.sanitise.looking:_look": ("intake", "lettre", ""),
    "dossier.intake.sanitise.narrow:operands": ("intake", "lettre", ""),
    "dossier.intake.archive.walk:_inner": ("intake", "lettre", ""),
    "dossier.intake.pdf.metadata:_content": ("intake", "lettre", ""),
    "dossier.compose.sandbox:environment": ("templates", "", ""),
    "dossier.compose.units.laying:laid_unit": ("", "", ""),
    "dossier.compose.layout:_placeholder": ("", "", ""),
    "dossier.compose.plan:plan_pages": ("", "", ""),
    "dossier.bind.bind:links_of": ("bind", "lettre", "1"),
    "dossier.bind.bind:page_form": ("bind", "lettre", "1"),
    "dossier.bind.bind:keep_layers": ("bind", "lettre", ""),
    "dossier.bind.tags.tags:read_tree": ("bind", "lettre", ""),
    "dossier.bind.tags.streams:without_marks": ("", "", ""),
    "dossier.synthesis.fill:_drop": ("", "", ""),
    "dossier.check.pictures.likeness:closest": ("compare", "", ""),
    "dossier.check.claims:judge": ("", "", ""),
    "dossier.record:_document": ("", "", ""),
    "dossier.outputs.publish:stage": ("", "", ""),
}


def ran(where: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The program with a fault at ``where``."""
    command = [sys.executable, "-P", str(PROJECT / "tests" / "planted.py"), where, *map(str, words)]
    env = {**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def facts(report: str) -> dict[str, str]:
    """The lines of a report that have a name."""
    pairs = (line.split(": ", 1) for line in report.splitlines() if ": " in line and line[0] != " ")
    return {name: value for name, value in pairs if name != "library"}


def reported(where: str, folder: Path, expected: tuple[str, str, str]) -> str:
    """The report of a build with a fault at ``where``; what it says of its place is as ``expected``."""
    manifest = write_dossier(folder, {"lettre": FILE})
    source = folder / "sources" / "lettre.pdf"
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Resources.ExtGState = FORBIDDEN
        pdf.save(source)
    done = ran(where, "build", folder)
    assert done.returncode == 70, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "[" not in done.stdout  # the code of a finding
    assert str(folder / "build" / "bug-report.txt") in done.stdout
    assert published(folder / "build") == ["bug-report.txt", "log.txt"]
    for name in ("bug-report.txt", "log.txt"):
        assert stat.S_IMODE((folder / "build" / name).stat().st_mode) == 0o600
    report = (folder / "build" / "bug-report.txt").read_text(encoding="utf-8")
    told = facts(report)
    assert tuple(told[key].replace("-", "") for key in ("stage", "document", "page")) == expected
    assert "AttributeError" in told["exception"]
    assert "planted.py:" in report
    assert SECRET not in report
    assert str(folder) not in report
    assert str(PROJECT) not in report
    assert manifest.is_file()
    return report


@pytest.mark.parametrize("where", FIRST)
def test_a_fault_of_ours_is_reported(where: str, tmp_path: Path) -> None:
    report = reported(where, tmp_path / "sujet", FIRST[where])
    assert f"{where.split(':')[0].replace('.', '/')}.py" in report or "stages/" in report


@pytest.mark.slow
def test_a_program_that_asks_is_told_of_the_fault_in_words(tmp_path: Path) -> None:
    """Who shows what a command said, as the desk does, has nothing else to show."""
    write_dossier(tmp_path, {"lettre": FILE})
    told = json.loads(ran(next(iter(FIRST)), "build", tmp_path, "--format", "json").stdout)
    assert (told["exit"], told["findings"]) == (70, [])
    assert Path(told["report"]).name in " ".join(told["said"])


@pytest.mark.slow
@pytest.mark.parametrize("where", PLACES)
def test_a_fault_anywhere_is_reported(where: str, tmp_path: Path) -> None:
    reported(where, tmp_path / "sujet", PLACES[where])


# Objects of another type than the standard has at their place.
ODD: Mapping[str, Callable[[Any, pikepdf.Pdf], object]] = {
    "a colour space that is a dictionary": lambda page, _: setattr(
        page.Resources, "ColorSpace", Dictionary(C=Dictionary(A=1))
    ),
    "a state that is a stream": lambda page, pdf: setattr(
        page.Resources, "ExtGState", Dictionary(Gris=pdf.make_stream(b"q Q"))
    ),
    "a form whose resources are a number": lambda page, pdf: setattr(
        page.Resources,
        "XObject",
        Dictionary(F=pdf.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, Resources=7)),
    ),
    "a font whose name is a number": lambda page, _: setattr(page.Resources.Font.F1, "BaseFont", 7),
    "a fill that is a name": lambda page, pdf: setattr(page, "Contents", pdf.make_stream(b"/X w 1 m Tf")),
    "annotations that are a number": lambda page, _: setattr(page, "Annots", 7),
    "an action that is an array": lambda page, _: setattr(page.Annots[0], "A", Array([1])),
    "an appearance state that is a dictionary": lambda page, pdf: page.Annots.append(
        Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([1, 1, 9, 9]), F=4, AS=Dictionary(),
                   AP=Dictionary(N=Dictionary(On=pdf.make_stream(b"q Q"))))
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", ODD)
def test_a_value_of_another_type_is_the_files_fault_or_does_no_harm(way: str, tmp_path: Path) -> None:
    path = File([Sheet(draw="/Gris gs /C cs /F Do", links=[LINKS[1]])]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        ODD[way](pdf.pages[0].obj, pdf)
        pdf.save(path)
    said: tuple[Finding, ...] = ()
    try:
        built(write_dossier(tmp_path / "sujet", {"a": path}))
    except DossierError as error:
        said = error.findings
    assert {f.exit for f in said if f.severity is Severity.ERROR} <= {Exit.SOURCE}


@pytest.mark.slow
def test_what_stood_before_a_bug_stands_after_it_and_a_good_build_takes_the_report_away(
    tmp_path: Path,
) -> None:
    manifest = write_dossier(tmp_path, {"lettre": FILE})
    assert invoke("build", "--manifest", manifest).returncode == 0
    made = Made(tmp_path, tmp_path / "build")
    before = made.pdf.read_bytes()
    assert ran("dossier.bind.bind:flattened", "build", "--strict", tmp_path).returncode == 70
    assert made.pdf.read_bytes() == before
    assert (made.output / "bug-report.txt").exists()
    assert invoke("build", "--manifest", manifest).returncode == 0
    assert published(made.output) == ["dossier.json", "dossier.pdf", "synthesis.docx"]


@pytest.mark.slow
def test_clean_takes_away_what_a_failed_run_left_and_nothing_of_that_name_that_is_not_its_own(
    tmp_path: Path,
) -> None:
    write_dossier(tmp_path, {"lettre": FILE})
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "log.txt").write_text("mine", encoding="utf-8")
    done = ran("dossier.bind.bind:flattened", "build", tmp_path)
    assert done.returncode == 70
    assert (tmp_path / "build" / "log.txt").read_text(encoding="utf-8") == "mine"
    assert invoke("clean", "--manifest", tmp_path).returncode == 0
    assert published(tmp_path / "build") == ["log.txt"]


def test_a_report_that_cannot_be_written_is_printed(tmp_path: Path) -> None:
    write_dossier(tmp_path, {"lettre": FILE})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "build").symlink_to(tmp_path / "elsewhere")
    done = ran("dossier.manifest.loaded:checked", "build", tmp_path)
    assert done.returncode == 70
    assert "send these lines" in done.stdout
    assert "exception: AttributeError" in done.stderr
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.slow
def test_debug_prints_each_step_with_its_time(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"lettre": FILE})
    done = invoke("check", "--debug", "--manifest", manifest)
    assert done.returncode == 0
    steps = [line.split() for line in done.stderr.splitlines() if " dossier: " in line]
    names = [step[2] for step in steps]
    stages = ["load", "intake", "compose", "synthesis"]
    assert [name for name in names if name in stages] == stages
    assert {"take", "complete"} <= set(names), "what other processes did"
    times = [float(step[0]) for step in steps]
    assert times == sorted(times)
    assert not (tmp_path / "build" / "log.txt").exists()
