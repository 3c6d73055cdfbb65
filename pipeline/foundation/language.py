"""What a language asks of dates, numbers, lists and names: the house's way of writing each.

In: plain values and a language tag (BCP 47, "es", "pt-BR"). Out: words ready to print. The data are CLDR's,
read through Babel; this module is its only door. The house writes Spanish for readers in the United States,
so "es" means es_US: point decimals, comma thousands, "30 de julio de 2015".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

PSEUDO = ("longer", "brackets")
HOUSE_LOCALES = {"en": "en-US", "es": "es-US"}

_DATE = re.compile(
    r"(?P<day>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)"
    r"(?P<time>T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)

# CLDR has no names of seasons.
_SEASONS = {
    "en": ("spring", "summer", "fall", "winter"),
    "es": ("primavera", "verano", "otoño", "invierno"),
}
_SEASON_SYNONYMS = {"autumn": "fall"}

_QUOTES = {"en": ("“", "”"), "es": ("“", "”"), "fr": ("«\u202f", "\u202f»"), "de": ("„", "“")}


@cache
def _locale(language: str) -> Locale:
    # Imported late, as below: Babel is slow to load, and many a run writes neither a date nor a list.
    from babel import Locale

    known = language.partition("-x-")[0]
    return Locale.parse(HOUSE_LOCALES.get(known, known), sep="-")


def pseudo_kind(tag: str) -> str:
    """Return what kind of pseudo-language a tag names, "longer" or "brackets"; "" for a language that people speak.

    Such a tag is the source's with a private-use part (RFC 5646, 2.2.7): "en-x-longer".
    """
    kind = tag.partition("-x-")[2]
    return kind if kind in PSEUDO and is_language(tag.partition("-x-")[0]) else ""


def is_language(tag: str) -> bool:
    """Tell whether `tag` is a language tag (BCP 47) whose language CLDR knows."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
        return False
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return locale.language in Locale("en").languages


def plural_forms(language: str) -> str:
    """Return gettext's Plural-Forms for `language`: "nplurals=2; plural=(n != 1);".

    These are gettext's forms, not CLDR's: Spanish has two, as translators' editors expect.
    """
    from babel.messages.plurals import get_plural

    plural = get_plural(_locale(language).language)
    return f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"


# ---------------------------------------------------------------- dates


def is_date(value: str) -> bool:
    """Tell whether `value` is a date that exists: "2013", "2013-09", "2013-09-30" or "2013-09-30T14:24"."""
    return _read_date(value) is not None


