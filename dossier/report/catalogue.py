"""The words themselves, by language, and what the program is called by who reads them."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polib

_FOLDER = Path(__file__).parents[1] / "locale"
LANGUAGES = ("fr", "en")
#: The variable by which ``./run`` hands on how it was called.
CALLED = "DOSSIER_CALLED"
#: What it is called where nobody typed it.
PROGRAM = "dossier"
_INVOKE = ("invoke", "inv")
# What a line of a catalogue begins with, and where the text in it ends: before a quotation mark.
_KEY, _MESSAGE, _END = 'msgid "', 'msgstr "', -2


def language() -> str:
    """``fr`` or ``en``, by the locale variables in gettext's own order."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = [re.split("[_.@]", item)[0].lower() for item in os.environ.get(name, "").split(":")]
        known = [code for code in wanted if code in LANGUAGES]
        if any(wanted):
            return known[0] if known else "en"
    return "en"


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """Every message of a language by its key.

    A catalogue of ours has keys and messages and nothing else, which is read in a tenth of the time that
    polib takes for all that a catalogue may have; it knows how a message is escaped.
    """
    messages: dict[str, str] = {}
    key = ""
    with (_FOLDER / code / "LC_MESSAGES" / "dossier.po").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(_KEY):
                key = line[len(_KEY) : _END]
            elif line.startswith(_MESSAGE):
                messages[key] = line[len(_MESSAGE) : _END]
            elif line.startswith('"'):  # it goes on
                messages[key] += line[1:_END]
    del messages[""]  # the head
    return {key: polib.unescape(one) if "\\" in one else one for key, one in messages.items()}


@cache
def called() -> str:
    """What the person typed for this program: ``./run``, which says so of itself, ``dossier``,
    ``python -m dossier`` or ``invoke``."""
    script = os.environ.get(CALLED)
    if script:
        return shlex.quote(script)
    path = Path(sys.argv[0])
    if path.name == "__main__.py":
        return f"python -m {path.parent.name}" if path.parent.name == PROGRAM else path.parent.name
    return path.name if path.name in _INVOKE else PROGRAM


def takes_folder() -> bool:
    """Whether a command takes the dossier's folder as it is, not behind ``--manifest`` only."""
    return called() not in _INVOKE


def known(key: str, otherwise: str) -> str:
    """``key`` where there are such words, else the other: a file may name what this version does not know."""
    return key if key in catalogue(language()) else otherwise


def say(key: str, /, **facts: object) -> str:
    """The message ``key`` in the person's language; ``{run}`` in it is how the program was called."""
    return catalogue(language())[key].format(**{"run": called(), **facts})
