"""The recipe of the first base, ``templates/synthesis.toml``: its words and looks, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Literal, Required, TypedDict, cast

from dossier.findings import DossierError, finding
from dossier.typography import typeset

from .contract import RECIPE, shown_tag

PLACE = f"templates/{RECIPE}"


class Font(TypedDict):
    """A font, and what tells a reader which other may replace it (17.8.3.1)."""

    name: str
    instead: str
    panose: str
    family: str


#: A style: sizes and spaces in points, indents in millimetres.
Look = TypedDict(
    "Look",
    {
        "name": Required[str],
        "kind": Literal["paragraph", "character", "table"],
        "based-on": str,
        "font": str,
        "size": float,
        "colour": str,
        "bold": bool,
        "italic": bool,
        "superscript": bool,
        "underline": bool,
        "before": float,
        "after": float,
        "line": float,
        "next": bool,
        "whole": bool,
        "page-break": bool,
        "align": str,
        "indent": float,
        "hang": float,
        "rule": dict[str, float],
        "number": int,
        "bullet": bool,
        "outline": int,
    },
    total=False,
)


class Block(TypedDict, total=False):
    """A paragraph (its ``label`` goes before), or a ``table``: millimetres, columns from 0."""

    style: str
    label: str
    text: str
    table: str
    caption: str
    description: str
    widths: list[float]
    height: float
    head: list[str]
    rows: list[list[str]]
    numbers: list[int]
    total: bool


#: The whole recipe; ``page`` in millimetres, ``colours`` as six hexadecimal digits, ``words`` its texts in
#: other languages, by the text.
Recipe = TypedDict(
    "Recipe",
    {
        "document": dict[str, str],
        "page": dict[str, float],
        "fonts": dict[str, Font],
        "colours": dict[str, str],
        "style": list[Look],
        "body": list[Block],
        "header": list[Block],
        "first-header": list[Block],
        "footer": list[Block],
        "words": dict[str, dict[str, str]],
    },
)
_TEXTS = ("body", "header", "first-header", "footer")
_MARK = re.compile(r"(\{[^{}]+\})")


def read_recipe(source: str, language: str) -> Recipe:
    """The recipe that the TOML text ``source`` holds, its texts in ``language`` where it has them. Raises
    DossierError (``template-error``)."""
    try:
        recipe = tomllib.loads(source)  # what it lacks, the base in the making misses
    except tomllib.TOMLDecodeError as error:
        raise DossierError([finding("template-error", PLACE, problem=str(error))]) from error
    words = recipe.get("words", {}).get(language, {})
    said = {key: _said(recipe[key], words) for key in ("document", *_TEXTS) if key in recipe}
    return cast(Recipe, recipe | said)


def _said(held: object, words: dict[str, str]) -> object:
    """``held``, whatever TOML has, with the texts that ``words`` has."""
    if isinstance(held, dict):
        return {key: _said(value, words) for key, value in held.items()}
    if isinstance(held, list):
        return [_said(value, words) for value in held]
    return words.get(held, held) if isinstance(held, str) else held


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
