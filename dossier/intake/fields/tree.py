"""The tree of fields, and one field of it with what it inherits (ISO 32000-2, 12.7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries
from dossier.odd import OddError

# No form nests deeper.
_MOST_PARENTS = 32
MULTILINE, PASSWORD, FILE, COMB = 1 << 12, 1 << 13, 1 << 20, 1 << 24
RADIO, PUSH = 1 << 15, 1 << 16
COMBO = 1 << 17


def untangle_fields(pdf: pikepdf.Pdf) -> bool:
    """Let each field stand once in the tree of fields; returns whether one stood more often.

    Twenty-five levels of two references to the next are thirty million ways to one field.
    """
    form: Any = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    if not isinstance(fields, Array):
        return False
    seen: set[tuple[int, int]] = set()
    todo, tangled = [(form, "/Fields")], False
    while todo:
        holder, key = todo.pop()
        kept = []
        for field in list(holder[key]):
            if not isinstance(field, Dictionary):
                continue
            if field.is_indirect and field.objgen in seen:
                tangled = True
                continue
            seen.add(field.objgen)
            kept.append(field)
            if isinstance(field.get("/Kids"), Array):
                todo.append((field, "/Kids"))
        if len(kept) != len(holder[key]):
            holder[key] = Array(kept)
    return tangled


def show_fields(pdf: pikepdf.Pdf) -> None:
    """Give a form to a file that has fields and none, as a page taken out of a form has: pdfium draws fields
    of a form only, other engines and what is bound show them."""
    if "/AcroForm" not in pdf.Root and any(any(widgets(page.obj)) for page in pdf.pages):
        pdf.Root.AcroForm = Dictionary(Fields=Array())


def widgets(page: Object) -> Iterator[Object]:
    """The fields that stand on ``page``."""
    annotations: Any = page.get("/Annots")
    for annotation in list(annotations) if isinstance(annotations, Array) else ():
        if isinstance(annotation, Dictionary) and annotation.get("/Subtype") == Name.Widget:
            yield annotation


def field_values(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The values of the form's text fields (12.7.5.3), but for passwords."""
    form: object = pdf.Root.get("/AcroForm")
    fields: object = form.get("/Fields") if isinstance(form, Dictionary) else None
    todo = list(fields) if isinstance(fields, Array) else []
    values, seen = [], set()
    while todo:
        field = todo.pop()
        if not isinstance(field, Dictionary) or field.objgen in seen:
            continue
        if field.is_indirect:
            seen.add(field.objgen)
        value, kids = field.get("/V"), field.get("/Kids")
        if isinstance(value, pikepdf.String):
            values.append(entries.text(value))
        todo += list(kids) if isinstance(kids, Array) else []
    return tuple(values)


class Field:
    """One ``widget``, in ``form``, with what it inherits from the fields above it."""

    def __init__(self, widget: Object, form: object) -> None:
        self.widget, self._form = widget, form
        kind = self.inherited("/FT")
        self.kind = entries.text(kind)[1:] if isinstance(kind, Name) else ""
        flags = self.inherited("/Ff")
        self.flags = int(flags) if isinstance(flags, int) else 0

    def inherited(self, key: str) -> Any:
        """The value of ``key`` of the nearest that has it."""
        return self.above(key)[1]

    def above(self, key: str) -> tuple[Object | None, Object | None]:
        """Who has ``key``, and its value."""
        held: Object | None = self.widget
        for _ in range(_MOST_PARENTS):
            if not isinstance(held, Dictionary):
                break
            if key in held:
                return held, held.get(key)
            held = held.get("/Parent")
        return None, None

    @property
    def appearance(self) -> tuple[str, float, str]:
        """The name of the font, its size (0: as fits) and the operators that set the colour (12.7.4.3)."""
        said = self.inherited("/DA")
        said = self._form.get("/DA") if said is None and isinstance(self._form, Dictionary) else said
        words = _text(said).split()
        font, size, colour = "", 0.0, "0 g"
        for rank, word in enumerate(words):
            if word == "Tf" and rank >= 2:
                font, size = words[rank - 2].lstrip("/"), _number(words[rank - 1])
            count = {"g": 1, "rg": 3, "k": 4}.get(word, 0)
            if count and rank >= count and all(map(_is_number, words[rank - count : rank])):
                colour = " ".join(words[rank - count : rank + 1])
        return self._base_font(font), size, colour

    def _base_font(self, name: str) -> str:
        resources = self._form.get("/DR") if isinstance(self._form, Dictionary) else None
        fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
        font = fonts.get("/" + name) if isinstance(fonts, Dictionary) and name.isascii() else None
        base = font.get("/BaseFont") if isinstance(font, Dictionary) else None
        return entries.text(base)[1:] if isinstance(base, Name) else name

    @property
    def values(self) -> list[str]:
        """What it says: texts, more than one only of a list."""
        value = self.inherited("/V")
        return [text for text in map(_text, list(value) if isinstance(value, Array) else [value]) if text]

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices: what is exported and what is shown (12.7.5.4)."""
        choices = []
        options = self.inherited("/Opt")
        for choice in list(options) if isinstance(options, Array) else ():
            pair = list(choice) if isinstance(choice, Array) else [choice, choice]
            if len(pair) == 2:
                choices.append((_text(pair[0]), _text(pair[1])))
        return choices

    @property
    def shown(self) -> list[str]:
        """The values as they are shown."""
        labels = dict(self.options) if self.kind == "Ch" else {}
        return [labels.get(value, value) for value in self.values]

    @property
    def on(self) -> str:
        """The state in which a button is pressed; nothing where it is not."""
        state, value = self.widget.get("/AS"), self.inherited("/V")
        chosen = state if isinstance(state, Name) else value
        word = entries.text(chosen)[1:] if isinstance(chosen, Name) else ""
        return "" if word == "Off" else word

    @property
    def look(self) -> Object | None:
        """The normal appearance, in the state that it has; None where there is none."""
        looks: object = self.widget.get("/AP")
        look = looks.get("/N") if isinstance(looks, Dictionary) else None
        if isinstance(look, Dictionary) and not isinstance(look, Stream):
            state = self.widget.get("/AS")
            look = look.get(state) if isinstance(state, Name) else None
        return look if isinstance(look, Stream) else None


def _text(value: object) -> str:
    """A text, or a stream that is one."""
    if isinstance(value, Stream):
        data = entries.data(value)
        return data.decode("utf-16" if data[:2] in (b"\xfe\xff", b"\xff\xfe") else "cp1252", "replace")
    if not isinstance(value, (pikepdf.String, str)):
        return ""
    try:
        return entries.text(value)
    except OddError:
        return ""


def _is_number(word: str) -> bool:
    return word.replace("-", "", 1).replace(".", "", 1).isdigit()


def _number(word: str) -> float:
    return float(word) if _is_number(word) else 0.0
