"""The dossier's own fonts, and none of the machine's.

Text set with whatever the machine happens to have breaks its lines elsewhere on the next machine, so
fontconfig is pointed at the packaged families alone.
"""

from __future__ import annotations

import atexit
import hashlib
import html
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from . import families
from .directory import Directory
from .folder import Folder, NoFileError, OutsideError

FAMILIES = (
    "fontpkg_source_serif_4",
    "fontpkg_source_sans_3",
    "fontpkg_source_code_pro",
    "fontpkg_atkinson_hyperlegible",
)

#: Where a folder of templates has fonts of its own.
FOLDER = "fonts"
_LARGEST, _DEPTH = 64 << 20, 8

_CLOCK = "SOURCE_DATE_EPOCH"
_EPOCH = "1325376000"  # 1 January 2012, the year of the first dossier; any fixed second would do
_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
{aliases}
</fontconfig>
"""


def folders() -> list[Path]:
    """Folders of the packaged font files, one a family; found without importing the packages."""
    paths = []
    for name in FAMILIES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name=name)
        paths.append(Path(spec.origin).parent / "files")
    return paths


def lying_in(templates: Folder) -> dict[str, bytes]:
    """The files under ``fonts/`` of a folder of templates, by names that they cannot choose; those that
    cannot be read are left out. Raises OutsideError where the folder, or a link in it, leads out."""
    files: dict[str, bytes] = {}

    def look(folder: str, depth: int) -> None:
        try:
            names = [f"{folder}/{inner}" for inner in sorted(templates.names(folder))]
        except OutsideError:
            raise
        except OSError:  # there is none
            return
        for name in names:
            try:
                data = templates.read(name, _LARGEST)
            except OutsideError:
                raise
            except NoFileError:
                if depth:
                    look(name, depth - 1)
            except OSError:
                continue
            else:
                files[hashlib.sha256(data).hexdigest() + PurePosixPath(name).suffix] = data

    look(FOLDER, _DEPTH)
    return files


def use_only(extra: Mapping[str, bytes] | None = None) -> None:
    """Make fontconfig see the packaged families and the fonts ``extra``, by their names, for this process.

    It reads copies: what was looked at is what is drawn with. Must run before the text engine is loaded:
    fontconfig reads ``FONTCONFIG_FILE`` once.
    """
    try:
        config = _write(_cache(), extra or {})
    except (OSError, RuntimeError, UnicodeEncodeError):  # no home, or none that can be written to or named
        folder = tempfile.mkdtemp(prefix="dossier-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        config = _write(Path(folder), extra or {})
    os.environ["FONTCONFIG_FILE"] = str(config)


@contextmanager
def fixed_clock() -> Iterator[None]:
    """Pin the date that subsets of fonts carry, so that the same text gives the same bytes on any day."""
    before = os.environ.get(_CLOCK)
    os.environ[_CLOCK] = _EPOCH
    try:
        yield
    finally:
        if before is None:
            del os.environ[_CLOCK]
        else:
            os.environ[_CLOCK] = before


def _cache() -> Path:
    """Where the person's machine keeps what can be made again. Raises RuntimeError where there is no home."""
    place = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not place.is_absolute():
        place = Path.home() / ".cache"
    if not place.is_absolute():
        raise RuntimeError("no home")
    return place / "dossier"


def _write(cache: Path, extra: Mapping[str, bytes]) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    shown = [*folders(), *([_copied(cache, extra)] if extra else [])]
    lines = "\n".join(f"  <dir>{_escaped(str(folder))}</dir>" for folder in shown)
    standing = "\n".join(
        f'  <alias binding="same">{_family(name)}<accept>{_family(own)}</accept></alias>'
        for name, own in families.aliases()
    )
    text = _CONFIG.format(folders=lines, cache=_escaped(str(cache / "fontconfig")), aliases=standing)
    name = f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:12]}.conf"
    config = cache / name
    if not config.exists():
        with Directory.open(cache) as folder:
            folder.put(name, text.encode(), f".{secrets.token_hex(8)}", private=True, lasting=False)
    return config


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _family(name: str) -> str:
    return f"<family>{_escaped(name)}</family>"


def _copied(cache: Path, fonts: Mapping[str, bytes]) -> Path:
    """The folder of ``cache`` that holds ``fonts``, which their names tell from all others."""
    place = cache / f"fonts-{hashlib.sha256(' '.join(sorted(fonts)).encode()).hexdigest()[:12]}"
    if not place.is_dir():
        copy = Path(tempfile.mkdtemp(dir=cache))
        for name, data in fonts.items():
            (copy / name).write_bytes(data)
        try:
            copy.rename(place)
        except OSError:  # another run was faster
            shutil.rmtree(copy)
    return place
