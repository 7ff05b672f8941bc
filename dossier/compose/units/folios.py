"""Where a laid-out page draws its folio and the total, and how other numbers are drawn in their place.

A unit is laid out with numbers that stand for others, of as many digits. Digits of tabular figures are
equally wide, so that other digits change nothing else on the page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dossier.compose.engine import Font

from .split import NotApartError

#: A number that has every digit: what a page prints for it shows how the digits of its folio are drawn.
ALL_DIGITS = "1234567890"
#: Every two digits side by side, then each behind a no-break space: where none is set closer than others, a
#: number within a text may have other digits.
ALL_PAIRS = "".join(f"{one}{''.join(f'{one}{two}' for two in range(one + 1, 10))}" for one in range(10))
ALL_PAIRS += "".join(f"{'' if digit else 0}\u00a0{digit}" for digit in range(10))
#: The digits that stand for those of a folio, and for those of the total.
OF_PAGE, OF_TOTAL = "7", "8"
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_GLYPH = 4  # hexadecimal digits
# What stands between two glyphs: by how much the second is set closer.
_CLOSER = re.compile(rb">(-?[0-9.]+)<")


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn by one ``operator``, in the font ``font``, as part of the marked content ``mcid``: its
    glyphs, and where each stands in the operator; where that stands among those of its page, ``at``."""

    operator: bytes
    font: str
    glyphs: tuple[int, ...]
    places: tuple[int, ...]
    mcid: int | None
    at: int


@dataclass(frozen=True, slots=True)
class Folio:
    """The ``operator`` that draws the folio of a page; ``page`` and ``total`` are where each digit of these
    stands in it, ``digits`` the glyphs of 0 to 9, in hexadecimal digits. A rank is written as a folio without
    a total."""

    operator: bytes
    page: tuple[int, ...]
    total: tuple[int, ...]
    digits: tuple[str, ...]

    def written(self, folio: int, total: int | None = None) -> bytes:
        """The operator that draws ``folio`` and ``total``. Raises NotApartError where they have not as many
        digits as what stands for them."""
        made = bytearray(self.operator)
        for number, places in ((folio, self.page), (total, self.total)):
            text = "" if number is None else str(number)
            if len(text) != len(places):
                raise NotApartError("another number of digits")
            for digit, place in zip(text, places, strict=True):
                made[place : place + _GLYPH] = self.digits[int(digit)].encode()
        return bytes(made)


def runs(operators: Iterable[object]) -> Iterator[Run]:
    """The texts that the renderer's ``operators`` draw."""
    font, mcid, last = "", None, None
    around: list[int | None] = []
    for at, operator in enumerate(operators):
        if operator in (b"BDC", b"BMC"):
            around.append(mcid)
            mcid = last.get("MCID", mcid) if isinstance(last, dict) else mcid
        elif operator == b"EMC":
            mcid = around.pop()
        elif isinstance(operator, bytes) and operator.endswith(b" Tf"):
            font = operator[1:].split(b" ")[0].decode()
        elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
            places = [
                n for held in _GLYPHS.finditer(operator) for n in range(held.start(1), held.end(1), _GLYPH)
            ]
            glyphs = (int(operator[n : n + _GLYPH], 16) for n in places)
            yield Run(operator, font, tuple(glyphs), tuple(places), mcid, at)
        last = operator


