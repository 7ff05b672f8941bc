"""A child that never lets go of the interpreter, and ignores all that can be ignored."""

from __future__ import annotations

import re
import signal

from dossier import children

if __name__ == "__main__":
    children.follow()
    for number in (1, 2, 3, 13, 14, 15, 29):
        signal.signal(number, signal.SIG_IGN)
    print("busy", flush=True)
    re.match(r"(a*)*b", "a" * 40)
