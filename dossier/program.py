"""The program around the commands: its own words in the person's language, and a folder as an argument.

Bare ``invoke`` runs the same commands with its own words; it knows no argument that may be left out.
"""

from __future__ import annotations

import copy
import difflib
import importlib.metadata
import inspect
import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import invoke
from invoke.parser import Argument, Parser, ParserContext

from . import report
from .findings import Exit, finding
from .options import FIELDS
from .report import say
from .shipped import load, place
from .telling import Telling

_NAME = "dossier"
#: What of invoke's own options is shown; the others are about running the commands of a shell.
SHOWN = ("help", "list", "print-completion-script", "version")
_FOLDER = "--manifest"
_FORMAT = ("--format", "-r")


def completed(
    words: Sequence[str], contexts: Mapping[str, ParserContext], core: ParserContext
) -> tuple[str, ...]:
    """The words of a command line as invoke takes them: a dossier's folder behind ``--manifest``.

    ``contexts`` are the commands by name, ``core`` holds the options that all of them have.
    Raises invoke.Exit (code 1) for a command or an option that does not exist, or an option without its
    value or with a word for a number, with what may have been meant.
    """
    result: list[str] = []
    context, waiting, folder = core, 0, False  # "waiting": words that the command must have
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        known = next((flags[flag] for flags in (context.flags, core.flags) if flag in flags), None)
        if word == "--":
            return (*result, word, *rest)
        short = flag[:2] if not flag.startswith("--") else flag  # "-j4" is "-j 4"
        is_known = any(short in one for one in (context.flags, core.flags, context.inverse_flags))
        if flag.startswith("-") and flag != "-" and not is_known:
            shown = [f"--{name}" for name in SHOWN]
            _stop("usage.option", flag, [*context.flags, *context.inverse_flags, *shown], context)
        if word.startswith("-"):
            result.append(word)
            folder = folder or (known is not None and known.name == "manifest")
            if known is not None and known.takes_value and not equals and not known.optional:
                given = next(rest, None)
                if given is None or not (given or known.name in FIELDS):
                    _stop("usage.value", flag, (), context)
                value = given
                result.append(value)
            if known is not None and known.takes_value and not _fits(value, known.kind):
                _stop("usage.number", word if equals else f"{flag} {value}", (), context)
        elif waiting:
            waiting -= 1
            result.append(word)
        elif word in contexts:
            context, folder = contexts[word], False
            waiting = len(context.positional_args)
            result.append(word)
        elif _FOLDER in context.flags and not folder:
            folder = True
            result += [_FOLDER, word]
        else:
            known_words = (
                [*contexts, f"build {word}"] if context is core and Path(word).exists() else contexts
            )
            _stop("usage.command", word, known_words, context)
    if waiting:
        missing = context.positional_args[-waiting:]
        _stop("usage.missing", " ".join(say(f"help.{arg.name}") for arg in missing), (), context)
    return tuple(result)


def _fits(value: str, kind: type) -> bool:
    """Whether an option that is a number is given one; none of them is below zero."""
    try:
        return kind not in (int, float) or kind(value) >= 0
    except ValueError:
        return False


def _stop(key: str, word: str, known: Iterable[str], context: ParserContext) -> NoReturn:
    close = difflib.get_close_matches(word, list(known), 1)
    of = f" {context.name}" if context.name else ""
    meant = say("usage.near", near=close[0]) if close else say("usage.help", of=of)
    raise _Misused(say(key, word=word), meant)


class _Misused(invoke.Exit):
    """A command line that is none: what is wrong, and what may have been meant."""

    def __init__(self, problem: str, meant: str) -> None:
        super().__init__(f"{problem} {meant}", code=int(Exit.USAGE))
        self.problem, self.meant = problem, meant


@contextmanager
def _told(words: Sequence[str]) -> Iterator[None]:
    """Tell what is wrong with the command line ``words`` as JSON, too, where they ask for that."""
    try:
        yield
    except (invoke.Exit, invoke.ParseError) as error:
        if _wants_json(words):
            problem = getattr(error, "problem", str(error))
            meant = getattr(error, "meant", say("usage.help", of=""))
            telling = Telling(next((word for word in words if not word.startswith("-")), ""), form="json")
            telling.findings([finding("usage-wrong", "", problem=problem, meant=meant)])
            telling.close(int(Exit.USAGE))
        raise


