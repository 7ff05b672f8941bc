"""Prose as plain text, for a document that is no page of the dossier: paragraphs, bold, italics."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from dossier.model.emphasis import emphasised, without_signs

# The number of pages, which the layout counts: for who knows the plan.
_PAGES = "{{ pages }}"
# Not the no-break spaces, which typography has put there.
_BLANKS = re.compile("[ \t\r\n]+")
_BOLD = frozenset(("b", "strong", "th", *(f"h{n}" for n in range(1, 7))))
_ITALIC = frozenset(("i", "em", "cite", "dfn"))
_NOTES = frozenset((("class", "note-call"), ("class", "note-number")))
_BLOCKS = frozenset(
    (
        *("p", "li", "ul", "ol", "blockquote", "td", "th", "tr", "table", "div", "hr", "pre", "dt", "dd"),
        *(f"h{n}" for n in range(1, 7)),
    )
)


def plain(html: str) -> str:
    """The text of ``html``, an empty line between paragraphs, bold and italics as
    :mod:`dossier.model.emphasis` writes them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return "\n\n".join(reader.paragraphs)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._runs: list[tuple[str, bool, bool]] = []
        self._open: list[str] = []
        # The number of a note, while it is read, and before its text.
        self._note: str | None = None
        self._lead = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        if tag == "br":
            self._say(" ")
        if ("class", "count-pages") in attrs:
            self._say(_PAGES)
        if tag in ("sup", "span") and _NOTES.intersection(attrs):
            self._note = ""
        if tag in _BOLD or tag in _ITALIC:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        if self._note is not None and tag in ("sup", "span"):
            number, self._note = f"[{self._note}]", None
            if tag == "sup":
                self._say(number)
            else:
                self._lead = f"{number} "
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        if self._note is not None:
            self._note += data
            return
        if self._lead and data.strip():
            data, self._lead = self._lead + data, ""
        self._say(without_signs(data))

    def _say(self, text: str) -> None:
        bold, italic = (any(tag in kind for tag in self._open) for kind in (_BOLD, _ITALIC))
        if self._runs and self._runs[-1][1:] == (bold, italic):
            text = self._runs.pop()[0] + text
        self._runs.append((text, bold, italic))

    def end_paragraph(self) -> None:
        """Take what was read as a paragraph, where it says anything."""
        if any(text.strip() for text, _, _ in self._runs):
            text = "".join(emphasised(*run) for run in self._runs)
            self.paragraphs.append(_BLANKS.sub(" ", text).strip())
        self._runs = []
