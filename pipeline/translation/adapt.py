"""A translation made to follow its source where only the dress of the source has changed.

In: the old and the new source of a message, and the translation of the old one. Out: the translation of the new one, or None
where that is not certain: then a person looks. What is followed: white space, quotation marks, addresses of links, keys of
citations and names of footnotes, and the marks of emphasis.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from pipeline.document.inline import inlines
from pipeline.document.tree import Citation, FootnoteMark, Inline, Inlines, LineBreak, Text
from pipeline.foundation.diagnostic import NOWHERE, Problems

_QUOTES = str.maketrans("“”„«»‘’‚\u2032\u2033", "\"\"\"\"\"'''''")
_CURLY = re.compile("[“”]")

# What is carried over as a whole: the address of a link, of its own or behind a text; a citation; the mark of a footnote.
_CARRIED = re.compile(
    r"(?<=\]\()[^()\s]+(?=[\s)])|(?<=<)[a-z][a-z0-9+.-]*:[^<>\s]+(?=>)|\[-?@[^\]\n]+\]|\[\^[^\]\s]+\]"
)
_EMPHASIS = re.compile(
    r"(?<![\\*\w])(?P<mark>\*{1,3}|_{1,3})(?![\s*_])(?P<text>[^*_\n]+?)(?<![\s\\])(?P=mark)(?![*\w])"
)


def adapted(old: str, new: str, translation: str) -> str | None:
    """Return `translation`, of `old`, as the translation of `new`; None where it is not certain what that is."""
    if dressed(old) == dressed(new):
        return _quoted(old, new, translation)
    for follow in (_carried, _emphasised):
        found = follow(old, new, translation)
        if found is not None:
            return found
    return None


def bare(text: str) -> str:
    """Return `text` without all that may be followed: equal where `adapted` has a chance."""
    return dressed(_EMPHASIS.sub(r"\g<text>", _CARRIED.sub("\0", text)))


def dressed(text: str) -> str:
    """Return `text` with plain spaces and quotation marks: mending those unsettles no translation."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_QUOTES)).strip()


def _quoted(old: str, new: str, translation: str) -> str:
    """Return the translation with curly marks for straight ones where its source has had that done, mark for mark."""
    straight = old.count('"')
    mended = straight and straight % 2 == 0 and not _CURLY.search(old) and '"' not in new
    if not mended or translation.count('"') != straight or _CURLY.findall(new) != ["“", "”"] * (straight // 2):
        return translation
    pieces = translation.split('"')
    return "".join(piece + mark for piece, mark in zip(pieces, [*("“", "”") * (straight // 2), ""], strict=True))


def _carried(old: str, new: str, translation: str) -> str | None:
    """Return the translation with the addresses, citations and notes of `new`, where nothing else has changed."""
    if dressed(_CARRIED.sub("\0", old)) != dressed(_CARRIED.sub("\0", new)):
        return None
    before, after = _CARRIED.findall(old), _CARRIED.findall(new)
    if Counter(_CARRIED.findall(translation)) != Counter(before):
        # One of them is the translation's own, such as the address of a page in its language.
        return None
    becomes: dict[str, str] = {}
    for one, other in zip(before, after, strict=True):
        if becomes.setdefault(one, other) != other:
            return None
    found = _CARRIED.sub(lambda match: becomes[match[0]], translation)
    return found if Counter(_CARRIED.findall(found)) == Counter(after) else None


def _emphasised(old: str, new: str, translation: str) -> str | None:
    """Return the translation with the emphasis of `new`, where nothing else has changed and its place is certain."""
    if dressed(_EMPHASIS.sub(r"\g<text>", old)) != dressed(_EMPHASIS.sub(r"\g<text>", new)):
        return None
    was, now = list(_EMPHASIS.finditer(old)), list(_EMPHASIS.finditer(new))
    has = list(_EMPHASIS.finditer(translation))
    if _shape(translation) != _shape(old):
        return None
    found = None
    if [match["text"] for match in was] == [match["text"] for match in now] and len(has) == len(was):
        found = _remarked(translation, [match["mark"] for match in was], [match["mark"] for match in now])
    elif len(now) == 1 and not was and not has:
        found = _newly(new, now[0], translation)
    elif not now and len(has) == len(was):
        found = _EMPHASIS.sub(r"\g<text>", translation)
    return found if found is not None and _shape(found) == _shape(new) else None


def _remarked(translation: str, was: list[str], now: list[str]) -> str | None:
    """Return the translation with each mark of emphasis become what it has become in the source."""
    becomes: dict[str, str] = {}
    for one, other in zip(was, now, strict=True):
        if becomes.setdefault(one, other) != other:
            return None
    if any(match["mark"] not in becomes for match in _EMPHASIS.finditer(translation)):
        return None
    return _EMPHASIS.sub(lambda m: f"{becomes[m['mark']]}{m['text']}{becomes[m['mark']]}", translation)


def _newly(new: str, stressed: re.Match[str], translation: str) -> str | None:
    """Return the translation with a passage newly stressed: all of it, or words that stand in it as they are, once."""
    mark, text = stressed["mark"], stressed["text"]
    if stressed[0] == new:
        return f"{mark}{translation}{mark}" if translation == translation.strip() else None
    alike = list(re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", translation))
    if len(alike) != 1 or len(re.findall(rf"(?<!\w){re.escape(text)}(?!\w)", new)) != 1:
        return None
    start, end = alike[0].span()
    return f"{translation[:start]}{mark}{text}{mark}{translation[end:]}"


def _shape(text: str) -> Counter[str]:
    """Return how often each kind of markup stands in a text of short Markdown, as the product's own reader reads it."""
    kinds: Counter[str] = Counter()

    def count(content: Inlines) -> None:
        for inline in content:
            if not isinstance(inline, Text):
                kinds[type(inline).__name__] += 1
            count(_within(inline))

    count(inlines(text, NOWHERE, Problems()))
    return kinds


def _within(inline: Inline) -> Inlines:
    return () if isinstance(inline, Text | LineBreak | Citation | FootnoteMark) else inline.content
