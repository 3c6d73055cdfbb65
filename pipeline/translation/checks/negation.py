"""Negations: each "not" of the original has a counterpart, sentence by sentence.

A lost "no" turns advice into its opposite, and no other mark of the text shows it. So negations are counted: what denies in the
original against what denies in the translation, where a good translation may also deny with other words ("unknown", se
desconoce), and where Spanish denies twice and means it once (no tiene nada).
"""

from __future__ import annotations

import re

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.pair import Pair
from pipeline.translation.checks.sentences import aligned, sentences

# Words that deny, by language. Each match is one negation.
_DENIES = {
    "en": re.compile(
        r"\b(?:no|not|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|non(?=[- ]\w))\b|n[’']t\b"
        r"|\bun(?:affected|assigned|classified|confirmed|controlled|determined|disclosed|identified|reliable|safe|specified"
        r"|treated)\b",
        re.I,
    ),
    "es": re.compile(r"\b(?:no|ni|nunca|jamás|nadie|nada|ningún|ninguna|ninguno|tampoco|sin)\b", re.I),
}
# What looks like a negation and denies nothing that must be denied again.
_EMPTY = {
    "en": re.compile(
        r"\bno (?:doubt|matter)\b|\bwhy not\b[^.?]*\?|\bor not\b|\bor may not\b|\bfor nothing\b|\bno\. \d"
        r"|\bnot (?:until|uncommon)\b|\bno sooner\b"
        r"|, (?:isn|aren|don|doesn|didn|won|wasn|can|couldn|haven|hasn)[’']t (?:it|they|you|he|she|we|I)\?",
        re.I,
    ),
    "es": re.compile(
        r"\bsin (?:embargo|duda)\b|[¿,] ?¿?no\?|\bhasta que no\b|\bo no(?=\W*(?:$|[.,;:?!)])| \w+[aeií]r\b)", re.I
    ),
}
# What is said of one thing in two words: "neither … nor", "not … or no".
_ONCE = re.compile(
    r"\b((?:neither|not)\b[^.;]*?)\bnor\b|\b(not?\b[^.;,]*?)\bor no\b|\b(nothing\b[^.;,]*?)\bnothing\b", re.I
)
# Spanish that denies twice: the second word only carries on the first.
_TWICE = re.compile(
    r"\b(?:no|sin|nunca|nadie|ni)\b[^.;:?!]*?\b(?P<again>nunca|jamás|nadie|nada|ningún|ninguna|ninguno|tampoco|ni)\b",
    re.I,
)
# Spanish that has lost the "no" before the verb: "puede guardar ninguna proporción". A negative word is only right without one
# at the head of its clause, after nothing but words that may stand before a subject.
_LONE = re.compile(
    r"\b(?P<word>nada|ningún|ninguna|ninguno|ni|(?:nunca|jamás)(?=\W*(?:[.,;:!?”’\")]|$)))\b"
    r"(?! (?:más|menos|siquiera|idea|que)\b)",
    re.I,
)
_BEFORE = (
    "a al ante bajo con contra de del desde en entre hacia hasta para por según sin sobre tras casi ya como y e o u pero que si "
    "cuando donde porque aunque pues mientras aquí allí hoy ahora todavía aún también solo sólo la el los las absolutamente "
    "prácticamente"
)
_HEAD = frozenset(_BEFORE.split())
_CLAUSE = re.compile(r"[,.;:—–()“”‘’¿?¡!\[\]…\n]|\b(?:que|si|cuando|donde|porque|pero|y|e|o|u)\b", re.I)
# Words that say the same as a negation, in both languages: where the translation has more of them than the original, they stand
# for what it denies less. "*" is any end of a word.
_ALSO = {
    "en": "avoid*|unknown|free of|-free|instead of|rather than|except|stop*|hardly|barely|rarely|seldom|lack*|fail*"
    "|unable|impossible|immobile|inabilit*|inactiv*|incomplete*|insufficien*|unless|other than|out of|prevent*|miss*|unusual"
    "|forget*|deny|denied|denies|refus*|few|little|less|fewer|only|just|until|beyond|cut down",
    "es": "evit*|desconoc*|impos*|impes*|imposib*|impid*|impíd*|impedi*|gratis|gratuit*|libre de|libres de|en vez de|en lugar de"
    "|salvo|excepto|dej* de|apenas|incapa*|falt*|carec*|carez*|fuera de|a menos que|insegur*|insufic*|inút*|poco|poca|pocos"
    "|pocas|menos|rechaz*|negar*|negó|negaron|negad*|nieg*|olvid*|solo|sólo|únicamente|inmóvil*|hasta que|más allá|en contra"
    "|rara vez|suspend*|otro que|otra que|otros que|otras que|innecesari*|indecis*|inestab*|inactiv*|indetermin*|inespec*|inclasif*"
    "|incontrola*|descontrola*|desemple*",
}
_OTHERS = {
    language: re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(way).replace(r"\*", r"\w*") for way in ways.split("|")) + r")(?!\w)",
        re.I,
    )
    for language, ways in _ALSO.items()
}
# Where these words say something else.
_APART = re.compile(
    r"\bpor sí sol[oa]s?\b|\bhac\w+ falta\b|\bsol[oa] (?:en|y)\b|\bal menos\b|\bmás o menos\b|\bat least\b", re.I
)


