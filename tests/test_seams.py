"""What is copied, searched and spoken is what was written, wherever lines break: by three engines."""

from __future__ import annotations

import re
from collections import Counter

import pypdfium2
import pytest
from conftest import File, Made, Sheet, built, said, write_dossier

from dossier.check.spoken import Reading

#: Each is written behind texts of so many lengths, so that lines break in it wherever they can.
PLACES = 36
ADDRESS = "http://www.exemple.fr/bloc-notes/221-la-place-des-reseaux/a_b/page.aspx?x=1-2"
WORDS = {
    "name": "L’e-administration",
    "town": "Saint-Quentin-en-Yvelines",
    "range": "2020-2021",
    "address": ADDRESS,
    "syllables": "anticonstitutionnellement",
    "both": "contre-révolutionnairement",
    "shy": "porte\u00admanteau",
    "bold": "demi-<b>heure</b>",
}
HANGING = "pré- et post-électoral"
# What stands behind an address is a box of its own on its line.
LINK = "http://www.exemple.fr/actualites/une-page_d-essai/index.html"


def written(word: str) -> str:
    return re.sub("<[^>]*>", "", word).replace("\u00ad", "")


def filled() -> str:
    """Prose that has each word at the end of a line sooner or later."""
    paragraphs = []
    for word in (*WORDS.values(), HANGING, f"(<{LINK}>)."):
        lines = [f"{('on ' * 40)[: 40 + n]}m {word} suite" for n in range(PLACES)]
        paragraphs.append("\n\n".join(lines))
    return "\n\n".join(paragraphs)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("coutures")
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_text(
        f'{{{{ cite("un") }}}}\n\n{filled()}\n', encoding="utf-8"
    )
    title = "Retours d’expérience de l’e-administration dans la communauté de Saint-Quentin-en-Yvelines"
    manifest = write_dossier(
        folder,
        {"un": File([Sheet()])},
        {
            "un": {
                "title": title,
                "URL": ADDRESS + "/" + ADDRESS[7:],
                "author": "Jean-Baptiste Vaquin-Lefèvre",
            }
        },
        introduction="shown",
        assignment=filled().replace("<b>", "**").replace("</b>", "**"),
        notices=["Ce sujet est celui de Saint-Quentin-en-Yvelines, session 2020-2021 : l’e-administration "]
        * 2
        + [f"Voir {ADDRESS}-{n}, puis signalez-le." for n in range(2)],
    )
    return built(manifest)


def joined(text: str) -> str:
    return " ".join(text.split())


def by_poppler(made: Made) -> str:
    return joined(said("pdftotext", made.pdf, "-"))


def by_pdfium(made: Made) -> str:
    pages = pypdfium2.PdfDocument(made.pdf)
    return joined("\n".join(page.get_textpage().get_text_range() for page in pages))


def by_mutool(made: Made) -> str:
    """It reads no ActualText until 1.24, and says each line as it is set."""
    text = said("mutool", "draw", "-q", "-F", "txt", made.pdf)
    text = re.sub("\u00ad\\s*", "", text)
    return joined(re.sub(r"(?<=[^\s-])([-/?=])\s*\n\s*(?!et )", r"\1", text))


ENGINES = {"poppler": by_poppler, "pdfium": by_pdfium, "mutool": by_mutool}


@pytest.mark.parametrize("engine", ENGINES)
def test_each_word_is_whole_for_each_engine(made: Made, engine: str) -> None:
    text = ENGINES[engine](made)
    found = Counter(text.split())
    missing = {
        name: found[written(word)] for name, word in WORDS.items() if found[written(word)] < 2 * PLACES
    }
    assert not missing
    assert text.count(HANGING) == 2 * PLACES
    assert found[f"({LINK})."] == 2 * PLACES
    assert not re.search("[\u00ad\u0002\ufffe\u2010\u200b-\u200f\u2060\ufeff]", text)


def test_lines_do_break_there(made: Made) -> None:
    """Otherwise the test above proves nothing."""
    lines = [line.strip() for line in said("mutool", "draw", "-q", "-F", "txt", made.pdf).splitlines()]
    ends = Counter(line.split()[-1] for line in lines if line)
    for end in ("L’e-", "Saint-Quentin-en-", "pré-", "demi-", "contre-"):
        assert ends[end], end
    assert any(end.endswith("\u00ad") for end in ends), "syllables"
    assert any(end.startswith("http://www.exemple.fr/") and end != ADDRESS for end in ends)


def test_a_screen_reader_says_the_same(made: Made) -> None:
    with Reading(made.pdf) as reading:
        text = " ".join(one.text for one in reading.said())
    found = Counter(re.sub(r"<[^>]*>", "", text).split())
    short = {name: found[written(word)] for name, word in WORDS.items() if found[written(word)] < 2 * PLACES}
    assert not short
    assert "\u200b" not in text
    whole = ADDRESS + "/" + ADDRESS[7:]
    assert text.count(f"{whole} <>") == 2, "in the introduction and in the document's opening"
