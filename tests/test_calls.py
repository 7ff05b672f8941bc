"""What a library raises is the file's fault, unless this program called it as nobody may."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import published, write_dossier
from test_honest import FILE, ran

from dossier import odd
from dossier.odd import OddError

# A module of the package, which calls libraries: rightly with what is in a file, wrongly with its own.
CALLS: dict[str, Any] = {"__name__": "dossier.planted"}
exec(
    """
import io, img2pdf, pikepdf, pypdfium2
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import DictionaryObject, NameObject, NullObject, RectangleObject

def pdf():
    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()

def page():
    return PdfReader(io.BytesIO(pdf())).pages[0]

picture = Image.new("RGB", (3, 3))
""",
    CALLS,
)

WRONG = {
    "pypdf": [
        "PdfReader(None)",
        "PdfReader(7)",
        "page().clone(None)",
        "PdfWriter()._add_object(None)",
        "PdfWriter()._replace_object('x', NullObject())",
        "page().merge_transformed_page(None, Transformation())",
        "PdfReader(io.BytesIO(pdf())).pages[None]",
        "DictionaryObject().__setitem__(NameObject('/A'), None)",
        "RectangleObject(None)",
    ],
    "pikepdf": [
        "pikepdf.parse_content_stream(None)",
        "pikepdf.new().Root.get(3)",
        "pikepdf.Dictionary(A=object())",
        "pikepdf.open(None)",
    ],
    "PIL": ["Image.open(None)", "picture.crop(('a', 1, 2, 3))", "picture.resize(None)", "picture.convert(3)"],
    "fontTools": ["TTFont(3)"],
}
ODD = {
    "pypdf": [
        "PdfReader(io.BytesIO(b'%PDF-1.4 x')).pages[0]",
        "PdfReader(io.BytesIO(pdf().replace(b'/Kids', b'/Kidz'))).pages[0]",
        "PdfReader(io.BytesIO(pdf().replace(b'/MediaBox', b'/MediaBix'))).pages[0].mediabox.width",
    ],
    "pikepdf": ["pikepdf.open(io.BytesIO(b'x'))", "pikepdf.Array([1]).read_bytes()"],
    "PIL": ["Image.open(io.BytesIO(b''))"],
    "fontTools": ["TTFont(io.BytesIO(b'xxxx'))"],
    "pypdfium2": ["pypdfium2.PdfDocument(b'x')", "pypdfium2.PdfDocument(pdf())[7]"],
}
#: As wide as they stand anywhere in the program, and wider.
FAULTS = (pikepdf.PdfError, RuntimeError, TypeError, ValueError)


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(library, call) for library, calls in table.items() for call in calls]


def called(library: str, call: str) -> None:
    work: Callable[[], object] = eval(f"lambda: {call}", CALLS)
    with odd.reading(library, faults=FAULTS):
        work()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("library", "call"), pairs(WRONG))
def test_a_call_that_a_library_does_not_have_is_a_bug(library: str, call: str) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever it is
        called(library, call)
    assert not isinstance(raised.value, OddError)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("library", "call"), pairs(ODD))
def test_what_a_file_does_not_hold_is_the_files_fault(library: str, call: str) -> None:
    with pytest.raises(OddError):
        called(library, call)


def test_a_call_that_cannot_be_judged_is_the_files_fault() -> None:
    with pytest.raises(OddError), odd.reading("json"):
        exec("import io, json\njson.load(io.StringIO('{'))", {"__name__": "dossier.planted"})


@pytest.mark.parametrize(
    "line",
    [
        "raise RecursionError('planted')",
        "raise NotImplementedError",
        "held = {1: 2}\nfor key in held: held[key + 1] = 3",
        "held = {1}\nfor key in held: held.add(key + 1)",
        "from collections import deque\nheld = deque([1])\nfor one in held: held.append(one)",
        "def each():\n    yield next(iter(()))\nlist(each())",
    ],
)
def test_what_a_line_of_ours_raises_is_a_bug_though_compiled_code_has_the_type(line: str) -> None:
    with pytest.raises(RuntimeError), odd.reading(faults=FAULTS):
        exec(line, {"__name__": "dossier.planted"})


@pytest.mark.parametrize("line", ["pikepdf.Dictionary(A=1).read_bytes()", "deep(3000) == deep(3000)"])
def test_what_compiled_code_raises_in_a_line_of_ours_is_the_files_fault(line: str) -> None:
    def deep(levels: int) -> object:
        return functools.reduce(lambda held, _: pikepdf.Array([held]), range(levels), pikepdf.Array())

    with pytest.raises(OddError), odd.reading(faults=FAULTS):
        exec(line, {"__name__": "dossier.planted", "pikepdf": pikepdf, "deep": deep})


#: Functions of ours that give a value which a library cannot take, and the library trips over.
GIVES = ("dossier.bind.links:_plain", "dossier.bind.forms:_clone")


@pytest.mark.slow
@pytest.mark.parametrize("value", ["None", "mot"])
@pytest.mark.parametrize("where", GIVES)
def test_a_wrong_value_that_a_library_trips_over_is_reported(where: str, value: str, tmp_path: Path) -> None:
    write_dossier(tmp_path, {"lettre": FILE})
    done = ran(f"{where}={value}", "build", tmp_path)
    assert done.returncode == 70, done.stdout + done.stderr
    assert published(tmp_path / "build") == ["bug-report.txt", "log.txt"]
