"""The objects of a PDF as qpdf has them, read with suspicion: the one reader for all that walks through it.

What is of another type than a walk needs is :class:`~dossier.odd.OddError`, never an exception that a bug of
ours might raise as well. What is not there is None, or empty (ISO 32000-2, 7.3.7: null is absent).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, DecimalException

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from . import geometry
from .model import Box
from .odd import OddError

#: What qpdf raises of a file, by itself or where a number in it is none.
FAULTS = (pikepdf.PdfError, DecimalException, RuntimeError)
#: The operators of a content stream that show text (ISO 32000-2, 9.4.3).
SHOWS = frozenset(("Tj", "TJ", "'", '"'))
_CALLED = (*FAULTS, AttributeError, LookupError, TypeError, ValueError)


def get(held: object, key: str) -> Object | None:
    """The entry ``key`` of a dictionary or a stream, or None."""
    if not isinstance(held, (Dictionary, Stream)):
        raise OddError(f"{key} of what is no dictionary")
    try:
        return held.get(key)
    except _CALLED as error:
        raise OddError(str(error)) from error


def flags(annotation: Object) -> int:
    """The flags of an annotation (ISO 32000-2, 12.5.3), none where it says no number."""
    given = annotation.get("/F", 0)
    return int(given) if isinstance(given, (int, Decimal)) else 0


def dictionary(held: object, key: str) -> Object:
    """The entry ``key`` where it is a dictionary, or an empty one."""
    value = get(held, key)
    if value is not None and not isinstance(value, Dictionary):
        raise OddError(f"{key} is no dictionary")
    return Dictionary() if value is None else value


def named(resources: object, category: str, name: object) -> Object | None:
    """What ``resources`` call ``name`` in a category (7.8.3); None where they are none, or it is no name."""
    held: object = resources.get(category) if isinstance(resources, Dictionary) else None
    known = isinstance(held, Dictionary) and isinstance(name, Name)
    return get(held, text(name)) if known else None


def array(held: object, key: str) -> list[Object]:
    """The same where it is an array, as a list."""
    return items(get(held, key))


def items(value: object) -> list[Object]:
    """What is in an array; nothing in one that is not there."""
    if value is not None and not isinstance(value, Array):
        raise OddError("no array")
    return [] if value is None else list(value)


def values(held: object) -> list[Object]:
    """What is in a dictionary, whatever its keys are; nothing in one that is not there."""
    if held is not None and not isinstance(held, (Dictionary, Stream)):
        raise OddError("no dictionary")
    try:
        return [] if held is None else list(held.values())
    except _CALLED as error:
        raise OddError(str(error)) from error


def leaves(tree: object) -> Iterator[Object]:
    """The values of a name tree (ISO 32000-2, 7.9.6), what is no part of one left out; trees that bite
    themselves end."""
    todo, seen = [tree], set()
    while todo:
        node = todo.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        pairs, kids = node.get("/Names"), node.get("/Kids")
        yield from list(pairs)[1::2] if isinstance(pairs, Array) else ()
        todo += reversed(list(kids)) if isinstance(kids, Array) else ()


def number(value: object) -> float:
    """A number."""
    if not isinstance(value, (int, float, Decimal)):
        raise OddError("no number")
    try:
        return float(value)
    except (ArithmeticError, ValueError) as error:
        raise OddError("no number") from error


def whole(value: object) -> int:
    """A number, cut to a whole one."""
    try:
        return int(number(value))
    except (OverflowError, ValueError) as error:
        raise OddError("no number") from error


def numbers(value: object) -> list[float]:
    """The numbers in an array."""
    return [number(one) for one in items(value)]


def box(value: object) -> Box:
    """The four numbers of a rectangle, lower left first."""
    four = numbers(value)
    if len(four) != 4:
        raise OddError("no rectangle")
    return geometry.normalised(four)


def text(value: object) -> str:
    """A name or a string as text."""
    if value is not None and not isinstance(value, (Name, pikepdf.String, str)):
        raise OddError("neither name nor text")
    try:
        return "" if value is None else str(value)
    except ValueError as error:
        raise OddError(str(error)) from error


def spelt(operator: pikepdf.Operator) -> str:
    """An operator of a content stream as text, a letter a byte: one that is none may be of any bytes."""
    return bytes(operator).decode("latin-1")


def data(stream: object) -> bytes:
    """The decoded bytes of a stream."""
    if not isinstance(stream, Stream):
        raise OddError("no stream")
    try:
        return bytes(stream.read_bytes())
    except FAULTS as error:
        raise OddError(str(error)) from error
