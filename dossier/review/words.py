"""What the words of titles and texts tell: what they are about, and their language."""

from __future__ import annotations

from collections.abc import Iterable

from dossier.folding import words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What carries no meaning of its own; French and English as they are folded.
_EMPTY = _set(
    """a ai ainsi alors apres au aucun aussi autre autres aux avant avec ce cela celle celles celui ces cet
    cette ceux chaque comme comment contre d dans de depuis des deux dont du elle elles en encore entre est et
    etre eu faire fait faut il ils j jusque l la le les leur leurs lors lui ma mais me meme mes moins mon n ne
    nos notre nous on ont ou par parmi pas pendant peu peut plus pour pourquoi qu quand que quel quelle
    quelles quels qui quoi s sa sans sauf se selon ses si son sont sous sur ta te tes toi ton tous tout toute
    toutes tres tu un une vers via voici voila vos votre vous y about after all an and any are as at be been
    but by can do for from had has have how if in into is it its more no not of off or our out over so such
    than that the their them then there these they this to under up was we were what when where which who why
    will with you your"""
)
# What a title calls the text that it stands over, and a text seldom calls itself.
_GENRES = _set(
    """annexe annexes article propos carte chapitre chronique communique compte conclusion contribution
    courrier discours document documents dossier edito editorial entretien enquete essai etude extrait
    extraits fiche graphique guide infographie interview introduction lettre lexique livre memento note notes
    page pages partie plan photo photos preface presentation presse rapport rendu resume schema sommaire
    synthese tableau tableaux temoignage texte titre tome tribune version volume appendix chapter editorial
    foreword letter paper report summary title"""
)
#: Words of a language that few others of these have, as they are folded.
_LANGUAGES = {
    "fr": _set("les des une dans est pour qui sur au par plus sont avec cette ces"),
    "en": _set("the and of to is that with for are this from which have been"),
    "de": _set("der die und das ist nicht mit von auf eine werden sich fur"),
    "es": _set("los las una que para con por como del esta mas pero sus"),
    "it": _set("che della per una sono con gli nel alla dei come piu anche"),
    "nl": _set("het een van dat niet zijn voor met aan ook worden deze"),
    "pt": _set("uma que para com nao dos das pelo mais como foi sao"),
}
# So many words tell a language.
_TELLING = 6


def telling(text: str) -> list[str]:
    """The words of a title that say what it is about, each once."""
    kept = (w for w in words(text) if len(w) > 1 and w not in _EMPTY and w not in _GENRES)
    return list(dict.fromkeys(kept))


def language(text_words: Iterable[str]) -> str:
    """The language of a text by its words; empty where they do not tell."""
    held = list(text_words)
    counts = {code: sum(w in known for w in held) for code, known in _LANGUAGES.items()}
    best, second = sorted(counts, key=lambda code: -counts[code])[:2]
    sure = counts[best] >= _TELLING and counts[best] > 2 * counts[second]
    return best if sure else ""
