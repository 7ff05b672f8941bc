"""Which fonts a page asks for that are not there, and what stands for them."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable

from dossier import families, odd

from .sheets import Other, Sheets

# What stands before the families in the value of ``font`` (CSS Fonts 4, 2.7).
_SIZE = r"(?:[\d.]+[a-z%]+|(?:xx?x?-)?(?:small|large)(?:er)?|medium)"
_BEFORE = re.compile(rf"^.*?(?:^|\s){_SIZE}(?:\s*/\s*[\w.%]+)?\s+", re.IGNORECASE)
_FACE = re.compile(r"@font-face.*?font-family\s*:\s*([^;}]+)", re.IGNORECASE | re.DOTALL)
_FAILED = re.compile(r"Font-face '(.*?)' cannot be loaded")
_FAMILY_NAMES = (1, 16)


def replaced(asked: Counter[str], there: set[str]) -> list[str]:
    """The families that text asks for first and that are not there, with what stands for each in brackets;
    the most used ones first. ``asked`` counts characters by list of families."""
    missing: Counter[tuple[str, str]] = Counter()
    for listed, count in asked.items():
        names = [_bare(name) for name in _BEFORE.sub("", listed).split(",")]
        pair = families.standing([name for name in names if name], there)
        if pair:
            missing[pair] += count
    return [f"{wanted} ({own})" for (wanted, own), _ in missing.most_common()]


def coming(sheets: Sheets, said: Iterable[str], brought: Iterable[bytes]) -> set[str]:
    """The families, in small letters, that come with the page or lie in the dossier's templates."""
    texts = (rule.text for rule in sheets.rules if isinstance(rule, Other))
    own = {_bare(match[1]).lower() for text in texts if (match := _FACE.search(text))}
    failed = {match[1].lower() for line in said if (match := _FAILED.search(line))}
    return (own - failed) | {name.lower() for data in brought for name in _names(data)}


def _names(data: bytes) -> list[str]:
    from fontTools.ttLib import TTFont

    try:
        with odd.reading("fontTools"):
            table = TTFont(io.BytesIO(data), fontNumber=0)["name"]
            return [str(one.toUnicode()) for one in table.names if one.nameID in _FAMILY_NAMES]
    except odd.OddError:
        return []


def _bare(name: str) -> str:
    return name.strip().strip("\"'").strip()
