"""Where templates come from: the dossier's own folder first, then the project's. Nothing outside them,
no network."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dossier import fonts
from dossier.digest import digest
from dossier.findings import DossierError, Finding, finding
from dossier.folder import Folder, NoFileError, OutsideError
from dossier.places import series_of
from dossier.shipped import place
from dossier.wording import form

from .logo import LogoFile

_LARGEST_FILE = 256 << 20
#: Bytes of the largest text that is read as a template; the shipped ones have some thousands.
LARGEST = 4_000_000
SHIPPED = place("templates")


@dataclass(frozen=True)
class Templates:
    """The folders of templates of one dossier, the nearest first. A file of them is read once.

    ``fonts`` are those that the dossier brings, by names of their own, ``logo`` its logo; ``faces`` the font
    programs that set text: family by SHA-256.
    """

    folders: tuple[Folder, ...]
    fonts: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    logo: LogoFile | None = None
    faces: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _read: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    _used: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, folder: Path) -> Templates:
        """The templates of the dossier in ``folder``: its own, those of the series that it lies in, and the
        shipped ones for what these do not change.

        Raises DossierError where a folder of templates, or a font in it, is a link that leads out.
        """
        series = series_of(folder)
        given = [Folder(one, SHIPPED.name) for one in (folder, *([series.parent] if series else []))]
        brought: dict[str, bytes] = {}
        for own in given:
            try:
                brought |= fonts.lying_in(own)
            except OutsideError as error:
                name = f"{SHIPPED.name}/{error.filename}" if own.is_folder() else SHIPPED.name
                raise DossierError([finding("template-outside", name)]) from error
        return cls((*given, Folder(SHIPPED)), brought)

    @classmethod
    def shipped(cls) -> Templates:
        """The templates of the project."""
        return cls((Folder(SHIPPED),))

    def own_names(self) -> tuple[str, ...]:
        """What lies in the dossier's own folder of templates."""
        return _names(self.folders[0])

    def brings(self, name: str) -> bool:
        """Whether the dossier, or the series that it lies in, has a file ``name`` of its own, or a link."""
        return any(name in _names(folder) for folder in self.folders[:-1])

    def astray(self, wanted: Sequence[str]) -> str:
        """The path of a file of one of the ``wanted`` names, in whatever capitals, that lies in the dossier's
        folder or one in it, where nothing looks for it; or nothing."""
        own = self.folders[0].path
        try:
            near = [("", Folder(own)), *((f"{n}/", Folder(own, n)) for n in sorted(Folder(own).names()))]
        except OSError:
            return ""
        for lead, folder in near:
            try:
                names = folder.names()
            except OSError:  # a file, or a link that leads out
                continue
            misplaced = sorted(name for name in names if name.casefold() in wanted)
            if misplaced:
                return lead + misplaced[0]
        return ""

    def find(self, name: str) -> bytes:
        """The bytes of the template ``name``.

        Raises FileNotFoundError, and DossierError where the name or a link leads out of the folders, or
        where it cannot be read.
        """
        if name not in self._read:
            self._read[name] = self._in_folders(name)
            self.note({name: digest(self._read[name])})
        return self._read[name]

    def _in_folders(self, name: str) -> bytes:
        place = f"templates/{name}"
        for folder in self.folders:
            try:
                return folder.read(name, _LARGEST_FILE)
            except OutsideError as error:
                raise DossierError([finding("template-outside", place)]) from error
            except NoFileError as error:
                if folder.is_folder(name):
                    continue
                raise DossierError([finding("template-unread", place, problem="special")]) from error
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                problem = error.strerror or "?"
                raise DossierError([finding("template-unread", place, problem=problem)]) from error
        raise FileNotFoundError(name)

    def read(self, name: str) -> str:
        """The text of the template ``name``. Raises DossierError where it is missing, huge, or not UTF-8."""
        data = self.read_bytes(name)
        if len(data) > LARGEST:
            problem = f"> {LARGEST // 1_000_000} MB"
            raise DossierError([finding("template-heavy", f"templates/{name}", problem=problem)])
        try:
            return io.TextIOWrapper(io.BytesIO(data), "utf-8-sig").read()
        except UnicodeDecodeError as error:
            place = f"templates/{name}"
            facts = {"slip": f"text-{form(data) or 'encoding'}", "file": place}
            raise DossierError([Finding("template-error", place, facts)]) from error

    def read_bytes(self, name: str) -> bytes:
        """The bytes of the template ``name``. Raises DossierError where it is missing."""
        try:
            return self.find(name)
        except FileNotFoundError as error:
            raise DossierError([finding("template-missing", f"templates/{name}")]) from error

    @property
    def files(self) -> dict[str, str]:
        """What was read: the SHA-256 of its bytes by its path in the dossier, in the order of the paths."""
        read = {f"templates/{name}": known for name, known in sorted(self._used.items())}
        return read | ({self.logo.file: self.logo.sha256} if self.logo else {})

    def note(self, read: Mapping[str, str]) -> None:
        """Note what another process read of these templates: SHA-256 by name."""
        for name, known in read.items():
            if self._used.setdefault(name, known) != known:
                self._used[name] = ""  # read twice, and not the same

    @property
    def used(self) -> dict[str, str]:
        """What was read, by name."""
        return dict(self._used)

    def changed(self) -> tuple[str, ...]:
        """The paths of those files that would no longer be read as they were."""
        return tuple(f"templates/{name}" for name, known in self._used.items() if self._now(name) != known)

    def _now(self, name: str) -> str | None:
        try:
            return digest(self._in_folders(name))
        except (OSError, DossierError):
            return None


def _names(folder: Folder) -> tuple[str, ...]:
    try:
        return folder.names()
    except OSError:
        return ()
