"""An article's file: YAML front matter between fences, then Markdown.

In: the path of a Markdown file. Out: a `Document`, or None where the file says too little; faults name file and line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pipeline.document.figures import figure
from pipeline.document.frontmatter import Field, fields
from pipeline.document.inline import words
from pipeline.document.markdown import body
from pipeline.document.tree import (
    Block,
    Document,
    Figure,
    FirstAppeared,
    FootnoteMark,
    Heading,
    Node,
    Person,
    PullQuote,
    Sidebar,
    Source,
    Table,
    Words,
    blocks_of,
)
from pipeline.foundation.diagnostic import Problems, Span, Unusable, shown
from pipeline.foundation.files import read_text
from pipeline.foundation.language import is_date, is_language
from pipeline.foundation.value import Struct

KEYS = (
    "title",
    "language",
    "department",
    "breadcrumb",
    "authors",
    "reviewers",
    "reviewed",
    "first_appeared",
    "published",
    "source_modified",
    "source",
    "summary",
    "references",
    "see_also",
    "art",
    "art_alt",
)
PERSON = ("name", "credentials", "roles")
FIRST_APPEARED = ("publication", "issue")
SOURCE = ("url", "retrieved", "sha256", "licence")
Kind = TypeVar("Kind", bound=Node)
_FENCE = re.compile(r"^---[ \t]*$", re.M)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONFLICT = re.compile(r"<{7}(?: |$)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def read_article(path: Path, root: Path, problems: Problems) -> Document | None:
    """Return the article in `path`; `root` is the publication's folder."""
    name = shown(path, root)
    try:
        text = read_text(path, name)
    except Unusable as fault:
        problems.add([fault.problem])
        return None
    if not text.strip():
        problems.error("article-empty", "the article is empty", Span(name), hint="delete it or write it")
        return None
    if not _SLUG.fullmatch(path.stem):
        problems.error(
            "slug-bad",
            f'"{path.stem}" is no name for an article',
            Span(name),
            hint="rename the file: lower-case letters a to z and digits, with single hyphens between words",
        )
    if _conflicts(text, name, problems):
        return None
    text = _clean(text, name, problems)
    fences = list(islice(_FENCE.finditer(text), 2))
    if len(fences) < 2 or text[: fences[0].start()].strip():
        problems.error(
            "front-matter-missing",
            "no front matter between --- fences at the top",
            Span(name, 1, 1),
            hint="start the file with ---, title: …, language: en, and ---",
        )
        return None
    first = text.count("\n", 0, fences[0].end()) + 2
    front = fields(text[fences[0].end() + 1 : fences[1].start()], name, first, problems)
    if front is None:
        return None
    return _Article(name, path.stem, root / "articles", problems).document(
        front, text[fences[1].end() :], text.count("\n", 0, fences[1].end()) + 1
    )


def _conflicts(text: str, name: str, problems: Problems) -> bool:
    """Report where two versions stand between marks, as an update of a pulled article or a version control leaves them."""
    found = [n for n, line in enumerate(text.split("\n"), 1) if _CONFLICT.match(line)] if "<<<<<<<" in text else []
    for line in found:
        problems.error(
            "merge-conflict",
            "two versions of this text stand between marks",
            Span(name, line, 1),
            hint="keep what is right, and delete the lines <<<<<<<, ======= and >>>>>>>",
        )
    return bool(found)


def _clean(text: str, name: str, problems: Problems) -> str:
    """Return `text` without control characters, which no font prints; each line that holds one is reported once."""
    for number, line in enumerate(text.split("\n"), 1) if _CONTROL.search(text) else ():
        found = _CONTROL.search(line)
        if found:
            problems.error(
                "character-control",
                f"control character U+{ord(found[0]):04X}",
                Span(name, number, found.start() + 1),
                hint="delete it: it cannot be seen and does not print",
            )
    return _CONTROL.sub(" ", text)


