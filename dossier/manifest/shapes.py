"""A value that is a list, a table or a text where it must be another of these: how it would be written."""

from __future__ import annotations

import re

from . import suggest
from .nodes import Facts, Path, Value

# A text that YAML reads as it stands, in no bracket.
_PLAIN = re.compile(r"[\w(](?:[^:#\"\\]|:(?! )|(?<! )#)*")
# Keys that are a text or a list of them, and what the first key of an item is in lists of tables.
_EITHER = ("author", "file")
_ITEMS = {"sections": "title", "documents": "id", "marking": "criterion"}
# A person's name, in the order in which it is printed.
_NAMED = ("given", "family")
_PAGES = ("keep",)
_DATES = ("issued", "date")
_LONGEST = 60


def shape(key: str, value: object, expected: str, path: Path) -> Facts:
    """What is said of ``value``, written for ``key`` at ``path`` where something ``expected`` must be, and an
    example of it; nothing where there is no better word."""
    mark = "- " if path and isinstance(path[-1], int) else f"{key}: "
    if expected == "text" or key in _EITHER:
        words = _words(value)
        if words and isinstance(value, (list, dict)):
            said = ", ".join(words) if isinstance(value, list) else " ".join(words)
            said = (suggest.date("-".join(words)) or said) if key in _DATES else said
            slip = "shape-list" if isinstance(value, list) else "shape-keys"
            return _told(slip, mark + (said if key in _PAGES else _quoted(said)))
    elif expected == "list" and isinstance(value, dict):
        first = _ITEMS.get(key)
        name = next(iter(value), "")
        if first:
            held = value.get(first, name)
            return _told("shape-dashes", f"- {first}: {_quoted(held if isinstance(held, str) else name)}")
        return _told("shape-dashes", f"- {_quoted(' : '.join([name, *_words(value)][:2]))}")
    elif expected == "list" and isinstance(value, str):
        first = f"{_ITEMS[key]}: " if key in _ITEMS else ""
        return _told("shape-text", f"- {first}{_quoted(value)}")
    return {}


def _told(slip: str, example: str) -> Facts:
    shown = example if len(example) <= _LONGEST else f"{example[:_LONGEST]}…"
    return {"slip": slip, "example": shown}


def _words(value: object) -> list[str]:
    """The texts that a list or a table holds; none where it holds anything else."""
    if isinstance(value, dict):
        named = [value[name] for name in _NAMED if name in value]
        value = named if len(named) == len(value) else list(value.values())
    held: list[Value] = value if isinstance(value, list) else []
    return [one for one in held if isinstance(one, str)] if all(isinstance(o, str) for o in held) else []


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
