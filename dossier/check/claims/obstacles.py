"""Which document stands in the way of a claim, on which pages, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from dossier.findings import Finding, finding
from dossier.model import Claim, Located, Plan
from dossier.work import Crew

from .asking import UA, Asked, checked, of_fonts
from .judge import Verdict
from .pruned import pruned

# Reasons that the catalogues word, by what a rule's name begins with.
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
    ("drawing", ("CONTENT-OPERA", "CONTENT-TOKEN", "CONTENT-RESOURCES", "GRAPHICS-STATE",
                 "RENDERING-", "STRING-", "NAME-", "INTEGER-", "REAL-", "HEX-")),
    ("tags", ("CONTENT-", "STRUCT", "TAGGED", "ANNOTATION", "WIDGET", "LINK-", "LIST-", "LI-", "LBL-",
              "NOTE-", "TOC", "SPAN-", "TEXT-", "ALT-", "ROLE")),
)  # fmt: skip
_OTHER = "other"
# What a font that is not embedded brings with it.
_CONSEQUENCES = ("glyphs", "unicode")
# By which PDF/A the faults of fonts are found that PDF/UA has, too.
_FONTS_BY = "2b"
# Pages that are looked at one by one, to say on which of a document it is.
_MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What hinders the claim of ``standards``: a ``reason`` that the catalogues word, in the document of
    ``number`` (0: the dossier's own pages), on the ``pages`` of its file, or of the dossier; none where it is
    no page's."""

    standards: tuple[str, ...]
    number: int
    reason: str
    pages: tuple[int, ...] = ()


def obstacles(crew: Crew, pdf: bytes, verdict: Verdict, plan: Plan) -> tuple[Obstacle, ...]:
    """What of the bound ``pdf`` is in the way, by document and reason, in the order of the documents.

    A fault is a document's where the file still has it with the pages of that document alone.
    """
    folios = {d.number: _folios(plan, d.id) for d in plan.documents}
    own = frozenset(page.folio for page in plan.pages) - frozenset().union(*folios.values())
    pages: dict[tuple[int, str], dict[str, set[int]]] = {}
    for flavour, faults in verdict.broken.items():
        broken = {fault.rule for fault in faults}
        left = dict(_left(crew, pdf, flavour, broken, {**folios, 0: own}))
        met = set().union(*left.values())
        for number, rules in left.items():
            for rule in rules:
                pages.setdefault((number, _reason(rule)), {}).setdefault(flavour, set())
        for fault in faults:
            if fault.rule not in met:  # of the whole alone: where its page is, if it has one
                number = next((n for n, held in folios.items() if fault.page in held), 0)
                pages.setdefault((number, _reason(fault.rule)), {}).setdefault(flavour, set())
        guilty = {number: rules for number, rules in left.items() if number and rules}
        if sum(len(folios[number]) for number in guilty) <= _MOST_PAGES:
            for number, rules in guilty.items():
                single = {folio: frozenset((folio,)) for folio in sorted(folios[number])}
                for folio, theirs in _left(crew, pdf, flavour, rules, single):
                    for rule in theirs:
                        pages[number, _reason(rule)][flavour].add(folio)
    return tuple(_told(pages, plan))


def _told(pages: Mapping[tuple[int, str], Mapping[str, Set[int]]], plan: Plan) -> Iterator[Obstacle]:
    for (number, reason), flavours in sorted(pages.items()):
        if reason in _CONSEQUENCES and (number, "fonts") in pages:
            continue
        seen = sorted({plan.pages[folio - 1].source_page or folio for s in flavours.values() for folio in s})
        yield Obstacle(tuple(map(_standard, flavours)), number, reason, tuple(seen))


def said(hindering: Sequence[Obstacle], claim: Claim, located: Located) -> tuple[Finding, ...]:
    """One note for the whole dossier, where something hinders a claim."""
    if not hindering:
        return ()
    standards = dict.fromkeys(standard for one in hindering for standard in one.standards)
    numbers = sorted({one.number for one in hindering})
    facts: dict[str, str | int] = {f"standards.{standard}": "" for standard in standards}
    claims = [f"PDF/A-{claim.pdfa}"] * bool(claim.pdfa) + ["PDF/UA-1"] * bool(claim.pdfua)
    facts |= {f"claims.{one}": "" for one in claims} | {f"documents.{number}": "" for number in numbers}
    return (finding("conformance-hindered", located.place("dossier"), **facts),)


def _left(
    crew: Crew, pdf: bytes, flavour: str, rules: Set[str], alone: Mapping[int, Set[int]]
) -> Iterator[tuple[int, set[str]]]:
    """Which of the ``rules`` are still broken where nothing is left but the folios of each of ``alone``."""
    flavours = (flavour, _FONTS_BY) if flavour == UA and any(map(of_fonts, rules)) else (flavour,)
    faults = checked(crew, [Asked(pruned(pdf, folios), flavours) for folios in alone.values()])
    for key, (broken, *_) in zip(alone, faults, strict=True):
        yield key, {fault.rule for fault in broken} & rules


def _folios(plan: Plan, id: str) -> frozenset[int]:
    return frozenset(page.folio for page in plan.pages if page.document == id)


def _standard(flavour: str) -> str:
    return "PDF/UA-1" if flavour == UA else f"PDF/A-{flavour}"


def _reason(rule: str) -> str:
    return next((reason for reason, starts in _REASONS if rule.startswith(starts)), _OTHER)
