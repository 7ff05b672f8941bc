"""Where templates come from: the dossier's own folder first, then the project's. Nothing outside them,
no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from dossier.findings import DossierError, finding
from dossier.shipped import place

_LARGEST, _HIGHEST_POWER = 1_000_000, 16
SHIPPED = place("templates")


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
        """The text of the template ``name``. Raises DossierError where it is missing or is not UTF-8."""
        try:
            return self.find(name).read_text(encoding="utf-8-sig")
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
