"""Citations and counts that somebody typed wrong, found before anything is printed.

A single brace is no fault to Jinja: it would be printed as it stands. Pure text in; slips, and the text as it
was meant, out.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_QUOTES = "“”„«»‘’‹›\"'`"
_TYPOGRAPHIC = re.compile("[“”„«»‘’‹›`]|&(?:quot|ldquo|rdquo|laquo|raquo|lsquo|rsquo|#39);")
_CITES, _COUNTS = ("cite", "ref"), ("pages", "documents")
#: What passes for one of the names: other languages, capitals, a letter too many.
_ALIASES = {
    "citer": "cite",
    "cites": "cite",
    "site": "cite",
    "réf": "ref",
    "reference": "ref",
    "page": "pages",
}
_ALIASES |= {"document": "documents", "référence": "ref", "citation": "cite", "refs": "ref", "cit": "cite"}
# An apostrophe within a word: of a title that stands for an id, between quotes that are right.
_WITHIN = re.compile(r"(?<=\w)’(?=\w)")
_SKIPPED = re.compile(r"<!--.*?-->|\{#.*?#\}", re.DOTALL)
_OPEN, _CLOSE = r"\{\s?\{\{?|\{%|\{|\[\[|<<", r"\}?\}\s?\}|%\}|\}|\]\]|>>"
_ENTITY = r"&(?:quot|ldquo|rdquo|laquo|raquo|lsquo|rsquo|\#39|nbsp);"
_CALL = re.compile(
    rf"""(?P<open>{_OPEN})?[-\s]*
         \b(?P<name>[^\W\d_]+)\b[ \t]*
         (?P<odd>[.:=])?[ \t]*
         (?P<left>\(\s*\[|[(\[])?
         (?P<args>(?:[\w\s,;+&=:/.\\{_QUOTES}\u00a0\u202f-]|{_ENTITY})*?)
         (?P<right>\]\s*\)|[)\]])?[-\s]*
         (?P<close>{_CLOSE})?""",
    re.VERBOSE,
)
_BLOCK = re.compile(r"\{\{(?!\{)[^{}]*\}\}(?!\})")
_STARTS = re.compile(rf"(?:{_OPEN})[-\s]*(?=[^\W\d_])|\b(?:cite|ref)[ \t]*\([\s{_QUOTES}&]")
_NOTHING = "…"
# Citations of LaTeX, Pandoc and wikis, and footnotes.
_FOREIGN = re.compile(r"\[\[?[@^]?(?P<id>[\w-]+)\]\]?|\\(?:cite|ref)\w*\{(?P<other>[\w-]+)\}")
_KEYWORD = re.compile(r"\b(?:ids?|document)\s*[=:]")
_WORD = re.compile(r"\{\{[-\s]*(?P<first>[^\W\d]\w*)(?:\.\w+)*[-\s]*\}\}")
# What Jinja has a meaning for.
_HELD = ("true", "false", "none", "True", "False", "None", "loop", "self")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Slip:
    """A call that is typed wrong: where it starts and ends in the text, what is wrong, what is meant."""

    start: int
    end: int
    slip: str
    meant: str

    @property
    def read(self) -> str:
        """What is read in its place: nothing where it names no document."""
        return "" if _NOTHING in self.meant else self.meant


def slips(text: str, known: Mapping[str, str]) -> Iterator[Slip]:
    """The calls in ``text`` that are typed wrong, in their order; ``known`` leads from what may name a
    document (its id, its number) to its id."""
    wrong = [*_foreign(text, known), *_calls(text, known)]
    end = 0
    for slip in sorted(wrong, key=lambda slip: slip.start):
        if slip.start >= end:
            yield slip
            end = slip.end


def _foreign(text: str, known: Mapping[str, str]) -> Iterator[Slip]:
    for match in _FOREIGN.finditer(_SKIPPED.sub(lambda match: " " * len(match[0]), text)):
        named = match["id"] or match["other"]
        marked = match["other"] or match[0].startswith(("[[", "[@", "[^"))
        if marked and named in known and not named.isdigit():
            yield Slip(match.start(), match.end(), "call-braces", f'{{{{ cite("{known[named]}") }}}}')


def _calls(text: str, known: Mapping[str, str]) -> Iterator[Slip]:
    at = 0
    skipped = [one.span() for one in _SKIPPED.finditer(text)]
    while start := _STARTS.search(text, at):
        inside = next((last for first, last in skipped if first <= start.start() < last), 0)
        if inside:
            at = inside
            continue
        block = _BLOCK.match(text, start.start())
        end = block.end() if block else len(text)
        slip = _slip(text, start.start(), end, known, whole=block is not None)
        if slip:
            yield slip
        at = slip.end if slip else end if block else start.end()


@dataclass(frozen=True)
class Mended:
    """A text with its ``slips`` as they were meant."""

    text: str
    slips: tuple[Slip, ...]

    def written(self, offset: int) -> int:
        """Where in the text that was written ``offset`` of this one is."""
        for slip in self.slips:
            if offset < slip.start:
                break
            grown = len(slip.read) - (slip.end - slip.start)
            offset = max(slip.start, offset - grown)
        return offset


def mended(text: str, known: Mapping[str, str]) -> Mended:
    """``text`` as it was meant, and the slips in it; ``known`` as for :func:`slips`."""
    read = tuple(slips(text, known))
    for slip in reversed(read):
        text = text[: slip.start] + slip.read + text[slip.end :]
    return Mended(text, read)


def _slip(text: str, start: int, end: int, known: Mapping[str, str], whole: bool) -> Slip | None:
    """What is wrong with the call at ``start``; a ``whole`` block of Jinja is one call and nothing else."""
    call = _longest(text, start, end)
    if call is None or (whole and call.end() != end):
        return _nameless(text, start, end) if whole and "{%" not in text else None
    written = call["name"]
    name = _name(written)
    own = "{%" in text  # names of the text's own
    if whole and not own and name not in _CITES:
        inside = _named(call["args"], known) if call["left"] else _named(text[start + 2 : end - 2], known)
        if inside and all(one in known for one in inside):
            listed = ", ".join(f'"{known[one]}"' for one in inside)
            return Slip(start, call.end(), "call-name", f"{{{{ cite({listed}) }}}}")
    if name is None:
        return None if own or not whole else _nameless(text, start, end)
    right = (call["open"], call["close"]) == ("{{", "}}")
    args = call["args"].replace("\u00a0", " ")
    if name in _COUNTS:
        bare = not args.strip() and not call["left"] and call["open"] and call["close"]
        if not bare and whole and not own and call["odd"] == ".":
            return _nameless(text, start, end)
        if not bare or (right and written == name):
            return None
        return Slip(start, call.end(), "call-name" if right else "call-braces", f"{{{{ {name} }}}}")
    ids = [known.get(one, one) for one in _named(args, known)]
    quoted = re.search(f"[{_QUOTES}&]", args)
    if not call["open"] and not (call["left"] and quoted):
        return None
    if not ids:
        meant = f'{{{{ {name}("{_NOTHING}") }}}}'
        if right:
            slip = _empty(call, args) if whole and not own and written in _CITES else ""
        else:
            slip = "call-braces" if call["open"] and call["close"] else ""
        return Slip(start, call.end(), slip, meant) if slip else None
    if call["odd"] == "." and not {*ids} <= known.keys():
        return None
    listed = ", ".join(f'"{id}"' for id in ids)
    meant = f"{{{{ {name}({listed}) }}}}"
    slip = _kind(call, right, written == name, bool(quoted))
    if slip == "call-unquoted" and not quoted and own:
        return None
    return Slip(start, call.end(), slip, meant) if slip else None


def _nameless(text: str, start: int, end: int) -> Slip | None:
    """A block that holds a word and nothing else, which is no name here."""
    word = _WORD.fullmatch(text, start, end)
    return Slip(start, end, "call-nothing", _NOTHING) if word and word["first"] not in _HELD else None


def _longest(text: str, start: int, end: int) -> re.Match[str] | None:
    """The call at ``start`` up to its bracket and braces: what can stand between them ends where they do."""
    line_end = text.find("\n\n", start, end)
    limit = end if line_end < 0 else line_end
    best = None
    for stop in re.finditer(rf"\)[-\s]*(?:{_CLOSE})?|{_CLOSE}|$", text[start:limit], re.MULTILINE):
        best = _CALL.fullmatch(text, start, start + stop.end())
        if best and (best["right"] or best["close"]):
            return best
    return best


def _kind(call: re.Match[str], right: bool, named: bool, quoted: bool) -> str:
    if _TYPOGRAPHIC.search(_WITHIN.sub("", call["args"])):
        return "call-quotes"
    if not right:
        return "call-braces"
    if not named:
        return "call-name"
    if call["odd"] or call["left"] != "(" or call["right"] != ")":
        return "call-parentheses"
    if not quoted or not re.fullmatch(r"""(?:\s*(?:"[^"]*"|'[^']*')\s*,?)+""", call["args"]):
        return "call-unquoted"
    return ""