def _read_date(value: str) -> tuple[date, int] | None:
    """Return the date and how many of its parts were stated (1 year, 2 month, 3 day)."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    parts = [int(part) for part in found["day"].split("-")]
    if found["time"] and len(parts) < 3:
        return None
    try:
        if found["time"]:
            # Python 3.11 reads all of RFC 3339; the pattern above has already refused the rest.
            datetime.fromisoformat(value)
        return date(*[*parts, 1, 1][:3]), len(parts)
    except ValueError:
        return None


def date_words(value: str, language: str) -> str:
    """Return a date in words, at the precision it was stated; a time of day is left out.

    "2013" stays "2013", "2026-09" is "septiembre de 2026" and "2015-07-30T14:24" is "30 de julio de 2015".
    Raises `ValueError` for what `is_date` refuses.
    """
    read = _read_date(value)
    if read is None:
        raise ValueError(f"not a date: {value!r}")
    day, precision = read
    if precision == 1:
        return value
    from babel.dates import format_date, format_skeleton

    if precision == 2:
        return format_skeleton("yMMMM", day, locale=_locale(language))
    return format_date(day, "long", locale=_locale(language))


@cache
def _season_names(language: str) -> tuple[str, ...]:
    months = _locale(language).months["stand-alone"]["wide"]
    return (*_SEASONS.get(language, ()), *(months[number] for number in range(1, 13)))


def season_words(issue: str, language: str) -> str:
    """Return the season or month an issue is named by, in `language`: "Summer/Fall" is "verano/otoño".

    A year that follows is joined as the language does: "Summer/Fall 2013" is "verano/otoño de 2013". Names
    that are neither seasons nor months, such as "Anniversary issue", come back as they are, and so does all
    of `issue` then.
    """
    language = language.partition("-x-")[0]
    found = re.fullmatch(r"(?P<names>.+?)(?P<year>,?(?:\s+de)?\s+[0-9]{4})?", issue.strip())
    if found is None or language not in _SEASONS:
        return issue
    parts = re.split(r"(\s*[/–-]\s*)", found["names"])
    said = [_season(part, language) if at % 2 == 0 else part for at, part in enumerate(parts)]
    if None in said:
        return issue
    year = (found["year"] or "")[-4:]
    joined = "".join(part or "" for part in said)
    if not year:
        return joined
    return f"{joined} de {year}" if language == "es" else f"{joined} {year}"


def _season(name: str, language: str) -> str | None:
    wanted = _SEASON_SYNONYMS.get(name.casefold(), name.casefold())
    for spoken in _SEASONS:
        names = [n.casefold() for n in _season_names(spoken)]
        if wanted in names:
            said = _season_names(language)[names.index(wanted)]
            # English capitalises a season that names an issue; Spanish writes it small (Ortografía 2010,
            # 4.2.4).
            return said.capitalize() if language == "en" else said
    return None


# ---------------------------------------------------------------- numbers, lists


def number_words(value: float, language: str) -> str:
    """Return a number with the decimal and thousands marks of the language, every digit kept: "12,345.67"."""
    from babel.numbers import format_decimal

    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    return format_decimal(exact, locale=_locale(language), decimal_quantization=False)


def list_words(items: Sequence[str], language: str, *, either: bool = False) -> str:
    """Return items joined as a sentence does: "A, B, and C", "A, B y C"; with `either`, by "or".

    CLDR says "Juan y Inés" and "siete o ocho"; in Spanish "y" becomes "e" before the sound of i and "o"
    becomes "u" before the sound of o (Real Academia, Diccionario panhispánico de dudas, "y" 2 and "o" 2).
    """
    if len(items) < 2:
        return "".join(items)
    if _locale(language).language == "es":
        word = _or(items[-1]) if either else _and(items[-1])
        return f"{', '.join(items[:-1])} {word} {items[-1]}"
    from babel.lists import format_list

    return format_list(list(items), "or" if either else "standard", locale=_locale(language))


def _sound(text: str) -> str:
    """Return the letters `text` begins with, without accents, quotes or markup."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"^[^a-z0-9]+", "", "".join(c for c in folded if not unicodedata.combining(c)))


def _and(after: str) -> str:
    # "madera y hierro": hia- and hie- begin with the glide, not with the vowel.
    return "e" if re.match(r"i(?![aeou])|hi(?![ae])", _sound(after)) else "y"


def _or(after: str) -> str:
    sound = _sound(after)
    digits = re.sub(r"[,\s]", "", (re.match(r"[0-9][0-9,]*", sound) or [""])[0])
    # ocho, ochenta, ochocientos …; once, once mil, once millones.
    if digits.startswith("8") or (digits.startswith("11") and len(digits) % 3 == 2):
        return "u"
    return "u" if re.match(r"h?o", sound) else "o"


# ---------------------------------------------------------------- names and marks


def language_name(tag: str, in_language: str) -> str:
    """Return what a language is called in another: ("en", "es") is "inglés"; `tag` where CLDR has no name."""
    from babel import Locale, UnknownLocaleError

    spoken = _locale(in_language)
    try:
        named = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    return named.get_display_name(spoken) or tag


def is_right_to_left(tag: str) -> bool:
    """Tell whether the language is written from right to left."""
    return _locale(tag).text_direction == "rtl"


def quoted(text: str, language: str) -> str:
    """Return `text` between the quotation marks of the house in `language`, curly ones by default."""
    start, end = _QUOTES.get(_locale(language).language, ("“", "”"))
    return f"{start}{text}{end}"


def sentence_case(text: str, language: str) -> str:
    """Return `text` with its first letter raised, as a label at the start of a line: "Septiembre de 2026"."""
    for at, letter in enumerate(text):
        if letter.isalpha():
            raised = "İ" if letter == "i" and _locale(language).language in ("tr", "az") else letter.upper()
            return text[:at] + (raised if len(raised) == 1 else letter) + text[at + 1 :]
    return text
