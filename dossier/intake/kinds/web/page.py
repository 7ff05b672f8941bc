"""A page, as it is handed to be laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """A page to lay out: its ``html``, the file ``name`` of the dossier, the ``language`` of what names none;
    ``base``, the address that its own ones count from, and the ``parts`` that came with it, by address:
    type and bytes."""

    html: str
    name: str
    language: str
    base: str = ""
    parts: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
