"""The commands of the project, as invoke finds them; in a checkout also those of its developers."""

from __future__ import annotations

from pathlib import Path

from invoke import Collection

from dossier import machine, program, report, shipped
from dossier.commands import build, desk, edit, folders, sign, written
from dossier.commands.command import Command

machine.standard_streams()
if not report.takes_folder():
    program.adopt()
PROJECT = Path(__file__).resolve().parent
rooms = [build, written, sign, edit, desk, folders]
if (PROJECT / "development.py").is_file():  # a checkout
    rooms.append(shipped.load(PROJECT / "development.py"))
namespace = Collection()
for room in rooms:
    for one in vars(room).values():
        if isinstance(one, Command):
            namespace.add_task(one.task())