def check_negation(pair: Pair, problems: Problems) -> None:
    """Warn of a "not" that has no counterpart (`negation-lost`)."""
    mine, theirs = pair.original.language, pair.translation.language
    if mine == theirs or mine not in _DENIES or theirs not in _DENIES:
        return
    if not _DENIES[mine].search(pair.original.own):
        return
    before, after = sentences(pair.original.own), sentences(pair.translation.prose)
    for original, translation in aligned(pair, before, after):
        fault = _lost(" ".join(original), " ".join(translation), mine, theirs) if original and translation else None
        if fault is not None:
            word, place = fault
            pair.warning(
                problems,
                "negation-lost",
                f'original says "{word}"; the translation of it denies less',
                "make sure that it does not say the opposite",
                before=word,
                after=place,
            )
            return


def _lost(original: str, translation: str, mine: str, theirs: str) -> tuple[str, str] | None:
    """Return what the original denies with and the translation does not, and a piece of the translation; or None."""
    said, denied = _denials(original, mine), _denials(translation, theirs)
    if not said:
        return None
    less = len(said) - len(denied)
    more = len(_others(translation, theirs)) - len(_others(original, mine))
    if less > max(more, 0):
        return said[0], translation[:30]
    lone = _lone(translation) if theirs == "es" else ""
    return (said[0], lone) if lone else None


def _lone(text: str) -> str:
    """Return the first negative word of Spanish `text` that lacks the "no" before its verb, or ""."""
    for found in _LONE.finditer(text):
        before = re.split(r"[.!?…]\s", text[: found.start()])[-1]
        clause = _CLAUSE.split(before)[-1]
        words = re.findall(r"\w+", clause.casefold())
        if re.search(
            r"\b(?:no|sin|nunca|jamás|nadie|tampoco|ni|ningun[oa]|ningún|antes|nada|poco|más que|mejor que)\b",
            before,
            re.I,
        ):
            continue
        if not _HEAD.issuperset(words):
            return found["word"]
    return ""


def _others(text: str, language: str) -> list[str]:
    """Return the other words that say the same as a negation; "por sí solo" and "hace falta" are none of them."""
    return _OTHERS[language].findall(_APART.sub(" ", text))


def _denials(text: str, language: str) -> list[str]:
    """Return the words that deny, once where a language denies twice."""
    text = _EMPTY[language].sub(" ", text)
    if language == "es":
        while found := _TWICE.search(text):
            text = text[: found.start("again")] + "·" + text[found.end("again") :]
    else:
        text = _ONCE.sub(r"\1\2\3", text)
    return _DENIES[language].findall(text)
