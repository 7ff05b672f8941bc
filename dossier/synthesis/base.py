"""The first base: a Word file made from the recipe, for organisers to restyle."""

from __future__ import annotations

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from . import anonymous, controls, oxml, package, parts
from .contract import BLANKS
from .recipe import Block, Look, Recipe, pieces, read_recipe

_KINDS = {
    "paragraph": WD_STYLE_TYPE.PARAGRAPH,
    "character": WD_STYLE_TYPE.CHARACTER,
    "table": WD_STYLE_TYPE.TABLE,
}
_ALIGNMENTS = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "both": WD_ALIGN_PARAGRAPH.JUSTIFY}
_OWN = ("dossier", "équipe")


def make_base(recipe: str, language: str = "fr") -> bytes:
    """The DOCX that the TOML text ``recipe`` describes, in ``language`` where it has the words. Raises
    DossierError where it is no TOML."""
    return _Base(read_recipe(recipe, language)).make()


class _Base:
    """One base in the making."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.language = recipe["document"]["language"]
        self.colours, self.fonts = recipe["colours"], recipe["fonts"]
        self.document = Document()

    def make(self) -> bytes:
        document, recipe = self.document, self.recipe
        parts.renew(document, recipe)
        for look in recipe["style"]:
            self._style(look)
        self._page()
        for block in recipe["body"]:
            if "table" in block:
                self._table(block)
            else:
                self._paragraph(document.add_paragraph(), block)
        document.core_properties.title = recipe["document"]["title"]
        document.core_properties.language = self.language
        anonymous.clean(document, ("title", "language"))
        anonymous.renumber(document)
        return package.packed(document)

    def _page(self) -> None:
        section, page = self.document.sections[0], self.recipe["page"]
        section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", Mm(page["margin"]))
        section.header_distance, section.footer_distance = Mm(page["header"]), Mm(page["footer"])
        section.different_first_page_header_footer = True
        for part, blocks in (
            (section.header, self.recipe["header"]),
            (section.first_page_header, self.recipe["first-header"]),
            (section.footer, self.recipe["footer"]),
            (section.first_page_footer, self.recipe["footer"]),
        ):
            part.is_linked_to_previous = False
            for n, block in enumerate(blocks):
                self._paragraph(part.add_paragraph() if n else part.paragraphs[0], block)

    def _paragraph(self, paragraph: Paragraph, block: Block) -> None:
        paragraph.style = self.document.styles[block["style"]]
        if "label" in block:
            paragraph.add_run(block["label"], self.document.styles["Dossier – libellé"])
            paragraph.add_run("\t")
        self._text(paragraph, block["text"])

    def _text(self, paragraph: Paragraph, text: str) -> None:
        inside: oxml.Element = paragraph._p
        for kind, name, shown in pieces(text, self.language):
            if kind == "text":
                paragraph.add_run(shown)
            elif kind == "field":
                inside.extend(oxml.field(name, shown))
            else:
                inside.append(controls.new(name, shown, blank=name in BLANKS))

    def _table(self, block: Block) -> None:
        styles, widths = self.document.styles, [Mm(width) for width in block["widths"]]
        table = self.document.add_table(rows=0, cols=len(widths), style=styles[block["table"]])
        table.autofit = False
        oxml.describe_table(table, block["caption"], block["description"])
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        lines = [block["head"], *block["rows"]]
        for rank, texts in enumerate(lines):
            strong = not rank or (block.get("total") and rank == len(lines) - 1)
            row = table.add_row()
            oxml.keep_whole(row._tr, header=not rank)
            section = any("{section." in text for text in texts)
            if "height" in block and rank and not section:
                row.height, row.height_rule = Mm(block["height"]), WD_ROW_HEIGHT_RULE.AT_LEAST
            for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = widths[n]
                kind = "nombre" if n in block["numbers"] else "référence"
                if strong:
                    kind = "en-tête de nombres" if n in block["numbers"] else "en-tête de colonne"
                cell.paragraphs[0].style = styles[f"Dossier – {'section' if section else kind}"]
                self._text(cell.paragraphs[0], text)

    def _style(self, look: Look) -> None:
        styles, name = self.document.styles, look["name"]
        kind = look.get("kind", "paragraph")
        own = name.casefold().startswith(_OWN)
        if name == "Normal":
            style = styles["Normal"]
            style.paragraph_format.widow_control = True
        else:
            style = styles.add_style(name, _KINDS[kind], builtin=not own)
            style.element.styleId = parts.style_id(name)
            style.quick_style = kind != "table"
            if kind == "paragraph":
                style.base_style = styles[look.get("based-on", "Normal")]
        if kind == "table":
            head = OxmlElement("w:rPr")
            head.append(oxml.element("b"))
            oxml.ruled_table(style, self.colours["rule"], self.colours["faint"], head)
            return
        self._font(style, look)
        if kind == "paragraph":
            self._shape(style, look)

    def _font(self, style: ParagraphStyle, look: Look) -> None:
        font = style.font
        if "font" in look or look["name"] == "Normal":
            font.name = self.fonts[look.get("font", "text")]["name"]
        if "size" in look:
            font.size = Pt(look["size"])
        if "colour" in look or look["name"] == "Normal":
            font.color.rgb = RGBColor.from_string(self.colours[look.get("colour", "ink")])
        font.bold, font.italic = look.get("bold"), look.get("italic")
        font.superscript, font.underline = look.get("superscript"), look.get("underline")
        parts.for_all_scripts(style)
        if look["name"] == "Normal":
            parts.speak(style, self.language)

    def _shape(self, style: ParagraphStyle, look: Look) -> None:
        shape = style.paragraph_format
        if "before" in look:
            shape.space_before = Pt(look["before"])
        if "after" in look:
            shape.space_after = Pt(look["after"])
        shape.line_spacing = look.get("line")
        shape.keep_with_next, shape.keep_together = look.get("next"), look.get("whole")
        shape.page_break_before = look.get("page-break")
        shape.alignment = _ALIGNMENTS.get(look.get("align", ""))
        indent, hang = look.get("indent", 0), look.get("hang", 0)
        if look.get("based-on", "").startswith("Dossier – commande"):
            indent = next(s["indent"] for s in self.recipe["style"] if s["name"] == look["based-on"])
        if indent or hang:
            shape.left_indent = Mm(indent + hang)
        if hang:
            shape.first_line_indent = Mm(-hang)
            shape.tab_stops.add_tab_stop(Mm(indent + hang), WD_TAB_ALIGNMENT.LEFT)
        if "rule" in look:
            oxml.rule(style, self.colours["rule"], **look["rule"])
        if "number" in look:
            oxml.number(style, parts.HEADINGS, look["number"])
        if look.get("bullet"):
            oxml.number(style, parts.BULLETS, 0)
        if "outline" in look:
            oxml.outline(style, look["outline"])
        if "outline" in look or look.get("based-on", "").startswith("heading"):
            style.next_paragraph_style = self.document.styles["Normal"]
