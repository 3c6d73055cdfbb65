"""Inlines as short Markdown that reads back as the same characters.

In: inlines of `document.tree`, or plain text. Out: Markdown. Each message is read back; should emphasis be lost in
odd surroundings (CommonMark 6.2, flanking runs), the marks are given up and the characters are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.document.inline import fold, inlines
from pipeline.document.tree import (
    Citation,
    Emphasis,
    FootnoteMark,
    Foreign,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
    plain,
)
from pipeline.foundation.diagnostic import NOWHERE, Problems

_ALWAYS = re.compile(r"([\\`*\[\]<^~{}])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_STARTS = (
    (re.compile(r"(#{1,6}(?:\s|$))"), r"\\\1"),
    (re.compile(r"([+-])(?=\s|$)"), r"\\\1"),
    (re.compile(r"(>)"), r"\\\1"),
    (re.compile(r"(:)(?=\s|::|$)"), r"\\\1"),
    (re.compile(r"(\d{1,9})([.)])(?=\s|$)"), r"\1\\\2"),
    (re.compile(r"([-=]+\s*$|-[- ]+$)"), r"\\\1"),
    (re.compile(r"(\|)"), r"\\\1"),
)
_SHRUNK = re.compile(r"[\u00ad\u200b\u2060\ufeff]")


def escaped(text: str) -> str:
    """Return plain text as Markdown that says it."""
    text = _ALWAYS.sub(r"\\\1", text)
    return _UNDERSCORE.sub(r"\\_", _ENTITY.sub(r"\\&", text))


def field_text(text: str) -> str:
    """Return plain text as a field of the front matter wants it: short Markdown on one line."""
    return written((Text(" ".join(text.split())),))


def line_starts(text: str) -> str:
    """Return `text` with what would begin a block at the start of its lines escaped."""
    lines = []
    for line in text.split("\n"):
        for pattern, replacement in _STARTS:
            changed, count = pattern.subn(replacement, line, count=1) if pattern.match(line) else (line, 0)
            if count:
                line = changed
                break
        lines.append(line)
    return "\n".join(lines)


def written(content: Inlines, *, plainly: bool = False) -> str:
    """Return inlines as Markdown; `plainly` as their characters alone, nothing escaped."""
    if plainly:
        return " ".join(plain(content).split())
    trimmed = tidy(content)
    text = _run(trimmed)
    if _reads_as(text) == _said(trimmed):
        return text
    return escaped(" ".join(plain(trimmed).split()))


def _reads_as(text: str) -> str:
    return _said(inlines(fold(text), NOWHERE, Problems()))


def _said(content: Inlines) -> str:
    return plain(content).strip()


def tidy(content: Sequence[Inline]) -> Inlines:
    """Return inlines with white space collapsed and moved out of marks, neighbours of a kind joined, empty ones gone."""
    return _trim(_collapse(_joined(content)))


def _joined(content: Sequence[Inline]) -> list[Inline]:
    result: list[Inline] = []
    for node in content:
        last = result[-1] if result else None
        match node, last:
            case Text(), Text():
                result[-1] = Text(last.text + node.text)
            case Emphasis(), Emphasis():
                result[-1] = Emphasis((*last.content, *node.content))
            case Strong(), Strong():
                result[-1] = Strong((*last.content, *node.content))
            case Superscript(), Superscript():
                result[-1] = Superscript((*last.content, *node.content))
            case Subscript(), Subscript():
                result[-1] = Subscript((*last.content, *node.content))
            case Link(), Link() if last.target == node.target:
                result[-1] = Link(node.target, (*last.content, *node.content))
            case _:
                result.append(node)
    return result


def _collapse(content: Sequence[Inline]) -> list[Inline]:
    result: list[Inline] = []
    for node in content:
        match node:
            case Text():
                result.append(Text(re.sub(r"\s+", " ", _SHRUNK.sub("", node.text))))
            case Emphasis() | Strong() | Superscript() | Subscript() | Link() | Foreign():
                result += _hoisted(node)
            case _:
                result.append(node)
    return [node for node in _joined(result) if not (isinstance(node, Text) and not node.text)]


def _hoisted(node: Emphasis | Strong | Superscript | Subscript | Link | Foreign) -> list[Inline]:
    """Return a marked run with the spaces and breaks at its ends outside it; nothing but those where it is empty."""
    inner = _collapse(_joined(node.content))
    before: list[Inline] = []
    after: list[Inline] = []
    while inner and _is_space(inner[0]):
        before.append(inner.pop(0))
    while inner and _is_space(inner[-1]):
        after.insert(0, inner.pop())
    if not inner:
        return before + after
    if isinstance(inner[0], Text) and inner[0].text.startswith(" "):
        before.append(Text(" "))
        inner[0] = Text(inner[0].text.lstrip(" "))
    if isinstance(inner[-1], Text) and inner[-1].text.endswith(" "):
        after.insert(0, Text(" "))
        inner[-1] = Text(inner[-1].text.rstrip(" "))
    made = tuple(inner)
    match node:
        case Link():
            return [*before, Link(node.target, made), *after]
        case Foreign():
            return [*before, Foreign(node.language, made), *after]
        case Superscript() | Subscript():
            # The mark holds characters only; a link around it keeps its place.
            return [*before, type(node)((Text(" ".join(plain(made).split())),)), *after]
        case _:
            return [*before, type(node)(made), *after]


def _is_space(node: Inline) -> bool:
    return isinstance(node, LineBreak) or (isinstance(node, Text) and not node.text.strip())


def _trim(content: list[Inline]) -> Inlines:
    """Return inlines without white space at the ends and beside line breaks."""
    result: list[Inline] = []
    for at, node in enumerate(content):
        if isinstance(node, Text):
            text = node.text
            if not result or isinstance(result[-1], LineBreak) or _ends_in_space(result[-1]):
                text = text.lstrip(" ")
            if at + 1 == len(content) or isinstance(content[at + 1], LineBreak):
                text = text.rstrip(" ")
            if text:
                result.append(Text(text))
        elif not (isinstance(node, LineBreak) and not result):
            result.append(node)
    while result and _is_space(result[-1]):
        result.pop()
    return tuple(result)


def _ends_in_space(node: Inline) -> bool:
    return isinstance(node, Text) and node.text.endswith(" ")


def _run(content: Inlines, marks: str = "") -> str:
    out = ""
    for at, node in enumerate(content):
        following = plain(content[at + 1 : at + 2])[:1]
        piece = _piece(node, out[-1:], following, marks)
        if out.endswith("!") and piece.startswith("["):
            out = f"{out[:-1]}\\!"
        out += piece
    return out


def _piece(node: Inline, before: str, after: str, marks: str) -> str:
    match node:
        case Text():
            return escaped(node.text)
        case LineBreak():
            return "\\\n"
        case Emphasis():
            return _marked("*", _run(node.content, marks + "e"), before, after, "e" in marks)
        case Strong():
            return _marked("**", _run(node.content, marks + "s"), before, after, "s" in marks)
        case Superscript():
            return f"^{_spaceless(plain(node.content))}^"
        case Subscript():
            return f"~{_spaceless(plain(node.content))}~"
        case Link():
            return _run(node.content, marks) if "l" in marks else f"[{_run(node.content, marks + 'l')}]({node.target})"
        case Foreign():
            return f"[{_run(node.content, marks)}]{{lang={node.language}}}"
        case FootnoteMark():
            return f"[^{node.label}]"
        case Citation():
            return "[" + "; ".join(f"@{c.key}{', ' + c.locator if c.locator else ''}" for c in node.cites) + "]"


def _marked(mark: str, inner: str, before: str, after: str, nested: bool) -> str:
    """Return `inner` between marks that CommonMark takes for marks here; without them where it would not."""
    if nested or not inner:
        return inner
    if (_is_word(before) and _is_sign(inner[:1])) or (_is_word(after) and _is_sign(inner[-1:])):
        return inner
    if before in ("*", "_") or inner.startswith("*") or inner.endswith("*"):
        other = "_" if before != "_" else "*"
        if other == "*" or not (_is_word(before) or _is_word(after)):
            mark = mark.replace("*", other)
    return f"{mark}{inner}{mark}"


def _is_word(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_sign(character)


def _is_sign(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def _spaceless(text: str) -> str:
    return re.sub(r"([\\!\"#$%&'()*+,./:;<=>?@\[\]^_`{|}~ -])", r"\\\1", text)
