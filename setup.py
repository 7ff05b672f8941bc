"""The wheel takes the templates and the tasks from the top of the repository, where they stay."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """Also copies what :mod:`dossier.shipped` looks for inside the package."""

    def run(self) -> None:
        """Fill the folder that the wheel is made of; an editable install needs no copy."""
        super().run()
        if not self.editable_mode:
            package = Path(self.build_lib) / "dossier"
            shutil.copytree("templates", package / "templates", dirs_exist_ok=True)
            shutil.copyfile("tasks.py", package / "tasks.py")


# "build" is where a dossier is written, and what an earlier wheel left there would be in this one.
with tempfile.TemporaryDirectory() as empty:
    setup(cmdclass={"build_py": Build}, options={"build": {"build_base": empty}})
