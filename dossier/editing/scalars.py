"""A value as it is written in YAML, so that it is read back as the same text."""

from __future__ import annotations

import re

import yaml

_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*[^\s:])?")
_FLOW = re.compile(r"[\[\]{},]")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def scalar(value: str, flow: bool = False) -> str:
    """``value`` as a plain scalar where that is read as it is, else between double quotes."""
    if _PLAIN.fullmatch(value) and not (flow and _FLOW.search(value)) and _is_read(value):
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def listed(values: tuple[str, ...]) -> str:
    """Several values as a list on one line."""
    return f"[{', '.join(scalar(value, flow=True) for value in values)}]"


def _escaped(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character.isprintable() or character in "\u00a0\u202f":
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _is_read(value: str) -> bool:
    if value.lower() in ("null", "true", "false", "yes", "no", "on", "off"):
        return False
    try:
        node = yaml.compose(f"- k: {value}", Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return False
    assert isinstance(node, yaml.SequenceNode)
    read = node.value[0].value[0][1]
    return isinstance(read, yaml.ScalarNode) and read.value == value
