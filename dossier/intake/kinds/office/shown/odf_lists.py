"""The numbers that lists and headings of ODF print (ODF 1.3, part 3, 5.3 and 16.30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local

from .numbering import numeral

_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class Lists:
    """What stands before each paragraph, by the paragraph."""

    said: dict[Element, str] = field(default_factory=dict)

    def before(self, paragraph: Element) -> str | None:
        """The number of ``paragraph``; None where it has none, or none that is sure."""
        return self.said.get(paragraph)


def numbers(roots: Sequence[Element], body: Element, *, known: bool) -> Lists:
    """The numbers of the lists in ``body`` that count on one level and begin anew; ``known`` is false where
    changes are tracked."""
    lists = Lists()
    styles = {get(e, "name") or "": e for r in roots for e in elements(r) if local(e) == "list-style"}
    for each in (e for e in elements(body) if local(e) == "list") if known else ():
        alone = local(each.getparent()) not in ("list-item", "list-header")
        resumed = any(k.endswith(("}continue-numbering", "}continue-list")) for k in each.attrib)
        style = styles.get(get(each, "style-name") or "")
        level = None if style is None else next((e for e in style if get(e, "level") == "1"), None)
        if not alone or resumed or level is None or local(level) != "list-level-style-number":
            continue
        format = _FORMATS.get(get(level, "num-format") or "", "")
        start = get(level, "start-value") or "1"
        count = int(start) - 1 if start.isdecimal() else 0
        for item in (e for e in each if local(e) == "list-item"):
            given = get(item, "start-value")
            count = int(given) if given and given.isdecimal() else count + 1
            first = next((e for e in item if local(e) in ("p", "h")), None)
            if first is not None and format and local(first) == "p":
                lists.said[first] = numeral(count, format) or ""
    return lists
