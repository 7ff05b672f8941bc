"""Tables of a source: what a header cell is the header of, where its author did not say (ISO 32000-1, table
349), and rows that end early. Without them no reader tells which cells belong together (ISO 14289-1, 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object

from .source import Node

_GROUPS = ("THead", "TBody", "TFoot")
#: What a table is made of, and a row of it.
ROWS, CELLS = ("TR", *_GROUPS), ("TH", "TD")
# Wider or higher than any table is set; what says more is no table that could be laid out here.
_MOST = 500


@dataclass(slots=True)
class Mended:
    """The ``scopes`` of header cells that have none ("Row", "Column"), and how many cells a row is ``short``,
    both by the identity of their nodes."""

    scopes: dict[int, str] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)

    def add(
        self, table: Node, standard: Callable[[Node], str], classes: Callable[[Node], list[Object]]
    ) -> None:
        """Find what ``table`` lacks. ``standard`` gives the standard type of a node, ``classes`` the
        attributes that it has through its classes."""
        rows = list(_rows(table, standard))
        connected = False  # each cell says which are its headers
        scopes: dict[int, str] = {}
        taken: set[tuple[int, int]] = set()
        for rank, (row, head) in enumerate(rows):
            column = 0
            cells = [kid for kid in row.kids if isinstance(kid, Node) and standard(kid) in CELLS]
            for cell in cells:
                while (rank, column) in taken:
                    column += 1
                said = _attributes(cell, classes)
                height, width = (_span(said, key) for key in ("/RowSpan", "/ColSpan"))
                height = min(height, len(rows) - rank)
                connected = connected or any(isinstance(a.get("/Headers"), Array) for a in said)
                if standard(cell) == "TH" and not any(isinstance(a.get("/Scope"), Name) for a in said):
                    of_row = column == 0 and not head and any(standard(one) == "TD" for one in cells)
                    scopes[id(cell)] = "Row" if of_row else "Column"
                taken |= {(r, c) for r in range(rank, rank + height) for c in range(column, column + width)}
                column += width
        if not connected:
            self.scopes |= scopes
        widest = max((column + 1 for _, column in taken), default=0)
        for rank, (row, _) in enumerate(rows):
            missing = widest - sum((rank, column) in taken for column in range(widest))
            if missing:
                self.short[id(row)] = missing


def _rows(table: Node, standard: Callable[[Node], str]) -> Iterator[tuple[Node, bool]]:
    """The rows of a table, in order, and whether each stands in its head."""
    for kid in table.kids:
        if isinstance(kid, Node):
            role = standard(kid)
            if role == "TR":
                yield kid, False
            elif role in _GROUPS:
                below = [one for one in kid.kids if isinstance(one, Node) and standard(one) == "TR"]
                yield from ((one, role == "THead") for one in below)


def _attributes(node: Node, classes: Callable[[Node], list[Object]]) -> list[Object]:
    given: object = node.held.get("/A")
    own = list(given) if isinstance(given, Array) else [given]
    return [one for one in (*own, *classes(node)) if isinstance(one, Dictionary)]


def _span(said: list[Object], key: str) -> int:
    given = next((one[key] for one in said if key in one), 1)
    return min(max(given, 1), _MOST) if isinstance(given, int) else 1