def _wants_json(words: Sequence[str]) -> bool:
    following = itertools.pairwise(words)
    return any(f"{flag}=json" in words for flag in _FORMAT) or any(
        flag in _FORMAT and value == "json" for flag, value in following
    )


@contextmanager
def _heard() -> Iterator[None]:
    """Print; a reader that has left (``| head``) is no fault. Raises invoke.Exit then."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is not told either
        raise invoke.Exit() from None


def adopt() -> None:
    """Let the ``invoke`` that is loading the commands speak as this program does, from here on.

    It makes its program before it knows of any command, and has no setting for another: the one that runs is
    looked for among the callers (invoke.program.Program.run).
    """
    frame = inspect.currentframe()
    while frame:
        running = frame.f_locals.get("self")
        if type(running) is invoke.Program:
            running.__class__ = Program
            return
        frame = frame.f_back


class Program(invoke.Program):
    """invoke's program with the commands of ``tasks.py``, whatever the folder one stands in holds."""

    def __init__(self) -> None:
        super().__init__(
            name=_NAME,
            binary=report.called(),
            binary_names=[_NAME],
            version=importlib.metadata.version(_NAME),
            namespace=invoke.Collection.from_module(load(place("tasks.py"))),
        )

    def core_args(self) -> list[Argument]:
        """invoke's own options, those that are shown described in the person's language."""
        args: list[Argument] = super().core_args()
        for arg in args:
            if arg.name in SHOWN:
                arg.help = say(f"option.{arg.name}")
        return args

    def _make_parser(self) -> Parser:
        # Asking a task for its arguments a second time gives them without their help.
        contexts = copy.deepcopy(list(self._contexts.values()))
        return Parser(initial=self.initial_context, contexts=contexts)

    def parse_core(self, argv: list[str] | None) -> None:
        """Parse invoke's own options, and answer those that need no command."""
        with _heard():
            super().parse_core(argv)

    def parse_cleanup(self) -> None:
        """Answer what is asked of the program itself: its help, its commands."""
        with _heard():
            super().parse_cleanup()

    def parse_tasks(self) -> None:
        """Parse the commands and their options, once a folder is where invoke looks for it."""
        with _told(self.core.unparsed):
            self._parse_tasks()

    def _parse_tasks(self) -> None:
        self._contexts = {str(context.name): context for context in self.collection.to_contexts()}
        if not self.args.complete.value:
            contexts = self._contexts
            wanted = self.args.help.value
            if isinstance(wanted, str) and wanted not in contexts:
                _stop("usage.command", wanted, contexts, self.initial_context)
            self.core.unparsed = list(completed(self.core.unparsed, contexts, self.initial_context))
        try:
            super().parse_tasks()
        except ValueError:  # a number glued to its option ("-jx"), which invoke alone takes apart
            _stop("usage.number", " ".join(self.core.unparsed), (), self.initial_context)

    def print_help(self) -> None:
        """How the program is called, its options and its commands."""
        print(say("help.usage", command=say("help.command"), folder=say("help.may")), end="\n\n")
        shown = [arg for arg in self.core_args() if arg.name in SHOWN]
        print(say("help.options"), end="\n\n")
        self.print_columns(ParserContext(args=shown).help_tuples())
        self.list_tasks()

    def print_task_help(self, name: str) -> None:
        """How one command is called, what it does, and its options."""
        context = self.parser.contexts[name]
        taken = [say(f"help.{arg.name}") for arg in context.positional_args]
        taken += [say("help.may")] if _FOLDER in context.flags else []
        print(say("help.usage", command=name, folder=" ".join(taken)).rstrip(), end="\n\n")
        print(f"{self.leading_indent}{self.collection[name].__doc__}", end="\n\n")
        if context.flags:
            print(say("help.options"), end="\n\n")
            self.print_columns(context.help_tuples())

    def display_with_columns(self, pairs: Sequence[tuple[str, str | None]], extra: str = "") -> None:
        """The commands, one a line."""
        print(say("help.commands"), end="\n\n")
        self.print_columns(pairs)
        print(say("help.default", command=self.scoped_collection.default))

    def print_columns(self, tuples: Sequence[tuple[str, str | None]]) -> None:
        """Names and what they stand for, side by side."""
        super().print_columns([(name.replace("STRING", say("help.value")), what) for name, what in tuples])
