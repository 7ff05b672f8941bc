"""A fault in any function that a build calls is a bug of ours: a sample of them."""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import NoReturn

import pytest
import test_honest
from conftest import PROJECT, built, write_dossier

from dossier.findings import DossierError

PAGE = (
    "<html lang='fr'><title>Un titre</title><style>p { color: #333; font-family: Arial }</style>"
    "<h1>Un titre</h1><p>Du texte, <a href='https://exemple.fr/'>un lien</a>.</p>"
    "<table><tr><th>A</th><td>1</td></tr></table>"
)
SAMPLE = 16


def missing(*_: object, **__: object) -> NoReturn:
    raise AttributeError


def nothing(*_: object, **__: object) -> NoReturn:
    raise TypeError


def a_dossier(folder: Path) -> Path:
    manifest = write_dossier(folder, {"lettre": test_honest.FILE, "page": None})
    (folder / "sources" / "page.html").write_text(PAGE, encoding="utf-8")
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("page.pdf", "page.html"), encoding="utf-8")
    return manifest


def called(folder: Path) -> set[CodeType]:
    """The code of this program that a build runs, in the thread that calls it."""
    codes: dict[int, CodeType] = {}
    ours = str(PROJECT / "dossier")

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes[id(frame.f_code)] = frame.f_code

    manifest = a_dossier(folder)
    sys.setprofile(note)
    try:
        built(manifest)
    finally:
        sys.setprofile(None)
    return {code for code in codes.values() if code.co_filename.startswith(ours)}


def planted(code: CodeType, fault: FunctionType) -> Iterator[None]:
    """Each function that runs ``code`` raises instead."""
    functions = [f for f in gc.get_objects() if isinstance(f, FunctionType) and f.__code__ is code]
    for function in functions:
        function.__code__ = fault.__code__
    yield
    for function in functions:
        function.__code__ = code


@pytest.mark.slow
def test_a_fault_in_any_function_is_a_bug(tmp_path: Path) -> None:
    codes = [code for code in called(tmp_path / "sain") if not code.co_freevars and code.co_name[0] != "<"]
    assert len(codes) > 1000
    codes.sort(key=lambda code: (code.co_filename, code.co_firstlineno))
    draw, blamed, passed = random.Random(SAMPLE), [], 0
    for number, code in enumerate(draw.sample(codes, SAMPLE)):
        manifest = a_dossier(tmp_path / str(number))
        for _ in planted(code, draw.choice([missing, nothing])):
            try:
                built(manifest)
                passed += 1
            except DossierError as error:
                blamed.append(f"{code.co_filename}:{code.co_firstlineno}: {error}")
            except Exception:  # what the program's run reports with 70
                continue
    assert not blamed
    # A step that is only done where something is at stake, or tried and left: most are not.
    assert passed < SAMPLE / 3
