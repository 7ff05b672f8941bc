"""What a process of this project needs to find its packages: for the stages that start one."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGES = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """This process's environment, in which ``python -P -m dossier…`` finds this very package."""
    path = os.pathsep.join([str(_PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}
