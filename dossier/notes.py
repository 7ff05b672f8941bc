"""Notes of a text in Markdown, ``[^1]`` and ``[^1]: …``, set at its end: each with its number, and led to and
back by it.

Only processes that render a text import this: :mod:`dossier.compose.rendering`, and intake's for a source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

#: How one is written, in what is no code.
MARK = "[^"
_CALL = re.compile(r"\[\^([^\]\s]+)\]")
_GIVEN, _NOTES = "given", "footnotes"
_Rule: TypeAlias = Callable[[Sequence[Token], int, EnvType], str]


def with_notes(markdown: MarkdownIt, text: str, word: str = "", whole: bool = False) -> None:
    """Have ``markdown`` set notes; ``text`` is the name that tells this text's notes from another's, ``word``
    what a note is called where one leads to it. ``whole``: those that are not called are set behind the
    others."""
    # Where a text has none, nobody waits for the library.
    from mdit_py_plugins.footnote import footnote_plugin

    markdown.use(footnote_plugin, inline=False)
    markdown.core.ruler.before("footnote_tail", "notes_given", _given)
    if whole:
        markdown.core.ruler.after("notes_given", "notes_uncalled", _uncalled)
    for name, rule in _rules(text, word).items():
        markdown.renderer.rules[name] = _rendered(rule)  # type: ignore[attr-defined]


def unmatched(tokens: Sequence[Token], env: EnvType) -> Iterator[tuple[str, str]]:
    """The notes that are called and have no text ("absent"), have one and are not called ("unused"), or have
    a second one ("again"), by what they are called."""
    for one in tokens:
        for child in (one, *(one.children or ())):
            if child.type == "text":
                yield from ((name, "absent") for name in _CALL.findall(child.content))
    given: Counter[str] = Counter(env.get(_GIVEN, ()))
    called = env.get(_NOTES, {}).get("refs", {})
    yield from ((name, "unused") for name in given if called.get(f":{name}", -1) < 0)
    yield from ((name, "again") for name, times in given.items() if times > 1)


def _given(state: StateCore) -> None:
    """Note what texts there are: those that are not called are gone afterwards."""
    opened = (one for one in state.tokens if one.type == "footnote_reference_open")
    state.env[_GIVEN] = [one.meta["label"] for one in opened]


def _uncalled(state: StateCore) -> None:
    """Have those that are not called numbered, too."""
    held = state.env.get(_NOTES, {})
    called = held.get("refs", {})
    for name in state.env[_GIVEN]:
        if called.get(f":{name}", -1) < 0:
            listed = held.setdefault("list", {})
            called[f":{name}"] = len(listed)
            listed[len(listed)] = {"label": name, "count": 0}


def names(env: EnvType) -> Iterator[str]:
    """What the notes of a text that was read are called."""
    yield from (name.removeprefix(":") for name in env.get(_NOTES, {}).get("refs", {}))


def _rendered(rule: _Rule) -> Callable[..., str]:
    return lambda tokens, at, options, env: rule(tokens, at, env)


def _rules(text: str, word: str) -> dict[str, _Rule]:
    """What is written of each token. A note is led to from where it is called first, and leads back there."""

    def number(token: Token) -> int:
        return int(token.meta["id"]) + 1

    def link(kind: str, n: int) -> str:
        title = f' title="{word} {n}"' if word else ""
        return f'<a href="#{text}-{kind}-{n}"{title}>{n}</a>'

    def call(tokens: Sequence[Token], at: int, _: EnvType) -> str:
        n, again = number(tokens[at]), tokens[at].meta.get("subId", 0)
        id = "" if again else f' id="{text}-call-{n}"'
        return f'<sup class="note-call" data-tag="Reference"{id}>{link("note", n)}</sup>'

    def opened(tokens: Sequence[Token], at: int, env: EnvType) -> str:
        n = number(tokens[at])
        called = env[_NOTES]["list"][n - 1]["count"]
        label = f'<span class="note-number" data-tag="Lbl">{link("call", n) if called else n}</span>'
        return f'<li>{label}<div class="note" id="{text}-note-{n}" data-tag="Note">\n'

    return {
        "footnote_ref": call,
        "footnote_block_open": lambda *_: '<ol class="notes">\n',
        "footnote_block_close": lambda *_: "</ol>\n",
        "footnote_open": opened,
        "footnote_close": lambda *_: "</div></li>\n",
        "footnote_anchor": lambda *_: "",
    }
