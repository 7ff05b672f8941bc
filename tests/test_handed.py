"""What a command is handed by its parent stands in no command line, which every account may read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossier import children
from dossier.building import Build


@pytest.mark.parametrize(("command", "name"), [("sign", "by"), ("proof", "against"), ("sign", "date")])
def test_what_is_handed_is_no_word_of_a_command(
    command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[list[str], dict[str, str]]] = []

    class Process:
        def __init__(self, words: list[str], env: dict[str, str], **_: object) -> None:
            begun.append((words, env))

    monkeypatch.setattr(children, "Process", Process)
    Build.of(tmp_path / "manifest.yaml", command=command, handed={name: "Jean Dupont"}).said.close()
    ((words, environment),) = begun
    assert not [word for word in words if "Dupont" in word]
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert children.handed(name) == "Jean Dupont"
    assert children.handed(name) == "", "what it starts has it not"
