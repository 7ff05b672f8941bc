"""Takes out of an office document what LibreOffice would fetch, run or ask the machine for, by parsing it.

The rule is a list of what may stay: relations, parts, pictures, fields and RTF destinations that are known to
show something of the document itself. Nothing outside the file is named in what is handed on.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())
