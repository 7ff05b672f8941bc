"""The stage itself: a file, and what of it is printed, become a file that holds no more than that."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dossier.entries import FAULTS
from dossier.intake.broken import broken
from dossier.intake.steps import Taken

from . import behind, edges, unseen
from .narrow import narrow


def sanitised(taken: Taken) -> Taken:
    """``taken`` with what its selection prints alone, and as many pages as before. Raises DossierError where
    something is in it that nobody sees and somebody must decide about, or that cannot be taken out surely."""
    removed: Counter[str] = Counter()
    with broken(taken.name, "pikepdf", "pypdfium2", "PIL", faults=FAULTS):
        data = edges.without_layers(taken.pdf, taken, removed)
        data, later, treatment = unseen.decided(data, taken, removed)
        data = behind.without_idle_text(data, taken, removed)
        data, narrowed, more = narrow(data, taken.selection)
    removed.update(narrowed)
    return replace(
        taken,
        pdf=data,
        treatment=(*taken.treatment, *treatment, *more),
        removed=Counter(taken.removed) + removed,
        later=later,
    )
