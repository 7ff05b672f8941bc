"""What an EQ field draws, as words on a line (ECMA-376-1, 17.16.5): LibreOffice draws nothing of it."""

from __future__ import annotations

import re

_SWITCH = re.compile(r"\\([A-Za-z]+)\s*((?:\\[a-z]+\s*(?:\d+|\\[^\w\s])?\s*|\\\*\s*\S+\s*)*)", re.IGNORECASE)
# Fields within a field that go deeper are not read.
_MOST_DEEP = 20


def spelt(text: str, deep: int = 0) -> str:
    """The arguments of ``text``, an EQ field without its keyword, joined as they are read."""
    if deep > _MOST_DEEP:
        return ""
    out, at = "", 0
    while at < len(text):
        switch = _SWITCH.match(text, at)
        if switch is None:
            at += text[at] == "\\" and at + 1 < len(text)
            out, at = out + text[at], at + 1
            continue
        at = switch.end()
        if at < len(text) and text[at] == "(":
            given, at = _arguments(text, at + 1)
            out += _joined(switch[1].lower()[:1], [spelt(one, deep + 1).strip() for one in given])
    return " ".join(out.split())


def _arguments(text: str, at: int) -> tuple[list[str], int]:
    """The arguments from ``at``, behind a bracket, to the bracket that closes it, and where that ends."""
    arguments, depth = [""], 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and at + 1 < len(text) and not text[at + 1].isalpha():
            arguments[-1] += text[at : at + 2]
            at += 2
            continue
        depth += (sign == "(") - (sign == ")")
        at += 1
        if depth < 0:
            break
        if sign in ";," and not depth:
            arguments.append("")
        else:
            arguments[-1] += sign
    return arguments, at


def _joined(kind: str, given: list[str]) -> str:
    match kind:
        case "f":
            return "/".join(f"({one})" if " " in one else one for one in given)
        case "r":
            degree = f"{given[0]}" if len(given) > 1 else ""
            return f"{degree}√({given[-1]})"
        case "b":
            return f"({' '.join(given)})"
        case "i":
            return f"∫ {' '.join(given)}"
        case "l":
            return "; ".join(given)
    return " ".join(given)
