"""Which headers and footers of a DOCX surely stand on a page (ECMA-376-1, 17.10.2)."""

from __future__ import annotations

from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local

from .parts import on, val

_KINDS = ("headerReference", "footerReference")


def sure(body: Element, even_and_odd: bool, pages: int) -> list[str]:
    """The numbers of the relations to those that the first page of a section shows, or, where there is one
    section, any of its ``pages``."""
    sections = [e for e in elements(body) if local(e) == "sectPr" and local(e.getparent()) in ("body", "pPr")]
    last: dict[tuple[str, str], str] = {}
    numbers: list[str] = []
    for rank, section in enumerate(sections):
        for reference in (e for e in section if local(e) in _KINDS):
            id = next((v for k, v in reference.attrib.items() if k.endswith("}id")), "")
            last[local(reference), get(reference, "type") or "default"] = id
        begins = val(section, "type") or "nextPage"
        own = bool(on(section, "titlePg"))
        wanted = []
        if rank == 0 or begins != "continuous":
            if own:
                wanted.append("first")
            elif not even_and_odd or (rank == 0 and not val(section, "pgNumType", "start")):
                wanted.append("default")
        if len(sections) == 1:
            if even_and_odd and pages >= 2:
                wanted.append("even")
            if own and pages >= (3 if even_and_odd else 2):
                wanted.append("default")
        numbers += [last[kind, type_] for kind in _KINDS for type_ in wanted if (kind, type_) in last]
    return list(dict.fromkeys(id for id in numbers if id))
