"""The one place of raw WordprocessingML: what python-docx has no API for (ECMA-376, part 1, clause 17)."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

_W = nsdecls("w")
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# The order of properties is fixed: what follows a paragraph's border, and what follows a run's size.
_AFTER_BORDER = (
    "w:shd",
    "w:tabs",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)
_AFTER_SIZE = ("w:highlight", "w:u", "w:effect", "w:vertAlign", "w:rtl", "w:cs", "w:lang")
_RULE = 'w:val="single" w:sz="4" w:color="777777"'
_FAINT_RULE = 'w:val="single" w:sz="4" w:color="BBBBBB"'

#: Fonts of every office machine, each with the one of the same widths that replaces it elsewhere.
_FONTS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts {_W}>
<w:font w:name="Times New Roman"><w:altName w:val="Liberation Serif"/>
<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/>
<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>
<w:font w:name="Arial"><w:altName w:val="Liberation Sans"/>
<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/>
<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
</w:fonts>"""

# Personal information and dates stay out when the file is saved from Word, too.
_SETTINGS = """<w:settings {ns}><w:zoom w:percent="100"/><w:removePersonalInformation/><w:removeDateAndTime/>
<w:defaultTabStop w:val="709"/><w:characterSpacingControl w:val="doNotCompress"/>
<w:compat>{compat}</w:compat><w:themeFontLang w:val="{language}"/></w:settings>"""
_COMPAT = (
    ("compatibilityMode", 15),
    ("overrideTableStyleFontSizeAndJustification", 1),
    ("enableOpenTypeFeatures", 1),
    ("doNotFlipMirrorIndents", 1),
    ("differentiateMultirowTableHeaders", 1),
)


def font_table() -> bytes:
    """The font table part: the fonts used and their substitutes."""
    return _FONTS.encode()


def plain_theme(blob: bytes, headings: str, text: str) -> bytes:
    """The theme part ``blob``, which Word requires, with these two fonts and no name or font of its maker."""
    theme = parse_xml(blob)
    for element in list(theme.iter(f"{_DRAWING}font", f"{_DRAWING}lnDef", f"{_DRAWING}spDef")):
        element.getparent().remove(element)
    for tag in ("", "clrScheme", "fontScheme", "fmtScheme"):
        named = theme.find(f".//{_DRAWING}{tag}") if tag else theme
        named.set("name", "Dossier")
    for tag, font in (("majorFont", headings), ("minorFont", text)):
        theme.find(f".//{_DRAWING}{tag}/{_DRAWING}latin").set("typeface", font)
    strip(theme)
    return bytes(etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True))


def reset_settings(settings: Any, language: str) -> None:
    """Make ``settings`` (w:settings) hold Word 2013's ways and ``language``, and nothing of a template."""
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in _COMPAT
    )
    wanted = parse_xml(_SETTINGS.format(ns=_W, compat=compat, language=language))
    settings[:] = wanted[:]


def reset_styles(styles: Any, font: str, half_points: int, language: str) -> None:
    """Leave only the default style of each kind in ``styles`` (w:styles), and set the document's defaults."""
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1":
            styles.remove(style)
    styles.replace(
        styles.find(qn("w:docDefaults")),
        parse_xml(
            f"<w:docDefaults {_W}><w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
            f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
            f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )


def speak(style: Any, language: str) -> None:
    """Set the proofing language of ``style`` (a python-docx style) to ``language`` (BCP 47)."""
    lang = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        lang.set(qn(name), language)
    style.element.get_or_add_rPr().append(lang)


def for_all_scripts(style: Any) -> None:
    """Give the other scripts of ``style`` the font, size, weight and slant of its Latin text."""
    properties = style.element.rPr
    if properties is None:
        return
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), fonts.get(qn("w:ascii")))
    for latin in ("w:b", "w:i"):
        found = properties.find(qn(latin))
        if found is not None:
            twin = OxmlElement(f"{latin}Cs")
            twin.attrib.update(found.attrib)
            found.addnext(twin)
    size = properties.find(qn("w:sz"))
    if size is not None:
        twin = OxmlElement("w:szCs")
        twin.set(qn("w:val"), size.get(qn("w:val")))
        properties.insert_element_before(twin, *_AFTER_SIZE)


def outline(style: Any, level: int) -> None:
    """Make the paragraphs of ``style`` headings of ``level``, from 1."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level - 1))
    style.element.get_or_add_pPr().append(element)


def rule(style: Any, **points: int) -> None:
    """Rule edges of the paragraphs of ``style``; each value is the distance to the text, in points."""
    edges = (edge for edge in ("top", "left", "bottom") if edge in points)
    borders = "".join(f'<w:{edge} {_RULE} w:space="{points[edge]}"/>' for edge in edges)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(parse_xml(f"<w:pBdr {_W}>{borders}</w:pBdr>"), *_AFTER_BORDER)


def ruled_table(style: Any) -> None:
    """Make ``style`` a table of horizontal rules only, with room in its cells."""
    rules = (("top", _RULE), ("bottom", _RULE), ("insideH", _FAINT_RULE))
    edges = "".join(f'<w:{edge} {look} w:space="0"/>' for edge, look in rules)
    margins = (("top", 50), ("left", 70), ("bottom", 50), ("right", 70))
    room = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in margins)
    style.element.append(
        parse_xml(
            f"<w:tblPr {_W}><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>"
        )
    )


def describe_table(table: Any, caption: str, description: str) -> None:
    """Give ``table`` the name and the description that a screen reader says."""
    for name, text in (("w:tblCaption", caption), ("w:tblDescription", description)):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def keep_whole(row: Any, *, header: bool = False) -> None:
    """Let no page break fall inside ``row``; a ``header`` row is repeated on each page."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if header else ("w:cantSplit",):
        properties.append(OxmlElement(name))


def field(paragraph: Any, instruction: str) -> None:
    """Append the field ``instruction`` (PAGE, NUMPAGES) to ``paragraph``, shown as 1 until computed."""
    for kind in ("begin", "instruction", "separate", "value", "end"):
        run = paragraph.add_run()
        if kind == "value":
            run.text = "1"
        elif kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
            run._r.append(element)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def strip(root: Any) -> None:
    """Take revision ids, the East Asian grid and unused namespaces out of a part's ``root``."""
    root.attrib.pop(_IGNORABLE, None)
    for element in root.iter():
        for name in [name for name in element.attrib if etree.QName(name).localname.startswith("rsid")]:
            del element.attrib[name]
    for element in list(root.iter(qn("w:docGrid"), qn("w:rsid"))):
        element.getparent().remove(element)
    etree.cleanup_namespaces(root)


def keep_only(root: Any, names: tuple[str, ...]) -> None:
    """Remove every child of ``root`` whose local name is not among ``names``."""
    root[:] = [child for child in root if etree.QName(child).localname in names]
