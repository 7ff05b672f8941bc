"""Jinja over a dossier's templates: sandboxed, blank for nothing that is undefined, sparing of memory.

Only the process of :mod:`dossier.compose.rendering` imports this: what a template costs, it costs there.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from .templates import Templates
from .words import Words

_LARGEST, _HIGHEST_POWER = 1_000_000, 16


class _Compiled(BytecodeCache):
    """What this process compiled of templates, by their names and texts: each job has an environment of its
    own."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key, bucket.checksum] = bucket.code


# Jinja writes other code where what is printed is escaped.
_COMPILED = {True: _Compiled(), False: _Compiled()}


def environment(templates: Templates, autoescape: bool, words: Words | None = None) -> SandboxedEnvironment:
    """A sandboxed Jinja environment over ``templates``, whose macros know the ``words``, too; an undefined
    name is an error, never blank."""
    made = _Sandbox(
        loader=_Loader(templates),
        autoescape=autoescape,
        undefined=StrictUndefined,
        bytecode_cache=_COMPILED[autoescape],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    if words is not None:
        made.globals["words"] = words
    return made


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, in which no product grows beyond what a page could hold."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        sizes = [_size(left), _size(right)]
        if operator == "**" and (sizes[0] > _LARGEST or sizes[1] > _HIGHEST_POWER):
            raise OverflowError(operator)
        if operator == "*" and sizes[0] * sizes[1] > _LARGEST:
            raise OverflowError(operator)
        return super().call_binop(context, operator, left, right)


def _size(value: object) -> float:
    """How large ``value`` makes what it is multiplied with; what is neither number nor sequence is refused
    by Python."""
    if isinstance(value, (int, float)):
        return abs(value)
    return len(value) if isinstance(value, (str, list, tuple)) else 0


class _Loader(BaseLoader):
    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def get_source(
        self, environment: object, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        try:
            self.templates.find(template)
        except FileNotFoundError as error:
            raise TemplateNotFound(template) from error
        text = self.templates.read(template)
        return text, f"templates/{template}", lambda: True
