"""What a reader wants: in which language, in which edition and size, or nothing at all.

In: a row's fields, what the publication makes. Out: languages and an edition, or the code of the reason why nothing is mailed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from pipeline.foundation.value import Struct
from pipeline.mailing.columns import plain

_YES = frozenset(["1", "y", "yes", "true", "t", "x", "si", "s", "on", "checked"])
_NO = frozenset(["0", "n", "no", "false", "f", "off", "none", "null"])
_LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "enus": "en", "ingles": "en",
    "es": "es", "spa": "es", "spanish": "es", "espanol": "es", "esus": "es", "espaol": "es", "castellano": "es",
}  # fmt: skip
_BOTH = frozenset(
    [
        "both",
        "bilingual",
        "bilingue",
        "ambos",
        "ambas",
        "enes",
        "esen",
        "englishspanish",
        "spanishenglish",
        "englishandspanish",
    ]
)
_PRINT = frozenset(
    [
        "print",
        "printed",
        "regular",
        "standard",
        "standardprint",
        "regularprint",
        "magazine",
        "impreso",
        "impresa",
        "normal",
        "paper",
        "papel",
    ]
)
_LARGE = frozenset(["largeprint", "large", "lp", "letragrande", "giantprint", "extralarge", "enlarged"])
_ELSEWHERE = ("email", "electronic", "digital", "pdf", "online", "correoelectronico", "correo", "web", "epub")
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d %B %Y", "%B %d, %Y", "%Y%m%d", "%m-%d-%Y")


class Make(Struct, frozen=True):
    """An edition that can be mailed: its name, and the size of its text in points; `large` says that it is large print."""

    name: str
    size: float
    large: bool


class Offer(Struct, frozen=True):
    """What can be mailed: languages, the first one for who says nothing, and editions likewise; what else a list may call them."""

    languages: tuple[str, ...]
    editions: tuple[Make, ...]
    named: Mapping[str, str] = {}
    formatted: Mapping[str, str] = {}


class Wish(Struct, frozen=True):
    """What a reader gets: languages in the order of the publication, and an edition by its name."""

    languages: tuple[str, ...]
    edition: str


def wish_of(fields: Mapping[str, str], offer: Offer) -> Wish | str:
    """Return what a reader wants, or the code of the reason why it is not mailed."""
    if said_yes(fields.get("deceased", "")):
        return "deceased"
    if said_yes(fields.get("refuses", "")):
        return "opted-out"
    languages = _languages(fields.get("language", ""), offer)
    if isinstance(languages, str):
        return languages
    edition = _edition(fields.get("format", ""), fields.get("size", ""), offer)
    return edition if edition in REFUSALS else Wish(languages, edition)


# Codes of this room; an edition could not be called so, for its name is a file's.
REFUSALS = frozenset({"by-email", "format-unmade", "size-unmade", "format-unknown"})


def said_yes(text: str) -> bool:
    """Whether a mark says yes: anything that is neither empty nor a no, for a mark nobody understands must not send mail."""
    key = plain(text)
    return bool(text.strip()) and key not in _NO and bool(key)


def certified(fields: Mapping[str, str], today: date) -> bool:
    """Whether a reader is certified to get free matter on a day (39 USC 3403): a clear yes, and an end, if named, not past.

    An end that cannot be read counts as past.
    """
    mark = fields.get("eligible", "")
    if plain(mark) not in _YES:
        # A date in place of a mark says until when.
        until = day_of(mark)
        if until is None or until < today:
            return False
    if end := fields.get("expires", ""):
        until = day_of(end)
        return until is not None and until >= today
    return True


@lru_cache(maxsize=1024)
def day_of(text: str) -> date | None:
    """Return the day a text names, or None."""
    for form in _DATES:
        try:
            return datetime.strptime(text.strip()[:24], form).date()
        except ValueError:
            continue
    return None


def _languages(text: str, offer: Offer) -> tuple[str, ...] | str:
    if not text.strip():
        return offer.languages[:1]
    own = {plain(key): value for key, value in offer.named.items()}
    key = plain(text)
    if own.get(key) == "both" or key in _BOTH:
        return offer.languages
    parts = [plain(part) for part in re.split(r"[,;/+&]|\band\b|\by\b", text) if plain(part)]
    wanted = set()
    for part in [key] if key in own or key in _LANGUAGES else parts:
        language = (
            own.get(part) or _LANGUAGES.get(part) or next((tag for tag in offer.languages if plain(tag) == part), "")
        )
        if language not in offer.languages:
            return "language-unmade"
        wanted.add(language)
    return tuple(language for language in offer.languages if language in wanted)


def _edition(text: str, size: str, offer: Offer) -> str:
    own = {plain(key): value for key, value in offer.formatted.items()}
    key = plain(text)
    names = {edition.name for edition in offer.editions}
    if key in own:
        return own[key] if own[key] in names else "format-unmade"
    points = re.search(r"\d{1,2}(?:\.\d+)?", size) or re.search(r"\d{1,2}(?:\.\d+)?", text)
    wanted = float(points[0]) if points else 0.0
    word = re.sub(r"(\d+|pt|points?|puntos?)", "", key) if points else key
    if any(word.startswith(name) for name in _ELSEWHERE):
        return "by-email"
    exact = next((edition.name for edition in offer.editions if plain(edition.name) == key), "")
    if exact and not size:
        return exact
    if word in _PRINT:
        return next((edition.name for edition in offer.editions if not edition.large), "format-unmade")
    if word in _LARGE or (not word and wanted):
        large = sorted((e for e in offer.editions if e.large), key=lambda e: e.size)
        if not large:
            return "format-unmade"
        return next((e.name for e in large if e.size >= wanted - 0.05), "size-unmade")
    if not word:
        return offer.editions[0].name
    return exact or "format-unknown"
