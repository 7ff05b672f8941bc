"""What is said of the pictures of tagged sources, once these are bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap

from dossier.findings import Finding, finding
from dossier.model import Located, picture_key, picture_named

# Pictures that are named where one is asked for that is not there.
_MOST = 12


def findings(
    located: Located, there: Mapping[str, Sequence[tuple[int, int]]], unsaid: Mapping[str, int]
) -> tuple[Finding, ...]:
    """Texts for pictures that are not ``there``, each an error at its line; and one note for the dossier, of
    the pictures of which nobody says anything (``unsaid``). Both are by document."""
    numbered = [(number, document) for number, _, document in located.manifest.numbered()]
    silent = {number: unsaid[document.id] for number, document in numbered if unsaid.get(document.id)}
    note: tuple[Finding, ...] = ()
    if silent:
        facts: dict[str, str | int] = {f"documents.{number}": "" for number in silent}
        note = (finding("pictures-unsaid", located.place("dossier"), count=sum(silent.values()), **facts),)
    return (*_unknown(located, there), *note)


def _unknown(located: Located, there: Mapping[str, Sequence[tuple[int, int]]]) -> Iterator[Finding]:
    for _, _, document in located.manifest.numbered():
        known = list(there.get(document.id, ()))
        for written in document.alts or {}:
            if picture_named(written) not in known:
                named = ", ".join(starmap(picture_key, known[:_MOST]))
                named += ", …" if len(known) > _MOST else ""
                place = located.of(document, "alts", written)
                yield finding("alts-unknown", place, id=document.id, picture=written, known=named)
