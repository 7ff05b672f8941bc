"""The text of an office document in pieces, each with its place and its face."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Faces whose letters are drawings, in lower case without spaces.
SYMBOLS = frozenset(
    ("symbol", "wingdings", "wingdings2", "wingdings3", "webdings", "opensymbol", "starsymbol", "mtextra",
     "zapfdingbats", "marlett")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """``text`` that stands together with its neighbours, a line break at the end of a paragraph.

    ``where`` it stands: ``body``, ``table``, ``note``, ``box``, ``header``, ``number``, ``chart``,
    ``diagram``, ``formula``, ``slide`` or ``letters``, which may be drawn as shapes. ``face`` is the name
    of the font that its style asks for, empty where none is named; ``counted`` is false where the text
    prints but its words cannot be foretold.
    """

    text: str
    where: str
    face: str = ""
    counted: bool = True


@dataclass(slots=True)
class Reading:
    """The ``pieces`` of a document in order; how many ``slides`` show and how many are ``hidden``; whether
    ``changes`` are tracked in it."""

    pieces: list[Piece] = field(default_factory=list)
    slides: int = 0
    hidden: int = 0
    changes: bool = False

    def passages(self) -> list[tuple[str, str]]:
        """Where each paragraph stands and what it says, without what cannot be foretold."""
        passages: list[tuple[str, str]] = []
        waiting: dict[str, str] = {}
        for piece in self.pieces:
            text = piece.text if piece.counted and not symbolic(piece.face) else " "
            if piece.text == "\n":
                passages += [(where, said) for where, said in waiting.items() if said.strip()]
                waiting = {}
            else:
                waiting[piece.where] = waiting.get(piece.where, "") + text
        return passages + [(where, said) for where, said in waiting.items() if said.strip()]

    def faces(self) -> tuple[str, ...]:
        """The faces that text which prints asks for."""
        asked = {piece.face.strip() for piece in self.pieces if piece.text.strip()}
        return tuple(sorted(face for face in asked if face and not face.startswith(("+", "@"))))


def symbolic(face: str) -> bool:
    """Whether the letters of ``face`` are drawings."""
    return face.replace(" ", "").casefold() in SYMBOLS
