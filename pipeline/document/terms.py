"""The words a reference is written with, apart from the work's own: "5th ed.", "In:", "Accessed …".

In: a language tag. Out: its `Terms`; a language that has none here uses the English ones.
"""

from __future__ import annotations

from pipeline.document.work import When
from pipeline.foundation.language import date_words, season_words
from pipeline.foundation.value import Struct


class Terms(Struct, frozen=True):
    """One language's words. In templates "{}" is what they are said of."""

    edition: str
    ordinals: tuple[str, ...]
    editors: tuple[str, str]
    translators: str
    inside: str
    volume: str
    chapter: str
    report: str
    thesis: str
    online: str
    accessed: tuple[str, str]

    def ordinal(self, number: int) -> str:
        """Return "5th" or "5.ª"."""
        last = 0 if number % 100 in (11, 12, 13) else number % 10
        return f"{number}{self.ordinals[last if last < len(self.ordinals) else 0]}"


SEASONS = ("Spring", "Summer", "Fall", "Winter")
_ENGLISH = Terms(
    edition="{} ed",
    ordinals=("th", "st", "nd", "rd"),
    editors=("ed", "eds"),
    translators="trans",
    inside="In:",
    volume="Vol {}",
    chapter="chap {}",
    report="Report No. {}",
    thesis="Dissertation",
    online="Published online {}",
    accessed=("Accessed {}", "Accessed {}"),
)

_SPANISH = Terms(
    edition="{} ed",
    ordinals=(".ª",),
    editors=("ed", "eds"),
    translators="trad",
    inside="En:",
    volume="Vol. {}",
    chapter="cap. {}",
    report="Informe n.º {}",
    thesis="Tesis doctoral",
    online="Publicado en línea el {}",
    accessed=("Consultado el {}", "Consultado en {}"),
)

_ALL = {"en": _ENGLISH, "es": _SPANISH}


def dated(when: When, language: str) -> str:
    """Return a date in words, as precisely as it is known: "March 5, 2024", "verano de 2013", "2007"."""
    if when.literal:
        return season_words(when.literal, language)
    if when.season and not when.month:
        return season_words(f"{SEASONS[when.season - 1]} {when.year}", language)
    parts = [f"{when.year:04}", f"{when.month:02}", f"{when.day:02}"]
    return date_words("-".join(parts[: 1 + bool(when.month) + bool(when.month and when.day)]), language)


def terms(language: str) -> Terms:
    """Return the words for a language tag such as "es-US"."""
    return _ALL.get(language.replace("_", "-").split("-")[0].lower(), _ENGLISH)
