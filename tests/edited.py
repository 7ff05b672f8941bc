"""Manifests with comments in hard places, made here: what the commands that edit must leave as it is.

A comment that names a document (``@un``) is that document's: above it, or on its lines. All others stay.
"""

from __future__ import annotations

from pathlib import Path

HEAD = """\
# en tête
dossier:  # à côté
  title: Essai
  subject: Un sujet
  exam: {organiser: O, name: N, paper: P}  # tab\there
  introduction: none
"""

_HERE = Path(__file__)


def bodies() -> dict[str, str]:
    """Those that stand in ``edited.txt``, each below a line ``=== name``."""
    parts = _HERE.with_suffix(".txt").read_text(encoding="utf-8").split("=== ")[1:]
    return {name: body for name, _, body in (part.partition("\n") for part in parts)}


def manifests() -> dict[str, bytes]:
    """Each by a name: every body in several ways to write a file."""
    made = {}
    for name, body in bodies().items():
        text = HEAD + body
        made[name] = text.encode()
        made[f"{name}, CRLF"] = text.replace("\n", "\r\n").encode()
        made[f"{name}, no end"] = text.rstrip("\n").encode()
        made[f"{name}, mark"] = b"\xef\xbb\xbf" + text.encode()
        made[f"{name}, UTF-16"] = b"\xff\xfe" + text.encode("utf-16-le")
    return made
