"""What prose shows without being understood: emptiness, marks, length, negation, the style of the house."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import language_name, quoted
from pipeline.translation.checks.pair import Pair, Side, side
from pipeline.translation.message import messages

# Words that deny, and more that a translation may deny with but need not be translated by denying.
_NEGATIONS = {
    "en": r"\b(?:not?|never|none|nor|neither|nobody|nothing|without|cannot)\b|n[’']t\b",
    "es": r"\b(?:no|ni|nunca|jamás|nadie|nada|ningún|ninguna|ninguno|tampoco|sin)\b",
}
_ALSO_NEGATIVE = {
    "en": r"\b(?:avoid\w*|unknown|free|instead|except|stop\w*|hardly|barely|lack\w*|fail\w*)\b",
    "es": r"\b(?:evit\w+|desconoc\w+|imp[eo]s\w+|gratis|libres?\s+de|en vez de|en lugar de|salvo|excepto"
    r"|dej\w+ de|apenas)\b",
}
_ENDS = ".…!?:;"
_AFTER_END = "”’\"')»]*_ "


def check_blank(pair: Pair, problems: Problems) -> bool:
    """Report a translation of nothing but spaces (`translation-blank`); return whether it is one."""
    if pair.translation.source.strip():
        return False
    pair.error(problems, "translation-blank", "translation is blank", "translate it, or leave the msgstr empty")
    return True


def check_identical(pair: Pair, problems: Problems) -> None:
    """Warn of a translation that says what the original says (`translation-identical`), names apart."""
    words = re.findall(r"[^\W\d_]{2,}", pair.original.prose)
    # A name, a brand or an initialism is the same in both languages; a phrase with small words in it is not.
    if pair.original.source == pair.translation.source and sum(word.islower() for word in words) >= 2:
        name = language_name(pair.original.language, "en")
        pair.warning(
            problems,
            "translation-identical",
            f'translation is the {name} text "{_short(pair.original.source)}"',
        )


def check_spanish_marks(pair: Pair, problems: Problems) -> None:
    """Report Spanish questions and exclamations that do not open or close (`punctuation-unpaired`)."""
    if pair.translation.language != "es":
        return
    text = pair.translation.own
    for start, end in ("¿?", "¡!"):
        if text.count(start) != text.count(end):
            pair.error(
                problems,
                "punctuation-unpaired",
                f'"{start}" stands {text.count(start)} times, "{end}" {text.count(end)} times',
                f"Spanish opens with {start} and closes with {end}",
            )


def check_brackets(pair: Pair, problems: Problems) -> None:
    """Warn of brackets and quotation marks that do not close (`brackets-unpaired`)."""
    for start, end in ("()", "[]", "“”"):
        text = pair.translation.plain
        if text.count(start) != text.count(end) and pair.original.plain.count(start) == pair.original.plain.count(end):
            pair.warning(
                problems,
                "brackets-unpaired",
                f'"{start}" stands {text.count(start)} times, "{end}" {text.count(end)} times',
            )


def check_end(pair: Pair, problems: Problems) -> None:
    """Warn of another last mark than the original's (`end-changed`): a text cut short often shows so."""
    before, after = _ends(pair.original.plain), _ends(pair.translation.plain)
    # English closes a quoted question with ?”, Spanish with ?”. so one mark in common is enough.
    if before != after and not set(before) & set(after) and len(pair.original.plain) >= 20:
        pair.warning(
            problems,
            "end-changed",
            f"original ends in {_named(before)}, translation in {_named(after)}",
            "make sure that nothing is cut off",
        )


def check_length(pair: Pair, problems: Problems) -> None:
    """Warn of an unlikely length (`length-unlikely`) or count of sentences (`sentences-lost`, `-added`)."""
    before, after = len(pair.original.prose), len(pair.translation.prose)
    ratio = after / before if before else 1.0
    # Health texts grow by 12 to 17 % from English to Spanish, and only 0.03 % of professional translations
    # lie outside these bounds. Labels of a few words are another matter.
    if before >= 40 and not 0.6 <= ratio <= 2.2:
        pair.warning(problems, "length-unlikely", f"translation has {ratio:.0%} of the original's length")
    sentences, said = _sentences(pair.original.prose), _sentences(pair.translation.prose)
    if abs(sentences - said) >= 2 or (sentences - said == 1 and ratio < 0.95):
        pair.warning(
            problems,
            "sentences-lost" if sentences > said else "sentences-added",
            f"{sentences} sentences in the original, {said} here",
        )


def check_negation(pair: Pair, problems: Problems) -> None:
    """Warn of a "not" that has no counterpart (`negation-lost`)."""
    before, after = _NEGATIONS.get(pair.original.language), _NEGATIONS.get(pair.translation.language)
    if before is None or after is None or before == after:
        return
    found = re.search(before, pair.original.own, re.IGNORECASE)
    said = f"{after}|{_ALSO_NEGATIVE[pair.translation.language]}"
    if found and not re.search(said, pair.translation.prose, re.IGNORECASE):
        pair.warning(problems, "negation-lost", f'original says "{found[0]}"; translation has no negation')


# Straight marks, but no feet and inches (5' 10", 12"): what those mean is not guessed.
_STRAIGHT = re.compile(r"""(?<!\d)["']|(?<=\d)'(?=[^\W\d_])""")


def check_quotes(pair: Pair, problems: Problems) -> None:
    """Warn of typewriter quotes in a translation (`quotes-straight`)."""
    if found := straight(pair.translation):
        pair.warning(problems, "quotes-straight", *found)


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
    text = pair.translation.own
    for pattern, hint in (
        (r"[«»]", "quotation marks are “ ” and ‘ ’"),
        (r"\d[ \u00a0\u202f]%", "the percent sign follows the figure: 85%"),
        (r"\b\d{1,2}/\d{1,2}/\d{2,4}\b", "dates are in words: 30 de julio de 2015"),
        (r"\b[a-zñ]{3,}@s?\b", "neutral wording: las personas con EM"),
    ):
        found = re.search(pattern, text)
        if found:
            pair.warning(problems, "house-style", f'"{found[0]}" is not the style of the house', hint)


def _ends(text: str) -> str:
    tail = text[len(text.rstrip(_ENDS + _AFTER_END)) :]
    return "".join("." if mark == "…" else mark for mark in tail if mark in _ENDS)


def _named(end: str) -> str:
    return f'"{end}"' if end else "no mark"


def _sentences(text: str) -> int:
    # Abbreviations are no ends: p. m., EE. UU., Dr., e.g.
    text = re.sub(
        r"\b(?:[ap]\.\s?m\.|EE\.\s?UU\.|U\.S\.|(?:Drs?|Dra|Sra?|Mrs?|Ms|St|vs|p|pp|No)\.|e\.g\.|i\.e\.)",
        " ",
        text,
    )
    return len(re.findall(r"[.!?…]+[”’\")»]*(?=\s+[“¿¡(]*[^\W\d_a-záéíóúüñ]|\s+\d|\s*$)", text))


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49]}…"
