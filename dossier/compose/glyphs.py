"""Characters that no font has: one finding a place where somebody typed one, not one a run of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dossier.findings import DossierError, Finding
from dossier.model import Located
from dossier.wording import line_and_column

from .prose import INTRODUCTION
from .templates import Templates

# What WeasyPrint logs: .notdef glyph rendered for Unicode string unsupported by fonts: "漢" (U+6F22)
_LOGGED = re.compile(r"^\.notdef glyph .*?((?:U\+[0-9A-F]{4,6}\W*)+)$")
_TEXTS = (".md", ".html", ".j2", ".css", ".toml")


def told(findings: Iterable[Finding], located: Located, templates: Templates) -> tuple[Finding, ...]:
    """``findings`` of the layout, those about characters put where the characters were typed."""
    rest: list[Finding] = []
    lacking: dict[str, Finding] = {}
    for finding in findings:
        logged = _LOGGED.match(str(finding.facts.get("problem", "")))
        for number in re.findall("[0-9A-F]{4,6}", logged[1]) if logged else ():
            lacking.setdefault(chr(int(number, 16)), finding)
        if not logged:
            rest.append(finding)
    places: dict[str, list[tuple[str, str]]] = {}
    for character in lacking:
        for place, word in _typed(character, located, templates):
            places.setdefault(place, []).append((character, word))
    known = {character for typed in places.values() for character, _ in typed}
    rest += [_finding("templates", [(one, one)]) for one in lacking if one not in known]
    return (*rest, *(_finding(place, typed) for place, typed in places.items()))


def _finding(place: str, typed: list[tuple[str, str]]) -> Finding:
    character, word = typed[0]
    facts: dict[str, str | int] = {"character": f"{ord(character):04X}", "word": word}
    if len(typed) > 1:
        facts |= {"slip": "glyphs", "characters": " ".join(one for one, _ in typed)}
    return Finding("character-missing", place, facts)


def _typed(character: str, located: Located, templates: Templates) -> Iterator[tuple[str, str]]:
    """Each place where ``character`` was typed, and the word that it stands in."""
    for place, text in located.texts():
        if character in text:
            yield place, _word(text, text.index(character))
    for name in sorted(templates.used, key=lambda name: name != INTRODUCTION):
        try:
            text = templates.read(name) if name.endswith(_TEXTS) else ""
        except DossierError:  # no text: said where it was read
            continue
        if character in text:
            at = text.index(character)
            line, column = line_and_column(text, at)
            yield f"templates/{name}:{line}:{column}", _word(text, at)


def _word(text: str, at: int) -> str:
    start = max(text.rfind(blank, 0, at) for blank in " \n\t") + 1
    return text[start:].split()[0][:40] if text[start:].split() else text[at]
