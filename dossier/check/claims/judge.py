"""The claims that hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dossier import bugs
from dossier.model import Claim
from dossier.work import Crew

from .asking import UA, Asked, checked
from .fault import Fault

# The fullest first: each asks for all that the next one asks for (ISO 19005-2, 5).
_LEVELS = ("2a", "2u", "2b", None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The highest ``claim`` that may hold, whether it ``holds``, and the rules that the one sought first
    breaks, by flavour."""

    claim: Claim
    holds: bool = False
    broken: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)


def judge(crew: Crew, pdf: Path, verdict: Verdict) -> Verdict:
    """What is left of the claim of ``verdict``, which ``pdf`` makes; where it is less, a file that makes it
    has to be judged, until it holds."""
    pdfa, pdfua = verdict.claim.pdfa, verdict.claim.pdfua
    flavours = tuple(flavour for flavour in (pdfa, pdfua and not verdict.broken and UA) if flavour)
    with bugs.during(stage="claims"):
        # One process for both: the checker's import costs as much as a third of a dossier's check.
        (answer,) = checked(crew, [Asked(pdf, flavours)])
    rules = {flavour: broken for flavour, broken in zip(flavours, answer, strict=True) if broken}
    left = _LEVELS[_LEVELS.index(pdfa) + 1] if pdfa in rules else pdfa
    claim = Claim(left, None if UA in rules else pdfua)
    return Verdict(claim, left == pdfa or left is None, verdict.broken or rules)
