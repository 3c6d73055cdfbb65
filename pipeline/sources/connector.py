"""What reads one kind of source: a connector, one small module each.

In: `Fetched` bytes. Out: captures. `read` is a pure function of its source and runs in a process apart (`apart`), with
limits of its own; `gather`, where a kind needs it, goes to the network first and returns everything that `read` is to read.
Other distributions add kinds of their own by an entry point in the group `motivator.connectors`, whose name is the kind
and whose value is a `Connector` with a `recognises`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from typing import Any

from pipeline.foundation.diagnostic import Problems, Span, unusable
from pipeline.foundation.value import Struct, field
from pipeline.sources.capture import Capture, Fetch, Fetched
from pipeline.sources.profile import Profile

GROUP = "motivator.connectors"
# The kinds that come with the program, and the room that reads each; a room is loaded when its kind is met.
BUILT_IN = {
    "html": "web",
    "feed": "feed",
    "sitemap": "sitemap",
    "json": "wordpress",
    "site": "wordpress",
    "docx": "docx",
    "markdown": "markdown_file",
    "text": "text",
}


class Reading(Struct, frozen=True, kw_only=True):
    """How sources are read: the language where nothing tells, and what the publication says of its sources.

    `tracked` is what becomes of a manuscript's tracked changes: "refuse", "accept" or "reject". `styles` maps the names of
    Word's styles to roles. `profiles` are the publication's own, tried before the built-in ones. `query` narrows what a site
    is asked for (`category`, `after`, `before`: ISO dates).
    """

    language: str = "en"
    tracked: str = "refuse"
    styles: Mapping[str, str] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)


class Source(Struct, frozen=True, kw_only=True):
    """One thing to read: its bytes, what the user named it, how to read it."""

    got: Fetched
    origin: str
    reading: Reading

    @property
    def span(self) -> Span:
        """The source as a place in problems."""
        return Span(self.origin)


class Connector(Struct, frozen=True, kw_only=True):
    """A kind of source. `recognises(raw, name, media_type)` is asked of connectors that others add."""

    name: str
    read: Callable[[Source, Problems], list[Capture]]
    gather: Callable[[Fetched, Fetch, Reading, Problems], list[Fetched]] | None = None
    recognises: Callable[[bytes, str, str], bool] | None = None


def connector_of(kind: str) -> Connector:
    """Return the connector of a kind. Raises `Unusable` where an installed one cannot be loaded."""
    if kind in BUILT_IN:
        found = importlib.import_module(f"pipeline.sources.{BUILT_IN[kind]}").CONNECTOR
        assert isinstance(found, Connector)
        return found
    return next(_loaded(point) for point in _added() if point.name == kind)


def read(kind: str, source: Source, problems: Problems) -> list[Capture]:
    """Return the captures of a source. Raises `Unusable` where its connector does."""
    return connector_of(kind).read(source, problems)


def added_kind(raw: bytes, name: str, media: str) -> str:
    """Return the kind whose added connector recognises a source, or "" where none does."""
    for point in _added():
        connector = _loaded(point)
        if connector.recognises is not None and connector.recognises(raw, name, media):
            return point.name
    return ""


def _added() -> Iterator[metadata.EntryPoint]:
    yield from (point for point in metadata.entry_points(group=GROUP) if point.name not in BUILT_IN)


def _loaded(point: metadata.EntryPoint) -> Connector:
    try:
        found: Any = point.load()
    except (ImportError, AttributeError) as fault:
        raise _broken(point, str(fault)) from fault
    if not isinstance(found, Connector):
        raise _broken(point, "it is no Connector")
    return found


def _broken(point: metadata.EntryPoint, why: str) -> Exception:
    return unusable(
        "connector-broken",
        f'the connector "{point.name}" cannot be loaded: {why}',
        Span(point.value),
        hint="bring the package that adds it up to date, or take it away",
    )
