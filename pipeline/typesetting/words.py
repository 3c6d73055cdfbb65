"""A text as words and what joins them: where a line may end, where it must not, where a word may be divided.

In: runs of text. Out: words one after the other, each with the joint that follows it. Nothing here measures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from pipeline.foundation.value import Struct
from pipeline.typesetting.hyphenation import Hyphenator


class Run(Struct, frozen=True):
    """Text in one face. Adjacent runs may share a word ("Ampyra" and a raised mark).

    `size` and `rise` are points, `tracking` 1/1000 em; `face` is "family/style", `features` OpenType tags.
    `key` names an inline element of the structure. A line feed in `text` is a line break that was asked for.
    """

    text: str
    face: str
    size: float
    colour: str
    rise: float = 0.0
    features: tuple[str, ...] = ()
    key: str = ""
    language: str = ""
    hyphenate: bool = True
    tracking: float = 0.0


class Joint(IntEnum):
    """What stands between a word and the next one."""

    SPACE = 0  # a word space; the line may end here
    TIE = 1  # a word space; the line may not end here
    FREE = 2  # nothing; the line may end here
    FORCED = 3  # nothing; the line ends here
    END = 4  # the text ends here


class Division(IntEnum):
    """How a word is divided."""

    HYPHEN = 1  # a hyphen is put in
    MARK = 2  # after a hyphen, dash or slash of the text
    EDGE = 3  # between letters, as the last resort


class Token(NamedTuple):
    """A word: its parts as (run, text), the joint after it, the run the gap belongs to, and the gap as it
    is copied.
    """

    parts: tuple[tuple[int, str], ...]
    joint: Joint
    run: int
    gap: str


class Stretch(NamedTuple):
    """Words of one run, each followed by a word space: what nearly all of a text is."""

    run: int
    texts: list[str]


# Longer stretches without a gap are cut up, so that work and memory stay in proportion to the text.
LONGEST = 240

_WHITE = "\t\n\x0b\x0c\r\x1c-\x1f\x85\u00a0\u1680\u200b\u2028\u2029\u3000"
# Every gap that is not one space.
_GAP = re.compile(f"([{_WHITE}][ {_WHITE}]*| [ {_WHITE}]+)")
_LINE_FEEDS = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]")

_UNITS = (
    "(?:mg|mcg|[µμ]g|ng|g|kg|m[lL]|[dµμ]?[lL]|mm|cm|m|km|h|hr|hrs|min|s|ms|Hz|MHz|T|IU|UI|MIU|mmHg|lbs?|oz|ft|kcal|"
    "[°º]C|[°º]F|%|‰|a\\.\\s?m\\.|p\\.\\s?m\\.|[ap]m|AM|PM|"
    # Units in words, of time above all, and the words of large numbers.
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|inch(?:es)?|feet|foot|yards?|miles?|pounds?|degrees?|percent|"
    "[mb]illion|segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?|pulgadas?|pies?|metros?|millas?|libras?|"
    "grados?|por ciento|mil|mill(?:ón|ones))"
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŠŽ]"
# A letter or a figure with its number: "Part D", "vitamin B12", "D2".
_LETTER = "[A-Z]\\d{0,2}(?![\\w’'])"
_SPACE_IN = "[ \u00a0]"


def _after(*words: str) -> str:
    """Return a pattern that looks back at any of `words` and a space; those as long as each other in one look."""
    lengths: dict[int, list[str]] = {}
    for word in words:
        lengths.setdefault(len(word), []).append(re.escape(word).replace("\\ ", _SPACE_IN))
    return "(?:" + "|".join(rf"(?<=\b(?:{'|'.join(same)}) )" for same in lengths.values()) + ")"


def _either(*words: str) -> tuple[str, ...]:
    """Return `words` as they are and as they begin a sentence."""
    return tuple(dict.fromkeys((*words, *(word[0].upper() + word[1:] for word in words))))


_MONTHS_ES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "setiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip
_DAY_ES = f"(?:{'|'.join(_MONTHS_ES)})(?!\\w)"
_TITLES = _after(
    "Dr.", "Dra.", "Drs.", "Dres.", "Dras.", "Mr.", "Mrs.", "Ms.", "Mx.", "Messrs.", "Prof.", "Profa.", "Sr.", "Sra.",
    "Sres.", "Sras.", "Srta.", "Srtas.", "St.", "Sto.", "Sta.", "Mt.", "Ft.", "Rev.", "Hon.", "Gov.", "Sen.", "Rep.",
    "Gen.", "Gral.", "Col.", "Capt.", "Lt.", "Sgt.", "Lic.", "Lcdo.", "Lcda.", "Ing.", "Arq.", "Enf.", "Psic.",
    "Mtro.", "Mtra.", "Dn.", "Dña.", *(f"{letter}." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)  # fmt: skip
_COUNTED = _after(
    "p.", "pp.", *_either("no.", "nos.", "vol.", "fig.", "figs.", "ch.", "sec.", "pág.", "págs.", "núm.", "núms.",
    "n.º", "nro.", "cap.", "caps.", "art.", "arts.", "figure", "figura", "table", "tabla", "part", "parte", "section",
    "sección", "chapter", "capítulo", "article", "artículo", "appendix", "apéndice", "volume", "volumen", "phase",
    "fase", "stage", "etapa", "type", "tipo", "grade", "grado", "level", "nivel", "page", "pages", "página", "páginas",
    "step", "paso", "question", "pregunta", "week", "semana", "day", "día", "item", "room", "suite"),
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LETTERED = _either(
    "part", "parte", "vitamin", "vitamina", "hepatitis", "type", "tipo", "figure", "figura", "table", "tabla",
    "appendix", "apéndice", "section", "sección",
)  # fmt: skip
# "vitamin D. Take": a letter before a stop that is no initial.
_NO_INITIAL = "".join(rf"(?<!\b{word} [A-Z]\. )" for word in _LETTERED)
# Each begins with its space, and with what most spaces fail at: a text has as many of them as words.
_TIES = re.compile(
    # A figure and its unit, the groups of a long figure, "30 de julio de 2015".
    rf" (?:(?<=\d )(?:(?={_UNITS}(?!\w))|(?=\d{{3}}(?!\d))|(?=de{_SPACE_IN}{_DAY_ES}))"
    rf"|(?<=[ \u00a0]de )(?:(?<=\d.de )(?={_DAY_ES})|(?=\d{{4}}(?!\d)){_after(*(f'{month} de' for month in _MONTHS_ES))})"
    # After a stop: a title or an initial and the name; abbreviations of two parts, "10 a. m.", "p. ej.", "EE. UU.".
    rf"|(?<=\. )(?:(?={_CAPITAL}){_TITLES}{_NO_INITIAL}|(?=m\.)(?<=\b[ap]\. )|(?=ej\.)(?<=\bp\. )|(?=UU\.)(?<=\bEE\. ))"
    # "p. 12", "Figure 3", "July 30"; sums of money; "Part D", "vitamin B12"; "King Jr.".
    rf"|(?=\d)(?:{_COUNTED}|(?<=[$€£] ))|(?=[A-Z])(?:(?={_LETTER}){_after(*_LETTERED)}|(?=Jr\.))"
    # Signs and what they belong to; a dash or an ellipsis begins no line.
    r"|(?<=[¿¡«§№¶=<>≤≥±×] )(?=\S)|(?=[–—…»=<>≤≥±×])(?=[–—] |…|»|[=<>≤≥±×] )|(?=al\.)(?<=\bet ))"
)
_TIES_FRENCH = re.compile(r" (?=[!?;:])")


def bind(text: str, language: str) -> str:
    """Return `text` with U+00A0 for each space a line must not end at; nothing else changes, nor does the
    length.

    Bound are figures and units, titles and names, initials, "p. 12", dates, "¿" and "¡" with their word, and
    a dash with the word before it. An em dash at a word ("palabra —inciso—") is held by the rules of
    `divisions`.
    """
    bound = _TIES.sub("\u00a0", text)
    if language[:2] == "fr":
        bound = _TIES_FRENCH.sub("\u00a0", bound)
    return bound


def upper(text: str, language: str) -> str:
    """Return `text` in capitals as `language` writes them: dotted i in Turkish and Azeri, no accents in
    Greek.
    """
    primary = language[:2].lower()
    if primary in ("tr", "az"):
        text = text.replace("i", "İ").replace("ı", "I")
    if primary == "el":
        plain = unicodedata.normalize("NFD", text).replace("\u0301", "")
        text = unicodedata.normalize("NFC", plain)
    return text.upper()


def tokens(texts: Sequence[str], language: str) -> Iterator[Token | Stretch]:
    """Yield the words of `texts`, which are the texts of runs: a word may begin in one and end in another.

    Spaces at the beginning, at the end and beside a forced break go; several in a row are one. The last is a
    token whose joint is END; a text of nothing but space yields none.
    """
    bound = bind("".join(texts), language)
    source = bound if "\u00a0" not in bound else "".join(texts)
    words = _Tokens()
    place = 0
    for run, text in enumerate(texts):
        stop = place + len(text)
        if stop - place <= SLICE:
            whole = bound[place:stop]
            fields = whole.split()
            # One space between words and nothing else, as in most texts; U+200B is white to us only.
            if "\u200b" not in whole and " ".join(fields) == whole:
                if fields:
                    words.text(run, fields)
                    yield from words.out
                    words.out = []
                place = stop
                continue
        while place < stop:
            # In slices, so that a text without end is not held twice.
            for index, field in enumerate(_GAP.split(bound[place : min(stop, place + SLICE)])):
                begin, place = place, place + len(field)
                if index & 1:
                    words.gap(run, *_joint(field, source[begin:place]))
                elif field:
                    words.text(run, field.split(" "))
            yield from words.out
            words.out = []
    if words.parts:
        yield Token(tuple(words.parts), Joint.END, words.parts[-1][0], "")


# Characters taken in hand at a time.
SLICE = 12_000


class _Tokens:
    """Tokens in the making: `parts` of the word not yet ended and the gap after it, `out` the finished ones."""

    def __init__(self) -> None:
        self.out: list[Token | Stretch] = []
        self.parts: list[tuple[int, str]] = []
        self.after: tuple[Joint, int, str] | None = None

    def gap(self, run: int, joint: Joint, copied: str) -> None:
        if self.parts and (self.after is None or _ORDER[joint] > _ORDER[self.after[0]]):
            self.after = (joint, run, copied)

    def text(self, run: int, fields: list[str]) -> None:
        """Add words that stand one space apart; an empty one at the beginning or the end is a space there."""
        first, *fields = fields
        if first:
            self._letters(run, first)
        if not fields:
            return
        self.gap(run, Joint.SPACE, " ")
        final = fields.pop()
        if len(fields) > 1 and max(map(len, fields)) <= LONGEST:
            # All but the one whose gap may still turn out to be more than a space.
            *plain, field = fields
            self._end()
            self.out.append(Stretch(run, plain))
            fields = [field]
        for field in fields:
            self._letters(run, field)
            self.gap(run, Joint.SPACE, " ")
        if final:
            self._letters(run, final)

    def _end(self) -> None:
        if self.after is not None:
            self.out.append(Token(tuple(self.parts), *self.after))
            self.parts, self.after = [], None

    def _letters(self, run: int, text: str) -> None:
        self._end()
        if len(text) <= LONGEST and not self.parts:
            self.parts.append((run, text))
            return
        for piece in _pieces(text):
            if self.parts and (self.parts[-1][0] == run or len(self.parts) >= LONGEST):
                if self.parts[-1][0] == run and len(self.parts[-1][1]) + len(piece) <= LONGEST:
                    self.parts[-1] = (run, self.parts[-1][1] + piece)
                    continue
                self.out.append(Token(tuple(self.parts), Joint.FREE, run, ""))
                self.parts = []
            self.parts.append((run, piece))


_SPACE = (Joint.SPACE, " ")
# Of two gaps in a row, from two runs, the one that says more.
_ORDER = {Joint.FREE: 0, Joint.TIE: 1, Joint.SPACE: 2, Joint.FORCED: 3}


def _joint(gap: str, source: str) -> tuple[Joint, str]:
    """Return the joint that the characters of `gap` make, and how it is copied; `source` is the gap before
    binding.
    """
    if gap == "\u00a0":
        return Joint.TIE, source
    if _LINE_FEEDS.search(gap):
        return Joint.FORCED, " "
    if gap.strip("\u00a0\u200b"):
        return _SPACE
    if "\u00a0" in gap:
        return Joint.TIE, "\u00a0" if "\u00a0" in source else " "
    return Joint.FREE, ""


def _pieces(text: str) -> Iterator[str]:
    """Yield `text` in pieces of LONGEST characters about, never cut before a mark that sits on a letter."""
    while len(text) > LONGEST:
        cut = next((at for at in range(LONGEST, LONGEST - 16, -1) if not unicodedata.combining(text[at])), LONGEST)
        yield text[:cut]
        text = text[cut:]
    yield text


# A hyphen needs two letters before and after it, and no figure after it ("COVID-19", "10-15").
_MARKS = re.compile(
    "(?<=[^\\W\\d_]{2}[-\u2010])(?=[^\\W\\d_]{2})"
    # After a dash between words, not after one that opens an aside ("—como"), nor in a range of figures.
    "|(?<=[\\w.,;:!?)\u201d\u2019»%®™][\u2013\u2014])(?=[^\\W\\d_]|[\"'\u201c\u2018(¿¡«])"
    # After a slash between words of some length ("and/or" stays together).
    "|(?<=[^\\W\\d_]{4}/)(?=[^\\W\\d_]{4})"
)
# What an address or a place of `_MARKS` cannot do without.
_SIGNS = re.compile("[-\u2010\u2013\u2014/@]|\\.(?=.)")
_ADDRESS = re.compile(r"://|^www\.|^[\w.+-]+@[\w-]+\.\w|^[\w-]+(\.[\w-]+)+/", re.IGNORECASE)
# After a slash, or before another sign of an address (Chicago Manual of Style, 17th edition, 14.18).
_ADDRESS_MARKS = re.compile(r"(?<=[/@])(?![/@])|(?<=[\w/])(?=[.?#&=_%~+-]\w)|(?<=\w:)(?=//)")


def divisions(text: str, hyphenator: Hyphenator | None, soft: Sequence[int] = ()) -> tuple[tuple[int, Division], ...]:
    """Return the places where `text`, a word, may be divided, ascending, each with its kind.

    Without a hyphenator the word is divided at its own hyphens, dashes and slashes only. `soft` are the
    places of its soft hyphens: they are then the only ones where a hyphen is put in.
    """
    if len(text) < 4:
        return ()
    if not soft and _SIGNS.search(text) is None:
        return tuple([(place, Division.HYPHEN) for place in hyphenator.points(text)]) if hyphenator else ()
    found: dict[int, Division] = {}
    if is_address(text):
        return tuple(
            (place.start(), Division.MARK)
            for place in _ADDRESS_MARKS.finditer(text)
            if 2 < place.start() < len(text) - 1
            and text[: place.start()].endswith("/")
            and not text[: place.start()].endswith("//")
        )
    if soft or hyphenator is not None:
        points = soft or (hyphenator.points(text) if hyphenator is not None else ())
        found = dict.fromkeys(points, Division.HYPHEN)
    if not text.isalpha():
        found |= dict.fromkeys((place.start() for place in _MARKS.finditer(text)), Division.MARK)
    return tuple(sorted((place, kind) for place, kind in found.items() if 0 < place < len(text)))


def last_resorts(text: str) -> tuple[int, ...]:
    """Return the places where an address too wide for its line may be divided besides its slashes."""
    if not is_address(text):
        return ()
    return tuple(place.start() for place in _ADDRESS_MARKS.finditer(text) if 0 < place.start() < len(text))


def is_address(text: str) -> bool:
    """Whether `text` is an address of the web or of a mailbox."""
    return ("." in text or "/" in text) and _ADDRESS.search(text) is not None
