"""The command line, each run in a process of its own: exit codes, words, places, and never a traceback."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import File, Sheet, built, invoke, prepared, published, write_dossier

SET = ("dossier.pdf", "synthesis.docx", "dossier.json")
STAGES = [
    "Reading the manifest",
    "Opening the documents",
    "Layout",
    "Synthesis template",
    "Binding",
    "Verification",
    "Comparing with the sources",
]


def run(*words: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a task; whatever it meets, no traceback is shown to anybody."""
    done = invoke(*words, **more)
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr, "no terminal, no colours"
    return done


def good_set(folder: Path) -> Path:
    """What a build of yesterday wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SET:
        (folder / name).write_text(f"{name} of yesterday", encoding="utf-8")
    return folder


def untouched(folder: Path) -> bool:
    names = published(folder)
    return names == sorted(SET) and all(
        (folder / name).read_text(encoding="utf-8", errors="replace") == f"{name} of yesterday"
        for name in SET
    )


def introduction(folder: Path, text: str) -> Path:
    path = write_dossier(folder, {"a": File()}, introduction="shown")
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_text(text, encoding="utf-8")
    return path


def both(folder: Path) -> Path:
    return write_dossier(folder, {"a": None}, {"a": {"issued": "32/01/2011"}})


CLASSES = {
    "manifest": (lambda f: write_dossier(f, {"a": File()}, recto="non"), 2, "value-choice"),
    "no manifest": (lambda f: f / "manifest.yaml", 2, "manifest-missing"),
    "null manifest": (
        lambda f: Path(f / "manifest.yaml").write_text("~") and f / "manifest.yaml",
        2,
        "manifest-empty",
    ),
    "source": (lambda f: write_dossier(f, {"a": None}), 3, "source-missing"),
    "manifest before source": (both, 2, "source-missing"),
    "template": (lambda f: introduction(f, 'Le document 1 {{ cite("a") }}'), 4, "number-typed"),
    "slip of Jinja": (lambda f: introduction(f, '{{ 1 / 0 }} {{ cite("a") }}'), 4, "template-error"),
    "layout": (lambda f: introduction(f, '![](rien.png) {{ cite("a") }}'), 5, "layout-image"),
}


# The others take another way to their code.
QUICK = ("source", "layout")


@pytest.mark.parametrize(
    ("make", "code", "finding"),
    [pytest.param(*CLASSES[n], id=n, marks=() if n in QUICK else pytest.mark.slow) for n in CLASSES],
)
def test_what_stops_a_build_gives_its_exit_code_and_leaves_the_last_set(
    make: Any, code: int, finding: str, tmp_path: Path
) -> None:
    last = good_set(tmp_path / "build")
    done = run("build", "--manifest", make(tmp_path))
    assert done.returncode == code
    assert f"error [{finding}]" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Nothing was written.")
    assert untouched(last)


@pytest.mark.slow
@pytest.mark.parametrize("output", ["manifest.yaml", "sources/a.pdf/ailleurs"])
def test_an_output_that_is_no_folder_gives_6(output: str, tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    before = path.read_bytes()
    done = run("build", "--manifest", path, "--output", tmp_path / output)
    assert (done.returncode, "[output-unwritable]" in done.stdout) == (6, True)
    assert path.read_bytes() == before


@pytest.mark.slow
def test_an_output_that_is_a_folder_of_that_name_gives_6(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    (tmp_path / "build" / "dossier.pdf").mkdir(parents=True)
    done = run("build", "--manifest", path)
    assert (done.returncode, "[output-unwritable]" in done.stdout) == (6, True)
    assert published(tmp_path / "build") == ["dossier.pdf"]


@pytest.mark.parametrize(
    "name",
    ["pikepdf", *(pytest.param(n, marks=pytest.mark.slow) for n in ("pydantic", "pypdf"))],
)
def test_a_library_that_is_missing_gives_8(name: str, tmp_path: Path) -> None:
    stub = tmp_path / "stub" / f"{name}.py"
    stub.parent.mkdir()
    stub.write_text(f"raise ModuleNotFoundError('no', name={name!r})", encoding="utf-8")
    path = write_dossier(tmp_path, {"a": File()})
    done = run("build", "--manifest", path, PYTHONPATH=str(stub.parent))
    assert (done.returncode, "[dependency-missing]" in done.stdout) == (8, True)
    assert name in done.stdout
    assert not published(tmp_path / "build")


@pytest.mark.slow
def test_the_renderer_that_is_missing_gives_8(tmp_path: Path) -> None:
    """Another process imports it, which finds what is installed and nothing else."""
    stub = tmp_path / "stub" / "weasyprint.py"
    stub.parent.mkdir()
    stub.write_text("raise ModuleNotFoundError('no', name='weasyprint')", encoding="utf-8")
    path = write_dossier(tmp_path, {"a": File()})
    script = f"""
