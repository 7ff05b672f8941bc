"""``dossier``, ``python -m dossier`` and ``./run``: the commands of tasks.py as a program of its own."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command that the person typed; ends the process with its exit code."""
    # "python -m" looks for modules in the folder one stands in, which may be anybody's, first.
    if not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:
        del sys.path[0]
    from dossier import at_once, children

    children.follow()
    if at_once.answered(sys.argv[1:]):
        return
    from dossier import garbage
    from dossier.program import Program

    try:
        Program().run()
    finally:
        garbage.leave()


if __name__ == "__main__":
    main()
