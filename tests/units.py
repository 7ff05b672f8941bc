"""Dossiers that are laid out alone, of sources that nobody opens, and which of their units are laid out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import silent

from dossier import compose, manifest
from dossier.compose import Composed
from dossier.compose.templates import Templates
from dossier.compose.units import laying
from dossier.model import Part, Source, SourcePage
from dossier.store import Store
from dossier.work.serial import Serial


def composed(path: Path, pages: Mapping[str, Sequence[SourcePage]], store: Store | None = None) -> Composed:
    """What the dossier of the manifest at ``path`` is laid out as, with these ``pages`` of each document."""
    located, _ = manifest.load(path)
    assert located
    part = Part(file="s.pdf", sha256="", kind="pdf", pdf=b"")
    sources = {id: Source(document=id, parts=(part,), pages=tuple(held)) for id, held in pages.items()}
    templates = dataclasses.replace(Templates.of(path.parent), logo=None)
    prose, _ = compose.read_prose(located, sources, templates)
    typesetter = compose.Typesetter(Serial(), lambda: None)
    return compose.compose(located, sources, prose, templates, False, silent, typesetter, store)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of each unit that is laid out from now on."""
    html: list[str] = []
    true = laying.laid_unit

    def laid_unit(asked: Any, *more: Any) -> Any:
        html.append(asked.html)
        return true(asked, *more)

    monkeypatch.setattr(laying, "laid_unit", laid_unit)
    return html


def documents(html: Iterable[str]) -> list[str]:
    """Those that are of a document."""
    return [one for one in html if 'class="document"' in one]
