"""A layout that an earlier build made of the same HTML, the same templates, and with the same engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dossier import state
from dossier.digest import digest
from dossier.findings import DossierError
from dossier.store import Store, makers
from dossier.work import wire

from .layout import Layout, render
from .templates import Templates

_SUFFIX = ".laid"
# What lays out and writes: another version may break a line elsewhere.
_LIBRARIES = (
    "weasyprint",
    "pydyf",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "pyphen",
    "fonttools",
    "pillow",
    "fontpkg-source-serif-4",
    "fontpkg-source-sans-3",
    "fontpkg-atkinson-hyperlegible",
)


@dataclass(frozen=True, slots=True)
class Laid:
    """A ``layout``; the font programs that set its texts (family by SHA-256); what was read of the templates
    (SHA-256 by name); the paths of the ``libraries`` that had a part in it, and their ``state`` then."""

    layout: Layout
    faces: Mapping[str, str]
    reads: Mapping[str, str]
    libraries: tuple[str, ...]
    state: str


def laid_out(
    html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]], store: Store | None
) -> Laid:
    """What :func:`.layout.render` makes, or what ``store`` has of it. Raises as that does."""
    name = _key(html, templates, placeholders) + _SUFFIX
    laid = _found(store, name, templates) if store else None
    if laid is None:
        layout = render(html, templates, placeholders)
        libraries = tuple(sorted(state.libraries()))
        laid = Laid(layout, dict(templates.faces), templates.used, libraries, _state(libraries))
        # Where the system does not tell what is loaded, nobody knows whether it is the same again.
        if store and libraries and all(laid.reads.values()):
            store.keep(name, wire.pack(laid))
    if store:
        store.sweep()
    return laid


def _found(store: Store, name: str, templates: Templates) -> Laid | None:
    packed = store.find(name)
    if packed is None:
        return None
    laid = wire.unpack(Laid, packed)
    if _state(laid.libraries) != laid.state or any(_now(templates, n) != k for n, k in laid.reads.items()):
        return None
    templates.faces.update(laid.faces)
    return laid


def _now(templates: Templates, name: str) -> str:
    try:
        return digest(templates.find(name))
    except (FileNotFoundError, DossierError):  # it is missed where it is needed
        return ""


def _key(html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]]) -> str:
    told = (makers(*_LIBRARIES), sorted(templates.fonts), list(placeholders.items()), html)
    return hashlib.sha256(repr(told).encode(errors="surrogatepass")).hexdigest()


def _state(libraries: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(state.of_files(libraries)).encode(errors="surrogatepass")).hexdigest()
