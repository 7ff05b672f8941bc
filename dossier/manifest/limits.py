"""How much a manifest may hold."""

MAX_BYTES = 2_000_000
MAX_DEPTH = 30
MAX_VALUES = 50_000
