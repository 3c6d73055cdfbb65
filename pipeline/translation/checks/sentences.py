"""Sentences: whether each of the original has its counterpart, by their lengths.

Sentences are aligned by length (Gale and Church, "A program for aligning sentences in bilingual corpora", Computational Linguistics
19(1), 1993): two texts that say the same keep the proportions of their sentences, also where a translator joins two or parts one. A
sentence that is best explained by having no counterpart was dropped or added.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.pair import Pair

# Abbreviations whose point ends no sentence: p. m., EE. UU., Dr., e.g.
_SHORT = re.compile(
    r"\b(?:p\.\s?ej\.|[ap]\.\s?m\.|EE\.\s?UU\.|U\.S\.(?:A\.)?|D\.C\.|e\.\s?g\.|i\.\s?e\."
    r"|(?:Drs?|Dras?|Sres|Sra?s?|Mrs?|Ms|St|vs|pp?|Nos?(?=\. ?\d)|Inc|Ltd|Jr|Ph|Uds?|núm|pág|etc|aprox|tel|fig|al|[A-Z])\.)"
)
_MARK = "\ufffc"
# Shorter "sentences" are mostly abbreviations that are not known here, in characters.
_LEAST = 12
_BREAK = re.compile(r"(?<=[.!?…:])[”’\")»]*\s+(?=[“‘\"¿¡(]*[^\W\d_a-záéíóúüñ]|\d)|(?<=[.!?…])[”’\")»]*\s+(?=[¿¡“])|\n+")

# Characters of Spanish for one of English in health texts, and of English for one of Spanish.
_GROWTH = {("en", "es"): 1.14, ("es", "en"): 0.88}
# Gale and Church's variance of the length ratio, in characters; measured anew on health texts it is nearly the same.
_VARIANCE = 6.8
# How likely a translator keeps, joins or parts sentences: costs are -100 ln of these. A sentence that has no counterpart is eleven
# times as likely here as there: it is looked for, and the lengths of the others have to speak for it all the same.
_KEPT, _JOINED, _ALONE = 0.89, 0.089, 0.11


def sentences(text: str) -> list[str]:
    """Return the sentences of plain prose."""
    hidden = _SHORT.sub(lambda found: found[0].replace(".", _MARK), text)
    return [part.replace(_MARK, ".").strip() for part in _BREAK.split(hidden) if part and part.strip()]


def check_sentences(pair: Pair, problems: Problems) -> None:
    """Warn of sentences without a counterpart (`sentences-lost`, `-added`) and of an unlikely length (`length-unlikely`)."""
    size, other = len(pair.original.prose.strip()), len(pair.translation.prose.strip())
    ratio = other / size if size else 1.0
    # Only 0.03 % of professional translations of health texts lie outside these bounds. Labels are another matter.
    if size >= 40 and not 0.6 <= ratio <= 2.2:
        much = "little" if ratio < 1 else "much"
        pair.warning(
            problems,
            "length-unlikely",
            f"translation has {ratio:.0%} of the original's length",
            f"compare the ends of both: this is very {much} for the same words",
        )
    before, after = sentences(pair.original.prose), sentences(pair.translation.prose)
    if len(before) < 2 and len(after) < 2:
        return
    groups = aligned(pair, before, after)
    lost = [mine[0] for mine, theirs in groups if not theirs and len(mine[0]) >= _LEAST]
    added = [theirs[0] for mine, theirs in groups if not mine and len(theirs[0]) >= _LEAST]
    # Two sentences more or less are seldom only joined or parted, however well the lengths agree.
    fewer = len(before) - len(after)
    counted = f"{_count(len(before))} in the original, {len(after)} here"
    if lost or (fewer >= 2 and not added):
        hint = f"look for: {_short(lost[0])}" if lost else "look for each sentence of the original"
        pair.warning(problems, "sentences-lost", f"{counted}; one may be missing", hint, before=lost[0] if lost else "")
    elif added or fewer <= -2:
        hint = f"the original may not have: {_short(added[0])}" if added else "look for each sentence in the original"
        pair.warning(problems, "sentences-added", f"{counted}; one may be added", hint, after=added[0] if added else "")


def _count(number: int) -> str:
    return f"{number} sentence{'' if number == 1 else 's'}"


def aligned(pair: Pair, before: Sequence[str], after: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the sentences of a pair beside their counterparts, in the likeliest alignment: one or two on each side, or none."""
    growth = _GROWTH.get((pair.original.language, pair.translation.language), 1.0)
    mine, theirs = [len(text) for text in before], [len(text) for text in after]
    # The best cost up to (i, j), and the step that led there.
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(len(mine) + 1):
        for j in range(len(theirs) + 1):
            if i == j == 0:
                continue
            ways = []
            for step, prior in _STEPS.items():
                a, b = step
                if i >= a and j >= b and (i - a, j - b) in best:
                    # A sentence that has no counterpart has no length to compare.
                    fit = _cost(sum(mine[i - a : i]), sum(theirs[j - b : j]), growth) if a and b else 0.0
                    cost = fit - 100 * math.log(prior)
                    ways.append((best[i - a, j - b][0] + cost, step))
            best[i, j] = min(ways)
    groups = []
    i, j = len(mine), len(theirs)
    while i or j:
        a, b = best[i, j][1]
        groups.append((tuple(before[i - a : i]), tuple(after[j - b : j])))
        i, j = i - a, j - b
    return groups[::-1]


_STEPS = {
    (1, 1): _KEPT,
    (2, 1): _JOINED / 2,
    (1, 2): _JOINED / 2,
    (2, 2): 0.011,
    (1, 0): _ALONE / 2,
    (0, 1): _ALONE / 2,
}


def _cost(mine: int, theirs: int, growth: float) -> float:
    """Return -100 ln of how likely `theirs` characters translate `mine`."""
    if not mine and not theirs:
        return 0.0
    mean = (mine + theirs / growth) / 2
    delta = abs(mine * growth - theirs) / math.sqrt(_VARIANCE * mean)
    # The two-sided tail of the normal distribution; never 0, whose logarithm there is not.
    return -100 * math.log(max(math.erfc(delta / math.sqrt(2)), 1e-30))


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 80 else f"“{text[:79]}…”"
