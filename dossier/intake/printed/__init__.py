"""What nobody sees in print is not in the file: one stage for every kind of source, its pages chosen."""

from .printed import Printed, only
from .unseen import painted

__all__ = ["Printed", "only", "painted"]
