"""``./run`` where it may not write: one sentence, and the code of what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import PROJECT, absent

NOBODY = "65534"
WORDS = {"fr": "n’a pas le droit d’écrire ici", "en": "may not write here"}


def run(project: Path, *before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*before, "sh", str(project / "run"), "build"]
    env = {**os.environ, "DOSSIER_VENV": "", **environment}
    return subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose environment is stale."""
    for name in ("run", "pyproject.toml", "requirements.lock", "requirements-test.lock", "tasks.py"):
        shutil.copyfile(PROJECT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".dossier-ready").write_text("stale")
    return tmp_path


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("without", ["environment", "project"])
def test_a_stale_environment_without_the_right_to_write_is_one_sentence(
    language: str, without: str, project: Path
) -> None:
    before: list[str] = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            absent("somebody else than root takes setpriv")
        before = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        for folder in (project, *project.parents):
            if folder.stat().st_uid == 0 and folder.is_relative_to("/tmp/"):
                folder.chmod(folder.stat().st_mode | 0o055)
    place = project / ".venv" if without == "environment" else project
    other = project if without == "environment" else project / ".venv"
    other.chmod(0o777)
    place.chmod(0o555)
    done = run(project, *before, LANGUAGE=language)
    place.chmod(0o755)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (8, "", 1), done.stderr
    assert WORDS[language] in done.stderr
    assert (project / ".venv" / ".dossier-ready").read_text() == "stale"


def test_who_wants_nothing_installed_is_told_what_is_missing(project: Path) -> None:
    done = run(project, LANGUAGE="en", DOSSIER_INSTALL="no")
    assert (done.returncode, len(done.stderr.splitlines())) == (8, 1)
    assert "requirements.lock" in done.stderr
    assert os.listdir(project / ".venv") == [".dossier-ready"]
