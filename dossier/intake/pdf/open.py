"""A PDF as a source: opened, repaired where it must be, cleaned, looked at; bytes that the binder reads
fast."""

from __future__ import annotations

import io
import re
from contextlib import AbstractContextManager
from dataclasses import replace

import pikepdf

from dossier import odd, raster
from dossier.entries import FAULTS
from dossier.findings import DossierError, Finding, finding
from dossier.intake.fields import draw_fields, field_values, settle_looks, show_fields, untangle_fields
from dossier.intake.steps import PLACE, SourceFile, Taken, password_variable
from dossier.model import Treatment

from . import rescue
from .bombs import bomb
from .clean import clean
from .facts import page_facts, settle_boxes
from .inside import documents_inside
from .refuse import cut_off, refusal
from .texts import taken_for_text
from .versions import same

_REFERENCE = re.compile(rb"(?<![0-9])(\d+) (\d+) R\b")
# What stands on the one page of a form that only Adobe's reader can make (ISO 32000-2, 12.7.8.3).
_WAIT = re.compile(r"please wait|veuillez patienter", re.IGNORECASE)
# What is set right and looks as the file does lost nothing: that is in the record. These may lose something.
_LOSING = ("rewritten-by-second-engine",)
_REBUILT = ("xref", "cross-reference", "recover", "startxref", "trailer")


def open_pdf(taken: Taken, file: SourceFile) -> Taken:
    """``taken`` of ``file``, with all pages of its PDF, and that without encryption, object streams and what
    may not be let in.

    Raises DossierError with a finding where nothing can be made of it, or nothing may.
    """
    if taken_for_text(taken.pdf):
        raise DossierError([finding("source-as-text", PLACE, file=file.name)])
    versions: list[Taken] = []
    problem = ""
    data = taken.pdf
    there = _there(data)
    try:
        with _reading():
            first = _read(taken, file)
        versions, problem = ([first], "") if first.pages else ([], "no pages")
    except odd.OddError as error:
        problem = str(error).rsplit(":", 1)[-1].strip()
    if versions and _sound(versions[0], there):
        versions = [v if not v.removed else _looked(v, data) or v for v in versions]
    else:
        versions = [v for v in (_looked(v, data) for v in versions) if v]
        for repair, mended in rescue.steps(data):
            if any(_agreed(v, there) and not v.altered for v in versions):
                break
            try:
                with _reading():
                    version = _looked(_read(replace(taken, pdf=mended, repair=repair), file), data)
            except odd.OddError:
                continue
            versions += [version] if version else []
    if not versions:
        raise DossierError([refusal(data, file.name, problem)])
    best = min(versions, key=lambda v: (not _agreed(v, there), len(v.altered or ())))
    return _opened(best, there)


def followed(data: bytes) -> bytes:
    """``data``, with a word behind a last object that nothing follows: qpdf, counting the objects of a file
    without table, passes over that one. No mark of an end: a file that was cut there lacks its own."""
    return data + b"\nxref\n" if data[-64:].rstrip().endswith(b"endobj") else data


def _reading() -> AbstractContextManager[None]:
    return odd.reading("pikepdf", "pypdfium2", "PIL", faults=FAULTS)


def _there(data: bytes) -> tuple[int, int] | None:
    """How many pages the second engine announces and finds in the file as it came."""
    return raster.loadable(data)


def _sound(version: Taken, there: tuple[int, int] | None) -> bool:
    """Whether the file is as it should be: nothing was repaired, and both engines count the same pages."""
    count = len(version.pages)
    known = (count, count)
    encrypted = _decrypted(version)
    return not version.repair and (there == known or (encrypted and raster.loadable(version.pdf) == known))


def _agreed(version: Taken, there: tuple[int, int] | None) -> bool:
    return there is None or there[1] == len(version.pages)


def _looked(version: Taken, data: bytes) -> Taken | None:
    """The version with what the eye says of it; None where the second engine counts other pages in it."""
    count = len(version.pages)
    if not count or raster.loadable(version.pdf) != (count, count):
        return None
    # Fields that lead to each other in circles hold up the engine that would draw the file as it came.
    return replace(version, altered=None if version.tangled else same(data, version.pdf))


def _read(taken: Taken, file: SourceFile) -> Taken:
    """One engine's reading of what was ``taken``, with what had to be done for it."""
    counted = rescue.counted(taken.pdf)
    data = counted or taken.pdf
    try:
        with pikepdf.open(io.BytesIO(data), password=file.password) as pdf:
            version = _version(pdf, replace(taken, pdf=data), file)
    except pikepdf.PasswordError as error:
        wrong = "source-password-wrong" if file.password else "source-encrypted"
        facts = {"file": file.name, "id": file.document, "variable": password_variable(file.document)}
        raise DossierError([Finding(wrong, PLACE, facts)]) from error
    return replace(version, repair="objects-counted") if counted and not version.repair else version


