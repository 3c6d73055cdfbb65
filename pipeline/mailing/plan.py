"""The plan of a mailing on disk: every reader, piece and refusal, so that memory holds a few rows whatever the list is.

In: rows as they are read. Out: one SQLite file, readable by its owner alone, with pieces in the order of the post. A plan is
made beside its place and moved there whole; from then on nobody changes it, and whoever makes pieces reads it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.foundation.value import Struct
from pipeline.mailing.address import Address
from pipeline.mailing.presort import Group, groups, places
from pipeline.mailing.tables import Scheme

# Raised whenever the same input would give other pieces.
VERSION = 1
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE readers (row INTEGER PRIMARY KEY, key TEXT, person TEXT, household TEXT, name TEXT, above TEXT, urbanization TEXT,
    street TEXT, city TEXT, state TEXT, zip TEXT, plus4 TEXT, point TEXT, languages TEXT, edition TEXT, eligible INTEGER);
CREATE TABLE refused (row INTEGER PRIMARY KEY, code TEXT, first INTEGER);
CREATE TABLE copies (row INTEGER, languages TEXT, postage INTEGER, PRIMARY KEY (row, languages)) WITHOUT ROWID;
CREATE TABLE zips (postage INTEGER, zip TEXT, rank INTEGER, digits TEXT, level TEXT, PRIMARY KEY (postage, zip)) WITHOUT ROWID;
CREATE TABLE pieces (number INTEGER PRIMARY KEY, row INTEGER, languages TEXT, edition TEXT, postage INTEGER, level TEXT,
    digits TEXT, container INTEGER, bundle INTEGER, batch INTEGER);
"""
_TOGETHER = 2000


class Reader(Struct, frozen=True):
    """A row that can be mailed. `key` is the list's own identifier, or ""."""

    row: int
    key: str
    person: str
    household: str
    name: str
    address: Address
    languages: tuple[str, ...]
    edition: str
    eligible: bool


class Piece(Struct, frozen=True):
    """One piece of mail: its number in the order of the post, from 1, and all that is printed on it."""

    number: int
    row: int
    name: str
    address: Address
    languages: tuple[str, ...]
    edition: str
    postage: int
    level: str
    digits: str
    container: int
    bundle: int


