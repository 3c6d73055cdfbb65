"""What prose shows without being understood: emptiness, marks, the last sign."""

from __future__ import annotations

import re

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.language import language_name
from pipeline.translation.checks.pair import Pair

# Words that are of one language only.
_SMALL = {
    "en": "the and of with you your for from is are was were be been have has this that these those it its they their we our to in "
    "on at by as not how what when why who which can may will should could about",
    "es": "el la los las y de del con usted su sus para por es son era fue ser estar ha han este esta que se en al como cuando qué "
    "cómo puede un una lo le les",
}
_JOINING = {language: frozenset(words.split()) for language, words in _SMALL.items()}
# Names of values that are filled in are no words.
_NAMES = re.compile(r"\{[^}]*\}")
_ENDS = ".…!?:;"
_AFTER_END = "”’\"')»]*_ "


def check_blank(pair: Pair, problems: Problems) -> bool:
    """Report a translation of nothing but spaces (`translation-blank`); return whether it is one."""
    if pair.translation.source.strip():
        return False
    pair.error(problems, "translation-blank", "translation is blank", "translate it, or leave the msgstr empty")
    return True


def check_identical(pair: Pair, problems: Problems) -> bool:
    """Report a translation that says what the original says (`translation-identical`), names apart; return whether it is one."""
    if pair.original.source != pair.translation.source:
        return False
    words = re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)?", _NAMES.sub(" ", pair.original.own))
    small = [word for word in words if word.islower()]
    # A name, a brand or an initialism is the same in both languages, and so are two words such as "hospital local"; a phrase that
    # is held together by the small words of one language is not.
    joined = _JOINING.get(pair.original.language, frozenset()).intersection(word.casefold() for word in words)
    if len(small) < 2 or not (joined or len(small) >= 3):
        return False
    name = language_name(pair.original.language, "en")
    pair.error(
        problems,
        "translation-identical",
        f'translation is the {name} text "{_short(pair.original.source)}"',
        "translate it; what must stay as it is belongs into the glossary",
    )
    return True


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
                after=end if text.count(end) > text.count(start) else start,
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
                "close each one that is opened",
                after=end if text.count(end) > text.count(start) else start,
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
            before=pair.original.plain[-12:].strip(),
            after=pair.translation.plain[-12:].strip(),
        )


def _ends(text: str) -> str:
    tail = text[len(text.rstrip(_ENDS + _AFTER_END)) :]
    return "".join("." if mark == "…" else mark for mark in tail if mark in _ENDS)


def _named(end: str) -> str:
    return f'"{end}"' if end else "no mark"


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49]}…"
