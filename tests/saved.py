"""Saved web pages by the hundred: what they hold, set in the style sheets that such pages really carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SENTENCE = (
    "Le conseil municipal de la commune examine en séance publique le rapport numéro {n} de l’année {y}."
)


def paragraphs(count: int, first: int = 0) -> str:
    text = [SENTENCE.format(n=f"p{first + n}", y=1900 + n) for n in range(count)]
    return "".join(f"<p>{one} {one.replace('numéro', 'second')}</p>" for one in text)


def table(rows: int, columns: int) -> str:
    cells = ("".join(f"<td>c{row}x{column} montant</td>" for column in range(columns)) for row in range(rows))
    head = "".join(f"<th>Colonne{column}</th>" for column in range(columns))
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def cards(count: int) -> str:
    one = '<div class="card col"><h3 class="title">Fiche{n}</h3><p>Résumé court de la fiche{n}.</p></div>'
    return f'<div class="row cards">{"".join(one.format(n=n) for n in range(count))}</div>'


def mixed() -> str:
    items = "".join(f"<li>Point{n} de la <b>liste</b></li>" for n in range(12))
    form = '<form><label>Nom</label><input value="ValeurSaisie"><button>Envoyer</button></form>'
    aside = "<blockquote>Citation encadrée</blockquote><pre>code préformaté très_long " + "x" * 150 + "</pre>"
    lists = f"<ul>{items}</ul><dl><dt>Terme</dt><dd>Définition</dd></dl><ol>{items}</ol>"
    return f"<h2>Intertitre</h2>{paragraphs(6)}{lists}{aside}{form}{paragraphs(20, 50)}"


CONTENTS = {
    "long": paragraphs(45),
    "mixed": mixed(),
    "cards": cards(24) + paragraphs(12),
    "table": table(24, 9),
}


def styles() -> dict[str, tuple[str, str]]:
    """The style sheets of ``saved.txt`` and the bodies that they are for, by their names."""
    entries = Path(__file__).with_name("saved.txt").read_text(encoding="utf-8").split("\n== ")[1:]
    parts = (entry.strip().split("\n") for entry in entries)
    return {name: ("" if css == "-" else css, body) for name, css, body in parts}


STYLES = styles()


@dataclass(frozen=True)
class Saved:
    """One page: its name and its source."""

    name: str
    html: str


def page(css: str, body: str) -> str:
    head = f'<meta charset="utf-8"><title>Article</title><style>{css}</style>'
    return f'<!DOCTYPE html><html lang="fr"><head>{head}</head><body>{body}</body></html>'


def pages() -> Iterator[Saved]:
    """Each style sheet with two of the contents: two hundred."""
    names = list(CONTENTS)
    for rank, (style, (css, body)) in enumerate(STYLES.items()):
        for step in range(2):
            content = names[(rank + step) % len(names)]
            yield Saved(f"{style}-{content}", page(css, body.replace("{c}", CONTENTS[content])))
