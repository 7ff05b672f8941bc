"""Form fields: those without a look are drawn as viewers draw them, and what they say is told."""

from .draw import draw_fields
from .looks import settle_looks
from .tree import field_values, show_fields, untangle_fields
from .unprinted import unprinted

__all__ = ["draw_fields", "field_values", "settle_looks", "show_fields", "unprinted", "untangle_fields"]
