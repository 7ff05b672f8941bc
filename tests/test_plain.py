"""A build that is asked for plainly is what invoke would make of the same words, and runs without invoke."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import wraps
from inspect import signature
from pathlib import Path

import pytest

from dossier import at_once
from dossier.commands import build
from dossier.program import Program

PLAIN = (
    "",
    "build",
    "build .",
    "build -m a",
    "build --manifest=a --output=b",
    "build -o b a",
    "build a --draft --no-compare",
    "build -d -f team",
    "build --for team --format json",
    "build --for=nobody --format=xml",
    "build --strict --always --quiet --verbose --debug",
)
OTHERWISE = (
    *("list", "build --help", "build --nope", "build a b", "build --manifest", "build --manifest="),
    *("--version", "-d", "build -- a", "build -dq", "build -m a -m b", "build --no-proof", "a"),
    *("build --output --draft", "build list"),
)


@pytest.mark.parametrize("line", PLAIN)
def test_plain_words_are_what_invoke_makes_of_them(
    line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heard: list[dict[str, object]] = []
    body = build.build.run

    @wraps(body)
    def hears(_: object, **named: object) -> None:
        heard.append(named)

    monkeypatch.setattr(build, "build", replace(build.build, run=hears))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "manifest.yaml").touch()
    Program().run(["dossier", *line.split()], exit=False)
    plain = at_once.plain(line.split())
    assert plain is not None
    named = {name: one.default for name, one in [*signature(body).parameters.items()][1:]}
    assert [{**named, **one} for one in heard] == [{**named, **plain}]


@pytest.mark.parametrize("line", OTHERWISE)
def test_other_words_are_for_invoke_to_understand(line: str) -> None:
    assert at_once.plain(line.split()) is None


@pytest.mark.parametrize(
    ("words", "code", "imported"),
    [
        (["build"], 2, False),
        (["build", "--format", "json"], 2, False),
        (["check"], 2, True),
        (["nope"], 1, True),
    ],
)
def test_a_plain_build_ends_as_any_and_imports_no_invoke(
    words: list[str], code: int, imported: bool, tmp_path: Path
) -> None:
    command = [sys.executable, "-P", "-s", "-X", "importtime", "-m", "dossier", *words]
    env = {**os.environ, "LANGUAGE": "en"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    assert (" invoke\n" in done.stderr) == imported
    assert ("manifest-missing" in done.stdout) == (words != ["nope"])
