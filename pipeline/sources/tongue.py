"""Which language a text is in, told from its commonest words.

In: plain text and the language its source declares. Out: a language tag. A declaration is checked because it is often
wrong: pages in Spanish that call themselves English are the rule on some sites.
"""

from __future__ import annotations

import re

from pipeline.foundation.diagnostic import Problems, Span

_WORDS = {
    "en": "the and of to is that with for are was this be by from not have has can may your you which their or in",
    "es": "de la que el los las una por con para del se es su como más pero sus al lo esta son este puede ha o y en",
    "fr": "les des une est pour que dans qui sur avec par plus sont pas ce cette au aux vous être ou et de la le",
    "pt": "não uma para com os das dos mais como por que são pode seu sua ao em é da do ou e de o",
    "it": "che di per una con non sono della il le gli nel più alla dei delle anche come è o e la",
    "de": "der die und das ist nicht mit für von den ein eine zu auf werden sich auch bei oder im",
}
_SETS = {tag: frozenset(words.split()) for tag, words in _WORDS.items()}


def language_of(text: str, declared: str, fallback: str, span: Span, problems: Problems) -> str:
    """Return the tag of the language `text` is written in.

    The words decide where they speak clearly (the best language has twenty hits and half as many again as the next);
    else the declaration, and without one `fallback`. A declaration that the words contradict is reported.
    """
    stated = declared.strip().replace("_", "-").split("-")[0].lower()
    stated = {"eng": "en", "spa": "es"}.get(stated, stated)
    words = re.findall(r"[^\W\d_]+", text[:60000].lower())
    counts = sorted(((sum(w in known for w in words), tag) for tag, known in _SETS.items()), reverse=True)
    (best, tag), (second, _) = counts[0], counts[1]
    if best >= 20 and best * 2 >= second * 3:
        if stated and stated != tag:
            problems.warning(
                "language-mismatch", f'the source calls itself "{declared}", but its text is "{tag}"', span
            )
        return tag
    if best >= 3 and not stated and best * 2 >= second * 3:
        return tag
    return stated if re.fullmatch(r"[a-z]{2,3}", stated) else fallback
