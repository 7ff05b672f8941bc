"""Which addresses may be links: those of the web, of mail and of telephones, and no other, however it is
written."""

from __future__ import annotations

import re

# No host is asked for: an author may err, and a browser tells.
_LIVE = re.compile(r"https?://[^\s/\\]|(?:mailto|tel):[^\s]", re.IGNORECASE)
# What browsers and viewers complete, and a file of that name beside the dossier is not meant.
_BARE = re.compile(r"www\.[\w-]+\.\w", re.IGNORECASE)
# Who asks, and a password: they are nobody else's (RFC 3986, 3.2.1).
_USER = re.compile(r"(https?://)[^/?#@\\]*@", re.IGNORECASE)
# Characters that no one sees, and viewers leave out (WHATWG URL, 4.4).
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f]")


def live(address: str) -> str | None:
    """``address`` as it may stand in a link; None where it must be text only.

    >>> live(" HTTPS://exemple.fr/a\\n"), live("java\\tscript:alert(1)"), live("www.exemple.fr")
    ('HTTPS://exemple.fr/a', None, 'http://www.exemple.fr')
    >>> live("https://zoe:secret@exemple.fr/@zoe")
    'https://exemple.fr/@zoe'
    """
    address = address.strip()
    if _LIVE.match(address):
        return _USER.sub(r"\1", _UNSEEN.sub("", address))
    return "http://" + _UNSEEN.sub("", address) if _BARE.match(address) else None
