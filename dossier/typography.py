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
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from unicodedata import category

NBSP, NNBSP = "\u00a0", "\u202f"

# Unicode noncharacters, kept for internal use: they stand for what the rules must not see.
TAG, WALL, SOLID, VALUE, AMP, WORD, SUP, SUP_END = map(chr, range(0xFDD0, 0xFDD8))
_MARKS = (TAG, WALL, SOLID, VALUE, AMP)
_TITLE = "title"


class Rule(NamedTuple):
    """A replacement; ``gap`` turns the match, the gap before it and what precedes into a gap."""

    name: str
    why: str
    where: re.Pattern[str]
    put: str | Callable[[re.Match[str]], str]
    gap: Callable[[re.Match[str], str, str], str] | None


def _one(gap: str, space: str, *, after: bool) -> str:
    """One ``space`` where the first was typed among the tags; if none was, beside the sign."""
    if TAG not in gap:
        return space
    tags, typed = "".join(gap.split()), len(gap) - len(gap.lstrip(TAG))
    first = typed if tags != gap else 0 if after else len(gap)
    return tags[:first] + space + tags[first:]


def _bind(match: re.Match[str]) -> str:
    whole, gap = match.group(0, "gap")
    return whole[: len(whole) - len(gap)] + _one(gap, NBSP, after=True)


def _before_sign(match: re.Match[str], gap: str, before: str) -> str:
    sign, smile, free = match.group(0, "smile", "free")
    if smile is not None or before in f"([{{«{WALL}":
        return gap
    if not gap.strip(TAG) and sign != "»" and (before in '"¿¡/;:!?' or free is None):
        return gap
    return _one(gap, NBSP if sign in ":»" else NNBSP, after=False)


def _dash(match: re.Match[str]) -> str:
    dash, aside, last = (part and part.replace("--", "-") for part in match.groups())
    dash = dash.replace("-", "–")
    return f"{dash}{NBSP}{aside}{NBSP}{last.replace('-', '–')}" if aside else dash


def _ordinal(match: re.Match[str]) -> str:
    number, tag, end, plural = match.groups()
    first = {"er": "er", "re": "re", "ère": "re", "ere": "re"}
    short = (first if number in "1I" else {"e": "e", "ème": "e", "eme": "e"}).get(end)
    if short is None:
        return match[0]
    # A tag already there is the author's own <sup>.
    start, end = ("", "") if tag else (SUP, SUP_END)
    return f"{number}{tag}{start}{short}{plural}{end}"


_GAP = rf"[\s{TAG}]"
_ANY_GAP = rf"(?P<gap>{_GAP}*+)"
_SPACED = rf"(?P<gap>{TAG}*+\s{_GAP}*+)"
_LETTER = r"[^\W\d_]"
_FIGURE = rf"[0-9{VALUE}]"
_BLANK = r"[^\S\n\r]"
_DASH = rf"[-–—](?<=[^\s{WALL}]{_BLANK}.)-?(?=\s)(?!(?<=[0-9]\s.)\s[0-9])(?!(?<=[0-9]\s-.)\s[0-9])"
_RANK_END = rf"({TAG}?)(er|[eè]?re|[eè]me|e)(s?)(?!\w|-[0-9])"
_SIGN = r"(?:%|(?:M|k|Md)?€|°C)(?!\w)|\$"
_UNIT = (
    r"(?:h|min|s|[kcm]?m[²³]?|k?g|t|[KkMGT]o|pts?|ha)(?![\w'’-])|(?:hab|pp?)\.(?!\w)"
    "|(?:[Jj]anvier|[Ff][ée]vrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]o[ûu]t|[Ss]eptembre"
    r"|[Oo]ctobre|[Nn]ovembre|[Dd][ée]cembre)(?!\w)|(?:janv|févr|avr|juil|sept|oct|nov|déc)\."
)
_RANKED = (
    "siècles?|[Rr]épubliques?|arrondissements?|Empire|Reich|législature|millénaires?|dynasties?"
    "|[Cc]ongrès|[Pp]lan|Internationale|circonscriptions?|éditions?|régiments?|corps"
)
_REFERENCE = (
    r"(?<=[^\w.][pPtTLRD]\.)|(?<=[^\w.](?:pp|al)\.)|(?<=[^\w.](?:[Aa]rt|[Ff]ig|[Vv]ol)\.)"
    r"|(?<=[^\w.](?:[Cc]hap|[Tt]abl|coll|sect|livr)\.)"
)

