"""What ``new`` writes for somebody to replace, known wherever it is left.

The blanks are read from the starter itself: the values of its manifest whose line ends with a mark, and every
sentence of its introduction.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache

from .shipped import place

#: What stands behind a value of the starter's manifest that is nobody's yet.
MARK = "# à remplacer"
_VALUE = re.compile(rf"^ *(?:- +)*[\w-]+: +(.+?) +{MARK}$", re.MULTILINE)
_JINJA = re.compile(r"\{\{.*?\}\}")
# Fewer words than these may be anybody's own, so that they are one with the whole value only.
_WORDS = 4


def left(text: str) -> Iterator[tuple[int, str]]:
    """Each blank that was left in ``text``: its offset and its words."""
    end = 0
    for match in _pattern().finditer(text):
        if match.start() >= end and (len(match[0].split()) >= _WORDS or match[0] == text.strip()):
            yield match.start(), " ".join(match[0].split())
            end = match.end()


@cache
def example() -> str:
    """The text of the source that stands in a new dossier, without its title."""
    page = (place("templates") / "starter" / "source.html").read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^>]+>", "", page.partition("<p>")[2])).strip()


@cache
def _pattern() -> re.Pattern[str]:
    starter = place("templates") / "starter"
    texts = _VALUE.findall((starter / "manifest.yaml").read_text(encoding="utf-8"))
    prose = (starter / "introduction.md").read_text(encoding="utf-8")
    lines = [line for line in prose.splitlines() if line.strip() and not line.startswith("#")]
    texts += [part.strip(" .") for line in lines for part in re.split(r"\. ", _JINJA.sub("", line))]
    clauses = [clause.strip() for text in texts for clause in text.split(",")]
    texts += [clause for clause in clauses if len(clause.split()) >= _WORDS]
    # The longest first, and whatever space or apostrophe an editor's program makes of it.
    ways = [r"\s+".join(map(_word, text.split())) for text in sorted(set(texts), key=len, reverse=True)]
    return re.compile("|".join(filter(None, ways)), re.IGNORECASE)


def _word(word: str) -> str:
    return re.sub("['’]", "['’]", re.escape(word))
