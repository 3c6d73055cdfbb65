"""Medical review: no article is called overdue a day too early, whatever the precision of its date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import codes

from pipeline.document.tree import Document, Text, Words
from pipeline.editorial.review import (
    DUE,
    EXEMPT,
    FRESH,
    NEVER,
    OVERDUE,
    add_months,
    check_reviews,
    last_day,
    standing,
    standings,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.settings import Department, Publisher, Review, Settings

SETTINGS = Settings(
    name="M",
    publisher=Publisher(name="P"),
    languages=["en"],
    review=Review(months=36, due_days=90, departments={"news": 12}),
    departments={
        "symptoms": Department(title="S"),
        "news": Department(title="N"),
        "stories": Department(title="T", medical=False),
    },
)


def article(reviewed: str, department: str = "symptoms", slug: str = "walking") -> Document:
    title = Words((Text("T"),), "T")
    return Document(slug, "en", title, (), department=department, reviewed=reviewed, span=Span(f"articles/{slug}.md"))


@pytest.mark.parametrize(
    ("expected", "stated"),
    [
        (date(2026, 12, 31), "2026"),
        (date(2026, 9, 30), "2026-09"),
        (date(2024, 2, 29), "2024-02"),
        (date(2026, 9, 3), "2026-09-03"),
        (date(2015, 7, 30), "2015-07-30T14:24"),
    ],
)
def test_a_date_stands_for_the_last_day_it_may_mean(expected: date, stated: str) -> None:
    assert expected == last_day(stated)


@pytest.mark.parametrize(
    ("expected", "day", "months"),
    [
        (date(2025, 2, 28), date(2024, 2, 29), 12),
        (date(2024, 2, 29), date(2023, 8, 31), 6),
        (date(2027, 1, 15), date(2026, 12, 15), 1),
        (date.max, date(9998, 1, 1), 1200),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last(expected: date, day: date, months: int) -> None:
    assert expected == add_months(day, months)


@pytest.mark.parametrize(
    ("expected", "reviewed", "department", "today"),
    [
        (FRESH, "2026-09", "symptoms", date(2026, 11, 22)),
        (FRESH, "2024-01", "symptoms", date(2026, 11, 1)),
        (DUE, "2024-01", "symptoms", date(2026, 11, 2)),
        (DUE, "2024-01", "symptoms", date(2027, 1, 31)),
        (OVERDUE, "2024-01", "symptoms", date(2027, 2, 1)),
        (OVERDUE, "2024-01", "news", date(2025, 2, 1)),
        (NEVER, "", "symptoms", date(2026, 11, 22)),
        (NEVER, "", "unheard-of", date(2026, 11, 22)),
        (EXEMPT, "", "stories", date(2026, 11, 22)),
        (OVERDUE, "2001", "stories", date(2026, 11, 22)),
        (OVERDUE, "0001-01-01", "news", date(2026, 11, 22)),
        (FRESH, "9999-12", "symptoms", date(2026, 11, 22)),
    ],
)
def test_an_article_is_fresh_then_due_then_overdue(expected: str, reviewed: str, department: str, today: date) -> None:
    assert expected == standing(article(reviewed, department), SETTINGS, today).state


def test_those_most_in_need_come_first() -> None:
    texts = {"fresh": "2026-09", "never": "", "overdue": "2019", "older": "2018", "due": "2023-12"}
    found = standings([article(text, slug=slug) for slug, text in texts.items()], SETTINGS, date(2026, 11, 22))
    assert ["older", "overdue", "never", "due", "fresh"] == [stand.slug for stand in found]


def test_a_lapsed_or_missing_review_is_a_warning() -> None:
    problems = Problems()
    check_reviews(
        [article("2019", slug="a"), article("", slug="b"), article("2026", slug="c")],
        SETTINGS,
        date(2026, 11, 22),
        problems,
    )
    assert (["0:0 review-overdue", "0:0 review-never"], 0) == (codes(problems), problems.errors)


@given(st.dates(), st.integers(1, 1200), st.integers(0, 400))
def test_the_states_follow_each_other_and_none_is_skipped(day: date, months: int, ahead: int) -> None:
    due = add_months(day, months)
    assert day < due or due == date.max
    assert due.day <= day.day or due == date.max
    if due < date.max - timedelta(days=1):
        assert DUE == standing(article(day.isoformat()), settings(months, ahead), due).state
        assert OVERDUE == standing(article(day.isoformat()), settings(months, ahead), due + timedelta(days=1)).state


def settings(months: int, ahead: int) -> Settings:
    return Settings(
        name="M", publisher=Publisher(name="P"), languages=["en"], review=Review(months=months, due_days=ahead)
    )
