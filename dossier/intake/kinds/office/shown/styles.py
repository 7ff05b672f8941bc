"""What the styles of WordprocessingML say of a run: its face, whether it shows (ECMA-376-1, 17.7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local

from .parts import Parts, child, on, val

_MOST_DEEP = 30


@dataclass(slots=True)
class Styles:
    """The styles by their id, the faces of the theme, what holds where no style says anything."""

    by_id: dict[str, Element] = field(default_factory=dict)
    theme: dict[str, str] = field(default_factory=dict)
    default: Element | None = None
    paragraph: str = ""
    table: str = ""

    def chain(self, id: str) -> list[Element]:
        """The style ``id`` and those that it is based on."""
        chain: list[Element] = []
        while id in self.by_id and len(chain) < _MOST_DEEP:
            chain.append(self.by_id[id])
            id = val(chain[-1], "basedOn") or ""
        return chain

    def properties(self, run: Element | None, paragraph: str, table: str) -> list[Element]:
        """The properties of runs that hold for a run with the properties ``run``, the nearest first."""
        own = [run] if run is not None else []
        ids = (val(run, "rStyle") or "", paragraph or self.paragraph, table or self.table)
        styled = [child(style, "rPr") for id in ids for style in self.chain(id)]
        return [e for e in (*own, *styled, self.default) if e is not None]

    def face(self, properties: list[Element]) -> str:
        """The Latin face that ``properties`` ask for."""
        for each in properties:
            fonts = child(each, "rFonts")
            for key in () if fonts is None else ("ascii", "hAnsi"):
                themed = self.theme.get((get(fonts, f"{key}Theme") or "")[:5]) if fonts is not None else None
                named = themed or (get(fonts, key) if fonts is not None else None)
                if named:
                    return named
        return ""

    def hidden(self, properties: list[Element]) -> bool:
        """Whether a run with ``properties`` does not print."""
        return next((said for each in properties if (said := on(each, "vanish")) is not None), False)

    def list_of(self, paragraph: Element | None, id: str) -> tuple[str, int | None]:
        """The number of the list of a paragraph and its level, where it says one itself."""
        for at, properties in enumerate(
            (paragraph, *(child(s, "pPr") for s in self.chain(id or self.paragraph)))
        ):
            numbering = child(properties, "numPr")
            if numbering is not None and (number := val(numbering, "numId")) is not None:
                depth = val(numbering, "ilvl")
                given = int(depth) if depth and depth.isdecimal() else (0 if not at else None)
                return number, given
        return "", None


def read(parts: Parts, main: str) -> Styles:
    """The styles of the document whose main part is ``main``."""
    styles = Styles()
    for name in parts.related(main, "theme"):
        theme = parts.tree(name)
        for element in () if theme is None else elements(theme):
            if (
                local(element) in ("minorFont", "majorFont")
                and (latin := child(element, "latin")) is not None
            ):
                styles.theme[local(element)[:5]] = get(latin, "typeface") or ""
    for name in parts.related(main, "styles"):
        root = parts.tree(name)
        styles.default = child(root, "docDefaults", "rPrDefault", "rPr")
        for style in [] if root is None else [e for e in root if local(e) == "style"]:
            id = get(style, "styleId") or ""
            styles.by_id[id] = style
            if get(style, "default") in ("1", "true", "on"):
                if get(style, "type") == "paragraph":
                    styles.paragraph = id
                elif get(style, "type") == "table":
                    styles.table = id
    return styles
