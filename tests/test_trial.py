"""A file is blamed once a good one was tried: a slip of ours that no traceback tells is a bug, too."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import built, write_dossier
from test_honest import FILE

from dossier import odd, sample
from dossier.bugs import BugError
from dossier.check.claims import own
from dossier.compose import rendering, sandbox
from dossier.compose.jobs import Asked, ProseJob, Rendered
from dossier.intake import completion, convert, samples
from dossier.intake.steps import Selection, SourceFile
from dossier.synthesis import opening
from dossier.trial import TrialError

KINDS = (
    "markdown",
    "png",
    "jpeg",
    "tiff",
    "bmp",
    "gif",
    "webp",
    pytest.param("html", marks=pytest.mark.slow),
)


def endless(*_: object, **__: object) -> None:
    exec("def again(deep): return again(deep + 1)\nagain(0)", {"__name__": "dossier.planted"})


def of(kind: str) -> SourceFile:
    """A file that is recognised as one of ``kind``."""
    data = samples._TEXTS.get(kind) or samples._picture(kind)
    return dataclasses.replace(samples.pdf(), name=f"sample.{kind}", data=data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_files_are_taken_and_nothing_of_them_is_odd(kind: str) -> None:
    with odd.met() as met:
        taken = [convert.take(file) for file in samples.files(of(kind))]
    assert [one.kind for one in taken] == ["pdf", kind]
    assert not met


@pytest.mark.parametrize("selection", [Selection(), Selection(hidden="remove", comments=True)])
def test_nothing_of_the_good_file_is_odd_when_it_is_completed(selection: Selection) -> None:
    with odd.met() as met:
        good = convert.good(dataclasses.replace(convert.take(samples.pdf()), selection=selection))
        assert convert.measure(good).pages
        done = completion.complete(good)
        own._look(sample.pdf())
        opening._open(opening._good())
    assert done.pages
    assert not done.later
    assert not met


# Values of the right type, and wrong: what a library, or a check of ours, then says of a file. And functions
# that never end.
SLIPS: dict[str, Callable[..., Any]] = {
    "dossier.intake.convert:followed": lambda data: data[:40],
    "dossier.intake.kinds:recognise": lambda *_: None,
    "dossier.intake.pdf.open:taken_for_text": lambda *_: True,
    "dossier.intake.pdf.open:page_facts": endless,
    "dossier.intake.sanitise.narrow:operands": endless,
    "dossier.intake.fit:measured": endless,
    "dossier.bind.bind:flattened": endless,
    "dossier.bind.forms:_clone": endless,
    "dossier.bind.tags.tags:read_tree": endless,
}


def slip(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    module, _, name = where.partition(":")
    monkeypatch.setattr(importlib.import_module(module), name, SLIPS[where])


@pytest.mark.parametrize(
    "where", [pytest.param(one, marks=pytest.mark.slow if ".bind." in one else ()) for one in SLIPS]
)
def test_a_slip_that_looks_like_a_files_fault_is_a_bug(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = write_dossier(tmp_path, {"lettre": FILE})
    slip(monkeypatch, where)
    with pytest.raises((TrialError, RecursionError, BugError)):
        built(manifest)


def missing(*_: object) -> None:
    exec("None.x", {"__name__": "dossier.planted"})


def prose(text: str) -> Rendered:
    return rendering.rendered(
        Asked((), ProseJob("introduction", "fr", text, False, frozenset({"lettre"}), "12", 1))
    )


@pytest.mark.parametrize("fault", [missing, endless])
def test_a_slip_that_a_template_calls_is_none_of_the_template(
    fault: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not prose("{% set two = 2 %}{{ two * 3 }}").fault
    monkeypatch.setattr(sandbox, "_size", fault)
    with pytest.raises((AttributeError, RecursionError)):
        prose("{% set two = 2 %}{{ two * 3 }}")


@pytest.mark.parametrize(
    "slip",
    [
        "{% set a = none %}{{ a * 3 }}",
        "{% set a = {} %}{{ a ** a }}",
        "{{ cite([1]) / 2 }}",
        "{{ ref() }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set a = 'a' %}{{ a * 99999999999 }}",
    ],
)
def test_a_slip_in_a_template_is_the_templates(slip: str) -> None:
    assert prose(slip).fault
