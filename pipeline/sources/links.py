"""Whether the addresses of works still lead somewhere.

In: addresses and a fetcher. Out: what became of each: alive, moved, dead, or not to be told. Nothing is looked up unasked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from pipeline.foundation.diagnostic import Unusable
from pipeline.foundation.value import Struct
from pipeline.sources.capture import Fetched

ALIVE, MOVED, DEAD, UNKNOWN = "alive", "moved", "dead", "unknown"
_STATUS = re.compile(r"the server answers (\d{3})")
_NO_HOST = "cannot find host"


class Link(Struct, frozen=True):
    """An address, what became of it, where it leads now, and why it is dead or not to be told."""

    url: str
    state: str
    final: str = ""
    why: str = ""


def looked_at(url: str, fetch: Callable[[str], Fetched]) -> Link:
    """Return what became of an address.

    404, 410 and a host that is gone are dead; so is a page that leads to the front page of its site. What a server refuses
    (401, 403, 429), or fails at, tells nothing.
    """
    try:
        final = fetch(url).url
    except Unusable as fault:
        said = fault.problem.message.removeprefix("not fetched: ")
        status = _STATUS.search(said)
        dead = (status is not None and status[1] in ("404", "410")) or _NO_HOST in said
        # Whatever answers with more than the fetcher takes, or a kind it does not read, is there.
        return Link(url, DEAD if dead else UNKNOWN, why=said)
    asked, found = urlsplit(url), urlsplit(final)
    if asked.path.strip("/") and not found.path.strip("/") and not found.query:
        return Link(url, DEAD, final, "leads to the front page of the site")
    same = (asked.hostname, asked.path.rstrip("/"), asked.query) == (
        found.hostname,
        found.path.rstrip("/"),
        found.query,
    )
    return Link(url, ALIVE if same else MOVED, final)
