"""An issue without pages, as values: what an e-book and a braille volume are made of."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.document.citation import Reference
from pipeline.document.tree import Document, Words
from pipeline.foundation.value import Struct


class Picture(Struct, frozen=True):
    """A picture as a file: `name` ends in ".svg", ".png" or ".jpg". `width` and `height` are units or pixels."""

    name: str
    data: bytes
    width: float
    height: float


class FixedWords(Struct, frozen=True):
    """The words around the articles, in the languages they are really in. Names in braces are still to be filled in.

    `credits` are those of a translation.
    """

    contents: Words
    masthead: Words
    notes: Words
    references: Words
    reviewed_by: Words
    last_reviewed: Words
    published: Words
    first_appeared: Words
    see_also: Words
    credits: tuple[Words, ...] = ()


class Chapter(Struct, frozen=True):
    """An article in the edition's language, its references by number and its byline (None without authors).

    `words` are those around it: who reviewed it, and who its translation, as they saw it.
    """

    document: Document
    references: tuple[Reference, ...]
    byline: Words | None
    words: FixedWords


class Part(Struct, frozen=True):
    """A department and its articles."""

    title: Words
    chapters: tuple[Chapter, ...]


class Volume(Struct, frozen=True):
    """An issue in one language.

    `created` is ISO 8601; `pictures` are the issue's, by the names the articles call them and, for a chart, by "slug/number".
    `titles` are those of articles, and `parts` the names within them, that links can lead to. `about` are the masthead's lines.
    """

    identifier: str
    title: str
    subtitle: Words
    language: str
    created: str
    publisher: str
    rights: str
    cover: Picture | None
    cover_alternate: Words
    parts: tuple[Part, ...]
    notices: tuple[Document, ...]
    about: tuple[Words, ...]
    words: FixedWords
    pictures: Mapping[str, Picture]
    titles: Mapping[str, Words]
