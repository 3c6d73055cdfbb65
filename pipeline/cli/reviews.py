"""`motivator review`: which articles need a medical review, and when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

import click

from pipeline.cli.report import finish, table
from pipeline.cli.session import Session, day
from pipeline.editorial.issue import read_articles
from pipeline.editorial.review import DUE, OVERDUE, Standing, standings
from pipeline.foundation.diagnostic import Problems


@click.command()
@click.option(
    "--due-before", "limit", callback=day, metavar="DATE", default=None,
    help="Only articles due before DATE (YYYY-MM-DD).",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "ics"]), default="text", show_default=True,
    help="A table, JSON, or a calendar of the days reviews are due.",
)  # fmt: skip
@click.pass_obj
def review(session: Session, limit: date | None, form: str) -> None:
    """List the articles by their medical review: overdue, never reviewed, due, fresh.

    \b
    Example: motivator review --due-before 2027-06-30 --format ics > reviews.ics
    """
    problems = Problems()
    documents = read_articles(session.root, session.settings, problems)
    found = standings(documents, session.settings, session.today)
    if limit is not None:
        found = tuple(s for s in found if s.due is not None and s.due < limit)
    if form == "json":
        click.echo(json.dumps([row(s) for s in found], ensure_ascii=False, indent=2))
    elif form == "ics":
        click.echo(calendar(found, session.settings.name, session.today), nl=False)
    else:
        rows = [(s.state, s.due or "", s.reviewed, s.slug, s.title) for s in found]
        click.echo(table(rows, ("state", "due", "reviewed", "article", "title")))
        late = sum(s.state in (OVERDUE, DUE) for s in found)
        if late:
            click.echo(f"{late} to be reviewed", err=True)
    finish(problems)


def row(standing: Standing) -> dict[str, str]:
    """Return a standing as plain values for JSON."""
    return {
        "article": standing.slug,
        "title": standing.title,
        "department": standing.department,
        "state": standing.state,
        "reviewed": standing.reviewed,
        "due": standing.due.isoformat() if standing.due else "",
    }


def calendar(found: Sequence[Standing], name: str, today: date) -> str:
    """Return the due dates as an iCalendar file (RFC 5545): one all-day event an article."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//motivator//reviews//EN", f"X-WR-CALNAME:{escaped(name)}"]
    for standing in found:
        if standing.due is None:
            continue
        identity = hashlib.sha256(f"{standing.slug} {standing.due}".encode()).hexdigest()[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{identity}@motivator",
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{standing.due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{standing.due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped('Medical review due: ' + standing.title)}",
            f"DESCRIPTION:{escaped(f'{standing.slug}, last reviewed {standing.reviewed}')}",
            "END:VEVENT",
        ]
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    """Return text as iCalendar writes it (RFC 5545, 3.3.11)."""
    for char in ("\\", ";", ","):
        text = text.replace(char, "\\" + char)
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line cut into pieces of at most 75 octets (RFC 5545, 3.1)."""
    pieces: list[str] = []
    piece = ""
    for char in line:
        if len((piece + char).encode()) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
