"""What stands at the top of a checkout and, once installed, inside this package: templates and tasks."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

_PACKAGE = Path(__file__).resolve().parent


def place(name: str) -> Path:
    """The file or folder ``name``: in this package where it was installed so, else beside it."""
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent / name


def load(path: Path) -> ModuleType:
    """The module or the package (its folder) at ``path``, imported from there and from nowhere else.

    Raises what the module raises; FileNotFoundError where there is none.
    """
    package = [str(path)] if path.is_dir() else None
    file = path / "__init__.py" if package else path
    spec = importlib.util.spec_from_file_location(path.stem, file, submodule_search_locations=package)
    assert spec and spec.loader  # noqa: PT018  # its name ends with .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
