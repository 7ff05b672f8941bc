"""Whether the data that pages draw with are all there: a sound PDF may hold streams that break off."""

from .lacking import lacking

__all__ = ["lacking"]
