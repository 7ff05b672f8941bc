"""LibreOffice: where it is, and one conversion by it, without macros, links or network."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dossier import children, scratch

from . import isolate
from .faces import INSTEAD

#: Seconds for one document: within those that the child process has for a file.
_SECONDS = 90
# The program ends with this number when it has made its profile and wants to be started again.
_AGAIN = 81
_PLACES = (
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
    "/opt/libreoffice/program/soffice.bin",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_FONTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/etc/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
)
_OWN_FONTS = (".fonts", ".local/share/fonts", "Library/Fonts")
#: For each kind the filter that reads it, and the module whose PDF it becomes.
_FILTERS = {
    "docx": ("MS Word 2007 XML", "writer"),
    "odt": ("writer8", "writer"),
    "rtf": ("Rich Text Format", "writer"),
    "pptx": ("Impress MS PowerPoint 2007 XML", "impress"),
    "odp": ("impress8", "impress"),
}
_OPTIONS = {
    "UseTaggedPDF": True,
    "ExportBookmarks": True,
    "UseLosslessCompression": True,  # a JPEG keeps its bytes with it, too
    "ReduceImageResolution": False,
    "ExportFormFields": False,
    "ExportNotes": False,
    "ExportHiddenSlides": False,
    "Quality": 100,
}
_SETTINGS = (
    ("Common/Security/Scripting", "DisablePythonRuntime", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Writer/Content/Update", "Field", "false"),
    ("Java/VirtualMachine", "Enable", "false"),
    ("Impress/Misc", "Start", "false"),
)
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{0}">'
    '<prop oor:name="{1}" oor:op="fuse"><value>{2}</value></prop></item>'
)
#: What stands in for a family that is not installed, as fontconfig is told it by a person's own file.
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{aliases}
</fontconfig>
"""
_ALIAS = '<alias binding="same"><family>{0}</family><accept><family>{1}</family></accept></alias>'
# No proxy answers there: what would be fetched is not.
_NOWHERE = "http://127.0.0.1:9"


def program() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    named = [path for word in ("soffice", "libreoffice") if (path := shutil.which(word))]
    beside = [str(Path(path).resolve().with_name("soffice.bin")) for path in named]
    return next((place for place in (*beside, *named, *_PLACES) if os.path.isfile(place)), None)


@dataclass(frozen=True, slots=True)
class Laid:
    """The ``pdf`` that LibreOffice made, None where it made none; whether it ran ``apart`` from all else."""

    pdf: bytes | None
    apart: bool


def convert(data: bytes, kind: str) -> Laid:
    """The PDF that LibreOffice makes of ``data``, of ``kind``, one of those that the package has.

    What its exit code says is not believed. Raises TimeoutError, and FileNotFoundError where it is not
    installed.
    """
    binary = program()
    if binary is None:
        raise FileNotFoundError("soffice")
    reads, module = _FILTERS[kind]
    with scratch.folder() as home:
        source, profile = home / f"source.{kind}", home / "profile"
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        items = "\n".join(_ITEM.format(*setting) for setting in _SETTINGS)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), "utf-8")
        rules = home / ".config" / "fontconfig"
        rules.mkdir(parents=True)
        aliases = "\n".join(_ALIAS.format(*pair) for pair in INSTEAD.items())
        (rules / "fonts.conf").write_text(_FONTCONFIG.format(aliases=aliases), "utf-8")
        command = [
            binary,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            f"-env:UserInstallation={profile.as_uri()}",
            # Not what it takes the file for.
            f"--infilter={reads}",
            "--convert-to",
            f"pdf:{module}_pdf_Export:{_filter()}",
            "--outdir",
            str(home / "made"),
            str(source),
        ]
        apart = False
        for _ in range(3):
            code, apart = _run(command, home)
            if code != _AGAIN:
                break
        pdf = home / "made" / "source.pdf"
        return Laid(pdf.read_bytes() if pdf.is_file() else None, apart)


def font_folders() -> tuple[str, ...]:
    """The folders in which fonts are looked for, and those of the rules by which: with another font there, a
    document is laid out otherwise. Those that are not there may come to be."""
    binary = program()
    own = Path(binary).resolve().parents[1] / "share" / "fonts" if binary else None
    person = os.environ.get("HOME")
    places = [*_FONTS, *(f"{person}/{name}" for name in _OWN_FONTS if person), *([str(own)] if own else [])]
    return tuple(places)


def families() -> frozenset[str] | None:
    """The families of fonts that LibreOffice can draw with, in lower case without spaces; None where nobody
    can say."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    listed = children.ask(lister, ":", "family", variables=_environment(None))
    names = {_plain(name) for line in listed.splitlines() for name in line.split(",")}
    binary = program()
    if binary:
        own = Path(binary).resolve().parents[1] / "share" / "fonts" / "truetype"
        names |= {_plain(path.stem.split("-")[0]) for path in own.glob("*.[ot]tf")}
    return frozenset(names)


def _plain(name: str) -> str:
    return name.replace(" ", "").casefold()


def _filter() -> str:
    kinds = {bool: "boolean", int: "long"}
    values = {
        key: {"type": kinds[type(value)], "value": str(value).lower()} for key, value in _OPTIONS.items()
    }
    return json.dumps(values, separators=(",", ":"))


def _run(command: list[str], home: Path) -> tuple[int, bool]:
    """The exit code, and whether it ran apart; nothing outlives this call, nor this process."""
    binary = Path(command[0]).resolve()
    # A script that starts it stands anywhere, perhaps among the person's files.
    installed = binary.parents[1] if binary.name == "soffice.bin" else binary
    read = [str(installed), *(str(place) for place in _own_fonts(home))]
    specification = json.dumps({"folder": str(home), "read": read})
    # Where it runs apart there is no /proc, by which its libraries would be found.
    variables = _environment(home) | {"LD_LIBRARY_PATH": os.path.dirname(command[0])}
    process = children.script(isolate.__file__, specification, *command, folder=home, variables=variables)
    try:
        code = process.wait(_SECONDS)
        return code, process.stdout.read() == b"1" if process.stdout else False
    except children.TimeoutExpired as error:
        raise TimeoutError(_SECONDS) from error
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            pipe.close()


def _own_fonts(home: Path) -> Iterator[Path]:
    """The folders of the person's own fonts, which the private home at ``home`` leads to."""
    person = Path(os.environ.get("HOME") or "/nonexistent")
    for name in _OWN_FONTS[:2]:
        link, place = home / name, (person / name).resolve()
        if place.is_dir():
            yield place
            if not link.is_symlink():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(place)


def _environment(home: Path | None) -> dict[str, str]:
    """The machine's own fonts (this process may be shown others), no display, no way out, nobody's name."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    if home is None:
        return {**kept, "LC_ALL": "C.UTF-8"}
    folders = {
        "HOME": home,
        "TMPDIR": home,
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_DATA_HOME": home / ".local/share",
        "XDG_RUNTIME_DIR": home,
    }
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _NOWHERE)
    homes = {key: str(folder) for key, folder in folders.items()}
    return {**kept, **proxies, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", **homes}
