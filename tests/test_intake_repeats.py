"""What intake makes of a file, the same bytes whatever the order in which Python holds sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
from conftest import PROJECT
from pikepdf import Dictionary, Name

NAMES = ("Amont", "Berge", "Crue", "Digue", "Etang", "Fleuve", "Gorge", "Halage")
COMPLETED = """
import dataclasses, hashlib, pathlib, sys
from dossier.intake import completion, convert
from dossier.intake.steps import Selection, SourceFile
file = pathlib.Path(sys.argv[1])
given = SourceFile(document="a", name=file.name, data=file.read_bytes(), folder=file.parent, language="fr", title="A")
taken = convert.take(given)
made = completion.complete(dataclasses.replace(taken, selection=Selection(pages=taken.pages)))
print(hashlib.sha256(made.pdf).hexdigest())
"""  # noqa: E501  # a program


def forms_in_forms(file: Path) -> None:
    """A page of forms, each with one in it, all under names of their author."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        forms = Dictionary()
        for rank, name in enumerate(NAMES, 1):
            inner = pdf.make_stream(b"0 0 %d 9 re f" % rank)
            outer = pdf.make_stream(b"/In%s Do" % name.encode())
            for form in (inner, outer):
                form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, [0, 0, 200, 200]
            outer.Resources = Dictionary(XObject=Dictionary({f"/In{name}": inner}))
            forms[f"/{name}"] = outer
        page.Resources = Dictionary(XObject=forms)
        page.Contents = pdf.make_stream(b" ".join(b"/%s Do" % name.encode() for name in NAMES))
        pdf.save(file)


def test_names_of_resources_are_given_in_one_order(tmp_path: Path) -> None:
    forms_in_forms(tmp_path / "a.pdf")
    running = [
        subprocess.Popen(
            [sys.executable, "-P", "-c", COMPLETED, str(tmp_path / "a.pdf")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2", "3")
    ]
    made = {process.communicate()[0] for process in running}
    assert all(process.returncode == 0 for process in running)
    assert len(made) == 1
