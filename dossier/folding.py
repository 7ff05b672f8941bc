"""Texts as they are compared: without case, accents, ligatures and the breaks of lines; and how much two of
them share."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

# A word broken at the end of a line; pdfium writes U+FFFE or U+0002 for the hyphen that it drops.
_BROKEN = re.compile("[-\xad\u2010\ufffe\x02]\\s*[\r\n]+\\s*")
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "\xad": ""})
# Texts are compared by runs of so many words.
_RUN = 4
#: A sketch has so many hashes at most, each of so many bytes.
SKETCH, HASH = 400, 8
# Fewer words are a cover or a form, which two documents may share.
_LEAST = 40


@lru_cache(maxsize=8)  # what looks at a source looks at its text, and how that begins, several times
def folded(text: str) -> str:
    """``text`` as it is compared, its spaces as they were."""
    text = unicodedata.normalize("NFKD", _BROKEN.sub("", text).casefold().translate(_LIGATURES))
    for mark in filter(unicodedata.combining, set(text)):
        text = text.replace(mark, "")
    return text


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))


def sketch(text: str) -> bytes:
    """The least of the hashes of all runs of words (Broder 1997), in order, enough to tell how much two texts
    share; nothing of a text that tells too little."""
    held = words(text)
    if len(held) < _LEAST:
        return b""
    runs = set(map(" ".join, zip(*(held[n:] for n in range(_RUN)), strict=False)))
    hashes = sorted(hashlib.blake2b(run.encode(), digest_size=HASH).digest() for run in runs)
    return b"".join(hashes[:SKETCH])
