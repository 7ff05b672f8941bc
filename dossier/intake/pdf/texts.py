"""A PDF that some program took for a text, and wrote anew: mail, transfer, version control."""

from __future__ import annotations

# What stands for bytes that are no UTF-8.
_REPLACED = b"\xef\xbf\xbd"
_MOST = 8
_FEW = 5
# Compressed data hold each byte that there is, and a line feed that stands alone in one place of 256: where
# so many have none, it was not by chance.
_ASCII = bytes(range(128))
_ALL_BUT_ONE = 255
_ENOUGH, _PART = 4096, 1 << 16


def taken_for_text(data: bytes) -> bool:
    """Whether the bytes of ``data`` went through a conversion of characters or of line ends, so that none
    of its compressed streams can be believed."""
    if data.count(_REPLACED) >= _MOST and _is_utf8(data):
        return True
    if len(data.translate(None, _ASCII)) < _ENOUGH or not _has_all_bytes(data):
        return False
    feeds, returns, pairs = _ends(data)
    return not feeds or not returns or feeds == pairs or returns == pairs


def _has_all_bytes(data: bytes) -> bool:
    """Whether each byte that there is, but one, is in ``data``: of most files in a small part of them."""
    return any(len(set(part)) >= _ALL_BUT_ONE for part in (data[:_PART], data))


def lines_ended(coded: bytes) -> bool:
    """Whether all line feeds in ``coded``, the data of a picture, stand behind a carriage return, or the
    other way round: of each by chance one in 256 would."""
    feeds, returns, pairs = _ends(coded)
    return pairs >= _FEW and pairs in (feeds, returns)


def _ends(data: bytes) -> tuple[int, int, int]:
    return data.count(b"\n"), data.count(b"\r"), data.count(b"\r\n")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
