"""The mistakes of an editor: each said once, at its place, with its cure, in French and in English."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad.manifests import GOOD, places
from bad.mistakes import MISTAKES, RIGHT, Mistake

from dossier import manifest, report


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_once_at_its_place_with_its_cure(
    mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, (place,) = places(mistake.text)
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    located, findings = manifest.load(tmp_path / "manifest.yaml")
    assert [(f.place, f.code) for f in findings] == [(place, mistake.code)]
    assert located, "what can be read is read"
    for language, said, cure in zip(report.LANGUAGES, mistake.said, mistake.cure, strict=True):
        monkeypatch.setenv("LANGUAGE", language)
        words = report.word(findings[0])
        assert said in words[0]
        assert cure in words[1]


def test_there_are_seventy() -> None:
    assert len(MISTAKES) >= 70


@pytest.mark.parametrize("right", RIGHT.values(), ids=RIGHT)
def test_what_only_looks_like_a_mistake_is_none(right: Mistake, tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(right.text, encoding="utf-8")
    assert manifest.load(tmp_path / "manifest.yaml")[1] == ()


def test_what_stands_behind_a_slip_is_read_too(tmp_path: Path) -> None:
    """Slips in YAML and mistakes in values, all in one run, each at its own place."""
    marked = GOOD.replace("title: Essai", "title:▶Essai").replace("  subject:", "  subject ▶=")
    marked = marked.replace("    name: Concours", "      ▶name: Concours : externe").replace(
        " : ext", ": ext"
    )
    marked = marked.replace("Concours: externe", "Concours").replace("sources/a.pdf", "▶“sources/a : b.pdf”")
    marked += "        issued: ▶31/02/2011\n        ▶fil: x\n"
    text, expected = places(marked)
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    located, findings = manifest.load(tmp_path / "manifest.yaml")
    assert sorted(f.place for f in findings) == sorted(expected)
    assert located
    assert located.manifest.dossier.exam.name == "Concours"
