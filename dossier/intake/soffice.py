"""LibreOffice: where it is, and one conversion by it, without macros, links or network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from dossier import scratch

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
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Writer/Content/Update", "Field", "false"),
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
# No proxy answers there: what would be fetched is not.
_NOWHERE = "http://127.0.0.1:9"


def program() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    named = [found for word in ("soffice", "libreoffice") if (found := shutil.which(word))]
    beside = [str(Path(found).resolve().with_name("soffice.bin")) for found in named]
    return next((place for place in (*beside, *named, *_PLACES) if os.path.isfile(place)), None)


def convert(data: bytes, suffix: str, module: str) -> bytes | None:
    """The PDF that LibreOffice makes of ``data``; ``module`` is ``writer`` or ``impress``.

    None where it makes none: what its exit code says is not believed. Raises TimeoutError, and
    FileNotFoundError where it is not installed.
    """
    binary = program()
    if binary is None:
        raise FileNotFoundError("soffice")
    with scratch.folder() as home:
        source, profile = home / f"source{suffix}", home / "profile"
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        items = "\n".join(_ITEM.format(*setting) for setting in _SETTINGS)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), "utf-8")
        command = [
            binary,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            f"pdf:{module}_pdf_Export:{_filter()}",
            "--outdir",
            str(home / "made"),
            str(source),
        ]
        for _ in range(3):
            if _run(command, home) != _AGAIN:
                break
        made = home / "made" / "source.pdf"
        return made.read_bytes() if made.is_file() else None


def families() -> frozenset[str] | None:
    """The families of fonts that LibreOffice can draw with, in lower case without spaces; None where nobody
    can say."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    listed = subprocess.run(
        [lister, ":", "family"], env=_environment(None), capture_output=True, text=True, check=False
    )
    found = {_plain(name) for line in listed.stdout.splitlines() for name in line.split(",")}
    binary = program()
    if binary:
        own = Path(binary).resolve().parents[1] / "share" / "fonts" / "truetype"
        found |= {_plain(path.stem.split("-")[0]) for path in own.glob("*.[ot]tf")}
    return frozenset(found)


def _plain(name: str) -> str:
    return name.replace(" ", "").casefold()


def _filter() -> str:
    kinds = {bool: "boolean", int: "long"}
    values = {
        key: {"type": kinds[type(value)], "value": str(value).lower()} for key, value in _OPTIONS.items()
    }
    return json.dumps(values, separators=(",", ":"))


def _run(command: list[str], home: Path) -> int:
    try:
        return subprocess.run(
            command,
            env=_environment(home),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(_SECONDS) from error


def _environment(home: Path | None) -> dict[str, str]:
    """The machine's own fonts (this process may be shown others), no display, no way out."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LD_LIBRARY_PATH") if key in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _NOWHERE)
    made = {"HOME": str(home), "TMPDIR": str(home)} if home else {}
    return {**kept, **proxies, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", **made}
