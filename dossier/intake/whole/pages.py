"""What a page has to draw with: its resources, and the appearances on it that print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import printing
from dossier.intake.sanitise.vocabulary import text_of

from . import nothing


def resources_of(page: Object) -> Object | None:
    """The resources of a page, its own or the ones of a node above it (7.7.3.4). pikepdf's Page.resources
    puts an empty dictionary where the page itself has none."""
    above: Object | None = page
    seen: set[tuple[int, int]] = set()
    while isinstance(above, Dictionary) and above.objgen not in seen:
        if isinstance(held := above.get("/Resources"), Dictionary):
            return held
        seen.add(above.objgen)
        above = above.get("/Parent")
    return None


def looks(page: Object, comments: bool) -> Iterator[Object]:
    """The appearances on the page that print."""
    annotations = page.get("/Annots")
    for annotation in list(annotations) if isinstance(annotations, Array) else ():
        if not isinstance(annotation, Dictionary) or not isinstance(annotation.get("/AP"), Dictionary):
            continue
        flags = annotation.get("/F", 0)
        if not printing.prints(
            text_of(annotation.get("/Subtype"))[1:], flags if isinstance(flags, int) else 0, comments
        ):
            continue
        look: Any = annotation.AP.get("/N")
        state = annotation.get("/AS")
        if isinstance(look, Dictionary) and isinstance(state, Name) and not nothing.is_nothing(look):
            look = look.get(state)
        # A field without a look is drawn from its value.
        undrawn = nothing.is_nothing(look) and annotation.get("/Subtype") != Name.Widget
        if isinstance(look, Stream) or undrawn:
            yield look