class Digits:
    """Which glyphs are the digits of a font, learnt from what a page drew of ALL_DIGITS."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self._fonts = fonts
        self._of: dict[tuple[str, int], tuple[int, ...]] = {}
        self._even: set[str] = set()

    def learn(self, drawn: Iterable[Run]) -> None:
        """Learn from the runs of a page that printed ALL_DIGITS, and ALL_PAIRS."""
        for run in drawn:
            if _alike(self._letters(run)) == _alike(ALL_PAIRS):
                self._learn(run.font, tuple(run.glyphs[ALL_PAIRS.index(str(digit))] for digit in range(10)))
                if not any(map(float, _CLOSER.findall(run.operator, run.places[0], run.places[-1]))):
                    self._even.add(run.font)
            for at in self._spots(run, ALL_DIGITS):
                glyphs = run.glyphs[at : at + len(ALL_DIGITS)]
                self._learn(run.font, tuple(glyphs[ALL_DIGITS.index(str(digit))] for digit in range(10)))

    def _learn(self, font: str, series: tuple[int, ...]) -> None:
        widths = self._fonts[font].widths
        if len(set(series)) == 10 and len({widths[glyph] for glyph in series}) == 1:
            self._of |= {(font, glyph): series for glyph in series}

    def series(self, font: str, glyph: int) -> tuple[int, ...]:
        """The glyphs of 0 to 9, of which ``glyph`` is one; none where they are not known."""
        return self._of.get((font, glyph), ())

    def standing(
        self, drawn: Sequence[Run], margin: Collection[int], page: str, total: str
    ) -> tuple[Run, int, int]:
        """What draws ``page`` and ``total`` in the ``margin`` (its MCIDs) of a page, and the glyph with which
        each begins; ``drawn`` are all its runs. Raises NotApartError where that is not in one place."""
        numbers = []
        for run in drawn:
            if run.mcid in margin:
                here = [self._spots(run, number) for number in (page, total)]
                if any(here):
                    numbers.append((run, here))
        if len(numbers) != 1 or sum(run.operator == numbers[0][0].operator for run in drawn) != 1:
            raise NotApartError("folio not in one place")
        run, (pages, totals) = numbers[0]
        if len(pages) != 1 or len(totals) != 1:
            raise NotApartError("folio without total")
        return run, pages[0], totals[0]

    def folio(self, drawn: Sequence[Run], margin: Collection[int], page: str, total: str) -> Folio:
        """Where :meth:`standing` draws them, for others to be written there. Raises NotApartError where other
        digits would move what is behind them."""
        run, at, of = self.standing(drawn, margin, page, total)
        series = self.series(run.font, run.glyphs[at])
        if not series or self.series(run.font, run.glyphs[of]) != series:
            raise NotApartError("digits")
        return Folio(
            run.operator,
            run.places[at : at + len(page)],
            run.places[of : of + len(total)],
            _spelt(series),
        )

    def rank(self, drawn: Iterable[Run], rank: str) -> Folio:
        """Where ``rank``, "3/10", is drawn by itself, for another to be written in the place of its first
        number. Raises NotApartError where that is not in one place."""
        runs_ = list(drawn)
        alone = [run for run in runs_ if self._letters(run) == list(rank)]
        if len(alone) != 1 or sum(run.operator == alone[0].operator for run in runs_) != 1:
            raise NotApartError("rank not in one place")
        (run,) = alone
        series = self.series(run.font, run.glyphs[0])
        number = rank.partition("/")[0]
        if not series or run.glyphs[: len(number)] != tuple(series[int(digit)] for digit in number):
            raise NotApartError("digits")
        return Folio(run.operator, run.places[: len(number)], (), _spelt(series))

    def labels(self, drawn: Iterable[Run], labels: Collection[str], digit: str) -> tuple[Folio, ...]:
        """Where ``labels`` are drawn by themselves, for another number to be written in the place of those
        ``digit``s that they end with. Raises NotApartError where one is drawn twice alike, or other digits
        would move what is behind them."""
        runs_ = list(drawn)
        places = []
        for run in runs_:
            letters = _alike(self._letters(run))
            text = "".join(letters)
            if text not in labels:
                continue
            length = len(text) - len(text.rstrip(digit))
            series = self.series(run.font, run.glyphs[-1])
            stand = run.glyphs[-length:]
            if run.font not in self._even or not series or {*stand} != {series[int(digit)]}:
                raise NotApartError("digits")
            if sum(other.operator == run.operator for other in runs_) != 1:
                raise NotApartError("number not in one place")
            places.append(Folio(run.operator, run.places[-length:], (), _spelt(series)))
        return tuple(places)

    def figures(self, run: Run) -> bool:
        """Whether ``run`` shows figures."""
        return any(letter.isdigit() for letter in "".join(self._letters(run)))

    def number(self, run: Run, number: str) -> Folio:
        """Where ``number`` is drawn in ``run``, for another to be written in its place. Raises NotApartError
        where that is not in one place, or other digits would move what is behind them."""
        spots = self._spots(run, number)
        if len(spots) != 1:
            raise NotApartError("number not in one place")
        (at,) = spots
        series = self.series(run.font, run.glyphs[at])
        stand = run.glyphs[at : at + len(number)]
        if run.font not in self._even or not series or {*stand} != {series[int(number[0])]}:
            raise NotApartError("digits")
        return Folio(run.operator, run.places[at : at + len(number)], (), _spelt(series))

    def _letters(self, run: Run) -> list[str]:
        texts = self._fonts[run.font].texts
        return [texts.get(glyph, "") for glyph in run.glyphs]

    def _spots(self, run: Run, number: str) -> list[int]:
        """Where ``number`` begins in ``run`` as a number of its own."""
        letters = self._letters(run)
        length = len(number)
        spots = []
        for at in range(len(letters) - length + 1):
            around = [*letters[max(at - 1, 0) : at], *letters[at + length : at + length + 1]]
            same = letters[at : at + length] == list(number)
            if same and not any(letter[-1:].isdigit() or letter[:1].isdigit() for letter in around):
                spots.append(at)
        return spots


def _spelt(series: Iterable[int]) -> tuple[str, ...]:
    """The glyphs ``series`` in hexadecimal digits."""
    return tuple(f"{glyph:04x}" for glyph in series)


def _alike(letters: Iterable[str]) -> list[str]:
    """``letters``, their spaces alike: a glyph is of one kind of them or another, as it was first drawn."""
    return [letter.replace("\u00a0", " ") for letter in letters]