# Each pattern begins with a literal or a bare class: the engine then skips to the next candidate.
RULES = tuple(
    Rule(name, why, re.compile(where, re.DOTALL), put, gap)
    for name, why, where, put, gap in (
        ("quotes", "clearly paired, they are guillemets; after a figure they are inches", (
            rf'"(?<![^\s(\[{{{TAG}{WALL}«\'’–—-].)(?<!\w{TAG}.)(?!\s)([^"{WALL}]+)(?<!\s)"'
            rf"(?!{TAG}*\w)"), r"«\1»", None),
        ("etc.", "« et cetera » already says so on", r"etc(?:…|[.…]{2})[.…]*", "etc.", None),
        ("ellipsis", "one character, never broken", r"\.(?<![.…].)\.\.(?![.…])", "…", None),
        ("apostrophe", "between letters or after an elision; no feet, no quotes round a word", (
            rf"'(?:(?<={_LETTER}.)|(?<={_LETTER}{TAG}.))(?={TAG}*(?:{_LETTER}|[«{SOLID}{VALUE}{WORD}])"
            rf"|(?<=[cdjlmnstuCDJLMNSTU].){TAG}*[0-9])"), "’", None),
        ("opening guillemet", "bound inside", rf"«{_ANY_GAP}(?=[^»{WALL}])", _bind, None),
        ("sign", "thin space before ; ! ? (once a group), full before : », none in 10:30 or :-)", (
            r"[;:!?»](?!=)(?!(?<=:):)(?P<smile>(?<=[;:])(?=-?[)(DP|/](?!\w)))?"
            rf"(?P<free>(?<!:)|(?={TAG}*[\s«»{WALL}]))?"), r"\g<0>", _before_sign),
        ("number sign", "bound", rf"°(?<=\W[nN].)s?{_ANY_GAP}(?=[\w{VALUE}])", _bind, None),
        ("plural numbers", "bound", rf"nos(?<=\Wnos){_SPACED}(?={_FIGURE})", _bind, None),
        ("reference", "bound to its figures, arabic or roman", (
            rf"\.(?={_GAP}*+(?:{_FIGURE}|(?<={_GAP})[IVXLC]+(?!\w)))(?:{_REFERENCE}){_ANY_GAP}"),
         _bind, None),
        ("article of a code", "art. L. 2121-29", rf"art\.{_SPACED}(?=[LRD]\.)", _bind, None),
        ("section sign", "bound", rf"§{_ANY_GAP}(?={_FIGURE})", _bind, None),
        ("ampersand", "never ends a line", rf"{AMP}(?<=\s.)(?P<gap>\s)(?=\w)", _bind, None),
        ("M.", "bound", rf"M\.(?:(?<=[^\w.]M\.)|(?<=\WMM\.)){_SPACED}(?=\w)", _bind, None),
        ("title", "bound to the name, which a capital shows", (
            rf"[MDP](?<!\w.)(?:(?<=M)(?:mes?|lles?|es?|gr)|(?<=[DP])rs?){_SPACED}"
            rf"(?=[A-ZÀ-Þ{VALUE}])"), _bind, None),
        ("thousands", "what is already grouped by three; a leading zero is a telephone number", (
            rf"[1-9](?<![0-9/.,].)(?<![0-9][\s–-].)[0-9]{{0,2}}"
            rf"(?:[ \u2009{NBSP}{NNBSP}][0-9]{{3}})+(?![0-9]|\s[0-9])"),
         lambda match: NNBSP.join(match[0].split()), None),
        ("unit or month", "bound to its figure; an elided word (s'en, t'a) is no unit", (
            rf"{_FIGURE}(?=[\s{TAG}%€$°Mke])(?:(?<=1){TAG}?er)?{_ANY_GAP}"
            rf"(?={_SIGN}|(?:(?<=\s)|(?<=\s{TAG}))(?:{_UNIT}))"), _bind, None),
        ("minutes", "18 h 30", rf"h(?<=[0-9]\s.){_SPACED}(?=[0-5][0-9](?!\w))", _bind, None),
        ("dash", "a hyphen between spaces is a dash; two in one sentence hold an incise", (
            rf"({_DASH})(?:{_BLANK}((?!\s)(?:(?!\s(?:--?|[–—])\s)[^.!?…{WALL}])+){_BLANK}({_DASH}))?"),
         _dash, None),
        ("space before a dash", "a dash begins a line only with its incise", (
            rf"[–—](?<=[^\s{WALL}]{_BLANK}.)(?=\s)(?![{NBSP}{NNBSP}])(?!(?<=[0-9]\s.)\s[0-9])"),
         r"\g<0>", lambda match, gap, before: gap[:-1] + NBSP),
        ("ordinal", "1re, not 1ère; 2e, not 2ème", (
            rf"([0-9](?=[0-9{TAG}eèr])(?<![\w.,].)[0-9]*+){_RANK_END}"), _ordinal, None),
        ("roman ordinal", "only before what is ranked: « Le siècle » is no fiftieth", (
            rf"([IVXLC](?<!\w.)[IVXLC]*+)(?:(?<=[IVX])|(?<=X[LC])){_RANK_END}(?={_GAP}+"
            rf"(?:(?:et|ou|au){_GAP}+[IVX]+{TAG}?(?:er|e|[eè]me){TAG}?{_GAP}+)?(?:{_RANKED})(?!\w))"),
         _ordinal, None),
    )
)  # fmt: skip

