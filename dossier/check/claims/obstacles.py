"""Which document stands in the way of a claim, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dossier.findings import Finding
from dossier.model import Located, Plan, PlannedDocument
from dossier.work import Crew

from .checker import Asked, checked
from .fault import Fault
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
# What a font that is not embedded brings with it.
_CONSEQUENCES = ("glyphs", "unicode")
_CODES = {False: "archive-obstacle", True: "accessible-obstacle"}


def obstacles(
    crew: Crew,
    verdict: Verdict,
    plan: Plan,
    located: Located,
    alone: Mapping[str, Sequence[tuple[bytes, tuple[str, ...]]]],
) -> tuple[Finding, ...]:
    """One finding for each document and reason; at the dossier's own place where no document is to blame.

    ``alone`` has, by a document's id, the pages of each of its files as a PDF, and the fonts that they name
    without carrying them.
    """
    found: dict[tuple[PlannedDocument | None, str], list[tuple[str, Fault]]] = {}
    for flavour, rules in verdict.broken.items():
        own = {}
        for id, files in alone.items():
            each = checked(crew, [Asked(pdf, (flavour,)) for pdf, _ in files])
            own[id] = frozenset(fault.rule for (faults,) in each for fault in faults)
        for fault in rules:
            guilty = list(_guilty(fault, flavour, plan, own))
            for document in guilty:
                found.setdefault((document, _reason(fault.rule)), []).append((flavour, fault))
            if not guilty:
                found.setdefault((None, fault.rule), []).append((flavour, fault))
    told = []
    for (blamed, reason), broken in found.items():
        if reason in _CONSEQUENCES and (blamed, "fonts") in found:
            continue
        about = {"problem": broken[0][1].problem}
        about |= {f"standards.{_standard(flavour)}": "" for flavour, _ in broken}
        code = _CODES[all(flavour == UA for flavour, _ in broken)]
        facts: dict[str, str | int]
        if blamed is None:
            facts = {
                "who": "dossier",
                "number": 0,
                "title": plan.title,
                "reason": _OTHER,
                "remedy": "dossier",
            }
            told.append(Finding(code, located.place("dossier"), {**about, **facts, "fonts": ""}))
        else:
            fonts = sorted({font for _, named in alone[blamed.id] for font in named})
            facts = {"who": "document", "number": blamed.number, "title": blamed.title}
            facts |= {"reason": reason, "remedy": reason, "fonts": ", ".join(fonts)}
            told.append(Finding(code, _place(located, blamed), {**about, **facts}))
    return tuple(told)


def _standard(flavour: str) -> str:
    return "PDF/UA-1" if flavour == UA else f"PDF/A-{flavour}"


def _place(located: Located, planned: PlannedDocument) -> str:
    numbered = located.manifest.numbered()
    return next(located.of(document) for number, _, document in numbered if number == planned.number)


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
