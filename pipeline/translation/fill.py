"""`catalog fill`: proposals of the memory for messages that have no translation.

In: messages, a catalog, the memory. Out: the catalog with proposals in it, each fuzzy, with the text it was made for and a
comment that says how like that is and where it stands. What has a translation is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.foundation.diagnostic import Span
from pipeline.foundation.value import Struct, asdict, replace
from pipeline.translation import states
from pipeline.translation.catalog import Catalog
from pipeline.translation.memory import Proposal
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous

THRESHOLD = 70
"""Percent of likeness from which a proposal is worth a translator's look."""

Seek = Callable[[str, str], Sequence[Proposal]]


class Filled(Struct, frozen=True):
    """One message that was given a proposal; `span` is its place in the catalog."""

    language: str
    domain: str
    text: str
    proposal: Proposal
    span: Span

    def data(self) -> dict[str, object]:
        """Return the row as plain values for JSON."""
        return {
            "language": self.language,
            "domain": self.domain,
            "line": self.span.line,
            "message": self.text,
            **asdict(self.proposal),
        }


def fill(messages: Iterable[Message], catalog: Catalog, seek: Seek) -> tuple[Catalog, tuple[Filled, ...]]:
    """Return the catalog with proposals for its empty messages, and what was proposed.

    `seek` returns proposals for a text in a language, the best first.
    """
    wanted = {message.key: message for message in messages if message.language != catalog.language}
    found: list[Filled] = []
    entries = list(catalog.entries)
    for at, entry in enumerate(entries):
        message = wanted.get(entry.key)
        if message is None or entry.obsolete or entry.msgid_plural is not None or any(entry.msgstr):
            continue
        best = next(iter(seek(entry.msgid, message.language)), None)
        if best is not None:
            entries[at] = proposed(entry, best)
            found.append(Filled(catalog.language, catalog.domain, entry.msgid, best, entry.span))
    return (replace(catalog, entries=tuple(entries)) if found else catalog), tuple(found)


def proposed(entry: Entry, proposal: Proposal) -> Entry:
    """Return a message with a proposal as its fuzzy translation."""
    settled = f", {proposal.state}" if proposal.state in (states.REVIEWED, states.SIGNED) else ""
    note = f"{states.MEMORY} {int(proposal.score)}% {proposal.origin}{settled}"
    kept = tuple(comment for comment in entry.comments if not comment.startswith(states.MEMORY))
    return replace(
        entry,
        msgstr=(proposal.target,),
        comments=(*kept, note),
        flags=tuple(dict.fromkeys(("fuzzy", *entry.flags))),
        previous=Previous(proposal.source),
    )
