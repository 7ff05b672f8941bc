"""What has been compared and found alike, kept by hash beside the outputs."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

FOLDER, FILE = ".proof", "pages.json"


def load(folder: Path, engine: str) -> dict[str, str]:
    """Hash of the source page by hash of the bound page; empty where nothing is kept, where it is damaged, or
    where another engine compared it."""
    try:
        kept = json.loads((folder / FOLDER / FILE).read_text(encoding="utf-8"))
        pages: dict[str, str] = kept["pages"]
        return pages if kept["sha256"] == _seal(engine, pages) else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def save(folder: Path, engine: str, pages: dict[str, str]) -> None:
    """Keep ``pages``. Raises OSError where it cannot be written."""
    place = folder / FOLDER / FILE
    place.parent.mkdir(exist_ok=True)
    text = json.dumps({"sha256": _seal(engine, pages), "pages": pages}, sort_keys=True, indent=0)
    beside = place.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, place)


def forget(folder: Path) -> tuple[Path, ...]:
    """Remove what is kept; returns the files removed."""
    files = [path for path in sorted((folder / FOLDER).glob("pages.*")) if path.is_file()]
    for path in files:
        path.unlink()
    if files and not any((folder / FOLDER).iterdir()):
        (folder / FOLDER).rmdir()
    return tuple(files)


def _seal(engine: str, pages: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps([engine, pages], sort_keys=True).encode()).hexdigest()
