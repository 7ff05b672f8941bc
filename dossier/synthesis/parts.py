"""Parts of the package, and of its styles and settings, that python-docx has no API for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.styles.style import BaseStyle
from lxml import etree

from . import oxml
from .recipe import Font, Recipe

_W = nsdecls("w")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
HEADINGS, BULLETS = 1, 2
"""The lists of a base: the numbered headings of the parts, and plain bullets."""

# Personal information and dates stay out when the file is saved from Word, too.
_SETTINGS = """<w:settings {ns}><w:zoom w:percent="100"/><w:removePersonalInformation/><w:removeDateAndTime/>
<w:defaultTabStop w:val="709"/><w:characterSpacingControl w:val="doNotCompress"/>
<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>
<w:compat>{compat}</w:compat><w:themeFontLang w:val="{language}"/></w:settings>"""
_COMPAT = (
    ("compatibilityMode", 15),
    ("overrideTableStyleFontSizeAndJustification", 1),
    ("enableOpenTypeFeatures", 1),
    ("doNotFlipMirrorIndents", 1),
    ("differentiateMultirowTableHeaders", 1),
)
_FOOTNOTES = f"""<w:footnotes {_W}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0">
<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""
_NUMBERING = f"""<w:numbering {_W}>
<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="{{part}}"/>
<w:suff w:val="space"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:pStyle w:val="{{sub}}"/>
<w:suff w:val="space"/><w:lvlText w:val="%2."/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>
<w:lvlText w:val="–"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl>
</w:abstractNum>
<w:num w:numId="{HEADINGS}"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""
_FOOTNOTES_TYPE = CONTENT_TYPE.WML_FOOTNOTES


def renew(document: Document, recipe: Recipe) -> None:
    """Give ``document`` the fonts, theme, lists, settings and footnotes of ``recipe``, and bare styles."""
    fonts, language = recipe["fonts"], recipe["document"]["language"]
    part = document.part
    for relation in list(part.rels.values()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = _font_table(fonts)
        elif relation.reltype == RELATIONSHIP_TYPE.THEME:
            relation.target_part._blob = _theme(relation.target_part.blob, recipe)
        elif relation.reltype.endswith(("/customXml", "/stylesWithEffects", "/webSettings")):
            part.drop_rel(relation.rId)
    numbered = {s["number"]: s["name"] for s in recipe["style"] if "number" in s}
    numbering = parse_xml(_NUMBERING.format(part=style_id(numbered[0]), sub=style_id(numbered[1])))
    part.numbering_part.element[:] = numbering[:]
    footnotes = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, _FOOTNOTES.encode(), part.package)
    part.relate_to(footnotes, RELATIONSHIP_TYPE.FOOTNOTES)
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in _COMPAT
    )
    settings = parse_xml(_SETTINGS.format(ns=_W, compat=compat, language=language))
    document.settings.element[:] = settings[:]
    _bare_styles(document.styles.element, fonts["text"]["name"], language)


def style_id(name: str) -> str:
    """A plain id: python-docx's headers refer to Word's own styles by theirs."""
    letters = unicodedata.normalize("NFKD", name.title() if name[0].islower() else name)
    return re.sub(r"[^A-Za-z0-9]", "", letters)


def speak(style: BaseStyle, language: str) -> None:
    """Set the proofing language of ``style``, a BCP 47 tag."""
    lang = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        lang.set(qn(name), language)
    style.element.get_or_add_rPr().append(lang)


def speak_all(document: Document, language: str) -> None:
    """Make ``language`` that of every style, of the document's defaults and of its settings."""
    styles = document.styles.element
    for lang in styles.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            lang.set(qn(name), language)
    normal = document.styles["Normal"]
    if normal.element.find(f"{qn('w:rPr')}/{qn('w:lang')}") is None:
        speak(normal, language)
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), language)


def for_all_scripts(style: BaseStyle) -> None:
    """Give the other scripts of ``style`` the font, size, weight and slant of its Latin text."""
    properties = style.element.rPr
    if properties is None:
        return
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), fonts.get(qn("w:ascii")))
    for latin in ("w:b", "w:i"):
        switch = properties.find(qn(latin))
        if switch is not None:
            twin = OxmlElement(f"{latin}Cs")
            twin.attrib.update(switch.attrib)
            switch.addnext(twin)
    size = properties.find(qn("w:sz"))
    if size is not None:
        twin = OxmlElement("w:szCs")
        twin.set(qn("w:val"), size.get(qn("w:val")))
        properties.insert_element_before(
            twin, "w:highlight", "w:u", "w:effect", "w:vertAlign", "w:rtl", "w:cs", "w:lang"
        )


def _font_table(fonts: Mapping[str, Font]) -> bytes:
    """The fonts used, each with the names of those that replace it (17.8.3.1)."""
    listed = "".join(
        f'<w:font w:name="{font["name"]}"><w:altName w:val="{font["instead"]}"/>'
        f'<w:panose1 w:val="{font["panose"]}"/><w:charset w:val="00"/>'
        f'<w:family w:val="{font["family"]}"/><w:pitch w:val="variable"/></w:font>'
        for font in fonts.values()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {_W}>{listed}</w:fonts>".encode()


def _theme(blob: bytes, recipe: Recipe) -> bytes:
    """The theme ``blob``, which Word requires, with the two fonts and no name or font of its maker."""
    theme = parse_xml(blob)
    for element in list(theme.iter(f"{_A}font", f"{_A}lnDef", f"{_A}spDef")):
        oxml.remove(element)
    for tag in ("", "clrScheme", "fontScheme", "fmtScheme"):
        named = next(theme.iterfind(f".//{_A}{tag}")) if tag else theme
        named.set("name", recipe["document"]["theme"])
    for tag, font in (("majorFont", "headings"), ("minorFont", "text")):
        next(theme.iterfind(f".//{_A}{tag}/{_A}latin")).set("typeface", recipe["fonts"][font]["name"])
    etree.cleanup_namespaces(theme)
    return bytes(etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True))


def _bare_styles(styles: oxml.Element, font: str, language: str) -> None:
    """Leave only the default style of each kind in ``styles`` (w:styles), and set the defaults."""
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1":
            styles.remove(style)
    styles.replace(
        next(styles.iterchildren(qn("w:docDefaults"))),
        parse_xml(
            f"<w:docDefaults {_W}><w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
            f'<w:sz w:val="22"/><w:szCs w:val="22"/>'
            f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
