"""Units: messages as they travel in the files of other programs.

In: messages and catalogs. Out: `Unit` values, which each format writes and reads; `accept` takes back what came home.

A unit's id says which message it is and what translation it left with, so that work done meanwhile is noticed whatever the
other program keeps of the file: `m<message>-<translation><state>`, and `.<form>` for one of several plural forms.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct
from pipeline.translation import states
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.message import Message
from pipeline.translation.po import Entry

_ID = re.compile(r"m(?P<message>[0-9a-f]{12})-(?P<text>[0-9a-f]{8})(?P<state>[a-z])(?:\.(?P<form>[0-9]))?")
_LETTERS = dict(zip(states.STATES, "ufntrs", strict=True))
_STATES = {letter: state for state, letter in _LETTERS.items()}


class Unit(Apart, frozen=True):
    """One text and its translation. `state` is one of `states.STATES`, or "" where the file says none.

    `source_language` and `language` are tags; `notes` is what a translator is told, `comments` what translators wrote,
    `previous` the text a fuzzy translation was made for. `form` counts plural forms from 0. `domain` may be "" in a file
    from elsewhere. `span` is the place in the file.
    """

    apart: ClassVar[tuple[str, ...]] = ("span",)

    source: str
    target: str
    source_language: str
    language: str
    id: str = ""
    domain: str = ""
    context: str = ""
    state: str = ""
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    previous: str = ""
    form: int = 0
    span: Span = NOWHERE


class Origin(Struct, frozen=True):
    """What an id says: the message, the translation and the state it left with, and the plural form."""

    message: str
    text: str
    state: str
    form: int


def origin(identity: str) -> Origin | None:
    """Return what an id of ours says, wherever in `identity` it stands; None for another program's."""
    found = _ID.search(identity)
    if found is None or found["state"] not in _STATES:
        return None
    return Origin(found["message"], found["text"], _STATES[found["state"]], int(found["form"] or 0))


def message_mark(key: tuple[str | None, str]) -> str:
    """Return what stands for a message in ids."""
    return hashlib.sha256(f"{key[0] or ''}\0{key[1]}".encode()).hexdigest()[:12]


def text_mark(texts: Sequence[str]) -> str:
    """Return what stands for a translation in ids; all empty forms are one."""
    said = "\0".join(texts) if any(texts) else ""
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def units(
    asked: Mapping[str, Sequence[Message]],
    catalogs: Catalogs,
    wanted: Sequence[str] = (),
) -> Iterator[Unit]:
    """Yield the messages of each domain that are translated into the language of `catalogs`, in their order.

    `wanted` are the states to be sent, all of them where it is empty. Domains whose catalog does not read are left out.
    """
    for domain, messages in asked.items():
        if domain in catalogs.broken:
            continue
        catalog = catalogs.get(domain)
        signed = states.standing(messages, catalog).sign_off_holds
        for message in messages:
            if message.language == catalogs.language:
                continue
            entry = catalog.find(message.key) if catalog is not None else None
            state = states.state(entry, signed)
            if not wanted or state in wanted:
                yield from _forms(message, entry, state, catalogs.language, catalog)


def _forms(message: Message, entry: Entry | None, state: str, language: str, catalog: Catalog | None) -> Iterator[Unit]:
    texts = entry.msgstr if entry is not None else ("",)
    plural = entry.msgid_plural if entry is not None else None
    identity = f"m{message_mark(message.key)}-{text_mark(texts)}{_LETTERS[state]}"
    for form, text in enumerate(texts):
        source = message.text if plural is None or not form else plural
        notes = message.notes if plural is None else (*message.notes, f"plural form {form} of {len(texts)}")
        yield Unit(
            source,
            text,
            message.language,
            language,
            identity if plural is None else f"{identity}.{form}",
            message.domain,
            message.context,
            state,
            notes,
            entry.comments if entry is not None else (),
            entry.previous.msgid if entry is not None and entry.previous is not None and entry.fuzzy else "",
            form,
            entry.text_span if entry is not None else Span(catalog.path if catalog is not None else ""),
        )
