"""A date as precise as it was written."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

DATE = r"^(\d{4}|\d{4}-\d{1,2}|\d{1,2}/\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})$"
"""How a date is written, as a regular expression."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with the precision that was written: year, month and day counted from 1, or ``None``."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2011``, ``2011-05``, ``05/2011``, ``2011-09-26`` or ``26/09/2011``.

        Raises ValueError where no such day or month exists.
        """
        if not re.match(DATE, text.strip()):
            raise ValueError(text)
        parts = [int(part) for part in re.split("[-/]", text.strip())]
        if "/" in text:
            parts.reverse()
        date = cls(*parts)
        datetime.date(*(1 if part is None else part for part in (date.year, date.month, date.day)))
        return date

    def numeric(self) -> str:
        """``2011``, ``05/2011`` or ``26/09/2011``."""
        parts = [f"{n:02}" for n in (self.day, self.month) if n is not None]
        return "/".join([*parts, f"{self.year:04}"])