import os, sys
from dossier import children
found = children._environment
children._environment = lambda: {{**found(), "PYTHONPATH": os.pathsep.join(sys.path)}}
sys.path.insert(0, {str(stub.parent)!r})
sys.argv = ["dossier", "build", "--manifest", {str(path)!r}]
from dossier.program import Program
Program().run()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, "[dependency-missing]" in done.stdout) == (8, True), done.stdout + done.stderr
    assert "weasyprint" in done.stdout
    assert not published(tmp_path / "build")


@pytest.mark.parametrize(
    "words",
    [
        *(["nope"], ["build", "--nope"], ["new"], ["build", "--manifest"]),
        *(["series", "--jobs", "x"], ["move", "a", "--section=-1"], ["proof", "-q"]),
    ],
)
def test_a_wrong_command_gives_1(words: list[str], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (1, False)


@pytest.mark.slow
@pytest.mark.parametrize("task", ["check", "list"])
def test_every_task_that_reads_gives_the_codes_of_build(task: str, tmp_path: Path) -> None:
    done = run(task, "--manifest", both(tmp_path))
    assert done.returncode == 2
    assert "[date-impossible]" in done.stdout


@pytest.mark.slow
def test_check_says_all_and_writes_nothing(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"page": "1-2", "specimen": True}})
    before = sorted(tmp_path.rglob("*"))
    done = run("check", "--manifest", path)
    assert done.returncode == 0
    assert re.search(r"manifest\.yaml:\d+:\d+: warning \[extent-differs\] .+\n    → .+", done.stdout)
    assert "note [specimens]" in done.stdout
    last = done.stdout.splitlines()[-1]
    assert (
        last
        == "Nothing was written. 3 page(s), 1 document(s). To look at: 0 error(s), 1 warning(s), 1 note(s)."
    )
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_list_is_a_table_that_another_program_can_read(tmp_path: Path) -> None:
    files = {"a": File([Sheet()] * 2), "b": File()}
    path = write_dossier(tmp_path, files, {"b": {"title": "L’été " + "long " * 20}})
    done = run("list", "--manifest", path)
    rows = [re.split(r" {2,}", line.strip()) for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == ["no.", "1", "2"]
    assert [row[3:] for row in rows] == [
        ["kind", "pages", "folios", "scale", "text"],
        ["PDF", "2", "3-4", "90%", "12.5 pt"],
        ["PDF", "1", "5", "89%", "12.5 pt"],
    ]
    assert [row[1:3] for row in rows[1:]] == [
        ["a", "Titre de a"],
        ["b", ("L’été " + "long " * 20)[:59] + "…"],
    ]


def test_list_numbers_the_documents_while_a_source_is_wrong(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File(), "b": File()})
    (tmp_path / "sources" / "b.pdf").unlink()
    done = run("list", "--manifest", path)
    rows = [re.split(r" {2,}", line.strip()) for line in done.stdout.splitlines()]
    assert rows[:3] == [["no.", "id", "title"], ["1", "a", "Titre de a"], ["2", "b", "Titre de b"]]
    assert (done.returncode, "[source-missing]" in done.stdout) == (3, True)


@pytest.mark.slow
def test_new_makes_a_dossier_that_builds_as_it_is(tmp_path: Path) -> None:
    done = run("new", "Écrit d’été", cwd=tmp_path)
    assert done.returncode == 0
    folder = tmp_path / "Écrit d’été"
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == {
        "manifest.yaml", "manifest.schema.json", "sources/01-exemple.pdf", "templates/introduction.md"
    }  # fmt: skip
    assert "invoke build --manifest " in done.stdout, "as it was typed"
    built = run("build", cwd=folder)
    assert built.returncode == 0, built.stdout
    assert published(folder / "build") == sorted(SET)
    marked = (folder / "manifest.yaml").read_text(encoding="utf-8").count("  # à remplacer")
    assert f"0 error(s), {marked + 1} warning(s), 2 note(s)" in built.stdout, "and the introduction's"
    assert built.stdout.count("[blank-left]") == marked + 1
    assert run("check", "--strict", cwd=folder).returncode == 2
    # The source that came with it is known without its mark, too, whatever it is called.
    manifest, source = folder / "manifest.yaml", folder / "sources" / "01-exemple.pdf"
    source.rename(source.with_name("02.pdf"))
    words = manifest.read_text(encoding="utf-8").replace("        specimen: true\n", "")
    manifest.write_text(words.replace("01-exemple", "02"), encoding="utf-8")
    checked = run("check", cwd=folder).stdout
    assert checked.count("[blank-left]") == marked + 2
    assert "“Cette page tient la place" in checked
    again = run("new", folder)
    assert (again.returncode, "[folder-exists]" in again.stdout) == (2, True)


