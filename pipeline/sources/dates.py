"""Dates as pages state them, in English and Spanish, kept at the precision they were stated at.

In: a stretch of text. Out: the date in ISO 8601 form ("2015", "2015-07", "2015-07-30", "2015-07-30T14:24"), or None.
Strict patterns only: nothing is filled in from today, and a date in figures alone ("11/9/2021") is refused, because
two countries read it as two days.
"""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

from pipeline.foundation.diagnostic import Problems, Span

_ENGLISH = "january february march april may june july august september october november december".split()  # noqa: SIM905
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
_MONTHS = {name: number for names in (_ENGLISH, _SPANISH) for number, name in enumerate(names, 1)}
_MONTHS |= {name[:3]: number for number, name in enumerate(_ENGLISH, 1)} | {"sept": 9, "setiembre": 9}

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.?º)?"
_TIME = r"(?:,?\s+(?:at\s+|a\s+las\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?(?:\s*(?P<half>[ap])\.?m\.?)?)?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)"
_LEAD = rf"(?:el\s+)?(?:{_WEEKDAY}\.?,?\s+)?(?:el\s+)?"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_LEAD}{_DAY}\s+(?:de\s+|of\s+)?{_MONTH},?\s+(?:de\s+|del\s+)?{_YEAR}{_TIME}",
        rf"{_LEAD}{_MONTH}\s+{_DAY},?\s+(?:de\s+|del\s+)?{_YEAR}{_TIME}",
        rf"{_MONTH},?\s+(?:de\s+|del\s+)?{_YEAR}",
        (
            r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?"
            r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
        ),
        r"(?P<year>\d{4})-(?P<number>\d\d)",
        _YEAR,
    )
)
_FIGURES = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)")

# What a date may look like inside a longer sentence; `read_date` has the last word on it.
DATE = (
    rf"(?:(?:el\s+)?(?:{_WEEKDAY}\.?,?\s+)?(?:el\s+)?\d{{1,2}}(?:st|nd|rd|th|\.?º)?\s+(?:de\s+|"
    rf"of\s+)?[a-z]{{3,10}}\.?,?\s+"
    rf"(?:de\s+|del\s+)?\d{{4}}|(?:{_WEEKDAY}\.?,?\s+)?[a-z]{{3,10}}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
    r"[a-z]{3,10}\.?,?\s+(?:de\s+|del\s+)?\d{4}|\d{4}-\d\d(?:-\d\d)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4})"
    r"(?:[T,]?\s*(?:at\s+|a\s+las\s+)?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?(?:\s*[ap]\.?m\.?)?)?"
)


def read_date(text: str, span: Span, problems: Problems) -> str | None:
    """Return the date that the whole of `text` states, or None; what is refused is reported at `span`."""
    stated = " ".join(text.split()).strip(" .,;:")
    for form in _FORMS:
        found = form.fullmatch(stated)
        if found:
            return _iso(found.groupdict(), stated, span, problems)
    if _FIGURES.fullmatch(stated):
        problems.warning(
            "date-ambiguous",
            f'date "{stated}" is in figures alone and was not read',
            span,
            hint="write it into the front matter as YYYY-MM-DD once you know the order",
        )
    return None


def read_timestamp(text: str) -> str | None:
    """Return the date of a machine's time stamp: ISO 8601 or RFC 5322, to the minute, in its own zone; None otherwise."""
    stated = text.strip()
    found = _FORMS[3].fullmatch(stated) or _FORMS[4].fullmatch(stated)
    if found:
        return _iso(found.groupdict(), stated, Span(""), Problems())
    try:
        moment = parsedate_to_datetime(stated)
    except (TypeError, ValueError, IndexError):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M") if moment.year >= 1800 else None


def day(stamp: str) -> str:
    """Return a date without its time of day."""
    return stamp.partition("T")[0]


def finer(one: str, other: str) -> str | None:
    """Return the more precise of two dates that say the same as far as both go; None where they contradict."""
    short, long = sorted((one, other), key=len)
    return long if long.startswith(short) else None


def _iso(parts: dict[str, str | None], stated: str, span: Span, problems: Problems) -> str | None:
    year = int(parts["year"] or 0)
    name, number = parts.get("month"), parts.get("number")
    month = _MONTHS[name.lower()] if name else int(number) if number else 0
    day_ = int(parts.get("day") or 0)
    hour, minute = parts.get("hour"), parts.get("minute")
    try:
        datetime.date(year, month or 1, day_ or 1)
        written = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day_:02}" if day_ else "")
        if hour and minute:
            clock = datetime.time(_hour(int(hour), parts.get("half")), int(minute))
            written += clock.strftime("T%H:%M")
    except ValueError:
        problems.warning("date-impossible", f'"{stated}" is no day of the calendar and was not read', span)
        return None
    return written


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("a twelve-hour clock has no such hour")
    return hour % 12 + (12 if half.lower() == "p" else 0)
