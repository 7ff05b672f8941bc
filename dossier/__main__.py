"""``dossier``, ``python -m dossier`` and ``./run``: the commands of tasks.py as a program of its own."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command that the person typed; ends the process with its exit code."""
    # "python -m" looks for modules in the folder one stands in, which may be anybody's, first.
    if not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:
        del sys.path[0]
    from dossier import garbage

    try:
        with garbage.seldom():  # what is imported stays
            from dossier import at_once, children

            children.follow()
            asked = at_once.plain(sys.argv[1:])
            if asked is not None:
                if not at_once.answered(asked):
                    from dossier.commands.build import build

                    build.run(None, **asked)
                return
        # What parses all other command lines takes as long to import as an unchanged dossier takes in all.
        from dossier.program import Program

        Program().run()
    except KeyboardInterrupt:
        sys.exit(1)
    finally:
        garbage.leave()


if __name__ == "__main__":
    main()
