"""An article in another language: its document with each text replaced by the catalog's.

In: a document and the catalogs of a language. Out: the document in that language, and what had to stay as
it was. A text without a confirmed translation keeps its own words and its own language: medical text is
never guessed.
"""

from __future__ import annotations

from pipeline.document.inline import inlines
from pipeline.document.tree import Document, FirstAppeared, Words
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.language import season_words
from pipeline.foundation.value import Struct, replace
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.message import Message, Place, is_asked, messages, translated
from pipeline.translation.po import Entry
from pipeline.translation.states import Standing, standing


class Localised(Struct, frozen=True):
    """An article in a language. Of its `total` messages `translated` print in it; the rest are `fallbacks`.

    Messages already written in the language count as translated: their catalog only holds a copy editor's
    changes. `standing` says who made, reviewed and signed the translation.
    """

    document: Document
    translated: int
    total: int
    fallbacks: tuple[Message, ...]
    standing: Standing = Standing()


def localise(
    document: Document,
    catalogs: Catalogs,
    language: str,
    problems: Problems,
    copy_edits: Catalogs | None = None,
) -> Localised:
    """Return the document in `language`, the language of `catalogs`.

    `copy_edits` are the catalogs of the language the article was written in: what falls back then shows the
    copy editor's text. Faults of Markdown in a msgstr are reported at its line; `untranslated` warns once
    for an article.
    """
    catalog = catalogs.get(document.slug)
    edits = copy_edits.get(document.slug) if copy_edits is not None else None
    asked = messages(document)
    fallbacks = {
        message.key: message
        for message in asked
        if message.language != language and _confirmed(catalog, message.key) is None
    }

    def turn(words: Words, place: Place) -> Words:
        own = words.language or document.language
        if words.fixed:
            return replace(words, language=own)
        if not is_asked(words):
            return replace(words, language=language)
        entry = _confirmed(catalog, (None, words.source))
        if entry is not None:
            return _in_words_of(entry, words, language, problems)
        edit = _confirmed(edits, (None, words.source)) if own == document.language != language else None
        if edit is not None:
            return _in_words_of(edit, words, own, problems)
        return replace(words, language=own)

    result = replace(
        translated(document, turn),
        language=language,
        first_appeared=document.first_appeared and _in_season(document.first_appeared, language),
    )
    if fallbacks:
        _report(document, catalogs, language, list(fallbacks.values()), len(asked), problems)
    stands = standing(asked, catalog)
    if stands.behind and stands.translated is not None and catalog is not None:
        problems.warning(
            "translation-behind",
            f"translation behind: {stands.translated.who} translated an older text on {stands.translated.day}",
            Span(catalog.path),
            hint=f'translate what has changed, then motivator catalog review {language} {document.slug} --by "…" --as translator',
        )
    return Localised(result, len(asked) - len(fallbacks), len(asked), tuple(fallbacks.values()), stands)


def _confirmed(catalog: Catalog | None, key: tuple[str | None, str]) -> Entry | None:
    entry = catalog.find(key) if catalog is not None else None
    return entry if entry is not None and entry.translated else None


def _in_words_of(entry: Entry, words: Words, language: str, problems: Problems) -> Words:
    content = inlines(entry.text, entry.text_span, problems)
    return Words(content, entry.text, language, span=words.span)


def _in_season(first: FirstAppeared, language: str) -> FirstAppeared:
    return replace(first, issue=season_words(first.issue, language))


def _report(
    document: Document,
    catalogs: Catalogs,
    language: str,
    fallbacks: list[Message],
    total: int,
    problems: Problems,
) -> None:
    catalog = catalogs.get(document.slug)
    if catalog is None:
        path = f"locale/{language}/LC_MESSAGES/{document.slug}.po"
        if document.slug not in catalogs.broken:
            problems.warning(
                "untranslated",
                f"no catalog: all {total} messages of the article print in their own language",
                Span(path),
                hint="run motivator catalog update",
            )
        return
    first = catalog.find(fallbacks[0].key)
    problems.warning(
        "untranslated",
        f"{len(fallbacks)} of {total} messages have no confirmed translation and print in their own language",
        first.text_span if first is not None else Span(catalog.path),
        hint="translate them, or confirm the fuzzy ones; motivator catalog status lists them",
        related=((fallbacks[0].span, "the first of them"),),
    )
