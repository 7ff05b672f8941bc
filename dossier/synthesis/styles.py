"""The styles of the DOCX, through python-docx: what each is, in points, and nothing of the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from . import oxml
from .wording import Wording

SERIF, SANS = "Times New Roman", "Arial"
_INK, _ACCENT, _SOFT = "111111", "1F4E79", "555555"
_LABELS = 32  # millimetres
#: Longest subject, in characters, for each size of the title, in points.
_TITLE_SIZES = ((90, 22), (220, 17), (400, 14))


@dataclass(frozen=True, kw_only=True)
class _Look:
    """A paragraph style based on Normal; sizes and spaces in points."""

    font: str = SERIF
    size: float = 11
    before: float = 0
    after: float = 0
    line: float = 1.0
    bold: bool | None = None
    italic: bool | None = None
    colour: str = _INK
    next: bool = False  # keep with the paragraph that follows
    whole: bool = False  # keep all lines on one page
    right: bool = False
    indent: float = 0  # millimetres


_PARAGRAPHS = {
    "organiser": _Look(font=SANS, size=10, colour=_SOFT, after=2),
    "exam": _Look(font=SANS, size=14, bold=True, after=2),
    "session": _Look(font=SANS, size=10, after=0),
    "facts": _Look(font=SANS, size=10, line=1.25),
    "assignment": _Look(after=6, line=1.2, indent=5),
    "guidance": _Look(italic=True, colour=_SOFT, after=8, line=1.2),
    "blank": _Look(font=SANS, size=8.5),  # the header of the first page, which has no rule
    "cell": _Look(size=10, line=1.05),
    "column": _Look(font=SANS, size=8.5, bold=True, colour=_SOFT, next=True),
    "number": _Look(font=SANS, size=9.5, right=True),
    "section": _Look(font=SANS, size=9.5, bold=True, colour=_ACCENT, before=5, next=True),
}
_BUILT_IN = {
    "Heading 1": _Look(
        font=SANS, size=14, bold=True, colour=_ACCENT, before=18, after=6, next=True, whole=True
    ),
    "Heading 2": _Look(font=SANS, size=11.5, bold=True, before=10, after=4, next=True, whole=True),
    "Header": _Look(font=SANS, size=8.5, colour=_SOFT),
    "Footer": _Look(font=SANS, size=8.5, colour=_SOFT, right=True),
}


def make_styles(document: Any, wording: Wording, subject: str, language: str) -> dict[str, Any]:
    """Replace the styles of ``document``; return its own ones by their key in ``[styles]`` of the wording."""
    oxml.reset_styles(document.styles.element, SERIF, 22, language)
    normal = document.styles["Normal"]
    _dress(normal, _Look(after=6, line=1.2))
    normal.paragraph_format.widow_control = True
    oxml.speak(normal, language)
    made = {
        key: _add(document, WD_STYLE_TYPE.PARAGRAPH, wording[f"styles.{key}"], key) for key in _PARAGRAPHS
    }
    for key, look in _PARAGRAPHS.items():
        _dress(made[key], look)
    # A guidance that is typed over goes on as plain text.
    made["guidance"].next_paragraph_style = normal
    for name, look in _BUILT_IN.items():
        _dress(_add(document, WD_STYLE_TYPE.PARAGRAPH, name), look)
    size = next((size for most, size in _TITLE_SIZES if len(subject) <= most), 12)
    title = _add(document, WD_STYLE_TYPE.PARAGRAPH, "Title")
    _dress(
        title,
        _Look(
            font=SANS,
            size=size,
            bold=True,
            colour=_ACCENT,
            before=22,
            after=14,
            line=1.1,
            whole=True,
        ),
    )
    for key in ("label", "document"):
        made[key] = _add(document, WD_STYLE_TYPE.CHARACTER, wording[f"styles.{key}"], key)
        made[key].font.bold = True
    made["table"] = _add(document, WD_STYLE_TYPE.TABLE, wording["styles.table"], "table")
    _finish(document, made, normal)
    return made


def _finish(document: Any, made: dict[str, Any], normal: Any) -> None:
    """What stands in single styles only: tabs, rules, what follows, other scripts."""
    facts = made["facts"].paragraph_format
    facts.left_indent, facts.first_line_indent = Mm(_LABELS), Mm(-_LABELS)
    facts.tab_stops.add_tab_stop(Mm(_LABELS), WD_TAB_ALIGNMENT.LEFT)
    oxml.rule(made["facts"], top=5, bottom=5)
    made["session"].paragraph_format.space_after = Pt(12)
    oxml.rule(made["assignment"], left=10)
    oxml.rule(document.styles["Header"], bottom=4)
    oxml.ruled_table(made["table"])
    for level in (1, 2):
        document.styles[f"Heading {level}"].next_paragraph_style = normal
        oxml.outline(document.styles[f"Heading {level}"], level)
    for style in document.styles:
        oxml.for_all_scripts(style)


def _add(document: Any, kind: Any, name: str, key: str = "") -> Any:
    """A new style in the gallery; one of Word's own where no ``key`` is given."""
    style = document.styles.add_style(name, kind, builtin=not key)
    # A plain id whatever the name, which alone is shown; python-docx's headers refer to Word's styles by id.
    style.element.styleId = f"Dossier{key.capitalize()}" if key else name.replace(" ", "")
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = document.styles["Normal"]
    style.quick_style = kind != WD_STYLE_TYPE.TABLE
    return style


def _dress(style: Any, look: _Look) -> None:
    font, paragraph = style.font, style.paragraph_format
    font.name, font.size, font.color.rgb = (
        look.font,
        Pt(look.size),
        RGBColor.from_string(look.colour),
    )
    font.bold, font.italic = look.bold, look.italic
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing = look.line
    if look.next:
        paragraph.keep_with_next = True
    if look.whole:
        paragraph.keep_together = True
    if look.right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if look.indent:
        paragraph.left_indent = Mm(look.indent)
