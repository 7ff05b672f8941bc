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
#: The digits that stand for those of a folio, and for those of the total.
OF_PAGE, OF_TOTAL = "7", "8"
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_GLYPH = 4  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn by one ``operator``, in the font ``font``, as part of the marked content ``mcid``: its
    glyphs, and where each stands in the operator."""

    operator: bytes
    font: str
    glyphs: tuple[int, ...]
    places: tuple[int, ...]
    mcid: int | None


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
    for operator in operators:
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
            yield Run(operator, font, tuple(glyphs), tuple(places), mcid)
        last = operator


class Digits:
    """Which glyphs are the digits of a font, learnt from what a page drew of ALL_DIGITS."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self._fonts = fonts
        self._of: dict[tuple[str, int], tuple[int, ...]] = {}

    def learn(self, drawn: Iterable[Run]) -> None:
        """Learn from the runs of a page that printed ALL_DIGITS."""
        for run in drawn:
            for at in self._spots(run, ALL_DIGITS):
                glyphs = run.glyphs[at : at + len(ALL_DIGITS)]
                series = tuple(glyphs[ALL_DIGITS.index(str(digit))] for digit in range(10))
                widths = self._fonts[run.font].widths
                if len(set(series)) == 10 and len({widths[glyph] for glyph in series}) == 1:
                    self._of |= {(run.font, glyph): series for glyph in series}

    def series(self, font: str, glyph: int) -> tuple[int, ...]:
        """The glyphs of 0 to 9, of which ``glyph`` is one; none where they are not known."""
        return self._of.get((font, glyph), ())

    def folio(self, drawn: Sequence[Run], margin: Collection[int], page: str, total: str) -> Folio:
        """Where ``page`` and ``total`` are drawn in the ``margin`` (its MCIDs) of a page; ``drawn`` are all
        its runs. Raises NotApartError where that is not in one place."""
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
        at, of = pages[0], totals[0]
        series = self.series(run.font, run.glyphs[at])
        if not series or self.series(run.font, run.glyphs[of]) != series:
            raise NotApartError("digits")
        return Folio(
            run.operator,
            run.places[at : at + len(page)],
            run.places[of : of + len(total)],
            tuple(f"{glyph:04x}" for glyph in series),
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
        return Folio(run.operator, run.places[: len(number)], (), tuple(f"{glyph:04x}" for glyph in series))

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
