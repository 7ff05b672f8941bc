"""The stage itself: sources and prose through the templates to the skeleton and the plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from dossier.findings import DossierError, Finding, stop_on_error
from dossier.model import Frozen, Located, Plan, Skeleton, Source
from dossier.store import Store
from dossier.typography import typeset, typeset_html

from . import cover
from . import plan as planning
from .glyphs import told
from .jobs import PageJob, Variables
from .laid import Laid
from .logo import LogoFile
from .prose import Prose
from .reference import References
from .renderer import RENDERER, TemplateError
from .spoken import read_spoken
from .templates import Templates
from .typesetter import Typesetter
from .views import DocumentView, LogoView, SectionView, placeholder_size, sections_of
from .words import Words, lacking, titled, words_of

_ROOT = "dossier.html"
_CONTENTS = "contents"
# What is added to a draft whatever templates the dossier has.
_DRAFT = "draft.html"
_SPOKEN = "spoken.toml"
# The styles in which templates print folios and their count, as they were signed (CSS Counter Styles 3).
_NUMBERS = (
    "@counter-style folio {{ system: fixed; symbols: {folios} }} "
    "@counter-style total {{ system: cyclic; symbols: {total} }}"
)
# How many letters a folio of the contents may have behind its number.
_SUFFIX = ":root {{ --suffix: {} }}"
# The sides that pages were signed on, or are given on sheets of their own.
_SIDES = ".sheet { break-before: right !important } .sheet.verso { break-before: left !important }"
_START = "#{part} {{ break-before: {side} !important }}"
# The target of a link that has a scheme; Jinja and Markdown write attributes in double quotes.
_LEADING_OUT = re.compile(r"""(<a\b[^>]*?)\shref=(?:"[a-zA-Z][\w+.-]*:[^"]*"|'[a-zA-Z][\w+.-]*:[^']*')""")


@dataclass(frozen=True)
class Composed:
    """What composing gave; ``libraries`` are the paths of those of the machine that had a part in it."""

    skeleton: Skeleton
    plan: Plan
    findings: tuple[Finding, ...]
    libraries: tuple[str, ...] = ()


def compose(
    located: Located,
    sources: dict[str, Source],
    prose: Prose,
    templates: Templates,
    draft: bool,
    progress: Callable[[str], None],
    typesetter: Typesetter,
    layouts: Store | None = None,
    frozen: Frozen | None = None,
) -> Composed:
    """Lay the dossier out, or find it laid out in ``layouts``; with the numbers that are ``frozen``.

    Raises DossierError where a template is wrong, the renderer logs a line, or a frame breaks a rule.
    """
    manifest = located.manifest
    language = manifest.dossier.language
    sections = sections_of(located, sources)
    documents = [d for section in sections for d in section.documents]
    spoken = read_spoken(templates.read(_SPOKEN), language)
    inert = manifest.dossier.links == "inert"

    def page(classes: str) -> str:
        html = _html(located, sections, prose, templates, draft, classes)
        made = typeset_html(Markup(_LEADING_OUT.sub(r"\1", html)) if inert else html, language)
        return made + _style(frozen) if frozen else made

    html = page("")
    progress("")
    wanted = planning.slots(documents, sources)
    sizes = {url: placeholder_size(slot.page) for url, slot in wanted.items()}
    naming = typesetter.beside(References(templates, language).plain, documents)
    try:
        laid = typesetter.laid_out(html, templates, sizes, layouts)
        classes, fits = _cover(laid, located, documents, templates, page, typesetter)
        if classes:
            laid = typesetter.laid_out(page(classes), templates, sizes, layouts)
    except DossierError as error:
        raise DossierError(told(error.findings, located, templates)) from error
    layout = laid.layout
    openings = 1 if manifest.dossier.opening == "page" else 0
    pages, findings = planning.plan_pages(layout, documents, wanted, openings)
    findings += () if fits else (cover.too_long(located),)
    findings += lacking(templates, language, located.place("dossier", "language"))
    stop_on_error(findings)
    references = naming.result()
    planned = planning.plan_documents(pages, documents, references, sources)
    findings += planning.small_type(located, planned, sources)
    plan = Plan(
        typeset(manifest.dossier.title, language),
        typeset(manifest.dossier.subject, language),
        language,
        pages,
        planned,
        planning.own_bookmarks(layout.bookmarks, planned),
        next((n for n, laid in enumerate(layout.pages, 1) if _CONTENTS in laid.anchors), None),
        prose.cited,
        tuple(d.id for _, _, d in manifest.numbered() if d.annotations == "keep"),
        inert,
        manifest.dossier.recto != "none",
        frozen.folios if frozen else (),
        frozen.total if frozen else 0,
        {d.id: dict(d.said_of()) for _, _, d in manifest.numbered() if d.alts},
    )
    drawn = tuple(tuple(d.name for d in p.drawn) for p in layout.pages)
    skeleton = Skeleton(layout.pdf, drawn, layout.tags, spoken)
    return Composed(skeleton, plan, findings, laid.libraries)


