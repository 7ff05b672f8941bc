"""The stage itself: sources and prose through the templates to the skeleton and the plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from dossier.findings import DossierError, Finding, stop_on_error
from dossier.model import Located, Plan, Skeleton, Source
from dossier.store import Store
from dossier.typography import typeset, typeset_html

from . import plan as planning
from .glyphs import told
from .jobs import PageJob, Variables
from .laid import laid_out
from .prose import Prose
from .reference import References
from .renderer import RENDERER, TemplateError
from .spoken import read_spoken
from .templates import Templates
from .views import SectionView, placeholder_size, sections_of

_ROOT = "dossier.html"
_CONTENTS = "contents"
_SPOKEN = "spoken.toml"
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
    layouts: Store | None = None,
) -> Composed:
    """Lay the dossier out, or find it laid out in ``layouts``.

    Raises DossierError where a template is wrong, the renderer logs a line, or a frame breaks a rule.
    """
    manifest = located.manifest
    language = manifest.dossier.language
    sections = sections_of(located, sources)
    documents = [d for section in sections for d in section.documents]
    spoken = read_spoken(templates.read(_SPOKEN), language)
    html = _html(located, sections, prose, templates, draft)
    inert = manifest.dossier.links == "inert"
    if inert:
        html = Markup(_LEADING_OUT.sub(r"\1", html))
    progress("layout")
    wanted = planning.slots(documents, sources)
    sizes = {url: placeholder_size(slot.page) for url, slot in wanted.items()}
    try:
        laid = laid_out(typeset_html(html, language), templates, sizes, layouts)
    except DossierError as error:
        raise DossierError(told(error.findings, located, templates)) from error
    layout = laid.layout
    openings = 1 if manifest.dossier.opening == "page" else 0
    pages, findings = planning.plan_pages(layout, documents, wanted, openings)
    stop_on_error(findings)
    references = References(templates, language)
    references_ = {d.id: references.plain(d) for d in documents}
    planned = planning.plan_documents(pages, documents, references_, sources)
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
    )
    drawn = tuple(tuple(d.name for d in p.drawn) for p in layout.pages)
    skeleton = Skeleton(layout.pdf, drawn, layout.tags, spoken)
    return Composed(skeleton, plan, findings, laid.libraries)


def variables(located: Located, sections: tuple[SectionView, ...], prose: Prose, draft: bool) -> Variables:
    """What the templates are given."""
    dossier = located.manifest.dossier
    return Variables(
        dossier=dossier,
        exam=dossier.exam,
        language=dossier.language,
        sections=sections,
        sections_shown=dossier.sections == "shown",
        documents=tuple(d for section in sections for d in section.documents),
        pages=Markup('<span class="count-pages"></span>'),
        assignment=Markup(prose.assignment) if prose.assignment else None,
        introduction=Markup(prose.introduction) if prose.introduction else None,
        notices=prose.notices,
        cfc=any(d.rights == "cfc" for _, _, d in located.manifest.numbered()),
        recto=dossier.recto,
        opening=dossier.opening,
        draft=draft,
    )


def _html(
    located: Located,
    sections: tuple[SectionView, ...],
    prose: Prose,
    templates: Templates,
    draft: bool,
) -> str:
    job = PageJob(_ROOT, variables(located, sections, prose, draft))
    try:
        return RENDERER.render(templates, job).text
    except TemplateError as fault:
        raise DossierError([fault.finding]) from fault
