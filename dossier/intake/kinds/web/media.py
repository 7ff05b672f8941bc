"""Which of a page's conditions hold: media queries, container queries and ``@supports``.

The screen is that of a person's computer; a print style sheet is read as if its paper were as wide, so that
what a narrow telephone would not show is printed.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import Node

SCREEN, PRINT = "screen", "print"
MEDIA = (SCREEN, PRINT)
#: The window, in CSS pixels.
WIDTH, HEIGHT = 1280.0, 800.0

_LENGTHS = {"px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTHS |= {"in": 96.0, "pt": 96 / 72, "pc": 16.0, "dppx": 1.0, "x": 1.0, "dpi": 1 / 96, "dpcm": 2.54 / 96}
_LENGTHS |= {"vw": WIDTH / 100, "vh": HEIGHT / 100}
_MEASURES = {"width": WIDTH, "height": HEIGHT, "device-width": WIDTH, "device-height": HEIGHT}
_MEASURES |= {"inline-size": WIDTH, "block-size": HEIGHT, "aspect-ratio": WIDTH / HEIGHT, "resolution": 1.0}
_MEASURES |= {"device-aspect-ratio": WIDTH / HEIGHT, "-webkit-device-pixel-ratio": 1.0, "color": 8.0}
_MEASURES |= {"monochrome": 0.0, "color-index": 0.0, "grid": 0.0}
_WORDS = {
    "orientation": ("landscape",), "hover": ("hover",), "any-hover": ("hover",), "pointer": ("fine",),
    "any-pointer": ("fine",), "prefers-color-scheme": ("light",), "scripting": ("enabled",),
    "prefers-reduced-motion": ("no-preference",), "prefers-contrast": ("no-preference",),
    "forced-colors": ("none",), "inverted-colors": ("none",), "display-mode": ("browser",),
    "update": ("fast",), "overflow-block": ("scroll",), "overflow-inline": ("scroll",),
    "color-gamut": ("srgb",), "dynamic-range": ("standard",), "prefers-reduced-data": ("no-preference",),
    "prefers-reduced-transparency": ("no-preference",), "transform-3d": ("1",),
}  # fmt: skip
_SETTLED = {"none", "no-preference"}
_SIGNS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "=": operator.eq}
# What no browser of today's screens understands.
_FOREIGN = ("-moz-", "-ms-", "-o-", "-khtml-")
_EVEN = 1e-6


@dataclass(frozen=True, slots=True)
class Applies:
    """Where a rule applies."""

    screen: bool = True
    print: bool = True

    def __and__(self, other: Applies) -> Applies:
        return Applies(self.screen and other.screen, self.print and other.print)

    def __bool__(self) -> bool:
        return self.screen or self.print


def media(tokens: Sequence[Node]) -> Applies:
    """Where a list of media queries holds."""
    queries = split(tokens, ",")
    if not any(_plain(query) for query in queries):
        return Applies()
    return Applies(*(any(_query(_plain(query), medium) for query in queries) for medium in MEDIA))


def container(tokens: Sequence[Node]) -> bool:
    """Whether a container query holds of a container as wide as the window."""
    plain = _plain(tokens)
    if plain and plain[0].type == "ident" and plain[0].lower_value not in ("not", "and", "or"):
        plain = plain[1:]  # its name
    return not plain or bool(_condition(plain))


def supports(tokens: Sequence[Node]) -> bool:
    """Whether a browser is taken to support what ``@supports`` asks for."""
    return bool(_condition(_plain(tokens), supporting=True))


def _query(tokens: list[Node], medium: str) -> bool:
    turned = False
    named = [token.type for token in tokens[:2]] == ["ident", "ident"]
    if named and tokens[0].lower_value in ("not", "only"):
        turned = tokens[0].lower_value == "not"
        tokens = tokens[1:]
    holds = True
    if tokens and tokens[0].type == "ident" and tokens[0].lower_value not in ("not", "only"):
        holds = tokens[0].lower_value in ("all", medium)
        tokens = tokens[1:]
        if tokens and tokens[0].type == "ident" and tokens[0].lower_value == "and":
            tokens = tokens[1:]
    if holds and tokens:
        answer = _condition(tokens)
        if answer is None:
            return False
        holds = answer
    return holds != turned


def _condition(tokens: list[Node], supporting: bool = False) -> bool | None:
    """``not``, ``and``, ``or`` over what stands in brackets; None where a part is not known."""
    answer: bool | None = None
    joined, turned = "", False
    for token in tokens:
        if token.type == "ident":
            word = token.lower_value
            turned = word == "not" or (turned and word not in ("and", "or"))
            joined = word if word in ("and", "or") else joined
            continue
        matches = _part(token, supporting)
        if matches is None:
            return None
        matches = matches != turned
        turned = False
        answer = matches if answer is None else (answer and matches if joined == "and" else answer or matches)
    return answer


def _part(token: Node, supporting: bool) -> bool | None:
    if token.type == "function":
        return supporting and token.lower_name in ("selector", "font-format", "font-tech")
    if token.type != "() block":
        return None
    inner = _plain(token.content)
    if inner and (inner[0].type == "() block" or (inner[0].type == "ident" and inner[0].value == "not")):
        return _condition(inner, supporting)
    if supporting:
        return bool(inner) and not (inner[0].type == "ident" and inner[0].lower_value.startswith(_FOREIGN))
    return _feature(inner)


def _feature(tokens: list[Node]) -> bool | None:
    """``(min-width: 40em)``, ``(400px < width <= 60em)``, ``(hover)``."""
    if not tokens:
        return None
    if tokens[0].type == "ident" and len(tokens) > 1 and tokens[1] == ":":
        return _named(tokens[0].lower_value, tokens[2:])
    if len(tokens) == 1 and tokens[0].type == "ident":
        name = tokens[0].lower_value
        return bool(_MEASURES.get(name)) or (name in _WORDS and _WORDS[name][0] not in _SETTLED)
    return _range(tokens)


def _named(name: str, value: list[Node]) -> bool | None:
    prefix, _, rest = (
        name.replace("-webkit-min-", "min--webkit-").replace("-webkit-max-", "max--webkit-").partition("-")
    )
    asked = rest if prefix in ("min", "max") else name
    if asked in _MEASURES:
        number = _number(value)
        if number is None:
            return None
        have = _MEASURES[asked]
        if prefix == "min":
            return have >= number - _EVEN
        return have <= number + _EVEN if prefix == "max" else abs(have - number) < _EVEN
    if name in _WORDS and value:
        return str(getattr(value[0], "lower_value", getattr(value[0], "representation", ""))) in _WORDS[name]
    return None


def _range(tokens: list[Node]) -> bool | None:
    sides: list[list[Node]] = [[]]
    signs: list[str] = []
    for token in tokens:
        if token.type == "literal" and token.value in ("<", ">", "=", "<=", ">="):
            if signs and not sides[-1]:
                signs[-1] += token.value
            else:
                signs.append(token.value)
                sides.append([])
        else:
            sides[-1].append(token)
    values = [
        _MEASURES.get(side[0].lower_value) if side and side[0].type == "ident" else _number(side)
        for side in sides
    ]
    if not signs:
        return None
    answer = True
    for one, sign, other in zip(values, signs, values[1:], strict=False):
        if one is None or other is None or sign not in _SIGNS:
            return None
        answer = answer and bool(_SIGNS[sign](one, other))
    return answer


def _number(tokens: list[Node]) -> float | None:
    if len(tokens) == 3 and tokens[1] == "/" and tokens[2].type == "number":
        above = _number(tokens[:1])
        return None if above is None or not tokens[2].value else above / float(tokens[2].value)
    if len(tokens) != 1:
        return None
    (token,) = tokens
    if token.type == "number":
        return float(token.value)
    if token.type == "dimension" and token.lower_unit in _LENGTHS:
        return float(token.value) * _LENGTHS[token.lower_unit]
    return None


def length(value: str) -> float | None:
    """The pixels of a length as it is written; None of what is none, a percentage for one."""
    return _number(_plain(tinycss2.parse_component_value_list(value)))


def _plain(tokens: Sequence[Node]) -> list[Node]:
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def split(tokens: Sequence[Node], mark: str) -> list[list[Node]]:
    """The parts of a list that ``mark`` divides."""
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
