"""The formats by name: which room writes each, and which reads a file that comes in.

In: units and the name of a format, or a file. Out: bytes, or units.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.foundation.diagnostic import Exit, Problems, Span, shown, unusable
from pipeline.translation.exchange import table, tmx, xliff1, xliff2
from pipeline.translation.exchange.markup import name, parsed
from pipeline.translation.exchange.unit import Unit

WRITERS = {"xliff-1.2": xliff1.write, "xliff-2": xliff2.write, "csv": table.write, "tmx": tmx.write}
SUFFIXES = {"xliff-1.2": ".xlf", "xliff-2": ".xlf", "csv": ".csv", "tmx": ".tmx"}


def write(form: str, units: Iterable[Unit], problems: Problems) -> bytes:
    """Return units as a file of a format named in `WRITERS`."""
    return WRITERS[form](units, problems)


def read(path: Path, root: Path, language: str, problems: Problems) -> list[Unit]:
    """Return the units of a file that came home; what it is, it says itself. `language` is the one wanted, "" for what it says.

    Raises `Unusable`: `exchange-syntax` for what does not read, `exchange-format` for what is none of the formats, and exit 3
    for a file that cannot be read.
    """
    shown_path = shown(path, root)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise unusable(
            "file-unreadable", f"cannot read: {fault.strerror}", Span(shown_path), exit_code=Exit.WORLD
        ) from fault
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if path.suffix.lower() in (".csv", ".tsv", ".txt") or (
        start != b"<" and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        return table.read(data, shown_path, problems)
    root_element = parsed(data, shown_path)
    if xliff2.is_ours(root_element):
        return xliff2.read(root_element, shown_path, problems)
    if xliff1.is_ours(root_element):
        return xliff1.read(root_element, shown_path, problems)
    if tmx.is_ours(root_element):
        found = tmx.read(root_element, shown_path)
        return [unit for unit in found if not language or _near(unit.language, language)]
    raise unusable(
        "exchange-format",
        f"neither XLIFF nor TMX nor CSV: the file begins with <{name(root_element)}>",
        Span(shown_path, 1, 1),
        hint="a .po file needs no import: it belongs into locale/",
    )


def _near(tag: str, wanted: str) -> bool:
    return tag.lower().split("-")[0] == wanted.lower().split("-")[0]
