"""Catalogs written back: only what changed, all of it or nothing, and never over what somebody else has written meanwhile.

In: the bytes the catalogs were read from and the catalogs as they are to be. Out: files, and the paths written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.foundation.diagnostic import Problems, Span, shown
from pipeline.foundation.files import write_all
from pipeline.translation.catalog import Catalog, catalog_path
from pipeline.translation.readback import read_back


def as_read(root: Path, language: str) -> Mapping[Path, bytes]:
    """Return the bytes of all catalogs of a language. It is called before they are opened."""
    found: dict[Path, bytes] = {}
    for path in sorted(catalog_path(root, language, "x").parent.glob("*.po")):
        try:
            found[path] = path.read_bytes()
        except OSError:
            # Opening it says why it does not read.
            continue
    return found


def rewrite(
    root: Path, catalogs: Iterable[Catalog], before: Mapping[Path, bytes], problems: Problems
) -> tuple[str, ...]:
    """Write the catalogs whose bytes change, and return their paths; with an error on the sheet nothing is written.

    Codes: `catalog-moved`, for a file that is no longer what was read; `catalog-readback`, for one that another reader
    would not read as it is meant.
    """
    changed: dict[Path, bytes] = {}
    for catalog in catalogs:
        path = catalog_path(root, catalog.language, catalog.domain)
        data = catalog.data()
        if data == before.get(path):
            continue
        if read_back(data, catalog, problems):
            changed[path] = data
    for path in changed:
        now = path.read_bytes() if path.is_file() else None
        if now != before.get(path):
            problems.error(
                "catalog-moved",
                "somebody has saved the catalog meanwhile; nothing was written",
                Span(shown(path, root)),
                hint="close it in the editor, and run the command again",
            )
    if problems.errors:
        return ()
    write_all(changed)
    return tuple(shown(path, root) for path in changed)
