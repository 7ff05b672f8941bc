"""Notes of a text, ``[^1]`` and ``[^1]: …``, set at its end: each with its number, and led to and back by it.

Only the process of :mod:`dossier.compose.rendering` imports this.
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

from .words import Words

#: How one is written, in what is no code.
MARK = "[^"
_CALL = re.compile(r"\[\^([^\]\s]+)\]")
_GIVEN = "given"
_Rule: TypeAlias = Callable[[Sequence[Token], int, EnvType], str]


def with_notes(markdown: MarkdownIt, words: Words, text: str) -> None:
    """Have ``markdown`` set notes; ``text`` is the name that tells this text's notes from another's."""
    # Where a text has none, nobody waits for the library.
    from mdit_py_plugins.footnote import footnote_plugin

    markdown.use(footnote_plugin, inline=False)
    markdown.core.ruler.before("footnote_tail", "notes_given", _given)
    for name, rule in _rules(words, text).items():
        markdown.renderer.rules[name] = _rendered(rule)  # type: ignore[attr-defined]


def unmatched(tokens: Sequence[Token], env: EnvType) -> Iterator[tuple[str, str]]:
    """The notes that are called and have no text ("absent"), have one and are not called ("unused"), or have
    a second one ("again"), by what they are called."""
    for one in tokens:
        for child in (one, *(one.children or ())):
            if child.type == "text":
                yield from ((name, "absent") for name in _CALL.findall(child.content))
    given: Counter[str] = Counter(env.get(_GIVEN, ()))
    called = env.get("footnotes", {}).get("refs", {})
    yield from ((name, "unused") for name in given if called.get(f":{name}", -1) < 0)
    yield from ((name, "again") for name, times in given.items() if times > 1)


def _given(state: StateCore) -> None:
    """Note what texts there are: those that are not called are gone afterwards."""
    opened = (one for one in state.tokens if one.type == "footnote_reference_open")
    state.env[_GIVEN] = [one.meta["label"] for one in opened]


def _rendered(rule: _Rule) -> Callable[..., str]:
    return lambda tokens, at, options, env: rule(tokens, at, env)


def _rules(words: Words, text: str) -> dict[str, _Rule]:
    """What is written of each token. A note is led to from where it is called first, and leads back there."""

    def number(token: Token) -> int:
        return int(token.meta["id"]) + 1

    def call(tokens: Sequence[Token], at: int, _: EnvType) -> str:
        n, again = number(tokens[at]), tokens[at].meta.get("subId", 0)
        id = "" if again else f' id="{text}-call-{n}"'
        link = f'<a href="#{text}-note-{n}" title="{words["note"]} {n}">{n}</a>'
        return f'<sup class="note-call" data-tag="Reference"{id}>{link}</sup>'

    def opened(tokens: Sequence[Token], at: int, _: EnvType) -> str:
        n = number(tokens[at])
        link = f'<a href="#{text}-call-{n}" title="{words["note"]} {n}">{n}</a>'
        label = f'<span class="note-number" data-tag="Lbl">{link}</span>'
        return f'<li>{label}<div class="note" id="{text}-note-{n}" data-tag="Note">\n'

    return {
        "footnote_ref": call,
        "footnote_block_open": lambda *_: '<ol class="notes">\n',
        "footnote_block_close": lambda *_: "</ol>\n",
        "footnote_open": opened,
        "footnote_close": lambda *_: "</div></li>\n",
        "footnote_anchor": lambda *_: "",
    }
