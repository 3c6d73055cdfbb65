"""Why a row is not mailed: codes, with words for the people who keep the list."""

from __future__ import annotations

WORDS = {
    "abroad": "the address is outside the United States, its territories and military mail",
    "address-missing": "no street or box",
    "address-unread": "the address stands in one cell and cannot be told apart: give street, city, state and ZIP their own columns",
    "by-email": "wants it by e-mail, which is not mailed",
    "character-unprintable": "the name or address has a character that the address's typeface lacks",
    "city-missing": "no city",
    "columns-short": "the row has more cells than the head has names",
    "deceased": "marked as deceased",
    "duplicate-household": "the household gets a copy already, by row {first}",
    "duplicate-person": "the same person stands in row {first}",
    "format-unknown": "wants a format that is not known: name it in [mailing.formats]",
    "format-unmade": "wants an edition that is not mailed now",
    "language-unmade": "wants a language that the publication does not have",
    "line-long": "a line of the address is too long for its place",
    "name-missing": "no name",
    "opted-out": "wants no mail",
    "size-unmade": "wants larger type than any edition has",
    "state-unknown": "the state is none, or missing where the ZIP Code alone does not tell it",
    "street-number": "the street has no number",
    "zip-bad": "the ZIP Code is none",
    "zip-missing": "no ZIP Code",
    "zip-state": "the ZIP Code lies in another state",
}


def words(code: str, first: int = 0) -> str:
    """Return what a code says; `first` is the row that a duplicate repeats."""
    return WORDS[code].format(first=first)
