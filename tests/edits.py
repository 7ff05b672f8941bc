"""Dossiers to be measured, and what editors do to them; each edit, done twice, takes itself back."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import yaml

#: The document that is edited, from 0: one of several pages, in the middle.
_CHOSEN = 9


class Dossier:
    """The dossier of ``manifest``, in ``folder``: each section ``times`` over, its introduction too."""

    def __init__(self, manifest: Path, times: int, folder: Path) -> None:
        data = yaml.load(manifest.read_bytes(), yaml.BaseLoader)
        self.folder, self.manifest, self.output = folder, folder / "manifest.yaml", folder / "build"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(manifest.parent / "templates", folder / "templates", dirs_exist_ok=True)
        data["sections"] = [
            {**section, "documents": [self._again(d, n, manifest.parent) for d in section["documents"]]}
            for n in range(1, times + 1)
            for section in data["sections"]
        ]
        self._prose = folder / "templates" / "introduction.md"
        texts = [_cited_again(self._prose.read_text(encoding="utf-8"), n) for n in range(1, times + 1)]
        self._prose.write_text("\n\n".join(texts), encoding="utf-8")
        self._write(data)

    def _again(self, document: dict[str, Any], n: int, before: Path) -> dict[str, Any]:
        old = Path(document["file"])
        new = old.with_stem(f"{old.stem}-{n}")
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(before / old, self.folder / new)
        return {**document, "id": f"{document['id']}-{n}", "file": str(new)}

    @property
    def sources(self) -> list[Path]:
        """The files of all documents, in order."""
        return [self.folder / document["file"] for document in self._documents(self._read())]

    @property
    def pages(self) -> int:
        """How many pages the last build has."""
        return int(json.loads((self.output / "dossier.json").read_text(encoding="utf-8"))["page_count"])

    def swap(self) -> None:
        """Another file for one document, of one page less, or of as many as before."""
        file = self.sources[_CHOSEN]
        kept = file.with_suffix(".other")
        if not kept.exists():
            with pikepdf.open(file) as pdf:
                del pdf.pages[-1]
                pdf.save(kept)
        third = file.with_suffix(".third")
        os.replace(file, third)
        os.replace(kept, file)
        os.replace(third, kept)

    def correct(self) -> None:
        """Another file for one document, of as many pages."""
        file = self.sources[_CHOSEN]
        data = file.read_bytes()
        file.write_bytes(
            data.removesuffix(b"\n% corrected\n")
            if data.endswith(b"corrected\n")
            else data + b"\n% corrected\n"
        )

    def move(self) -> None:
        """Two documents change places."""
        data = self._read()
        documents = data["sections"][0]["documents"]
        documents[0], documents[1] = documents[1], documents[0]
        self._write(data)

    def drop(self) -> None:
        """One document less, and one more again."""
        aside, data = self.folder / "dropped.json", self._read()
        if aside.exists():
            before = json.loads(aside.read_text(encoding="utf-8"))
            self._prose.write_text(before["prose"], encoding="utf-8")
            self._write(before["manifest"])
            aside.unlink()
            return
        prose = self._prose.read_text(encoding="utf-8")
        aside.write_text(json.dumps({"prose": prose, "manifest": data}), encoding="utf-8")
        gone = data["sections"][0]["documents"].pop(0)["id"]
        cited = re.compile(r"\{\{\s*(?:cite|ref)\([^)]*['\"]" + re.escape(gone) + r"['\"][^)]*\)\s*\}\}")
        self._prose.write_text(cited.sub("un rapport", prose), encoding="utf-8")
        self._write(data)

    def word(self) -> None:
        """A word of the introduction."""
        text = self._prose.read_text(encoding="utf-8")
        there = text.endswith("\n\nBon travail.\n")
        self._prose.write_text(
            text.removesuffix("\n\nBon travail.\n") if there else text + "\n\nBon travail.\n",
            encoding="utf-8",
        )

    def colour(self) -> None:
        """A colour of the whole dossier."""
        file = self.folder / "templates" / "styles" / "tokens.css"
        one, other = "--accent: #1f4e79", "--accent: #1f4e7a"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace(one, other) if one in text else text.replace(other, one), encoding="utf-8"
        )

    def _documents(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        return [document for section in data["sections"] for document in section["documents"]]

    def _read(self) -> dict[str, Any]:
        return json.loads(self.manifest.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def _write(self, data: dict[str, Any]) -> None:  # JSON is YAML
        self.manifest.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _cited_again(text: str, n: int) -> str:
    cited = re.compile(r"\{\{\s*(?:cite|ref)\(.*?\}\}", re.DOTALL)
    return cited.sub(lambda call: re.sub(r"([a-z0-9-]+)(?=['\"])", rf"\1-{n}", call[0]), text)
