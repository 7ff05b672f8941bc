"""What is said of a bound link, from ``templates/spoken.toml``."""

from __future__ import annotations

import tomllib

from dossier.findings import DossierError, finding
from dossier.model import Spoken
from dossier.typography import typeset

from .words import tags

_NAME = "spoken.toml"
_MARKS = {"address": "{address}", "page": "{page}"}


def read_spoken(source: str, language: str) -> Spoken:
    """The patterns that the TOML text ``source`` holds for ``language``, set as its typography asks.

    Raises DossierError with a ``template-error`` for each key that is missing, unknown or lacks its mark.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _error(str(error)) from error
    table = next((tag for tag in tags(language) if tag in data), "links")
    links = data.get(table)
    links = links if isinstance(links, dict) else {}
    unknown = {key for key, held in data.items() if not isinstance(held, dict)} | {*links} - {*_MARKS}
    problems = [f"unknown key {key}" for key in sorted(unknown)]
    for key, mark in _MARKS.items():
        text = links.get(key)
        if not isinstance(text, str) or mark not in text:
            problems.append(f"{table}.{key}: a text with {mark}")
    if problems:
        raise _error(*problems)
    return Spoken(**{key: typeset(links[key], language) for key in _MARKS})


def _error(*problems: str) -> DossierError:
    return DossierError([finding("template-error", f"templates/{_NAME}", problem=p) for p in problems])
