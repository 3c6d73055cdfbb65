"""Dates: the 12th of January of 2027 is that day in both languages.

The figures of a date change their order from language to language, so that order tells nothing of them; the month they
belong to does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import Struct
from pipeline.translation.checks.pair import Pair, Side

_NAMES = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_MONTHS = {language: names.split() for language, names in _NAMES.items()}
_ENGLISH = "|".join(_MONTHS["en"])
_SPANISH = "|".join([*_MONTHS["es"], "setiembre"])
# "March 1", "March 1–14, 2027", "March 2027"; "1 de marzo", "del 1 al 14 de marzo de 2027", "marzo de 2027".
_DATES = {
    "en": re.compile(
        rf"\b(?P<month>{_ENGLISH})\b"
        r"(?: (?P<days>\d+(?:st|nd|rd|th)?(?:\s?(?:[-–—]|to|through|and|or)\s?\d{1,2})?)(?!\d|[.,]\d|[:%])"
        r"(?:,? (?P<year>\d{4})(?!\d|[.,]\d))?)?"
    ),
    "es": re.compile(
        rf"(?:(?P<days>(?<![\d.,:])\d+[.º]?(?:\s?(?:[-–—]|al|y|o|a)\s?\d{{1,2}})?) de )?\b(?P<month>{_SPANISH})\b"
        r"(?: del? (?:año )?(?P<year>\d+)(?!\d|[.,]\d))?",
        re.I,
    ),
}


_FIGURE = re.compile(r"\d+")


class Date(Struct, frozen=True):
    """A date as a text has it: `month` from 1, the figures of its days and year as written, "" where there are none."""

    month: int
    days: tuple[str, ...]
    year: str
    text: str
    start: int
    end: int


def dates(side: Side) -> Iterator[Date]:
    """Yield the dates of a text that have a figure, in order."""
    pattern = _DATES.get(side.language)
    if pattern is None:
        return
    for found in pattern.finditer(side.prose):
        days: tuple[str, ...] = tuple(re.findall(r"\d+", found["days"] or ""))
        year = found["year"] or ""
        if side.language == "en" and not year and len(days) == 1 and len(days[0]) == 4:
            year, days = days[0], ()
        if days or year:
            month = found["month"].casefold().replace("setiembre", "septiembre")
            names = [name.casefold() for name in _MONTHS[side.language]]
            yield Date(names.index(month) + 1, days, year, found[0], found.start(), found.end())


def check_dates(pair: Pair, problems: Problems) -> None:
    """Report dates that have become others (`date-changed`): another day of the month, a year where the day belongs."""
    if Counter(_FIGURE.findall(pair.original.prose)) != Counter(_FIGURE.findall(pair.translation.prose)):
        # A figure that is gone or new is the other check's to report.
        return
    before, after = list(dates(pair.original)), list(dates(pair.translation))
    if Counter(date.month for date in before) != Counter(date.month for date in after):
        # A date may be told in other words ("in the spring"); its figures are then the other check's to compare.
        return
    for date in after:
        twins = [other for other in before if other.month == date.month]
        if all(
            set(date.days) - set(other.days) or (date.year and other.year and date.year != other.year)
            for other in twins
        ):
            pair.error(
                problems,
                "date-changed",
                f'"{twins[0].text}" has become "{date.text}"',
                "write the same day, month and year",
                before=twins[0].text,
                after=date.text,
            )
            return


def without_dates(side: Side) -> str:
    """Return the prose of a text with its dates left out."""
    text = side.prose
    for date in reversed(list(dates(side))):
        text = text[: date.start] + " " + text[date.end :]
    return text
