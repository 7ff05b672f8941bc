"""Which document stands in the way of a claim, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dossier.findings import Finding
from dossier.model import Located, Plan, PlannedDocument

from .checker import Fault, faults
from .judge import UA, Verdict

# Reasons that the catalogues word, by what a rule's name begins with; else the checker's own words are told.
_REASONS = (
    ("fonts", ("FONT-EMBEDDING", "CMAP-EMBEDDING")),
    ("unicode", ("UNICODE", "FONT-UNICODE")),
    ("glyphs", ("FONT-", "CMAP-", "TRUETYPE-", "TYPE0-", "TYPE1-", "CID", "NOTDEF-")),
    ("colour", ("DEVICE", "ICC", "SEPARATION-", "OUTPUTINTENT")),
    ("blending", ("TRANSPARENCY-", "EXTGSTATE-", "HALFTONE-")),
    ("image", ("IMAGE-", "INLINE-IMAGE-", "JPEG2000-", "XOBJECT-", "STREAM-FILTER", "STREAM-LZW")),
    ("figures", ("FIGURE-", "FORMULA-")),
    ("tables", ("TABLE-", "TR-", "TH-", "TD-", "THEAD-", "TBODY-", "TFOOT-")),
    ("headings", ("HEADING-",)),
)
_OTHER = "other"
_CODES = {False: "archive-obstacle", True: "accessible-obstacle"}


@dataclass(frozen=True, slots=True)
class Alone:
    """The pages of one file of a document, and the fonts that they name without carrying them."""

    pdf: bytes
    fonts: tuple[str, ...]


def obstacles(
    verdict: Verdict, plan: Plan, located: Located, alone: Callable[[str], Sequence[Alone]]
) -> tuple[Finding, ...]:
    """One finding for each document and reason; at the dossier's own place where no document is to blame.

    ``alone`` gives the files of a document by its id.
    """
    places = {document.id: located.of(document) for _, _, document in located.manifest.numbered()}
    found: dict[tuple[str, str], Finding] = {}
    for flavour, rules in verdict.broken.items():
        if flavour == UA:
            continue
        code = _CODES[flavour == UA]
        parts = {document.id: alone(document.id) for document in plan.documents}
        own = {
            id: frozenset(fault.rule for file in files for fault in faults(file.pdf, flavour))
            for id, files in parts.items()
        }
        for fault in rules:
            reason = _reason(fault.rule)
            said: dict[str, str | int] = {"reason": reason, "remedy": reason, "problem": fault.problem}
            whose: dict[str, str | int]
            guilty = list(_guilty(fault, flavour, plan, own))
            for document in guilty:
                fonts = sorted({font for file in parts[document.id] for font in file.fonts})
                whose = {"who": "document", "number": document.number, "title": document.title}
                told = Finding(code, places[document.id], {**said, **whose, "fonts": ", ".join(fonts)})
                found.setdefault((code, f"{document.id} {reason}"), told)
            if not guilty:
                said |= {"reason": _OTHER, "remedy": "dossier", "fonts": ""}
                whose = {"who": "dossier", "number": 0, "title": plan.title}
                told = Finding(code, located.place("dossier"), {**said, **whose})
                found.setdefault((code, fault.rule), told)
    return tuple(found.values())


def _guilty(
    fault: Fault, flavour: str, plan: Plan, own: dict[str, frozenset[str]]
) -> Iterator[PlannedDocument]:
    on = plan.pages[fault.page - 1].document if fault.page and fault.page <= len(plan.pages) else None
    for document in plan.documents:
        broken = own.get(document.id, frozenset())
        # A file without tags breaks by itself every rule of tags that the dossier keeps for it.
        counts = flavour != UA or "TAGGED-DOCUMENT" not in broken or "FONT" in fault.rule
        if document.id == on or (counts and fault.rule in broken):
            yield document


def _reason(rule: str) -> str:
    return next((reason for reason, starts in _REASONS if rule.startswith(starts)), _OTHER)
