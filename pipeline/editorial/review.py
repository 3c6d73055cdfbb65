"""Medical review: when an article was last reviewed, and when it is due again.

A review date stands at the precision it was stated with: "2026-09" is taken to the end of that month, so that no
article is called overdue a day too early.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.settings import Settings
from pipeline.foundation.value import Struct

FRESH, DUE, OVERDUE, NEVER, EXEMPT = "fresh", "due", "overdue", "never reviewed", "not medical"


class Standing(Struct, frozen=True):
    """How an article stands: one of the states of this module, and the day its review lapses, if it has one."""

    slug: str
    title: str
    department: str
    reviewed: str
    due: date | None
    state: str
    span: Span


def standings(documents: Iterable[Document], settings: Settings, today: date) -> tuple[Standing, ...]:
    """Return how each article stands, those most in need of a review first."""
    order = (OVERDUE, NEVER, DUE, FRESH, EXEMPT)
    found = [standing(document, settings, today) for document in documents]
    return tuple(sorted(found, key=lambda s: (order.index(s.state), s.due or date.max, s.slug)))


def standing(document: Document, settings: Settings, today: date) -> Standing:
    """Return how one article stands on a day."""
    department = settings.departments.get(document.department)
    due = None
    if document.reviewed:
        months = settings.review.departments.get(document.department, settings.review.months)
        due = add_months(last_day(document.reviewed), months)
    if due is not None:
        early = date.fromordinal(max(due.toordinal() - settings.review.due_days, 1))
        state = OVERDUE if today > due else DUE if today >= early else FRESH
    else:
        state = EXEMPT if department is not None and not department.medical else NEVER
    return Standing(
        document.slug,
        document.title.source,
        document.department,
        document.reviewed,
        due,
        state,
        document.span,
    )


def last_day(value: str) -> date:
    """Return the last day a date of any precision may mean: 2026-09 is September 30."""
    parts = [int(part) for part in value[:10].split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the month's last where it has no such day; at most the last day there is."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_reviews(documents: Iterable[Document], settings: Settings, today: date, problems: Problems) -> None:
    """Warn of each article whose medical review has lapsed or was never stated."""
    for stand in standings(documents, settings, today):
        if stand.state == OVERDUE and stand.due is not None:
            problems.warning(
                "review-overdue",
                f"medical review of {stand.reviewed} lapsed on {stand.due.isoformat()}",
                stand.span,
                hint="have it reviewed and set reviewed: in the front matter",
            )
        elif stand.state == NEVER:
            problems.warning(
                "review-never",
                "a medical article without a review date",
                stand.span,
                hint="set reviewed: once a reviewer has signed it",
            )
