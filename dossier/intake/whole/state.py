"""What can be said of the data of one stream."""

from __future__ import annotations

from enum import IntEnum


class State(IntEnum):
    """How whole the data are, from good to bad."""

    WHOLE = 0
    #: Nothing but the mark that ends them is missing.
    ENDLESS = 1
    #: They can be read to their end, and are not what was written, or may not be.
    DOUBTFUL = 2
    #: Some are missing, or cannot be read.
    BROKEN = 3
