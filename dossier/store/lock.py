"""What came out of a source under a password, under lock again: an encrypted PDF with the bytes attached.

AES-256 with a key made from what only this machine has (ISO 32000-2, 7.6.4, revision 6), by qpdf.
"""

from __future__ import annotations

import io

import pikepdf

_NAME = "kept"


def locked(data: bytes, secret: str) -> bytes:
    """``data`` under ``secret``."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments[_NAME] = pikepdf.AttachedFileSpec(pdf, data, filename=_NAME)
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner=secret, user=secret, R=6))
        return out.getvalue()


def unlocked(data: bytes, secret: str) -> bytes:
    """What was locked. Raises ValueError where ``secret`` is another, or where it is no such thing."""
    try:
        with pikepdf.open(io.BytesIO(data), password=secret) as pdf:
            return pdf.attachments[_NAME].get_file().read_bytes()
    except (pikepdf.PasswordError, pikepdf.PdfError, KeyError) as error:
        raise ValueError("locked") from error
