"""One finding a document: what is said of many of its pages is said once, with all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .findings import Finding
from .ranges import listed

_ON_PAGE = re.compile(r"(.*\bpage )(\d+)")
#: Facts that differ from page to page, and what becomes of several.
_OF_PAGES: dict[str, Callable[[Sequence[int]], str | int]] = {
    "page": listed,
    "source_page": listed,
    "percent": min,
    "count": sum,
    "score": max,
}


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """``findings``, those that say one thing of several pages of one document as one, where the first was."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_key(finding) or id(finding), []).append(finding)
    return tuple(map(_one, groups.values()))


def _key(finding: Finding) -> object:
    """What findings have in common that are of one document; None where one is of no page."""
    on_page = _ON_PAGE.fullmatch(finding.place)
    document = finding.document or finding.facts.get("id")
    if not on_page or not document or not all(isinstance(finding.facts.get(n, 0), int) for n in _OF_PAGES):
        return None
    shared = tuple((name, value) for name, value in finding.facts.items() if name not in _OF_PAGES)
    return finding.code, document, on_page[1], shared


def _one(group: Sequence[Finding]) -> Finding:
    first = group[0]
    places = [match for finding in group if (match := _ON_PAGE.fullmatch(finding.place))]
    if len(group) == 1 or len(places) < len(group):
        return first
    facts = dict(first.facts)
    for name, joined in _OF_PAGES.items():
        if name in facts:
            facts[name] = joined([int(finding.facts[name]) for finding in group])
    return replace(first, place=places[0][1] + listed(int(match[2]) for match in places), facts=facts)
