"""The bound file held against the plan, the standards and the pictures of the sources, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import bind, garbage
from .check import claims
from .check.claims import Verdict
from .check.known import Known, Look
from .check.pictures import Comparison
from .check.plan import verify
from .findings import Finding
from .model import Claim, Manifest, Plan, Source
from .options import Progress
from .store import CHECKED, Store
from .work import Crew

# What copies of the file are called: that without the pages that are known, and that with another claim.
_COPY, _CLAIMING = "new.pdf", "claiming.pdf"


@dataclass(frozen=True, kw_only=True)
class Checking:
    """What a file was bound from, and the ``crew`` that helps to look at it. ``remembered`` is the folder in
    which builds remember what they found right; None: everything is looked at."""

    crew: Crew
    plan: Plan
    sources: Mapping[str, Source]
    manifest: Manifest
    remembered: Path | None
    progress: Progress

    def checked(self, pdf: Path, comparison: Comparison | None) -> tuple[tuple[Finding, ...], Verdict]:
        """What is wrong with the file ``pdf``, and what it may claim. Copies of it may lie beside it then."""
        wanted = self.manifest.dossier.pdfa
        sought = Verdict(Claim() if wanted == "none" else Claim(wanted, "1"))
        known = Known(Store(self.remembered, CHECKED), wanted) if self.remembered else None
        copy = pdf.with_name(_COPY)
        look = known.look(pdf, self.plan, self.sources, self.manifest, copy) if known else Look(pdf)
        later = look.file.stat().st_size > claims.LARGE
        if comparison and not later:
            comparison.begin(pdf, self.plan, look.known, look.drawn)
        wrong, verdict = self._looked_at(look, sought)
        if look.known and (wrong or verdict.broken):
            # What is told is told of the file itself.
            wrong, verdict = self._looked_at(Look(pdf), sought)
        if comparison:
            if later:
                comparison.begin(pdf, self.plan, look.known, look.drawn)
            wrong += comparison.findings(partial(self.progress, "compare"))
            if known and not wrong and not verdict.broken:
                known.keep(look)
        return wrong, verdict

    def _looked_at(self, look: Look, verdict: Verdict) -> tuple[tuple[Finding, ...], Verdict]:
        judging = self.crew.beside(self._judged, look.file, verdict)
        garbage.sweep()  # what binding left, while another process judges
        wrong = verify(look.file, self.plan, self.sources, partial(self.progress, "verify"), look.known)
        return wrong, judging.result()

    def _judged(self, pdf: Path, verdict: Verdict) -> Verdict:
        while True:
            verdict = claims.judge(self.crew, self._claiming(pdf, verdict.claim), verdict)
            if verdict.holds:
                return verdict

    def _claiming(self, pdf: Path, claim: Claim) -> Path:
        """The file ``pdf`` where it makes this ``claim``, else one like it that does."""
        if claim == bind.SOUGHT:
            return pdf
        other = pdf.with_name(_CLAIMING)
        other.write_bytes(bind.claiming(pdf.read_bytes(), self.plan, claim))
        return other
