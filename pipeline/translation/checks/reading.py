"""How hard an article is to read: Flesch-Kincaid grade in English, Szigriszt's perspicuity on the INFLESZ scale in Spanish.

Flesch-Kincaid: Kincaid et al., "Derivation of new readability formulas", 1975. Perspicuity: Szigriszt Pazos, 1993. Its
scale: Barrio-Cantalejo et al., "Validación de la escala INFLESZ para evaluar la legibilidad de los textos dirigidos a
pacientes", 2008, by which 55 and more is normal, and 65 and more fairly easy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.settings import Reading
from pipeline.foundation.value import Struct
from pipeline.translation.checks.pair import side
from pipeline.translation.checks.sentences import sentences

# Fewer words say nothing of an article.
LEAST_WORDS = 100

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_GROUP = re.compile(r"[aeiouy]+")


class Level(Struct, frozen=True):
    """How hard a text of so many `words` is: a school `grade` in English, a `perspicuity` of 0 to 100 in Spanish.

    The other of the two is None.
    """

    words: int
    grade: float | None = None
    perspicuity: float | None = None


def level(texts: Iterable[str], language: str) -> Level | None:
    """Return how hard texts in short Markdown are together; None for too few words, or a language without a measure.

    Only whole sentences count: a label or a heading is no prose.
    """
    spoken = language.split("-")[0]
    syllables_of = {"en": english_syllables, "es": spanish_syllables}.get(spoken)
    if syllables_of is None:
        return None
    words = syllables = count = 0
    for text in texts:
        for sentence in sentences(side(text, language).prose):
            found = _WORD.findall(sentence)
            if len(found) < 3 or sentence[-1] not in ".!?…”’)":
                continue
            count += 1
            words += len(found)
            syllables += sum(map(syllables_of, found))
    if words < LEAST_WORDS:
        return None
    if spoken == "en":
        return Level(words, grade=0.39 * words / count + 11.8 * syllables / words - 15.59)
    return Level(words, perspicuity=206.835 - 62.3 * syllables / words - words / count)


def check_reading(texts: Iterable[str], language: str, span: Span, limits: Reading, problems: Problems) -> None:
    """Warn of an article that is harder to read than `limits` allow (`reading-level`)."""
    found = level(texts, language)
    if found is None:
        return
    if found.grade is not None and found.grade > limits.grade:
        said = f"Flesch-Kincaid grade {found.grade:.1f}, where the house asks for {limits.grade:g} at most"
    elif found.perspicuity is not None and found.perspicuity < limits.inflesz:
        said = f"{found.perspicuity:.0f} on the INFLESZ scale, where the house asks for {limits.inflesz:g} at least"
    else:
        return
    problems.warning(
        "reading-level",
        f"the article is hard to read: {said}",
        span,
        hint="shorter sentences and shorter words: part the longest sentences first",
    )


def spanish_syllables(word: str) -> int:
    """Return the syllables of a Spanish word: its vowels, less the weak ones that lean on another (diphthongs, triphthongs)."""
    text = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    text = re.sub(r"y(?![aeiouáéíóú])", "i", text)
    count = 0
    for group in re.findall(r"[aeiouáéíóúü]+", text):
        # Strong vowels, and weak ones with an accent, make a syllable each; the others only where no strong one stands by them.
        strong = sum(vowel in "aeoáéóíú" for vowel in group)
        count += max(strong, 1)
    return max(count, 1)


def english_syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, less the silent ones at its end."""
    text = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if c.isalpha())
    if len(text) <= 3:
        return 1
    text = re.sub(r"(?<=[^laeiouyt])es$|(?<=[^dtaeiouy])ed$|(?<=[^laeiouy])e$|(?<=[aeiouy][^aeiouy])ely$", "", text)
    count = len(_GROUP.findall(text))
    # Two vowels that are said apart, as in "idea", "science", "being", "area".
    count += len(
        re.findall(r"ia(?!l$|n$)|io(?!n|us)|(?<!c)ea$|ie(?:nc|t)|eo(?!p)|u(?:al|ou)|ying|[be]eing|iu|ism$", text)
    )
    return max(count, 1)
