"""Bytes to text as browsers do it: what is declared is believed, and nothing is guessed from letter counts.

In: the bytes of a source and the charset its transport named. Out: its text, line ends as line feeds.
WHATWG Encoding Standard and HTML Standard 13.2.3: byte-order mark, transport, `<meta>` in the first 1,024 bytes, then
windows-1252. Undeclared bytes that are valid UTF-8 beyond ASCII are UTF-8: that is a proof, not a guess.
The door of webencodings.
"""

from __future__ import annotations

import re

import webencodings  # type: ignore[import-untyped]  # the distribution ships no types

from pipeline.foundation.diagnostic import Problems, Span, unusable

_META = re.compile(
    rb"""<meta\s[^>]*?(?:charset\s*=\s*["']?\s*([\w:.-]+)|content\s*=\s*["'][^"'>]*?charset\s*=\s*([\w:.-]+))""",
    re.I,
)
_XML = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w:.-]+)["']""", re.I)
_MOJIBAKE = re.compile(r"Ã[\x80-¿­]|Â[\x80-¿]|â€[\x80-¿œ™“”˜]|ï»¿")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))


def decode(raw: bytes, span: Span, problems: Problems, *, transport: str = "", markup: bool = False) -> str:
    """Return the text of `raw`; `markup` says that it is HTML or XML and may name its charset itself.

    Raises `Unusable` for an empty file and for one that is no text.
    """
    check_text(raw, span)
    name, start = _declared(raw, transport, markup, span, problems)
    if name == "windows-1252":
        text = raw[start:].decode("latin-1").translate(_WINDOWS)
    else:
        text = raw[start:].decode(webencodings.lookup(name).codec_info.name, "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = re.search("�", text) or _MOJIBAKE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        around = " ".join(text[max(0, found.start() - 15) : found.end() + 15].split())
        problems.warning(
            "text-garbled",
            f'"{around}" looks garbled; the text was read as {name}',
            Span(span.path, line, 1),
            hint="save the source again with its right charset, or mend the article by hand",
        )
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]", "", text)


def check_text(raw: bytes, span: Span) -> None:
    """Raise `Unusable` where `raw` is empty or holds what no text file holds."""
    if not raw.strip():
        raise unusable("file-empty", "empty file", span, hint="save the page or manuscript again")
    if raw.startswith((_BOMS[1][0], _BOMS[2][0])):
        return
    head = raw[:65536]
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if b"\x00" in raw or control > len(head) // 50:
        raise unusable(
            "file-binary",
            "binary file: no text to read",
            span,
            hint="give a .html, .docx, .md, .txt or feed file",
        )


def _declared(raw: bytes, transport: str, markup: bool, span: Span, problems: Problems) -> tuple[str, int]:
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return name, len(mark)
    labels = [transport]
    if markup:
        head = re.sub(rb"<!--.*?-->", b"", raw[:1024], flags=re.S)
        if meta := _META.search(head):
            labels.append((meta[1] or meta[2]).decode("ascii"))
        if xml := _XML.search(head):
            labels.append(xml[1].decode("ascii"))
    for at, label in enumerate(labels):
        encoding = webencodings.lookup(label) if label else None
        if encoding is not None:
            # HTML 13.2.3.2: a page that can say "utf-16" in ASCII is not in UTF-16.
            return ("utf-8" if at and encoding.name.startswith("utf-16") else str(encoding.name)), 0
        if label:
            problems.warning("charset-unknown", f'charset "{label}" is not known', span)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252", 0
    return "utf-8", 0


def _windows() -> dict[int, str]:
    # Five bytes stand for nothing in windows-1252; the standard maps them to the control codes of their number.
    table = {}
    for byte in range(0x80, 0xA0):
        table[byte] = bytes([byte]).decode("cp1252", "ignore") or chr(byte)
    return table


_WINDOWS = _windows()


def lenient(raw: bytes) -> str:
    """Return bytes as text whatever they are: UTF-8, with marks in the place of what is none."""
    return raw.decode("utf-8", "replace").lstrip("﻿")
