"""The translation memory: what all catalogs and TMX files of a publication say, found again by likeness.

In: the catalogs under `locale/`, the files `locale/memory/*.tmx` and others that are named. Out: proposals for a text. The
memory is one SQLite file in the cache. It holds nothing that cannot be read again: only files whose bytes have changed are,
and a memory that is broken or of another version is thrown away.

A text is sought by its rarest words first, then compared by the share of letters that are alike.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.foundation.diagnostic import Problems, Span, Unusable, shown
from pipeline.foundation.value import Struct
from pipeline.translation import states
from pipeline.translation.catalog import LOCALE, catalog_languages, open_catalog

FOLDER = f"{LOCALE}/memory"
# Raised whenever the tables or what is in them change their form.
VERSION = 1
_APPLICATION = 0x6D6F7469

# Words that a text is sought by; texts compared for each; texts a word may be in to be sought by at all.
_WORDS, _COMPARED, _COMMON = 8, 60, 2_000
# The search is for blocks of prose; what is longer nobody would edit into another.
_LONGEST = 5_000
_WORD = re.compile(r"\w+")

_TABLES = """
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, digest TEXT NOT NULL);
CREATE TABLE text (id INTEGER PRIMARY KEY, language TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (language, text));
CREATE TABLE word (word TEXT NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (word, text)) WITHOUT ROWID;
CREATE TABLE pair (
    file INTEGER NOT NULL, source INTEGER NOT NULL, language TEXT NOT NULL, target TEXT NOT NULL,
    state TEXT NOT NULL, mark TEXT NOT NULL
);
CREATE INDEX pair_source ON pair (source, language);
CREATE INDEX pair_file ON pair (file);
"""


class Pair(Struct, frozen=True):
    """A text and its translation, as a file has them, with the state of the translation."""

    source: str
    target: str
    source_language: str
    language: str
    state: str = states.TRANSLATED


class Proposal(Struct, frozen=True):
    """A translation of `source`, which is like the text asked for by `score` percent, 100 only where it is the same."""

    source: str
    target: str
    score: float
    origin: str
    state: str


class Memory:
    """A memory that is open. It is closed by `close`, or by leaving its `with`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def size(self) -> int:
        """The number of translations in the memory."""
        count: int = self._database.execute("SELECT count(*) FROM pair").fetchone()[0]
        return count

    def proposals(self, text: str, source_language: str, language: str, threshold: float) -> list[Proposal]:
        """Return translations into `language` of texts like `text`, at least `threshold` percent, the best first."""
        plain = _folded(text)
        found: list[Proposal] = []
        for number, source in self._near(text, source_language):
            score = 100.0 if source == text else min(99.0, fuzz.ratio(plain, _folded(source)))
            if score < threshold:
                continue
            rows = self._database.execute(
                "SELECT target, state, mark, path FROM pair JOIN file ON file.id = pair.file WHERE source = ? AND language = ?",
                (number, language),
            )
            for target, state, mark, path in rows:
                if mark == _mark(source_language, source, language, target, state):
                    found.append(Proposal(source, target, score, path, state))
        return sorted(found, key=lambda p: (-p.score, -states.STATES.index(p.state), p.origin, p.target))

    def _near(self, text: str, language: str) -> Iterator[tuple[int, str]]:
        """Yield the texts to be compared: the same one, and those that share the rarest words."""
        ask = self._database.execute
        exact = ask("SELECT id, text FROM text WHERE language = ? AND text = ?", (language, text)).fetchone()
        if exact is not None:
            yield exact
        words = _words(text)
        if len(text) > _LONGEST or not words:
            return
        count = "SELECT count(*) FROM (SELECT 1 FROM word WHERE word = ? LIMIT ?)"
        sizes = {word: ask(count, (word, _COMMON)).fetchone()[0] for word in words}
        # A word that is everywhere finds too much; where there is no other, it is all there is.
        sought = sorted((word for word in words if sizes[word]), key=lambda word: sizes[word])
        rare = [word for word in sought if sizes[word] < _COMMON][:_WORDS] or sought[:1]
        votes: Counter[int] = Counter()
        for word in rare:
            for (number,) in ask("SELECT text FROM word WHERE word = ? LIMIT ?", (word, _COMMON)):
                votes[number] += 1
        for number, _ in votes.most_common(_COMPARED):
            if exact is None or number != exact[0]:
                row = ask("SELECT id, text FROM text WHERE id = ? AND language = ?", (number, language)).fetchone()
                if row is not None:
                    yield row


