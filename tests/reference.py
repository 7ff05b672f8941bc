"""The tables of docs/reference, in each language, made of what the program knows of itself.

    ./run reference

Keys stand in dossier.model, codes in dossier.findings, commands in tasks.py and development.py; the words
for codes, record and commands stand in the catalogues, under "what.", "exit.", "record.", "task.".
"""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from invoke import Collection, Task

from dossier import report
from dossier.commands.command import Command
from dossier.explaining import example
from dossier.findings import CODES, FORMER, Exit
from dossier.manifest.schema import TABLES
from dossier.model import key_of
from dossier.shipped import load

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT / "docs" / "reference"
#: What a value is called by its type; the first that fits.
_TYPES = ((bool, "boolean"), (int, "number"), (float, "number"), (tuple, "list"), (str, "text"))


class Words:
    """The catalogue of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = report.catalogue(language)

    def say(self, key: str) -> str:
        """The words for ``key``, with the spaces of French, outside code."""
        return self.spaced(self._catalogue[key].format())

    def spaced(self, text: str) -> str:
        """``text`` with the no-break spaces of the language."""
        if self.language != "fr":
            return text
        parts = re.split("(`[^`]*`)", text)
        parts[::2] = [
            re.sub(" ;", "\u202f;", re.sub("« ", "«\u00a0", re.sub(" ([:?!%»])", "\u00a0\\1", part)))
            for part in parts[::2]
        ]
        return "".join(parts)

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """The program speaks this language meanwhile."""
        before = os.environ.get("LANGUAGE")
        os.environ["LANGUAGE"] = self.language
        try:
            yield
        finally:
            os.environ.pop("LANGUAGE")
            os.environ |= {} if before is None else {"LANGUAGE": before}

    def keys(self, prefix: str) -> list[str]:
        """The keys under ``prefix``, in the order of the catalogue."""
        return [key.removeprefix(prefix) for key in self._catalogue if key.startswith(prefix)]

    def page(self, name: str, *blocks: str) -> str:
        """A page: its title, what is to be known, and the ``blocks``."""
        head = f"# {self.say(f'reference.{name}.title')}"
        return "\n\n".join([head, self.say(f"reference.{name}.intro"), *blocks]) + "\n"

    def table(self, columns: str, rows: Iterable[Sequence[str]]) -> str:
        """A table; ``columns`` is the key of its columns."""
        header = self.say(f"reference.{columns}").split(" / ")
        lines = [
            "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (header, *rows)
        ]
        return "\n".join([lines[0], "|---" * len(header) + "|", *lines[1:]])


def findings(words: Words) -> str:
    """Every finding: code, severity, exit code, what it says, and what is done about it, in an invented
    dossier."""
    with words.spoken():
        rows = [
            (
                f"`{code}`",
                words.say(f"severity.{severity}"),
                str(int(exit)),
                _what(words, code),
                _cure(words, code),
            )
            for code, (severity, exit) in CODES.items()
        ]
    return words.page("findings", words.table("findings.columns", rows))


def _cure(words: Words, code: str) -> str:
    return words.spaced(report.word(example(code), "./run")[1])


def _what(words: Words, code: str) -> str:
    former = ", ".join(f"`{old}`" for old, new in FORMER.items() if new == code)
    said = words.say(f"what.{code}")
    return f"{said} ({words.say('reference.findings.former')} {former}.)" if former else said


def exits(words: Words) -> str:
    """Every exit code."""
    rows = [(str(int(code)), words.say(f"exit.{int(code)}")) for code in Exit]
    return words.page("exit", words.table("exit.columns", rows))


def record(words: Words) -> str:
    """Every key of the record, those inside others behind a dot."""
    rows = [(f"`{key}`", words.say(f"record.{key}")) for key in words.keys("record.")]
    return words.page("record", words.table("record.columns", rows))


def manifest(words: Words) -> str:
    """Every key of the manifest, one table for each place."""
    blocks = []
    for where, model in TABLES.items():
        hints = inspect.get_annotations(model, eval_str=True)
        rows = []
        for field in dataclasses.fields(model):
            said = field.metadata["description"]
            text = str(said) if words.language == "fr" else said.in_english
            rows.append(
                (
                    f"`{key_of(field.name)}`",
                    _value(words, hints[field.name], field.metadata),
                    _without(words, field.default),
                    words.spaced(text),
                )
            )
        blocks += [f"## `{where}`" if where else f"## {words.say('reference.manifest.top').capitalize()}"]
        blocks += [words.table("manifest.columns", rows)]
    return words.page("manifest", *blocks)


def _value(words: Words, hint: Any, metadata: Mapping[str, Any]) -> str:
    said = []
    for option in get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,):
        kind = get_origin(option) or option
        if kind is Literal:
            said += [f"`{choice}`" for choice in get_args(option)]
        elif option is not type(None):
            names = (name for of, name in _TYPES if isinstance(kind, type) and issubclass(kind, of))
            bounds = f" ({metadata['ge']:n}–{metadata['le']:n})" if "ge" in metadata else ""
            said.append(words.say(f"expected.{next(names, 'keys')}") + bounds)
    several = [", ".join(said[:-1]), said[-1]] if said[1:] else said
    return words.say("reference.manifest.or").join(several)


def _without(words: Words, default: object) -> str:
    if default is dataclasses.MISSING:
        return words.say("reference.manifest.required")
    return "–" if default is None else f"`{str(default).lower()}`"


def commands(words: Words) -> str:
    """Every command, those of developers apart, and every option."""
    every = Collection.from_module(load(PROJECT / "tasks.py")).tasks
    own = {one.name for one in vars(load(PROJECT / "development.py")).values() if isinstance(one, Command)}
    apart = {name: task for name, task in every.items() if name in own}
    tables = [
        words.table("commands.columns", [_command(words, *item) for item in sorted(tasks.items())])
        for tasks in ({name: task for name, task in every.items() if name not in apart}, apart)
    ]
    options = sorted({option for task in every.values() for option in _options(task)})
    described = [(f"`--{name}`", words.say(f"option.{name}")) for name in options]
    of_developers = words.say("reference.commands.developers")
    return words.page(
        "commands", tables[0], of_developers, tables[1], words.table("commands.options", described)
    )


def _options(task: Task[Any]) -> list[str]:
    return [argument.names[0] for argument in task.get_arguments() if not argument.positional]


def _command(words: Words, name: str, task: Task[Any]) -> tuple[str, str, str]:
    options = _options(task)
    taken = [words.say(f"help.{a.names[0]}") for a in task.get_arguments() if a.positional]
    folder = " ".join([*taken, *([words.say("help.may")] if "manifest" in options else [])])
    given = " ".join(f"`--{option}`" for option in sorted(options))
    return f"`{f'{name} {folder}'.strip()}`", given, words.say(f"task.{name}")


PAGES = {
    "commands": commands,
    "exit-codes": exits,
    "findings": findings,
    "manifest": manifest,
    "record": record,
}


def pages() -> dict[Path, str]:
    """Every page by its place."""
    return {
        REFERENCE / language / f"{name}.md": page(Words(language))
        for language in report.LANGUAGES
        for name, page in PAGES.items()
    }


if __name__ == "__main__":
    for place, text in pages().items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
