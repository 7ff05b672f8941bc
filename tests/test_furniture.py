"""What a dossier prints of its own is in its language, and each word of it stands in one file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAM, File, Sheet, prepared, said, write_dossier

from dossier.compose.templates import Templates
from dossier.compose.words import words_of
from dossier.findings import DossierError
from dossier.model import Tag
from dossier.pipeline import Prepared

TABLES = tomllib.loads(Templates.shipped().read("words.toml"))
_MARK = re.compile(r"\\?\{\w+\\?\}")


def everything(folder: Path, language: str, **more: Any) -> Prepared:
    """A dossier that shows all that can be shown, of one document that is there and one that is not."""
    files: dict[str, Any] = {"a": File([Sheet()] * 2), "b": None}
    said_of = {
        "a": {"issue": "4", "page": "3-9", "number-of-pages": 8, "container-title": "Y", "extract": True},
        "b": {"rights": "cfc", "page": "7", "number-of-pages": 1},
    }
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    text = 'X {{ cite("a") }} {{ ref("b") }}[^1]\n\n[^1]: Y\n'
    (folder / "templates" / "introduction.md").write_text(text, "utf-8")
    exam = {**EXAM, "session": 2027, "duration": "4 h", "coefficient": 4}
    keys = {
        "assignment": "X",
        "introduction": "shown",
        "exam": exam,
        "neutral-leaf": True,
        "recto": "documents",
    }
    manifest = write_dossier(folder, files, said_of, language=language, **{**keys, **more})
    return prepared(manifest, draft=True)


def shown(made: Prepared, folder: Path) -> str:
    """All that is printed, spoken or listed in the outline, in one line."""
    path = folder / "skeleton.pdf"
    path.write_bytes(made.composed.skeleton.pdf)
    outline = [mark.label for mark in made.plan.bookmarks]
    text = [said("pdftotext", path, "-"), *spoken(made.composed.skeleton.tags), *outline]
    return re.sub(r"\s+", " ", " ".join(text))


def spoken(tag: Tag) -> Iterator[str]:
    yield from (text for text in (tag.alt, tag.title) if text)
    if tag.link and tag.link.contents:
        yield tag.link.contents
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from spoken(kid)


def there(text: str, word: str) -> bool:
    """Whether ``word`` stands in ``text`` by itself, whatever stands for its marks."""
    pattern = _MARK.sub("[0-9]+", re.escape(re.sub(r"\s+", " ", word).strip()))
    return re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None


#: What is shown where something else is not: a list on the cover, the usual words of a single document.
ELSEWHERE = {
    "list",
    "documents-one",
    "notice-complete-one",
    "spoken-document",
    "colon",
    "pages-one",
    "pages-many",
}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en", "en-GB"])
def test_all_that_is_printed_is_in_the_language_of_the_dossier(tmp_path: Path, language: str) -> None:
    text = shown(everything(tmp_path, language), tmp_path)
    own, other = TABLES[language[:2]], TABLES["en" if language == "fr" else "fr"]
    if language == "fr":
        text = text.replace("\u202f", " ").replace("\u00a0", " ")
    assert [key for key in own if key not in ELSEWHERE and not there(text, own[key])] == []
    foreign = {
        key: word for key, word in other.items() if word.strip() not in {w.strip() for w in own.values()}
    }
    assert len(foreign) > 20
    assert [
        key for key, word in foreign.items() if re.search(r"\w{3}", _MARK.sub("", word)) and there(text, word)
    ] == []


def test_the_languages_have_the_same_words() -> None:
    first, *others = TABLES.values()
    assert others
    for other in others:
        assert {k: set(_MARK.findall(v)) for k, v in other.items()} == {
            k: set(_MARK.findall(v)) for k, v in first.items()
        }


def own(folder: Path, text: str) -> Templates:
    (folder / "templates").mkdir()
    (folder / "templates" / "words.toml").write_text(text, encoding="utf-8")
    return Templates.of(folder)


def test_a_dossier_changes_the_words_that_it_wants(tmp_path: Path) -> None:
    templates = own(tmp_path, '[fr]\ncontents = "Table"\n[de]\ncontents = "Inhalt"\n[en-GB]\ndraft = "Proof"')
    assert words_of(templates, "fr")["contents"] == "Table"
    assert words_of(templates, "fr")["list"] == TABLES["fr"]["list"]
    assert words_of(templates, "de-CH")["contents"] == "Inhalt"
    assert words_of(templates, "de")["cover"] == TABLES["fr"]["cover"]
    assert words_of(templates, "en-GB")["draft"] == "Proof"
    assert words_of(templates, "en")["draft"] == "Draft"
    (tmp_path / "templates" / "draft.txt").write_text("ESSAI\n", encoding="utf-8")
    assert words_of(Templates.of(tmp_path), "en-GB")["draft"] == "ESSAI"


@pytest.mark.parametrize(
    "text",
    [
        "[fr",
        "contents = 1",
        "[fr]\nkontents = 'a'",
        "[fr]\ncontents = 3",
        "[fr]\nblank = 'a\"b'",
        "[en]\nmissing = 'x'",
    ],
)
def test_words_that_cannot_be_used_are_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(DossierError) as told:
        words_of(own(tmp_path, text), "fr")
    assert {(f.code, f.place) for f in told.value.findings} == {("template-error", "templates/words.toml")}


@pytest.mark.slow
def test_a_language_without_words_is_said(tmp_path: Path) -> None:
    made = everything(tmp_path, "de")
    assert [f.code for f in made.findings if f.code == "words-absent"] == ["words-absent"]
    (tmp_path / "templates" / "words.toml").write_text('[de]\ncontents = "Inhalt"', encoding="utf-8")
    made = everything(tmp_path, "de")
    assert "words-absent" not in [f.code for f in made.findings]
    assert there(shown(made, tmp_path), "Inhalt")
