"""Whether a document is the one that its title announces."""

from __future__ import annotations

from collections.abc import Sequence

from dossier.findings import Finding
from dossier.folding import folded, words
from dossier.model import Document, Located, Source

from .words import language, telling

# A text of fewer words is a picture with captions, and tells nothing of its title.
_LEAST = 60
# So many first letters of a word stay as it is inflected.
_STEM = 5
# A title that is read so often is long enough to tell its language by two of its words.
_OFTEN = 3


def wrong(located: Located, number: int, document: Document, source: Source) -> list[Finding]:
    """A finding where no word of the title stands in the beginning of the text.

    Nothing is said of a text without letters, of one in another language than the title's, of an extract that
    names its subject anywhere, nor of a text that holds half of the title's words further on.
    """
    title = telling(document.title)
    opening = " ".join(part.noticed.text[: part.noticed.opening] for part in source.parts)
    text = " ".join(part.noticed.text for part in source.parts)
    first, every = words(opening), words(text)
    if not title or len(first) < _LEAST or _is_foreign(document, located, every):
        return []
    if len(title) == 1 and len(every) < 2 * _LEAST:
        return []
    beginning = source.pages[0].number == 1 and not document.extract
    if _met(title, first, opening):
        return []
    met = _met(title, every, text)
    if met and (not beginning or len(title) == 1 or 2 * met >= len(title)):
        return []
    shown = " ".join(opening.split())[:80]
    facts: dict[str, str | int] = {"id": document.id, "number": number, "title": document.title}
    return [Finding("title-elsewhere", located.of(document, "title"), {**facts, "text": shown}, document.id)]


def _met(title: Sequence[str], own_words: Sequence[str], text: str) -> int:
    """How many words of ``title`` stand among the words ``own_words`` of ``text``, inflected or not, or in it
    letter by letter, as a heading set wide has them."""
    stems = {word[:_STEM] for word in own_words}
    squeezed = "".join(c for c in folded(text) if c.isalnum())
    return sum(word[:_STEM] in stems or (len(word) >= _STEM and word in squeezed) for word in title)


def _is_foreign(document: Document, located: Located, own_words: Sequence[str]) -> bool:
    """Whether a text is not surely in the language of its title: of any other nothing can be said."""
    home = located.manifest.dossier.language.split("-")[0].lower()
    return language(own_words) != (language(words(document.title) * _OFTEN) or home)
