"""The style of the house: what it writes in one way, whatever the original says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import quoted
from pipeline.translation.checks.pair import Pair, Side, side
from pipeline.translation.message import messages

# Straight marks, but no feet and inches (5' 10", 12"): what those mean is not guessed.
_STRAIGHT = re.compile(r"""(?<!\d)["']|(?<=\d)'(?=[^\W\d_])""")
_NEUTRAL = "neutral wording: las personas con EM"
_CAPITAL = "months, days and languages have a small letter in Spanish"
_SPANISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"[«»]", "quotation marks are “ ” and ‘ ’"),
        (r"\d[ \u00a0\u202f]%", "the percent sign follows the figure: 85%"),
        (r"(?<![\d/])\d{1,2}/\d{1,2}/\d{2,4}\b", "dates are in words: 30 de julio de 2015"),
        (r"(?i)\b[a-zñáéíóú]{3,}@s?\b", _NEUTRAL),
        (r"(?i)\b(?:l|un|tod|nosotr|amig|niñ|hij|latin|chic|médic|enferm|ell|querid|much|otr)xs?\b", _NEUTRAL),
        (
            r"(?i)\b[a-zñáéíóú]{2,}(?:o|os|or|ores|e|es)/(?:as?|ras?|la|las)\b|\b(?:el/la|la/el|los/las|las/los|un/una)\b",
            _NEUTRAL,
        ),
        (r"\b[a-zñáéíóú]{2,}(?:o|os|or|ores)\((?:as?|ras?)\)", _NEUTRAL),
        (
            r"(?<=\d de )(?:Enero|Febrero|Marzo|Abril|Mayo|Junio|Julio|Agosto|Septiembre|Octubre|Noviembre|Diciembre)\b",
            _CAPITAL,
        ),
        (
            r"(?<=[a-záéíóúñ] )(?:Lunes|Martes|Miércoles|Jueves|Viernes|Sábado|Domingo|Inglés|Español)\b(?! [A-ZÁÉÍÓÚ])",
            _CAPITAL,
        ),
        (r"\b\d{1,2}:\d\d [ap]\.?m\.(?! ?[”)])|\b\d{1,2}:\d\d (?:AM|PM|am|pm)\b", "the hour is written 3:00 p. m."),
    )
)
# What a text is that is set as a title, as its notes say.
_TITLE = re.compile(r"^(?:title|heading|column header|term that|name of a|category of|caption)\b")
# A word that may have a capital in Spanish only where it is a name.
_LONG = re.compile(r"[^\W\d_]{4,}")


def check_quotes(pair: Pair, problems: Problems) -> None:
    """Warn of typewriter quotes in a translation (`quotes-straight`)."""
    if found := straight(pair.translation):
        pair.warning(problems, "quotes-straight", *found, after=found[0][0])


def check_sources(documents: Iterable[Document], problems: Problems) -> None:
    """Warn of typewriter quotes in articles (`quotes-straight`), once a text; they print as they are typed."""
    for document in documents:
        for message in messages(document):
            # A quick look first: most texts have none, and need not be taken apart.
            if ('"' in message.text or "'" in message.text) and (
                found := straight(side(message.text, message.language))
            ):
                problems.warning("quotes-straight", found[0], message.span, hint=found[1])


def straight(text: Side) -> tuple[str, str] | None:
    """Return what to say of the first straight quote or apostrophe that `text` prints, and what to type; None without one."""
    found = _STRAIGHT.search(text.own)
    if found is None:
        return None
    around = text.own[max(0, found.start() - 16) : found.end() + 16].strip()
    hint = f"type {quoted('…', text.language)} for a quotation and ’ for an apostrophe"
    return f"{found[0]} is the mark of a typewriter, in “{around}”", hint


def check_house_style(pair: Pair, problems: Problems) -> None:
    """Warn of what the house writes another way in Spanish (`house-style`)."""
    if pair.translation.language != "es":
        return
    for pattern, hint in _SPANISH:
        found = pattern.search(pair.translation.own)
        if found:
            pair.warning(problems, "house-style", f'"{found[0]}" is not the style of the house', hint, after=found[0])


def check_title_case(pair: Pair, notes: Sequence[str], problems: Problems) -> None:
    """Warn of a Spanish title whose words have capitals as in English (`title-case`), names apart."""
    if pair.translation.language != "es" or not any(_TITLE.match(note) for note in notes):
        return
    words = _LONG.findall(pair.translation.own)[1:]
    # What has a capital in the original's own sentence case, or stands in it as it is, is a name.
    original = pair.original.plain
    loose = [word for word in words if word[0].isupper() and not word.isupper() and word not in original]
    if len(loose) >= 2 and 2 * len(loose) > len(words) and _titled(original):
        pair.warning(
            problems,
            "title-case",
            f'"{loose[0]}" and {len(loose) - 1} more have capitals as an English title has',
            "in Spanish, a title has one for its first word and for names",
            after=loose[0],
        )


def _titled(text: str) -> bool:
    """Tell whether the original may be no name itself: a name of an institution has capitals in both languages."""
    return not re.search(
        r"\b(?:Association|Academy|Act|Center|Centre|Clinic|Department|Foundation|Hospital|Institute|Office|Program|Society|University)\b",
        text,
    )
