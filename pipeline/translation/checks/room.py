"""The room a text has where it prints, which its notes name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.pair import Pair

_ROOM = re.compile(r"\b(?P<kind>room for about|(?:of )?at most) (?P<size>\d+) characters")
# "About" is a quarter more: letters differ in width, and most rooms are two lines.
_ABOUT = 1.25


def check_room(pair: Pair, notes: Sequence[str], problems: Problems) -> None:
    """Warn of a translation that is longer than the room its notes name (`room-exceeded`), unless the original is as long."""
    text = pair.translation.plain.strip()
    for note in notes:
        found = _ROOM.search(note)
        if found is None:
            continue
        size = int(found["size"])
        most = size * _ABOUT if found["kind"] == "room for about" else size
        if len(text) > max(most, len(pair.original.plain.strip())):
            about = "about " if found["kind"] == "room for about" else ""
            pair.warning(
                problems,
                "room-exceeded",
                f"translation has {len(text)} characters where {about}{size} have room",
                f"shorten it by {len(text) - size} characters or so",
            )
            return
