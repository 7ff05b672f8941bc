"""The program as people get it: a wheel in an environment of its own, and four ways to call it."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from conftest import PROJECT, File, published, said, write_dossier

SET = ["dossier.json", "dossier.pdf", "synthesis.docx"]
PROGRAM = [sys.executable, "-P", "-m", "dossier"]
OF_DEVELOPERS = {
    "accessibility",
    "bench",
    "difficult",
    "fuzz",
    "reference",
    "schema",
    "specimens",
    "test",
    "bench-series",
    "timeline",
    "claims",
    "look",
}
OF_EDITORS = {"build", "check", "clean", "conformance", "list", "new", "read", "series", "synthesis-base"}
OF_EDITORS |= {"accept", "add", "edit", "move", "remove", "rename", "replace", "undo", "proof", "sign"}
OF_EDITORS |= {"desk", "erratum", "explain", "export", "open", "pictures", "watch"}


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a whole command, in English unless told otherwise, without what the tests' own process knows."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DOSSIER_CALLED")}
    env |= {"LANGUAGE": "en", "LC_ALL": "C.UTF-8", **environment}
    words = list(map(str, command))
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def commands(listed: str) -> set[str]:
    """The commands of a --list or a --help."""
    return set(re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE)) - {"-h", "-l"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a plain "pip wheel ." makes it."""
    into = tmp_path_factory.mktemp("wheel")
    before = published(PROJECT / "build")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    done = run(*pip, "--wheel-dir", into, PROJECT, cwd=into)
    assert done.returncode == 0, done.stderr
    assert published(PROJECT / "build") == before, "the wheel is not made where dossiers are built"
    (made,) = into.glob("dossier-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of an environment into which the wheel was installed; libraries are those of the tests."""
    venv = tmp_path_factory.mktemp("installed")
    said(sys.executable, "-m", "venv", "--without-pip", venv)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python")]
    said(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    (packages,) = (venv / "lib").glob("python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return venv / "bin" / "dossier"


@pytest.mark.slow
def test_the_wheel_holds_the_program_and_nothing_of_its_making(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = email.message_from_bytes(
            archive.read(next(n for n in names if n.endswith("dist-info/METADATA")))
        )
    shipped = (p for p in (PROJECT / "templates").rglob("*") if p.is_file())
    assert {f"dossier/{p.relative_to(PROJECT).as_posix()}" for p in shipped} <= names
    assert {"dossier/tasks.py", "dossier/locale/fr/LC_MESSAGES/dossier.po"} <= names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"dossier", next(top for top in tops if top.endswith(".dist-info"))}
    assert [n for n in names if re.search(r"specimen|development|recipe\.yaml|test_|\.pyc", n)] == []
    assert wheel.name.startswith(f"dossier-{metadata['Version']}-")
    assert wheel.stat().st_size < 1_200_000


@pytest.mark.slow
def test_an_installed_program_makes_a_dossier_and_builds_it(installed: Path, tmp_path: Path) -> None:
    made = run(installed, "new", "Écrit 2027", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.strip().endswith("dossier build 'Écrit 2027'")
    built = run(installed, "build", "Écrit 2027", cwd=tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    assert published(tmp_path / "Écrit 2027" / "build") == SET
    based = run(installed, "synthesis-base", cwd=tmp_path / "Écrit 2027")
    assert based.returncode == 0
    assert (tmp_path / "Écrit 2027" / "templates" / "synthesis.docx").is_file()
    where = run(installed.with_name("python"), "-c", "import dossier; print(dossier.__file__)", cwd=tmp_path)
    assert where.stdout.startswith(str(installed.parents[1])), "not the checkout was tried"


@pytest.mark.slow
def test_an_installed_program_offers_what_editors_need_and_finds_no_demonstration(
    installed: Path, wheel: Path, tmp_path: Path
) -> None:
    assert commands(run(installed, "--list", cwd=tmp_path).stdout) == OF_EDITORS
    assert run(installed, "--version", cwd=tmp_path).stdout == f"dossier {wheel.name.split('-')[1]}\n"
    done = run(installed, "check", cwd=tmp_path)
    assert (done.returncode, "[manifest-missing]" in done.stdout) == (2, True)
    assert "“dossier new FOLDER”" in done.stdout


def test_a_checkout_offers_what_its_developers_need_too(tmp_path: Path) -> None:
    assert commands(run(*PROGRAM, "--list", cwd=tmp_path).stdout) == OF_EDITORS | OF_DEVELOPERS


@pytest.fixture(scope="module")
def ways() -> dict[str, list[str]]:
    """How the program is called, as its messages name it."""
    return {
        str(PROJECT / "run"): [str(PROJECT / "run")],
        "dossier": [str(Path(sys.executable).with_name("dossier"))],
        "python -m dossier": [sys.executable, "-m", "dossier"],
        "invoke": [sys.executable, "-m", "invoke", "--search-root", str(PROJECT)],
    }


@pytest.mark.slow
def test_each_way_to_call_the_program_gives_the_same_bytes(
    ways: dict[str, list[str]], tmp_path: Path
) -> None:
    data = {"a": {"page": "1-2", "specimen": True}}  # findings, whose cures stand in the record
    write_dossier(tmp_path / "sujet", {"a": File()}, data)
    made = set()
    for number, (name, words) in enumerate(ways.items()):
        folder = ["--manifest", "sujet"] if name == "invoke" else ["sujet"]
        done = run(*words, "build", *folder, "--output", f"{number}", cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        made.add(tuple((tmp_path / f"{number}" / file).read_bytes() for file in SET))
    assert len(made) == 1


@pytest.mark.slow
def test_messages_name_the_command_that_was_typed(ways: dict[str, list[str]], tmp_path: Path) -> None:
    for name, words in ways.items():
        done = run(*words, "check", "--manifest", "nowhere.yaml", cwd=tmp_path)
        assert f"“{name} new FOLDER”" in done.stdout, done.stderr
    (tmp_path / "ici").symlink_to(PROJECT / "run")
    assert "“./ici new FOLDER”" in run("./ici", "check", "--manifest", "nowhere.yaml", cwd=tmp_path).stdout


@pytest.mark.slow
def test_what_new_says_to_type_is_what_this_way_takes(ways: dict[str, list[str]], tmp_path: Path) -> None:
    for number, (name, words) in enumerate(ways.items()):
        last = (
            run(*words, "new", f"un sujet {number}", cwd=tmp_path).stdout.strip().partition("build it: ")[2]
        )
        between = "--manifest " if name == "invoke" else ""
        assert last == f"{name} build {between}'un sujet {number}'"


FOLDERS = {
    "folder": ["check", "sujet"],
    "its manifest": ["check", "sujet/manifest.yaml"],
    "before an option": ["check", "sujet", "--draft"],
    "after options, one with a value": ["build", "--output", "build", "--no-compare", "sujet"],
    "short option": ["build", "-o", "build", "sujet"],
    "value behind the sign": ["build", "--output=build", "sujet"],
    "two commands": ["check", "sujet", "list", "sujet"],
}


@pytest.mark.slow
@pytest.mark.parametrize("words", FOLDERS.values(), ids=FOLDERS)
def test_the_folder_stands_behind_the_command(words: list[str], tmp_path: Path) -> None:
    write_dossier(tmp_path / "sujet", {"a": File()}, recto="non")
    done = run(*PROGRAM, *words, cwd=tmp_path)
    assert (done.returncode, "[value-choice]" in done.stdout) == (2, True), done.stderr


WRONG = {
    "command": (["bild"], "No such command: “bild”. Did you mean “build”?"),
    "command behind another": (["check", "sujet", "lisst"], "No such command: “lisst”. Did you mean “list”?"),
    "folder alone": (["sujet"], "No such command: “sujet”. Did you mean “build sujet”?"),
    "two folders": (["check", "sujet", "autre"], "No such command: “autre”."),
    "folder given twice": (["check", "--manifest", "sujet", "autre"], "No such command: “autre”."),
    "help for nothing": (["--help", "lst"], "No such command: “lst”. Did you mean “list”?"),
    "option": (["build", "--ouput", "x"], "No such option: “--ouput”. Did you mean “--output”?"),
    "option of another": (["list", "--strict"], "No such option: “--strict”."),
    "option of none": (["--strct", "build"], "No such option: “--strct”."),
    "negation": (["build", "--no-compar"], "No such option: “--no-compar”. Did you mean “--no-compare”?"),
    "value": (["build", "--output"], "“--output” needs a value."),
    "folder to make": (["new"], "A word is missing: FOLDER. What there is: “dossier --help new”."),
}


@pytest.mark.parametrize(("words", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_word_is_named_with_what_may_be_meant(words: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "sujet").mkdir()
    done = run(Path(sys.executable).with_name("dossier"), *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(says)
    assert not any((tmp_path / "sujet").iterdir())


def test_help_speaks_the_language_of_the_person(tmp_path: Path) -> None:
    whole, one, listed = (
        run(*PROGRAM, *words, cwd=tmp_path, LANGUAGE="fr").stdout
        for words in (["--help"], ["--help", "build"], ["--list"])
    )
    assert whole.startswith("Utilisation : python -m dossier COMMANDE")
    assert "Montre la version." in whole
    assert "Construit le dossier" in whole + listed
    assert "TEXTE" in one
    assert "Un avertissement arrête tout" in one
    assert "[DOSSIER]" in one
    for text in (whole, one, listed):
        assert not re.search("Usage|Subcommand|Options:|Docstring|STRING|Default|Show|task", text)
    assert run(*PROGRAM, "nope", cwd=tmp_path, LANGUAGE="fr").stderr.startswith("Commande inconnue")


def test_a_terminal_completes_commands_and_options(tmp_path: Path) -> None:
    script = run(*PROGRAM, "--print-completion-script", "bash", cwd=tmp_path).stdout
    assert "complete -F _complete_dossier -o default dossier" in script
    assert set(run(*PROGRAM, "--complete", "--", "dossier ch", cwd=tmp_path).stdout.split()) >= OF_EDITORS
    options = run(*PROGRAM, "--complete", "--", "dossier check --", cwd=tmp_path).stdout.split()
    assert set(options) == {
        "--debug",
        "--draft",
        "--manifest",
        "--strict",
        "--quiet",
        "--verbose",
        "--format",
    }


SLOWLY = [pytest.param(way, marks=pytest.mark.slow) for way in ("dossier", str(PROJECT / "run"))]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["python -m dossier", *SLOWLY])
def test_what_stands_in_the_folder_is_never_run(way: str, ways: dict[str, list[str]], tmp_path: Path) -> None:
    for name in ("tasks", "invoke", "development", "polib", "yaml", "json", "specimens", "fabfile"):
        (tmp_path / f"{name}.py").write_text(f"open('RAN-{name}', 'w')\nraise SystemExit(99)\n")
    (tmp_path / "invoke.yaml").write_text("tasks: {collection_name: fabfile}\nrun: {echo: true}\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'autre'\n")
    manifest = write_dossier(tmp_path / "sujet", {"a": File()})
    done = run(*ways[way], "build", manifest, cwd=tmp_path)
    assert (done.returncode, list(tmp_path.glob("RAN-*"))) == (0, []), done.stdout
