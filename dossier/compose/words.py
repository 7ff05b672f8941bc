"""The words that a dossier prints of its own, in its language: ``words.toml`` and ``draft.txt``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from dossier.findings import DossierError, Finding, finding
from dossier.model import Dossier

from .templates import Templates

#: The text of each word, by a name that a template can write: ``words.head_folio``.
Words: TypeAlias = Mapping[str, str]
_NAME, _DRAFT = "words.toml", "draft.txt"
#: The language whose words stand for those that another lacks.
_HOME = "fr"
_MARK = re.compile(r"\{\w+\}")
# What would end a string of a style sheet.
_UNSAFE = re.compile(r"[\"'\\\n]")


def words_of(templates: Templates, language: str) -> Words:
    """The words in ``language`` (BCP 47): those of the dossier's own file, else the shipped ones, else French
    ones.

    Raises DossierError with a ``template-error`` for each that is unknown, is no text, or lacks a mark.
    """
    shipped = tomllib.loads(Templates.shipped().read(_NAME))
    own = _own(templates, shipped)
    words = {key: text for table in (shipped, own) for key, text in table.get(_HOME, {}).items()}
    for tag in reversed(tags(language)):
        words |= {key: text for table in (shipped, own) for key, text in table.get(tag, {}).items()}
    if templates.brings(_DRAFT):
        words["draft"] = templates.read(_DRAFT).strip()
    return {key.replace("-", "_"): text for key, text in words.items()}


def titled(dossier: Dossier, words: Words) -> Dossier:
    """``dossier`` with the heading of its assignment in its language, where the manifest says none."""
    said = dossier.assignment_title != Dossier.assignment_title
    return dossier if said else replace(dossier, assignment_title=words["assignment"])


def lacking(templates: Templates, language: str, place: str) -> tuple[Finding, ...]:
    """What is said of a dossier whose ``language`` has no words: that the French ones are printed."""
    tables = (tomllib.loads(one.read(_NAME)) for one in (templates, Templates.shipped()))
    known = {tag for table in tables for tag in table}
    return () if known & {*tags(language)} else (finding("words-absent", place, language=language),)


def tags(language: str) -> tuple[str, ...]:
    """``language``, then what it is a kind of: ``en-GB``, ``en`` (RFC 4647, 3.4)."""
    return tuple(dict.fromkeys((language, language.split("-")[0])))


def _own(templates: Templates, shipped: Mapping[str, Words]) -> Mapping[str, Words]:
    try:
        tables = tomllib.loads(templates.read(_NAME))
    except tomllib.TOMLDecodeError as error:
        raise DossierError([_error(str(error))]) from error
    problems = list(_problems(tables, shipped[_HOME]))
    if problems:
        raise DossierError(map(_error, problems))
    return tables


def _problems(tables: Mapping[str, object], known: Words) -> Iterator[str]:
    for tag, table in tables.items():
        if not isinstance(table, dict):
            yield f"{tag}: [{_HOME}]"
            continue
        for key, text in table.items():
            if key not in known:
                yield f"[{tag}] unknown key {key}"
            elif not isinstance(text, str) or _UNSAFE.search(text):
                yield f"[{tag}] {key}: a text without \", ' or \\"
            elif missing := {*_MARK.findall(known[key])} - {*_MARK.findall(text)}:
                yield f"[{tag}] {key}: a text with {', '.join(sorted(missing))}"


def _error(problem: str) -> Finding:
    return finding("template-error", f"templates/{_NAME}", problem=problem)
