"""What has been compared and found alike, by hash."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dossier.store import Store

_NAME = "pages.json"
_MOST = 20_000


def load(store: Store, engine: str) -> dict[str, str]:
    """Hash of the source page by hash of the bound page; empty where nothing is kept that can be believed, or
    where another engine compared it."""
    kept = store.find(_NAME)
    told = json.loads(kept) if kept else {}
    pages: dict[str, str] = told["pages"] if told.get("engine") == engine else {}
    return pages


def save(store: Store, engine: str, before: Mapping[str, str], pages: Mapping[str, str]) -> None:
    """Keep ``pages``, where they can be; with those of ``before``, which other builds may have again, while
    they are not too many."""
    kept = {**before, **pages} if len(before) < _MOST else pages
    text = json.dumps({"engine": engine, "pages": kept}, sort_keys=True, indent=0)
    store.keep(_NAME, text.encode())
    store.sweep()
