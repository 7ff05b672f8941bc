"""The claims that hold."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dossier.model import Claim

from .checker import Fault, faults_apart

# The fullest first: each asks for all that the next one asks for (ISO 19005-2, 5).
_LEVELS = ("2a", "2u", "2b")
UA = "ua1"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ``claim`` that holds, and the rules of the claims sought that are broken, by flavour."""

    claim: Claim
    broken: dict[str, tuple[Fault, ...]]


def judge(sought: Claim, claiming: Callable[[Claim], bytes]) -> Verdict:
    """The highest claim that the file keeps, none above ``sought``.

    ``claiming`` gives the file with a claim made.
    """
    whole = claiming(sought)
    flavours = [flavour for flavour in (sought.pdfa, sought.pdfua and UA) if flavour]
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda flavour: faults_apart(whole, flavour), flavours))
    broken = {flavour: rules for flavour, rules in zip(flavours, found, strict=True) if rules}
    accessible = None if UA in broken else sought.pdfua
    level = sought.pdfa
    if level in broken:
        lower = _LEVELS[_LEVELS.index(level) + 1 :]
        level = next(
            (name for name in lower if not faults_apart(claiming(Claim(name, accessible)), name)), None
        )
    return Verdict(Claim(level, accessible), broken)