def _style(frozen: Frozen) -> str:
    folios = " ".join(f'"{folio}"' for folio in frozen.folios)
    rules = [_NUMBERS.format(folios=folios, total=f'"{frozen.total}"'), _SUFFIX.format(frozen.suffix)]
    if frozen.recto != "none":
        rules.append(_SIDES)
        rules += (
            _START.format(part=part, side="left" if verso else "right")
            for part, verso in frozen.starts.items()
        )
    return f"<style>{' '.join(rules)}</style>"


def _cover(
    laid: Laid,
    located: Located,
    documents: list[DocumentView],
    templates: Templates,
    page: Callable[[str], str],
    typesetter: Typesetter,
) -> tuple[str, bool]:
    """The classes that the cover needs to take one page, and whether it then does."""
    listed = located.manifest.dossier.contents == "cover"
    starts = {"assignment", "introduction", *(d.anchor for d in documents)} | (
        set() if listed else {_CONTENTS}
    )
    if not cover.runs_over(laid.layout, starts):
        return "", True
    count = len(laid.layout.pages)

    def alone(classes: str) -> tuple[frozenset[str], ...]:
        html = cover.with_count(page(classes), count)
        return typesetter.cover_alone(html, templates, cover.COVER)

    return cover.setting(alone, listed)


def variables(
    located: Located,
    sections: tuple[SectionView, ...],
    prose: Prose,
    draft: bool,
    words: Words,
    logo: LogoFile | None = None,
    classes: str = "",
) -> Variables:
    """What the templates are given beside their ``words``; ``classes`` are those of the cover."""
    dossier = titled(located.manifest.dossier, words)
    return Variables(
        dossier=dossier,
        exam=dossier.exam,
        language=dossier.language,
        sections=sections,
        sections_shown=dossier.sections == "shown",
        pages=Markup('<span class="count-pages"></span>'),
        assignment=Markup(prose.assignment) if prose.assignment else None,
        introduction=Markup(prose.introduction) if prose.introduction else None,
        notices=prose.notices,
        cfc=any(d.rights == "cfc" for _, _, d in located.manifest.numbered()),
        logo=LogoView(logo.url, dossier.logo.alt) if logo and dossier.logo else None,
        cover=classes,
        recto=dossier.recto,
        opening=dossier.opening,
        draft=draft,
    )


def draft_mark(templates: Templates, language: str) -> str:
    """What each page of a draft says, in ``language``."""
    return words_of(templates, language)["draft"]


def _html(
    located: Located,
    sections: tuple[SectionView, ...],
    prose: Prose,
    templates: Templates,
    draft: bool,
    classes: str,
) -> str:
    words = words_of(templates, located.manifest.dossier.language)
    given = variables(located, sections, prose, draft, words, templates.logo, classes)
    try:
        texts = [
            RENDERER.render(templates, PageJob(name, given)).text for name in (_ROOT, *(_DRAFT,) * draft)
        ]
        return "".join(texts)
    except TemplateError as fault:
        raise DossierError([fault.finding]) from fault
