"""Where templates come from: the dossier's own folder first, then the project's. Nothing outside them,
no network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dossier.findings import DossierError, finding

#: Bytes of the largest text that is read as a template; the shipped ones have some thousands.
LARGEST = 4_000_000
SHIPPED = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True)
class Templates:
    """The folders of templates of one dossier, the nearest first."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, folder: Path) -> Templates:
        """The templates of the dossier in ``folder``: its own, and the shipped ones for what it does not
        change.

        Raises DossierError where its folder of templates, or a font in it, is a link that leads out.
        """
        own = folder / "templates"
        for path in (own, own / "fonts", *(own / "fonts").rglob("*")):
            if not path.resolve().is_relative_to(folder.resolve()):
                name = path.relative_to(folder).as_posix()
                raise DossierError([finding("template-outside", name)])
        folders = (own, SHIPPED) if own.resolve() != SHIPPED else (SHIPPED,)
        return cls(tuple(f for f in folders if f.is_dir()))

    def find(self, name: str) -> Path:
        """The file of the template ``name``.

        Raises FileNotFoundError, and DossierError where the name or a link leads out of the folders.
        """
        for folder in self.folders:
            path = folder / name
            if not path.is_file():
                continue
            if not path.resolve().is_relative_to(folder.resolve()):
                raise DossierError([finding("template-outside", f"templates/{name}")])
            return path
        raise FileNotFoundError(name)

    def read(self, name: str) -> str:
        """The text of the template ``name``. Raises DossierError where it is missing, huge, or not UTF-8."""
        try:
            path = self.find(name)
            if path.stat().st_size > LARGEST:
                problem = f"> {LARGEST // 1_000_000} MB"
                raise DossierError([finding("template-heavy", f"templates/{name}", problem=problem)])
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError as error:
            raise DossierError([finding("template-missing", f"templates/{name}")]) from error
        except UnicodeDecodeError as error:
            place = f"templates/{name}"
            raise DossierError([finding("template-error", place, problem="UTF-8")]) from error

    def read_bytes(self, name: str) -> bytes:
        """The bytes of the template ``name``. Raises DossierError where it is missing."""
        try:
            return self.find(name).read_bytes()
        except FileNotFoundError as error:
            raise DossierError([finding("template-missing", f"templates/{name}")]) from error
