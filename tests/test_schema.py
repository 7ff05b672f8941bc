"""The JSON Schema of the manifest: what an editor's checker says while the manifest is typed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
import yaml
from bad.manifests import FAULTS, GOOD, Fault, places
from conftest import PROJECT

from dossier import manifest
from dossier.manifest.schema import write_schema


class Core(yaml.SafeLoader):
    """YAML 1.2 as an editor's checker reads it: no dates, and no is a word."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [
            (tag, pattern) for tag, pattern in pairs if not tag.endswith((":timestamp", ":bool", ":merge"))
        ]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))


def schema_says(text: str) -> list[str]:
    """What an editor that knows the schema underlines."""
    schema = json.loads((PROJECT / "manifest.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    data = yaml.load(text, Loader=Core)  # a safe loader
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(data)]


def test_the_schema_is_the_one_that_the_model_gives(tmp_path: Path) -> None:
    write_schema(tmp_path / "schema.json")
    written = (tmp_path / "schema.json").read_text(encoding="utf-8")
    assert written == (PROJECT / "manifest.schema.json").read_text(encoding="utf-8"), "run: invoke schema"


@pytest.mark.parametrize("name", ["manifest.yaml", "templates/starter/manifest.yaml"])
def test_a_shipped_manifest_names_its_schema_and_pleases_it(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=manifest.schema.json"
    assert schema_says(text) == []


UNSEEN = {
    "no page", "fewer than no page", "selection backwards", "selection from 0", "year 0",
    "title that moves the terminal", "author with a line's end", "list of authors with a sign of C1",
}  # fmt: skip
SHAPE = {
    "key-unknown",
    "key-misplaced",
    "key-missing",
    "value-type",
    "value-choice",
    "value-form",
    "value-empty",
}
SHAPED = {
    name: f for name, f in FAULTS.items() if f.code in SHAPE and name not in UNSEEN | {"key that is a list"}
}


@pytest.mark.parametrize("fault", SHAPED.values(), ids=SHAPED)
def test_the_schema_sees_a_fault_of_shape_while_it_is_typed(fault: Fault) -> None:
    assert schema_says(places(fault.text())[0].replace("{{ pages }}", "{a: b}"))


FINE = [
    "issue: 252", "issued: 2011", "issued: 2011-05", "issued: 26/09/2011", "number-of-pages: auto",
    "number-of-pages: 5", "keep: 1-10, 14", "keep: 3", "page: 4", "extract: true", "author: [A, B]",
    "author: A",
    "title-short: 2012", "URL: http://a.fr/b", "published: no", "rights: cfc",
]  # fmt: skip


@pytest.mark.parametrize("line", FINE)
def test_what_the_build_takes_the_schema_takes(line: str, tmp_path: Path) -> None:
    text = f"{GOOD}        {line}\n"
    path = tmp_path / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    assert (manifest.load(path)[1], schema_says(text)) == ((), [])


def test_the_schema_describes_every_key() -> None:
    schema = json.loads((PROJECT / "manifest.schema.json").read_text(encoding="utf-8"))
    tables = [schema["properties"], *(table["properties"] for table in schema["$defs"].values())]
    assert sum(map(len, tables)) > 30
    assert [key for table in tables for key, value in table.items() if not value.get("description")] == []
