"""The recipe of the first base, ``templates/synthesis.toml``: its words and looks, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from dossier.findings import DossierError, finding
from dossier.typography import typeset

from .contract import RECIPE, shown_tag

PLACE = f"templates/{RECIPE}"
_MARK = re.compile(r"(\{[^{}]+\})")


def read_recipe(source: str) -> dict[str, Any]:
    """The recipe that the TOML text ``source`` holds. Raises DossierError (``template-error``)."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise DossierError([finding("template-error", PLACE, problem=str(error))]) from error


def pieces(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    """``text`` as (kind, name, shown): plain ``text``, a ``control`` ``{tag}`` or ``{tag|guidance}``, a
    ``field`` ``{=NAME}``."""
    typed = typeset(_MARK.sub("\x00", text), language).split("\x00")
    for words, mark in zip(typed, [*_MARK.findall(text), ""], strict=True):
        if words:
            yield "text", "", words
        if mark.startswith("{="):
            yield "field", mark[2:-1], "1"
        elif mark:
            tag, _, shown = mark[1:-1].partition("|")
            yield "control", tag, typeset(shown, language) or shown_tag(tag)
