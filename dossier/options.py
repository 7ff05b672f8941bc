"""What a run is asked for; apart from the pipeline, so that asking costs no import of the stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .model import Frozen

#: What hears of each stage, and how far it is.
Progress = Callable[..., None]
#: Whom synthesis.docx is for.
EDITIONS = ("candidates", "team")
#: The keys of a reference, each an option of the commands that edit a document.
FIELDS = (
    *("title", "title-short", "author", "genre", "container-title", "publisher", "published"),
    *("issue", "issued", "page", "number-of-pages", "URL", "extract", "alt", "rights"),
)


@dataclass(frozen=True)
class Options:
    """What a run is asked for; ``output`` is ``build/`` beside the manifest where it is None.

    ``team`` asks for the edition of who writes the model answer and marks, too; ``ask`` asks a person for
    the password of a document (its id) and a file, None where there is nobody to ask; ``committing`` is
    called when all is made and nothing shall stop the run any more. ``frozen`` are numbers that stay as they
    were signed.
    """

    manifest: Path
    output: Path | None = None
    draft: bool = False
    strict: bool = False
    compare: bool = True
    team: bool = False
    ask: Callable[[str, str], str] | None = None
    frozen: Frozen | None = None
    committing: Callable[[], object] = lambda: None

    @property
    def folder(self) -> Path:
        """The dossier's folder, to which every path of the manifest is relative."""
        return self.manifest.parent

    @property
    def remembered(self) -> Path | None:
        """The folder in which checks remember what they found right; None where they look at everything."""
        return None if self.strict else self.target

    @property
    def target(self) -> Path:
        """The folder of the outputs."""
        return self.output or self.folder / "build"
