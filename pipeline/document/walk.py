"""Going through the citations of a document in the order they are read, and replacing parts of it.

In: a document. Out: its citations, or the document with other parts in their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from pipeline.document.tree import Citation, Document, Node, PullQuote
from pipeline.foundation.value import replace

Tree = TypeVar("Tree", bound=Node)
Part = TypeVar("Part", bound=Node)
_FIELDS: dict[type[Node], tuple[str, ...]] = {}


def citations(document: Document) -> Iterator[Citation]:
    """Yield the citations as they are read: title, summary, opening art, body, footnotes; pull quotes last.

    A pull quote repeats the text and may be left out of an edition, so it never decides what comes first.
    """
    parts: tuple[Any, ...] = (
        document.title,
        document.summary,
        document.art,
        document.content,
        document.footnotes,
    )
    later: list[PullQuote] = []
    for part in parts:
        yield from _citations(part, later)
    for quote in later:
        yield from _citations(quote.words, later)


def recited(tree: Tree, change: Callable[[Citation], Citation]) -> Tree:
    """Return `tree` with every citation changed; what holds none stays the same object."""
    return changed(tree, Citation, change)


def changed(tree: Tree, kind: type[Part], change: Callable[[Part], Node]) -> Tree:
    """Return `tree` with every node of a kind changed, none inside another; what holds none stays the same object."""
    return cast(Tree, _changed(tree, kind, change))


def _names(node: Node) -> tuple[str, ...]:
    kind = type(node)
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(name for name in kind.__struct_fields__ if name != "span")
    return _FIELDS[kind]


def _citations(value: Any, later: list[PullQuote]) -> Iterator[Citation]:
    match value:
        case Citation():
            yield value
        case PullQuote():
            later.append(value)
        case tuple():
            for part in value:
                yield from _citations(part, later)
        case Node():
            for name in _names(value):
                yield from _citations(getattr(value, name), later)


def _changed(value: Any, kind: type[Part], change: Callable[[Part], Node]) -> Any:
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, tuple):
        parts = tuple(_changed(part, kind, change) for part in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if isinstance(value, Node):
        fresh = {}
        for name in _names(value):
            old = getattr(value, name)
            if isinstance(old, tuple | Node):
                new = _changed(old, kind, change)
                if new is not old:
                    fresh[name] = new
        return replace(value, **fresh) if fresh else value
    return value
