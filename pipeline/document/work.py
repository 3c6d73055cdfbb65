"""A work of the bibliography as typed values, after CSL-JSON (docs.citationstyles.org, "CSL-JSON schema").

Nothing here reads or writes: `document.bibliography` reads works, `document.reference` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct, field

# fmt: off
KINDS = frozenset((
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast",
    "chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary",
    "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case", "legislation",
    "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent",
    "performance", "periodical", "personal_communication", "post", "post-weblog", "regulation", "report",
    "review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
))
# fmt: on
_DOI = re.compile(r"10\.\d{4,9}/\S+")


class Name(Struct, frozen=True):
    """A person (`family` and what belongs to it) or a body (`literal`)."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


class When(Struct, frozen=True):
    """A date as precisely as it was stated; 0 for what was not. `season` is 1 (spring) to 4 (winter)."""

    year: int = 0
    month: int = 0
    day: int = 0
    season: int = 0
    literal: str = ""


class Work(Apart, frozen=True):
    """One item of the bibliography.

    `fields` are CSL's plain variables by their CSL names; `verbatim`, where there is one, prints as it is.
    """

    key: str
    kind: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    issued: When | None = None
    accessed: When | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    verbatim: str = ""
    span: Span = NOWHERE

    def __getitem__(self, variable: str) -> str:
        return self.fields.get(variable, "")

    @property
    def doi(self) -> str:
        """The bare DOI ("10.1016/…"), however it was written, or ""."""
        found = _DOI.search(self["DOI"])
        return found[0] if found else ""