_RUN = rf"[^\s<>\"«»{TAG}{WALL}]"
_HINT = re.compile(r"[:.@/\\](?=[\w/\\])")
_WORD = re.compile(
    rf"[\w.+-]{{,80}}+:(?://|\\){_RUN}+|[\w.+'’-]{{1,80}}+@[\w-]++(?:\.[\w-]++){{1,8}}"
    rf"|[\w.-]{{1,80}}+(?:/[\w.-]{{1,80}}){{1,20}}\.{_LETTER}\w{{1,4}}(?!\w)"
    rf"|(?:[\w-]++\.){{1,8}}{_LETTER}{{2,}}\w*+(?:[/#]{_RUN}*+|\?\w{_RUN}*+|:[0-9]{_RUN}*+)?"
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
    found = _NAME.match(source)
    if not found:
        return _Tag()
    name = found[1].lower()
    mark = TAG if _INLINE.fullmatch(name) else SOLID if _OBJECT.fullmatch(name) else WALL
    if source[1] == "/" or _VOID.fullmatch(name):
        return _Tag(name, mark, -1 if source[1] == "/" else 0)
    skipped = bool(_SKIPPED.fullmatch(name))
    for key, *values in _ATTRIBUTE.findall(source, found.end()):
        attribute, value = key.lower(), "".join(values)
        skipped |= attribute == "class" and "url" in value.split()
        skipped |= attribute == "translate" and value.lower() == "no"
        skipped |= attribute in ("lang", "xml:lang") and not _french(value)
    step = 0 if name in ("svg", "math") and source.endswith("/>") else 1
    return _Tag(name, SOLID if skipped and mark == TAG else mark, step, skipped)


@lru_cache(maxsize=4096)
def _character(entity: str) -> str:
    """The character an entity stands for, unless writing it plainly could change the markup."""
    found = unescape(entity)
    plain = len(found) == 1 and (found in "'\"" or (found > "\x7f" and category(found)[0] != "C"))
    return found if plain else AMP if found == "&" else SOLID


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
