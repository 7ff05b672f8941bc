"""What breaks off in what the kept pages draw with, as findings: each stream is unpacked whole, once."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence

import pikepdf
from pikepdf import Name

from dossier import odd
from dossier.entries import FAULTS
from dossier.findings import Finding, finding
from dossier.intake.steps import PLACE, Lack
from dossier.model import SourcePage

from . import programs, reading
from .picture import picture
from .state import State
from .used import Used, Users

_CODES = {State.BROKEN: "data-broken", State.DOUBTFUL: "data-doubtful", State.ENDLESS: "data-endless"}
_CONTENT = ("form", "pattern", "glyph")


def damage(
    data: bytes, name: str, pages: Sequence[SourcePage], lacks: Sequence[Lack] = (), *, comments: bool
) -> tuple[Finding, ...]:
    """What is wrong with what ``pages`` of the PDF ``data``, the file ``name``, draw with: one finding a
    gravity, with things and pages. ``lacks`` is what they do without; ``comments`` are drawn, too.

    Raises OddError where the file cannot be read.
    """
    worst: defaultdict[State, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    kept = sorted({page.number for page in pages})
    for rank, kind, number in lacks:
        if number in kept:
            worst[State(rank)][kind].add(number)
    with odd.reading("pikepdf", faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
        users = Users(pdf)
        for number in kept:
            worst[users.page(number, comments)]["content"].add(number)
        for used in users.used.values():
            worst[_state(users, used)][used.kind] |= used.pages
        for (state, kind), numbers in users.lacking.items():
            worst[state][kind] |= numbers
    findings = []
    for state, code in _CODES.items():
        pages_by_kind = {
            f"damaged.{kind}": ", ".join(map(str, sorted(held)))
            for kind, held in sorted(worst[state].items())
            if held
        }
        if pages_by_kind:
            findings.append(finding(code, PLACE, file=name, **pages_by_kind))
    return tuple(findings)


def _state(users: Users, used: Used) -> State:
    stream = used.stream
    if stream.get("/Subtype") == Name.Image:
        return picture(reading.opened(stream, counted=True), stream)
    if used.kind in _CONTENT:
        return users.read(stream).state
    opened = reading.opened(stream)
    if used.kind == "font" and opened.state < State.BROKEN and "/Type" not in stream:
        return max(opened.state, programs.program(reading.data(stream), stream))
    return opened.state
