"""Spot colours without the words of whoever mixed them (ISO 32000-2, 8.6.6.4 and 8.6.6.5)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream

from .vocabulary import key, text_of

# Those that a device has, and those of the trade.
_KNOWN = re.compile(
    r"/(?:All|None|Cyan|Magenta|Yellow|Black|Gray|Grey|Red|Green|Blue|Orange|Violet|White|Gold|Silver|Varnish|Spot"
    r"|CutContour|(?:PANTONE|Pantone|HKS|RAL|TOYO|DIC)[ #]?[0-9A-Z][0-9A-Z .+-]{0,12})"
)
_DEEPEST = 12


def unnamed(space: Any) -> int:
    """Give the inks of a ``space`` names that are made of what they look like: equal inks keep equal ones.
    Returns how many got another."""
    given = list(space)
    if len(given) < 4:
        return 0
    if text_of(given[0]) == "/Separation" and not _is_known(given[1]):
        space[1] = Name(_name(given[2:4]))
        return 1
    return _many(space, given) if text_of(given[0]) == "/DeviceN" and isinstance(given[1], Array) else 0


def _many(space: Any, given: list[Any]) -> int:
    held = given[4] if len(given) > 4 and isinstance(given[4], Dictionary) else Dictionary()
    listed: Any = held.get("/Colorants")
    colorants = listed if isinstance(listed, Dictionary) else Dictionary()
    called: dict[str, str] = {}
    for rank, ink in enumerate(list(given[1])):
        word = text_of(ink)
        if not word or _is_known(ink):
            continue
        own: Any = colorants.get(key(word))
        alone = list(own) if isinstance(own, Array) else []
        called[word] = _name(alone[2:4] if len(alone) == 4 else [*given[2:4], rank])
    if called:
        _call(space, called)
    return len(called)


def _call(held: Any, called: dict[str, str], depth: int = 0) -> None:
    """Call inks otherwise in a space and all that it says of them."""
    if depth > _DEEPEST or not isinstance(held, (Array, Dictionary)) or isinstance(held, Stream):
        return
    if isinstance(held, Array):
        for rank, item in enumerate(list(held)):
            if text_of(item) in called:
                held[rank] = Name(called[text_of(item)])
            else:
                _call(item, called, depth + 1)
        return
    for word, item in list(held.items()):
        _call(item, called, depth + 1)
        if word in called:
            held[called[word]] = held[key(word)]
            del held[key(word)]


def _is_known(ink: object) -> bool:
    return bool(_KNOWN.fullmatch(text_of(ink)))


def _name(looks: list[Any]) -> str:
    sha256 = hashlib.sha256()
    for one in looks:
        _feed(sha256, one, 0)
    return f"/Spot-{sha256.hexdigest()[:8]}"


def _feed(sha256: hashlib._Hash, value: Any, depth: int) -> None:
    """What a value is made of, without its place in the file."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Stream):
        _feed(sha256, value.stream_dict, depth + 1)
        sha256.update(value.read_raw_bytes())
    elif isinstance(value, Array):
        sha256.update(b"[")
        for item in value:
            _feed(sha256, item, depth + 1)
    elif isinstance(value, Dictionary):
        for name, item in sorted(value.items()):
            if name != "/Length":
                sha256.update(name.encode("utf-8", "surrogateescape"))
                _feed(sha256, item, depth + 1)
    else:
        sha256.update(value.unparse() if isinstance(value, Object) else str(value).encode())
