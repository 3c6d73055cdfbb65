"""Translations from elsewhere, offered to the translator.

In: an article, its partner's texts matched with its own, the catalog as it is. Out: the catalog with each offered translation
where there was none, marked fuzzy, with its score and where it comes from. What is translated already, or only being worked on,
is never touched; nothing offered prints before a person has confirmed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems, shown
from pipeline.foundation.files import write_all
from pipeline.foundation.value import Struct, replace
from pipeline.translation.align import WORTH, Pair
from pipeline.translation.catalog import Catalog, catalog_path, open_catalogs, template_path
from pipeline.translation.merge import memory, merge, template
from pipeline.translation.message import messages
from pipeline.translation.po import Entry
from pipeline.translation.readback import read_back


class Offer(Struct, frozen=True):
    """What was offered: the catalog's path, how many texts got a translation, had one, and were left without."""

    path: str
    offered: int = 0
    translated: int = 0
    without: int = 0


def offer(
    root: Path,
    document: Document,
    language: str,
    pairs: Sequence[Pair],
    origin: str,
    problems: Problems,
    *,
    project: str,
    dry_run: bool = False,
) -> Offer:
    """Write the article's catalog in `language` with the pairs as fuzzy translations; return what was done.

    Pairs below the score that is worth a look are left out. Nothing is written where the catalog cannot be read.
    """
    found = messages(document)
    path, pot = catalog_path(root, language, document.slug), template_path(root, document.slug)
    opened = open_catalogs(root, language, problems)
    if problems.errors or document.slug in opened.broken:
        return Offer(shown(path, root))
    others = memory(c for name, c in opened.by_domain.items() if name != document.slug)
    merged = merge(
        found,
        opened.get(document.slug),
        others,
        path=shown(path, root),
        domain=document.slug,
        language=language,
        project=project,
    ).catalog
    best: dict[str, Pair] = {}
    for pair in pairs:
        if pair.score >= WORTH and pair.score > best.get(pair.source, Pair("", "", 0.0)).score:
            best[pair.source] = pair
    entries = tuple(_offered(entry, best, origin) for entry in merged.entries)
    changed = sum(new is not old for new, old in zip(entries, merged.entries, strict=True))
    catalog = replace(merged, entries=entries)
    files = _files(catalog, path, {pot: template(found, path=shown(pot, root), domain=document.slug, project=project)})
    for data, made in files.values():
        read_back(data, made, problems)
    if not problems.errors and not dry_run:
        write_all({place: data for place, (data, _) in files.items()})
    live = [entry for entry in entries if not entry.obsolete]
    had = sum(any(text.strip() for text in entry.msgstr) for entry in live) - changed
    return Offer(shown(path, root), changed, had, len(live) - had - changed)


def _files(catalog: Catalog, path: Path, more: Mapping[Path, Catalog]) -> dict[Path, tuple[bytes, Catalog]]:
    files = {path: catalog, **more}
    data = {place: made.data() for place, made in files.items()}
    return {p: (data[p], made) for p, made in files.items() if not p.is_file() or p.read_bytes() != data[p]}


def _offered(entry: Entry, best: Mapping[str, Pair], origin: str) -> Entry:
    pair = best.get(entry.msgid)
    if pair is None or entry.obsolete or entry.msgid_plural is not None or any(t.strip() for t in entry.msgstr):
        return entry
    note = f"from {origin}, matched by machine, score {pair.score:.2f}"
    return replace(entry, msgstr=(pair.translation,), flags=("fuzzy",), comments=(*entry.comments, note))