def _empty(call: re.Match[str], args: str) -> str:
    """What is wrong with a call that names no document: nothing is in it, or words within other quotes."""
    if _ID.search(args):
        return "call-quotes" if _TYPOGRAPHIC.search(_WITHIN.sub("", args)) else ""
    return "call-empty" if bool(call["left"]) == bool(call["right"]) else ""


def _named(args: str, known: Mapping[str, str]) -> list[str]:
    """The words between brackets that name documents: where some stand between quotes, others (``et``, a
    page) only where they are an id."""
    plain = _KEYWORD.sub(" ", _TYPOGRAPHIC.sub('"', _WITHIN.sub("-", args))).replace("\\", "")
    plain = plain.replace("nbsp", "")
    whole = [" ".join((one or other).split()) for one, other in _QUOTED.findall(plain)]
    if known and any(" " in text and not {*_ID.findall(text)} & known.keys() for text in whole):
        return [text for text in whole if text in known]  # titles
    quoted = {word for pair in _QUOTED.findall(plain) for word in _ID.findall(" ".join(pair))}
    names = {word for word in known if not word.isdigit()} | quoted
    words = _ID.findall(plain)
    return [word for word in words if word in names] if quoted and names & {*words} else words


def _name(written: str) -> str | None:
    """The name that is meant, None where the word is none of ours."""
    lower = written.lower()
    bare = unicodedata.normalize("NFD", lower).encode("ascii", "ignore").decode()
    if bare in _CITES:
        return bare
    if lower in (*_CITES, *_COUNTS):
        return lower
    if lower in _ALIASES:
        return _ALIASES[lower]
    near = difflib.get_close_matches(lower, (*_CITES, *_COUNTS), 1, 0.85)
    return near[0] if near else None
