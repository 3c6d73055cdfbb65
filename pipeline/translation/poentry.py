"""An entry of a catalog: a message, its translation, and what is said of both."""

from __future__ import annotations

from typing import ClassVar

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct


class Previous(Struct, frozen=True):
    """The msgid a fuzzy msgstr was made for."""

    msgid: str
    msgctxt: str | None = None
    msgid_plural: str | None = None


class Entry(Apart, frozen=True):
    """One message of a catalog. `msgstr` has one text, or one for each plural form.

    `comments` are the translator's (`# `), `notes` the extracted ones (`#. `). `span` is the msgid's place
    in the catalog, `text_span` the msgstr's.
    """

    apart: ClassVar[tuple[str, ...]] = ("span", "text_span")

    msgid: str
    msgstr: tuple[str, ...] = ("",)
    msgctxt: str | None = None
    msgid_plural: str | None = None
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: Previous | None = None
    obsolete: bool = False
    span: Span = NOWHERE
    text_span: Span = NOWHERE

    @property
    def fuzzy(self) -> bool:
        """Whether a person has yet to confirm the translation."""
        return "fuzzy" in self.flags

    @property
    def text(self) -> str:
        """The translation, of the singular where there is a plural."""
        return self.msgstr[0]

    @property
    def translated(self) -> bool:
        """Whether the entry has a confirmed translation that may print."""
        return not self.fuzzy and not self.obsolete and all(text.strip() for text in self.msgstr)

    @property
    def key(self) -> tuple[str | None, str]:
        """What tells the entry from every other in its catalog."""
        return self.msgctxt, self.msgid
