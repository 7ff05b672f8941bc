"""What was built, in the viewer of the system."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from . import children
from .findings import DossierError, finding
from .places import nearby

#: The programs that find the viewer of a file; the first that is there.
_PROGRAMS = ("open",) if sys.platform == "darwin" else ("xdg-open", "wslview")
#: Seconds within which they say that there is none.
_PATIENCE = 5.0


def show(path: Path) -> None:
    """Have the system show the file at ``path``. Raises DossierError where nothing here can."""
    if sys.platform == "win32":
        os.startfile(path)
        return
    programs = (command for name in _PROGRAMS if (command := shutil.which(name)) and os.path.isabs(command))
    program = next(programs, None)
    if program is None or not children.show(program, str(path), _PATIENCE):
        raise DossierError([finding("viewer-missing", nearby(path), file=nearby(path))])
