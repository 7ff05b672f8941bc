"""Words, counted: those that a source shows, each as often as it does, against those of the PDF made of it.

Lines break where they like, and engines see spaces where there are none: a word that the PDF has in pieces,
or run together with its neighbours, is not lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dossier.findings import Finding, finding
from dossier.raster import Reader

# Letters and digits run together, but for scripts that put no space between words (ideographs, kana, Thai,
# Lao, Khmer, Burmese); signs that change what a number says stand alone.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+|[%‰°§]|[$¢-¥\u20a0-\u20cf]|[+<=>±×÷−≠≤≥]")
_NAMED, _AROUND = 5, 60
# Letters below which a text may be the number or the sign of something else.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A run of text that a source shows, such as a paragraph: no word goes on in the next one. ``where`` is
    what an editor finds it by (an element and its rule, a note); its first words stand for it where empty."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A word that the PDF has not, as the source writes it, and where it stood."""

    word: str
    where: str


def words(text: str) -> list[str]:
    """The words of ``text`` as they are compared: without case, ligatures, soft hyphens, marks that compose
    with no letter, and punctuation."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in plain if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Co", "Cn"))
    return _WORD.findall("".join(kept))


def lost(shown: Iterable[Shown], printed: str) -> list[Lost]:
    """The words of ``shown`` that are not in ``printed``, the text of the PDF, in the order of the source."""
    runs = [(run, words(run.text)) for run in shown]
    there = words(printed)
    need = Counter(word for _, own in runs for word in own)
    have = Counter(there)
    short = {word: count - have[word] for word, count in need.items() if count > have[word]}
    if not short:
        return []
    wanted, stream = "\n".join("".join(own) for _, own in runs), "".join(there)
    for word, gap in list(short.items()):
        short[word] = min(gap, wanted.count(word) - stream.count(word))
    _pieced(short, have - need)
    return list(_placed(runs, Counter({word: gap for word, gap in short.items() if gap > 0})))


def surplus(hidden: Iterable[str], shown: Iterable[Shown], styled: Iterable[str], printed: str) -> list[Lost]:
    """The words of ``hidden``, texts that a source holds and shows not, that are in ``printed``, the text of
    the PDF, more often than ``shown`` holds them. A text counts only where all of it is there in its order;
    one that style makes (``styled``), or is but a sign or two, is told from nothing."""
    there = words(printed)
    spare = Counter(there) - Counter(word for run in shown for word in words(run.text))
    stream, explained = "".join(there), {word for text in styled for word in words(text)}
    shown_words = []
    for text in hidden:
        run = words(text)
        joined = "".join(run)
        if len(joined) < _TELLING or joined not in stream or any(not spare[word] for word in run):
            continue
        if explained.issuperset(run):
            continue
        spare.subtract(run)
        shown_words += [Lost(word, " ".join(text.split())[:_AROUND]) for word in run]
    return shown_words


def _pieced(short: dict[str, int], surplus: Counter[str]) -> None:
    """A word that a page's end broke, its pieces apart, is there."""
    for word in [word for word, gap in short.items() if gap > 0]:
        for cut in range(1, len(word)):
            first, last = word[:cut], word[cut:]
            if short[word] > 0 and surplus[first] > 0 and surplus[last] > (first == last):
                surplus.subtract((first, last))
                short[word] -= 1


def _placed(runs: Sequence[tuple[Shown, list[str]]], gone: Counter[str]) -> Iterator[Lost]:
    """Each lost word where it most likely stood: in the run that lost the greatest part of its words."""
    left = Counter(gone)
    taken: dict[int, list[str]] = {}
    share = [sum(word in gone for word in own) / (len(own) or 1) for _, own in runs]
    for index in sorted(range(len(runs)), key=lambda index: (-share[index], index)):
        for word in runs[index][1]:
            if left[word] > 0:
                left[word] -= 1
                taken.setdefault(index, []).append(word)
    for index in sorted(taken):
        run = runs[index][0]
        where = run.where or " ".join(run.text.split())[:_AROUND]
        yield from (Lost(word, where) for word in taken[index])


def printed(pdf: bytes, *, apart: bool = False) -> str:
    """The text that the pages of ``pdf`` show, as the second engine reads it: nothing that lies off a page or
    outside of a clip; with ``apart``, each run as it was drawn. Raises UndrawnError where it cannot open the
    file."""
    pages = []
    with Reader(pdf) as reader:
        for number in range(1, len(reader) + 1):
            with reader.page(number) as page:
                pages.append(page.shown_apart() if apart else page.shown())
    return "\n".join(pages)


def proof(shown: Iterable[Shown], pdf: bytes, file: str, place: str) -> list[Finding]:
    """``words-lost`` where the PDF made of ``file`` has not every word that the source shows, with the first
    of them and where they stood; nothing where it has."""
    shown = list(shown)
    gone = lost(shown, printed(pdf))
    if gone:  # letters that stand one above the other are read one by one
        there = Counter(one.word for one in lost(shown, printed(pdf, apart=True)))
        kept = []
        for loss in gone:
            if there[loss.word] > 0:
                there[loss.word] -= 1
                kept.append(loss)
        gone = kept
    return told(gone, file, place)


def told(gone: Sequence[Lost], file: str, place: str, code: str = "words-lost") -> list[Finding]:
    """What is said of the words ``gone``, by the finding ``code``: one finding, or none."""
    if not gone:
        return []
    named = " ".join(one.word for one in gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
    return [finding(code, place, file=file, count=len(gone), words=named, where=gone[0].where)]
