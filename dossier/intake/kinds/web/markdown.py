"""Markdown as a page, and the words of it that no page shows: cells that no column of a table has, and second
texts of a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dossier import notes
from dossier.intake.words import Lost, Shown, lost

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TAG = re.compile(r"<[^>]*>")
_FOOTNOTE = "^"
# What nobody reads of a page, and is not printed: all else of HTML is printed as it is typed.
_COMMENT, _BEGIN, _END = "comment", "<!--", "-->"


def page_of(text: str, language: str, title: str) -> tuple[str, list[Lost]]:
    """The page that ``text`` is, in ``language`` (BCP 47), and its words that are lost on the way there."""
    from markdown_it import MarkdownIt

    engine = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    engine.block.ruler.before(
        "paragraph", _COMMENT, _block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    engine.inline.ruler.before("autolink", _COMMENT, _inline)
    engine.add_render_rule(_COMMENT, lambda *_: "")
    if notes.MARK in text:
        notes.with_notes(engine, "text", whole=True)
    known: dict[str, Any] = {}
    tokens = engine.parse(text, known)
    body = engine.renderer.render(tokens, engine.options, known)
    head = f'<html class="markdown" lang="{escape(language)}"><head><title>{escape(title)}</title></head>'
    return f"{head}<body>{body}</body></html>", _lost(
        text, body, [*_beside(tokens, known), *notes.names(known)]
    )


def _block(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A comment in lines of its own, blank ones among them (CommonMark 0.31, 4.6, the second kind)."""
    start = state.bMarks[line] + state.tShift[line]
    end = state.src.find(_END, start, state.eMarks[last - 1])
    if state.is_code_block(line) or not state.src.startswith(_BEGIN, start) or end < 0:
        return False
    behind = next(row + 1 for row in range(line, last) if end <= state.eMarks[row])
    if state.src[end + len(_END) : state.eMarks[behind - 1]].strip():
        return False
    if not silent:
        state.line = behind
        state.push(_COMMENT, "", 0).content = state.src[start:end]
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    end = state.src.find(_END, state.pos)
    if not state.src.startswith(_BEGIN, state.pos) or end < 0:
        return False
    if not silent:
        state.push(_COMMENT, "", 0).content = state.src[state.pos : end]
    state.pos = end + len(_END)
    return True


def _lost(text: str, body: str, beside: Sequence[str]) -> list[Lost]:
    """What stands in ``text`` and neither in ``body`` nor in what is ``beside`` the words of a text."""
    there = "\n".join((unescape(_TAG.sub(" ", body)), *beside, *map(unquote, beside), *map(unescape, beside)))
    gone = _gone(text, there)
    # An entity is a character in a sentence, and is not in code.
    also = {one.word for one in _gone(unescape(text), there)} if gone else set()
    return [one for one in gone if one.word in also]


def _gone(text: str, there: str) -> list[Lost]:
    losses = lost((Shown(line, line.strip()[:60]) for line in text.splitlines()), there)
    return [loss for loss in losses if loss.word.isalnum()]  # signs are marks of the language, too


def _beside(tokens: Sequence[Token], known: Mapping[str, Any]) -> list[str]:
    """What is written beside the words, but for what a mark of a note that is none (``[^a b]: c``) leads to:
    that is taken for the address of a link, and shown nowhere."""
    given = [*known.get("references", {}).items()]
    given += [(one.get("label", ""), one) for one in known.get("duplicate_refs", ())]
    led = {held["href"] for label, held in given if label.startswith(_FOOTNOTE)}
    texts = [text for text in _written(tokens) if text not in led]
    for label, held in given:
        if not label.startswith(_FOOTNOTE):
            texts += (label, str(held.get("href", "")), str(held.get("title", "")))
    return texts


def _written(tokens: Sequence[Token]) -> Iterator[str]:
    """Addresses, titles, alternative texts, numbers of lists, languages of code, comments."""
    for token in tokens:
        yield token.info
        yield from (str(value) for value in token.attrs.values())
        if token.type in ("image", _COMMENT):
            yield token.content
        yield from _written(token.children or ())