class Plan:
    """An open plan. Close it when done."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        if new:
            # Created here, so that nobody else may read it even for a moment.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self.path = path
        self._base = sqlite3.connect(path if new else f"file:{path}?mode=ro", uri=not new, isolation_level=None)
        self._base.execute("PRAGMA cache_size = -1000")
        if new:
            # It is written once; what breaks off is thrown away, so that no journal is kept.
            self._base.execute("PRAGMA journal_mode = OFF")
            self._base.execute("PRAGMA synchronous = OFF")
            self._base.execute("BEGIN")
            for statement in _SCHEMA.split(";"):
                self._base.execute(statement)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def finish(self) -> None:
        """Write everything to the disk; nothing is added any more."""
        self._base.execute("COMMIT")
        self._base.close()
        handle = os.open(self.path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def put(self, name: str, value: Any) -> None:
        """Keep a fact of the mailing."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value, sort_keys=True)))

    def fact(self, name: str) -> Any:
        """Return a fact of the mailing; KeyError where there is none."""
        found = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        if found is None:
            raise KeyError(name)
        return json.loads(found[0])

    def add(self, readers: Iterable[Reader | tuple[int, str]]) -> None:
        """Add readers, and the number and code of rows that are refused."""
        taken: list[tuple[Any, ...]] = []
        refused: list[tuple[int, str]] = []
        for one in readers:
            if isinstance(one, tuple):
                refused.append(one)
            else:
                at = one.address
                taken.append(
                    (one.row, one.key, one.person, one.household, one.name, "\n".join(at.above), at.urbanization, at.street,
                     at.city, at.state, at.zip, at.plus4, at.point, " ".join(one.languages), one.edition, int(one.eligible))
                )  # fmt: skip
            if len(taken) + len(refused) >= _TOGETHER:
                self._insert(taken, refused)
                taken, refused = [], []
        self._insert(taken, refused)

    def _insert(self, taken: list[tuple[Any, ...]], refused: list[tuple[int, str]]) -> None:
        self._base.executemany(f"INSERT INTO readers VALUES ({', '.join('?' * 16)})", taken)
        self._base.executemany("INSERT INTO refused (row, code, first) VALUES (?, ?, 0)", refused)

    def deduplicate(self, households: bool) -> None:
        """Refuse who stands in the list twice, by the list's identifier or by name and place, and further readers of a household.

        Of several rows the one that is certified for free matter stays, else the first.
        """
        self._twice("duplicate-person", "key", "key <> ''")
        self._twice("duplicate-person", "person", "1")
        if households:
            self._twice("duplicate-household", "household", "household <> ''")

    def _twice(self, code: str, column: str, where: str) -> None:
        self._base.execute(
            "INSERT INTO refused (row, code, first) SELECT row, ?, head FROM (SELECT row, FIRST_VALUE(row) OVER "
            f"(PARTITION BY {column} ORDER BY eligible DESC, row) AS head FROM readers WHERE {where}) WHERE row <> head",
            (code,),
        )
        self._base.execute("DELETE FROM readers WHERE row IN (SELECT row FROM refused)")

    def wanted(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return every edition that is mailed with the languages it is mailed in together."""
        found = self._base.execute("SELECT DISTINCT edition, languages FROM readers ORDER BY edition, languages")
        return [(edition, tuple(languages.split())) for edition, languages in found]

    def copy(self, apart: bool, postages: dict[tuple[str, bool], int]) -> dict[int, int]:
        """Settle which copies go to whom, and return how many there are of each class of postage.

        `apart` makes a piece of its own for each language of a reader; `postages` is the class of an edition, by its name and
        whether the reader is eligible.
        """
        for (edition, eligible), postage in sorted(postages.items()):
            rows = self._base.execute(
                "SELECT row, languages FROM readers WHERE edition = ? AND eligible = ? ORDER BY row",
                (edition, int(eligible)),
            )
            while batch := rows.fetchmany(_TOGETHER):
                self._base.executemany(
                    "INSERT INTO copies VALUES (?, ?, ?)",
                    [
                        (row, part, postage)
                        for row, languages in batch
                        for part in (languages.split() if apart else [languages])
                    ],
                )
        return dict(self._base.execute("SELECT postage, COUNT(*) FROM copies GROUP BY postage"))

    def repay(self, postage: int, other: int) -> None:
        """Mail as the class `other` what was of the class `postage`."""
        self._base.execute("UPDATE copies SET postage = ? WHERE postage = ?", (other, postage))

    def sort(self, scheme: Scheme, batch: int) -> None:
        """Put the pieces in the order of the post and break them into containers and batches."""
        classes = [row[0] for row in self._base.execute("SELECT DISTINCT postage FROM copies ORDER BY postage")]
        for postage in classes:
            counts = dict(
                self._base.execute(
                    "SELECT zip, COUNT(*) FROM copies JOIN readers USING (row) WHERE postage = ? GROUP BY zip",
                    (postage,),
                )
            )
            self._base.executemany(
                "INSERT INTO zips VALUES (?, ?, ?, ?, ?)",
                [(postage, code, g.rank, g.digits, g.level) for code, g in sorted(groups(counts, scheme).items())],
            )
        self._base.execute(
            "INSERT INTO pieces (row, languages, edition, postage, level, digits, container, bundle, batch) "
            "SELECT row, copies.languages, edition, copies.postage, level, digits, rank, 0, 0 FROM copies JOIN readers USING (row) "
            "JOIN zips ON zips.postage = copies.postage AND zips.zip = readers.zip "
            "ORDER BY copies.postage, rank, digits, readers.zip, plus4, point, street, row, copies.languages"
        )
        # The rank stood in for the container, until there is one.
        found = self._base.execute(
            "SELECT number, postage, container, digits, level, zip FROM pieces JOIN readers USING (row) ORDER BY number"
        )
        numbers: list[int] = []

        def ordered() -> Iterator[tuple[str, Group, str]]:
            for number, postage, rank, digits, level, code in found:
                numbers.append(number)
                yield str(postage), Group(rank, digits, level), code

        changes: list[tuple[int, int, int, int]] = []
        writer = self._base.cursor()
        self._base.execute(
            "CREATE TEMP TABLE breaks (number INTEGER PRIMARY KEY, container INTEGER, bundle INTEGER, batch INTEGER)"
        )
        for place in places(ordered(), scheme, batch):
            changes.append((numbers.pop(), place.container, place.bundle, place.batch))
            if len(changes) >= _TOGETHER:
                writer.executemany("INSERT INTO breaks VALUES (?, ?, ?, ?)", changes)
                changes = []
        writer.executemany("INSERT INTO breaks VALUES (?, ?, ?, ?)", changes)
        self._base.execute(
            "UPDATE pieces SET container = b.container, bundle = b.bundle, batch = b.batch FROM breaks AS b "
            "WHERE b.number = pieces.number"
        )
        self._base.execute("DROP TABLE breaks")
        self._base.execute("CREATE INDEX by_batch ON pieces (batch, number)")

    def digest(self) -> str:
        """Return a SHA-256 over all pieces and refusals: what the mailing is."""
        whole = hashlib.sha256(f"{VERSION}".encode())
        for statement in (
            f"SELECT {_COLUMNS} FROM pieces JOIN readers USING (row) ORDER BY number",
            "SELECT row, code, first FROM refused ORDER BY row",
        ):
            for row in self._base.execute(statement):
                whole.update(repr(row).encode())
        return whole.hexdigest()

    def batches(self) -> list[int]:
        """Return the numbers of all batches."""
        return [row[0] for row in self._base.execute("SELECT DISTINCT batch FROM pieces ORDER BY batch")]

    def pieces(self, batch: int, numbers: Sequence[int] = ()) -> Iterator[Piece]:
        """Yield the pieces of a batch in their order, or only those with these numbers."""
        only = f" AND number IN ({', '.join('?' * len(numbers))})" if numbers else ""
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM pieces JOIN readers USING (row) WHERE batch = ?{only} ORDER BY number",
            (batch, *numbers),
        )
        for row in rows:
            above, *rest = row[3:11]
            yield Piece(
                row[0],
                row[1],
                row[2],
                Address(tuple(above.split("\n")) if above else (), *rest),
                tuple(row[11].split()),
                *row[12:],
            )

    def span(self, batch: int) -> tuple[int, int]:
        """Return the numbers of the first and the last piece of a batch."""
        first, last = self._base.execute(
            "SELECT MIN(number), MAX(number) FROM pieces WHERE batch = ?", (batch,)
        ).fetchone()
        return int(first), int(last)

    def sums(self, by: str, batch: int = 0) -> list[tuple[Any, ...]]:
        """Return how many pieces there are of each value of some columns, in a batch or in all."""
        where = "WHERE batch = ?" if batch else ""
        return list(
            self._base.execute(
                f"SELECT {by}, COUNT(*) FROM pieces JOIN readers USING (row) {where} GROUP BY {by} ORDER BY {by}",
                (batch,) if batch else (),
            )
        )

    def containers(self, batch: int = 0) -> Iterator[tuple[int, int, str, str, str, int, int]]:
        """Yield the containers of a batch or of all: number, class, level, first and last ZIP Code, bundles, pieces."""
        where = "WHERE batch = ?" if batch else ""
        yield from self._base.execute(
            "SELECT container, postage, level, MIN(zip), MAX(zip), MAX(bundle), COUNT(*) FROM pieces JOIN readers USING (row) "
            f"{where} GROUP BY container, postage, level ORDER BY container",
            (batch,) if batch else (),
        )

    def refusals(self) -> Iterator[tuple[int, str, int]]:
        """Yield row, code and, for a duplicate, the row it repeats, of all that is not mailed, by row."""
        yield from self._base.execute("SELECT row, code, first FROM refused ORDER BY row")

    def count(self, table: str = "pieces") -> int:
        """Return how many rows a table has."""
        return int(self._base.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


_COLUMNS = (
    "number, row, name, above, urbanization, street, city, state, zip, plus4, point, pieces.languages, pieces.edition, "
    "postage, level, digits, container, bundle"
)
