"""`catalog check`: everything a translation got wrong, with its line and the place in the article.

In: the messages of each domain and a language's catalogs. Out: problems. Only what would print is compared:
fuzzy and obsolete entries wait for a person and print nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline.document.inline import inlines
from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.translation.catalog import Catalog, Catalogs, open_catalogs
from pipeline.translation.checks import dates, figures, marks, negation, prose, room, sentences, style
from pipeline.translation.checks.house import House, open_house
from pipeline.translation.checks.pair import Pair, pair
from pipeline.translation.checks.place import locator
from pipeline.translation.checks.reading import check_reading
from pipeline.translation.checks.spelling import check_spelling
from pipeline.translation.checks.terms import check_terms
from pipeline.translation.furniture import DOMAIN
from pipeline.translation.message import Message
from pipeline.translation.po import Entry
from pipeline.translation.update import domains
from pipeline.translation.waiver import judge

Check = Callable[[Pair, Problems], None]

# What a change of wording must keep, in the copy-edit layer as in a translation.
ALWAYS: tuple[Check, ...] = (
    marks.check_links,
    marks.check_citations,
    marks.check_addresses,
    marks.check_signs,
    marks.check_placeholders,
    figures.check_numbers,
    figures.check_doses,
    dates.check_dates,
    prose.check_spanish_marks,
    prose.check_brackets,
    style.check_house_style,
    style.check_quotes,
)

# What only a translation into another language owes.
BETWEEN_LANGUAGES: tuple[Check, ...] = (
    marks.check_markup,
    prose.check_end,
    sentences.check_sentences,
    negation.check_negation,
)


def check_catalogs(
    root: Path,
    documents: Sequence[Document],
    words: Sequence[tuple[str, str]],
    languages: Sequence[str],
    problems: Problems,
    *,
    language: str = "en",
    house: House | None = None,
) -> None:
    """Check every catalog of `languages` under `root`; `words` are the furniture's, written in `language`."""
    house = house or open_house(root, language, problems)
    asked = domains(documents, words, language)
    for tag in languages:
        check_language(asked, open_catalogs(root, tag, problems), problems, house)
    house.keep()


def check_language(
    asked: Mapping[str, Sequence[Message]], catalogs: Catalogs, problems: Problems, house: House | None = None
) -> None:
    """Check the catalogs of one language against the messages of each domain."""
    house = house or House()
    for domain, messages in asked.items():
        catalog = catalogs.get(domain)
        if catalog is not None:
            problems.add(house.remembered(messages, catalog, check_catalog))
        elif domain not in catalogs.broken:
            problems.warning(
                "catalog-missing",
                f'"{domain}" has no catalog in "{catalogs.language}"',
                Span(f"locale/{catalogs.language}/LC_MESSAGES/{domain}.po"),
                hint="run motivator catalog update",
            )


def check_catalog(
    messages: Sequence[Message], catalog: Catalog, problems: Problems, house: House | None = None
) -> None:
    """Check one catalog: each confirmed translation, and what is left to do.

    Besides the codes of the checks: `catalog-outdated` (messages changed since the last update),
    `untranslated`, `fuzzy`, all warnings, each once for a catalog at its first place.
    """
    house = house or House()
    absent: list[Message] = []
    fuzzy: list[Entry] = []
    empty: list[Entry] = []
    for message in messages:
        entry = catalog.find(message.key)
        if entry is None:
            absent.append(message)
        elif entry.fuzzy:
            fuzzy.append(entry)
        elif not any(entry.msgstr):
            if message.language != catalog.language:
                empty.append(entry)
        else:
            found = Problems()
            check_entry(message, entry, catalog.language, found, house)
            judge(entry, found, problems)
    if house.thorough and messages and messages[0].domain != DOMAIN:
        _check_reading(messages, catalog, house, problems)
    if absent:
        problems.warning(
            "catalog-outdated",
            f"catalog lacks {len(absent)} of the {len(messages)} messages",
            Span(catalog.path),
            hint="run motivator catalog update",
            related=((absent[0].span, "the first of them"),) if absent[0].span.path else (),
        )
    for code, entries, what in (("fuzzy", fuzzy, "are fuzzy"), ("untranslated", empty, "are not translated")):
        if entries:
            problems.warning(
                code,
                f"{len(entries)} of {len(messages)} messages {what}; the first stands here",
                entries[0].text_span,
                hint="they print in the language of the article until a translator confirms them",
            )


def check_entry(message: Message, entry: Entry, language: str, problems: Problems, house: House | None = None) -> None:
    """Check one translation against its message, at the line of its msgstr; each plural form against the plural."""
    house = house or House()
    _check_stale(entry, problems, message)
    for number, text in enumerate(entry.msgstr):
        original = entry.msgid_plural if number and entry.msgid_plural is not None else message.text
        locate = locator(house.lines(entry.text_span.path), entry.text_span, number)
        languages = message.language, language
        both = pair(original, text, languages, entry.text_span, message.span, locate)
        if prose.check_blank(both, problems):
            continue
        if message.domain != DOMAIN:
            # Faults of Markdown that need no original to be seen, such as a link without a scheme.
            inlines(text, entry.text_span, problems, locate)
        for check in ALWAYS:
            check(both, problems)
        # Whatever else is wrong with a text that was left as it is comes of that.
        if message.language == language or prose.check_identical(both, problems):
            continue
        for check in BETWEEN_LANGUAGES:
            check(both, problems)
        room.check_room(both, message.notes, problems)
        style.check_title_case(both, message.notes, problems)
        check_terms(both, problems, house.book(message.language, language))
        speller = house.speller(language)
        if speller is not None:
            check_spelling(both, problems, speller, house.words(language), language)


def _check_reading(messages: Sequence[Message], catalog: Catalog, house: House, problems: Problems) -> None:
    """Warn of an article that is hard to read as it prints in the catalog's language, where all of it does."""
    texts: list[str] = []
    for message in messages:
        entry = catalog.find(message.key)
        if entry is not None and entry.translated:
            texts.append(entry.text)
        elif message.language == catalog.language:
            texts.append(message.text)
        else:
            return
    written = messages[0].language == catalog.language
    span = Span(messages[0].span.path) if written and messages[0].span.path else Span(catalog.path)
    check_reading(texts, catalog.language, span, house.reading, problems)


def _check_stale(entry: Entry, problems: Problems, message: Message) -> None:
    """Report a translation that was confirmed although it was made for an older text (`translation-stale`)."""
    old = entry.previous
    if old is not None and old.msgid != entry.msgid and old.msgid.strip():
        problems.error(
            "translation-stale",
            "translation is marked as done, and was made for an older text: the lines #| show it",
            entry.text_span,
            hint="compare the two texts, mend the translation, and delete the lines that begin with #|",
            related=((message.span, "the text it should translate"),) if message.span.path else (),
        )
