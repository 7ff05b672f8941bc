"""What the commands ask for: the reference in a file, for a document; those of a dossier, for a program."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import stdnum.isbn
import stdnum.issn

from dossier.findings import DossierError, Finding, finding
from dossier.model import Manifest
from dossier.odd import OddError
from dossier.places import nearby

from . import bibtex, csl, fields, ris
from .item import Item

#: The files that are written.
CSL, BIBTEX = "references.json", "references.bib"
_LINE = re.compile(r"(BibTeX):(\d+)")
_ENDS = re.compile(r"\r\n?")
_NAMED = re.compile(r"(?i)^[ep]?-?(?:isbn|issn)(?:-?1[03])?\b[\s:.]*|\s*\([^)]*\)")
_MOST = 20_000_000
_RIS = re.compile(r"^TY  ?- ", re.MULTILINE)
_BIBTEX = re.compile(r"@\s*\w+\s*[{(]")


@dataclass(frozen=True)
class Taken:
    """A reference that was read: the keys of a document that it fills, an empty one where it says nothing of
    it, and what there is to say."""

    fields: Mapping[str, str | tuple[str, ...]]
    findings: tuple[Finding, ...]


def taken(given: str, path: Path) -> Taken:
    """The reference in the file at ``path``, as ``given``: CSL-JSON, BibTeX or RIS, by its contents. One of
    several is named behind its path: ``FILE#KEY``.

    Raises DossierError where it cannot be read, or where it is not one.
    """
    key = ""
    if not path.exists() and "#" in given:
        key = given.rpartition("#")[2]
        path = path.with_name(path.name.rpartition("#")[0])
    place = nearby(path)
    try:
        items = _items(_text(path))
    except (OSError, OddError) as error:
        problem = (error.strerror if isinstance(error, OSError) else None) or str(error)
        if line := _LINE.fullmatch(problem):
            place, problem = f"{place}:{line[2]}", line[1]
        raise DossierError([finding("reference-unread", place, problem=problem)]) from error
    chosen = [one for one in items if one.key == key] if key else items
    if len(chosen) != 1:
        keys = ", ".join(one.key or one.title for one in items[:20])
        code = "reference-several" if items else "reference-unread"
        raise DossierError([finding(code, place, keys=keys, problem="0")])
    return Taken(
        {**dict.fromkeys(fields.KEYS, ""), **fields.of(chosen[0])}, tuple(_findings(chosen[0], place))
    )


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise OddError(f"> {_MOST // 1_000_000} MB")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _ENDS.sub("\n", text)


def _items(text: str) -> list[Item]:
    if text.lstrip()[:1] in ("[", "{"):
        return csl.items(text)
    if _RIS.search(text):
        return ris.items(text)
    if _BIBTEX.search(text):
        return bibtex.items(text)
    raise OddError("json, bib, ris")


def _findings(item: Item, place: str) -> Iterator[Finding]:
    for name, written, check in (("ISBN", item.isbn, stdnum.isbn), ("ISSN", item.issn, stdnum.issn)):
        for number in _numbers(written, check.is_valid):
            if not check.is_valid(number):
                yield finding("identifier-wrong", place, key=name, value=number)
    if item.left:
        yield finding("reference-left", place, words=", ".join(item.left))


def _numbers(written: str, valid: object) -> list[str]:
    """The numbers in a field that may have several, or one with spaces in it."""
    assert callable(valid)
    parts = [part.strip() for part in re.split(r"[,;/|]", written) if part.strip()]
    made: list[str] = []
    for part in parts:
        bare = _NAMED.sub("", part).strip()
        made += [bare] if valid(bare) else bare.split()
    # One that is wrong and written with spaces is one number, not many.
    return [" ".join(made)] if made and not any(map(valid, made)) else made


def exported(manifest: Manifest) -> dict[str, bytes]:
    """The references of all documents, in order, each file by its name."""
    references = [fields.item(document) for _, _, document in manifest.numbered()]
    return {CSL: csl.written(references).encode(), BIBTEX: bibtex.written(references).encode()}
