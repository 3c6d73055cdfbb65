"""Reading back what is about to be written: a second opinion before a translator's file is replaced.

In: the bytes of a catalog and the catalog they were made from. Out: whether an independent reader finds in them what is
meant. The door of polib.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polib

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.translation.catalog import Catalog

# What decides a translation: context, msgid, plural msgid, texts, whether it is fuzzy, whether it is obsolete. Comments are
# left out, and so is the previous msgid of an obsolete entry, which polib drops.
Meaning = tuple[str | None, str, str | None, tuple[str, ...], bool, bool]


def read_back(data: bytes, catalog: Catalog, problems: Problems) -> bool:
    """Say whether `data` holds exactly the entries of `catalog`; each that it does not is `catalog-readback`."""
    try:
        found = Counter(_found(data))
    except (OSError, ValueError) as fault:
        problems.error(
            "catalog-readback", f"the catalog would not read back as a PO file: {fault}", Span(catalog.path), hint=_HINT
        )
        return False
    meant = Counter(_meant(catalog))
    for entry in (meant - found) or (found - meant):
        problems.error(
            "catalog-readback",
            f'message "{entry[1][:60]}" would not read back as it is meant',
            Span(catalog.path),
            hint=_HINT,
        )
    return meant == found


_HINT = "the file was left as it is; report this with the text"


class _Content(str):
    """The text of a catalog whose lines end where PO lines end, at line feeds only: polib asks for `splitlines`."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        """Return the lines."""
        return self.split("\n")


def _found(data: bytes) -> Iterator[Meaning]:
    for entry in polib.pofile(_Content(data.decode("utf-8")), encoding="utf-8"):
        plural = entry.msgid_plural or None
        texts = [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] if plural else [entry.msgstr]
        yield entry.msgctxt, entry.msgid, plural, tuple(texts), "fuzzy" in entry.flags, bool(entry.obsolete)


def _meant(catalog: Catalog) -> Iterator[Meaning]:
    for entry in catalog.entries:
        # As GNU gettext has it, an obsolete entry without a text is dropped, and so is the flag of an empty one.
        if not entry.obsolete or entry.text:
            fuzzy = entry.fuzzy and bool(entry.text)
            yield entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr, fuzzy, entry.obsolete
