"""Where templates come from: the dossier's own folder first, then the project's. Nothing outside them,
no network."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from dossier import fonts
from dossier.digest import digest
from dossier.findings import DossierError, finding
from dossier.folder import Folder, NoFileError, OutsideError

_LARGEST_FILE = 256 << 20
_LARGEST, _HIGHEST_POWER = 1_000_000, 16
SHIPPED = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True)
class Templates:
    """The folders of templates of one dossier, the nearest first. A file of them is read once.

    ``fonts`` are those that the dossier brings, by names of their own; ``faces`` the font programs that set
    text: family by SHA-256.
    """

    folders: tuple[Folder, ...]
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _read: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, folder: Path) -> Templates:
        """The templates of the dossier in ``folder``: its own, and the shipped ones for what it does not
        change.

        Raises DossierError where its folder of templates, or a font in it, is a link that leads out.
        """
        own = Folder(folder, SHIPPED.name)
        try:
            brought = fonts.lying_in(own)
        except OutsideError as error:
            name = f"{SHIPPED.name}/{error.filename}" if own.is_folder() else SHIPPED.name
            raise DossierError([finding("template-outside", name)]) from error
        return cls((own, Folder(SHIPPED)), brought)

    @classmethod
    def shipped(cls) -> Templates:
        """The templates of the project."""
        return cls((Folder(SHIPPED),))

    def find(self, name: str) -> bytes:
        """The bytes of the template ``name``.

        Raises FileNotFoundError, and DossierError where the name or a link leads out of the folders, or
        where it cannot be read.
        """
        if name not in self._read:
            self._read[name] = self._found(name)
        return self._read[name]

    def _found(self, name: str) -> bytes:
        place = f"templates/{name}"
        for folder in self.folders:
            try:
                return folder.read(name, _LARGEST_FILE)
            except OutsideError as error:
                raise DossierError([finding("template-outside", place)]) from error
            except NoFileError as error:
                if folder.is_folder(name):
                    continue
                raise DossierError([finding("template-unread", place, problem="special")]) from error
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                problem = error.strerror or "?"
                raise DossierError([finding("template-unread", place, problem=problem)]) from error
        raise FileNotFoundError(name)

    def read(self, name: str) -> str:
        """The text of the template ``name``. Raises DossierError where it is missing or is not UTF-8."""
        try:
            return io.TextIOWrapper(io.BytesIO(self.read_bytes(name)), "utf-8-sig").read()
        except UnicodeDecodeError as error:
            place = f"templates/{name}"
            raise DossierError([finding("template-error", place, problem="UTF-8")]) from error

    def read_bytes(self, name: str) -> bytes:
        """The bytes of the template ``name``. Raises DossierError where it is missing."""
        try:
            return self.find(name)
        except FileNotFoundError as error:
            raise DossierError([finding("template-missing", f"templates/{name}")]) from error

    @property
    def files(self) -> dict[str, str]:
        """What was read: the SHA-256 of its bytes by its path in the dossier, in the order of the paths."""
        return {f"templates/{name}": digest(data) for name, data in sorted(self._read.items())}

    def changed(self) -> tuple[str, ...]:
        """The paths of those files that would no longer be read as they were."""
        return tuple(f"templates/{name}" for name, data in self._read.items() if self._now(name) != data)

    def _now(self, name: str) -> bytes | None:
        try:
            return self._found(name)
        except (OSError, DossierError):
            return None

    def environment(self, autoescape: bool) -> SandboxedEnvironment:
        """A sandboxed Jinja environment over these templates; an undefined name is an error, never blank."""
        return _Sandbox(
            loader=_Loader(self),
            autoescape=autoescape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, in which no product grows beyond what a page could hold."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:
        sizes = [len(x) if isinstance(x, (str, list, tuple)) else abs(x) for x in (left, right)]
        if operator == "**" and (sizes[0] > _LARGEST or sizes[1] > _HIGHEST_POWER):
            raise OverflowError(operator)
        if operator == "*" and sizes[0] * sizes[1] > _LARGEST:
            raise OverflowError(operator)
        return super().call_binop(context, operator, left, right)  # type: ignore[arg-type]


class _Loader(BaseLoader):
    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def get_source(
        self, environment: object, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        try:
            self.templates.find(template)
        except FileNotFoundError as error:
            raise TemplateNotFound(template) from error
        text = self.templates.read(template)
        return text, f"templates/{template}", lambda: True
