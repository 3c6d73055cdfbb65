"""Catalogs on disk: where they lie, how they are opened, what their headers say.

In: `locale/<lang>/LC_MESSAGES/<domain>.po`. Out: `Catalog` values; and bytes ready to write. A catalog is
read whole or not at all: a fault in it is a problem with file and line, and leaves no half of it behind.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import ClassVar

from pipeline.foundation.diagnostic import Problem, Problems, Span, Unusable, shown
from pipeline.foundation.language import plural_forms
from pipeline.foundation.value import Apart, Struct, field, force_setattr, replace
from pipeline.translation.po import Entry, read_entries, write_entries

LOCALE = "locale"


class Catalog(Apart, frozen=True):
    """The messages of one domain in one language, obsolete ones among them; `header` may be None."""

    apart: ClassVar[tuple[str, ...]] = ("_current",)

    path: str
    domain: str
    language: str
    header: Entry | None
    entries: tuple[Entry, ...]
    _current: dict[tuple[str | None, str], Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        current = {entry.key: entry for entry in self.entries if not entry.obsolete}
        force_setattr(self, "_current", current)

    def find(self, key: tuple[str | None, str]) -> Entry | None:
        """Return the current entry for a message's key, or None."""
        return self._current.get(key)

    def data(self) -> bytes:
        """Return the catalog as it is written to disk."""
        head = () if self.header is None else (self.header,)
        return write_entries((*head, *self.entries)).encode()


class Catalogs(Struct, frozen=True):
    """The catalogs of one language by domain. `broken` names the domains whose catalog could not be read."""

    language: str
    by_domain: Mapping[str, Catalog]
    broken: frozenset[str] = frozenset()

    def get(self, domain: str) -> Catalog | None:
        """Return the catalog of a domain, or None where there is none or it is broken."""
        return self.by_domain.get(domain)


def template_path(root: Path, domain: str) -> Path:
    """Return where the template of a domain lies."""
    return root / LOCALE / "templates" / f"{domain}.pot"


def catalog_path(root: Path, language: str, domain: str) -> Path:
    """Return where the catalog of a domain in a language lies."""
    return root / LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def catalog_languages(root: Path) -> tuple[str, ...]:
    """Return the languages that have a folder of catalogs, in the order of their tags."""
    return tuple(sorted(folder.parent.name for folder in (root / LOCALE).glob("*/LC_MESSAGES")))


def open_catalogs(root: Path, language: str, problems: Problems) -> Catalogs:
    """Return all catalogs of `language` under `root`; those with a fault are on the sheet and in `broken`."""
    opened: dict[str, Catalog] = {}
    broken: set[str] = set()
    for path in sorted(catalog_path(root, language, "x").parent.glob("*.po")):
        catalog = open_catalog(path, root, language, problems)
        if catalog is None:
            broken.add(path.stem)
        else:
            opened[path.stem] = catalog
    return Catalogs(language, opened, frozenset(broken))


def open_catalog(path: Path, root: Path, language: str, problems: Problems) -> Catalog | None:
    """Return the catalog in the file, or None with the reason on the sheet.

    Codes: `catalog-unreadable`, `catalog-charset`, `catalog-syntax`, `catalog-duplicate`, `catalog-plural`;
    `catalog-language` warns of a header that names another language than the folder.
    """
    name = shown(path, root)
    try:
        data = path.read_bytes()
    except OSError as fault:
        problems.error("catalog-unreadable", f"cannot read: {fault.strerror}", Span(name))
        return None
    catalog, noted = _opened(data, path.stem, name, language)
    problems.add(noted)
    return catalog


@lru_cache(maxsize=128)
def _opened(data: bytes, domain: str, name: str, language: str) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Return the catalog that `data` holds, or None, and what is to be said of it.

    Every edition of an issue opens the same files; a process reads each of them once. Values are frozen, so none can spoil
    them for the next.
    """
    try:
        text, charset = _text(data, name)
        entries = read_entries(text, name)
    except Unusable as fault:
        return None, (fault.problem,)
    entries, odd = _universal(entries, charset, text.isascii())
    faults = [*odd, *_duplicates(entries), *_plurals(entries)]
    if faults:
        return None, tuple(faults)
    problems = Problems()
    header = next((entry for entry in entries if entry.key == (None, "") and not entry.obsolete), None)
    said = header_fields(header).get("Language", "")
    if header is not None and said and said.replace("_", "-").split("-")[0] != language.split("-")[0]:
        problems.warning(
            "catalog-language",
            f'header says "Language: {said}" in the folder of "{language}"',
            header.text_span,
            hint=f"write Language: {language}, or move the file",
        )
    others = tuple(entry for entry in entries if entry is not header)
    return Catalog(name, domain, language, header, others), tuple(problems)


_CHARSET = re.compile(rb"charset=([A-Za-z0-9._:-]+)")

# Names for UTF-8, or for a part of it, or for none yet: xgettext writes CHARSET.
_UNIVERSAL = ("utf-8", "ascii", "CHARSET")


def _text(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and its charset: UTF-8 where the bytes are that, else the one that the header names."""
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as fault:
        found = _CHARSET.search(data)
        charset = found[1].decode() if found else ""
        if found and _codec(charset) not in ("", *_UNIVERSAL):
            try:
                return data.decode(_codec(charset)), charset
            except UnicodeDecodeError as other:
                raise _undecoded(data, name, other.start, charset) from other
        raise _undecoded(data, name, fault.start, "UTF-8") from fault


