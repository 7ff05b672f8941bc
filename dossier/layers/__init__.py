"""The layers of a file as they print (ISO 32000-2, 8.11), and every content stream that a page draws with."""

from .reached import Drawn, reached
from .settled import settled
from .state import Layers, dictionaries, suspected

__all__ = ["Drawn", "Layers", "dictionaries", "reached", "settled", "suspected"]