def open_memory(
    root: Path, cache: Path, written: Mapping[str, str], language: str, problems: Problems, more: Sequence[Path] = ()
) -> Memory:
    """Return the memory of the publication in `root`, brought up to date.

    `written` gives the language of each domain's texts, `language` that of all others, `more` names TMX files elsewhere.
    A file that does not read is on the sheet as a warning (`memory-unread`), and what it said before is forgotten.
    """
    place = cache / "memory" / f"{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]}.sqlite"
    files = _files(root, more)
    for trial in (0, 1):
        try:
            database = _opened(place)
            try:
                _refresh(database, files, root, written, language, problems)
            except BaseException:
                database.close()
                raise
            return Memory(database)
        except sqlite3.DatabaseError:
            # Broken, or of another program: everything in it can be read again. A second failure is the disk's.
            if trial or not _forgotten(place):
                break
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(_TABLES)
    _refresh(database, files, root, written, language, problems)
    return Memory(database)


def _opened(place: Path) -> sqlite3.Connection:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise sqlite3.OperationalError(str(fault)) from fault
    database = sqlite3.connect(place, timeout=60, isolation_level=None)
    try:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        application = database.execute("PRAGMA application_id").fetchone()[0]
        fresh = not version and not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if fresh:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            # Another process may have been quicker.
            if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in filter(str.strip, _TABLES.split(";")):
                    database.execute(statement)
                database.execute(f"PRAGMA application_id = {_APPLICATION}")
                database.execute(f"PRAGMA user_version = {VERSION}")
            database.execute("COMMIT")
        elif (version, application) != (VERSION, _APPLICATION):
            raise sqlite3.DatabaseError("a memory of another version")
        elif database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("a broken memory")
    except BaseException:
        database.close()
        raise
    return database


def _forgotten(place: Path) -> bool:
    """Take a memory away, and tell whether that could be done; without it, one is made that lives as long as the command."""
    try:
        for path in (place, place.with_name(f"{place.name}-wal"), place.with_name(f"{place.name}-shm")):
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _files(root: Path, more: Sequence[Path]) -> dict[str, Path]:
    """Return all files that the memory is made of, by the names it knows them by."""
    found = [
        path for tag in catalog_languages(root) for path in sorted((root / LOCALE / tag / "LC_MESSAGES").glob("*.po"))
    ]
    return {shown(path, root): path for path in (*found, *sorted((root / FOLDER).glob("*.tmx")), *more)}


def _refresh(
    database: sqlite3.Connection,
    files: Mapping[str, Path],
    root: Path,
    written: Mapping[str, str],
    language: str,
    problems: Problems,
) -> None:
    """Read what has changed, and forget what is gone, all of it or nothing."""
    database.execute("BEGIN IMMEDIATE")
    try:
        known = dict(database.execute("SELECT path, digest FROM file"))
        stale = known.keys() - files.keys()
        for name in stale:
            _drop(database, name)
        for name, path in files.items():
            try:
                data = path.read_bytes()
            except OSError as fault:
                _unread(name, fault.strerror or str(fault), problems)
                _drop(database, name)
                stale.add(name)
                continue
            # What a catalog says depends on the language its article is written in.
            spoken = written.get(path.stem, language)
            digest = hashlib.sha256(f"{spoken}\0".encode() + data).hexdigest()
            if known.get(name) == digest:
                continue
            _drop(database, name)
            stale.add(name)
            pairs = _pairs(path, data, root, spoken, problems)
            if pairs is not None:
                _add(database, name, digest, pairs)
        if stale & known.keys():
            database.execute("DELETE FROM text WHERE id NOT IN (SELECT source FROM pair)")
            database.execute("DELETE FROM word WHERE text NOT IN (SELECT id FROM text)")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def _drop(database: sqlite3.Connection, name: str) -> None:
    database.execute("DELETE FROM pair WHERE file IN (SELECT id FROM file WHERE path = ?)", (name,))
    database.execute("DELETE FROM file WHERE path = ?", (name,))


