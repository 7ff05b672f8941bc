"""A PDF as a source: opened, repaired where it must be, cleaned, looked at; bytes that the binder reads
fast."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import pikepdf

from dossier import odd, raster
from dossier.entries import FAULTS
from dossier.findings import DossierError, Finding, finding
from dossier.intake.request import PLACE, Request, Taken
from dossier.model import SourcePage, Treatment

from . import rescue
from .bombs import bomb
from .clean import clean
from .facts import draw_fields, field_values, page_facts, show_fields, untangle_fields
from .refuse import cut_off, refusal
from .texts import taken_for_text
from .versions import same

_REFERENCE = re.compile(rb"(?<![0-9])(\d+) (\d+) R\b")
# What stands on the one page of a form that only Adobe's reader can make (ISO 32000-2, 12.7.8.3).
_WAIT = re.compile(r"please wait|veuillez patienter", re.IGNORECASE)
_REBUILT = ("xref", "cross-reference", "recover", "startxref", "trailer")


@dataclass(frozen=True, slots=True)
class _Version:
    """One engine's reading of the file; ``code`` names what was done, None where it was opened as it is."""

    code: str | None
    pdf: bytes
    pages: tuple[SourcePage, ...]
    removed: Mapping[str, int]
    notes: tuple[Treatment, ...] = ()
    differing: tuple[int, ...] = ()
    compared: int = 0
    fields: tuple[str, ...] = ()
    tangled: bool = False


def open_pdf(data: bytes, name: str, request: Request) -> Taken:
    """All pages of a PDF, and its bytes without encryption, object streams and what may not be let in.

    Raises DossierError with a finding where nothing can be made of the file, or nothing may.
    """
    if taken_for_text(data):
        raise DossierError([finding("source-as-text", PLACE, file=name)])
    versions: list[_Version] = []
    problem = ""
    there = _there(data)
    try:
        with _reading():
            first = _read(data, name, request)
        versions, problem = ([first], "") if first.pages else ([], "no pages")
    except odd.OddError as error:
        problem = str(error).rsplit(":", 1)[-1].strip()
    if versions and _sound(versions[0], there):
        versions = [v if not v.removed else _looked(v, data) or v for v in versions]
    else:
        versions = [v for v in (_looked(v, data) for v in versions) if v]
        for code, bytes_ in rescue.steps(data):
            if any(_agreed(v, there) and not v.differing for v in versions):
                break
            try:
                with _reading():
                    version = _looked(_read(bytes_, name, request, code), data)
            except odd.OddError:
                continue
            versions += [version] if version else []
    if not versions:
        raise DossierError([refusal(data, name, PLACE, problem)])
    best = min(versions, key=lambda v: (not _agreed(v, there), len(v.differing)))
    return _opened(best, name, data, there)


def _reading() -> AbstractContextManager[None]:
    return odd.reading("pikepdf", "pypdfium2", "PIL", faults=FAULTS)


def _there(data: bytes) -> tuple[int, int] | None:
    """How many pages the second engine announces and finds in the file as it came."""
    return raster.loadable(data)


def _sound(version: _Version, there: tuple[int, int] | None) -> bool:
    """Whether the file is as it should be: nothing was repaired, and both engines count the same pages."""
    count = len(version.pages)
    known = (count, count)
    encrypted = any(note.code == "decrypted" for note in version.notes)
    return version.code is None and (there == known or (encrypted and raster.loadable(version.pdf) == known))


def _agreed(version: _Version, there: tuple[int, int] | None) -> bool:
    return there is None or there[1] == len(version.pages)


def _looked(version: _Version, data: bytes) -> _Version | None:
    """The version with what the eye says of it; None where the second engine counts other pages in it."""
    count = len(version.pages)
    if not count or raster.loadable(version.pdf) != (count, count):
        return None
    # Fields that lead to each other in circles hold up the engine that would draw the file as it came.
    differing = None if version.tangled else same(data, version.pdf)
    return _Version(
        version.code,
        version.pdf,
        version.pages,
        version.removed,
        version.notes,
        differing or (),
        0 if differing is None else count,
        version.fields,
    )


def _read(data: bytes, name: str, request: Request, code: str | None = None) -> _Version:
    counted = rescue.counted(data)
    data = counted or data
    try:
        with pikepdf.open(io.BytesIO(data), password=request.password) as pdf:
            version = _version(pdf, data, name, request, code)
    except pikepdf.PasswordError as error:
        wrong = "source-password-wrong" if request.password else "source-encrypted"
        facts = {"file": name, "id": request.document, "variable": request.variable}
        raise DossierError([Finding(wrong, PLACE, facts)]) from error
    return replace(version, code="objects-counted") if counted and not version.code else version


def _version(pdf: pikepdf.Pdf, data: bytes, name: str, request: Request, code: str | None) -> _Version:
    notes: tuple[Treatment, ...] = ()
    if pdf.is_encrypted:
        free = pdf.owner_password_matched or pdf.allow.modify_assembly
        if not free and not request.permitted:
            raise DossierError([finding("source-restricted", PLACE, file=name)])
        notes = (Treatment("decrypted"),) if free else (Treatment("decrypted"), Treatment("permitted"))
    count = len(pdf.pages)
    warnings = [str(w) for w in pdf.get_warnings()]
    if warnings and code is None:
        rebuilt = any(word in warning for warning in warnings for word in _REBUILT)
        code = "xref-rebuilt" if rebuilt else "repaired"
    if code and cut_off(data) and _lacking(pdf, data):
        raise DossierError([finding("source-cut", PLACE, file=name, size=len(data.rstrip(b"\0")))])
    found = bomb(pdf, name)
    if found:
        raise DossierError([found])
    _refuse_dynamic(pdf, count, name)
    tangled = untangle_fields(pdf)
    if tangled:
        code = code or "fields-untangled"
    draw_fields(pdf)
    fields = field_values(pdf)
    removed = clean(pdf)
    show_fields(pdf)
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
    return _Version(
        code, out.getvalue(), pages, dict(sorted(removed.items())), notes, fields=fields, tangled=tangled
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


def _opened(version: _Version, name: str, data: bytes, there: tuple[int, int] | None) -> Taken:
    count = len(version.pages)
    findings: list[Finding] = []
    treatment = list(version.notes)
    if version.code:
        facts: dict[str, str | int] = {"pages": count, "compared": version.compared}
        treatment.append(Treatment(version.code, facts))
        findings.append(Finding("source-repaired", PLACE, {"file": name, "how": version.code, **facts}))
    if version.differing:
        listed = ", ".join(map(str, version.differing))
        findings.append(finding("source-altered", PLACE, file=name, pages=listed))
    seen = there or (count, count)
    encrypted = any(note.code == "decrypted" for note in version.notes)
    if not encrypted and set(seen) != {count}:
        other = next(n for n in seen if n != count)
        findings.append(finding("source-page-count", PLACE, file=name, first=count, second=other))
    if version.removed:
        total = sum(version.removed.values())
        kinds = {f"removed.{kind}": number for kind, number in version.removed.items()}
        findings.append(finding("source-cleaned", PLACE, file=name, count=total, **kinds))
    return Taken(
        kind="pdf",
        pdf=version.pdf,
        pages=version.pages,
        findings=tuple(findings),
        treatment=tuple(treatment),
        removed=version.removed,
        fields=version.fields,
    )