def _codec(charset: str) -> str:
    """Return what Python calls a charset of text, or ""; "CHARSET" is itself."""
    if charset == "CHARSET":
        return charset
    try:
        found = codecs.lookup(charset).name
    except LookupError:
        return ""
    # Those that are no charsets: they unpack bytes or escapes. UTF-16 and the like cannot hold a header of bytes.
    return "" if found.startswith(("utf-16", "utf-32", "utf-7")) or found in _NO_CHARSETS else found


_NO_CHARSETS = frozenset(
    [
        "base64",
        "bz2",
        "hex",
        "idna",
        "punycode",
        "quopri",
        "raw-unicode-escape",
        "rot13",
        "undefined",
        "unicode-escape",
        "uu",
        "zlib",
        "mbcs",
        "oem",
    ]
)


def _undecoded(data: bytes, name: str, at: int, charset: str) -> Exception:
    before, file = data[:at], PurePath(name).name
    return Unusable(
        Problem(
            "error",
            "catalog-charset",
            f"byte 0x{data[at]:02X} is no {charset}",
            Span(name, before.count(b"\n") + 1, at - (before.rfind(b"\n") + 1) + 1),
            f"save the catalog as UTF-8: msgconv -t UTF-8 -o {file} {file}",
        )
    )


def _universal(entries: Sequence[Entry], charset: str, ascii_only: bool) -> tuple[tuple[Entry, ...], list[Problem]]:
    """Return the entries with a header that says UTF-8 where it named the charset that was read; and what is wrong with it."""
    for at, entry in enumerate(entries):
        found = re.search(r"charset=([^\s;]+)", entry.text) if entry.key == (None, "") and not entry.obsolete else None
        if found is None or _codec(found[1]) in _UNIVERSAL:
            continue
        if _codec(found[1]) and (ascii_only or _codec(found[1]) == _codec(charset)):
            text = f"{entry.text[: found.start(1)]}UTF-8{entry.text[found.end(1) :]}"
            return (*entries[:at], replace(entry, msgstr=(text,)), *entries[at + 1 :]), []
        fault = Problem(
            "error",
            "catalog-charset",
            f'header says charset "{found[1]}", but the catalog is {charset}',
            entry.text_span,
            "write charset=UTF-8 in its header",
        )
        return tuple(entries), [fault]
    return tuple(entries), []


def _duplicates(entries: Iterable[Entry]) -> list[Problem]:
    seen: dict[tuple[str | None, str], Entry] = {}
    faults = []
    for entry in entries:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            what = f'message "{_short(entry.msgid)}"' if entry.msgid else "header"
            faults.append(
                Problem(
                    "error",
                    "catalog-duplicate",
                    f"{what} stands here a second time",
                    entry.span,
                    "delete one of the two",
                    ((first.span, "the first"),),
                )
            )
    return faults


def _plurals(entries: Iterable[Entry]) -> list[Problem]:
    count = 0
    faults = []
    for entry in entries:
        if entry.key == (None, "") and not entry.obsolete:
            found = re.search(r"nplurals\s*=\s*([0-9]+)", header_fields(entry).get("Plural-Forms", ""))
            count = int(found[1]) if found else 0
        elif count and entry.msgid_plural is not None and len(entry.msgstr) != count:
            faults.append(
                Problem(
                    "error",
                    "catalog-plural",
                    f"{len(entry.msgstr)} plural forms where the header promises {count}",
                    entry.text_span,
                )
            )
    return faults


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49]}…"


# ---------------------------------------------------------------- headers


def header_fields(header: Entry | None) -> dict[str, str]:
    """Return the fields of a header in order, as {"Language": "es", …}."""
    lines = header.text.split("\n") if header is not None else ()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def plural_count(header: Entry | None) -> int:
    """Return how many plural forms a header promises, 2 where it says nothing."""
    found = re.search(r"nplurals\s*=\s*([0-9]+)", header_fields(header).get("Plural-Forms", ""))
    return max(1, int(found[1])) if found else 2


def new_header(project: str, language: str, old: Entry | None = None) -> Entry:
    """Return the header of a catalog, or of a template where `language` is "".

    What a person's editor wrote in `old` stays, in its order, and so do its comments (they carry the names
    of the translators and reviewers). There is no date of our own, so nothing changes when nothing has
    changed; the empty fields are those that `msgfmt --check` asks for.
    """
    said = header_fields(old)
    fields = {
        "Project-Id-Version": project,
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
    }
    fields |= said
    if said.get("Project-Id-Version", "") in ("", "PACKAGE VERSION"):
        fields["Project-Id-Version"] = project
    fields["Language"] = said.get("Language") or language
    fields["MIME-Version"] = "1.0"
    fields["Content-Type"] = "text/plain; charset=UTF-8"
    fields["Content-Transfer-Encoding"] = "8bit"
    if language:
        stated = re.search(r"nplurals\s*=\s*[0-9]", said.get("Plural-Forms", ""))
        fields["Plural-Forms"] = said["Plural-Forms"] if stated else plural_forms(language)
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    kept = old if old is not None else Entry("")
    return replace(kept, msgstr=(text,), flags=tuple(flag for flag in kept.flags if flag != "fuzzy"))
