"""The frozen types that flow from stage to stage. Imports nothing else of the project."""

from .box import Box
from .date import PartialDate
from .described import key_of
from .document import Accepted, Document, picture_key, picture_named
from .finished import Claim, Said
from .frozen import Frozen, FrozenManifest
from .located import Located
from .manifest import MOST_PAGES, STAND_IN, Dossier, Exam, Logo, Manifest, Section
from .note import Criterion, Synthesis
from .noticed import UNNOTICED, Noticed
from .plan import FRONT, PAGE, SOURCE, Bookmark, PartName, Plan, PlannedDocument, PlannedPage, page_url
from .skeleton import Link, Mark, Skeleton, Spoken, Tag
from .source import Margins, Part, Source, SourcePage, Treatment

__all__ = [
    "FRONT",
    "MOST_PAGES",
    "PAGE",
    "SOURCE",
    "STAND_IN",
    "UNNOTICED",
    "Accepted",
    "Bookmark",
    "Box",
    "Claim",
    "Criterion",
    "Document",
    "Dossier",
    "Exam",
    "Frozen",
    "FrozenManifest",
    "Link",
    "Located",
    "Logo",
    "Manifest",
    "Margins",
    "Mark",
    "Noticed",
    "Part",
    "PartName",
    "PartialDate",
    "Plan",
    "PlannedDocument",
    "PlannedPage",
    "Said",
    "Section",
    "Skeleton",
    "Source",
    "SourcePage",
    "Spoken",
    "Synthesis",
    "Tag",
    "Treatment",
    "key_of",
    "page_url",
    "picture_key",
    "picture_named",
]
