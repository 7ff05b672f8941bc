"""The process that compares: it draws the sources while the build lays out, then the pages it is given.

python -m dossier.check.pictures.worker <file descriptor of the connection> <folder of the outputs>
"""

from __future__ import annotations

import sys
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

from dossier import children

from .compare import Comparison
from .messages import Original


def main() -> None:
    """Serve one build, then end; also where the build ends before."""
    children.follow()
    warnings.simplefilter("ignore")  # what a library thinks of a source is intake's to say
    connection = Connection(int(sys.argv[1]))
    try:
        _serve(connection, Comparison(Path(sys.argv[2])))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the build has stopped: nobody waits for an answer


def _serve(connection: Connection, comparison: Comparison) -> None:
    while True:
        while not connection.poll() and comparison.draw_ahead():
            pass
        heard = connection.recv()
        if not isinstance(heard, Original):
            break
        comparison.add(heard)
    file, pages = heard
    unlike = comparison.compare(file, pages, connection.send)
    connection.send(unlike)


if __name__ == "__main__":
    main()
