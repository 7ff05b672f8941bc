"""References that lead to nothing: what a file, as it came, does without."""

from __future__ import annotations

import io
from contextlib import suppress

import pikepdf

from dossier import odd
from dossier.entries import FAULTS
from dossier.intake.steps import Lack
from dossier.odd import OddError

from . import nothing


def lacking(data: bytes, password: str, count: int) -> tuple[Lack, ...]:
    """What the ``count`` pages of the PDF ``data``, as it came, draw with by references that lead to nothing;
    empty where it cannot be told."""
    lacks: list[Lack] = []
    with suppress(OddError), odd.reading("pikepdf", faults=FAULTS):
        with pikepdf.open(io.BytesIO(data), password=password) as pdf:
            missing = nothing.gone(pdf, data)
        if not missing:
            return ()
        from .used import Users  # which few files need: nothing else of what it imports is needed to lay out

        opened = pikepdf.open(io.BytesIO(data), password=password, inherit_page_attributes=False)
        with opened as pdf:
            if nothing.marked(pdf, missing) and len(pdf.pages) == count:
                users = Users(pdf)
                for number in range(1, count + 1):
                    users.page(number, comments=False)
                for (state, kind), numbers in users.lacking.items():
                    lacks += ((int(state), kind, number) for number in sorted(numbers))
    return tuple(lacks)
