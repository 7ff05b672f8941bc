"""What goes to a terminal: shown there, and never obeyed by it."""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from contextlib import suppress
from typing import TextIO

# Control characters (C0, DEL, C1), separators of lines, what turns the direction of writing round (UAX 9, 2),
# and halves of characters, which a file name may hold.
_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# Where Python puts the bytes of a file name that are no UTF-8 (PEP 383).
_BYTES, _LAST_BYTE = 0xDC00, 0xFF


def plain(text: str) -> str:
    r"""``text`` as one line that a terminal only shows: what would move, colour, turn round or end it, and
    what is no character, stands there as an escape (``\x1b``).

    Every word that goes to a terminal passes through here: names, titles and what libraries say of a file are
    in the words of whoever made it.
    """
    return _COMMANDS.sub(_escape, text)


def plain_json(text: str) -> str:
    r"""One line of JSON as a terminal only shows it: the same, its escapes being those of JSON (RFC 8259, 7;
    ``\u001b``)."""
    return _COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def show(words: str, stream: TextIO) -> None:
    """Print one line. Raises OSError where it cannot be printed; the stream then leads nowhere."""
    try:
        print(plain(words), file=stream, flush=True)
    except OSError:
        # Python flushes once more when it ends; that must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise


def heed_libraries() -> None:
    """Let what libraries warn of on their own pass through here as well."""

    class Line(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            _aside(record.getMessage())

    logging.lastResort = Line(logging.WARNING)
    warnings.showwarning = lambda message, category, *_: _aside(f"{category.__name__}: {message}")


def _aside(words: str) -> None:
    with suppress(OSError):
        show(words, sys.stderr)


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    byte = number - _BYTES if number in range(_BYTES + 0x80, _BYTES + _LAST_BYTE + 1) else number
    return f"\\x{byte:02x}" if byte <= _LAST_BYTE else f"\\u{byte:04x}"
