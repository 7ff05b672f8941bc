"""How one specimen is finished: the keys of a ``recipe.yaml``, and this package's one error."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

import yaml  # type: ignore[import-untyped, unused-ignore]  # unless types-PyYAML is there
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class SpecimenError(Exception):
    """A specimen that cannot be made.

    ``code`` is stable, ``place`` is the file to open, relative to this package, and ``detail`` is
    what was met there.
    """

    def __init__(self, code: str, place: str, detail: str) -> None:
        super().__init__(f"{code}: {place}: {detail}")
        self.code = code
        self.place = place
        self.detail = detail


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scan(_Block):
    """A photocopy: ``dpi`` in pixels an inch, ``skew`` in degrees, one a page, anticlockwise."""

    dpi: int = Field(ge=72, le=300)
    skew: tuple[Annotated[float, Field(ge=-5, le=5)], ...]
    quality: int = Field(ge=20, le=95)


class Bleed(_Block):
    """A printer's sheet, in points: bleed on each side of the page, and the sheet's lower left."""

    size: float = Field(gt=0, le=36)
    origin: tuple[float, float]


class Label(_Block):
    """A run of page labels that starts again at 1 on page ``first`` (``from`` in the file)."""

    first: int = Field(alias="from", ge=1)
    style: Literal["decimal", "roman"]


class Metadata(_Block):
    """The document information that a tool would leave; no ``title`` keeps the page's own."""

    author: str | None = None
    creator: str | None = None
    producer: str | None = None
    title: str | None = None


class Recipe(_Block):
    """One ``recipe.yaml``; ``pages`` is a claim that is held against the rendered document."""

    output: str = Field(pattern=r"^[0-9a-z-]+\.pdf$")
    pages: int = Field(ge=1)
    tagged: bool = False
    forms: bool = False
    scan: Scan | None = None
    bleed: Bleed | None = None
    sideways: Literal[90, 180, 270] | None = None
    labels: tuple[Label, ...] = ()
    metadata: Metadata | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.scan and (self.tagged or self.forms):
            raise ValueError("scan: excludes tagged and forms")
        if self.scan and len(self.scan.skew) != self.pages:
            raise ValueError(f"scan.skew: {len(self.scan.skew)} angles, {self.pages} pages")
        # A widget's appearance would have to be turned too, and no specimen needs it.
        if self.sideways and self.forms:
            raise ValueError("sideways: excludes forms")
        self._check_labels()
        return self

    def _check_labels(self) -> None:
        starts = [label.first for label in self.labels]
        # ISO 32000-1, 7.9.7 and 12.4.2: the tree is sorted and has an entry for the first page.
        if starts and (starts[0] != 1 or starts != sorted(set(starts)) or starts[-1] > self.pages):
            raise ValueError(f"labels.from: {starts}, pages 1 to {self.pages}")


def read(path: Path) -> Recipe:
    """The recipe at ``path``.

    Raises SpecimenError ``recipe`` for a file that is not YAML, an unknown key, a missing key or a
    value out of range; the detail names each key.
    """
    place = f"{path.parent.name}/{path.name}"
    try:
        return Recipe.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise SpecimenError("recipe", place, str(error)) from error
    except ValidationError as error:
        raise SpecimenError("recipe", place, _listed(error)) from error


def _listed(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        key = ".".join(str(step) for step in problem["loc"])
        lines.append(f"{key}: {problem['msg']}" if key else problem["msg"])
    return "; ".join(lines)
