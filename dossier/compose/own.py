"""The program's own pages, which are no page of a dossier.

They are made of the shipped templates alone, which no dossier replaces: what a person signs by says what the
program found.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from markupsafe import Markup

from dossier import fonts
from dossier.findings import DossierError, finding
from dossier.listening import heard

from .templates import Templates


def own_page(name: str, values: Mapping[str, object], script: str | None = None) -> str:
    """The template ``name`` with its ``values``; ``script`` is the file that it runs, whose hash it is given
    for its policy (CSP Level 3, script-src)."""
    from .sandbox import environment  # a build runs templates elsewhere, and Jinja takes 50 ms to import

    templates = Templates.shipped()
    code = templates.read(script) if script else ""
    known = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    page = environment(templates, autoescape=True).get_template(name)
    return page.render({**values, "script": Markup(code), "script_hash": f"sha256-{known}"})


def own_text(name: str) -> str:
    """The shipped text ``name`` as it is."""
    return Templates.shipped().read(name)


def own_pdf(name: str, values: Mapping[str, object]) -> bytes:
    """The template ``name`` with its ``values``, laid out. Raises DossierError where the engine cannot."""
    fonts.use_only()
    try:
        from weasyprint import HTML
    except OSError as error:
        raise DossierError([finding("dependency-missing", "Pango", name="Pango")]) from error
    with heard("weasyprint") as said, fonts.fixed_clock():
        made: bytes = HTML(string=own_page(name, values)).write_pdf(pdf_variant="pdf/ua-1")
    if said:
        raise DossierError([finding("layout-engine", name, problem=line) for line in said])
    return made
