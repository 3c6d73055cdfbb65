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

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.translation.poentry import Entry, Previous
from pipeline.translation.posyntax import MEANS, Reader, remark

__all__ = ["Entry", "Previous", "read_entries", "write_entries"]

_CONTROLS = str.maketrans({means: f"\\{letter}" for letter, means in MEANS.items() if means < " "})

_CONTROL = re.compile(r"[\a-\r]")
_SPECIAL = re.compile(r'[\a-\r"\\]')

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


# ---------------------------------------------------------------- reading


def read_entries(text: str, path: str) -> tuple[Entry, ...]:
    """Return the entries of PO `text`, the header (msgid "") among them. Line ends may be CR LF.

    Raises `Unusable` (`catalog-syntax`) at the first place where gettext would refuse the file.
    """
    # Two readers: one takes whole entries as msgcat writes them, the other, which knows the whole syntax and what is wrong with
    # it, takes what the first leaves.
    text = text.replace("\r\n", "\n")
    if (nul := text.find("\0")) >= 0:
        # gettext ends a text there, and loses the rest of it.
        place = Span(path, text.count("\n", 0, nul) + 1, nul - text.rfind("\n", 0, nul))
        raise unusable("catalog-syntax", "the character NUL", place, hint="delete it; it cannot be seen")
    entries: list[Entry] = []
    remarks: dict[str, _Remarks] = {}
    at, number = 0, 1
    while True:
        at, number = _canonical(text, at, number, path, entries, remarks)
        if at >= len(text):
            return tuple(entries)
        reader = Reader(path)
        while at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            reader.line(text[at:end], number)
            at, number = end + 1, number + 1
            if reader.complete and _APART.match(text, at):
                break
        reader.finish()
        entries += reader.entries


# Comments, notes, references and flags.
_Remarks = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]

_LINE = r'"[^"\\\n]*(?:\\[ntbrfva"\\][^"\\\n]*)*"'


def _pattern(mark: str, was: str) -> re.Pattern[str]:
    """Return what matches an entry as msgcat writes it; its lines begin with `mark`, those of its previous msgid with `was`."""
    said, before = (rf"({_LINE}(?:\n{prefix}{_LINE})*)\n" for prefix in (mark, was))
    return re.compile(
        r"\n*((?:#(?![~|])[^\n]*\n)*)"
        rf"(?:(?:{was}msgctxt {before})?{was}msgid {before})?"
        rf"(?:{mark}msgctxt {said})?{mark}msgid {said}"
        # It ends where something begins that can be no part of it.
        rf"{mark}msgstr {said}(?=\n*(?:\Z|#(?!~ *(?:\"|msgstr|msgid_plural))|msgid \"|msgctxt \"))"
    )


_CANONICAL = (_pattern("", r"\#\| "), _pattern(r"\#~ ", r"\#~\| "))
_JOINS = (('"\n"', '"\n#| "'), ('"\n#~ "', '"\n#~| "'))
_SIMPLE = re.compile(r'\\([ntbrfva"\\])')

# Where an entry that is complete is followed by an empty line and what can be no part of it.
_APART = re.compile(r"\n+(?:\Z|#(?![~|])|#~ msg(?:id|ctxt) |#~?\| |msgid \"|msgctxt \")")


def _canonical(
    text: str, at: int, number: int, path: str, entries: list[Entry], remarks: dict[str, _Remarks]
) -> tuple[int, int]:
    """Read entries as msgcat writes them from `at`, which is on line `number`; return where another reader must go on."""
    obsolete = False
    counted = at
    while at < len(text):
        found = _CANONICAL[obsolete].match(text, at)
        if found is None:
            obsolete = not obsolete
            found = _CANONICAL[obsolete].match(text, at)
            if found is None:
                break
        block, was_context, was, context, msgid, msgstr = found.groups()
        join, was_join = _JOINS[obsolete]
        said = remarks.get(block)
        if said is None:
            said = remarks[block] = _remarks(block)
        start = found.start(5)
        line = number + text.count("\n", counted, start)
        counted = found.start(6)
        number = line + text.count("\n", start, counted)
        entries.append(
            Entry(
                _content(msgid, join),
                (_content(msgstr, join),),
                None if context is None else _content(context, join),
                None,
                *said,
                None
                if was is None
                else Previous(
                    _content(was, was_join), None if was_context is None else _content(was_context, was_join)
                ),
                obsolete,
                Span(path, line, 1),
                Span(path, number, 1),
            )
        )
        at = found.end()
    # What is left may be empty lines alone, which are no entry.
    number += text.count("\n", counted, at)
    return (at, number) if text[at:].strip("\n") else (len(text), number)


