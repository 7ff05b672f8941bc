"""A text layer for scans: invisible, below the picture, whose bytes stay as they are.

OCRmyPDF runs in a process of its own; it and Tesseract are not installed with the project (extra ``ocr``).
"""

from __future__ import annotations

import io
import logging
from importlib.util import find_spec
from shutil import which

import pikepdf

from dossier import children, machine, scratch
from dossier.findings import DossierError, finding

from .steps import PLACE

_LOG = logging.getLogger(__name__)

# An environment in which the layer is the same on any day.
_SAME_BYTES = {"SOURCE_DATE_EPOCH": "1325376000", "PYTHONHASHSEED": "0"}
_LAYER = "/OCR-"
# ISO 639-1 to the names of Tesseract's data.
_LANGUAGES = {"fr": "fra", "en": "eng", "de": "deu", "es": "spa", "it": "ita"}


def read(pdf: bytes, name: str, language: str) -> bytes:
    """``pdf`` with a layer of text on each page that has none, in ``language`` (BCP 47).

    Raises DossierError where the programs are not there, or cannot read the file.
    """
    code = _LANGUAGES.get(language.split("-")[0].lower(), "fra")
    if find_spec("ocrmypdf") is None or not which("tesseract"):
        raise DossierError([finding("ocr-missing", PLACE, file=name, language=code)])
    if code not in children.ask("tesseract", "--list-langs").split():
        raise DossierError([finding("ocr-missing", PLACE, file=name, language=code)])
    with scratch.folder() as folder:
        given, layered = folder / "given.pdf", folder / "made.pdf"
        given.write_bytes(pdf)
        options = ["--output-type", "pdf", "--optimize", "0", "--skip-text", "--jobs", "1", "--quiet"]
        words = ["--language", code, *options, str(given), str(layered)]
        run = children.convert(
            "ocrmypdf", *words, folder=folder, variables={**_SAME_BYTES, "TMPDIR": str(folder)}
        )
        if run.returncode or not layered.is_file():
            said = run.stderr.decode(errors="replace").strip()
            if lacking := machine.death(run.returncode, said):
                raise DossierError([lacking])
            _LOG.warning("%s: ended with %d", name, run.returncode)
            raise DossierError([finding("ocr-failed", PLACE, file=name)])
        return _named(layered.read_bytes())


def _named(data: bytes) -> bytes:
    """``data`` with plain names for the layers, which OCRmyPDF names at random."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            layers = page.resources.get("/XObject", pikepdf.Dictionary())
            random = [key for key in dict(layers) if key.startswith(_LAYER)]
            contents = page.obj.get("/Contents", pikepdf.Array())
            parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            for rank, key in enumerate(random):
                plain = f"{_LAYER}{rank}"
                layers[plain] = layers[key]
                del layers[key]
                for part in parts:
                    text = part.read_bytes()
                    if key.encode() in text:
                        part.write(text.replace(key.encode(), plain.encode()))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()
