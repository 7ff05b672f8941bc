"""Names as BibLaTeX may have them, part by part: ``given=Simon, prefix=de, family=Beumont``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from dossier.odd import OddError

from .item import Name

_PART = re.compile(r"""\s*"?\s*([A-Za-z]+(?:-i)?)\s*=\s*(.*?)\s*""", re.DOTALL)
_SIGNS = re.compile(r'\\.|[{}",]', re.DOTALL)
#: What a name is made of; each may have its initials, too.
_PARTS = ("given", "family", "prefix", "suffix")
# How it is sorted, abbreviated and told from others; nothing of it is printed here.
_BESIDE = re.compile(
    r"id|gender|hash|useprefix|no(?:hash|sort)others|unique(?:name|list)|\w*name\w*templates?\w*"
)


def is_extended(text: str) -> bool:
    """Whether a name is written so; ``text`` is all of it."""
    return _PART.fullmatch(next(_split(text))) is not None


def parsed(text: str, plain: Callable[[str], str]) -> Name:
    """The name that ``text`` is, each part as ``plain`` has it. Raises OddError where it has a part that is
    not known, twice or without a name, and where it has no family name."""
    told: dict[str, str] = {}
    for part in _split(text):
        named = _PART.fullmatch(part)
        key = named[1].lower() if named else ""
        if not named or key in told or not (key.removesuffix("-i") in _PARTS or _BESIDE.fullmatch(key)):
            raise OddError(part.strip())
        told[key] = plain(_bare(named[2]))
    family, given, prefix, suffix = (_of(told, key) for key in ("family", "given", "prefix", "suffix"))
    if not family:
        raise OddError(text)
    if not given and not prefix:
        return Name(literal=f"{family} {suffix}".strip())
    return Name(family=family, given=given, particle=prefix, suffix=suffix)


def _of(told: Mapping[str, str], key: str) -> str:
    return told.get(key) or told.get(f"{key}-i", "")


def _bare(value: str) -> str:
    """A value without the quotes round it, or behind it where they began before its name."""
    return value.removeprefix('"').removesuffix('"')


def _split(text: str) -> Iterator[str]:
    """The parts of ``text`` between its commas, but for those in braces or quotes."""
    depth, quoted, start = 0, False, 0
    for sign in _SIGNS.finditer(text):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        quoted ^= sign[0] == '"' and not depth
        if sign[0] == "," and not depth and not quoted:
            yield text[start : sign.start()]
            start = sign.end()
    yield text[start:]
