"""The rules of French typography, in the order in which they are applied; each holds within one text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

NBSP, NNBSP = "\u00a0", "\u202f"

# Unicode noncharacters, kept for internal use: they stand for what the rules must not see.
TAG, WALL, SOLID, VALUE, AMP, WORD, SUP, SUP_END = map(chr, range(0xFDD0, 0xFDD8))


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
LETTER = r"[^\W\d_]"
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
            rf"'(?:(?<={LETTER}.)|(?<={LETTER}{TAG}.))(?={TAG}*(?:{LETTER}|[«{SOLID}{VALUE}{WORD}])"
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
