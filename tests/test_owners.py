"""Which room may import which library: one table, held against every import of the package, both ways."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

from conftest import PROJECT

OWNERS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "owners.toml").read_text())["owners"]


def imports(package: Path) -> set[tuple[str, str]]:
    """(library, room that imports it), of every import in ``package``, also inside functions."""
    found = set()
    for path in package.rglob("*.py"):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            found |= {(name.partition(".")[0], room) for name in names}
    return {(library, room) for library, room in found if library != package.name}


def outside(found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of libraries that are not Python's own, or that the table names."""
    own = sys.stdlib_module_names - OWNERS.keys()
    return {(library, room) for library, room in found if library not in own}


def test_each_library_is_imported_by_its_owners_and_by_nobody_else() -> None:
    allowed = {(library, room) for library, rooms in OWNERS.items() for room in rooms}
    assert outside(imports(PROJECT / "dossier")) == allowed


def unnamed(page: str, package: Path) -> list[str]:
    """The rooms and modules of a package that ``page`` does not name as code."""
    names = {
        path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    return sorted(name for name in names if not name.startswith("__") and f"`{name}`" not in page)


def test_the_plan_names_every_room() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert unnamed(page, PROJECT / "dossier") == []
    assert unnamed(page.replace("`odd`", "odd"), PROJECT / "dossier") == ["odd"]


def test_a_path_that_the_plan_names_is_there() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([a-z_]+/[a-z_/]+)`", page) if not name.startswith("build/")}
    assert len(named) > 20
    places = [PROJECT / "dossier", PROJECT]
    assert [
        n for n in sorted(named) if not any((p / f"{n}.py").exists() or (p / n).exists() for p in places)
    ] == []


def test_an_import_in_another_room_is_seen(tmp_path: Path) -> None:
    room = tmp_path / "package" / "room"
    room.mkdir(parents=True)
    inside = "def f():\n    from pypdf.generic import NameObject\n    import os, pypdf.errors\n"
    (room / "a.py").write_text(inside)
    (room.parent / "b.py").write_text("import subprocess as s\nfrom package.room import a\n")
    assert outside(imports(room.parent)) == {("pypdf", "room"), ("subprocess", "b")}