class _Article(Struct):
    """Reads one file's fields, each fault on the sheet."""

    path: str
    slug: str
    folder: Path
    problems: Problems
    language: str = "en"

    def document(self, front: Field, text: str, line: int) -> Document | None:
        self._known(front, KEYS)
        language = front.get("language")
        self.language = language.text(self.problems) if language else "en"
        if not is_language(self.language):
            self.problems.error(
                "language-unknown", f'"{self.language}" is no language', (language or front).span, hint="en or es"
            )
            self.language = "en"
        title = front.get("title")
        if title is None or not title.text(self.problems):
            self.problems.error("title-missing", "the article has no title", front.span, hint="add title: …")
        made = body(
            text,
            path=self.path,
            first_line=line,
            language=self.language,
            folder=str(self.folder),
            problems=self.problems,
        )
        if not made.content:
            self.problems.error(
                "article-empty", "the article has no text", Span(self.path, line, 1), hint="write it, or delete it"
            )
        document = Document(
            slug=self.slug,
            language=self.language,
            title=self._words(title) if title else words("", front.span, self.language, self.problems),
            content=made.content,
            footnotes=made.footnotes,
            department=self._text(front, "department"),
            summary=self._words(front["summary"]) if front.get("summary") else None,
            breadcrumb=tuple(self._words(item) for item in self._list(front, "breadcrumb")),
            authors=tuple(self._people(front, "authors")),
            reviewers=tuple(self._people(front, "reviewers")),
            art=self._art(front),
            references=tuple(item.text(self.problems) for item in self._list(front, "references")),
            reviewed=self._date(front, "reviewed"),
            published=self._date(front, "published"),
            source_modified=self._date(front, "source_modified"),
            first_appeared=self._first_appeared(front),
            see_also=tuple(self._words(item) for item in self._list(front, "see_also")),
            source=self._source(front),
            span=Span(self.path),
        )
        _check_places(document.content, self.problems)
        _check_footnotes(document, self.problems)
        _check_names(document, self.problems)
        return document

    def _known(self, mapping: Field, keys: tuple[str, ...]) -> None:
        if not isinstance(mapping.value, dict):
            hint = f"write {{{keys[0]}: …}}"
            self.problems.error("value-kind", "a text or list where a mapping belongs", mapping.span, hint=hint)
        for key, value in mapping.items():
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1)
                hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(keys)}"
                self.problems.error("unknown-key", f'unknown key "{key}"', value.key_span, hint=hint)

    def _words(self, value: Field) -> Words:
        return words(value.text(self.problems), value.span, self.language, self.problems)

    def _text(self, front: Field, key: str) -> str:
        value = front.get(key)
        return value.text(self.problems) if value else ""

    def _list(self, front: Field, key: str) -> list[Field]:
        value = front.get(key)
        return value.list(self.problems) if value else []

    def _date(self, front: Field, key: str) -> str:
        value = front.get(key)
        if value is None:
            return ""
        text = value.text(self.problems)
        if not is_date(text):
            self.problems.error(
                "date-bad",
                f'{key}: "{text}" is no date',
                value.span,
                hint="write 2026, 2026-09, 2026-09-30 or 2026-09-30T14:24",
            )
            return ""
        return text

    def _people(self, front: Field, key: str) -> Iterator[Person]:
        for item in self._list(front, key):
            if item.is_text:
                yield Person(item.text(self.problems), span=item.span)
                continue
            self._known(item, PERSON)
            roles = item.get("roles")
            name = self._text(item, "name")
            if not name:
                self.problems.error("name-missing", f"one of {key} has no name", item.span, hint="name: …")
            yield Person(
                name,
                self._text(item, "credentials"),
                tuple(self._words(role) for role in roles.list(self.problems)) if roles else (),
                span=item.span,
            )

    def _first_appeared(self, front: Field) -> FirstAppeared | None:
        value = front.get("first_appeared")
        if value is None:
            return None
        self._known(value, FIRST_APPEARED)
        return FirstAppeared(self._text(value, "publication"), self._text(value, "issue"), span=value.span)

    def _source(self, front: Field) -> Source | None:
        value = front.get("source")
        if value is None:
            return None
        self._known(value, SOURCE)
        texts = {key: self._text(value, key) for key in SOURCE}
        return Source(**texts, span=value.span)

    def _art(self, front: Field) -> Figure | None:
        value = front.get("art")
        if value is None:
            return None
        given = {"src": value.text(self.problems), "alt": self._text(front, "art_alt"), "width": "wide"}
        made = figure(given, None, value.span, self.language, str(self.folder), self.problems)
        return made if isinstance(made, Figure) else None


