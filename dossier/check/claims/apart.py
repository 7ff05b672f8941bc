"""The process in which a whole dossier is checked: the PDF on standard input, the faults on standard output.

python -m dossier.check.claims.apart <flavour>
"""

from __future__ import annotations

import sys

from dossier import children

from .checker import faults, told

if __name__ == "__main__":
    children.follow()
    print(told(faults(sys.stdin.buffer.read(), sys.argv[1])))
