"""What a file may hold, and what it may cost to open."""

from __future__ import annotations

from dataclasses import replace

from dossier.work import Limits

#: Bytes of a file; bytes that one stream may unpack to; pixels of one image (more than A1 at 600 dpi).
FILE, STREAM, PIXELS = 1 << 30, 1 << 28, 400_000_000
#: What holds for a file where nothing else is asked for.
LIMITS = Limits()
#: Reading a scan takes some seconds a page, where opening takes some thousandths.
PATIENT = replace(LIMITS, seconds=3600, cpu=1800)
