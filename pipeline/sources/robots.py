"""What a site's `robots.txt` allows, and how fast.

In: the answer to a request for `/robots.txt`. Out: `Rules`. RFC 9309: an answer of 4xx allows everything, one of 5xx or none
forbids everything for now; 500 KiB are read. The door of Protego, which knows wildcards; the standard library's parser does not.
"""

from __future__ import annotations

from protego import Protego

from pipeline.foundation.value import Struct
from pipeline.sources.encoding import lenient

LARGEST = 512_000
_SLOWEST = 30.0


class Rules(Struct, frozen=True):
    """A site's rules for this program: its parsed file (None: everything or nothing is allowed) and the pause it asks for."""

    parsed: Protego | None = None
    closed: bool = False
    delay: float = 0.0

    def allows(self, url: str, agent: str) -> bool:
        """Whether the site lets `agent` fetch `url`."""
        if self.closed or self.parsed is None:
            return not self.closed
        return bool(self.parsed.can_fetch(url, agent))


def read_rules(status: int, body: bytes, agent: str) -> Rules:
    """Return the rules in an answer; `status` 0 is no answer."""
    if 400 <= status < 500:
        return Rules()
    if status != 200:
        return Rules(closed=True)
    parsed = Protego.parse(lenient(body[:LARGEST]))
    delay = parsed.crawl_delay(agent)
    return Rules(parsed, delay=min(float(delay), _SLOWEST) if delay else 0.0)
