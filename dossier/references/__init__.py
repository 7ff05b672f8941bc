"""References as programs for bibliographies keep them: read for a document, written of all of them.

``item`` is a reference in between, ``names`` and ``fields`` are what a manifest makes of it; ``csl``,
``bibtex`` and ``ris`` are the forms that Zotero exports, ``exchange`` is what the commands ask for.
"""

from .exchange import BIBTEX, CSL, Taken, exported, taken

__all__ = ["BIBTEX", "CSL", "Taken", "exported", "taken"]
