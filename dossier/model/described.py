"""A key of the manifest: how it is written, what it is for in two languages, what may be left out."""

from __future__ import annotations

from dataclasses import field
from typing import Any, TypeVar

_T = TypeVar("_T")
_NAMES = {"url": "URL"}


def key_of(name: str) -> str:
    """The manifest's key for a field: CSL writes ``container-title`` and ``URL``."""
    return _NAMES.get(name, name.replace("_", "-"))


class Described(str):
    """What a key is for: in French, as an editor reads it while typing, with the same ``in_english``."""

    in_english: str

    def __new__(cls, french: str, english: str = "") -> Described:  # noqa: D102
        made = super().__new__(cls, french)
        made.in_english = english
        return made


def about(french: str, english: str, **more: object) -> dict[str, object]:
    """What the schema says of a key, and what it asks of it ``more``."""
    return {"description": Described(french, english), **more}


def default(value: _T, french: str, english: str, **more: object) -> _T:
    """A key that is ``value`` where it is left out."""
    return field(default=value, metadata=about(french, english, **more))


def optional(french: str, english: str, **more: object) -> Any:
    """A key that may be left out."""
    return default(None, french, english, **more)


CONFIG = {
    "extra": "forbid",
    "alias_generator": key_of,
    "str_strip_whitespace": True,
    "str_min_length": 1,
}
