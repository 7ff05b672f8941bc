"""Keys that are none: what was meant, where it belongs, or what there is instead."""

from __future__ import annotations

import difflib

from dossier.findings import Finding, finding

from . import suggest
from .nodes import Path
from .schema import TABLES, keys

# A manifest is copied and sent: no secret belongs into it.
_SECRETS = ("password", "mot-de-passe", "motdepasse", "passwd")
#: Words for which there is no key, and what there is instead.
_INSTEAD = {
    **dict.fromkeys(("number", "folio", "folios", "rank", "rang", "ordre", "order", "position"), "counted"),
    **dict.fromkeys(
        ("note", "notes", "comment", "comments", "commentaire", "commentaires", "remark", "remarque", "todo"),
        "remark",
    ),
    **dict.fromkeys(
        ("doi", "isbn", "issn", "volume", "edition", "editor", "editors", "translator", "traducteur",
         "collection", "lieu", "publisher-place", "collection-title", "direction"),
        "published",
    ),
}  # fmt: skip


def table_of(path: Path) -> str:
    """The table of the manifest that ``path`` leads into."""
    names = [step for step in path if isinstance(step, str)]
    if "accepted" in names:
        return "accepted"
    if names[:2] == ["dossier", "exam"]:
        return "dossier.exam"
    if names[:1] == ["dossier"]:
        return "dossier"
    if "documents" in names:
        return "documents"
    if names[:1] == ["synthesis"]:
        return "marking" if "marking" in names else "synthesis"
    return "sections" if names[:1] == ["sections"] else ""


def unknown(key: str, path: Path, place: str) -> Finding:
    """What is said of ``key``, at ``path``, which is no key there."""
    if key.lower() in _SECRETS:
        return finding("key-secret", place, key=key)
    table = table_of(path[:-1])
    known = [k for k in keys(table) if k not in path]
    lower = {k.lower(): k for k in known}
    near = difflib.get_close_matches(key.lower(), lower, 1, 0.6)
    meant = suggest.key(key)
    if meant in known:
        return finding("key-unknown", place, key=key, near=meant)
    elsewhere = [other for other in TABLES if other != table and key in keys(other)]
    if elsewhere and key.lower() not in lower:
        # Of a document, wherever it is none of the dossier's.
        where = "documents" if "documents" in elsewhere and not table.startswith("dossier") else elsewhere[0]
        slip = {} if where else {"slip": "margin"}
        return Finding("key-misplaced", place, {"key": key, "where": where, **slip})
    instead = _INSTEAD.get(key.lower(), "")
    if instead and (table == "documents" or instead == "remark"):
        return Finding("key-unknown", place, {"key": key, "near": "", "slip": f"key-{instead}"})
    return finding("key-unknown", place, key=key, near=lower[near[0]] if near else "")
