"""Whether the data that pages draw with are all there: a sound PDF may hold streams that break off."""

from .joined import joined
from .whole import damage, lacking

__all__ = ["damage", "joined", "lacking"]