def _check_places(content: tuple[Block, ...], problems: Problems, above: int = 1) -> None:
    """Report headings that skip a level, and what stands inside something that has no room for it."""
    level = above
    for block in content:
        if isinstance(block, Heading):
            if block.level == 1:
                problems.error(
                    "heading-level",
                    "a heading of level 1; the title is in the front matter",
                    block.span,
                    hint="start sections with ##",
                )
            elif block.level > level + 1:
                problems.error(
                    "heading-level",
                    f"heading of level {block.level} under one of level {level}",
                    block.span,
                    hint=f"write {'#' * (level + 1)}",
                )
            level = block.level
        elif isinstance(block, Sidebar):
            # The box's own title stands one level below where the box stands.
            _check_places(block.content, problems, max(level, 2) + (block.title is not None))
            for inner in block.content:
                _check_boxes(inner, problems)
        else:
            for heading in nodes(block, Heading):
                problems.error(
                    "heading-place",
                    "a heading inside a list or a quotation",
                    heading.span,
                    hint="write it as a paragraph in **bold**, or put it outside",
                )
            for part in blocks_of(block):
                _check_boxes(part, problems)


def _check_boxes(block: Block, problems: Problems) -> None:
    """Report the sidebars and pull quotes in a block that stands inside another one."""
    for kind, name in ((Sidebar, "sidebar"), (PullQuote, "pull quote")):
        for box in nodes(block, kind):
            problems.error(
                "container-place",
                f"a {name} inside a list, a quotation or a sidebar",
                box.span,
                hint="put it between the paragraphs of the text",
            )


def _check_footnotes(document: Document, problems: Problems) -> None:
    defined = {note.label: note for note in document.footnotes}
    used = {mark.label: mark for mark in nodes(document, FootnoteMark)}
    for label, mark in used.items():
        if label not in defined:
            problems.error("footnote-unknown", f"no footnote [^{label}]", mark.span, hint=f"add [^{label}]: …")
    for label, note in defined.items():
        if label not in used:
            problems.warning("footnote-unused", f"nothing refers to footnote [^{label}]", note.span, hint="delete it")


def _check_names(document: Document, problems: Problems) -> None:
    """Report what is no name for a part of an article, and names given twice."""
    seen: set[str] = set()
    for part in named(document):
        if not _SLUG.fullmatch(part.name):
            problems.error(
                "anchor-bad",
                f'"{part.name}" is no name for a part of an article',
                part.span,
                hint="lower-case letters a to z and digits, with single hyphens between words",
            )
        elif part.name in seen:
            problems.error(
                "anchor-twice", f'two parts of the article have the name "{part.name}"', part.span, hint="rename one"
            )
        seen.add(part.name)


def named(document: Document) -> Iterator[Heading | Sidebar | Table | Figure]:
    """Yield the parts of an article that have a name, in reading order."""
    for node in nodes(document, Node):
        if isinstance(node, Heading | Sidebar | Table | Figure) and node.name:
            yield node


def nodes(start: object, kind: type[Kind]) -> Iterator[Kind]:
    """Yield every node of a type inside `start`, in reading order."""
    if isinstance(start, kind):
        yield start
    if isinstance(start, Node):
        for name in start.__struct_fields__:
            if name != "span":
                yield from nodes(getattr(start, name), kind)
    elif isinstance(start, tuple):
        for part in start:
            yield from nodes(part, kind)
