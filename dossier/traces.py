"""Texts that nobody sees and that tell of a person's machine: paths and names of files."""

from __future__ import annotations

import re

_PATH = re.compile(
    r"""(?:^|[\s"'(<=+])(?:[a-z]:[\\/][^\s\\/]|\\\\[^\s\\]|file:|~/|/(?:home|users|root|tmp|var|mnt|media|volumes)/)""",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"""[^\n"<>|]{1,200}\.(?:png|jpe?g|jp2|gif|bmp|tiff?|webp|svg|emf|wmf|eps|heic|psd|ai|indd|pdf|docx?|odt|rtf"""
    r"""|pptx?|odp|xlsx?|ods|html?|txt|tmp)""",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
# Language, script, region, variants (RFC 5646, 2.1); private parts hold any word.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3})?(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))?",
    re.IGNORECASE,
)


def is_language(tag: str) -> bool:
    """Whether ``tag`` names a language and nothing else.

    >>> is_language("fr-CA"), is_language("fr_FR"), is_language("Jean Dupont")
    (True, False, False)
    """
    return bool(_LANGUAGE.fullmatch(tag))


def tells(text: str) -> bool:
    """Whether ``text`` is the name of a file, or holds a path.

    >>> tells("C:\\\\Users\\\\zoe\\\\a.png"), tells("image1.png"), tells("Une mairie sous la neige")
    (True, True, False)
    """
    return bool(_PATH.search(text) or _FILE.fullmatch(text.strip()))


def tells_of_font(name: str) -> bool:
    """Whether the name of a font holds a path or an address, which no name of a font does."""
    return bool(re.search(r"[\\/:@]", name) or _MAIL.search(name))
