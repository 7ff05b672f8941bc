"""What the layout lacks, put where somebody typed it: characters that no font has, one finding a place, not a
run of text; pictures that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from dossier.findings import DossierError, Finding
from dossier.model import Located
from dossier.wording import line_and_column

from .laid_pages import BASE
from .prose import INTRODUCTION
from .templates import Templates

# What WeasyPrint logs: .notdef glyph rendered for Unicode string unsupported by fonts: "漢" (U+6F22)
_LOGGED = re.compile(r"^\.notdef glyph .*?((?:U\+[0-9A-F]{4,6}\W*)+)$")
# Failed to load image at 'file:///templates/carte.png': FileNotFoundError: carte.png
_UNLOADED = re.compile(r"^Failed to load image at '([^']*)'")
_TEXTS = (".md", ".html", ".j2", ".css", ".toml")


def told(findings: Iterable[Finding], located: Located, templates: Templates) -> tuple[Finding, ...]:
    """``findings`` of the layout, those about characters put where the characters were typed."""
    rest: list[Finding] = []
    lacking: dict[str, Finding] = {}
    for finding in findings:
        logged = _LOGGED.match(str(finding.facts.get("problem", "")))
        for number in re.findall("[0-9A-F]{4,6}", logged[1]) if logged else ():
            lacking.setdefault(chr(int(number, 16)), finding)
        unloaded = _UNLOADED.match(str(finding.facts.get("problem", "")))
        if unloaded:
            rest.append(_picture(unloaded[1], located, templates))
        elif not logged:
            rest.append(finding)
    places: dict[str, list[tuple[str, str]]] = {}
    for character in lacking:
        for place, word in _typed(character, located, templates):
            places.setdefault(place, []).append((character, word))
    known = {character for typed in places.values() for character, _ in typed}
    rest += [_finding("templates", [(one, one)]) for one in lacking if one not in known]
    return (*rest, *(_finding(place, typed) for place, typed in places.items()))


def _picture(address: str, located: Located, templates: Templates) -> Finding:
    name = unquote(address.removeprefix(BASE))
    tried = (name, address, name.rpartition("/")[2])
    places = (place for one in tried for place, _ in _typed(one, located, templates))
    return Finding("layout-image", next(places, "templates"), {"file": name})


def _finding(place: str, typed: list[tuple[str, str]]) -> Finding:
    character, word = typed[0]
    facts: dict[str, str | int] = {"character": f"{ord(character):04X}", "word": word}
    if len(typed) > 1:
        facts |= {"slip": "glyphs", "characters": " ".join(one for one, _ in typed)}
    return Finding("character-missing", place, facts)


def _typed(words: str, located: Located, templates: Templates) -> Iterator[tuple[str, str]]:
    """Each place where ``words`` were typed, and the word that they begin in."""
    for place, text in located.texts():
        if words in text:
            yield place, _word(text, text.index(words))
    for name in sorted(templates.used, key=lambda name: name != INTRODUCTION):
        try:
            text = templates.read(name) if name.endswith(_TEXTS) else ""
        except DossierError:  # no text: said where it was read
            continue
        if words in text:
            at = text.index(words)
            line, column = line_and_column(text, at)
            yield f"templates/{name}:{line}:{column}", _word(text, at)


def _word(text: str, at: int) -> str:
    start = max(text.rfind(blank, 0, at) for blank in " \n\t") + 1
    return text[start:].split()[0][:40] if text[start:].split() else text[at]
