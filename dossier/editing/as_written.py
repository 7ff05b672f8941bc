"""A text as it was written: its encoding, the mark before it, the ends of its lines."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace
from functools import cached_property

_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_COMMENT = re.compile(r"[ \t]*#")


@dataclass(frozen=True)
class Text:
    """The text of a manifest as it was written, ends of lines included, without the mark before it."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    @classmethod
    def of(cls, data: bytes) -> Text:
        """The text of ``data``. Raises UnicodeDecodeError."""
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return cls(data[len(mark) :].decode(encoding), encoding, mark)
        return cls(data.decode())

    @property
    def data(self) -> bytes:
        """The bytes again."""
        return self.mark + self.text.encode(self.encoding)

    def with_text(self, text: str) -> Text:
        """Another text, written in the same way."""
        return replace(self, text=text)

    @cached_property
    def end(self) -> str:
        """What ends its lines."""
        match = re.search(r"\r\n|\n|\r", self.text)
        return match[0] if match else "\n"

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]

    def row(self, at: int) -> int:
        """The line, from 0, in which the offset ``at`` is."""
        return bisect.bisect_right(self.starts, at) - 1

    def line(self, row: int) -> str:
        """One line, without its end."""
        return self.text[self.starts[row] : self.start_of(row + 1)].rstrip("\r\n")

    def start_of(self, row: int) -> int:
        """Where the line ``row`` starts; the end of the text behind the last one."""
        return self.starts[row] if row < len(self.starts) else len(self.text)

    def is_comment(self, row: int) -> bool:
        """Whether the line ``row`` is a comment alone."""
        return 0 <= row < len(self.starts) and bool(_COMMENT.match(self.line(row)))
