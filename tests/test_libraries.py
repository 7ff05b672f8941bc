"""How libraries import one another: what is seldom used is imported where it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dossier import libraries

LIBRARY = """
from postponing import seldom
from postponing.often import word
from postponing.rare import Thing, made


def asked():
    return word, seldom.sum_of(2, 3), Thing(4).held, made(of=5)
"""
FILES = {
    "__init__": "",
    "often": "word = 'often'",
    "seldom": "def sum_of(one, other):\n    return one + other\n",
    "rare": "class Thing:\n    def __init__(self, held):\n        self.held = held\n\n\n"
    "def made(of):\n    return [of]\n",
    "library": LIBRARY,
}
POSTPONED = ("postponing.seldom", "postponing.rare")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A library of which other modules are a part."""
    folder = tmp_path / "postponing"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in FILES:
        monkeypatch.delitem(sys.modules, f"postponing.{name}", raising=False)
    monkeypatch.delitem(sys.modules, "postponing", raising=False)
    return "postponing.library"


def test_what_is_postponed_is_imported_when_it_is_called(library: str) -> None:
    with libraries.postponed(*POSTPONED):
        module = __import__(library, fromlist=["asked"])
    assert "postponing.often" in sys.modules
    assert not {*POSTPONED} & {*sys.modules}
    assert module.asked() == ("often", 5, 4, [5])
    assert {*POSTPONED} <= {*sys.modules}
    assert sys.modules["postponing.rare"].made(of=6) == [6]


def test_what_was_imported_before_is_given_as_it_is(library: str) -> None:
    rare = __import__("postponing.rare", fromlist=["made"])
    with libraries.postponed(*POSTPONED):
        module = __import__(library, fromlist=["asked"])
    assert module.Thing is rare.Thing
    assert sys.modules["postponing.rare"] is rare


def test_what_fails_leaves_nothing_behind(library: str) -> None:
    with pytest.raises(ZeroDivisionError), libraries.postponed(*POSTPONED):
        raise ZeroDivisionError
    assert not {*POSTPONED} & {*sys.modules}
    with libraries.postponed("postponing.nowhere"):
        from postponing.nowhere import word  # type: ignore[import-not-found]
    with pytest.raises(ModuleNotFoundError, match=r"postponing\.nowhere"):
        word()


def test_the_renderer_writes_fonts_with_what_was_postponed() -> None:
    """Imported by itself, it has neither subsetter nor instancer; a face of a variable font is written all
    the same."""
    code = """
import io, sys
from dossier import fonts
from dossier.compose import engine
fonts.use_only()
engine.load()
assert not [name for name in sys.modules if name.startswith("fontTools.varLib")], "imported"
from weasyprint import HTML
pdf = HTML(string='<p style="font: 600 12px &quot;Source Sans 3&quot;">Dossier</p>').write_pdf()
assert "fontTools.varLib.instancer" in sys.modules
import pikepdf
with pikepdf.open(io.BytesIO(pdf)) as file:
    faces = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one]
    assert faces, "no face"
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
