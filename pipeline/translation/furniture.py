"""The words the layouts print around the articles: "Reviewed by", "Continued on page 12".

In: the catalog `furniture` of a language, and the publication's own words (its departments, the issue's
title). Out: a `Furniture` that says each of them in that language, or in the source's where no translation
is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.foundation.value import Struct
from pipeline.translation.catalog import Catalogs
from pipeline.translation.message import Message, has_letters, once

DOMAIN = "furniture"
BUILT_IN_LANGUAGE = "en"

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


class Word(Struct, frozen=True):
    """A text that layouts know by its key. Names in braces are filled in where it prints."""

    key: str
    text: str
    note: str


BUILT_IN = (
    Word("contents", "Contents", "title of the contents page"),
    Word("in_this_issue", "In this issue", "over the list of articles"),
    Word("index", "Articles by department", "title of the list at the end of the issue"),
    Word("also_inside", "Also inside", "over the smaller articles on the cover and the contents page"),
    Word("masthead", "Masthead", "title of the list of the people who made the issue"),
    Word(
        "volume",
        "Volume {volume}, number {number}",
        "on the cover and in the masthead; figures are filled in",
    ),
    Word("page", "Page {page}", "read aloud where the page number prints"),
    Word("on_page", "page {page}", "within a sentence, where the text leads to another page: see page 14"),
    Word("written_by", "By {names}", "under the title; names of the authors are filled in"),
    Word("reviewed_by", "Reviewed by", "before the names of the medical reviewers"),
    Word("last_reviewed", "Last reviewed: {date}", "date of the last medical review, as September 2026"),
    Word("published", "Published {date}", "date the article was first published, as September 2026"),
    Word(
        "first_appeared",
        "First appeared in the {issue} issue of {publication}",
        "{issue} is a season, as Summer/Fall 2013 (verano/otoño de 2013), {publication} a magazine's name",
    ),
    Word("continued_on", "Continued on page {page}", "at the foot of a column"),
    Word("continued_from", "Continued from page {page}", "at the head of a column"),
    Word("table", "Table {number}", "before a table's caption"),
    Word("figure", "Figure {number}", "before a figure's caption"),
    Word("notes", "Notes", "title over an article's footnotes"),
    Word("references", "References", "title over the works an article cites"),
    Word(
        "your_notes",
        "Questions for my next visit",
        "title of a page of ruled lines for the reader's own notes",
    ),
    Word("draft", "Draft, not for print", "at the head of every page of a draft"),
    Word("see_also", "See also", "before the titles of related articles"),
)


def messages(extra: Sequence[tuple[str, str]] = (), language: str = BUILT_IN_LANGUAGE) -> tuple[Message, ...]:
    """Return the messages of the domain `furniture`: the built-in words, then `extra` pairs of text and note.

    `language` is the one the extra texts are written in. Texts without a letter are left out.
    """
    built_in = [(word.text, word.note, BUILT_IN_LANGUAGE) for word in BUILT_IN]
    more = [(text, note, language) for text, note in extra if has_letters(text)]
    return once(
        Message(
            text,
            notes=(note,) if note else (),
            domain=DOMAIN,
            language=spoken,
            references=(DOMAIN,),
        )
        for text, note, spoken in (*built_in, *more)
    )


class Furniture(Struct, frozen=True):
    """The words of the layouts in one language. `fallbacks` are those without a confirmed translation."""

    language: str
    texts: Mapping[str, str]
    languages: Mapping[str, str]
    fallbacks: tuple[Message, ...] = ()

    def say(self, key: str, **values: object) -> str:
        """Return the built-in text of `key` with the names in braces filled in.

        Raises `KeyError` for a key that is not in `BUILT_IN` and for a name without a value.
        """
        text = self.text(_KEYS[key])
        return _PLACEHOLDER.sub(lambda found: str(values[found[0][1:-1]]), text)

    def say_in(self, language: str, key: str, **values: object) -> tuple[str, str]:
        """Return the built-in text of `key` for a passage in `language`, and the language the text is in.

        A passage that is not translated keeps to its own language where that is the built-in words'.
        """
        spoken = self.language_of(key)
        if language == BUILT_IN_LANGUAGE != spoken:
            return _PLACEHOLDER.sub(lambda found: str(values[found[0][1:-1]]), _KEYS[key]), language
        return self.say(key, **values), spoken

    def text(self, original: str) -> str:
        """Return the extra text `original` in this language; one that was never declared as it is."""
        return self.texts.get(original, original)

    def language_of(self, original: str) -> str:
        """Return the language `text(original)` is really in; a built-in word may be named by its key."""
        return self.languages.get(_KEYS.get(original, original), self.language)


_KEYS = {word.key: word.text for word in BUILT_IN}


def open_furniture(
    catalogs: Catalogs, words: Sequence[tuple[str, str]] = (), language: str = BUILT_IN_LANGUAGE
) -> Furniture:
    """Return the words in the language of `catalogs`; `words` are the extra pairs, written in `language`.

    A translation that lost or invented a name in braces counts as none: a page number must not vanish.
    """
    catalog = catalogs.get(DOMAIN)
    texts: dict[str, str] = {}
    languages: dict[str, str] = {}
    fallbacks: list[Message] = []
    for message in messages(words, language):
        entry = catalog.find(message.key) if catalog is not None else None
        if entry is not None and entry.translated and placeholders(entry.text) == placeholders(message.text):
            texts[message.text], languages[message.text] = entry.text, catalogs.language
            continue
        texts[message.text], languages[message.text] = message.text, message.language
        if message.language != catalogs.language:
            fallbacks.append(message)
    return Furniture(catalogs.language, texts, languages, tuple(fallbacks))


def placeholders(text: str) -> list[str]:
    """Return the names in braces of a text, sorted."""
    return sorted(_PLACEHOLDER.findall(text))
