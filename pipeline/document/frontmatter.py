"""Front matter: YAML whose every value knows its line.

In: the text between the fences. Out: a `Field` tree. All scalars stay as they were typed, so that a date keeps its
precision and "no" stays a word. The door of the YAML parser for reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

import yaml
from yaml.composer import ComposerError
from yaml.reader import ReaderError

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct

# How deep lists and mappings may nest; the deepest there is a use for is four.
_DEEPEST = 20

Value = Union[str, "tuple[Field, ...]", "dict[str, Field]"]


class Field(Struct, frozen=True):
    """A value with the place it stands at, and its key's."""

    value: Value
    span: Span
    key_span: Span

    @property
    def is_text(self) -> bool:
        """Whether the value is a scalar."""
        return isinstance(self.value, str)

    def get(self, key: str) -> Field | None:
        """Return the value under `key`, or None where there is none or it is empty."""
        if isinstance(self.value, dict):
            found = self.value.get(key)
            return None if found is None or found.value in ("", (), {}) else found
        return None

    def __getitem__(self, key: str) -> Field:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def items(self) -> Iterator[tuple[str, Field]]:
        """Yield keys and values of a mapping, in the file's order."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def text(self, problems: Problems) -> str:
        """Return the value as text; a list or mapping is a problem."""
        if isinstance(self.value, str):
            return self.value.strip()
        problems.error("value-kind", "a list or mapping where text belongs", self.span, hint="quote the text")
        return ""

    def list(self, problems: Problems) -> list[Field]:
        """Return the values of a list; anything else is a problem."""
        if isinstance(self.value, tuple):
            return list(self.value)
        problems.error("value-kind", "one value where a list belongs", self.span, hint="write [first, second]")
        return [self]


class Extent(Struct, frozen=True):
    """From where to where a scalar stands, how it is written ("", "'", '"', "|" or ">"), and its key at the top level."""

    start: Span
    end: Span
    style: str
    key: str = ""


def extents(text: str, path: str, first_line: int) -> Iterator[Extent]:
    """Yield the extents of all values in front matter that `fields` reads, whose first line is line `first_line` of `path`."""

    def walk(node: yaml.Node, key: str) -> Iterator[Extent]:
        if isinstance(node, yaml.ScalarNode):
            start, end = (Span(path, first_line + m.line, m.column + 1) for m in (node.start_mark, node.end_mark))
            yield Extent(start, end, node.style or "", key)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from walk(item, "")
        elif isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                yield from walk(value, str(name.value) if node is top else "")

    top = yaml.compose(text, Loader=_Loader)
    if top is not None:
        yield from walk(top, "")


class _Loader(yaml.BaseLoader):
    """Reads scalars as they were typed, and no aliases: a few lines of them can stand for millions of values."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # its stubs give it no types
            raise ComposerError(None, None, f'"*{event.anchor}" is an alias, which is not read here', event.start_mark)
        return super().compose_node(parent, index)


def fields(text: str, path: str, first_line: int, problems: Problems) -> Field | None:
    """Return the mapping that `text` holds, its first line being line `first_line` of `path`; None where broken."""
    top = Span(path, first_line, 1)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        span = Span(path, first_line + mark.line, mark.column + 1) if mark else top
        problems.error(
            "front-matter-broken",
            f"front matter is no YAML: {fault.problem or fault.context}",
            span,
            hint='put a value that holds ": " or starts with [, @ or * in double quotes',
        )
        return None
    except ReaderError as fault:
        span = top.moved(text.count("\n", 0, int(fault.position)))
        problems.error("front-matter-broken", f"front matter holds the character U+{_code(fault):04X}", span)
        return None
    except RecursionError:
        problems.error("front-matter-broken", f"front matter nests more than {_DEEPEST} deep", top)
        return None
    if node is None:
        return Field({}, top, top)
    if not isinstance(node, yaml.MappingNode):
        problems.error("front-matter-broken", "front matter holds no keys", top, hint="write title: …")
        return None
    return _field(node, path, first_line, top, problems, 0)


def _code(fault: ReaderError) -> int:
    return fault.character if isinstance(fault.character, int) else ord(fault.character)


def _field(node: yaml.Node, path: str, first: int, key_span: Span, problems: Problems, depth: int) -> Field:
    span = Span(path, first + node.start_mark.line, node.start_mark.column + 1)
    if depth > _DEEPEST:
        problems.error("front-matter-broken", f"front matter nests more than {_DEEPEST} deep", span)
        return Field("", span, key_span)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_field(item, path, first, span, problems, depth + 1) for item in node.value)
        return Field(items, span, key_span)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Field] = {}
        for key, value in node.value:
            at = Span(path, first + key.start_mark.line, key.start_mark.column + 1)
            name = str(key.value)
            if name in mapping:
                problems.error("key-twice", f'key "{name}" stands twice', at, hint="keep one of them")
            mapping[name] = _field(value, path, first, at, problems, depth + 1)
        return Field(mapping, span, key_span)
    return Field(str(node.value), span, key_span)
