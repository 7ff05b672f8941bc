"""The words of the DOCX, read from ``templates/synthesis.toml``; none of them stands here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossier.findings import DossierError, finding
from dossier.typography import typeset

from .text import line

PLACE = "templates/synthesis.toml"

#: The keys of each table, all required. :mod:`.styles` says what each style is for.
KEYS: Mapping[str, tuple[str, ...]] = {
    "heading": ("session", "paper", "duration", "coefficient"),
    "page": ("header", "footer"),
    "table": ("title", "note", "description", "number", "document", "pages", "folio"),
    "styles": (
        "organiser", "exam", "session", "facts", "label", "assignment", "guidance", "blank", "table",
        "cell", "column", "number", "section", "document",
    ),
}  # fmt: skip
#: The marks that a text may hold, and whether it must: without them something of the exam would be lost.
MARKS: Mapping[str, Mapping[str, bool]] = {
    "heading.session": {"{session}": True},
    "page.header": {"{subject}": True, "{paper}": False},
    "page.footer": {"{page}": True, "{pages}": False},
}
#: Names that Word gives to its own styles, folded.
BUILT_IN = frozenset(
    ("normal", "title", "heading 1", "heading 2", "header", "footer",
     "default paragraph font", "normal table", "no list")
)  # fmt: skip
_LEVELS = (1, 2)
_MARK = re.compile(r"\{[^{}\s]*\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the note: ``level`` is 1 or 2; ``guidance`` is empty where only sub-parts follow."""

    level: int
    heading: str
    guidance: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All the words: ``texts["table.title"]`` and so on, and the parts of the note in order."""

    texts: Mapping[str, str]
    note: tuple[Part, ...]

    def __getitem__(self, key: str) -> str:
        return self.texts[key]


def read_wording(source: str, language: str) -> Wording:
    """The words that the TOML text ``source`` holds, set as the typography of ``language`` asks.

    Raises DossierError with one ``template-error`` for each key missing, unknown, empty or of a wrong type.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _errors([str(error)]) from error
    unknown = _unknown(data, (*KEYS, "note"), "")
    if problems := [*unknown, *_table_faults(data), *_note_faults(data.get("note"))]:
        raise _errors(problems)

    def text(typed: str) -> str:
        return line(typeset(typed, language))

    texts = {f"{table}.{key}": text(data[table][key]) for table, keys in KEYS.items() for key in keys}
    note = (Part(p["level"], text(p["heading"]), text(p.get("guidance", ""))) for p in data["note"])
    return Wording(texts, tuple(note))


def _errors(problems: list[str]) -> DossierError:
    return DossierError([finding("template-error", PLACE, problem=problem) for problem in problems])


def _table_faults(data: Mapping[str, Any]) -> Iterator[str]:
    for table, keys in KEYS.items():
        held = data.get(table, {})
        if not isinstance(held, dict):
            yield f"{table}: not a table"
            continue
        yield from _unknown(held, keys, f"{table}.")
        for key in keys:
            yield from _text_faults(held, key, f"{table}.{key}")
    yield from _style_faults(data.get("styles"))


def _text_faults(held: Mapping[str, Any], key: str, name: str) -> Iterator[str]:
    text = held.get(key)
    if text is None:
        yield f"{name}: key missing"
    elif not isinstance(text, str) or not line(text):
        yield f"{name}: not a text, or an empty one"
    else:
        allowed = MARKS.get(name, {})
        yield from (f"{name}: {mark} missing" for mark, must in allowed.items() if must and mark not in text)
        yield from (f"{name}: unknown mark {mark}" for mark in _MARK.findall(text) if mark not in allowed)


def _style_faults(styles: object) -> Iterator[str]:
    """Word finds a style by its name, whatever its case: each must differ from all others."""
    seen: dict[str, str] = {}
    for key, name in styles.items() if isinstance(styles, dict) else ():
        folded = line(name).casefold() if isinstance(name, str) else ""
        if folded in BUILT_IN or folded in seen:
            yield f"styles.{key}: the name {name!r} is taken"
        elif folded:
            seen[folded] = key


def _note_faults(note: object) -> Iterator[str]:
    if not isinstance(note, list) or not note:
        yield "note: key missing"
        return
    for rank, part in enumerate(note, 1):
        name = f"note[{rank}]"
        if not isinstance(part, dict):
            yield f"{name}: not a table"
            continue
        yield from _unknown(part, ("level", "heading", "guidance"), f"{name}.")
        yield from _text_faults(part, "heading", f"{name}.heading")
        if "guidance" in part:
            yield from _text_faults(part, "guidance", f"{name}.guidance")
        # TOML also has true and 1.0, which Python holds equal to 1.
        if type(part.get("level")) is not int or part["level"] not in _LEVELS:
            yield f"{name}.level: 1 or 2"
        elif rank == 1 and part["level"] != 1:
            yield f"{name}.level: 1, as the first part"


def _unknown(held: Mapping[str, Any], known: tuple[str, ...], prefix: str) -> Iterator[str]:
    yield from (f"{prefix}{key}: unknown key" for key in held if key not in known)
