# ruff: noqa: E501  (parts in a line each)
"""Sixty-two office files made by script: every element that prints words, alone and mixed, in each format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import offices
from offices import W, odt, relation, word

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
#: A name, the file's name, the file, and words of which each must be found missing where it is taken out.
Made = tuple[str, str, bytes, str]


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def box(inner: str) -> str:
    style = "position:absolute;margin-left:20pt;margin-top:200pt;width:300pt;height:60pt"
    return f'<w:p><w:r><w:pict><v:shape style="{style}"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>'


def table(*cells: str, more: str = "") -> str:
    row = "".join(f"<w:tc><w:tcPr><w:tcW w:w='2000' w:type='dxa'/></w:tcPr>{c}</w:tc>" for c in cells)
    return f"<w:tbl><w:tblPr/><w:tr>{more}{row}</w:tr></w:tbl><w:p/>"


def level(depth: int, format: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERS = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1)", 41)}{level(1, "decimal", "%1.%2")}'
    f'{level(2, "lowerLetter", "%3.")}</w:abstractNum><w:abstractNum w:abstractNumId="1">{level(0, "upperRoman", "Article %1", 17)}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="77"/></w:lvlOverride></w:num></w:numbering>'
).encode()
NOTES = (
    f'<w:{{0}}s xmlns:w="{W}"><w:{{0}} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{{0}}>'
    '<w:{0} w:id="2"><w:p><w:r><w:{0}Ref/></w:r><w:r><w:t> Observation glissée</w:t></w:r></w:p></w:{0}>'
    '<w:{0} w:id="3"><w:p><w:r><w:t>JAMAIS APPELÉE</w:t></w:r></w:p></w:{0}></w:{0}s>'
)


def item(number: int, depth: int, text: str) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def call(kind: str) -> str:
    return f'<w:p><w:r><w:t>appel</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="2"/></w:r><w:r><w:t> suite</w:t></w:r></w:p>'


WHO = 'w:id="9" w:author="X" w:date="2026-01-01T00:00:00Z"'
LINES = "".join(p(f"Ligne numéro {n} du long rapport annuel") for n in range(90))
#: What stands in the body of a Word file, and a word that prints there and nowhere else.
BODIES = {
    "plain": (p("Une délibération municipale"), "délibération"),
    "twice": (p("égal égal") + p("encore égal"), "égal"),
    "runs": ("<w:p><w:r><w:t>inter</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>communal</w:t></w:r></w:p>", "intercommunal"),
    "caps": (p("majuscule straße", run="<w:caps/>"), "majuscule"),
    "small caps": (p("petites capitales", run="<w:smallCaps/>"), "petites"),
    "hidden": (p("paraît") + p("INVISIBLE", run="<w:vanish/>"), "paraît"),
    "deleted": (p("reste") + f"<w:p><w:del {WHO}><w:r><w:delText>PARTI</w:delText></w:r></w:del></w:p>", "reste"),
    "inserted": (f"<w:p><w:ins {WHO}><w:r><w:t>ajouté</w:t></w:r></w:ins></w:p>", "ajouté"),
    "table": (table(p("cellule gauche"), p("cellule droite")), "gauche"),
    "nested": (table(table(p("intérieure")) + p("extérieure")), "intérieure"),
    "box": (p("autour") + box(p("encadré flottant")), "encadré"),
    "box in table": (table(box(p("encadré profond")) + p("support")), "profond"),
    "list": (item(1, 0, "alpha") + item(1, 0, "bravo") + item(1, 1, "charlie") + item(1, 2, "delta"), "charlie"),
    "articles": (item(2, 0, "premier") + item(2, 0, "second"), "XVIII"),
    "restarted": (item(1, 0, "alpha") + item(3, 0, "bravo") + item(3, 0, "charlie"), "78"),
    "footnote": (call("footnote"), "glissée"),
    "endnote": (call("endnote"), "glissée"),
    "page field": (p("folio") + offices.field(" PAGE ", "999"), "folio"),
    "kept field": (offices.field(" TOC ", "sommaire conservé"), "conservé"),
    "frozen field": (offices.field(" AUTHOR ", "signataire"), "signataire"),
    "link": ('<w:p><w:hyperlink w:anchor="x"><w:r><w:t>lien interne</w:t></w:r></w:hyperlink></w:p>', "interne"),
    "control": ("<w:sdt><w:sdtContent>" + p("contrôle rempli") + "</w:sdtContent></w:sdt>", "rempli"),
    "hyphens": ("<w:p><w:r><w:t>anti</w:t><w:softHyphen/><w:t>pluie demi</w:t><w:noBreakHyphen/><w:t>tarif</w:t></w:r></w:p>", "antipluie"),
    "tabs": ("<w:p><w:r><w:t>avant</w:t><w:tab/><w:t>après</w:t><w:br/><w:t>dessous</w:t></w:r></w:p>", "dessous"),
    "long": (LINES, "89"),
    "columns": (LINES + '<w:sectPr><w:cols w:num="3"/></w:sectPr>', "77"),
    "figures": (p("12,50 € soit 5 % de 1 234 habitants"), "234"),
    "equation": (f'<w:p><m:oMath xmlns:m="{M}"><m:r><m:t>débit=42</m:t></m:r></m:oMath></w:p>', "débit"),
    "ligatures": (p("affluent officiel ﬁche efﬁcace"), "affluent"),
}  # fmt: skip


def words() -> Iterator[Made]:
    """Word files, one for each body, with a running head in half of them."""
    for rank, (name, (body, lost)) in enumerate(BODIES.items()):
        rels = relation("n", "numbering", "numbering.xml") + relation("f", "footnotes", "footnotes.xml")
        rels += relation("e", "endnotes", "endnotes.xml") + relation("h", "header", "header1.xml")
        parts = {
            "word__numbering_0xml": NUMBERS,
            "word__footnotes_0xml": NOTES.format("footnote").encode(),
            "word__endnotes_0xml": NOTES.format("endnote").encode(),
            "word__header1_0xml": offices.document(p("Titre courant"), "hdr"),
        }
        if rank % 2 and "sectPr" not in body:
            body += '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
        yield f"word {name}", "a.docx", word(body, rels, **parts), lost


ODT = {
    "plain": ("<text:p>Une délibération municipale</text:p>", "délibération"),
    "spaces": ('<text:p>un<text:s text:c="3"/>deux<text:tab/>trois<text:line-break/>quatre</text:p>', "quatre"),
    "spans": ("<text:p>inter<text:span>communal</text:span></text:p>", "intercommunal"),
    "note": ('<text:p>appel<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>glissée</text:p></text:note-body></text:note> suite</text:p>', "glissée"),
    "box": ('<text:p>autour<draw:frame text:anchor-type="paragraph" svg:width="8cm" svg:height="2cm"><draw:text-box><text:p>encadré</text:p></draw:text-box></draw:frame></text:p>', "encadré"),
    "table": ("<table:table><table:table-column/><table:table-row><table:table-cell><text:p>cellule</text:p></table:table-cell></table:table-row></table:table>", "cellule"),
    "comment": ("<text:p>reste<office:annotation><text:p>COMMENTAIRE</text:p></office:annotation></text:p>", "reste"),
    "deleted": ('<text:tracked-changes><text:changed-region xml:id="c" text:id="c"><text:deletion><office:change-info/><text:p>PARTI</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>reste<text:change text:change-id="c"/></text:p>', "reste"),
    "placeholder": ('<text:p>reste <text:placeholder text:placeholder-type="text">&lt;RIEN&gt;</text:placeholder></text:p>', "reste"),
    "section": ('<text:section text:name="s"><text:p>sectionnée</text:p></text:section><text:section text:name="t" text:display="none"><text:p>CACHÉE</text:p></text:section>', "sectionnée"),
    "page number": ("<text:p>folio <text:page-number>999</text:page-number></text:p>", "folio"),
    "heading": ('<text:h text:outline-level="1">Intitulé général</text:h>', "général"),
}  # fmt: skip
RTF = {
    "plain": (r"Une d\'e9lib\'e9ration municipale\par", "délibération"),
    "unicode": (r"le \u339?uvre et l\u8217?\'e9t\'e9\par", "œuvre"),
    "note": (r"appel{\footnote gliss\'e9e} suite\par", "glissée"),
    "header": (r"{\header courant\par}corps\par", "courant"),
    "hidden": (r"reste{\v CACHE}\par", "reste"),
    "deleted": (r"reste{\deleted PARTI}\par", "reste"),
    "table": (r"\trowd\cellx3000\cellx6000 gauche\intbl\cell droite\intbl\cell\row\pard corps\par", "gauche"),
    "unicode apart": (r"le {\upr{mot ansi}{\*\ud{mot \u339?uvr\u233?}}} suit\par", "œuvré"),
    "field": (r"{\field{\*\fldinst PAGE}{\fldrslt 999}} folio\par", "folio"),
}  # fmt: skip


def files() -> Iterator[Made]:
    """All of them."""
    from test_office import slides
    from test_office_found import deck, odp

    yield from words()
    for name, (body, lost) in ODT.items():
        yield f"odt {name}", "a.odt", odt(body), lost
    for name, (text, lost) in RTF.items():
        yield f"rtf {name}", "a.rtf", (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}" + text + "}").encode(), lost
    shapes: dict[str, Callable[[], bytes]] = {
        "one": lambda: slides(1), "three": lambda: slides(3), "a hidden one": lambda: slides(3, 1),
        "one left over": lambda: deck((2,), 3), "another order": lambda: deck((3, 2), 3), "five": lambda: slides(5),
    }  # fmt: skip
    for name, made in shapes.items():
        yield f"pptx {name}", "a.pptx", made(), "diapositive"
    decks = (
        ("Une",),
        ("Une", "Deux"),
        ("Une", "-Masquée"),
        ("Une", "Deux", "Trois"),
        ("Été", "Œuvre"),
        ("Une", "Une"),
    )
    for number, pages in enumerate(decks):
        yield f"odp {number}", "a.odp", odp(*pages), pages[0]
