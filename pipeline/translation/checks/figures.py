"""Figures and doses: each number of the original stands in the translation, beside the same unit.

House style makes this strict: both languages write 1,250.5, so the digits must be the same string. What a
good translation may still do is allowed by name: a small number as a word ("one in 10", "1 de cada 10"), a
century in Roman figures, a billion as mil millones, the 1990s as "los años 90".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.dates import without_dates
from pipeline.translation.checks.pair import Pair, Side

# The figure inside of a name, as in HbA1c, is none.
_NUMBER = re.compile(r"(?<![A-Za-z])\d+(?:[.,]\d+)*|(?<=[A-Za-z])\d+(?:[.,]\d+)*(?![A-Za-z\d])|[¼½¾⅓⅔⅛⅜⅝⅞]")

_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "es": "cero un|uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte",
}
_MORE_WORDS = {
    "en": {
        "1": "first once single",
        "2": "second twice both double half",
        "3": "third",
        "4": "fourth quarter",
    },
    "es": {
        "1": "primer primero primera",
        "2": "segundo segunda ambos ambas doble mitad medio media",
        "3": "tercer tercero tercera tercio",
        "4": "cuarto cuarta",
        "10": "décimo décima",
    },
}
_SCALES = {
    "thousand": 1e3, "mil": 1e3, "million": 1e6, "millón": 1e6, "millones": 1e6, "billion": 1e9,
    "mil millones": 1e9, "trillion": 1e12, "billón": 1e12, "billones": 1e12,
}  # fmt: skip
_SCALE = r"(?:mil millones|thousand|mil|millones|millón|million|billones|billón|billion|trillion)\b"

# The one way each unit is counted, by the ways it is written. Case tells mM (millimolar) from mm
# (millimetre).
_UNITS = {
    "mg": "mg milligram milligrams miligramo miligramos",
    "g": "g gram grams gramo gramos",
    "kg": "kg kilogram kilograms kilogramo kilogramos",
    "mcg": "mcg µg μg ug microgram micrograms microgramo microgramos",
    "ng": "ng nanogram nanograms nanogramo nanogramos",
    "mL": "mL ml milliliter milliliters mililitro mililitros",
    "dL": "dL dl",
    "L": "L l liter liters litro litros",
    "mm": "mm millimeter millimeters milímetro milímetros",
    "cm": "cm centimeter centimeters centímetro centímetros",
    "m": "m meter meters metro metros",
    "km": "km kilometer kilometers kilómetro kilómetros",
    "mM": "mM",
    "mmol": "mmol",
    "mEq": "mEq",
    "unit": "IU UI unit units unidad unidades",
    "lb": "lb lbs pound pounds libra libras",
    "oz": "oz ounce ounces onza onzas",
    "ft": "ft foot feet pie pies",
    "in": "inch inches pulgada pulgadas",
    "mi": "mi mile miles milla millas",
    "tesla": "T tesla teslas",
    "°F": "°F ºF",
    "°C": "°C ºC",
    "%": "% percent",
}
# A dose is also how often and how long. These may go without saying ("65 years and older", mayores de 65), but not become others.
_TIMES = {
    "s": "second seconds segundo segundos",
    "min": "min minute minutes minuto minutos",
    "h": "h hour hours hora horas",
    "d": "day days día días",
    "wk": "week weeks semana semanas",
    "mo": "month months mes meses",
    "y": "year years año años",
}
_UNITS |= _TIMES

UNITS = {way: unit for unit, ways in _UNITS.items() for way in ways.split()}
UNITS["por ciento"] = "%"
_UNIT = re.compile(
    r"[\s\u00a0\u202f-]?\s?("
    + "|".join(re.escape(way) for way in sorted(UNITS, key=len, reverse=True))
    + r")(?![\w®™])"
)
_RANGE = re.compile(
    r"\s*(?:[-–—/,]|,?\s*(?:to|a|al|or|o|u|and|y|e|through|hasta|by|por|x|×)(?:\s+(?:el|la|los|las|de|del))?)\s*"
)


_YEAR = re.compile(r"(?:19|20)\d\d")


def check_numbers(pair: Pair, problems: Problems) -> None:
    """Report each number that the translation loses, adds or writes another way (`number-changed`).

    `number-order` warns where the same numbers come in another order, which is how two doses are exchanged.
    """
    before, after = numbers(pair.original), numbers(pair.translation)
    lost, added = Counter(before) - Counter(after), Counter(after) - Counter(before)
    _allow(pair.original, lost, pair.translation, added)
    _allow(pair.translation, added, pair.original, lost)
    if lost or added:
        said = [f"lacks {_listed(lost)}"] * bool(lost) + [f"has {_listed(added)}, which the original has not"] * bool(
            added
        )
        comma = any(re.fullmatch(r"\d+,\d{1,2}|\d+\.\d{3}", number) for number in added)
        hint = "write 0.5 and 1,250 as in English" if comma else "keep every number as it is written"
        first, other = next(iter(lost), ""), next(iter(added), "")
        pair.error(problems, "number-changed", f"translation {' and '.join(said)}", hint, before=first, after=other)
        return
    # The figures of a date have an order of their own in each language.
    here, there = _NUMBER.findall(without_dates(pair.original)), _NUMBER.findall(without_dates(pair.translation))
    if here != there and sorted(here) == sorted(there):
        first, other = next((a, b) for a, b in zip(here, there, strict=True) if a != b)
        pair.warning(
            problems,
            "number-order",
            f"numbers come in another order: {', '.join(here)} in the original, {', '.join(there)} here",
            "make sure that each belongs to the same thing",
            before=first,
            after=other,
        )


def check_doses(pair: Pair, problems: Problems) -> None:
    """Report each number that has another unit than in the original (`dose-changed`)."""
    before, after = Counter(doses(pair.original)), Counter(doses(pair.translation))
    lost, added = before - after, after - before
    # A number that is missing altogether is the other check's to report.
    gone = {number for number, _ in lost} & set(numbers(pair.translation))
    for number, unit in lost:
        others = [other for value, other in added if value == number]
        wanted = _written(pair.original, number, unit)
        hint = f'use the unit of the original, "{wanted}"'
        if others:
            found = _written(pair.translation, number, others[0])
            said = f'"{wanted}" has become "{found}"'
            pair.error(problems, "dose-changed", said, hint, before=wanted, after=found)
        elif number in gone and unit not in _TIMES:
            said = f'"{wanted}" has lost its unit'
            pair.error(problems, "dose-changed", said, hint, before=wanted, after=number)


def numbers(side: Side) -> list[str]:
    """Return the numbers of a text as they are written, in order; those of addresses left out."""
    return _NUMBER.findall(side.prose)


def doses(side: Side) -> Iterator[tuple[str, str]]:
    """Yield each number that has a unit, with it; the numbers of a range share its unit ("15 to 65 g")."""
    found = list(_NUMBER.finditer(side.prose))
    units: list[str] = []
    for number in found:
        unit = _UNIT.match(side.prose, number.end())
        units.append(UNITS[unit[1]] if unit else "")
    shared = False
    for at, (first, second) in reversed(list(enumerate(pairwise(found)))):
        gap = side.prose[first.end() : second.start()]
        # "5, 10, or 20 mg" is a list, "in 2009, 35%" is none: a bare comma only carries on a list.
        joined = _RANGE.fullmatch(gap) and (gap.strip() != "," or shared) and not _YEAR.fullmatch(first[0])
        shared = bool(joined and not units[at] and units[at + 1])
        if shared:
            units[at] = units[at + 1]
    yield from ((number[0], unit) for number, unit in zip(found, units, strict=True) if unit)


def _written(side: Side, number: str, unit: str) -> str:
    """Return a dose as its text has it: "30 minutes" for 30 and min. Within a range the unit may stand apart from it."""
    for found in re.finditer(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", side.prose):
        after = _UNIT.match(side.prose, found.end())
        if after is not None and UNITS[after[1]] == unit:
            return side.prose[found.start() : after.end()]
    return f"{number} {unit}"


def _listed(found: Counter[str]) -> str:
    return ", ".join(f'"{number}"' for number in found.elements())


def _allow(here: Side, mine: Counter[str], there: Side, theirs: Counter[str]) -> None:
    """Take out of `mine` and `theirs` the numbers that the other text says in another lawful way."""
    for number in list(mine):
        if _as_word(number, there) or _as_roman(number, there):
            del mine[number]
    for number in list(mine):
        for other in list(theirs):
            if _same_scaled(number, here, other, there) or _same_decade(number, here, other, there):
                mine -= Counter({number: 1})
                theirs -= Counter({other: 1})
                break


def _as_word(number: str, side: Side) -> bool:
    if not number.isdecimal() or int(number) > 20 or side.language not in _WORDS:
        return False
    words = set(re.findall(r"\w+", side.prose.casefold()))
    spoken = _WORDS[side.language].split()[int(number)].split("|")
    return not words.isdisjoint([*spoken, *_MORE_WORDS[side.language].get(number, "").split()])


def _as_roman(number: str, side: Side) -> bool:
    if not number.isdecimal() or not 0 < int(number) < 40:
        return False
    tens, ones = divmod(int(number), 10)
    roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    return re.search(rf"(?i:siglos?|century|fase|phase|tipo|type|par|nerve)[^.]*\b{roman}\b", side.prose) is not None


def _same_scaled(number: str, here: Side, other: str, there: Side) -> bool:
    mine, theirs = _scaled(number, here), _scaled(other, there)
    return mine is not None and theirs is not None and abs(mine - theirs) < 1e-6 * mine


def _scaled(number: str, side: Side) -> float | None:
    found = re.search(rf"(?<![\d.,]){re.escape(number)}\s+({_SCALE})", side.prose)
    if found is None:
        plain = number.replace(",", "")
        return float(plain) if re.fullmatch(r"\d{4,}", plain) else None
    return float(number.replace(",", "")) * _SCALES[found[1]]


def _same_decade(number: str, here: Side, other: str, there: Side) -> bool:
    full, short, side = (number, other, there) if len(number) == 4 else (other, number, here)
    return (
        len(full) == 4
        and full.endswith(short)
        and len(short) == 2
        and short.endswith("0")
        and re.search(rf"(?:años|década de los|década del|the|’|')\s*{short}", side.prose) is not None
    )
