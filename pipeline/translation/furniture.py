"""The words the layouts print around the articles: "Reviewed by", "Continued on page 12".

In: the catalog `furniture` of a language, and the publication's own words (its departments, the issue's
title). Out: a `Furniture` that says each of them in that language, or in the source's where no translation
is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from gettext import c2py

from pipeline.foundation.value import Struct
from pipeline.translation.catalog import Catalogs, header_fields
from pipeline.translation.message import Message, has_letters, once
from pipeline.translation.po import Entry

DOMAIN = "furniture"
BUILT_IN_LANGUAGE = "en"

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


class Word(Struct, frozen=True):
    """A text that layouts know by its key, with another for more than one. Names in braces are filled in where it prints."""

    key: str
    text: str
    note: str
    plural: str = ""


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
    Word("notes", "Note", "title over an article's footnotes", "Notes"),
    Word("references", "Reference", "title over the works an article cites", "References"),
    Word(
        "translated_by",
        "Translated by {names}, {date}",
        "credit at the end of a translated article; {date} as November 20, 2026",
    ),
    Word("translation_reviewed_by", "Translation reviewed by {names}, {date}", "credit at the end of an article"),
    Word(
        "translation_signed_by",
        "Medical review of the translation by {names}, {date}",
        "credit at the end of an article; a doctor has signed the translation",
    ),
    Word(
        "original_reviewed_by",
        "{language} version reviewed by",
        "before the names of the medical reviewers, where the translation is of an older text; {language} is English (inglés)",
    ),
    Word(
        "original_last_reviewed",
        "{language} version last reviewed: {date}",
        "where the translation is of an older text than the one reviewed; {date} as September 2026",
    ),
    Word(
        "translation_behind",
        "This translation was made from an earlier version of the text",
        "at the end of an article, where the translation is of an older text than the one reviewed",
    ),
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
    built_in = [(word.text, word.note, BUILT_IN_LANGUAGE, word.plural) for word in BUILT_IN]
    more = [(text, note, language, "") for text, note in extra if has_letters(text)]
    return once(
        Message(
            text,
            notes=(note,) if note else (),
            domain=DOMAIN,
            language=spoken,
            references=(DOMAIN,),
            plural=plural,
        )
        for text, note, spoken, plural in (*built_in, *more)
    )


class Furniture(Struct, frozen=True):
    """The words of the layouts in one language. `fallbacks` are those without a confirmed translation.

    `forms` are the plural forms of those that have any, `plural` the rule of gettext that chooses one: "n != 1".
    """

    language: str
    texts: Mapping[str, str]
    languages: Mapping[str, str]
    fallbacks: tuple[Message, ...] = ()
    forms: Mapping[str, tuple[str, ...]] = {}
    plural: str = ""

    def say(self, key: str, count: int | None = None, /, **values: object) -> str:
        """Return the built-in text of `key` for `count` of what it names, with the names in braces filled in.

        Raises `KeyError` for a key that is not in `BUILT_IN` and for a name without a value.
        """
        text = self.text(_KEYS[key])
        forms = self.forms.get(_KEYS[key], ())
        if forms:
            own = self.language_of(key) == self.language
            rule = self.plural if own else _SOURCE_RULE
            text = forms[min(_form(rule, 2 if count is None else count), len(forms) - 1)]
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
_SOURCE_RULE = "n != 1"


@cache
def _form(rule: str, count: int) -> int:
    """Return the number of the plural form that a rule of gettext chooses. Raises `ValueError` for what is no rule."""
    return int(c2py(rule)(count))


def _rule(header: Entry | None) -> str:
    """Return the rule of a catalog's header, that of English where it has none that can be read."""
    found = re.search(r"plural\s*=([^;]+)", header_fields(header).get("Plural-Forms", "").partition(";")[2])
    rule = found[1].strip() if found else _SOURCE_RULE
    try:
        _form(rule, 1)
    except (ValueError, RecursionError):
        return _SOURCE_RULE
    return rule


def open_furniture(
    catalogs: Catalogs, words: Sequence[tuple[str, str]] = (), language: str = BUILT_IN_LANGUAGE
) -> Furniture:
    """Return the words in the language of `catalogs`; `words` are the extra pairs, written in `language`.

    A translation that lost or invented a name in braces counts as none: a page number must not vanish.
    """
    catalog = catalogs.get(DOMAIN)
    texts: dict[str, str] = {}
    languages: dict[str, str] = {}
    forms: dict[str, tuple[str, ...]] = {}
    fallbacks: list[Message] = []
    for message in messages(words, language):
        entry = catalog.find(message.key) if catalog is not None else None
        asked = placeholders(message.text)
        if entry is not None and entry.translated and all(placeholders(text) == asked for text in entry.msgstr):
            texts[message.text], languages[message.text] = entry.text, catalogs.language
            if message.plural:
                forms[message.text] = entry.msgstr
            continue
        texts[message.text], languages[message.text] = message.text, message.language
        if message.plural:
            forms[message.text] = (message.text, message.plural)
        if message.language != catalogs.language:
            fallbacks.append(message)
    rule = _rule(catalog.header if catalog is not None else None)
    return Furniture(catalogs.language, texts, languages, tuple(fallbacks), forms, rule)


def placeholders(text: str) -> list[str]:
    """Return the names in braces of a text, sorted."""
    return sorted(_PLACEHOLDER.findall(text))
