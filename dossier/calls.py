"""Calls that a library does not have: what tells a slip of ours from a file that is not as it should be.

A library trips over a hostile file in the same place as over a value that we should not have given it. What
differs is the call: a file's fault is met behind one that is as the library wants it. So what our innermost
line gave to the library is held against the types that the library itself names.
"""

from __future__ import annotations

import dis
import inspect
import types
import typing
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

#: Less often stands a function in the stack that does not call itself.
_NESTED = 50
#: What compiled code says of an argument that it cannot take (nanobind, and pikepdf's own conversion).
_COMPILED = ("incompatible function arguments", "don't know how to encode value")
#: What Python says of a loop or a generator of ours, with the type that compiled code raises of a file.
_PYTHON = ("changed size during iteration", "mutated during iteration", "generator raised StopIteration")
#: Where types stand that nothing is an instance of.
_ABSTRACT = ("typing", "typing_extensions")


def trail(error: BaseException) -> list[types.TracebackType]:
    """The lines that an exception passed, the innermost last."""
    passed, trace = [], error.__traceback__
    while trace:
        passed.append(trace)
        trace = trace.tb_next
    return passed


def package(line: types.TracebackType) -> str:
    """The top-level package whose code a line is of."""
    return _package(line.tb_frame)


def _package(frame: types.FrameType) -> str:
    return str(frame.f_globals.get("__name__") or "").partition(".")[0]


def raiser(error: BaseException, packages: Collection[str]) -> str:
    """Which of ``packages`` the innermost line of ``error`` is of, others left out; "" where none is."""
    return next((name for name in map(package, reversed(trail(error))) if name in packages), "")


def raised_by(own: str, error: Exception) -> bool:
    """Whether ``error``, a RuntimeError of any kind, was raised by the innermost line itself, of the package
    ``own``, and not by compiled code that it called, which leaves no line."""
    last = trail(error)[-1]
    if not isinstance(error, RuntimeError) or package(last) != own:
        return False
    return _raises(last) or any(words in str(error) for words in _PYTHON)


def nests(error: RecursionError, own: str) -> bool:
    """Whether it was a function of the package ``own`` that called itself so often.

    Our own walks through a file end at a depth of their own, far below the interpreter's; so what nests in a
    file lets the library nest that reads it, and where ours do all the same there is a bug.
    """
    frame: types.FrameType | None = trail(error)[-1].tb_frame
    packages: dict[types.CodeType, str] = {}
    times: Counter[types.CodeType] = Counter()
    while frame:
        packages[frame.f_code] = _package(frame)
        times[frame.f_code] += 1
        frame = frame.f_back
    code, most = times.most_common(1)[0]
    return most > _NESTED and packages[code] == own


def refused(error: Exception, own: str, libraries: tuple[str, ...]) -> bool:
    """Whether ``error`` comes of a call by the package ``own`` that none of ``libraries`` has.

    Where the types cannot be told (no annotation, one for a type checker alone) only None is wrong; an
    argument without annotation that was bound anew since is not judged: then the file is at fault.
    """
    lines = trail(error)
    innermost = max((rank for rank, line in enumerate(lines) if package(line) == own), default=-1)
    behind = lines[innermost + 1 :]
    if not behind:
        return any(words in str(error) for words in _COMPILED)
    if package(behind[0]) not in libraries:
        return False
    if len(behind) == 1 and _raises(behind[0]):  # what was called says itself that it was called wrongly
        holds = behind[0].tb_frame.f_code.co_name == "__setitem__"
        if type(error) is TypeError or (holds and type(error) is ValueError):
            return True
    return any(_is_wrong(one, libraries) for one in _arguments(behind[0].tb_frame))


def _raises(line: types.TracebackType) -> bool:
    """Whether a ``raise`` stands there, rather than what raised by itself."""
    code = dis.get_instructions(line.tb_frame.f_code)
    return any(one.offset == line.tb_lasti and one.opname == "RAISE_VARARGS" for one in code)


@dataclass(frozen=True, slots=True)
class _Argument:
    """What a parameter was given. ``hint`` is its annotation: a type, or its text where it has no meaning at
    run time; ``hint`` and ``default`` are ``inspect.Parameter.empty`` where it has none."""

    value: object
    hint: object
    default: object
    rebound: bool


def _arguments(frame: types.FrameType) -> Iterator[_Argument]:
    function = _function(frame)
    if function is None:
        return
    stored = {
        name
        for one in dis.get_instructions(frame.f_code)
        if one.opname.startswith(("STORE_FAST", "STORE_DEREF", "DELETE_FAST"))
        for name in (one.argval if isinstance(one.argval, tuple) else (one.argval,))
    }
    taken = [*inspect.signature(function, follow_wrapped=False).parameters.values()]
    for rank, parameter in enumerate(taken):
        single = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        itself = not rank and parameter.name in ("self", "cls")
        if single and not itself and parameter.name in frame.f_locals:
            hint = _hint(parameter.annotation, frame)
            yield _Argument(frame.f_locals[parameter.name], hint, parameter.default, parameter.name in stored)


def _function(frame: types.FrameType) -> types.FunctionType | None:
    """The function that a frame runs, found by its qualified name; None where that leads elsewhere."""
    reached: object = frame.f_globals
    for name in frame.f_code.co_qualname.split("."):
        try:
            reached = reached[name] if isinstance(reached, dict) else inspect.getattr_static(reached, name)
        except (AttributeError, KeyError):
            return None
    reached = reached.fget if isinstance(reached, property) else getattr(reached, "__func__", reached)
    if isinstance(reached, types.FunctionType):
        inner = inspect.unwrap(reached)
        return inner if inner.__code__ is frame.f_code else None
    return None


def _hint(annotation: object, frame: types.FrameType) -> object:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, frame.f_globals)  # the library's own words
    except Exception:  # of names that are for its type checker alone
        return annotation


def _is_wrong(argument: _Argument, libraries: tuple[str, ...]) -> bool:
    if argument.value is argument.default:
        return False
    if argument.hint is inspect.Parameter.empty:
        return argument.value is None and not argument.rebound
    library = type(argument.value).__module__.partition(".")[0]
    if library in libraries:  # what a library made is of the file
        return False
    return not _fits(argument.value, argument.hint)


def _fits(value: object, hint: object) -> bool:
    """Whether ``value`` may be of the type ``hint``."""
    if isinstance(hint, str):
        return value is not None or any(word in hint for word in ("None", "Optional", "Any", "object"))
    if value is None:
        return hint in (None, type(None), object, typing.Any) or (
            isinstance(hint, typing.TypeVar) or any(_fits(None, one) for one in _either(hint))
        )
    if _either(hint):
        return any(_fits(value, one) for one in _either(hint))
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return value in inside
    if isinstance(value, tuple) and origin is tuple and len(value) == len(inside):
        return all(map(_fits, value, inside))
    kind = (int, float) if hint is float else origin or hint
    if kind in (typing.IO, typing.BinaryIO, typing.TextIO):
        return hasattr(value, "read") or hasattr(value, "write")
    if not isinstance(kind, (type, tuple)) or getattr(kind, "__module__", "") in _ABSTRACT:
        return True
    try:
        return isinstance(value, kind)
    except TypeError:  # a protocol that is for a type checker alone
        return True


def _either(hint: object) -> tuple[object, ...]:
    """The types of a union; none of what is no union."""
    return typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else ()
