"""Cross-references: links from an article to another one of its issue, or to a named part of one.

In: the articles of an issue, and the pages their parts stand on. Out: articles whose links lead to places of the edition and
say the page in words.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pipeline.document.article import named, nodes
from pipeline.document.grammar import PLACE
from pipeline.document.tree import Document, Inline, Link, Text, Words
from pipeline.document.walk import changed
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace

PLACEHOLDER = "{page}"

Say = Callable[[str, str], tuple[str, str]]
"""A page's number and the language wanted, to the words for it ("page 14") and the language they are in."""


class Place(NamedTuple):
    """An article (`name` "") or a named part of one."""

    slug: str
    name: str = ""

    @property
    def destination(self) -> str:
        """The name of the place in the edition's file: "walking-farther/results"."""
        return f"{self.slug}/{self.name}" if self.name else self.slug


def place(target: str, slug: str) -> Place | None:
    """Return the place a link of the article `slug` leads to, or None where it leads out of the issue."""
    found = PLACE.fullmatch(target)
    return Place(found[1] or slug, found[2] or found[3] or "") if found else None


def check_links(documents: Mapping[str, Document], articles: tuple[str, ...], problems: Problems) -> None:
    """Report each link that leads to no article of the issue (`articles`) or to no named part of one (`link-unknown`)."""
    parts = {slug: tuple(part.name for part in named(documents[slug])) for slug in articles if slug in documents}
    for document in documents.values():
        for link in nodes(document, Link):
            there = place(link.target, document.slug)
            if there is None:
                continue
            if there.slug not in articles:
                near = difflib.get_close_matches(there.slug, articles, 1)
                problems.error(
                    "link-unknown",
                    f'a link leads to "{link.target}", which is no article of this issue',
                    link.span,
                    hint=f'did you mean "{near[0]}.md"?' if near else "plan the article, or write a whole web address",
                )
            elif there.name and there.slug in parts and there.name not in parts[there.slug]:
                near = difflib.get_close_matches(there.name, parts[there.slug], 1)
                problems.error(
                    "link-unknown",
                    f'a link leads to "{link.target}", but nothing in "{there.slug}" has that name',
                    link.span,
                    hint=f'did you mean "#{near[0]}"?'
                    if near
                    else f"write {{#{there.name}}} behind the heading it leads to",
                )


def referred(document: Document) -> frozenset[Place]:
    """Return the places of the issue whose pages the article says."""
    found = (link for link in nodes(document, Link) if says_page(link, document.slug))
    return frozenset(there for link in found if (there := place(link.target, document.slug)))


def says_page(link: Link, slug: str) -> bool:
    """Tell whether a link says the page it leads to: one to another article always does, one within its own when asked."""
    there = place(link.target, slug)
    return there is not None and (there.slug != slug or any(PLACEHOLDER in text.text for text in nodes(link, Text)))


def referenced(document: Document, pages: Mapping[Place, str], say: Say) -> Document:
    """Return the article with each link to a place of the issue leading to its destination.

    The page stands where the link's text has "{page}", else in parentheses behind it. A place that is not in `pages` has
    the page "00", which takes about the room of the true one.
    """

    def within(words: Words) -> Words:
        language = words.language or document.language
        content = tuple(part for node in words.content for part in linked(node, language))
        return words if content == words.content else replace(words, content=content)

    def linked(node: Inline, language: str) -> Iterator[Inline]:
        if not isinstance(node, Link):
            # A link in emphasis or in another language stays one link: nothing is parted there.
            yield changed(node, Link, lambda link: _whole(list(linked(link, language)), link))
            return
        there = place(node.target, document.slug)
        if there is None:
            yield node
            return
        resolved = replace(node, target=f"#{there.destination}")
        if not says_page(node, document.slug):
            yield resolved
            return
        text, spoken = say(pages.get(there, "00"), language)
        yield from _said(resolved, text, "" if spoken == language else spoken)

    return changed(document, Words, within)


def _whole(parts: list[Inline], link: Link) -> Link:
    """Return the parts of a link as one."""
    found = [part for part in parts if isinstance(part, Link)]
    return replace(link, target=found[0].target, content=tuple(node for part in found for node in part.content))


def _said(link: Link, text: str, language: str) -> Iterator[Link]:
    """Yield a link with `text` put in; text of another `language` is a link of its own, so that its tag can say so."""
    if not any(PLACEHOLDER in node.text for node in nodes(link, Text)):
        link = replace(link, content=(*link.content, Text(f" ({PLACEHOLDER})")))
    if not language:
        yield changed(link, Text, lambda node: replace(node, text=node.text.replace(PLACEHOLDER, text)))
        return
    before: list[Inline] = []
    for node in link.content:
        if not isinstance(node, Text):
            before.append(changed(node, Text, lambda node: replace(node, text=node.text.replace(PLACEHOLDER, text))))
            continue
        head, *more = node.text.split(PLACEHOLDER)
        before += [Text(head, span=node.span)] if head else []
        for rest in more:
            if before:
                yield replace(link, content=tuple(before))
            yield replace(link, content=(Text(text, span=node.span),), language=language)
            before = [Text(rest, span=node.span)] if rest else []
    if before:
        yield replace(link, content=tuple(before))
