"""What of a bound document hangs on where it stands: written when it is joined to the others."""

from __future__ import annotations

from enum import IntEnum

from pypdf.generic import PdfObject, TextStringObject


class Kind(IntEnum):
    """What stands in a place that is left open, and what its number counts."""

    #: A reference to an object of the document itself, by its rank among these.
    OWN = 0
    #: A reference to what the document is bound on: its pages, then the elements in which these stand.
    PLACE = 1
    #: A key of the parent tree (ISO 32000-1, 14.7.4.4), the n-th of the document's.
    KEY = 2
    #: What is said of a link to the n-th page.
    LINK = 3
    #: What the dossier says of the n-th page.
    PAGE = 4
    #: The marked contents of the dossier's own in which the n-th page is drawn.
    MARKS = 5
    #: A structure type of its author's, an identifier, a class: by rank among the words of the document.
    ROLE = 6
    ID = 7
    CLASS = 8
    #: The name of the n-th layer.
    LAYER = 9


class Later(PdfObject):
    """Stands for what is written later."""

    def __init__(self, kind: Kind, number: int) -> None:
        self.kind = kind
        self.number = number

    def get_object(self) -> PdfObject:
        """Itself: it is no reference."""
        return self


class LaterText(TextStringObject):
    """A text that names a folio: what is said of a link to the page ``number``, from 0."""

    number: int

    @classmethod
    def of(cls, number: int) -> LaterText:
        """That of a link to the page ``number``."""
        made = cls("→")
        made.number = number
        return made


def text(said: str) -> TextStringObject:
    """``said`` as a text of the file; one that is written later stays so."""
    return said if isinstance(said, LaterText) else TextStringObject(said)
