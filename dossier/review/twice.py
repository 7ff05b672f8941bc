"""One text bound for two documents, one title over two, and files that nothing binds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from dossier import folding
from dossier.findings import Finding, finding
from dossier.folder import Folder, left_by_systems
from dossier.folding import HASH, SKETCH, folded, words
from dossier.model import Document, Located, Source

# Texts are one where so many of the hashes agree by which they are compared.
_SAME = 0.9
_LOWEST = round((1 - _SAME) * SKETCH) + 1
_FOLDER = "sources"
_DEEPEST, _MOST, _NAMED = 4, 2000, 5

Numbered = Sequence[tuple[int, Document]]


def bound(located: Located, documents: Numbered, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Documents that hold pages, or the text, of one before them."""
    held = [(n, d, _pages(sources[d.id]), _sketch(sources[d.id])) for n, d in documents if d.id in sources]
    told: set[str] = set()
    for one, two in _near([(pages, sketch) for _, _, pages, sketch in held]):
        (number, first, pages, sketch), (other, second, its_pages, its_sketch) = held[one], held[two]
        if second.id in told or not (pages & its_pages or _alike(sketch, its_sketch)):
            continue
        told.add(second.id)
        facts: dict[str, str | int] = {"number": other, "title": second.title, "first": number}
        facts |= {"id": second.id, "other": first.id, "other_title": first.title}
        yield Finding("source-twice", located.of(second, "file"), facts, second.id)


def _near(held: Sequence[tuple[set[tuple[str, int]], frozenset[bytes]]]) -> list[tuple[int, int]]:
    """The pairs, by rank and in order, of those that have pages in common or may be alike.

    Of two sketches that are alike a tenth at most of either is not in the other, so that the least hash that
    both have stands behind no more than that in each.
    """
    holders: dict[object, list[int]] = {}
    for rank, (pages, sketch) in enumerate(held):
        for key in (*pages, *sorted(sketch)[:_LOWEST]):
            holders.setdefault(key, []).append(rank)
    return sorted({pair for ranks in holders.values() for pair in combinations(ranks, 2)})


def titled(located: Located, documents: Numbered) -> Iterator[Finding]:
    """One note where documents have one title."""
    by_title: dict[str, list[int]] = {}
    for number, document in documents:
        by_title.setdefault(" ".join(words(document.title)), []).append(number)
    same = [numbers for title, numbers in by_title.items() if title and len(numbers) > 1]
    if same:
        listed = "; ".join(", ".join(map(str, numbers)) for numbers in same)
        yield finding("titles-equal", located.place("sections"), numbers=listed)


def unused(located: Located, folder: Folder, used: Sequence[str]) -> Iterator[Finding]:
    """One note where files lie in ``sources/`` and no document binds or reads them.

    What is left out of a folder that a document binds has a warning each where the folder is listed.
    """
    known = {_plain(name) for name in used}
    documents = [document for _, _, document in located.manifest.numbered()]
    folders = tuple(f"{_plain(name)}/" for document in documents for name in document.files)
    left = [
        name
        for name in _files(folder, _FOLDER, _DEEPEST)
        if _plain(name) not in known and not _plain(name).startswith(folders)
    ]
    if left:
        names = ", ".join(left[:_NAMED]) + (" …" if len(left) > _NAMED else "")
        yield finding("sources-unused", located.place("sections"), count=len(left), names=names)


def _files(folder: Folder, name: str, depth: int) -> list[str]:
    try:
        names = sorted(folder.names(name))
    except OSError:
        return []
    files: list[str] = []
    for entry in names[:_MOST]:
        inner = f"{name}/{entry}"
        if entry.startswith(".") or left_by_systems(entry):
            continue
        if folder.is_file(inner):
            files.append(inner)
        elif depth and folder.is_folder(inner):
            files += _files(folder, inner, depth - 1)
    return files


def _plain(name: str) -> str:
    return folded("/".join(step for step in name.split("/") if step not in ("", ".")))


def _pages(source: Source) -> set[tuple[str, int]]:
    return {(source.parts[page.part].sha256, page.number) for page in source.pages if page.number}


def _sketch(source: Source) -> frozenset[bytes]:
    """The hashes by which its text is compared; that of several files is one text."""
    noticed = [part.noticed for part in source.parts]
    hashes = noticed[0].sketch if len(noticed) == 1 else folding.sketch(" ".join(one.text for one in noticed))
    return frozenset(hashes[at : at + HASH] for at in range(0, len(hashes), HASH))


def _alike(one: frozenset[bytes], other: frozenset[bytes]) -> bool:
    # Of the least of both, so many are there at least, and no more than these are in each.
    if not one or not other or len(one & other) < _SAME * max(len(one), len(other)):
        return False
    least = sorted(one | other)[:SKETCH]
    return sum(hash in one and hash in other for hash in least) >= _SAME * len(least)
