"""What somebody may have meant by a value that is not written as it must be."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

from dossier.model import PartialDate
from dossier.ranges import parse_pages

_MONTHS = {
    name: number
    for names in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_SEASONS = {"printemps", "ete", "automne", "hiver", "spring", "summer", "autumn", "winter", "trimestre"}
_BETWEEN = {"er", "le", "de", "the", "of", "st", "nd", "rd", "th"}
_BETWEEN |= {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}
_BETWEEN |= {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
_UNDATED = {"", "sd", "nd", "sansdate", "nodate", "inconnu", "inconnue", "unknown", "nondate", "undated"}
_LANGUAGES = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en", "allemand": "de"}
_YES, _NO = (
    ("oui", "vrai", "o", "x", "ok"),
    ("non", "faux", "aucun", "aucune", "rien", "off", "no", "false", "0"),
)


_KEYS = {
    "date": "issued", "annee": "issued", "publie": "issued", "paru": "issued", "fichier": "file",
    "source": "file", "titre": "title", "auteur": "author", "auteurs": "author", "authors": "author",
    "year": "issued", "booktitle": "container-title", "magazine": "container-title", "pdf": "file",
    "editeur": "publisher", "revue": "container-title", "journal": "container-title",
    "numero": "issue", "langue": "language", "lien": "URL", "adresse": "URL", "url": "URL",
    "identifiant": "id", "sujet": "subject", "organisateur": "organiser", "epreuve": "paper",
    "duree": "duration", "consigne": "assignment", "commande": "assignment", "garder": "keep",
    "tourner": "rotate", "rubriques": "sections", "parties": "sections", "examen": "exam",
    "pieces": "documents", "piece": "documents", "textes": "documents", "avis": "notices", "concours": "name",
    "raison": "because", "reason": "because", "parce-que": "because", "vu": "seen", "empreinte": "seen",
}  # fmt: skip


def key(written: str) -> str:
    """The key that a word of everyday language, or another program, may stand for; or nothing."""
    return _KEYS.get(_bare(written), "")


def _bare(text: str) -> str:
    """Without accents, quotes and capitals."""
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return plain.lower().strip(" '\"")


def choice(value: str, choices: Sequence[str]) -> str:
    """The one of ``choices`` that ``value`` may stand for, or nothing."""
    bare = _bare(value)
    if bare in _NO and "none" in choices:
        return "none"
    near = difflib.get_close_matches(bare, choices, 1, 0.7)
    return near[0] if near else ""


def boolean(value: str) -> str:
    """``true`` or ``false`` for a word that means it."""
    bare = _bare(value)
    return "true" if bare in _YES else "false" if bare in _NO else ""


def slug(value: str) -> str:
    """An id out of any words."""
    return re.sub(r"[^a-z0-9]+", "-", _bare(value.replace("œ", "oe").replace("’", "-"))).strip("-")


def language(value: str) -> str:
    """The code of a language by its name."""
    bare = _bare(value)
    regional = re.fullmatch("([a-z]{2})[_ ]([a-z]{2})", bare)
    if regional:
        return f"{regional[1]}-{regional[2].upper()}"
    return _LANGUAGES.get(bare, bare if re.fullmatch("[a-z]{2}", bare) else "")


def date(value: str) -> str:
    """A date as the manifest has it, out of one with the name of its month, other signs, or two digits too
    few."""
    given, value = value, re.sub(r"(?<=\d)[T ]\d\d:\d\d.*", "", value)  # without the time of a day
    short = re.fullmatch(r"(\d\d?)[/.-](\d\d?)[/.-](\d\d)", value.strip())
    if short:  # a year of two digits, of this century
        value = f"{short[1]}/{short[2]}/20{short[3]}"
    words = re.findall(r"[^\W\d_]+|\d+", value.lower())
    words = [word for word in words if word not in _BETWEEN]
    if sum(map(bool, map(_month, words))) > 1:  # an issue of two months: the first
        words = [one for one in words if _month(one)][:1] + [
            one for one in words if len(one) == 4 and one.isdigit()
        ]
    elif len({one for one in words if re.fullmatch(r"(?:19|20)\d\d", one)}) == 1 and _SEASONS & {
        *map(_bare, words)
    }:
        words = [one for one in words if one.isdigit()]
    parts = [str(_month(word) or word) for word in words]
    if len(parts) == 3 and (_month(words[0]) or (parts[1].isdigit() and 12 < int(parts[1]) < 32)):
        parts = [parts[1], parts[0], parts[2]]  # March 12, 2027; 03/26/2027
    if not 1 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return ""
    year_first = len(parts[0]) == 4
    written = "-".join(p.zfill(2) for p in parts) if year_first else "/".join(p.zfill(2) for p in parts)
    if not re.search(r"\d{4}", written):
        return ""
    try:
        PartialDate.parse(written)
    except ValueError:
        return ""
    return written if written != given else ""


def _month(word: str) -> int:
    near = [number for name, number in _MONTHS.items() if _bare(name).startswith(_bare(word)[:4])]
    return near[0] if near and len(word) > 2 and not word.isdigit() else 0


def pages(value: str) -> str:
    """A selection of pages out of one with other signs, or with a range that runs backwards."""
    text = re.sub(r"(?i)\b(?:pp?\.?|pages?)\s*(?=\d)", "", value.strip())
    text = re.sub(r"\s*(?:–|—|−|‑|\bà\b|\bau\b|\bto\b|\.\.+|:)\s*", "-", text)
    text = re.sub(r"\s*(?:[,;+/&]|\bet\b|\band\b)[\s,;]*", ", ", text).strip(", ")
    text = re.sub(r"(\d)\s+(\d)", r"\1, \2", text)
    text = re.sub(r"(\d+)-(\d+)", lambda m: "-".join(sorted(m.groups(), key=_size)), text)
    try:
        parse_pages(text)
    except ValueError:
        return ""
    return text if text != value else ""


def number(value: str) -> str:
    """The number in ``value``, where there is one alone, without what sets thousands apart."""
    joined = re.sub(r"(?<=\d)[\s.'’](?=\d{3}(?!\d))", "", value)
    numbers = re.findall(r"\d+(?:[.,]\d+)?", joined)
    alone = numbers[0].replace(",", ".") if len(numbers) == 1 else ""
    return alone if alone != value else ""


def undated(value: str) -> bool:
    """Whether ``value`` says that there is no date."""
    return re.sub(r"[^a-z0-9]", "", _bare(value)) in _UNDATED


def address(value: str) -> str:
    """The address that ``value`` may be without its beginning."""
    return f"https://{value}" if re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", value) else ""


def _size(digits: str) -> tuple[int, str]:
    """What numbers are in order by, however long: Python reads no more than 4300 digits."""
    plain = digits.lstrip("0")
    return len(plain), plain
