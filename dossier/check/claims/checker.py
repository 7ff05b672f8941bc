"""One file and one flavour: the rules that it breaks, by a checker that runs in the process.

The checker is ``page``, of which this module is the one importer; how far it agrees with veraPDF, the
reference, stands in docs/accessibility.md.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dossier import garbage

from . import own
from .asking import LARGE, UA, Asked, of_fonts
from .fault import Fault

_RULE = re.compile(r"^PDF(?:A\d[ABU]|UA1)-(.*)-\d+$")
_PAGE = re.compile(r"\bpage (\d+)\b")
# The checker takes a carriage return that ends a stream's data for a part of the line end behind it.
_MISTAKEN = frozenset({"STREAM-LENGTH"})
# PDF/A-1 asks every Type 1 subset for a list of its glyphs; PDF/A-2 (6.2.11.4.2) only that one be right.
_OF_PDFA_1 = ("TYPE1-SUBSET-CHARSET", "without a descriptor /CharSet")
# As many links in a chain of objects as a dossier of a few thousand pages may have bookmarks side by side.
_DEPTH = 10_000
# Bytes of a file of which the checker takes so little memory that it has two flavours at once.
_SMALL = 2_000_000


def faults(asked: Asked) -> tuple[tuple[Fault, ...], ...]:
    """The rules that a PDF breaks, each once, by flavour in the order asked.

    A file that the checker cannot read breaks the rule ``UNREADABLE``. PDF/UA-1 has the faults of fonts that
    PDF/A has, where both are asked.
    """
    size = len(asked.pdf) if isinstance(asked.pdf, bytes) else asked.pdf.stat().st_size
    ours = _ours(asked.pdf, size) if size > LARGE else None
    with ThreadPoolExecutor(2 if size <= _SMALL else 1) as beside:
        told = []
        for flavour in asked.flavours:
            told.append(beside.submit(_faults, asked.pdf, flavour))
            if size > LARGE:
                beside.submit(garbage.give_back)
        ours = ours or _ours(asked.pdf, size)  # the checker works beside Python's look
        broken = {flavour: one.result() for flavour, one in zip(asked.flavours, told, strict=True)}
    for flavour in asked.flavours:
        if ours.without:
            broken[flavour] |= _faults(ours.without, flavour)
        broken[flavour] |= {fault.rule: fault for fault in ours.faults if own.concerns(fault.rule, flavour)}
    if UA in broken:
        broken[UA] |= {rule: f for held in broken.values() for rule, f in held.items() if of_fonts(rule)}
    return tuple(tuple(held.values()) for held in broken.values())


def _ours(pdf: bytes | Path, size: int) -> own.Look:
    """What our own rules say; the checker takes the most at its end."""
    look = own.look(pdf)
    if size > _SMALL:
        garbage.give_back()
    return look


def _faults(pdf: bytes | Path, flavour: str) -> dict[str, Fault]:
    import page

    limits = page.SafetyLimits(max_reference_depth=_DEPTH)
    try:
        if isinstance(pdf, Path):
            report = page.validate_pdf(str(pdf), profile=flavour, limits=limits)
        else:
            report = page.validate_pdf_bytes(pdf, profile=flavour, limits=limits)
    except page.PageError as error:
        return {"UNREADABLE": Fault("UNREADABLE", str(error), None)}
    by_rule: dict[str, Fault] = {}
    for failure in report.failures:
        named = _RULE.match(failure.rule_id)
        rule = named[1] if named else failure.rule_id
        place = _PAGE.search(failure.message)
        if rule not in _MISTAKEN and not (rule == _OF_PDFA_1[0] and _OF_PDFA_1[1] in failure.message):
            by_rule.setdefault(rule, Fault(rule, failure.message, int(place[1]) if place else None))
    return by_rule