def _remarks(block: str) -> _Remarks:
    """Return what the lines of comments before an entry say."""
    comments: list[str] = []
    notes: list[str] = []
    references: list[str] = []
    flags: list[str] = []
    for line in block.split("\n")[:-1]:
        remark(line[1:], comments, notes, references, flags)
    return tuple(comments), tuple(notes), tuple(references), tuple(flags)


def _content(quoted: str, join: str) -> str:
    """Return what quoted lines with simple escapes alone mean."""
    raw = quoted[1:-1]
    if "\n" in raw:
        raw = raw.replace(join, "")
    if "\\" in raw:
        if "\\\\" not in raw:
            plain = raw.replace("\\n", "\n").replace('\\"', '"')
            if "\\" not in plain:
                return plain
        return _SIMPLE.sub(lambda found: MEANS[found[1]], raw)
    return raw


# ---------------------------------------------------------------- writing


def write_entries(entries: Sequence[Entry]) -> str:
    """Return `entries` as `msgcat --no-wrap` writes them: obsolete ones last, one blank line between two."""
    current = [entry for entry in entries if not entry.obsolete]
    # An obsolete entry without a translation holds nothing worth keeping, and gettext drops it.
    old = [entry for entry in entries if entry.obsolete and entry.msgstr[0]]
    remarks: dict[_Remarks, str] = {}
    return "\n".join([_written(entry, remarks) for entry in (*current, *old)])


def _written(entry: Entry, remarks: dict[_Remarks, str]) -> str:
    flags = entry.flags
    # gettext drops the flag where there is nothing to confirm.
    if flags and not entry.text:
        flags = tuple(flag for flag in flags if flag != "fuzzy")
    if flags and entry.obsolete:
        # Nor has what is obsolete a range (write-po.c, message_print_obsolete).
        flags = tuple(flag for flag in flags if not flag.startswith("range:"))
    said = (entry.comments, entry.notes, entry.references, flags)
    block = remarks.get(said)
    if block is None:
        block = remarks[said] = "".join(f"{line}\n" for line in _remark_lines(*said))
    old = "#~ " if entry.obsolete else ""
    context = "" if entry.msgctxt is None else _string(old, "msgctxt", entry.msgctxt)
    before = "" if entry.previous is None else _previous("#~| " if entry.obsolete else "#| ", entry.previous)
    if entry.msgid_plural is None:
        text = _string(old, "msgstr", entry.msgstr[0])
    else:
        forms = (_string(old, f"msgstr[{index}]", form) for index, form in enumerate(entry.msgstr))
        text = _string(old, "msgid_plural", entry.msgid_plural) + "".join(forms)
    return f"{block}{before}{context}{_string(old, 'msgid', entry.msgid)}{text}"


def _previous(was: str, previous: Previous) -> str:
    context = "" if previous.msgctxt is None else _string(was, "msgctxt", previous.msgctxt)
    plural = "" if previous.msgid_plural is None else _string(was, "msgid_plural", previous.msgid_plural)
    return f"{context}{_string(was, 'msgid', previous.msgid)}{plural}"


def _remark_lines(
    comments: Sequence[str], notes: Sequence[str], references: Sequence[str], flags: Sequence[str]
) -> Iterator[str]:
    for comment in comments:
        yield f"# {comment}" if comment else "#"
    for note in notes:
        yield f"#. {note}" if note else "#."
    yield from _references(references)
    known = _flags(flags)
    if known:
        yield f"#, {', '.join(known)}"


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


def _string(prefix: str, keyword: str, text: str) -> str:
    if _SPECIAL.search(text) is None:
        return f'{prefix}{keyword} "{text}"\n'
    pieces = [_escaped(piece) for piece in text.split("\n")]
    if len(pieces) == 1 or (len(pieces) == 2 and not pieces[1]):
        whole = "\\n".join(pieces)
        return f'{prefix}{keyword} "{whole}"\n'
    last = f'{prefix}"{pieces[-1]}"\n' if pieces[-1] else ""
    return f'{prefix}{keyword} ""\n' + "".join(f'{prefix}"{piece}\\n"\n' for piece in pieces[:-1]) + last


def _escaped(text: str) -> str:
    if _SPECIAL.search(text) is None:
        return text
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return text if _CONTROL.search(text) is None else text.translate(_CONTROLS)
