"""The PO syntax line by line: all that gettext reads, and what is wrong with the rest.

In: lines. Out: entries, each knowing its lines. The syntax is that of the gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import re

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.translation.poentry import Entry, Previous

_TOKEN = re.compile(
    r"[ \t]*(?:(?P<word>msg(?:ctxt|id_plural|id|str))(?:\[(?P<index>[0-9]{1,2})\])?"
    r'|"(?P<text>(?:[^"\\]|\\.)*)")'
)
_OLD_TWICE = re.compile(r"#~[ \t]*(?=#)")
_LINE_NUMBER = re.compile(r"(?<!\S)(\S*[^\s:])(?:[ \t]+:[ \t]*|:[ \t]+)(\d+)(?!\S)")
_ESCAPE = re.compile(r'\\(?:([ntbrfva"\\])|x([0-9A-Fa-f]{1,40})|([0-7]{1,3})|(.))')
MEANS = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "f": "\f", "v": "\v", "a": "\a", '"': '"', "\\": "\\"}


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


class Reader:
    """Entries from lines given one by one."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.draft = _Draft()
        self.open = ""
        self.number = 0

    def _fault(self, message: str, column: int = 1, hint: str = "") -> Exception:
        return unusable("catalog-syntax", message, Span(self.path, self.number, column), hint=hint)

    def line(self, line: str, number: int) -> None:
        """Read the line of that number. Raises `Unusable` (`catalog-syntax`) where gettext would refuse it."""
        self.number = number
        rest = line.lstrip(" \t")
        at = len(line) - len(rest)
        if not rest.rstrip(" \t"):
            return
        old = False
        while twice := _OLD_TWICE.match(rest):
            # What is commented out may itself be a comment, or commented out.
            rest, at, old = rest[twice.end() :], at + twice.end(), True
        if not rest.startswith("#"):
            self._tokens(line, at, obsolete=False, prefix="")
        elif rest.startswith("#~|"):
            self._tokens(line, at + 3, obsolete=True, prefix="previous ")
        elif rest.startswith("#~"):
            self._tokens(line, at + 2, obsolete=True, prefix="")
        elif rest.startswith("#|"):
            self._tokens(line, at + 2, obsolete=old, prefix="previous ")
        else:
            self._comment(rest[1:])

    def _comment(self, text: str) -> None:
        self._entry_ends()
        if self.open:
            raise self._fault("comment inside a message", hint="move it above msgid")
        draft = self.draft
        remark(text, draft.comments, draft.notes, draft.references, draft.flags)

    def _tokens(self, line: str, at: int, *, obsolete: bool, prefix: str) -> None:
        line = line.rstrip(" \t")
        while at < len(line):
            found = _TOKEN.match(line, at)
            if found is None:
                start = at + len(line[at:]) - len(line[at:].lstrip())
                seen = line[start:]
                if seen.startswith('"'):
                    raise self._fault(f"text without closing quotation mark: {seen[:40]}", start + 1)
                raise self._fault(
                    f'"{seen[:40]}" is neither a keyword nor a quoted text',
                    start + 1,
                    hint='a line is msgid "…", msgstr "…", "…" or a comment that begins with #',
                )
            if found["word"]:
                self._keyword(found["word"], found["index"], prefix, obsolete, found.start("word") + 1)
            else:
                self._string(found["text"], prefix, obsolete, found.start("text"))
            at = found.end()

    def _keyword(self, word: str, index: str | None, prefix: str, obsolete: bool, column: int) -> None:
        if word in ("msgctxt", "msgid") or prefix:
            self._entry_ends()
        parts = self.draft.parts
        name = prefix + word + (f"[{index}]" if index is not None else "")
        if index is not None and word != "msgstr":
            raise self._fault(f'"{word}[{index}]" takes no number', column)
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
            raise self._fault(f'"{name}" is out of order', column, hint="msgctxt, msgid, msgid_plural, then msgstr")
        if index is not None and int(index) != sum(part.startswith("msgstr[") for part in parts):
            raise self._fault(f"plural form {index} is out of order", column)
        if not parts:
            self.draft.obsolete = obsolete
        elif self.draft.obsolete != obsolete:
            raise self._fault("message is obsolete (#~) in part only", column)
        parts[name] = []
        self.draft.lines[name] = self.number
        self.open = name

    def _string(self, raw: str, prefix: str, obsolete: bool, column: int) -> None:
        if not self.open or bool(prefix) != self.open.startswith("previous"):
            raise self._fault("text belongs to no keyword", column)
        if self.draft.obsolete != obsolete:
            raise self._fault("message is obsolete (#~) in part only", column)

        def means(found: re.Match[str]) -> str:
            if found[4] is not None:
                raise self._fault(
                    f'unknown escape "{found[0]}"',
                    column + 1 + found.start(),
                    hint='a backslash is written "\\\\"',
                )
            # As many digits as there are, and of them the last byte: as in C, and as gettext has it.
            code = int(found[2], 16) & 0xFF if found[2] else int(found[3], 8) if found[3] else None
            if code is None:
                return MEANS[found[1]]
            if not 0 < code < 0x80:
                raise self._fault(f'"{found[0]}" is no character of ASCII', column + 1 + found.start())
            return chr(code)

        self.draft.parts[self.open].append(_ESCAPE.sub(means, raw) if "\\" in raw else raw)

    @property
    def complete(self) -> bool:
        """Whether the entry has all that it must have."""
        return any(part.startswith("msgstr") for part in self.draft.parts)

    def _entry_ends(self) -> None:
        """Close the entry if it is complete; what comes next begins another."""
        if self.complete:
            self.entries.append(self._finished())
            self.draft, self.open = _Draft(), ""

    def _finished(self) -> Entry:
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
        """Close the last entry. Raises `Unusable` (`catalog-syntax`) where it lacks its msgstr."""
        self._entry_ends()
        if self.draft.parts:
            raise self._fault("file ends inside a message", hint="add its msgstr")


def remark(text: str, comments: list[str], notes: list[str], references: list[str], flags: list[str]) -> None:
    """Sort what stands behind a "#"."""
    match text[:1]:
        case ".":
            notes.append(_body(text[1:]))
        case ":":
            # A line number may stand apart from its file.
            references += _LINE_NUMBER.sub(r"\1:\2", text[1:]).split()
        case ",":
            # Of several lines the last counts, as gettext has it; but none takes back that a person has yet to look.
            flags[:] = [flag for flag in flags if flag == "fuzzy"]
            flags += [flag.strip() for flag in text[1:].split(",") if flag.strip()]
        case _:
            comments.append(_body(text))


def _body(text: str) -> str:
    return text.removeprefix(" ")
