"""Languages that fall back on each other: what American Spanish has no words of its own for is said in Spanish.

In: a language tag. Out: the catalogs that print in it, each message from the nearest language that has a translation. What none
has prints in its source language.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.translation.catalog import Catalog, Catalogs, open_catalogs


def fallbacks(language: str) -> tuple[str, ...]:
    """Return a tag and those it falls back on, the nearest first: "es-US" and "es" (RFC 4647, 3.4, Lookup)."""
    parts = language.split("-")
    found = []
    while parts:
        found.append("-".join(parts))
        parts.pop()
        # A singleton says nothing by itself.
        while parts and len(parts[-1]) == 1:
            parts.pop()
    return tuple(found)


def printing_catalogs(root: Path, language: str, problems: Problems) -> Catalogs:
    """Return the catalogs under `root` that an edition in `language` prints from."""
    own = open_catalogs(root, language, problems)
    for tag in fallbacks(language)[1:]:
        own = _joined(own, open_catalogs(root, tag, problems))
    return own


def _joined(near: Catalogs, far: Catalogs) -> Catalogs:
    """Return the catalogs of `near`, with the confirmed translations of `far` where they have none."""
    if not far.by_domain:
        return near
    found: dict[str, Catalog] = {}
    for domain in dict.fromkeys((*near.by_domain, *far.by_domain)):
        first, second = near.get(domain), far.get(domain)
        if first is None:
            # A catalog that does not read stays unread: what it would have said is not known.
            if second is not None and domain not in near.broken:
                found[domain] = replace(second, language=near.language)
        elif second is None:
            found[domain] = first
        else:
            own = [entry for entry in first.entries if entry.translated or second.find(entry.key) is None]
            said = {entry.key for entry in own}
            # A proposal gives way to what is confirmed one step further.
            lent = [entry for entry in second.entries if entry.translated and entry.key not in said]
            lent_keys = {entry.key for entry in lent}
            left = [entry for entry in first.entries if entry.key not in said and entry.key not in lent_keys]
            found[domain] = replace(first, entries=(*own, *lent, *left))
    return Catalogs(near.language, found, near.broken)
