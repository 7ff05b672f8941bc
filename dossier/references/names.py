"""Names of authors, as a reference keeps them and as a manifest prints them."""

from __future__ import annotations

import re

from .item import Name, tidy

# Words that stand between a given name and a family name (CSL: particles).
_PARTICLE = re.compile(
    r"d['’]|d[aeiou]|d[eo]s|del|dell[ao]|de[mnr]|l[ae]|les|v[ao]n|vom|te[nr]?|zu[mr]?|af|av|al|el|bin|ibn|y|e"
)
# A body is called so, or a part of it is, and no person.
_BODIES = re.compile(
    r"(?i)\b(?:acad[ée]mie|administration|agence|agency|archives?|assembl[ée]e|assembly|association|autorit[ée]"
    r"|authority|banque|bank|bibliothèque|bureau|cabinet|caisse|center|centre|cercle|chambre|cnfpt|coll[èe]ge"
    r"|collectif|comit[ée]|committee|commission|commune|communaut[ée]|conf[ée]d[ée]ration|conseil|council|cour"
    r"|d[ée]fenseur|d[ée]l[ée]gation|department|d[ée]partement|direction|directorate|[ée]cole|[ée]ditions?"
    r"|f[ée]d[ée]ration|fondation|foundation|france|gouvernement|government|groupe?|haute?|inspection"
    r"|institut[eo]?|international[e]?|journal|laborato\w+|mairie|minist[èe]re|ministry|mission|mus[ée]e"
    r"|national[e]?|observatoire|office|organi[sz]ation|parlement|parliament|pr[ée]fecture|pr[ée]sidence"
    r"|r[ée]gion|r[ée]publique|r[ée]seau|school|s[ée]cr[ée]tariat|s[ée]nat|service|soci[ée]t[ée]|society"
    r"|syndicat|tribunal|union|universit[ée]|university|ville)\b"
)
_MOST = 5


def printed(name: Name) -> str:
    """A name as a reference prints it: given name, particle, family name."""
    if name.literal:
        return tidy(name.literal)
    particle = name.particle.strip()
    family = f"{particle}{name.family}" if particle.endswith(("'", "’")) else f"{particle} {name.family}"
    return tidy(f"{name.given} {family} {name.suffix}")


def inverted(text: str) -> Name:
    """A name written from its family name on, as RIS has it: ``La Fontaine, Jean de``; without a comma it is
    that of a body."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        return Name(literal=tidy(text))
    family, given, suffix = parts[0], parts[1], ", ".join(parts[2:])
    particle, family = _leading(family)
    words = given.split()
    while len(words) > 1 and _PARTICLE.fullmatch(words[-1]):
        particle = tidy(f"{words.pop()} {particle}")
    return Name(family=family, given=" ".join(words), particle=particle, suffix=suffix)


def parsed(text: str) -> Name:
    """A name as a manifest prints it. What does not look like a person's stays whole, as that of a body."""
    text = tidy(text)
    if text.count(",") == 1:
        return inverted(text)
    words = re.sub(r"\b([dD]['’])(?=\w)", r"\1 ", text).split()
    at = next((n for n, word in enumerate(words) if _PARTICLE.fullmatch(word)), len(words) - 1)
    given, rest = words[:at], words[at:]
    particle = []
    while rest and _PARTICLE.fullmatch(rest[0]):
        particle.append(rest.pop(0))
    person = (
        given
        and rest
        and len(words) <= _MOST
        and all(word[0].isupper() for word in (*given, *rest))
        and not any(character.isdigit() for character in text)
        and not _BODIES.search(text)
        and not _PARTICLE.fullmatch(given[0].lower())
    )
    if not person:
        return Name(literal=text)
    return Name(family=" ".join(rest), given=" ".join(given), particle=" ".join(particle))


def _leading(family: str) -> tuple[str, str]:
    """The particle before a family name, and that."""
    words, particle = family.split(), []
    while len(words) > 1 and _PARTICLE.fullmatch(words[0]):
        particle.append(words.pop(0))
    return " ".join(particle), " ".join(words)