def _add(database: sqlite3.Connection, name: str, digest: str, pairs: Iterable[Pair]) -> None:
    file = database.execute("INSERT INTO file (path, digest) VALUES (?, ?)", (name, digest)).lastrowid
    for pair in dict.fromkeys(pairs):
        row = database.execute(
            "SELECT id FROM text WHERE language = ? AND text = ?", (pair.source_language, pair.source)
        ).fetchone()
        if row is None:
            number = database.execute(
                "INSERT INTO text (language, text) VALUES (?, ?)", (pair.source_language, pair.source)
            ).lastrowid
            words = [(word, number) for word in _words(pair.source)]
            database.executemany("INSERT INTO word (word, text) VALUES (?, ?)", words)
        else:
            number = row[0]
        database.execute(
            "INSERT INTO pair (file, source, language, target, state, mark) VALUES (?, ?, ?, ?, ?, ?)",
            (
                file,
                number,
                pair.language,
                pair.target,
                pair.state,
                _mark(pair.source_language, pair.source, pair.language, pair.target, pair.state),
            ),
        )


def _pairs(path: Path, data: bytes, root: Path, spoken: str, problems: Problems) -> list[Pair] | None:
    """Return what a file says, both ways round: who has Spanish for English has English for Spanish too."""
    if path.suffix == ".po":
        found = _of_catalog(path, root, spoken)
    else:
        # Loaded when there is such a file: reading XML takes a library.
        from pipeline.translation.exchange.markup import parsed
        from pipeline.translation.exchange.tmx import read

        try:
            units = read(parsed(data, shown(path, root)), shown(path, root))
        except Unusable as fault:
            _unread(shown(path, root), fault.problem.message, problems)
            return None
        settled = [u for u in units if u.state not in (states.UNTRANSLATED, states.FUZZY, states.NEEDS_REVIEW)]
        found = [Pair(u.source, u.target, u.source_language, u.language, u.state or states.TRANSLATED) for u in settled]
    return [
        way
        for pair in found or []
        if pair.source.strip() and pair.target.strip()
        for way in (pair, Pair(pair.target, pair.source, pair.language, pair.source_language, pair.state))
    ]


def _of_catalog(path: Path, root: Path, spoken: str) -> list[Pair]:
    """Return the confirmed translations of a catalog, those of obsolete messages among them; none of a broken one."""
    language = path.parent.parent.name
    # Checking the catalogs says what is wrong with them.
    catalog = open_catalog(path, root, language, Problems())
    if catalog is None or language == spoken:
        return []
    return [
        Pair(
            entry.msgid, entry.text, spoken, language, states.state(entry) if not entry.obsolete else states.TRANSLATED
        )
        for entry in catalog.entries
        if not entry.fuzzy and entry.msgid_plural is None and entry.text.strip() and not states.doubts(entry)
    ]


def _unread(name: str, why: str, problems: Problems) -> None:
    problems.warning(
        "memory-unread", f"the memory goes without this file: {why}", Span(name), hint="mend it, or take it away"
    )


def _mark(*parts: str) -> str:
    """Return what a row is checked by when it is read: a file of a database can be spoilt and still be one."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def _words(text: str) -> list[str]:
    return sorted({word.casefold() for word in _WORD.findall(_folded(text)) if not word.isdecimal()})
