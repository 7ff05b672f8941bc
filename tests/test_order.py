"""The order given to the candidate, as the note has it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from conftest import File, Made, Sheet, invoke, write_dossier


@pytest.mark.slow
def test_bold_and_italics_of_the_order_come_along(tmp_path: Path) -> None:
    order = "Vous êtes *attaché* à **Saint-Rémy**.\n\n- **Rédigez _une_** note ;\n"
    order += "- de <b>{{ pages }} p.</b>\n\n## Rappel\n\n***Tout***\\\nest là"
    path = write_dossier(tmp_path, {"a": File([Sheet()] * 3)}, assignment=order)
    run = invoke("build", "--manifest", path, "--no-compare")
    assert run.returncode == 0, run.stdout + run.stderr
    document = docx.Document(str(tmp_path / "build" / "synthesis.docx"))
    told = [
        [(r.text, bool(r.bold), bool(r.italic)) for r in paragraph.runs]
        for paragraph in document.paragraphs
        if paragraph.style.name == "Dossier – commande"
    ]
    pages = Made(tmp_path, tmp_path / "build").record["page_count"]
    assert told == [
        [("Vous êtes ", False, False), ("attaché", False, True), (" à ", False, False),
         ("Saint-Rémy", True, False), (".", False, False)],
        [("Rédigez ", True, False), ("une", True, True), (" note\u202f;", False, False)],
        [("de ", False, False), (f"{pages}\u00a0p.", True, False)],
        [("Rappel", True, False)],
        [("Tout", True, True), (" est là", False, False)],
    ]  # fmt: skip
