"""French typography for text typed plainly: spaces, quotation marks, apostrophes, ordinals.

Source: *Lexique des règles typographiques en usage à l'Imprimerie nationale*; NO-BREAK SPACE is
U+00A0, NARROW NO-BREAK SPACE U+202F, the apostrophe RIGHT SINGLE QUOTATION MARK. Choices made:

* U+202F before ``; ! ?`` and inside thousands, U+00A0 everywhere else, ``%`` and ``€`` included.
* A missing space is added inside ``« »``, before ``; : ! ?`` and ``% € $ °C``, after ``n°``, ``§``,
  ``p.`` and the like; units made of letters (``5h``, ``10km``) stay as typed.
* ` - ` becomes an EN DASH: two in a sentence are an incise (U+00A0 inside it), one alone takes
  U+00A0 before it. Between two figures, or first on its line, it stays as typed.
* ``&`` takes U+00A0 after it only; ``n°``, ``N°``, ``nos`` and page ranges keep their characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from unicodedata import category

from .rules import AMP, LETTER, NBSP, NNBSP, RULES, SOLID, SUP, SUP_END, TAG, VALUE, WALL, WORD, Rule

__all__ = ["NBSP", "NNBSP", "RULES", "Rule", "typeset", "typeset_html"]

_MARKS = (TAG, WALL, SOLID, VALUE, AMP)
_TITLE = "title"


_RUN = rf"[^\s<>\"«»{TAG}{WALL}]"
_HINT = re.compile(r"[:.@/\\](?=[\w/\\])")
_WORD = re.compile(
    rf"[\w.+-]{{,80}}+:(?://|\\){_RUN}+|[\w.+'’-]{{1,80}}+@[\w-]++(?:\.[\w-]++){{1,8}}"
    rf"|[\w.-]{{1,80}}+(?:/[\w.-]{{1,80}}){{1,20}}\.{LETTER}\w{{1,4}}(?!\w)"
    rf"|(?:[\w-]++\.){{1,8}}{LETTER}{{2,}}\w*+(?:[/#]{_RUN}*+|\?\w{_RUN}*+|:[0-9]{_RUN}*+)?"
    rf"|(?:~|\.\.?)/{_RUN}+|/[\w.-]+/{_RUN}*|\\\\{_RUN}+"
)
# Each stops where another begins, so that one left open costs nothing.
# Atomic groups, not (?:…)*+: Python 3.11.2, Debian 12's own, matches possessive groups wrongly.
_EXPRESSION = r"\{(?>(?:[^{}]|\}(?!\})|\{(?![{%#]))*)\}\}"
_STATEMENT = r"[%#](?>(?:[^{}]|(?<![%#])\}|\{(?![{%#]))*)(?<=[%#])\}"
_PLAIN = re.compile(
    rf"[\n{{&\ufdd0-\ufdd7](?:(?<={{)(?:(?P<value>{_EXPRESSION})|{_STATEMENT})|(?P<wall>(?<=\n)\s*\n)"
    r"|(?P<amp>(?<=&))|(?<=[\ufdd0-\ufdd7]))"
)
_ATTRIBUTES = rf"(?>(?:[^>={{]++|\{{(?>(?:{_EXPRESSION}|{_STATEMENT})?)|=\s*+(?>(?:\"[^\"]*+\"|'[^']*+')?))*)"
_MARKUP = re.compile(
    r"[<&{\ufdd0-\ufdd7](?:(?<=<)(?:(?P<comment>!--.*?(?:-->|\Z))"
    rf"|(?P<raw>(?i:script|style|textarea|title))(?![\w-]){_ATTRIBUTES}>"
    r"(?P<inner>.*?)(?P<end></(?P=raw)(?![\w-])[^>]*>|\Z)"
    rf"|(?P<tag>[a-zA-Z/!?]{_ATTRIBUTES}(?:>|\Z)))"
    r"|(?<=&)(?:(?P<entity>(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);)|(?P<amp>))"
    rf"|(?<={{)(?:(?P<value>{_EXPRESSION})|{_STATEMENT})|(?<=[\ufdd0-\ufdd7]))",
    re.DOTALL,
)
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|data|del|dfn|em|font|i|ins|label|mark|nobr|q|s|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_OBJECT = re.compile("img|input|code|kbd|samp|svg|math|textarea")
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_SKIPPED = re.compile("code|pre|kbd|samp|script|style|svg|math|textarea")


class _Tag(NamedTuple):
    name: str = ""
    mark: str = WALL
    step: int = 0
    skipped: bool = False


def _french(language: str) -> bool:
    return re.split("[-_]", language.strip().lower())[0] in ("fr", "fra", "fre")


@lru_cache(maxsize=4096)
def _tag(source: str) -> _Tag:
    match = _NAME.match(source)
    if not match:
        return _Tag()
    name = match[1].lower()
    mark = TAG if _INLINE.fullmatch(name) else SOLID if _OBJECT.fullmatch(name) else WALL
    if source[1] == "/" or _VOID.fullmatch(name):
        return _Tag(name, mark, -1 if source[1] == "/" else 0)
    skipped = bool(_SKIPPED.fullmatch(name))
    for key, *values in _ATTRIBUTE.findall(source, match.end()):
        attribute, value = key.lower(), "".join(values)
        skipped |= attribute == "class" and "url" in value.split()
        skipped |= attribute == "translate" and value.lower() == "no"
        skipped |= attribute in ("lang", "xml:lang") and not _french(value)
    step = 0 if name in ("svg", "math") and source.endswith("/>") else 1
    return _Tag(name, SOLID if skipped and mark == TAG else mark, step, skipped)


@lru_cache(maxsize=4096)
def _character(entity: str) -> str:
    """The character an entity stands for, unless writing it plainly could change the markup."""
    text = unescape(entity)
    plain = len(text) == 1 and (text in "'\"" or (text > "\x7f" and category(text)[0] != "C"))
    return text if plain else AMP if text == "&" else SOLID


def _run(rule: Rule, text: str) -> str:
    if rule.gap is None:
        return rule.where.sub(rule.put, text)
    done, at = [], 0
    for match in rule.where.finditer(text):
        start = end = match.start()
        while text[start - 1] == TAG or text[start - 1].isspace():
            start -= 1
        done += [text[at:start], rule.gap(match, text[start:end], text[start - 1])]
        at = end
    return "".join([*done, text[at:]])


def _shelter(text: str, words: list[str]) -> str:
    """Put away addresses and paths, found by the signs inside them, as few words have any."""
    done, at = [], 0
    for hint in _HINT.finditer(text):
        start, inner = hint.start(), "_.+~-'’" if hint[0] == "@" else "_.+~-"
        floor = max(at, start - 80)
        while start > floor and (text[start - 1].isalnum() or text[start - 1] in inner):
            start -= 1
        if start >= at and (word := _WORD.match(text, start)):
            done += [text[at:start], WORD]
            words.append(word[0])
            at = word.end()
    return "".join([*done, text[at:]])


def _typeset(source: str, spans: Iterable[tuple[int, int, str]], sup: bool) -> str:
    flat, held, at = [WALL], list[str](), 0
    for start, end, mark in spans:
        text, token = source[at:start], source[start:end]
        at = end
        if mark == TAG and not text and flat[-1] == TAG:
            held[-1] += token
            continue
        # A title holds text only: a <sup> there would be printed as such.
        title = mark == _TITLE
        flat += (text, WALL if title else mark)
        if title or mark in _MARKS:
            held.append(_typeset(token, _spans(token), sup=False) if title else token)
    text = "".join([*flat, source[at:], WALL])
    words: list[str] = []
    text = _shelter(text, words)
    # Nested quotes: those inside are paired first.
    while (paired := _run(RULES[0], text)) != text:
        text = paired
    for rule in RULES[1:]:
        text = _run(rule, text)
    text = text.replace(SUP, "<sup>" if sup else "").replace(SUP_END, "</sup>" if sup else "")
    inner, outer = iter(words), iter(held)
    text = re.sub(WORD, lambda _: next(inner), text[1:-1])
    return re.sub(f"[{''.join(_MARKS)}]", lambda _: next(outer), text)


def typeset(text: str, language: str = "fr") -> str:
    """Set a plain string as French composition asks; other languages come back unchanged.

    Follows the *Lexique des règles typographiques en usage à l'Imprimerie nationale*, with NO-BREAK
    SPACE and NARROW NO-BREAK SPACE. URLs, addresses, paths and templates stay as typed. Idempotent.
    """
    if not _french(language):
        return text
    marks = {"value": VALUE, "wall": WALL, "amp": AMP}
    spans = ((*m.span(), marks.get(m.lastgroup or "", SOLID)) for m in _PLAIN.finditer(text))
    return _typeset(text, spans, sup=False)


def typeset_html(html: str, language: str = "fr") -> str:
    """Set the text of an HTML document or fragment as `typeset` does, ordinals in ``<sup>``.

    Follows the *Lexique … de l'Imprimerie nationale* across inline tags, not across block tags.
    Left alone: code, pre, kbd, samp, script, style, svg, math, textarea, class "url",
    ``translate="no"``, another ``lang``. Idempotent; most entities come out as their character.
    """
    return _typeset(html, _spans(html), sup=True) if _french(language) else html


def _spans(html: str) -> Iterator[tuple[int, int, str]]:
    """What is not plain text, in order, and what the rules are to see in its place."""
    inside, depth, start = _Tag(), 0, 0
    for match in _MARKUP.finditer(html):
        kind, token = match.lastgroup, match[0]
        tag = _tag(token) if kind == "tag" else None
        if depth:
            depth += tag.step if tag and tag.name == inside.name else 0
            if not depth:
                yield start, match.end(), inside.mark
        elif tag and tag.skipped and tag.step:
            inside, depth, start = tag, 1, match.start()
        elif tag:
            yield *match.span(), tag.mark
        elif kind == "end":
            opening = match.start("inner")
            title = _tag(html[match.start() : opening])
            yield match.start(), opening, title.mark
            yield opening, match.end(), title.mark if title.skipped else _TITLE
        elif kind == "entity":
            yield *match.span(), _character(token)
        else:
            yield *match.span(), {"comment": TAG, "value": VALUE, "amp": AMP}.get(kind or "", SOLID)
    if depth:
        yield start, len(html), inside.mark
