"""A word in every place where no reader sees one, of every kind of file: none is in what candidates get; what
is seen, or read in the place of a picture, is."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import strangers
import strangers_office
from conftest import Made, built, needed, write_dossier
from pikepdf import Array, Dictionary, Name, Stream, String
from plants import holds, plain

from dossier import raster

#: Words that the record says to who makes the dossier: fonts that are not there, what was hidden.
RECORDED = ("name of a font asked for", "transparent")
#: Who reads a picture is told what it shows.
ALT = "Un aplat de couleur"
MAIN = {".html", ".md", ".mhtml", *strangers.PICTURES, ".docx", ".odt", ".rtf", ".pptx", ".odp"}


@dataclass(frozen=True)
class Read:
    """A dossier of strangers' files, and all that can be read of it: ``objects`` by search, ``text`` by
    extractors, without spaces."""

    made: Made
    files: dict[str, strangers.Stranger]
    objects: bytes
    text: str
    note: bytes
    record: bytes


def bound(folder: Path, table: dict[str, Any]) -> Read:
    files = {name: make() for name, make in table.items()}
    documents: dict[str, Any] = {}
    for name, file in files.items():
        for path, data in file.files.items():
            target = folder / "sources" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        main = next(p for p in reversed(file.files) if "/" not in p and Path(p).suffix in MAIN)
        more: dict[str, Any] = {"hidden": "remove"} if "html" in name else {}
        more |= {"alt": ALT} if f".{name}" in strangers.PICTURES else {}
        documents[name] = {"file": f"sources/{name}/{main}", **more}
    made = built(write_dossier(folder, dict.fromkeys(files), documents))
    objects = plain(made.pdf) + made.pdf.read_bytes() + "\n".join(strings(made.pdf)).encode()
    text = "".join("".join(texts(made.pdf)).split())
    return Read(made, files, objects, text, strangers.within(made.docx), record_of(made))


def record_of(made: Made) -> bytes:
    return (made.output / "dossier.json").read_bytes()


def strings(path: Path) -> Iterator[str]:
    """Every string and name of every object, in whatever way it is written."""
    with pikepdf.open(path) as pdf:
        todo: list[Any] = [*pdf.objects, pdf.trailer]
        while todo:
            one = todo.pop()
            if isinstance(one, String):
                yield from (str(one), bytes(one).decode("latin-1"))
            elif isinstance(one, Name):
                yield str(one)
            elif isinstance(one, (Dictionary, Stream)):
                yield from map(str, one.keys())
                todo += [part for part in one.values() if not getattr(part, "is_indirect", False)]
            elif isinstance(one, Array):
                todo += [part for part in one if not getattr(part, "is_indirect", False)]


def texts(path: Path) -> Iterator[str]:
    """The text as three programs read it."""
    of = str(path)
    for command in ([needed("pdftotext"), of, "-"], [needed("mutool"), "draw", "-F", "txt", of]):
        yield subprocess.run(command, capture_output=True, check=True, text=True).stdout
    with raster.Reader(path.read_bytes()) as reader:
        for number in range(1, raster.page_count(path.read_bytes()) + 1):  # type: ignore[operator]
            with reader.page(number) as page:
                yield page.text()


def leaks(read: Read, kind: str) -> list[str]:
    """The places of a kind of which the word can be read in the PDF or the note, forwards or backwards."""
    leaking = []
    for place, word in read.files[kind].hidden.items():
        for way in (word, word.lower(), word[::-1]):
            if holds(read.objects, way) or way in read.text or holds(read.note, way):
                leaking.append(place)
                break
    return leaking


def missing(read: Read, kind: str) -> list[str]:
    """What should be seen, or read in the place of a picture, and is not."""
    file = read.files[kind]
    told = [text for text in file.told if not holds(read.objects, text) and text.encode() not in read.objects]
    return [text for text in file.seen if "".join(text.split()) not in read.text] + told


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return bound(tmp_path_factory.mktemp("étrangers"), dict(strangers.FAST))


@pytest.mark.parametrize("kind", strangers.FAST)
def test_what_no_reader_sees_of_a_file_is_not_given_to_candidates(read: Read, kind: str) -> None:
    there = b"\n".join(read.files[kind].files.values())
    assert read.files[kind].hidden
    assert there
    assert leaks(read, kind) == []
    assert missing(read, kind) == []


def test_the_record_says_words_of_a_file_where_somebody_must_know_them(read: Read) -> None:
    for file in read.files.values():
        said = {place for place, word in file.hidden.items() if holds(read.record, word)}
        assert said <= set(RECORDED)
    assert holds(read.record, read.files["html"].hidden["transparent"])


def test_the_search_finds_what_is_there(read: Read) -> None:
    assert "Unephrasequechacunlit" in read.text
    assert holds(read.objects, ALT)


@pytest.mark.slow
def test_nor_of_an_office_document(tmp_path: Path) -> None:
    needed("soffice")
    read = bound(tmp_path, dict(strangers_office.OFFICE))
    assert {kind: leaks(read, kind) for kind in read.files} == {kind: [] for kind in read.files}
    assert {kind: missing(read, kind) for kind in read.files} == {kind: [] for kind in read.files}
    for file in read.files.values():
        assert not [place for place, word in file.hidden.items() if holds(read.record, word)]
