"""Nothing of any person, tool or day in any part of the package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from dossier import addresses
from dossier.findings import Finding, finding
from dossier.pictures import PictureError, bare

from . import oxml
from .contract import PLACE

#: Parts that a synthesis has no use for, by the end of their relationship's type.
_FOREIGN = (
    "/thumbnail", "/extended-properties", "/custom-properties", "/customXml", "/stylesWithEffects",
    "/webSettings", "/printerSettings", "/attachedTemplate", "/comments", "/commentsExtended",
    "/commentsIds", "/commentsExtensible", "/people", "/keyMapCustomizations", "/recipientData",
    "/mailMergeSource", "/mailMergeHeaderSource", "/documenttasks", "/classificationlabels",
    "/digital-signature/origin", "/xmlsignatures", "/docMetadata/LabelInfo", "/attachedToolbars",
)  # fmt: skip
#: Settings that say how the document looks or behaves; the others say who made it, where and when.
_SETTINGS = frozenset(
    ("zoom", "removePersonalInformation", "removeDateAndTime", "mirrorMargins", "gutterAtTop",
     "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps",
     "evenAndOddHeaders", "defaultTabStop", "characterSpacingControl", "footnotePr", "endnotePr", "compat",
     "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator", "documentProtection",
     "bookFoldPrinting", "doNotTrackMoves", "shapeDefaults", "hdrShapeDefaults", "mathPr",
     "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "displayBackgroundShape")
)  # fmt: skip
_DROPPED = tuple(
    qn(f"w:{name}")
    for name in ("rsid", "rsids", "proofErr", "lastRenderedPageBreak", "dataBinding", "noProof", "docGrid",
                 "attachedTemplate", "docVars", "mailMerge", "saveThroughXslt")
)  # fmt: skip
#: Of Word's later namespaces, by name: random ids, mappings to parts that are left out.
_WORD = re.compile(
    r"\{http://schemas\.microsoft\.com/office/word/20\d\d/.*\}(docId|dataBinding|chartTrackingRefBased)"
)
#: PNG and JPEG, which every program shows.
_SHOWN = (b"\x89PNG", b"\xff\xd8")
_LOST = re.compile(r"^(rsid.*|paraId|textId|author|initials|date|dateUtc)$")
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_EXTENSIONS = "{http://schemas.openxmlformats.org/drawingml/2006/main}extLst"
_EXTENSION = "{http://schemas.openxmlformats.org/drawingml/2006/main}ext"
#: What an extension may say that a reader needs: that a picture is decorative.
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_TELLING = re.compile(
    r"^\s*(AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|TEMPLATE|DOCPROPERTY|INFO|DATE|TIME"
    r"|SAVEDATE|CREATEDATE|PRINTDATE|EDITTIME|REVNUM|INCLUDE\w*|LINK|DDE\w*|RD|DATABASE|MERGEFIELD"
    r"|COMMENTS|KEYWORDS|MACROBUTTON)\b",
    re.IGNORECASE,
)
#: Revisions and remarks of people (17.13).
_REVISIONS = tuple(
    qn(f"w:{name}")
    for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
                 "trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel", "commentReference")
)  # fmt: skip


def roots(document: Document) -> Iterable[etree._Element]:
    """The XML of each part that python-docx keeps as elements, in the order of their names."""
    for part in sorted(document.part.package.iter_parts(), key=lambda part: str(part.partname)):
        if hasattr(part, "element"):
            yield part.element


def faults(document: Document) -> list[Finding]:
    """What in a base would tell of a person and cannot be taken out without changing what it says."""
    findings = []
    for part in document.part.package.iter_parts():
        for relation in part.rels.values():
            web = relation.is_external and relation.reltype.endswith("/hyperlink")
            web = web and (relation.target_ref[:1] == "#" or addresses.live(relation.target_ref) is not None)
            if relation.is_external and not web and not relation.reltype.endswith(_FOREIGN):
                findings.append(finding("base-link", PLACE, target=relation.target_ref[:80]))
    for root in roots(document):
        if next(root.iter(*_REVISIONS), None) is not None:
            findings.append(finding("base-revisions", PLACE))
        for code in _codes(root):
            if match := _TELLING.match(code):
                findings.append(finding("base-field", PLACE, field=match[1].upper()))
    return list({(f.code, tuple(f.facts.items())): f for f in findings}.values())


def _codes(root: etree._Element) -> Iterator[str]:
    """The instruction of each field, which Word may have cut into several runs."""
    yield from (node.get(qn("w:instr")) or "" for node in root.iter(qn("w:fldSimple")))
    code = ""
    for node in root.iter(qn("w:fldChar"), qn("w:instrText")):
        if node.tag == qn("w:instrText"):
            code += node.text or ""
        else:
            yield code
            code = ""


def clean(document: Document, properties: tuple[str, ...]) -> list[Finding]:
    """Take persons, tools and dates out of every part, and of the core properties all but ``properties``.

    Returns what is wrong with images, which are kept without their metadata.
    """
    package = document.part.package
    for rels in (package.rels, *(part.rels for part in list(package.iter_parts()))):
        for key in [key for key, relation in rels.items() if relation.reltype.endswith(_FOREIGN)]:
            del rels[key]
    core = document.core_properties._element
    core[:] = sorted(
        (child for child in core if etree.QName(child).localname in properties), key=lambda child: child.tag
    )
    settings = document.settings.element
    settings[:] = [
        child
        for child in settings
        if (child.tag.startswith(qn("w:x")[:-1]) and etree.QName(child).localname in _SETTINGS)
        or etree.QName(child).localname == "mathPr"
    ]
    _stay_anonymous(settings)
    findings = []
    for part in sorted(package.iter_parts(), key=lambda part: str(part.partname)):
        if hasattr(part, "element"):
            _strip(part.element)
        elif part.content_type.startswith("image/"):
            try:
                part._blob = bare(part.blob)[0]
                known = part.blob.startswith(_SHOWN)
            except PictureError:
                known = False
            if not known:
                findings.append(finding("base-image", PLACE, name=str(part.partname).rpartition("/")[2]))
        elif part.content_type.endswith(("+xml", "/xml")):
            root = parse_xml(part.blob)
            _strip(root)
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return findings


def _stay_anonymous(settings: etree._Element) -> None:
    """Make Word leave out names and dates when the document is saved again (17.15.1.68 and 17.15.1.67)."""
    names = [qn(f"w:{name}") for name in ("removePersonalInformation", "removeDateAndTime")]
    for old in list(settings.iter(*names)):
        settings.remove(old)
    zoom = settings.find(qn("w:zoom"))
    at = 0 if zoom is None else settings.index(zoom) + 1
    settings[at:at] = [settings.makeelement(name) for name in names]


def renumber(document: Document) -> None:
    """Number controls, bookmarks and pictures from 1, and drop the bookmark that Word leaves of its own."""
    for root in roots(document):
        for start in [b for b in root.iter(qn("w:bookmarkStart")) if b.get(qn("w:name"), "")[:1] == "_"]:
            name, number = start.get(qn("w:name")), start.get(qn("w:id"))
            if name == "_GoBack":
                for end in [e for e in root.iter(qn("w:bookmarkEnd")) if e.get(qn("w:id")) == number]:
                    oxml.remove(end)
                oxml.remove(start)
    _bookmarks(document)
    pictures = controls = 0
    for root in roots(document):
        for control in root.iter(qn("w:sdtPr")):
            controls += 1
            old = control.find(qn("w:id"))
            if old is not None:
                control.remove(old)
            new = control.makeelement(qn("w:id"), {qn("w:val"): str(controls)})
            at = [
                n
                for n, child in enumerate(control)
                if etree.QName(child).localname in ("rPr", "alias", "tag")
            ]
            control.insert(at[-1] + 1 if at else 0, new)
        for picture in root.iter(qn("wp:docPr")):
            pictures += 1
            picture.set("id", str(pictures))
            picture.set("name", f"Image {pictures}")
            for inner in next(picture.iterancestors(), picture).iter(qn("pic:cNvPr")):
                inner.set("id", str(pictures))
                inner.set("name", f"Image {pictures}")


def _bookmarks(document: Document) -> None:
    count = 0
    for root in roots(document):
        open_: dict[str, list[str]] = {}
        for mark in root.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
            old = mark.get(qn("w:id"), "")
            if mark.tag == qn("w:bookmarkStart"):
                count += 1
                open_.setdefault(old, []).append(str(count))
                mark.set(qn("w:id"), str(count))
            elif numbers := open_.get(old):
                mark.set(qn("w:id"), numbers.pop())


def _strip(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        for name in list(element.attrib):
            if _LOST.match(etree.QName(name).localname) and name.startswith("{"):
                del element.attrib[name]
    kept = [ext for ext in root.iter(_EXTENSION) if ext.find(DECORATIVE) is not None]
    doomed = list(root.iter(*_DROPPED, etree.Comment, etree.ProcessingInstruction))
    doomed += [
        ext for held in root.iter(_EXTENSIONS) for ext in held.iterchildren(_EXTENSION) if ext not in kept
    ]
    doomed += [e for e in root.iter(etree.Element) if _WORD.match(str(e.tag))]
    for each in doomed:
        oxml.remove(each)
    for empty in [each for each in root.iter(_EXTENSIONS) if not len(each)]:
        oxml.remove(empty)
    _cleanup_namespaces(root)


def _cleanup_namespaces(root: etree._Element) -> None:
    """Leave the namespaces that are used, and those named in attributes as ISO 29500-3 has it."""
    used = {etree.QName(name).namespace for e in root.iter(etree.Element) for name in (e.tag, *e.attrib)}
    named = (root.get(_IGNORABLE) or "").split()
    ignorable = [prefix for prefix in named if root.nsmap.get(prefix) in used]
    root.attrib.pop(_IGNORABLE, None)
    if ignorable:
        root.set(_IGNORABLE, " ".join(ignorable))
    required = {prefix for choice in root.iter(_CHOICE) for prefix in choice.get("Requires", "").split()}
    etree.cleanup_namespaces(root, keep_ns_prefixes=[*ignorable, *sorted(required)])
