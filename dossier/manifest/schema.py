"""The shape of a manifest: its validator and JSON Schema, both derived from the dataclasses of the model."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from dossier import model

TABLES: dict[str, type] = {
    "": model.Manifest,
    "dossier": model.Dossier,
    "dossier.exam": model.Exam,
    "dossier.logo": model.Logo,
    "sections": model.Section,
    "documents": model.Document,
    "accepted": model.Accepted,
    "synthesis": model.Synthesis,
    "marking": model.Criterion,
}
"""Where each dataclass stands in the manifest."""


@cache
def adapter() -> TypeAdapter[model.Manifest]:
    """The validator; made on first use, since it costs some 20 ms."""
    return TypeAdapter(model.Manifest)


def keys(table: str) -> dict[str, str]:
    """The keys of one table of the manifest, in order, each with the sentence that describes it."""
    fields = dataclasses.fields(TABLES[table])
    return {model.key_of(f.name): f.metadata["description"] for f in fields}


def limits(table: str, key: str) -> tuple[str, str]:
    """The least and the most that the number ``key`` may be."""
    bounds = next(f.metadata for f in dataclasses.fields(TABLES[table]) if model.key_of(f.name) == key)
    return str(bounds["ge"]), str(bounds["le"])


def schema() -> dict[str, object]:
    """The JSON Schema, with numbers allowed where YAML reads one and the manifest takes text (``issue:
    252``)."""
    result = adapter().json_schema(by_alias=True)
    result["$schema"] = "http://json-schema.org/draft-07/schema#"
    _loosen(result)
    return result


def write_schema(path: Path) -> None:
    """Write ``manifest.schema.json``, which the first line of a manifest names for the editor's
    completion."""
    path.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _loosen(part: object) -> None:
    if isinstance(part, dict):
        if part.get("type") == "string" and "enum" not in part and "const" not in part:
            part["type"] = ["string", "number"]
        for value in part.values():
            _loosen(value)
    elif isinstance(part, list):
        for value in part:
            _loosen(value)
