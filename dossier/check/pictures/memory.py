"""What has been compared and found alike, by hash."""

from __future__ import annotations

import json
from collections.abc import Set
from typing import TypeAlias

from dossier.store import Store

#: The hashes of a bound page and of the source page that it looks like. What is bound of two files may be the
#: same: each file's page is a pair of its own.
Alike: TypeAlias = "tuple[str, str]"

_NAME = "pages.json"
_MOST = 20_000


def load(store: Store, engine: str) -> frozenset[Alike]:
    """The pages that were found alike; none where nothing is kept that can be believed, or where another
    engine compared it."""
    kept = store.find(_NAME)
    told = json.loads(kept) if kept else {}
    pairs = told["pages"] if told.get("engine") == engine else ()
    return frozenset((bound, source) for bound, source in pairs)


def save(store: Store, engine: str, before: Set[Alike], pages: Set[Alike]) -> None:
    """Keep ``pages``, where they can be; with those of ``before``, which other builds may have again, while
    they are not too many."""
    kept = before | pages if len(before) < _MOST else pages
    store.keep(_NAME, json.dumps({"engine": engine, "pages": sorted(kept)}, indent=0).encode())
    store.sweep()
