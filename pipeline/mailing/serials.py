"""The ledger of serial numbers: none is given out again within 45 days, whoever mails and whatever breaks off.

In: a mailer identifier, a run and how many numbers it needs. Out: blocks of numbers, the same ones when the run asks again.
The ledger is a SQLite file of the publication, or a database that several people share; it holds no reader's data.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.foundation.diagnostic import Exit, Span, unusable

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Full-service mail: a serial number stays unique for so many days.
DAYS = 45
Block = tuple[int, int]
"""The first serial number of a block, and how many there are."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS blocks (mailer VARCHAR(9) NOT NULL, run VARCHAR(64) NOT NULL, day VARCHAR(10) NOT NULL, "
    "first BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (mailer, run, first))"
)
_LOCK = 0x4D4F5449


def reserve(ledger: str, root: Path, mailer: str, run: str, count: int, room: int, today: date) -> tuple[Block, ...]:
    """Return blocks of `count` serial numbers below `room` that nobody else has had within 45 days of `today`.

    A run that asks again gets what it had, so that a mailing that broke off goes on with its own numbers. Raises `Unusable`:
    "serials-spent" where too few are left, "serials-old" where those of the run may have been given out again, "ledger-refused"
    (exit 3) where the ledger cannot be read or written.
    """
    from sqlalchemy import text

    with _open(ledger, root) as connection:
        mine = connection.execute(
            text("SELECT first, number, day FROM blocks WHERE mailer = :mailer AND run = :run ORDER BY first"),
            {"mailer": mailer, "run": run},
        ).fetchall()
        since = (today - timedelta(days=DAYS)).isoformat()
        if mine and sum(row[1] for row in mine) == count:
            if any(str(row[2]) < since for row in mine):
                raise unusable(
                    "serials-old",
                    f"this mailing had its serial numbers more than {DAYS} days ago, and others may have them now",
                    Span("the ledger"),
                    hint="give the mailing a new name: --name",
                )
            return tuple((int(row[0]), int(row[1])) for row in mine)
        held = connection.execute(
            text("SELECT first, number FROM blocks WHERE mailer = :mailer AND day >= :since"),
            {"mailer": mailer, "since": since},
        ).fetchall()
        newest = connection.execute(
            text("SELECT first, number FROM blocks WHERE mailer = :mailer ORDER BY day DESC, first DESC LIMIT 1"),
            {"mailer": mailer},
        ).fetchone()
        start = (int(newest[0]) + int(newest[1])) % room if newest else 1
        blocks = free([(int(row[0]), int(row[1])) for row in held], count, room, start)
        if blocks is None:
            raise unusable(
                "serials-spent",
                f"too few serial numbers are left: {count} are needed, {room - sum(int(row[1]) for row in held)} were not used "
                f"within {DAYS} days",
                Span("the ledger"),
                hint="mail in parts, or ask for a mailer identifier of six digits",
            )
        for first, number in blocks:
            connection.execute(
                text(
                    "INSERT INTO blocks (mailer, run, day, first, number) VALUES (:mailer, :run, :day, :first, :number)"
                ),
                {"mailer": mailer, "run": run, "day": today.isoformat(), "first": first, "number": number},
            )
        return blocks


def free(held: Sequence[Block], count: int, room: int, start: int) -> tuple[Block, ...] | None:
    """Return blocks of `count` numbers below `room` outside those held, from `start` onward and around; None for too few."""
    edges = sorted(held)
    gaps: list[Block] = []
    at = 0
    for first, number in [*edges, (room, 0)]:
        if first > at:
            gaps.append((at, first - at))
        at = max(at, first + number)
    # Those from `start` on come first; the gap around it is parted.
    turned: list[Block] = []
    for first, number in gaps:
        if first < start < first + number:
            turned += [(start, first + number - start), (first, start - first)]
        else:
            turned.append((first, number))
    turned.sort(key=lambda gap: (gap[0] < start, gap[0]))
    found: list[Block] = []
    for first, number in turned:
        if count <= 0:
            break
        taken = min(number, count)
        found.append((first, taken))
        count -= taken
    return None if count > 0 else tuple(sorted(found))


def serial(blocks: Sequence[Block], index: int) -> int:
    """Return the serial number of the piece `index`, counted from 0."""
    for first, number in blocks:
        if index < number:
            return first + index
        index -= number
    raise ValueError("more pieces than serial numbers")


@contextmanager
def _open(ledger: str, root: Path) -> Iterator[Connection]:
    """Yield the ledger within a transaction of its own, with all others shut out until it ends."""
    from sqlalchemy import create_engine, event, text
    from sqlalchemy.exc import SQLAlchemyError

    url = ledger
    if "://" not in ledger:
        path = root / ledger
        path.parent.mkdir(parents=True, exist_ok=True)
        # Created here, so that nobody else may read it even for a moment.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        url = f"sqlite:///{path}"
    try:
        engine = create_engine(url)
    except (SQLAlchemyError, ImportError) as fault:
        raise unusable(
            "database-unknown",
            f"no database of that kind: {type(fault).__name__}",
            Span("publication.toml"),
            hint='[mailing] ledger = "postgresql+psycopg://host/name", or a file',
            exit_code=Exit.USAGE,
        ) from None
    lite = engine.dialect.name == "sqlite"
    if lite:

        @event.listens_for(engine, "connect")
        def _(connection: object, _record: object) -> None:
            # The driver must not begin transactions by itself, for it would begin them too late.
            connection.isolation_level = None  # type: ignore[attr-defined]  # the driver's own, by the name of object
            connection.execute("PRAGMA synchronous = FULL")  # type: ignore[attr-defined]  # as above
            connection.execute("PRAGMA busy_timeout = 60000")  # type: ignore[attr-defined]  # as above

        @event.listens_for(engine, "begin")
        def _(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text(_TABLE))
            if not lite and engine.dialect.name != "postgresql":
                connection.execute(text("SELECT COUNT(*) FROM blocks"))
            yield connection
    except SQLAlchemyError as fault:
        # Its words may hold the password of the URL.
        kind = type(getattr(fault, "orig", None) or fault).__name__
        raise unusable(
            "ledger-refused",
            f"the ledger of serial numbers cannot be read or written: {kind}",
            Span("publication.toml"),
            exit_code=Exit.WORLD,
        ) from None
    finally:
        engine.dispose()
