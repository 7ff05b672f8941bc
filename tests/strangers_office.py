# ruff: noqa: E501  (parts in a line each)
"""Office documents with a word in each place where nobody reads one: see :mod:`strangers`."""

from __future__ import annotations

from collections.abc import Callable

from strangers import Stranger, inside, jpeg, png

from dossier.intake.kinds.office import container

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN = "http://schemas.openxmlformats.org/officeDocument/2006"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def relations(*rows: tuple[str, str, str]) -> bytes:
    inner = "".join(
        f'<Relationship Id="{id}" Type="{kind if ":" in kind else OPEN + "/relationships/" + kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for id, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'.encode()


def types(defaults: dict[str, str], overrides: dict[str, str]) -> bytes:
    rows = "".join(f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in defaults.items())
    rows += "".join(f'<Override PartName="/{k}" ContentType="{v}"/>' for k, v in overrides.items())
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{rows}</Types>'.encode()


def properties(made: Stranger) -> dict[str, bytes]:
    word = made.word
    core = "".join(
        f"<{tag}>{word(f'property {tag}')}</{tag}>"
        for tag in (
            "dc:title",
            "dc:subject",
            "dc:creator",
            "cp:keywords",
            "dc:description",
            "cp:lastModifiedBy",
            "cp:category",
            "cp:contentStatus",
            "dc:identifier",
        )
    )
    spaces = f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return {
        "docProps/core.xml": f"{HEAD}<cp:coreProperties {spaces}>{core}</cp:coreProperties>".encode(),
        "docProps/app.xml": f'{HEAD}<Properties xmlns="{OPEN}/extended-properties"><Template>{word("template")}</Template><Company>{word("company")}</Company><Manager>{word("manager")}</Manager><HyperlinkBase>{word("base of links")}</HyperlinkBase><Application>{word("program")}</Application></Properties>'.encode(),
        "docProps/custom.xml": f'{HEAD}<Properties xmlns="{OPEN}/custom-properties" xmlns:vt="{OPEN}/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{word("name of a property")}"><vt:lpwstr>{word("own property")}</vt:lpwstr></property></Properties>'.encode(),
        "docProps/thumbnail.jpeg": inside(made, "thumbnail", jpeg),
        "customXml/item1.xml": f"<a>{word('custom XML')}</a>".encode(),
    }


PACKED = (
    ("p1", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("p2", "extended-properties", "docProps/app.xml"),
    ("p3", "custom-properties", "docProps/custom.xml"),
    ("p4", f"{PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
    ("p5", "customXml", "customXml/item1.xml"),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml"
DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "bin": "application/vnd.openxmlformats-officedocument.oleObject",
}


def drawn(number: int, rel: str, alt: str, name: str, more: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="762000" cy="508000"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{alt}" {more}/><a:graphic xmlns:a="{A}"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="762000" cy="508000"/></a:xfrm>'
        '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def told(instruction: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f'{mark.format("begin")}<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>{mark.format("separate")}<w:r><w:t>{result}</w:t></w:r>{mark.format("end")}'


def docx() -> Stranger:
    made = Stranger("docx")
    word, show = made.word, made.show

    def run(text: str, how: str = "") -> str:
        return f'<w:r><w:rPr>{how}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    who = f'w:id="7" w:author="{word("author of a change")}" w:date="2026-01-01T00:00:00Z"'
    body = f"""<w:p w:rsidR="00AB12CD"><w:pPr><w:pStyle w:val="Propre"/></w:pPr>{run(show("Une phrase du rapport"))}</w:p>
<w:p><w:commentRangeStart w:id="1"/>{run(show("Passage annoté"))}<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>
<w:p>{run(show("Avant"))}<w:r><w:rPr><w:vanish/></w:rPr><w:t>{word("hidden text")}</w:t></w:r><w:r><w:rPr><w:specVanish/><w:vanish/></w:rPr><w:t>{word("hidden text of a style")}</w:t></w:r></w:p>
<w:p><w:bookmarkStart w:id="3" w:name="{word("bookmark")}"/>{run(show("Signet"))}<w:bookmarkEnd w:id="3"/></w:p>
<w:p>{told(f"DOCVARIABLE {word('code of a variable')}", show("variable"))} {told(f"QUOTE {word('code of a quote')}", show("citation"))} {told(f"IF 1 = 2 {word('code of a condition')} autre", show("autre"))} {told(f"XE {word('entry of an index')}", show("index"))} {told(f"ADVANCE {word('code of a move')}", show("décalé"))}</w:p>
<w:p><w:sdt><w:sdtPr><w:alias w:val="{word("title of a control")}"/><w:tag w:val="{word("tag of a control")}"/><w:dataBinding w:xpath="/{word("binding of a control")}"/><w:placeholder><w:docPart w:val="{word("placeholder")}"/></w:placeholder></w:sdtPr><w:sdtContent>{run(show("Contrôle lu"))}</w:sdtContent></w:sdt></w:p>
<w:p><w:hyperlink r:id="rl" w:tooltip="{word("tip of a link")}" w:docLocation="{word("location of a link")}">{run(show("lien du rapport"))}</w:hyperlink></w:p>
<w:p>{drawn(11, "ri", made.tell("Photo du rapport"), word("name of a picture"), f'title="{made.tell("Titre de photo")}"')}</w:p>
<w:tbl><w:tblPr><w:tblCaption w:val="{word("caption of a table")}"/><w:tblDescription w:val="{word("description of a table")}"/></w:tblPr><w:tr><w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr><w:p>{run(show("Cellule du rapport"))}</w:p></w:tc></w:tr></w:tbl>
<w:p><w:ins {who}>{run(show("mot ajouté"))}</w:ins><w:del {who}><w:r><w:delText>{show("mot barré")}</w:delText></w:r></w:del></w:p>
<w:p><w:smartTag w:uri="urn:{word("smart tag")}" w:element="a"><w:smartTagPr><w:attr w:name="a" w:val="{word("value of a smart tag")}"/></w:smartTagPr>{run(show("balise"))}</w:smartTag></w:p>
<w:p>{run(show("fin du rapport"))}</w:p><w:sectPr><w:footerReference w:type="even" r:id="rf"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>"""
    style = f'<w:style w:type="paragraph" w:styleId="Propre"><w:name w:val="{word("name of a style")}"/><w:aliases w:val="{word("other name of a style")}"/></w:style>'
    part = f'xmlns:w="{W}" xmlns:r="{OPEN}/relationships"'
    entries = {
        "[Content_Types].xml": types(
            DEFAULTS,
            {
                "word/document.xml": f"{WORD}.document.main+xml",
                "word/styles.xml": f"{WORD}.styles+xml",
                "word/comments.xml": f"{WORD}.comments+xml",
                "word/settings.xml": f"{WORD}.settings+xml",
                "word/footer1.xml": f"{WORD}.footer+xml",
                "word/header9.xml": f"{WORD}.header+xml",
            },
        ),
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml"), *PACKED),
        "word/document.xml": f"{HEAD}<!-- {word('comment in XML')} --><?zq {word('instruction in XML')}?><w:document {part}><w:body>{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": relations(
            ("rs", "styles", "styles.xml"),
            ("rc", "comments", "comments.xml"),
            ("re", "settings", "settings.xml"),
            ("rf", "footer", "footer1.xml"),
            ("rh", "header", "header9.xml"),
            ("ri", "image", "media/photo.jpeg"),
            ("ru", "image", "media/seule.jpeg"),
            ("ro", "oleObject", "embeddings/o.bin"),
            ("rl", "hyperlink", "https://exemple.fr/rapport"),
            ("rt", "attachedTemplate", f"file:///c:/{made.word('path of a template')}.dot"),
        ),
        "word/styles.xml": f"{HEAD}<w:styles {part}>{style}</w:styles>".encode(),
        "word/comments.xml": f'{HEAD}<w:comments {part}><w:comment w:id="1" w:author="{word("author of a comment")}" w:initials="{word("initials")}"><w:p>{run(word("comment"))}</w:p></w:comment></w:comments>'.encode(),
        "word/settings.xml": f'{HEAD}<w:settings {part}><w:docVars><w:docVar w:name="a" w:val="{word("variable")}"/></w:docVars><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids><w:mailMerge><w:query w:val="{word("query")}"/></w:mailMerge><w:documentProtection w:hash="{word("hash")}"/></w:settings>'.encode(),
        "word/footer1.xml": f"{HEAD}<w:ftr {part}><w:p>{run(word('footer that no page has'))}</w:p></w:ftr>".encode(),
        "word/header9.xml": f"{HEAD}<w:hdr {part}><w:p>{run(word('header that nothing names'))}</w:p></w:hdr>".encode(),
        "word/media/photo.jpeg": inside(made, "picture", jpeg),
        "word/media/seule.jpeg": inside(made, "picture that nothing shows", jpeg),
        "word/embeddings/o.bin": word("embedded object").encode(),
        "word/vbaProject.bin": word("program of Visual Basic").encode(),
        "word/inconnu.xml": f"<a>{word('part that nothing names')}</a>".encode(),
        **properties(made),
    }
    made.files["rapport.docx"] = container.packed(entries) + word("behind the end of the archive").encode()
    return made


def pptx() -> Stranger:
    made = Stranger("pptx")
    word, show = made.word, made.show
    spaces = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OPEN}/relationships"'
    tree = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'

    def box(number: int, text: str, y: int, name: str, more: str = "", alt: str = "") -> str:
        return f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}" descr="{alt}" {more}/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="900000" y="{y}"/><a:ext cx="5000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'

    def slide(inner: str, more: str = "") -> bytes:
        return f'{HEAD}<p:sld {spaces} {more}><p:cSld name="{word("name of a slide" + more)}"><p:spTree>{tree}{inner}</p:spTree></p:cSld></p:sld>'.encode()

    photo = f'<p:pic><p:nvPicPr><p:cNvPr id="8" name="{word("name of a picture")}" descr="{made.tell("Photo de diapo")}" title="{word("title of a picture")}"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="ri"/><a:srcRect r="0"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="900000" y="3000000"/><a:ext cx="900000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic>'
    inner = (
        box(2, show("Une diapo que chacun voit"), 500000, word("name of a box"))
        + box(3, word("hidden box"), 1500000, "b", 'hidden="1"', word("alternative of a hidden box"))
        + photo
    )
    master = f'{HEAD}<p:sldMaster {spaces}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="r1"/></p:sldLayoutIdLst></p:sldMaster>'
    colours = "".join(
        f'<a:{n}><a:srgbClr val="{v}"/></a:{n}>'
        for n, v in (
            ("dk1", "000000"),
            ("lt1", "FFFFFF"),
            ("dk2", "222222"),
            ("lt2", "EEEEEE"),
            *((f"accent{k}", "336699") for k in range(1, 7)),
            ("hlink", "0000FF"),
            ("folHlink", "800080"),
        )
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    theme = f'{HEAD}<a:theme xmlns:a="{A}" name="{word("name of a theme")}"><a:themeElements><a:clrScheme name="{word("name of colours")}">{colours}</a:clrScheme><a:fontScheme name="{word("name of fonts")}"><a:majorFont><a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme><a:fmtScheme name="x"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{f"<a:ln>{fill}</a:ln>" * 3}</a:lnStyleLst><a:effectStyleLst>{"<a:effectStyle><a:effectLst/></a:effectStyle>" * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>'
    entries = {
        "[Content_Types].xml": types(
            DEFAULTS,
            {
                "ppt/presentation.xml": f"{SLIDES}.presentation.main+xml",
                "ppt/slides/slide1.xml": f"{SLIDES}.slide+xml",
                "ppt/slides/slide2.xml": f"{SLIDES}.slide+xml",
                "ppt/slideMasters/slideMaster1.xml": f"{SLIDES}.slideMaster+xml",
                "ppt/slideLayouts/slideLayout1.xml": f"{SLIDES}.slideLayout+xml",
                "ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
                "ppt/notesSlides/notesSlide1.xml": f"{SLIDES}.notesSlide+xml",
            },
        ),
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml"), *PACKED),
        "ppt/presentation.xml": f'{HEAD}<p:presentation {spaces}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rm"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/><p:custShowLst><p:custShow name="{word("name of a show")}" id="1"><p:sldLst/></p:custShow></p:custShowLst></p:presentation>'.encode(),
        "ppt/_rels/presentation.xml.rels": relations(
            ("rm", "slideMaster", "slideMasters/slideMaster1.xml"),
            ("r1", "slide", "slides/slide1.xml"),
            ("r2", "slide", "slides/slide2.xml"),
            ("rt", "theme", "theme/theme1.xml"),
            ("ra", "commentAuthors", "commentAuthors.xml"),
            ("rg", "tags", "tags/tag1.xml"),
        ),
        "ppt/commentAuthors.xml": f'{HEAD}<p:cmAuthorLst {spaces}><p:cmAuthor id="0" name="{word("author of comments")}" initials="{word("initials")}" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>'.encode(),
        "ppt/tags/tag1.xml": f'{HEAD}<p:tagLst {spaces}><p:tag name="A" val="{word("tag")}"/></p:tagLst>'.encode(),
        "ppt/slides/slide1.xml": slide(inner),
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("rl", "slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("rn", "notesSlide", "../notesSlides/notesSlide1.xml"),
            ("rc", "comments", "../comments/comment1.xml"),
            ("ri", "image", "../media/photo.jpeg"),
        ),
        "ppt/comments/comment1.xml": f'{HEAD}<p:cmLst {spaces}><p:cm authorId="0" idx="1"><p:pos x="1" y="1"/><p:text>{word("comment")}</p:text></p:cm></p:cmLst>'.encode(),
        "ppt/notesSlides/notesSlide1.xml": f"{HEAD}<p:notes {spaces}><p:cSld><p:spTree>{tree}{box(5, word('note of the speaker'), 0, 'n')}</p:spTree></p:cSld></p:notes>".encode(),
        "ppt/slides/slide2.xml": slide(box(2, word("hidden slide"), 500000, "h"), 'show="0"'),
        "ppt/slides/_rels/slide2.xml.rels": relations(
            ("rl", "slideLayout", "../slideLayouts/slideLayout1.xml")
        ),
        "ppt/slideMasters/slideMaster1.xml": master.encode(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(
            ("r1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rt", "theme", "../theme/theme1.xml")
        ),
        "ppt/slideLayouts/slideLayout1.xml": f'{HEAD}<p:sldLayout {spaces}><p:cSld name="{word("name of a layout")}"><p:spTree>{tree}</p:spTree></p:cSld></p:sldLayout>'.encode(),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
            ("rm", "slideMaster", "../slideMasters/slideMaster1.xml")
        ),
        "ppt/theme/theme1.xml": theme.encode(),
        "ppt/media/photo.jpeg": inside(made, "picture", jpeg),
        "ppt/media/seule.jpeg": inside(made, "picture that nothing shows", jpeg),
        **properties(made),
    }
    made.files["diapos.pptx"] = container.packed(entries)
    return made


ODF_SPACES = (
    " ".join(
        f'xmlns:{short}="{ODF}{name}:1.0"'
        for short, name in {
            "office": "office",
            "text": "text",
            "draw": "drawing",
            "style": "style",
            "table": "table",
            "svg": "svg-compatible",
            "fo": "xsl-fo-compatible",
            "meta": "meta",
            "config": "config",
            "presentation": "presentation",
        }.items()
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)


def opendocument(made: Stranger, kind: str, entries: dict[str, bytes], name: str) -> Stranger:
    word = made.word
    told = "".join(
        f"<{tag}>{word(f'property {tag}')}</{tag}>"
        for tag in (
            "dc:title",
            "dc:description",
            "dc:subject",
            "meta:keyword",
            "meta:initial-creator",
            "dc:creator",
            "meta:generator",
            "meta:printed-by",
        )
    )
    told += f'<meta:user-defined meta:name="{word("name of a property")}">{word("own property")}</meta:user-defined><meta:template xlink:href="file:///c:/{word("path of a template")}.ott" xlink:title="{word("title of a template")}"/>'
    entries = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        **entries,
        "meta.xml": f"{HEAD}<office:document-meta {ODF_SPACES}><office:meta>{told}</office:meta></office:document-meta>".encode(),
        "settings.xml": f'{HEAD}<office:document-settings {ODF_SPACES}><office:settings><config:config-item-set config:name="ooo:configuration-settings"><config:config-item config:name="PrinterName" config:type="string">{word("printer")}</config:config-item><config:config-item config:name="CurrentDatabaseDataSource" config:type="string">{word("data base")}</config:config-item></config:config-item-set></office:settings></office:document-settings>'.encode(),
        "Thumbnails/thumbnail.png": inside(made, "thumbnail", png),
        "Pictures/photo.jpg": inside(made, "picture", jpeg),
        "Pictures/seule.jpg": inside(made, "picture that nothing shows", jpeg),
        "Object 1": word("object that nothing shows").encode(),
        "Basic/script-lc.xml": f"<a>{word('program')}</a>".encode(),
        "Configurations2/menu.xml": f"<a>{word('menu')}</a>".encode(),
        "VersionList.xml": f"<a>{word('list of versions')}</a>".encode(),
        "Versions/Version1": word("version").encode(),
        "META-INF/documentsignatures.xml": f"<a>{word('signature')}</a>".encode(),
    }
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{"text/xml" if path.endswith(".xml") else ""}"/>'
        for path in entries
        if path != "mimetype"
    )
    entries["META-INF/manifest.xml"] = (
        f'<manifest:manifest xmlns:manifest="{ODF}manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>{rows}</manifest:manifest>'.encode()
    )
    made.files[name] = container.packed(entries)
    return made


def frame(made: Stranger, alt: str, more: str = "") -> str:
    word = made.word
    return f'<draw:frame draw:name="{word("name of a picture" + more)}" text:anchor-type="as-char" svg:width="2cm" svg:height="1.4cm" {more}><draw:image xlink:href="Pictures/photo.jpg" xlink:type="simple"/><svg:title>{made.tell("Titre de photo")}</svg:title><svg:desc>{alt}</svg:desc></draw:frame>'


def odt() -> Stranger:
    made = Stranger("odt")
    word, show = made.word, made.show
    changed = f'<text:tracked-changes text:track-changes="false"><text:changed-region text:id="ct1"><text:deletion><office:change-info><dc:creator>{word("author of a change")}</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>{show("mot retiré")}</text:p></text:deletion></text:changed-region></text:tracked-changes>'
    body = f"""{changed}<text:variable-decls><text:variable-decl office:value-type="string" text:name="{word("name of a variable")}"/></text:variable-decls>
<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{word("value of a field")}" text:name="{word("name of a field")}"/></text:user-field-decls>
<text:p text:style-name="Propre">{show("Une ligne du texte")}</text:p><text:p>{show("Note ici")}<office:annotation office:name="{word("name of a comment")}"><dc:creator>{word("author of a comment")}</dc:creator><text:p>{word("comment")}</text:p></office:annotation></text:p>
<text:p>{show("Caché")}<text:hidden-text text:condition="ooow:1" text:string-value="{word("hidden text")}" text:is-hidden="true"/><text:span text:style-name="Cache">{word("hidden by a style")}</text:span></text:p>
<text:p><text:hidden-paragraph text:condition="ooow:1" text:is-hidden="true"/>{word("hidden paragraph")}</text:p>
<text:section text:name="{word("name of a section")}" text:display="none"><text:p>{word("hidden section")}</text:p></text:section>
<text:p><text:bookmark text:name="{word("bookmark")}"/>{show("Signet")}<text:alphabetical-index-mark text:string-value="{word("entry of an index")}"/></text:p>
<text:p><text:placeholder text:placeholder-type="text" text:description="{word("tip of a place")}">{word("place that nothing fills")}</text:placeholder> <text:script>{word("script")}</text:script></text:p>
<text:p><text:a xlink:href="https://exemple.fr/texte" office:title="{word("title of a link")}" office:name="{word("name of a link")}">{show("lien du texte")}</text:a></text:p>
<text:p>{frame(made, made.tell("Photo du texte"))}</text:p><text:p>{show("Avant la fin")}<text:change text:change-id="ct1"/></text:p>
<table:table table:name="{word("name of a table")}"><table:title>{word("title of a table")}</table:title><table:desc>{word("description of a table")}</table:desc><table:table-column/><table:table-row><table:table-cell><text:p>{show("Cellule du texte")}</text:p></table:table-cell></table:table-row></table:table>"""
    styles = f'<style:style style:name="Propre" style:display-name="{word("name of a style")}" style:family="paragraph"/><style:style style:name="Cache" style:family="text"><style:text-properties text:display="none"/></style:style>'
    entries = {
        "content.xml": f"{HEAD}<!-- {word('comment in XML')} --><office:document-content {ODF_SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>".encode(),
        "styles.xml": f'{HEAD}<office:document-styles {ODF_SPACES}><office:styles/><office:automatic-styles><style:page-layout style:name="pm"/></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm"/><style:master-page style:name="Autre" style:display-name="{word("name of a page style")}" style:page-layout-name="pm"><style:header><text:p>{word("header of a page that is none")}</text:p></style:header></style:master-page></office:master-styles></office:document-styles>'.encode(),
    }
    return opendocument(made, "text", entries, "texte.odt")


def odp() -> Stranger:
    made = Stranger("odp")
    word, show = made.word, made.show

    def text(inner: str, y: str, more: str = "") -> str:
        return f'<draw:frame draw:name="{word("name of a box" + y)}" svg:width="12cm" svg:height="1cm" svg:x="1cm" svg:y="{y}" {more}><draw:text-box><text:p>{inner}</text:p></draw:text-box></draw:frame>'

    photo = frame(made, made.tell("Photo de la page"), 'svg:x="1cm" svg:y="6cm"')
    pages = f"""<draw:page draw:name="{word("name of a page")}" draw:master-page-name="M">{text(show("Page que chacun voit"), "1cm")}{photo}{text(word("hidden box"), "9cm", 'draw:display="none"')}
<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>{word("author of a comment")}</dc:creator><text:p>{word("comment")}</text:p></office:annotation>
<presentation:notes draw:style-name="dp">{text(word("note of the speaker"), "2cm")}</presentation:notes></draw:page>
<draw:page draw:name="{word("name of a hidden page")}" draw:style-name="hid" draw:master-page-name="M">{text(word("hidden page"), "3cm")}</draw:page>"""
    hidden = '<style:style style:name="hid" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    entries = {
        "content.xml": f"{HEAD}<office:document-content {ODF_SPACES}><office:automatic-styles>{hidden}</office:automatic-styles><office:body><office:presentation>{pages}</office:presentation></office:body></office:document-content>".encode(),
        "styles.xml": f'{HEAD}<office:document-styles {ODF_SPACES}><office:automatic-styles><style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="M" style:display-name="{word("name of a master")}" style:page-layout-name="pm"/><style:master-page style:name="N" style:page-layout-name="pm">{text(word("master that nothing uses"), "4cm")}</style:master-page></office:master-styles></office:document-styles>'.encode(),
    }
    return opendocument(made, "presentation", entries, "pages.odp")


def rtf() -> Stranger:
    made = Stranger("rtf")
    word, show = made.word, made.show
    photo = inside(made, "picture", jpeg).hex()
    info = "".join(
        f"{{\\{tag} {word(f'property {tag}')}}}"
        for tag in (
            "title",
            "subject",
            "author",
            "manager",
            "company",
            "operator",
            "category",
            "keywords",
            "comment",
            "doccomm",
            "hlinkbase",
        )
    )
    made.files["lettre.rtf"] = (
        "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Liberation Serif{\\*\\falt "
        + word("other name of a font")
        + "};}}{\\stylesheet{\\s1 "
        + word("name of a style")
        + ";}}"
        "{\\info"
        + info
        + "{\\*\\userprops{\\propname a}\\proptype30{\\staticval "
        + word("own property")
        + "}}}"
        "{\\*\\template "
        + word("template")
        + "}{\\*\\docvar{a}{"
        + word("variable")
        + "}}{\\*\\revtbl{"
        + word("author of a change")
        + ";}}{\\*\\generator "
        + word("generator")
        + ";}"
        "{\\*\\xmlnstbl{\\xmlns1 "
        + word("space of XML")
        + "}}{\\*\\datastore "
        + word("data").encode().hex()
        + "}{\\*\\userprops{\\propname b}{\\staticval "
        + word("property of a user")
        + "}}"
        "{\\*\\rsidtbl\\rsid12}{\\*\\listtable{\\list{\\listname "
        + word("name of a list")
        + ";}\\listid1}}{\\*\\zq "
        + word("destination that nobody knows")
        + "}"
        "\\pard "
        + show("Une lettre que chacun lit")
        + "\\par {\\v "
        + word("hidden text")
        + "}{\\deleted "
        + show("mot supprime")
        + "}"
        "{\\*\\bkmkstart "
        + word("bookmark")
        + "}"
        + show("signet")
        + "{\\*\\bkmkend "
        + word("bookmark")
        + "}\\par "
        "{\\*\\atnid "
        + word("initials")
        + "}{\\*\\atnauthor "
        + word("author of a comment")
        + "}{\\chatn{\\*\\annotation "
        + word("comment")
        + "}}"
        "{\\xe " + word("entry of an index") + "}{\\tc " + word("entry of a table") + "}"
        "{\\field{\\*\\fldinst QUOTE " + word("code of a field") + "}{\\fldrslt " + show("champ") + "}}\\par "
        "{\\object\\objemb{\\*\\objclass "
        + word("class of an object")
        + "}{\\*\\objdata "
        + word("object").encode().hex()
        + "}{\\result "
        + show("objet")
        + "}}\\par "
        "{\\pict{\\*\\picprop{\\sp{\\sn wzTooltip}{\\sv "
        + word("tip of a picture")
        + "}}{\\sp{\\sn wzName}{\\sv "
        + word("name of a picture")
        + "}}{\\sp{\\sn pibName}{\\sv C:\\\\"
        + word("file of a picture")
        + "}}}\\jpegblip\\picw60\\pich40\\picwgoal1200\\pichgoal800 "
        + photo
        + "}\\par "
        + show("fin de lettre")
        + "\\par}"
        + word("behind the end")
    ).encode("cp1252", "replace")
    return made


OFFICE: dict[str, Callable[[], Stranger]] = {"docx": docx, "odt": odt, "rtf": rtf, "pptx": pptx, "odp": odp}
