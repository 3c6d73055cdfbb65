"""What a source gave: the value that every reader of sources makes and that `pull` writes.

A `Fact` is something a page says about its text (a reviewer, a date, where it first appeared), with the words that say
it. A `Capture` is one article: its blocks, its facts and the bytes it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from pipeline.document.tree import Blocks, Footnote
from pipeline.foundation.value import Struct, field
from pipeline.sources.reference import Reference

# Facts that go into the front matter under their own names; the others are kept beside the article only.
STATED = (
    "breadcrumb",
    "authors",
    "reviewers",
    "reviewed",
    "first_appeared",
    "published",
    "source_modified",
    "see_also",
)


class Fact(Struct, frozen=True):
    """One thing a source says. `value` is plain data; `text` its own words; `place` where they stand."""

    kind: str
    value: Any
    text: str
    place: str = ""

    def data(self) -> dict[str, Any]:
        """Return the fact as plain values for JSON."""
        return {"kind": self.kind, "value": self.value, "text": self.text, "place": self.place}


class Capture(Struct, frozen=True, kw_only=True):
    """An article as it was found.

    `origin` is what the user named; `name` what the slug is made of; `pictures` the files that the blocks' figures
    name, by that name, and `credits` whom they credit; `left_out` are the lines of the source that are no part of it.
    `asked` and `fetched` are the addresses that were asked for and that answered, with `headers`; "" of a file.
    """

    origin: str
    connector: str
    raw: bytes
    suffix: str
    name: str
    title: str
    language: str
    content: Blocks
    footnotes: tuple[Footnote, ...] = ()
    facts: tuple[Fact, ...] = ()
    references: tuple[Reference, ...] = ()
    url: str = ""
    front: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    credits: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    profile: str = ""
    asked: str = ""
    fetched: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Fetched(Struct, frozen=True):
    """What a server sent: the address it came from in the end, the bytes, and the headers worth keeping.

    `asked` is the address that was asked for; a `status` of 304 says that nothing changed since the earlier fetch.
    """

    url: str
    body: bytes
    kind: str = ""
    charset: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    asked: str = ""


Fetch = Callable[[str], Fetched]


def slug_of(text: str) -> str:
    """Return `text` as a slug: lower-case ASCII words joined by hyphens, 60 characters at most; "" where none is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[’'`]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(slug) > 60:
        slug = slug[:61].rpartition("-")[0] or slug[:60]
    return slug


def path_of(origin: str) -> str:
    """Return the path of a URL, "" of a broken one; a file's own name as it stands."""
    if "://" not in origin:
        return origin.replace("\\", "/")
    try:
        return urlsplit(origin).path
    except ValueError:
        return ""


def joined(base: str, address: str) -> str:
    """Return an address resolved against the page it stands on; "" where it is broken."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def name_of(origin: str) -> str:
    """Return the part of a path or URL that names its page, or "" where it names none ("index.html", "?p=12")."""
    path = path_of(origin)
    stem = re.sub(
        r"\.(?:html?|xhtml|php|aspx?|docx|md|markdown|txt|xml|rss|atom|json)$",
        "",
        unquote(PurePosixPath(path).name),
        flags=re.I,
    )
    stem = re.sub(r"[-_ ](?:capture|captura)$", "", stem, flags=re.I)
    stem = re.sub(r"^\d{4}-\d\d-\d\d-|^\d{1,7}-(?=[a-z])", "", stem, flags=re.I)
    if re.fullmatch(r"(?:index|default|home|page|article|post|document|download|untitled|\d*)", stem, re.I):
        return ""
    return stem