@pytest.mark.slow
def test_new_fills_an_empty_folder_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "fichier").write_text("à garder", encoding="utf-8")
    assert run("new", tmp_path / "vide").returncode == 0
    assert run("new", tmp_path / "fichier").returncode == 2
    assert run("new", tmp_path / "fichier" / "dedans").returncode in (2, 6)
    assert (tmp_path / "fichier").read_text(encoding="utf-8") == "à garder"


@pytest.mark.slow
def test_clean_removes_what_a_build_wrote_and_nothing_else(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    build = built(path, team=True).output
    (build / ".dossier-abc-dossier.pdf").write_text("left by a build that was killed", encoding="utf-8")
    (build / "notes.txt").write_text("à garder", encoding="utf-8")
    done = run("clean", "--manifest", path)
    assert (done.returncode, [p.name for p in build.iterdir()]) == (0, ["notes.txt"])
    assert all(name in done.stdout for name in SET)
    assert run("clean", "--manifest", path).stdout == "Nothing to remove.\n"


@pytest.mark.slow
def test_draft_builds_what_is_missing_and_strict_does_not(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File(), "b": None}, {"b": {"page": "4-6"}})
    draft = run("build", "--draft", "--manifest", path)
    assert draft.returncode == 0
    assert "warning [source-draft]" in draft.stdout
    assert ". 6 page(s), 2 document(s)." in draft.stdout
    last = (tmp_path / "build" / "dossier-draft.pdf").read_bytes()
    strict = run("build", "--draft", "--strict", "--manifest", path)
    assert strict.returncode == 3
    assert "with --strict" in strict.stdout.splitlines()[-1]
    assert (tmp_path / "build" / "dossier-draft.pdf").read_bytes() == last


@pytest.mark.slow
def test_strict_fails_on_a_warning_and_not_on_a_note(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"specimen": True, "page": "1-2"}})
    done = run("check", "--strict", "--manifest", path)
    assert (done.returncode, "error [" in done.stdout) == (3, False)
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"specimen": True, "page": "1"}})
    assert [f.code for f in prepared(path, strict=True).findings] == ["specimens"]


@pytest.mark.slow
def test_it_works_from_any_folder_with_accents_and_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "Épreuve d’été n° 1"
    write_dossier(folder, {"a": File()})
    here = folder / "un sous-dossier"
    here.mkdir()
    done = run("build", cwd=here)  # the nearest manifest upwards
    assert done.returncode == 0, done.stdout
    assert published(folder / "build") == sorted(SET)
    manifest = Path("..") / "manifest.yaml"
    done = run("build", "--manifest", manifest, "--output", "à part", cwd=here)  # paths from where one stands
    assert published(here / "à part") == sorted(SET)
    assert "à part/dossier.pdf" in done.stdout
    one, other = ((place / "dossier.pdf").read_bytes() for place in (folder / "build", here / "à part"))
    assert one == other


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=["C", "C and no UTF-8", "ASCII"],
)
def test_a_terminal_without_utf_8_still_reads(environment: dict[str, str], tmp_path: Path) -> None:
    path = both(tmp_path / "été à Noël")
    done = run("check", "--manifest", path, **{"LANGUAGE": "fr", **environment})
    assert done.returncode == 2
    assert "[date-impossible]" in done.stdout


@pytest.mark.slow
def test_the_words_follow_the_locale_and_the_codes_do_not(tmp_path: Path) -> None:
    path = both(tmp_path)
    french, english = (run("check", "--manifest", path, LANGUAGE=code) for code in ("fr", "en"))
    assert french.returncode == english.returncode == 2
    assert "erreur [date-impossible]" in french.stdout
    assert "error [date-impossible]" in english.stdout
    assert french.stderr.startswith("Lecture du manifeste")
    assert "Relie" in run("--list", LANGUAGE="fr").stdout or "Construi" in run("--list", LANGUAGE="fr").stdout


@pytest.mark.slow
def test_without_a_terminal_each_stage_is_one_plain_line(tmp_path: Path) -> None:
    files = {"a": File(), "b": File([Sheet(["Une autre page"])])}
    done = run("build", "--manifest", write_dossier(tmp_path, files))
    assert done.returncode == 0
    assert done.stderr.splitlines() == STAGES
    assert len(done.stdout.splitlines()) == 1
    assert done.stdout.startswith("Written: ")


@pytest.mark.slow
def test_every_fault_of_a_folder_is_said_without_a_traceback(tmp_path: Path) -> None:
    """A folder full of mistakes: one run names them all."""
    path = introduction(tmp_path, "document 4 {{ cite('b') }} XXX")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["sections"][0]["documents"] += [
        {"id": "b", "title": "B", "fil": "x"},
        {"id": "b", "title": "C", "keep": "z"},
    ]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    done = run("build", "--manifest", path)
    assert done.returncode == 2
    codes = set(re.findall(r"error \[([\w-]+)\]", done.stdout))
    expected = "key-unknown id-duplicate pages-malformed source-undeclared source-missing number-typed"
    expected += " placeholder-prose"
    assert codes == set(expected.split())
