"""What a file became, fit for an archive, with no more in it than is printed; runs in a child process.

Nothing of it has a part in the layout, which does not wait for these imports, either.
"""

from __future__ import annotations

import dataclasses
from collections import Counter

from dossier.findings import DossierError, finding, stop_on_error
from dossier.trial import blaming

from . import archive, fields, fit, flat, noticing, sanitise
from .broken import broken
from .convert import good
from .pdf import metadata
from .steps import PLACE, Taken
from .whole.joined import joined
from .whole.whole import damage


def complete(taken: Taken) -> Taken:
    """What changes nothing in the layout: no more is left than what the kept pages print, and repairs that do
    not show are made. Pictures keep nothing but what they show."""
    with blaming(lambda: _complete(good(taken))):
        return _complete(taken)


def _complete(taken: Taken) -> Taken:
    selection = taken.selection
    with broken(taken.name):
        lost = damage(taken.pdf, taken.name, selection.pages, taken.lacking, comments=selection.comments)
        lost += fields.unprinted(taken.pdf, taken.name, selection.pages)
    stop_on_error(lost)
    # Margins that are left out stay in the file, so that the comparison can see that they are white.
    pages = tuple(map(fit.on_paper, selection.pages))
    try:
        with broken(taken.name):
            data, notes = joined(taken.pdf, selection.pages)
            paper = dataclasses.replace(
                taken,
                pdf=data,
                treatment=(*taken.treatment, *notes),
                selection=dataclasses.replace(selection, pages=pages),
            )
            shown = flat.flattened(paper) if selection.flatten else sanitise.sanitised(paper)
            pdf, bared = metadata.without_metadata(shown.pdf)
            pdf, mended = archive.prepare(pdf)
            seen = noticing.noticed(pdf, shown.selection)
            absent = ", ".join(archive.absent(pdf, shown.selection.pages))
    except DossierError as error:
        raise DossierError((*lost, *error.findings)) from error
    said = (finding("fonts-absent", PLACE, file=taken.name, fonts=absent),) if absent else ()
    return dataclasses.replace(
        shown,
        pdf=pdf,
        selection=selection,
        treatment=(*shown.treatment, *mended),
        removed=dict(sorted((Counter(shown.removed) + bared).items())),
        fields=(),
        later=(*lost, *shown.later, *said),
        noticed=seen,
    )
