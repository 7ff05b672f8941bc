"""The table directory of TrueType and OpenType programs (ISO/IEC 14496-22, 4.5), not believed."""

from __future__ import annotations

from collections.abc import Iterator


def tables(program: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The tables that ``program`` announces, in its order: tag, offset and length in bytes. What is cut off
    reads as nought."""
    for entry in range(12, 12 + 16 * int.from_bytes(program[4:6]), 16):
        start, length = (int.from_bytes(program[at : at + 4]) for at in (entry + 8, entry + 12))
        yield program[entry : entry + 4], start, length
