"""Bringing a catalog up to date with its article without losing a translator's work.

In: the messages as they are now, the catalog as it was, and what the other articles' catalogs know. Out: a
catalog. A message that changed keeps the nearest translation as fuzzy, with the msgid it was made for
(`#|`); one that went away stays as obsolete (`#~`). What has a catalog entry already is never touched, so a
second run changes no byte.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from pipeline.foundation.value import Struct, replace
from pipeline.translation.catalog import Catalog, new_header, plural_count
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous

# Shares of likeness, in percent: gettext's own threshold is near 60; across articles likeness means less.
SAME_CATALOG = 60
OTHER_CATALOGS = 70

# No likeness is sought for longer texts: the search is quadratic, and a translator would not trust its find.
_LONGEST = 5_000

Key = tuple[str | None, str]

_QUOTES = str.maketrans("“”„«»‘’‚\u2032\u2033", "\"\"\"\"\"'''''")


class Memory(Struct, frozen=True):
    """What a language's other catalogs say for sure, by msgid. The first catalog's word counts."""

    texts: Mapping[str, Entry]


class Merged(Struct, frozen=True):
    """A catalog brought up to date, and what became of its messages."""

    catalog: Catalog
    new: int
    fuzzy: int
    obsolete: int


def memory(catalogs: Iterable[Catalog]) -> Memory:
    """Return the memory of `catalogs`: their confirmed translations."""
    texts: dict[str, Entry] = {}
    for catalog in catalogs:
        for entry in catalog.entries:
            if entry.translated and entry.msgid_plural is None:
                texts.setdefault(entry.msgid, entry)
    return Memory(texts)


def merge(
    messages: Sequence[Message],
    old: Catalog | None,
    others: Memory,
    *,
    path: str,
    domain: str,
    language: str,
    project: str,
) -> Merged:
    """Return the catalog of `messages`, in their order, with what `old` and `others` have for them."""
    was = {entry.key: entry for entry in old.entries} if old is not None else {}
    wanted = {message.key for message in messages}
    left = _Left([entry for entry in was.values() if any(entry.msgstr) and entry.msgid_plural is None], wanted)
    header = new_header(project, language, old.header if old is not None else None)
    forms = plural_count(header)
    entries: list[Entry] = []
    used: set[Key] = set()
    new = fuzzy = 0
    for message in messages:
        found = was.get(message.key)
        if found is None:
            new += 1
            near = left.near(message)
            if near is not None:
                found, origin = near
                used.add(origin)
            else:
                found = _elsewhere(message, others, language)
        entry = _entry(message, found, forms)
        fuzzy += entry.fuzzy
        entries.append(entry)
    gone = [_obsolete(entry) for key, entry in was.items() if key not in wanted and key not in used]
    gone = [entry for entry in gone if any(text.strip() for text in entry.msgstr)]
    return Merged(Catalog(path, domain, language, header, (*entries, *gone)), new, fuzzy, len(gone))


def template(messages: Sequence[Message], *, path: str, domain: str, project: str) -> Catalog:
    """Return the template of a domain: its messages without translations."""
    entries = tuple(_entry(message, None) for message in messages)
    return Catalog(path, domain, "", new_header(project, ""), entries)


def _entry(message: Message, found: Entry | None, forms: int = 2) -> Entry:
    """Return the entry of `message`, with the translation, flag and comments of `found`; `forms` are its plural forms."""
    fresh = Entry(
        message.text,
        # As many empty forms as Plural-Forms asks for; a template has two, as xgettext writes it.
        msgstr=("",) * (forms if message.plural else 1),
        msgctxt=message.context or None,
        msgid_plural=message.plural or None,
        notes=message.notes,
        references=message.references,
    )
    if found is None:
        return fresh
    fuzzy = found.fuzzy and any(found.msgstr)
    return replace(
        fresh,
        msgstr=_forms(found.msgstr, forms) if message.plural else found.msgstr[:1],
        comments=found.comments,
        flags=("fuzzy",) if fuzzy else (),
        previous=found.previous if fuzzy else None,
    )


def _forms(texts: tuple[str, ...], forms: int) -> tuple[str, ...]:
    """Return a translation in so many plural forms: one that had another number goes on with those it had."""
    return (*texts, *[""] * forms)[:forms]


def _obsolete(entry: Entry) -> Entry:
    return replace(entry, obsolete=True, notes=(), references=())


class _Left:
    """The translations of the catalog being updated, searched for the nearest to a new message."""

    def __init__(self, entries: Sequence[Entry], wanted: set[Key]) -> None:
        # Those without a message of their own come first: where two are equally near, they are the likelier
        # origin.
        self.entries = sorted(entries, key=lambda entry: entry.key in wanted)
        self.cosmetic = {_cosmetic(entry.msgid): entry for entry in reversed(self.entries) if not entry.fuzzy}
        self.texts = [_made_for(entry).msgid for entry in self.entries]

    def near(self, message: Message) -> tuple[Entry, Key] | None:
        """Return the entry to take the translation from, and the key it had in the catalog."""
        same = self.cosmetic.get(_cosmetic(message.text))
        if same is not None and (same.msgctxt or "") == message.context:
            return replace(same, obsolete=False), same.key
        best = _nearest(message.text, self.texts, SAME_CATALOG)
        if best is None:
            return None
        entry = self.entries[best]
        return _suggested(entry), entry.key


def _elsewhere(message: Message, others: Memory, language: str) -> Entry | None:
    """Return a suggestion from other articles; none in the copy-edit layer: an edit belongs to its place."""
    if message.language == language:
        return None
    exact = others.texts.get(message.text)
    if exact is not None:
        # The same words may mean another thing there, so a person looks; there is no previous msgid to show.
        return replace(_suggested(exact), previous=None, comments=())
    texts = list(others.texts)
    best = _nearest(message.text, texts, OTHER_CATALOGS)
    return None if best is None else replace(_suggested(others.texts[texts[best]]), comments=())


def _suggested(entry: Entry) -> Entry:
    return replace(entry, flags=("fuzzy",), previous=_made_for(entry), obsolete=False)


def _made_for(entry: Entry) -> Previous:
    """Return the msgid the entry's msgstr was made for: of a fuzzy entry, the one before."""
    if entry.fuzzy and entry.previous is not None:
        return entry.previous
    return Previous(entry.msgid, entry.msgctxt)


def _nearest(text: str, texts: Sequence[str], threshold: float) -> int | None:
    if not texts or len(text) > _LONGEST:
        return None
    found = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=threshold)
    return None if found is None else found[2]


def _cosmetic(text: str) -> str:
    """Return `text` with plain spaces and quotation marks: mending those unsettles no translation."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_QUOTES)).strip()
