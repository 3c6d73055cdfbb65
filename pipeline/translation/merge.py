"""Bringing a catalog up to date with its article without losing a translator's work.

In: the messages as they are now, the catalog as it was, and what the other articles' catalogs know. Out: a catalog. A message
that changed keeps the nearest translation as fuzzy, with the msgid it was made for (`#|`), or a translation that follows where
only its dress changed (`adapt`); one that went away stays as obsolete (`#~`). What has a catalog entry already is never touched,
so a second run changes no byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.foundation.value import Struct, field, replace
from pipeline.translation.adapt import adapted, bare
from pipeline.translation.catalog import Catalog, new_header, plural_count
from pipeline.translation.likeness import Pool
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous

# Shares of likeness, in percent: gettext's own threshold is near 60; across articles likeness means less.
SAME_CATALOG = 60
OTHER_CATALOGS = 70

# How like a text must be that was mended and marked as such; where it stands between the same neighbours, `SAME_CATALOG` will do.
COSMETIC = 80

# Points of likeness for a text that has no message of its own any more, and for one between the same neighbours. They decide
# between texts that are nearly equally like, such as the paragraphs of two notices, and let short ones be less like than else;
# they lift none over a threshold. Measured by benchmarks/catalogs.py, with the messages in order and at random.
_ORPHAN = 6.0
_BETWEEN = 10.0

Key = tuple[str | None, str]


class Memory(Struct, frozen=True):
    """What all catalogs of a language say for sure, by the msgid it was said of; what is obsolete among it."""

    texts: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    pool: Pool = field(default_factory=lambda: Pool(()))


class Merged(Struct, frozen=True):
    """A catalog brought up to date, and what became of its messages."""

    catalog: Catalog
    new: int
    fuzzy: int
    obsolete: int


def memory(catalogs: Iterable[Catalog]) -> Memory:
    """Return the memory of `catalogs`: their confirmed translations, current ones before obsolete ones."""
    current: dict[str, list[Entry]] = defaultdict(list)
    obsolete: dict[str, list[Entry]] = defaultdict(list)
    for catalog in catalogs:
        for entry in catalog.entries:
            if not entry.fuzzy and entry.msgid_plural is None and entry.text.strip():
                (obsolete if entry.obsolete else current)[entry.msgid].append(entry)
    texts = {text: (*current.get(text, ()), *obsolete.get(text, ())) for text in {**current, **obsolete}}
    return Memory(texts, Pool(tuple(texts)))


def merge(
    messages: Sequence[Message],
    old: Catalog | None,
    others: Memory,
    *,
    path: str,
    domain: str,
    language: str,
    project: str,
    cosmetic: bool = False,
) -> Merged:
    """Return the catalog of `messages`, in their order, with what `old` and `others` have for them.

    For a message that `old` does not have: the same words anywhere, as they are where they are the same kind of text there and
    all catalogs agree, else as fuzzy; then what is like it in `old`, from 60 %; then in `others`, from 70 %. `cosmetic` says
    that the article was mended and nothing changed in meaning: what its messages have become keeps its translations confirmed.
    """
    was = {entry.key: entry for entry in old.entries} if old is not None else {}
    wanted = {message.key for message in messages}
    left = _Left(was, wanted)
    between = _between(messages, was)
    header = new_header(project, language, old.header if old is not None else None)
    forms = plural_count(header)
    entries: list[Entry] = []
    used: set[Key] = set()
    new = fuzzy = 0
    for message in messages:
        found = was.get(message.key)
        if found is None:
            new += 1
            found = _same_words(message, others, language)
            if found is None:
                near = left.near(message, between[message.key], cosmetic)
                if near is not None:
                    found, origin = near
                    used.add(origin)
                else:
                    found = _like_elsewhere(message, others, language)
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


def _between(messages: Sequence[Message], was: Mapping[Key, Entry]) -> dict[Key, tuple[int, int]]:
    """Return for each message new to the catalog the places there of the nearest known messages before and after it."""
    place = {key: number for number, key in enumerate(was)}
    spans: dict[Key, tuple[int, int]] = {}
    waiting: list[Key] = []
    before = -1
    for message in messages:
        here = place.get(message.key)
        if here is None or was[message.key].obsolete:
            waiting.append(message.key)
            continue
        spans.update((key, (before, here)) for key in waiting)
        waiting, before = [], here
    spans.update((key, (before, len(place))) for key in waiting)
    return spans


class _Left:
    """The translations of the catalog being updated, searched for the nearest to a new message."""

    def __init__(self, was: Mapping[Key, Entry], wanted: set[Key]) -> None:
        said = [
            (key in wanted, place, entry)
            for place, (key, entry) in enumerate(was.items())
            if any(entry.msgstr) and entry.msgid_plural is None
        ]
        # Those without a message of their own come first: where two are equally near, they are the likelier
        # origin.
        said.sort(key=lambda one: one[0])
        self.entries = [entry for _, _, entry in said]
        self.places = [place for _, place, _ in said]
        self.orphans = [not kept for kept, _, _ in said]
        self.bare: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if not entry.fuzzy:
                self.bare[bare(entry.msgid)].append(entry)
        self.pool = Pool([_made_for(entry).msgid for entry in self.entries])

    def near(self, message: Message, between: tuple[int, int], cosmetic: bool) -> tuple[Entry, Key] | None:
        """Return the entry to take the translation from, and the key it had in the catalog.

        `between` are the places in the catalog that the message's known neighbours have.
        """
        for entry in self.bare.get(bare(message.text), ()):
            follows = adapted(entry.msgid, message.text, entry.text)
            if follows is not None and (entry.msgctxt or "") == message.context:
                return replace(entry, msgstr=(follows,), obsolete=False), entry.key

        def here(place: int) -> bool:
            return self.orphans[place] and between[0] < self.places[place] < between[1]

        best = self.pool.nearest(
            message.text, SAME_CATALOG, lambda place: _ORPHAN * self.orphans[place] + _BETWEEN * here(place)
        ) or self.pool.whole_of(message.text, here)
        if best is None:
            return None
        place, likeness = best
        entry = self.entries[place]
        mended = cosmetic and self.orphans[place] and not entry.fuzzy and (entry.msgctxt or "") == message.context
        if mended and (likeness >= COSMETIC or here(place)) and len(entry.msgid) <= 2 * len(message.text):
            return replace(entry, obsolete=False), entry.key
        return _suggested(entry), entry.key


def _same_words(message: Message, others: Memory, language: str) -> Entry | None:
    """Return what is said of the same words anywhere; none in the copy-edit layer: an edit belongs to its place.

    It is taken as it is where the words are the same kind of text there, in the same context, and all say the same.
    """
    known = () if message.language == language else others.texts.get(message.text, ())
    if not known:
        return None
    alike = [entry for entry in known if (entry.msgctxt or "") == message.context and _kind(entry) & _kind(message)]
    if alike and len({entry.text for entry in known if not entry.obsolete} or {entry.text for entry in known}) == 1:
        return replace(alike[0], obsolete=False)
    return replace(_suggested((alike or known)[0]), comments=())


def _kind(said: Entry | Message) -> set[str]:
    """Return what a text is, by the first words of its notes: a heading is none less for its level."""
    return {note.partition(",")[0] for note in said.notes[:1]}


def _like_elsewhere(message: Message, others: Memory, language: str) -> Entry | None:
    """Return what another catalog says of a text that is much like the message."""
    if message.language == language:
        return None
    best = others.pool.nearest(message.text, OTHER_CATALOGS)
    if best is None:
        return None
    return replace(_suggested(others.texts[others.pool.texts[best[0]]][0]), comments=())


def _suggested(entry: Entry) -> Entry:
    return replace(entry, flags=("fuzzy",), previous=_made_for(entry), obsolete=False)


def _made_for(entry: Entry) -> Previous:
    """Return the msgid the entry's msgstr was made for: of a fuzzy entry, the one before."""
    if entry.fuzzy and entry.previous is not None:
        return entry.previous
    return Previous(entry.msgid, entry.msgctxt)
