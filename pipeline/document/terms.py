"""What a CSL style has no words for: kinds of theses, and dates by their season.

In: a language tag. Out: words in that language, in English where there are none.
"""

from __future__ import annotations

from pipeline.document.work import When
from pipeline.foundation.language import date_words, season_words

_SEASONS = ("Spring", "Summer", "Fall", "Winter")
_THESIS = {"en": "Dissertation", "es": "Tesis doctoral"}


def thesis(language: str) -> str:
    """Return what a thesis is called that says no more of itself."""
    return _THESIS.get(language.replace("_", "-").split("-")[0].lower(), _THESIS["en"])


def dated(when: When, language: str) -> str:
    """Return a date in words, as precisely as it is known: "March 5, 2024", "verano de 2013", "2007"."""
    if when.literal:
        return season_words(when.literal, language)
    if when.season and not when.month:
        return season_words(f"{_SEASONS[when.season - 1]} {when.year}", language)
    parts = [f"{when.year:04}", f"{when.month:02}", f"{when.day:02}"]
    return date_words("-".join(parts[: 1 + bool(when.month) + bool(when.month and when.day)]), language)
