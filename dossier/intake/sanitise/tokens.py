"""The tokens of a content stream, as regular expressions (ISO 32000-2, 7.2 and 7.3)."""

from __future__ import annotations

WHITE = rb"[\0\t\n\f\r ]"
END = rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])"
BEGIN = rb"(?<![^\0\t\n\f\r ()<>\[\]{}/%])"
NAME = rb"/[^\0\t\n\f\r ()<>\[\]{}/%]*"
_INSIDE = rb"\\.|[^()\\]+"
for _ in range(6):  # strings nest balanced parentheses; no program writes deeper ones
    _INSIDE = rb"\\.|[^()\\]+|\((?>" + _INSIDE + rb")*\)"
STRING = rb"\((?>" + _INSIDE + rb")*\)"
HEX = rb"<[0-9A-Fa-f\0\t\n\f\r ]*>"
