"""Operands as a content stream gives them: what is not there is a fault of the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pikepdf import Object

from dossier import entries, geometry
from dossier.odd import OddError


def six(numbers: Iterable[object]) -> geometry.Matrix:
    """A matrix of six numbers."""
    six = [entries.number(number) for number in numbers]
    if len(six) != 6:
        raise OddError("no matrix")
    a, b, c, d, e, f = six
    return (a, b, c, d, e, f)


class Given(list[Object]):
    """Operands, of which one that is not there is a fault of the file."""

    def __getitem__(self, rank: Any) -> Any:
        try:
            return super().__getitem__(rank)
        except IndexError as error:
            raise OddError("an operand is missing") from error
