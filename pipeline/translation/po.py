"""The PO syntax: text to entries and back.

In: the text of a `.po` or `.pot` file. Out: entries in file order, each knowing its lines; and from entries
the text as GNU `msgcat --no-wrap` writes it, byte for byte. The syntax is that of the gettext manual, "The
Format of PO Files".

Ours, and not polib's: polib drops the previous msgid of obsolete entries, decodes by whatever charset the
header names, knows no line of a msgstr and lets duplicates pass. The tests read the same files with polib
and with msgcat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from pipeline.foundation.diagnostic import NOWHERE, Span, unusable
from pipeline.foundation.value import Apart, Struct

_TOKEN = re.compile(
    r"[ \t]*(?:(?P<word>msg(?:ctxt|id_plural|id|str))(?:\[(?P<index>[0-9]{1,2})\])?"
    r'|"(?P<text>(?:[^"\\]|\\.)*)")'
)
_ESCAPE = re.compile(r'\\(?:([ntbrfva"\\])|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))')
_MEANS = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "f": "\f", "v": "\v", "a": "\a", '"': '"', "\\": "\\"}
_WRITES = str.maketrans({means: f"\\{letter}" for letter, means in _MEANS.items()})

# The order in which gettext 0.21 writes formats (format.c, format_language).
# fmt: off
_FORMATS = (
    "c", "objc", "python", "python-brace", "java", "java-printf", "csharp", "javascript",
    "scheme", "lisp", "elisp", "librep", "ruby", "sh", "awk", "lua",
    "object-pascal", "smalltalk", "qt", "qt-plural", "kde", "kde-kuit", "boost", "tcl",
    "perl", "perl-brace", "php", "gcc-internal", "gfc-internal", "ycp",
)
# fmt: on
_REFERENCE_WIDTH = 79


class Previous(Struct, frozen=True):
    """The msgid a fuzzy msgstr was made for."""

    msgid: str
    msgctxt: str | None = None
    msgid_plural: str | None = None


class Entry(Apart, frozen=True):
    """One message of a catalog. `msgstr` has one text, or one for each plural form.

    `comments` are the translator's (`# `), `notes` the extracted ones (`#. `). `span` is the msgid's place
    in the catalog, `text_span` the msgstr's.
    """

    apart: ClassVar[tuple[str, ...]] = ("span", "text_span")

    msgid: str
    msgstr: tuple[str, ...] = ("",)
    msgctxt: str | None = None
    msgid_plural: str | None = None
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: Previous | None = None
    obsolete: bool = False
    span: Span = NOWHERE
    text_span: Span = NOWHERE

    @property
    def fuzzy(self) -> bool:
        """Whether a person has yet to confirm the translation."""
        return "fuzzy" in self.flags

    @property
    def text(self) -> str:
        """The translation, of the singular where there is a plural."""
        return self.msgstr[0]

    @property
    def translated(self) -> bool:
        """Whether the entry has a confirmed translation that may print."""
        return not self.fuzzy and not self.obsolete and all(text.strip() for text in self.msgstr)

    @property
    def key(self) -> tuple[str | None, str]:
        """What tells the entry from every other in its catalog."""
        return self.msgctxt, self.msgid


# ---------------------------------------------------------------- reading


def read_entries(text: str, path: str) -> tuple[Entry, ...]:
    """Return the entries of PO `text`, the header (msgid "") among them. Line ends may be CR LF.

    Raises `Unusable` (`catalog-syntax`) at the first place where gettext would refuse the file.
    """
    reader = _Reader(path)
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        reader.line(line, number)
    reader.finish()
    return tuple(reader.entries)


class _Draft:
    """The parts of an entry as they come in."""

    def __init__(self) -> None:
        self.parts: dict[str, list[str]] = {}
        self.lines: dict[str, int] = {}
        self.comments: list[str] = []
        self.notes: list[str] = []
        self.references: list[str] = []
        self.flags: list[str] = []
        self.obsolete = False

    def joined(self, part: str) -> str | None:
        return "".join(self.parts[part]) if part in self.parts else None


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.draft = _Draft()
        self.open = ""
        self.number = 0

    def fault(self, message: str, column: int = 1, hint: str = "") -> Exception:
        return unusable("catalog-syntax", message, Span(self.path, self.number, column), hint=hint)

    def line(self, line: str, number: int) -> None:
        self.number = number
        rest = line.lstrip(" \t")
        at = len(line) - len(rest)
        if not rest.rstrip(" \t"):
            return
        if not rest.startswith("#"):
            self.tokens(line, at, obsolete=False, prefix="")
        elif rest.startswith("#~|"):
            self.tokens(line, at + 3, obsolete=True, prefix="previous ")
        elif rest.startswith("#~"):
            self.tokens(line, at + 2, obsolete=True, prefix="")
        elif rest.startswith("#|"):
            self.tokens(line, at + 2, obsolete=False, prefix="previous ")
        else:
            self.comment(rest[1:])

    def comment(self, text: str) -> None:
        self.entry_ends()
        if self.open:
            raise self.fault("comment inside a message", hint="move it above msgid")
        draft = self.draft
        match text[:1]:
            case ".":
                draft.notes.append(_body(text[1:]))
            case ":":
                draft.references += text[1:].split()
            case ",":
                draft.flags += [flag.strip() for flag in text[1:].split(",") if flag.strip()]
            case _:
                draft.comments.append(_body(text))

    def tokens(self, line: str, at: int, *, obsolete: bool, prefix: str) -> None:
        line = line.rstrip(" \t")
        while at < len(line):
            found = _TOKEN.match(line, at)
            if found is None:
                start = at + len(line[at:]) - len(line[at:].lstrip())
                seen = line[start:]
                if seen.startswith('"'):
                    raise self.fault(f"text without closing quotation mark: {seen[:40]}", start + 1)
                raise self.fault(
                    f'"{seen[:40]}" is neither a keyword nor a quoted text',
                    start + 1,
                    hint='a line is msgid "…", msgstr "…", "…" or a comment that begins with #',
                )
            if found["word"]:
                self.keyword(found["word"], found["index"], prefix, obsolete, found.start("word") + 1)
            else:
                self.string(found["text"], prefix, obsolete, found.start("text"))
            at = found.end()

    def keyword(self, word: str, index: str | None, prefix: str, obsolete: bool, column: int) -> None:
        if word in ("msgctxt", "msgid") or prefix:
            self.entry_ends()
        parts = self.draft.parts
        name = prefix + word + (f"[{index}]" if index is not None else "")
        if index is not None and word != "msgstr":
            raise self.fault(f'"{word}[{index}]" takes no number', column)
        needed = {"msgid_plural": "msgid", "msgstr": "msgid_plural" if index is not None else "msgid"}.get(word)
        wrong = (
            name in parts
            or (needed is not None and prefix + needed not in parts)
            or (name == "msgctxt" and "msgid" in parts)
            or (name == "msgstr" and "msgid_plural" in parts)
            or (word == "msgid_plural" and not prefix and "msgstr" in parts)
            or (prefix and (word == "msgstr" or "msgid" in parts or "msgctxt" in parts))
        )
        if wrong:
            raise self.fault(f'"{name}" is out of order', column, hint="msgctxt, msgid, msgid_plural, then msgstr")
        if index is not None and int(index) != sum(part.startswith("msgstr[") for part in parts):
            raise self.fault(f"plural form {index} is out of order", column)
        if not parts:
            self.draft.obsolete = obsolete
        elif self.draft.obsolete != obsolete:
            raise self.fault("message is obsolete (#~) in part only", column)
        parts[name] = []
        self.draft.lines[name] = self.number
        self.open = name

    def string(self, raw: str, prefix: str, obsolete: bool, column: int) -> None:
        if not self.open or bool(prefix) != self.open.startswith("previous"):
            raise self.fault("text belongs to no keyword", column)
        if self.draft.obsolete != obsolete:
            raise self.fault("message is obsolete (#~) in part only", column)

        def means(found: re.Match[str]) -> str:
            if found[4] is not None:
                raise self.fault(
                    f'unknown escape "{found[0]}"',
                    column + 1 + found.start(),
                    hint='a backslash is written "\\\\"',
                )
            code = int(found[2], 16) if found[2] else int(found[3], 8) if found[3] else None
            if code is None:
                return _MEANS[found[1]]
            if not 0 < code < 0x80:
                raise self.fault(f'"{found[0]}" is no character of ASCII', column + 1 + found.start())
            return chr(code)

        self.draft.parts[self.open].append(_ESCAPE.sub(means, raw) if "\\" in raw else raw)

    def entry_ends(self) -> None:
        """Close the entry if it is complete; what comes next begins another."""
        if any(part.startswith("msgstr") for part in self.draft.parts):
            self.entries.append(self.finished())
            self.draft, self.open = _Draft(), ""

    def finished(self) -> Entry:
        draft = self.draft
        was = draft.joined("previous msgid")
        forms = [part for part in draft.parts if part.startswith("msgstr")]
        return Entry(
            msgid=draft.joined("msgid") or "",
            msgstr=tuple("".join(draft.parts[part]) for part in forms),
            msgctxt=draft.joined("msgctxt"),
            msgid_plural=draft.joined("msgid_plural"),
            comments=tuple(draft.comments),
            notes=tuple(draft.notes),
            references=tuple(draft.references),
            flags=tuple(draft.flags),
            previous=Previous(was, draft.joined("previous msgctxt"), draft.joined("previous msgid_plural"))
            if was is not None
            else None,
            obsolete=draft.obsolete,
            span=Span(self.path, draft.lines["msgid"], 1),
            text_span=Span(self.path, draft.lines[forms[0]], 1),
        )

    def finish(self) -> None:
        self.entry_ends()
        if self.draft.parts:
            raise self.fault("file ends inside a message", hint="add its msgstr")


def _body(text: str) -> str:
    return text.removeprefix(" ")


# ---------------------------------------------------------------- writing


def write_entries(entries: Sequence[Entry]) -> str:
    """Return `entries` as `msgcat --no-wrap` writes them: obsolete ones last, one blank line between two."""
    current = [entry for entry in entries if not entry.obsolete]
    # An obsolete entry without a translation holds nothing worth keeping, and gettext drops it.
    old = [entry for entry in entries if entry.obsolete and entry.msgstr[0]]
    return "\n".join("".join(f"{line}\n" for line in _lines(entry)) for entry in (*current, *old))


def _lines(entry: Entry) -> Iterator[str]:
    for comment in entry.comments:
        yield f"# {comment}" if comment else "#"
    for note in entry.notes:
        yield f"#. {note}" if note else "#."
    yield from _references(entry.references)
    # gettext drops the flag where there is nothing to confirm.
    flags = _flags(tuple(flag for flag in entry.flags if flag != "fuzzy" or entry.text))
    if flags:
        yield f"#, {', '.join(flags)}"
    old = "#~ " if entry.obsolete else ""
    if entry.previous is not None:
        was = "#~| " if entry.obsolete else "#| "
        if entry.previous.msgctxt is not None:
            yield from _string(was, "msgctxt", entry.previous.msgctxt)
        yield from _string(was, "msgid", entry.previous.msgid)
        if entry.previous.msgid_plural is not None:
            yield from _string(was, "msgid_plural", entry.previous.msgid_plural)
    if entry.msgctxt is not None:
        yield from _string(old, "msgctxt", entry.msgctxt)
    yield from _string(old, "msgid", entry.msgid)
    if entry.msgid_plural is None:
        yield from _string(old, "msgstr", entry.text)
    else:
        yield from _string(old, "msgid_plural", entry.msgid_plural)
        for index, text in enumerate(entry.msgstr):
            yield from _string(old, f"msgstr[{index}]", text)


def _references(references: Sequence[str]) -> Iterator[str]:
    # References alone are wrapped under --no-wrap, and by their bytes (write-po.c,
    # message_print_comment_filepos).
    line, width = "#:", 2
    for reference in dict.fromkeys(references):
        length = len(reference.encode()) + 1
        if width > 2 and width + length > _REFERENCE_WIDTH:
            yield line
            line, width = "#:", 2
        line += f" {reference}"
        width += length
    if width > 2:
        yield line


def _flags(flags: Sequence[str]) -> list[str]:
    """Return the flags gettext knows, in its order; the last word on a format counts."""
    said: dict[str, str] = {}
    for flag in flags:
        for name in _FORMATS:
            if flag in (f"{name}-format", f"no-{name}-format", f"possible-{name}-format"):
                said[name] = flag
    ranges = [flag for flag in flags if flag.startswith("range:")][-1:]
    wraps = [flag for flag in flags if flag in ("wrap", "no-wrap")][-1:]
    fuzzy = ["fuzzy"] if "fuzzy" in flags else []
    return [
        *fuzzy,
        *(said[name] for name in _FORMATS if name in said),
        *ranges,
        *(w for w in wraps if w != "wrap"),
    ]


def _string(prefix: str, keyword: str, text: str) -> Iterator[str]:
    pieces = text.split("\n")
    lines = [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
    if len(lines) < 2:
        yield f'{prefix}{keyword} "{text.translate(_WRITES)}"'
        return
    yield f'{prefix}{keyword} ""'
    for line in lines:
        yield f'{prefix}"{line.translate(_WRITES)}"'