def _version(pdf: pikepdf.Pdf, taken: Taken, file: SourceFile) -> Taken:
    data, name, repair = taken.pdf, file.name, taken.repair
    notes: tuple[Treatment, ...] = ()
    if pdf.is_encrypted:
        free = pdf.owner_password_matched or pdf.allow.modify_assembly
        if not free and not file.permitted:
            raise DossierError([finding("source-restricted", PLACE, file=name)])
        notes = (Treatment("decrypted"),) if free else (Treatment("decrypted"), Treatment("permitted"))
    count = len(pdf.pages)
    warnings = [str(w) for w in pdf.get_warnings()]
    if warnings and not repair:
        rebuilt = any(word in warning for warning in warnings for word in _REBUILT)
        repair = "xref-rebuilt" if rebuilt else "repaired"
    if repair and cut_off(data) and _lacking(pdf, data):
        raise DossierError([finding("source-cut", PLACE, file=name, size=len(data.rstrip(b"\0")))])
    refused = bomb(pdf, name) or documents_inside(pdf, name)
    if refused:
        raise DossierError([refused])
    _refuse_dynamic(pdf, count, name)
    tangled = untangle_fields(pdf)
    if tangled:
        repair = repair or "fields-untangled"
    settle_looks(pdf)
    draw_fields(pdf)
    fields = field_values(pdf)
    removed = clean(pdf)
    show_fields(pdf)
    for page in pdf.pages:
        settle_boxes(page.obj)
    pages = tuple(page_facts(page.obj, number) for number, page in enumerate(pdf.pages, 1))
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.disable
    # What breaks off must be seen to do so by who unpacks it.
    as_it_is = pikepdf.StreamDecodeLevel.none
    pdf.save(
        out,
        object_stream_mode=mode,
        stream_decode_level=as_it_is,
        compress_streams=False,
        deterministic_id=True,
        encryption=False,
    )
    return replace(
        taken,
        pdf=out.getvalue(),
        treatment=(*taken.treatment, *notes),
        removed=dict(sorted(removed.items())),
        pages=pages,
        fields=fields,
        repair=repair,
        tangled=tangled,
    )


def _lacking(pdf: pikepdf.Pdf, data: bytes) -> bool:
    """Whether something that the file refers to is not in it, or its last object breaks off."""
    if data.rfind(b" obj") > data.rfind(b"endobj"):
        return True
    # A number or a truth is no object of qpdf's here: it knows neither its own number nor any other.
    held = [item for item in pdf.objects if isinstance(item, pikepdf.Object)]
    present = {item.objgen for item in held}
    for item in held:
        head = item.stream_dict if isinstance(item, pikepdf.Stream) else item
        text = head.unparse() if isinstance(item, pikepdf.Stream) else item.unparse(resolved=True)
        for reference in _REFERENCE.findall(text):
            number, generation = map(int, reference)
            if (number, generation) not in present and pdf.get_object(number, generation) is None:
                return True
    return False


def _refuse_dynamic(pdf: pikepdf.Pdf, count: int, name: str) -> None:
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or "/XFA" not in form:
        return
    dynamic = bool(pdf.Root.get("/NeedsRendering", False))
    if not dynamic and count == 1:
        out = io.BytesIO()
        pdf.save(out, encryption=False)
        with raster.Reader(out.getvalue()) as reader, reader.page(1) as page:
            dynamic = bool(_WAIT.search(page.text()))
    if dynamic:
        raise DossierError([finding("source-xfa", PLACE, file=name)])


def _decrypted(version: Taken) -> bool:
    return any(note.code == "decrypted" for note in version.treatment)


def _opened(version: Taken, there: tuple[int, int] | None) -> Taken:
    """The best reading, with what is to be said of it."""
    name, count = version.name, len(version.pages)
    findings: list[Finding] = []
    repairs: tuple[Treatment, ...] = ()
    if version.repair:
        compared = 0 if version.altered is None else count
        facts: dict[str, str | int] = {"pages": count, "compared": compared}
        repairs = (Treatment(version.repair, facts),)
        if version.repair in _LOSING or (version.altered is None and not version.tangled):
            said = {"file": name, "how": version.repair, **facts}
            findings.append(Finding("source-repaired", PLACE, said))
    if version.altered:
        listed = ", ".join(map(str, version.altered))
        findings.append(finding("source-altered", PLACE, file=name, pages=listed))
    seen = there or (count, count)
    if not _decrypted(version) and set(seen) != {count}:
        other = next(n for n in seen if n != count)
        findings.append(finding("source-page-count", PLACE, file=name, first=count, second=other))
    if version.removed:
        total = sum(version.removed.values())
        kinds = {f"removed.{kind}": number for kind, number in version.removed.items()}
        findings.append(finding("source-cleaned", PLACE, file=name, count=total, **kinds))
    return replace(
        version,
        findings=(*version.findings, *findings),
        treatment=(*version.treatment, *repairs),
    )
