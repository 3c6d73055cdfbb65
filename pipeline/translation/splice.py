"""An article's own file in another language: translations put into its text, each where its original stands.

In: the text of a Markdown file, and pairs of what its texts were and have become, each with its place. Out: the text with those
replaced and every other character as it was: line ends, spaces, marks of lists, comments and the order of keys. Where nothing
has become anything else, every byte is as before.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.document.frontmatter import Extent, extents
from pipeline.document.tree import Document, Words
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct
from pipeline.translation.message import Place, translated

_ENDS = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"^\ufeff?---[ \t]*\r?$", re.M)

# What a soft and a hard end of line look like in the file; a pull quote of paragraphs has empty lines.
_SOFT = r"(?:[ \t]*(?:\r\n|\r|\n)[ \t>]*| )"
_HARD = r"(?:(?:\\| {2,})(?:\r\n|\r|\n)[ \t>]*|[ \t]*(?:(?:\r\n|\r|\n)[ \t>]*){2,})"
_NUMBER = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")
_BARE = re.compile(r"[^\W\d_](?:[^:#,\[\]{}\"'\n]|'(?=\w))*[\w.!?)%]")
_WORDS_OF_YAML = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"])
_ALTERNATE = re.compile(r'(?<![\w-])alt\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"{}]+)')


class Change(Struct, frozen=True):
    """A text of an article, what it has become, and what it is."""

    was: Words
    now: Words
    place: Place


def changes(original: Document, other: Document) -> tuple[Change, ...]:
    """Return what the texts of a document have become in `other`, the same document in another language."""
    return tuple(
        Change(was, now, place) for (was, place), (now, _) in zip(_texts(original), _texts(other), strict=True)
    )


def _texts(document: Document) -> list[tuple[Words, Place]]:
    found: list[tuple[Words, Place]] = []

    def record(words: Words, place: Place) -> Words:
        found.append((words, place))
        return words

    translated(document, record)
    return found


def spliced(text: str, found: Iterable[Change], path: str, language: str, problems: Problems) -> str:
    """Return the text of the file with each text that has become another replaced, and then its language.

    A text that cannot be found where it was read is `splice-place`, a warning, and stays. Texts of other files, such as the data
    of a chart, are left to those files.
    """
    file = _File(text, path)
    edits: dict[tuple[int, int], str] = {}
    for change in found:
        if change.was.span.path != path or change.now.source == change.was.source:
            continue
        edit = file.edit(change)
        if edit is None:
            problems.warning(
                "splice-place",
                f'the text "{change.was.source[:40]}" was not found at its place and stays as it is',
                change.was.span,
                hint="write it in one piece",
            )
        else:
            edits[edit[0], edit[1]] = edit[2]
    if not edits:
        return text
    edits.update(file.language(language))
    parts: list[str] = []
    at = 0
    for (start, end), new in sorted(edits.items()):
        parts += (text[at:start], new)
        at = end
    return "".join([*parts, text[at:]])


class _File:
    """The text of a file, searched by line and column."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.lines = [0, *(found.end() for found in _ENDS.finditer(text))]
        self.newline = (_ENDS.search(text) or ["\n"])[0]
        fences = list(_FENCE.finditer(text))[:2]
        self.first = bisect.bisect_right(self.lines, fences[0].end()) + 1
        self.end = fences[1].start()
        front = _ENDS.sub("\n", text[self.lines[self.first - 1] : self.end])
        self.front: dict[Span, Extent] = {}
        self.keys: dict[str, Extent] = {}
        for extent in extents(front, path, self.first):
            self.front[extent.start] = extent
            if extent.key:
                self.keys.setdefault(extent.key, extent)

    def at(self, span: Span) -> int:
        """Return where a place is in the text; a byte-order mark is no column."""
        mark = 1 if span.line == 1 and self.text.startswith("\ufeff") else 0
        return self.lines[span.line - 1] + span.column - 1 + mark

    def edit(self, change: Change) -> tuple[int, int, str] | None:
        """Return from where to where something is to be written instead, and what."""
        span, role = change.was.span, change.place.role
        start = self.at(span)
        if start < self.end:
            extent = self.keys.get("art_alt") if role == "alternate" else self.front.get(span)
            return None if extent is None else (*self.bounds(extent), _scalar(change.now.source, extent))
        if role == "alternate":
            return self.alternate(change, start)
        cell = role in ("cell", "header")
        found = re.compile(_as_written(change.was.source, cell)).search(self.text, start)
        if found is None or (found.start() != start and self.text.count("\n", start, found.start()) > 2):
            return None
        return found.start(), found.end(), self.block(change, found.start(), cell)

    def bounds(self, extent: Extent) -> tuple[int, int]:
        """Return from where to where a value of the front matter stands."""
        start, end = self.at(extent.start), self.at(extent.end)
        # A block of text ends with the end of its last line, which belongs to the file.
        return start, start + len(self.text[start:end].rstrip())

    def alternate(self, change: Change, start: int) -> tuple[int, int, str] | None:
        """Return the edit of a picture's alternate text, in the attributes of its box or in brackets."""
        end = _ENDS.search(self.text, start)
        line = self.text[start : end.start() if end else len(self.text)]
        found = _ALTERNATE.search(line) if ":::" in line else None
        if found is not None:
            quoted = re.sub(r'(["\\])', r"\\\1", change.now.source)
            return start + found.start(1), start + found.end(1), f'"{quoted}"'
        picture = re.compile(rf"!\[({_as_written(change.was.source, False)})\]\(").search(self.text, start)
        return None if picture is None else (*picture.span(1), change.now.source)

    def block(self, change: Change, start: int, cell: bool) -> str:
        """Return a text as it is written in its block: continued as its line is, and begun so that it begins no other block."""
        new = change.now.source
        if cell or change.place.role in ("heading", "sidebar-title"):
            new = re.sub(r"\\?\n", " ", new)
            if cell:
                return re.sub(r"(?<!\\)\|", r"\\|", new)
        line = self.lines[bisect.bisect_right(self.lines, start) - 1]
        if self.text[line:start].rstrip().endswith("#"):
            return new
        margin = re.sub(r"[^>\s]", " ", self.text[line:start])
        began = _begins(change.was.source)
        pieces = [piece if began and not number else _guarded(piece) for number, piece in enumerate(new.split("\n"))]
        return f"{self.newline}{margin}".join(pieces)

    def language(self, language: str) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield the edit that makes the file say its language."""
        said = self.keys.get("language")
        if said is not None:
            yield self.bounds(said), language
        else:
            start = self.lines[self.first - 1]
            yield (start, start), f"language: {language}{self.newline}"


def _as_written(source: str, cell: bool) -> str:
    """Return a pattern of what a text that was read from a file may look like in it."""
    parts: Sequence[str] = re.split(r"(\\\n| |\|)", source)
    written = {"\\\n": _HARD, " ": _SOFT, "|": r"\\?\|" if cell else r"\|"}
    return "".join(written.get(part) or re.escape(part) for part in parts)


def _begins(text: str) -> bool:
    """Tell whether a text begins as a block of another kind does; where the original did so, it was no such block."""
    return bool(_guard_at(text))


def _guard_at(text: str) -> list[int]:
    number = _NUMBER.match(text)
    if number:
        return [number.end()]
    if re.match(r"([-+*](\s|$)|[>|~`]|#{1,6}(\s|$)|:(\s|::)|=+\s*$|-{2,}|\*\s?\*\s?\*|_\s?_\s?_)", text):
        return [0]
    return []


def _guarded(text: str) -> str:
    """Return a text that begins no block but a paragraph."""
    for at in _guard_at(text):
        return f"{text[:at]}\\{text[at:]}"
    return text


def _scalar(text: str, extent: Extent) -> str:
    """Return a text as a value of YAML, written as the one it replaces where that can hold it."""
    if extent.style == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    if not extent.style and _BARE.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
