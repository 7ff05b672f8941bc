"""Every code of a finding there is: how grave it is, and the exit code of a run that it stops.

Longer than a module is here: one table, so that a code is looked up, and added, in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """How grave a finding is.

    ``ERROR`` would print something false or lose something; ``WARNING`` needs a human eye; ``NOTE`` informs;
    ``ACCEPTED`` is what an editor has looked at and accepted, whatever it was before.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    ACCEPTED = "accepted"

    @property
    def rank(self) -> int:
        """0 for the gravest, and so on."""
        return list(Severity).index(self)


class Exit(IntEnum):
    """Exit codes of the program; they never change."""

    OK = 0
    USAGE = 1
    MANIFEST = 2
    SOURCE = 3
    TEMPLATE = 4
    LAYOUT = 5
    OUTPUT = 6
    VERIFICATION = 7
    DEPENDENCY = 8
    MACHINE = 9
    BUG = 70  # EX_SOFTWARE (sysexits.h)
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

#: Every code there is, with its severity and the exit code of a run that it stops.
CODES: Mapping[str, tuple[Severity, Exit]] = {
    "manifest-missing": (_E, Exit.MANIFEST),
    "manifest-unreadable": (_E, Exit.MANIFEST),
    "manifest-planted": (_E, Exit.MANIFEST),
    "manifest-outside": (_E, Exit.MANIFEST),
    "manifest-empty": (_E, Exit.MANIFEST),
    "manifest-encoding": (_E, Exit.MANIFEST),
    "manifest-syntax": (_E, Exit.MANIFEST),
    "manifest-bomb": (_E, Exit.MANIFEST),
    "manifest-tag": (_E, Exit.MANIFEST),
    "key-unknown": (_E, Exit.MANIFEST),
    "key-misplaced": (_E, Exit.MANIFEST),
    "key-secret": (_E, Exit.MANIFEST),
    "key-duplicate": (_E, Exit.MANIFEST),
    "key-missing": (_E, Exit.MANIFEST),
    "value-type": (_E, Exit.MANIFEST),
    "value-choice": (_E, Exit.MANIFEST),
    "value-form": (_E, Exit.MANIFEST),
    "value-empty": (_E, Exit.MANIFEST),
    "value-cut": (_E, Exit.MANIFEST),
    "value-range": (_E, Exit.MANIFEST),
    "id-duplicate": (_E, Exit.MANIFEST),
    "date-impossible": (_E, Exit.MANIFEST),
    "pages-malformed": (_E, Exit.MANIFEST),
    "pages-twice": (_E, Exit.MANIFEST),
    "url-malformed": (_E, Exit.MANIFEST),
    "url-text": (_W, Exit.MANIFEST),
    "placeholder-left": (_E, Exit.MANIFEST),
    "blank-left": (_W, Exit.MANIFEST),
    "value-garbled": (_W, Exit.MANIFEST),
    "folder-exists": (_E, Exit.MANIFEST),
    "acceptance-code": (_E, Exit.MANIFEST),
    "acceptance-idle": (_N, Exit.MANIFEST),
    "document-unknown": (_E, Exit.MANIFEST),
    "id-taken": (_E, Exit.MANIFEST),
    "edit-place": (_E, Exit.MANIFEST),
    "section-unknown": (_E, Exit.MANIFEST),
    "edit-lines": (_E, Exit.MANIFEST),
    "section-emptied": (_E, Exit.MANIFEST),
    "edit-meanwhile": (_E, Exit.MANIFEST),
    "step-unsealed": (_E, Exit.MANIFEST),
    "edit-since": (_E, Exit.MANIFEST),
    "desk-missing": (_E, Exit.DEPENDENCY),
    "desk-port": (_E, Exit.USAGE),
    "desk-busy": (_E, Exit.USAGE),
    "desk-upload": (_E, Exit.SOURCE),
    "desk-along": (_E, Exit.SOURCE),
    "desk-one-reference": (_E, Exit.USAGE),
    "desk-died": (_E, Exit.MACHINE),
    "given-unreadable": (_E, Exit.SOURCE),
    "reference-unread": (_E, Exit.MANIFEST),
    "reference-several": (_E, Exit.MANIFEST),
    "reference-left": (_N, Exit.MANIFEST),
    "identifier-wrong": (_W, Exit.MANIFEST),
    "undo-none": (_E, Exit.MANIFEST),
    "undo-changed": (_E, Exit.MANIFEST),
    "acceptance-none": (_E, Exit.MANIFEST),
    "source-missing": (_E, Exit.SOURCE),
    "source-undeclared": (_E, Exit.SOURCE),
    "source-draft": (_W, Exit.SOURCE),
    "source-outside": (_E, Exit.SOURCE),
    "source-empty": (_E, Exit.SOURCE),
    "source-kind": (_E, Exit.SOURCE),
    "source-misnamed": (_W, Exit.SOURCE),
    "source-hollow": (_E, Exit.SOURCE),
    "source-web": (_E, Exit.SOURCE),
    "source-cut": (_E, Exit.SOURCE),
    "source-lock": (_E, Exit.SOURCE),
    "source-password-wrong": (_E, Exit.SOURCE),
    "source-restricted": (_E, Exit.SOURCE),
    "source-xfa": (_E, Exit.SOURCE),
    "source-portfolio": (_E, Exit.SOURCE),
    "source-hangs": (_E, Exit.SOURCE),
    "source-kills": (_E, Exit.SOURCE),
    "source-heavy": (_E, Exit.SOURCE),
    "source-image-huge": (_E, Exit.SOURCE),
    "source-unpacks": (_E, Exit.SOURCE),
    "source-repaired": (_N, Exit.SOURCE),
    "source-altered": (_W, Exit.SOURCE),
    "source-as-text": (_E, Exit.SOURCE),
    "data-broken": (_E, Exit.SOURCE),
    "data-doubtful": (_W, Exit.SOURCE),
    "data-endless": (_N, Exit.SOURCE),
    "source-cleaned": (_N, Exit.SOURCE),
    "source-flattened": (_N, Exit.SOURCE),
    "source-flattened-read": (_N, Exit.SOURCE),
    "flatten-differs": (_E, Exit.SOURCE),
    "text-hidden": (_E, Exit.SOURCE),
    "text-veiled": (_E, Exit.SOURCE),
    "picture-hidden": (_E, Exit.SOURCE),
    "redact-unapplied": (_E, Exit.SOURCE),
    "hidden-stays": (_E, Exit.SOURCE),
    "hidden-kept": (_N, Exit.SOURCE),
    "hidden-removed": (_N, Exit.SOURCE),
    "source-encrypted": (_E, Exit.SOURCE),
    "source-broken": (_E, Exit.SOURCE),
    "source-page-count": (_W, Exit.SOURCE),
    "source-unbound": (_E, Exit.SOURCE),
    "pages-outside": (_E, Exit.SOURCE),
    "crop-nothing": (_W, Exit.SOURCE),
    "extent-differs": (_W, Exit.SOURCE),
    "extent-unchecked": (_W, Exit.SOURCE),
    "image-only": (_W, Exit.SOURCE),
    "source-twice": (_W, Exit.SOURCE),
    "title-elsewhere": (_W, Exit.SOURCE),
    "reference-contradicted": (_W, Exit.SOURCE),
    "page-upside-down": (_W, Exit.SOURCE),
    "titles-equal": (_N, Exit.MANIFEST),
    "sources-unused": (_N, Exit.SOURCE),
    "pages-blank": (_N, Exit.SOURCE),
    "text-pale": (_N, Exit.SOURCE),
    "scans-coarse": (_N, Exit.SOURCE),
    "folder-empty": (_E, Exit.SOURCE),
    "folder-file": (_W, Exit.SOURCE),
    "folder-folder": (_W, Exit.SOURCE),
    "package-broken": (_E, Exit.SOURCE),
    "package-unsafe": (_E, Exit.SOURCE),
    "package-bomb": (_E, Exit.SOURCE),
    "office-failed": (_E, Exit.SOURCE),
    "office-protected": (_E, Exit.SOURCE),
    "office-fonts": (_W, Exit.SOURCE),
    "office-external": (_W, Exit.SOURCE),
    "office-objects": (_W, Exit.SOURCE),
    "office-date": (_W, Exit.SOURCE),
    "office-names": (_W, Exit.SOURCE),
    "office-blank": (_W, Exit.SOURCE),
    "office-changes": (_W, Exit.SOURCE),
    "office-hidden": (_W, Exit.SOURCE),
    "office-drawn": (_W, Exit.SOURCE),
    "office-missing": (_E, Exit.DEPENDENCY),
    "words-lost": (_E, Exit.SOURCE),
    "words-unseen": (_E, Exit.SOURCE),
    "web-missing": (_W, Exit.SOURCE),
    "web-remote": (_W, Exit.SOURCE),
    "web-charset": (_W, Exit.SOURCE),
    "web-glyphs": (_W, Exit.SOURCE),
    "web-style": (_N, Exit.SOURCE),
    "web-engine": (_W, Exit.SOURCE),
    "web-fonts": (_N, Exit.SOURCE),
    "web-plain": (_N, Exit.SOURCE),
    "web-screen": (_N, Exit.SOURCE),
    "image-broken": (_E, Exit.SOURCE),
    "image-huge": (_E, Exit.SOURCE),
    "image-frames": (_W, Exit.SOURCE),
    "specimens": (_N, Exit.SOURCE),
    "link-dropped": (_N, Exit.SOURCE),
    "link-unsafe": (_W, Exit.TEMPLATE),
    "tags-broken": (_N, Exit.SOURCE),
    "tags-lost": (_W, Exit.SOURCE),
    "field-unprinted": (_W, Exit.SOURCE),
    "field-undrawn": (_W, Exit.SOURCE),
    "fonts-absent": (_N, Exit.SOURCE),
    "template-missing": (_E, Exit.TEMPLATE),
    "template-unread": (_E, Exit.TEMPLATE),
    "template-error": (_E, Exit.TEMPLATE),
    "template-outside": (_E, Exit.TEMPLATE),
    "template-heavy": (_E, Exit.TEMPLATE),
    "edition-unknown": (_E, Exit.OUTPUT),
    "edition-unread": (_E, Exit.OUTPUT),
    "edition-sets": (_E, Exit.OUTPUT),
    "edition-torn": (_E, Exit.OUTPUT),
    "build-old": (_W, Exit.OUTPUT),
    "erratum-old": (_W, Exit.OUTPUT),
    "sign-day": (_E, Exit.MANIFEST),
    "sign-stale": (_E, Exit.OUTPUT),
    "erratum-stale": (_E, Exit.OUTPUT),
    "erratum-unsigned": (_E, Exit.OUTPUT),
    "erratum-sides": (_E, Exit.OUTPUT),
    "signed-broken": (_W, Exit.OUTPUT),
    "signed-differs": (_N, Exit.OUTPUT),
    "usage-wrong": (_E, Exit.USAGE),
    "format-unknown": (_E, Exit.USAGE),
    "code-unknown": (_E, Exit.USAGE),
    "result-unknown": (_E, Exit.USAGE),
    "result-missing": (_E, Exit.OUTPUT),
    "proof-unsealed": (_E, Exit.OUTPUT),
    "viewer-missing": (_E, Exit.DEPENDENCY),
    "base-exists": (_E, Exit.OUTPUT),
    "base-kind": (_E, Exit.TEMPLATE),
    "base-encrypted": (_E, Exit.TEMPLATE),
    "base-macros": (_E, Exit.TEMPLATE),
    "base-bomb": (_E, Exit.TEMPLATE),
    "base-broken": (_E, Exit.TEMPLATE),
    "base-tag": (_E, Exit.TEMPLATE),
    "base-misplaced": (_E, Exit.TEMPLATE),
    "base-revisions": (_E, Exit.TEMPLATE),
    "base-field": (_E, Exit.TEMPLATE),
    "base-link": (_E, Exit.TEMPLATE),
    "base-image": (_E, Exit.TEMPLATE),
    "base-control": (_W, Exit.TEMPLATE),
    "base-style": (_W, Exit.TEMPLATE),
    "base-alt": (_W, Exit.TEMPLATE),
    "base-text-box": (_W, Exit.TEMPLATE),
    "base-headings": (_W, Exit.TEMPLATE),
    "base-table-header": (_W, Exit.TEMPLATE),
    "base-table-cells": (_W, Exit.TEMPLATE),
    "base-floating": (_W, Exit.TEMPLATE),
    "base-contrast": (_W, Exit.TEMPLATE),
    "introduction-missing": (_E, Exit.TEMPLATE),
    "logo-unread": (_E, Exit.TEMPLATE),
    "call-malformed": (_E, Exit.TEMPLATE),
    "cite-unknown": (_E, Exit.TEMPLATE),
    "number-typed": (_E, Exit.TEMPLATE),
    "count-typed": (_E, Exit.TEMPLATE),
    "placeholder-prose": (_E, Exit.TEMPLATE),
    "prose-garbled": (_W, Exit.TEMPLATE),
    "prose-bullets": (_W, Exit.TEMPLATE),
    "cite-never": (_W, Exit.TEMPLATE),
    "cite-twice": (_W, Exit.TEMPLATE),
    "cite-order": (_W, Exit.TEMPLATE),
    "note-unmatched": (_W, Exit.TEMPLATE),
    "character-missing": (_E, Exit.LAYOUT),
    "layout-image": (_E, Exit.LAYOUT),
    "layout-engine": (_E, Exit.LAYOUT),
    "layout-heavy": (_E, Exit.LAYOUT),
    "frame-count": (_E, Exit.LAYOUT),
    "frame-shared": (_E, Exit.LAYOUT),
    "frame-pushed": (_E, Exit.LAYOUT),
    "frame-outside": (_E, Exit.LAYOUT),
    "frame-distorted": (_E, Exit.LAYOUT),
    "text-small": (_W, Exit.LAYOUT),
    "cover-long": (_W, Exit.LAYOUT),
    "page-fitted": (_N, Exit.SOURCE),
    "words-absent": (_N, Exit.MANIFEST),
    "output-unwritable": (_E, Exit.OUTPUT),
    "output-link": (_E, Exit.OUTPUT),
    "output-halfway": (_E, Exit.OUTPUT),
    "input-changed": (_E, Exit.OUTPUT),
    "input-changed-first": (_W, Exit.OUTPUT),
    "dossier-unread": (_E, Exit.OUTPUT),
    "verify-unreadable": (_E, Exit.VERIFICATION),
    "verify-pages": (_E, Exit.VERIFICATION),
    "verify-folio": (_E, Exit.VERIFICATION),
    "verify-label": (_E, Exit.VERIFICATION),
    "verify-frame": (_E, Exit.VERIFICATION),
    "verify-overlap": (_E, Exit.VERIFICATION),
    "verify-contents": (_E, Exit.VERIFICATION),
    "verify-link": (_E, Exit.VERIFICATION),
    "verify-citation": (_E, Exit.VERIFICATION),
    "verify-bookmark": (_E, Exit.VERIFICATION),
    "fit-cuts": (_E, Exit.VERIFICATION),
    "compare-differs": (_E, Exit.VERIFICATION),
    "compare-unfinished": (_E, Exit.VERIFICATION),
    "compare-skipped": (_N, Exit.VERIFICATION),
    "ocr-missing": (_E, Exit.DEPENDENCY),
    "ocr-failed": (_E, Exit.SOURCE),
    "conformance-hindered": (_N, Exit.SOURCE),
    "pictures-unsaid": (_N, Exit.SOURCE),
    "alts-unknown": (_E, Exit.MANIFEST),
    "dependency-missing": (_E, Exit.DEPENDENCY),
    "machine-memory": (_E, Exit.MACHINE),
    "machine-time": (_E, Exit.MACHINE),
    "machine-files": (_E, Exit.MACHINE),
    "machine-processes": (_E, Exit.MACHINE),
    "machine-clock": (_E, Exit.MACHINE),
    "machine-folder": (_E, Exit.MACHINE),
    "machine-output": (_E, Exit.MACHINE),
    "series-inherited": (_N, Exit.MANIFEST),
    "series-planted": (_W, Exit.MANIFEST),
    "series-key": (_E, Exit.MANIFEST),
    "series-empty": (_E, Exit.MANIFEST),
    "series-unread": (_E, Exit.MANIFEST),
    "series-twin": (_E, Exit.MANIFEST),
    "series-title": (_W, Exit.MANIFEST),
    "series-source": (_W, Exit.SOURCE),
    "series-shared": (_W, Exit.SOURCE),
    "series-pages": (_W, Exit.SOURCE),
    "series-words": (_W, Exit.SOURCE),
    "series-scans": (_W, Exit.SOURCE),
    "series-ended": (_E, Exit.MACHINE),
    "series-died": (_E, Exit.MACHINE),
}
#: What codes were called before (see :func:`current`).
FORMER = {
    "proof-differs": "compare-differs",
    "proof-unfinished": "compare-unfinished",
    "proof-skipped": "compare-skipped",
}

#: The errors that an editor may accept, as any warning: what eyes can judge better than a number.
ACCEPTABLE = ("compare-differs",)


def current(code: str) -> str:
    """What ``code``, as a person wrote it, is called now."""
    return FORMER.get(code, code)


def acceptable(code: str) -> bool:
    """Whether an editor may accept what ``code`` says."""
    code = current(code)
    return code in ACCEPTABLE or (code in CODES and CODES[code][0] is Severity.WARNING)
