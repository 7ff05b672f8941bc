"""What the style sheets of a page make of each element, on the screen and in print, before any layout.

Only what tells whether text is seen is computed (CSS Cascade 5): nothing here knows the layout engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
from tinycss2.ast import Declaration, Node

from .media import MEDIA, PRINT, Applies, split
from .sheets import Rule, Sheets

#: The properties that are computed; the inherited ones among them.
INHERITED = (
    *("visibility", "font-size", "color", "font-family", "text-shadow", "-webkit-text-fill-color"),
    *("direction", "white-space"),
    *("-webkit-text-stroke", "-webkit-text-stroke-width"),
)
_WANTED = {
    *INHERITED, "display", "content-visibility", "position", "overflow", "overflow-x", "overflow-y", "clip",
    "clip-path", "width", "height", "max-height", "max-width", "background-color", "background-image",
    "left", "top", "right", "bottom", "text-indent", "line-clamp", "-webkit-line-clamp", "columns",
    "column-count", "contain", "transform", "flex-direction", "opacity",
    "grid-template-columns", "grid-template-areas", "grid-auto-flow", "filter", "background-clip",
    "-webkit-background-clip",
}  # fmt: skip
_SHORT = {
    "background": ("background-color", "background-image"), "font": ("font-size", "font-family"),
    "flex-flow": ("flex-direction",), "grid": ("grid-template-columns",),
    "grid-template": ("grid-template-columns",),
}  # fmt: skip
_SIZE = ("font", "font-size")
_NONE = "area base basefont command datalist head link meta noembed noframes param rp script style template"
_NONE += " title track source dialog"
_BLOCK = "address article aside blockquote body center dd details dir div dl dt frame frameset fieldset"
_BLOCK += (
    " figure figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend listing main menu nav"
)
_BLOCK += " ol optgroup option p plaintext pre search section summary ul xmp"
_OTHERS = {"li": "list-item", "table": "table", "caption": "table-caption", "tr": "table-row"}
_OTHERS |= {"td": "table-cell", "th": "table-cell", "thead": "table-header-group", "tbody": "table-row-group"}
_OTHERS |= {"tfoot": "table-footer-group", "col": "table-column", "colgroup": "table-column-group"}
_OTHERS |= dict.fromkeys(("button", "input", "select", "textarea"), "inline-block")
_DISPLAYS = dict.fromkeys(_NONE.split(), "none") | dict.fromkeys(_BLOCK.split(), "block") | _OTHERS
_RESET = ("initial", "unset", "revert", "revert-layer", "inherit")
_DEEP = 20
# What browsers know of the properties that hide; of another value they take no notice.
_VALID = {
    "display": "none block inline inline-block flex inline-flex grid inline-grid table inline-table list-item"
    " table-cell table-row table-row-group table-header-group table-footer-group table-column flow-root flow"
    " table-column-group table-caption contents ruby ruby-text ruby-base math run-in -webkit-box"
    " -webkit-inline-box -webkit-flex -webkit-inline-flex",
    "visibility": "visible hidden collapse",
    "position": "static relative absolute fixed sticky -webkit-sticky",
    "content-visibility": "visible hidden auto",
}

Weight = tuple[bool, int, tuple[int, ...], int]


@dataclass(slots=True)
class Computed:
    """An element in one medium: its ``values`` by property, as they are written; those in ``special`` come
    from rules for this medium alone. ``custom`` are its variables."""

    values: dict[str, str] = field(default_factory=dict)
    special: set[str] = field(default_factory=set)
    custom: Mapping[str, list[Node]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class _Payload:
    declarations: tuple[Declaration, ...]
    applies: Applies
    layer: int


Styles = dict[Element, dict[str, Computed]]


def computed(root: Element, sheets: Sheets) -> Styles:
    """Each element of the page ``root``, by medium."""
    matcher = cssselect2.Matcher()
    for rule in sheets.rules:
        if isinstance(rule, Rule):
            wanted = tuple(d for d in rule.declarations if _is_wanted(d.lower_name))
            # What is in no layer comes after all that is.
            layer = sheets.layers.index(rule.layer) if rule.layer else len(sheets.layers)
            payload = _Payload(wanted, rule.applies, layer)
            for selector in compiled(rule.selector) if wanted else ():
                matcher.add_selector(selector, payload)
    styles: Styles = {}
    for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
        element = wrapper.etree_element
        parent = styles.get(wrapper.parent.etree_element) if wrapper.parent else None
        matched = [(m[0], m[1], m[3]) for m in matcher.match(wrapper) if m[2] is None]
        inline = _inline(element)
        styles[element] = {
            medium: _element(element, matched, inline, parent[medium] if parent else Computed(), medium)
            for medium in MEDIA
        }
    return styles


def compiled(selector: list[Node]) -> Iterator[cssselect2.compiler.CompiledSelector]:
    """The selectors of a list that can match an element; one that is not known leaves the others."""
    for part in split(selector, ","):
        try:
            yield from cssselect2.compile_selector_list(part)
        except cssselect2.SelectorError:
            continue


def _is_wanted(name: str) -> bool:
    return name in _WANTED or name in _SHORT or name == "all" or name.startswith("--")


def _inline(element: Element) -> tuple[Declaration, ...]:
    style = element.get("style")
    if not style:
        return ()
    items = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return tuple(d for d in items if d.type == "declaration" and _is_wanted(d.lower_name))


def _element(
    element: Element,
    matched: list[tuple[tuple[int, ...], int, _Payload]],
    inline: tuple[Declaration, ...],
    parent: Computed,
    medium: str,
) -> Computed:
    won: dict[str, tuple[Weight, list[Node], bool]] = {}

    def take(declaration: Declaration, weight: Weight, special: bool) -> None:
        name = declaration.name if declaration.name.startswith("--") else declaration.lower_name
        if name in _VALID and not _is_valid(name, declaration.value):
            return
        for longhand in _SHORT.get(name, (name,)):
            if longhand not in won or won[longhand][0] <= weight:
                value = declaration.value
                won[longhand] = (weight, _size(value) if (name, longhand) == _SIZE else value, special)

    for specificity, order, payload in matched:
        applies = payload.applies
        if not (applies.print if medium == PRINT else applies.screen):
            continue
        special = applies.screen != applies.print
        for written in payload.declarations:
            layer = -payload.layer if written.important else payload.layer
            take(written, (written.important, layer, (0, *specificity), order), special)
    for written in inline:
        layer = 1 if written.important else len(matched) + 10_000
        take(written, (written.important, layer, (1,), 0), False)

    style = Computed(custom=parent.custom)
    own = {name: value for name, (_, value, _) in won.items() if name.startswith("--")}
    if own:
        style.custom = {**parent.custom, **own}
    for name in INHERITED:
        style.values[name] = parent[name]
        if name in parent.special:
            style.special.add(name)
    style.values["display"] = default_display(element)
    style.values["direction"] = element.get("dir", parent["direction"]).lower()
    for name, (_, tokens, special) in won.items():
        if not name.startswith("--"):
            _set(style, parent, element, name, tokens, special)
    return style


def _size(tokens: list[Node]) -> list[Node]:
    """The size in the shorthand ``font``: the first that has a unit, or is zero; weights have none."""
    sizes = (
        token
        for token in tokens
        if token.type in ("dimension", "percentage") or (token.type == "number" and token.value == 0)
    )
    size = next(sizes, None)
    return tokens if size is None else [size]


def _is_valid(name: str, tokens: list[Node]) -> bool:
    """Whether a browser takes a value: it goes on with the next rule else."""
    significant = [token for token in tokens if token.type not in ("whitespace", "comment")]
    words = [token.lower_value for token in significant if token.type == "ident"]
    functions = any(token.type == "function" for token in significant)
    return functions or (
        len(words) == len(significant) and all(w in _VALID[name].split() or w in _RESET for w in words)
    )


def _set(
    style: Computed, parent: Computed, element: Element, name: str, tokens: list[Node], special: bool
) -> None:
    value = " ".join(tinycss2.serialize(_resolved(tokens, style.custom, _DEEP)).split())
    if name != "font-family":
        value = value.lower()
    if not value:
        return
    if value in _RESET:
        if name == "display" and value != "inherit":
            value = default_display(element) if value.startswith("revert") else "inline"
        else:
            inherited = value == "inherit" or (value != "initial" and name in INHERITED)
            value = parent[name] if inherited else ""
    style.values[name] = value
    (style.special.add if special else style.special.discard)(name)


def _resolved(tokens: list[Node], custom: Mapping[str, list[Node]], deep: int) -> list[Node]:
    """A value with its variables put in; those that are nowhere leave it empty."""
    resolved: list[Node] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var" and deep:
            name, *fallback = split(token.arguments, ",")
            key = tinycss2.serialize(name).strip()
            rest = [inner for part in fallback for inner in part]
            resolved += _resolved(custom.get(key, rest), custom, deep - 1)
        else:
            resolved.append(token)
    return resolved


def default_display(element: Element) -> str:
    """What browsers' own style sheets say (HTML, 15.3)."""
    tag = element.tag if isinstance(element.tag, str) else "script"
    if tag == "dialog" and element.get("open") is not None:
        return "block"
    if element.get("hidden") is not None or element.get("popover") is not None:
        return "none"
    if tag == "input" and element.get("type", "").lower() == "hidden":
        return "none"
    return _DISPLAYS.get(tag, "inline")
