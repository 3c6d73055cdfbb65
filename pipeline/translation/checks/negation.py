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
    "en": r"\b(?:no|not|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|non(?=[- ]\w)|un(?=(?:affected|assigned|classified|confirmed"
    r"|controlled|determined|disclosed|identified|reliable|safe|specified|treated)\b))(?:\b|(?<=un))|n[’']t\b",
    "es": r"\b(?:no|ni|nunca|jamás|nadie|nada|ningún|ninguna|ninguno|tampoco|sin)\b",
}
# What looks like a negation and denies nothing that must be denied again.
_EMPTY = {
    "en": r"\bno (?:doubt|matter)\b|\bwhy not\b[^.?]*\?|\bor not\b|\bfor nothing\b|\bno\. \d|\bnot (?:until|uncommon)\b|\bno sooner\b"
    r"|, (?:isn|aren|don|doesn|didn|won|wasn|can|couldn|haven|hasn)[’']t (?:it|they|you|he|she|we|I)\?",
    "es": r"\bsin (?:embargo|duda)\b|[¿,] ?¿?no\?|\bhasta que no\b|\bo no\b",
}
# Spanish that denies twice: the second word only carries on the first.
_TWICE = re.compile(
    r"\b(?:no|sin|nunca|nadie|ni)\b[^.;:?!]*?\b(?P<again>nunca|jamás|nadie|nada|ningún|ninguna|ninguno|tampoco|ni)\b", re.I
)
# Spanish that has lost the "no" before the verb: "puede guardar ninguna proporción". A negative word is only right without one at the
# head of its clause, after nothing but words that may stand before a subject.
_LONE = re.compile(
    r"\b(?P<word>nada|ningún|ninguna|ninguno|ni|(?:nunca|jamás)(?=\W*(?:[.,;:!?”’\")]|$)))\b(?! (?:más|menos|siquiera|idea|que)\b)", re.I
)
_HEAD = frozenset(
    "a al ante bajo con contra de del desde en entre hacia hasta para por según sin sobre tras casi ya como y e o u pero que si cuando donde "
    "porque aunque pues mientras aquí allí hoy ahora todavía aún también solo sólo la el los las absolutamente prácticamente".split()
)
_CLAUSE = re.compile(r"[,.;:—–()“”‘’¿?¡!\[\]…\n]|\b(?:que|si|cuando|donde|porque|pero|y|e|o|u)\b", re.I)
# Words that say the same as a negation, in both languages: where the translation has more of them than the original, they stand for
# what it denies less.
_ALSO = {
    "en": r"\b(?:avoid\w*|unknown|free of|instead of|rather than|except|stop\w*|hardly|barely|rarely|seldom|lack\w*|fail\w*|unable|im(?:possible|mobile)"
    r"|in(?:ability|active|complete|sufficient)\w*|unless|other than|out of|prevent\w*|miss\w*|unusual|forget\w*|deny|denied|denies|refus\w*"
    r"|few|little|less|fewer|only|just|until|beyond|cut down)\b|-free\b",
    "es": r"\b(?:evit\w+|desconoc\w+|imp[eo]s\w+|imposib\w+|imp[ií]d\w+|impedi\w+|gratis|gratuit\w+|libres?\s+de|en vez de|en lugar de|salvo"
    r"|excepto|dej\w+ de|apenas|incapa\w+|falt\w+|carec\w+|carez\w+|fuera de|a menos que|insegur\w+|insufic\w+|inút\w+|poc[oa]s?|menos"
    r"|rechaz\w+|neg(?:ar|ó|aron|ado|ada)\w*|nieg\w+|olvid\w+|solo|sólo|únicamente|inmóvil\w*|hasta que|más allá|en contra|rara vez|suspend\w+"
    r"|otr[oa]s? que|in(?:necesari|decis|estab|activ|determin|espec|classif|controla)\w+|des(?:controla|emple)\w+)\b",
}


def check_negation(pair: Pair, problems: Problems) -> None:
    """Warn of a "not" that has no counterpart (`negation-lost`)."""
    mine, theirs = pair.original.language, pair.translation.language
    if mine == theirs or mine not in _DENIES or theirs not in _DENIES:
        return
    if not re.search(_DENIES[mine], pair.original.own, re.I):
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
        if re.search(r"\b(?:no|sin|nunca|jamás|nadie|tampoco|ni|ningun[oa]|ningún|antes|nada|poco|más que|mejor que)\b", before, re.I):
            continue
        if not _HEAD.issuperset(words):
            return found["word"]
    return ""


def _others(text: str, language: str) -> list[str]:
    """Return the other words that say the same as a negation; "por sí solo" and "hace falta" are none of them."""
    return re.findall(_ALSO[language], _APART.sub(" ", text), re.I)


_APART = re.compile(r"\bpor sí sol[oa]s?\b|\bhac\w+ falta\b|\bsol[oa] (?:en|y)\b|\bal menos\b|\bmás o menos\b|\bat least\b", re.I)


def _denials(text: str, language: str) -> list[str]:
    """Return the words that deny, once where a language denies twice."""
    text = re.sub(_EMPTY[language], " ", text, flags=re.I)
    if language == "es":
        while found := _TWICE.search(text):
            text = text[: found.start("again")] + "·" + text[found.end("again") :]
    else:
        # "Neither … nor" and "no … or no" deny one thing.
        text = re.sub(r"\b(neither\b[^.;]*?)\bnor\b|\b(not?\b[^.;,]*?)\bor no\b|\b(nothing\b[^.;,]*?)\bnothing\b", r"\1\2\3", text, flags=re.I)
    return re.findall(_DENIES[language], text, re.I)
