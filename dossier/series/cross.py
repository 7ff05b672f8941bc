"""What only a series can see: subjects that are not as different from each other as they must be, or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from os.path import normpath

from dossier.findings import Finding, finding

from .outcome import GOOD, Facts, Outcome

#: Loads of twins that differ by more, of the greater one, are said; and what is too little to be compared.
_DIFFERENCE = 0.25
_LITTLE = {"series-pages": 8, "series-words": 2000, "series-scans": 4}


def findings(outcomes: Sequence[Outcome]) -> tuple[Finding, ...]:
    """What there is to say of the dossiers that stand as their folders give them, each pair of subjects by
    its names. A dossier that could not be built is not compared, nor is its last set."""
    known = {o.name: o.facts for o in outcomes if o.facts and o.state in GOOD}
    every = {o.name for o in outcomes}
    twins = dict(_twins(known))
    said = [
        finding("series-twin", name, twin=known[name].twin)
        for name, other in twins.items()
        if other not in every or other == name
    ]
    pairs = dict.fromkeys(
        tuple(sorted((name, other))) for name, other in twins.items() if other in known and other != name
    )
    return (
        *said,
        *_titles(known),
        *_sources(known, {frozenset(pair) for pair in pairs}),
        *(said for a, b in pairs for said in _between(a, known[a], b, known[b])),
    )


def _twins(known: Mapping[str, Facts]) -> Iterator[tuple[str, str]]:
    """Each subject that names a twin, and the name of that one."""
    for name, facts in known.items():
        if facts.twin:
            yield name, normpath(f"{name}/{facts.twin}")


def _titles(known: Mapping[str, Facts]) -> Iterator[Finding]:
    bearing: dict[str, list[str]] = defaultdict(list)
    for name, facts in known.items():
        bearing[_folded(facts.title)].append(name)
    for names in bearing.values():
        for other in names[1:]:
            yield finding("series-title", other, title=known[other].title, other=names[0])


def _sources(known: Mapping[str, Facts], twins: Iterable[frozenset[str]]) -> Iterator[Finding]:
    """Files that are in two subjects, but for twins, which share documents."""
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    for name, facts in known.items():
        for paper in facts.papers:
            for sha256 in paper.files:
                holders[sha256].setdefault(name, paper.title)
    told: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for sha256, titles in holders.items():
        for first, other in combinations(titles, 2):
            if frozenset((first, other)) not in twins:
                told[first, other, titles[other]].append(sha256)
    for (first, other, title), files in told.items():
        yield finding("series-source", other, title=title, other=first, sha256=_joined(files))


def _between(a: str, one: Facts, b: str, two: Facts) -> Iterator[Finding]:
    """What twins share, and how their loads differ."""
    files = {sha256 for paper in one.papers for sha256 in paper.files}
    titles = {_folded(paper.title) for paper in one.papers}
    for paper in two.papers:
        shared = files & set(paper.files)
        if shared or _folded(paper.title) in titles:
            yield finding("series-shared", b, title=paper.title, other=a, sha256=_joined(shared))
    for code, little in _LITTLE.items():
        here, there = _load(one, code), _load(two, code)
        most = max(here, there)
        if most >= little and abs(here - there) > _DIFFERENCE * most:
            yield finding(code, b, other=a, theirs=here, count=there)


def _load(facts: Facts, code: str) -> int:
    if code == "series-pages":
        return facts.pages
    return sum(paper.words if code == "series-words" else paper.scans for paper in facts.papers)


def _joined(files: Iterable[str]) -> str:
    """What tells these files from others, for who accepts that they are shared."""
    return " ".join(sorted(files))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
