"""A series of varied dossiers, a word of its own in each, and what must hold of all of them."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from conftest import File, Sheet, write_dossier
from PIL import Image

from dossier import outputs

FILES = (outputs.PDF, outputs.DOCX, outputs.RECORD)
_ZLIB = re.compile(rb"x[\x01\x5e\x9c\xda]")
_LANDSCAPE = (0.0, 0.0, 841.89, 595.28)


def word(number: int) -> str:
    """Letters that are in no other dossier of a series, nor in the program."""
    return "zqwxk" + "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


def write(top: Path, names: Sequence[str]) -> dict[str, str]:
    """A dossier for each name, no two alike, its word in whatever an editor gives; returns the words.
    The last one is the twin of the first."""
    words = {name: word(number) for number, name in enumerate(names)}
    for number, (name, own) in enumerate(words.items()):
        more: dict[str, Any] = (
            {"twin": f"../{'../' * name.count('/')}{names[0]}"} if name == names[-1] else {}
        )
        _dossier(top / name, own, number, more)
    return words


def _dossier(folder: Path, own: str, number: int, more: dict[str, Any]) -> None:
    media = _LANDSCAPE if number % 3 == 1 else Sheet().media
    sheets = [Sheet([own, f"Page {n}"], media=media, rotate=90 * (n % 2)) for n in range(1 + number % 5)]
    files = {f"{own}-{n}": File(sheets[n:] or sheets, info={"/Title": own}) for n in range(1 + number % 3)}
    documents: dict[str, Any] = {}
    if number % 4 == 2:
        files[f"{own}-scan"] = None  # type: ignore[assignment]
        documents[f"{own}-scan"] = {"file": f"sources/{own}.png", "alt": f"Une photographie, {own}"}
        (folder / "sources").mkdir(parents=True)
        Image.new("RGB", (620, 877), (200, number % 256, 90)).save(folder / "sources" / f"{own}.png")
    if number % 4 == 3:
        (folder / "templates").mkdir(parents=True)
        prose = f"Le sujet {own}, dont {{{{ cite('{own}-0') }}}} parle."
        (folder / "templates" / "introduction.md").write_text(prose, encoding="utf-8")
        more["introduction"] = "shown"
    if number % 5 == 4:
        more |= {"recto": "documents", "sections": "hidden"}
    write_dossier(folder, files, documents, title=f"Sujet {own}", subject=f"De {own}", **more)


def break_two(top: Path) -> dict[str, str]:
    """Two dossiers that cannot be built: one without a source, one whose manifest ends in the middle."""
    words = {"lacking": word(26**3 - 2), "torn": word(26**3 - 1)}
    write_dossier(top / "lacking", {words["lacking"]: None}, title=words["lacking"])
    (top / "torn").mkdir()
    (top / "torn" / "manifest.yaml").write_text(f"dossier: [{words['torn']}\n", encoding="utf-8")
    return words


def command(top: Path, *words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "dossier", "series", str(top), *words]


def told(top: Path, *words: str) -> dict[str, Any]:
    """What a run of the series says to a program."""
    done = subprocess.run(
        command(top, "--format", "json", *words), capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def kill_after(top: Path, seconds: float, *words: str) -> None:
    """Begin the series and kill it, as a machine that is switched off."""
    process = subprocess.Popen(
        command(top, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(seconds)
    process.kill()
    process.wait()


def torn(target: Path) -> list[str]:
    """Outputs that are not the bytes which the record names, where no switch is under way."""
    if not (target / outputs.RECORD).exists() or any(
        path.name.startswith(outputs.LEFT) for path in target.iterdir()
    ):
        return []
    record = json.loads((target / outputs.RECORD).read_text(encoding="utf-8"))
    return [
        one["path"]
        for one in record["outputs"]
        if hashlib.sha256((target / one["path"]).read_bytes()).hexdigest() != one["sha256"]
    ]


def outputs_of(folder: Path) -> list[bytes]:
    return [(folder / "build" / file).read_bytes() for file in FILES]


def state(top: Path) -> dict[str, int]:
    """When each file of the dossiers was written; the page of the series is written again by any run."""
    page = top / "build"
    return {str(p): p.stat().st_mtime_ns for p in top.rglob("*") if p.is_file() and p.parent != page}


def foreign(top: Path, words: Mapping[str, str], *around: Path) -> Iterator[tuple[str, str]]:
    """Each dossier, or folder ``around`` them, where the word of another can be read, with that one."""
    for holder in (*words, *map(str, around)):
        for data in readable(top / holder):
            for owner, own in words.items():
                if owner != holder and any(form in data for form in _forms(own)):
                    yield holder, owner


def holds(path: Path, own: str) -> bool:
    """Whether ``own`` can be read in a file, or in a file of a folder."""
    return any(form in data for data in readable(path) for form in _forms(own))


def _forms(own: str) -> tuple[bytes, ...]:
    return own.encode(), own.encode().hex().encode(), own.encode("utf-16-be"), own.encode("utf-16-le")


def readable(path: Path) -> Iterator[bytes]:
    """All that can be read in a file, or in those of a folder, and their names: unpacked, in small
    letters."""
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        yield file.name.lower().encode(errors="surrogateescape")
        if not file.is_file():
            continue
        data = file.read_bytes()
        yield data.lower()
        for match in _ZLIB.finditer(data):
            unpacked = zlib.decompressobj()
            try:
                yield unpacked.decompress(data[match.start() :]).lower()
            except zlib.error:
                continue
        if data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(BytesIO(data)) as packed:
                yield from (packed.read(name).lower() for name in packed.namelist())
