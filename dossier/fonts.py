"""The dossier's own fonts, and none of the machine's.

Text set with whatever the machine happens to have breaks its lines elsewhere on the next machine, so
fontconfig is pointed at the packaged families alone.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

FAMILIES = ("fontpkg_source_serif_4", "fontpkg_source_sans_3", "fontpkg_atkinson_hyperlegible")

_CLOCK = "SOURCE_DATE_EPOCH"
_EPOCH = "1325376000"  # 1 January 2012, the year of the first dossier; any fixed second would do
_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def folders() -> list[Path]:
    """Folders of the packaged font files, one a family; found without importing the packages."""
    found = []
    for name in FAMILIES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name=name)
        found.append(Path(spec.origin).parent / "files")
    return found


def use_only(*extra: Path) -> None:
    """Make fontconfig see the packaged families and the folders ``extra``, for this process.

    Must run before the text engine is loaded: fontconfig reads ``FONTCONFIG_FILE`` once.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dossier"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        config = _write(cache, extra)
    except OSError:
        config = _write(Path(tempfile.gettempdir()), extra)
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


def _write(cache: Path, extra: tuple[Path, ...]) -> Path:
    lines = "\n".join(f"  <dir>{escape(str(folder))}</dir>" for folder in (*folders(), *extra))
    text = _CONFIG.format(folders=lines, cache=escape(str(cache / "fontconfig")))
    name = f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:12]}.conf"
    config = cache / name
    if not config.exists():
        handle, temporary = tempfile.mkstemp(dir=cache)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(temporary, config)
    return config
