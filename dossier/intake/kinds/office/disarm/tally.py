"""What was taken out of an office document, counted for the editor."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """How much of each was found.

    ``links``: files elsewhere that something named; ``objects``: embedded ones, of which the picture stays;
    ``dates`` and ``names``: fields that say when, and where or who, frozen to what their author saw;
    ``blank``: fields that are gone, since the file does not say what that was; ``authors``: who changed or
    commented, by their new names. ``marks``: the bookmarks that the document has, folded;
    its fields may refer to no others.
    """

    links: int = 0
    objects: int = 0
    dates: int = 0
    names: int = 0
    blank: int = 0
    authors: dict[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()

    def author(self, name: str) -> str:
        """The number that stands for ``name``: changes of one hand keep one colour."""
        return self.authors.setdefault(name, str(len(self.authors) + 1))

    def count(self, reason: str, *, shown: bool) -> None:
        """A field is frozen for a ``reason`` of :mod:`.fields`; ``shown`` where there is a result to show."""
        if reason in ("file", "link"):
            self.links += 1
            shown = True  # it is said already
        elif reason == "user":
            self.names += shown
            shown = True  # of whoever converts, who has no name
        elif reason == "date":
            self.dates += shown
        elif reason == "name":
            self.names += shown
        else:
            return
        self.blank += not shown
