"""Content streams cut into operations, fast: a print edition has two megabytes of them, most of it paths.

In: the bytes of a content stream. Out: each operation as (path before it, operands, operator). A path's construction stays one
piece of text, which whoever needs its points reads. What the quick reading cannot cut (inline images, strings within strings) is
given to pikepdf.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

Operation = tuple[bytes, bytes, bytes]

_END = rb"(?![A-Za-z*'\"\d])"
_OPERATION = re.compile(
    rb"\s*+"
    # What builds a path: numbers and m, l, c, v, y or re, and h without numbers.
    rb"((?:[-+.\d\s]*+(?:[mlcvyh]|re)" + _END + rb"\s*+)*+)"
    # Operands: numbers and arrays' brackets, names, strings, dictionaries, constants.
    rb"((?:[-+.\d\s\[\]]++|<[0-9A-Fa-f\s]*+>|/[^\s()<>\[\]{}/%]*+|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)|<<|>>"
    rb"|(?:true|false|null)" + _END + rb")*+)"
    rb"([A-Za-z'\"][A-Za-z\d]*+\*?)",
    re.DOTALL,
)
_BLANK = re.compile(rb"\s*+\Z")
_COMMENT = re.compile(rb"\s*+%[^\r\n]*+")
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_CODES = re.compile(rb"<[^>]*>")
_STRING = re.compile(rb"<([0-9A-Fa-f\s]*)>|\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+)\)", re.DOTALL)
_NAME = re.compile(rb"/[^\s<\[(/]*")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
INLINE = b"INLINE IMAGE"
_BUILDING = (b"m", b"l", b"c", b"v", b"y", b"h", b"re")


class Broken(ValueError):
    """Raised for a content stream that is none."""


def operations(data: bytes) -> Iterator[Operation]:
    """Yield the operations of a content stream. Raises `Broken` where it cannot be read."""
    at, match = 0, _OPERATION.match
    while True:
        found = match(data, at)
        if found is None:
            if comment := _COMMENT.match(data, at):
                at = comment.end()
                continue
            break
        path, operands, operator = found.groups()
        if operator == b"BI":
            break
        yield path, operands, operator
        at = found.end()
    if not _BLANK.match(data, at):
        yield from _slowly(data[at:])


def _slowly(data: bytes) -> list[Operation]:
    import pikepdf

    done: list[Operation] = []
    path = b""
    try:
        with pikepdf.new() as file, warnings.catch_warnings():
            # What pikepdf only warns of is a stream that ends within an operation.
            warnings.simplefilter("error")
            for one in pikepdf.parse_content_stream(file.make_stream(data)):
                if isinstance(one, pikepdf.ContentStreamInlineImage):
                    done.append((b"", one.iimage.unparse(), INLINE))
                    continue
                operator = str(one.operator).encode()
                operands = b" ".join(pikepdf.unparse_content_stream([(one.operands, one.operator)]).split()[:-1])
                if operator in _BUILDING:
                    path += operands + b" " + operator + b" "
                else:
                    done.append((path, operands, operator))
                    path = b""
    except (pikepdf.PdfError, ValueError, TypeError, UserWarning) as fault:
        raise Broken(str(fault).split("\n")[0]) from fault
    return done


def figures(operands: bytes) -> list[float]:
    """Return the numbers among operands."""
    return [float(found) for found in _NUMBER.findall(operands)]


def name(operands: bytes) -> str:
    """Return the first name among operands, with its slash, or ""."""
    found = _NAME.search(operands)
    if found is None:
        return ""
    word = found[0].decode("latin-1")
    return re.sub(r"#([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), word) if "#" in word else word


def shown(operands: bytes) -> bytes:
    """Return the bytes of all strings among operands, joined."""
    if b"(" not in operands:
        codes = _HEX.findall(operands)
        if [code for code in codes if len(code) & 1]:
            codes = [_even(code) for code in codes]
        return bytes.fromhex(b"".join(codes).decode())
    return b"".join(
        bytes.fromhex(_even(found[1]).decode()) if found[1] is not None else _plain(found[2])
        for found in _STRING.finditer(operands)
    )


def shifts(operands: bytes) -> float:
    """Return the sum of the numbers in a TJ array, in thousandths of the size."""
    if b"(" in operands:
        return sum(map(float, _NUMBER.findall(_STRING.sub(b" ", operands))))
    return sum(map(float, b" ".join(_CODES.split(operands)).strip(b"[] \t\r\n\f\x00").split()))


def _even(code: bytes) -> bytes:
    code = b"".join(code.split())
    return code + b"0" if len(code) % 2 else code


def _plain(text: bytes) -> bytes:
    def said(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes((int(code, 8) & 255,)) if code[:1].isdigit() and code[0] < 56 else _ESCAPES.get(code, code)

    return _ESCAPE.sub(said, text)
