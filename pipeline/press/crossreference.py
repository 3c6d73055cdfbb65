"""A file's last form: objects packed in compressed streams, and the table that finds them (ISO 32000-1, 7.5.7, 7.5.8).

In: the bodies of objects by number, streams as they are made, the others at the end. Out: the bytes of the file. A tree
of tags is thousands of small objects, which take a tenth of the room when they are compressed together.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO

# So many objects share a stream: a reader that wants one has to unpack its neighbours.
_TOGETHER = 200
_HEAD = b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n"
# Three columns of one, four and two bytes: kind, offset or stream, index within the stream. Zero is the free list.
_FREE = b"\0\0\0\0\0\xff\xff"


class Spool:
    """The bytes of a file as they come. A stream is laid down at once, so that nobody has to keep it."""

    def __init__(self, version: tuple[int, int]) -> None:
        self._out = BytesIO()
        self._seen = sha256()
        self._rows: dict[int, bytes] = {}
        self._add(_HEAD % version)

    def put(self, number: int, body: Sequence[bytes]) -> None:
        """Lay down an object as it is; its body may come in parts."""
        self._rows[number] = b"\1%b\0\0" % self._out.tell().to_bytes(4, "big")
        self._add(b"%d 0 obj\n" % number, *body, b"\nendobj\n")

    def _add(self, *parts: bytes) -> None:
        for part in parts:
            self._out.write(part)
            self._seen.update(part)

    def identity(self, bodies: Mapping[int, bytes]) -> str:
        """Return a SHA-256 in hexadecimal over all that is laid down so far, and over objects that will be."""
        seen = self._seen.copy()
        for number, body in bodies.items():
            seen.update(b"%d %b\n" % (number, body))
        return seen.hexdigest()

    def close(self, bodies: Mapping[int, bytes], root: int, info: int) -> bytes:
        """Return the file, with these objects packed; `root` is its catalog, `info` its information dictionary.

        Object streams need PDF 1.5. A number without a body becomes a free one. The file's identifier is made of its
        content, so that the same objects give the same bytes.
        """
        numbers = sorted(bodies)
        rows = self._rows
        size = max((*numbers[-1:], *rows)) + 1
        for begin in range(0, len(numbers), _TOGETHER):
            together = numbers[begin : begin + _TOGETHER]
            self.put(size, packed(together, [bodies[number] for number in together]))
            home = b"\2" + size.to_bytes(4, "big")
            for index, number in enumerate(together):
                rows[number] = home + index.to_bytes(2, "big")
            size += 1
        digest = self._seen.hexdigest()[:32].encode()
        at = self._out.tell()
        rows[size] = b"\1%b\0\0" % at.to_bytes(4, "big")
        table = zlib.compress(b"".join([rows.get(number, _FREE) for number in range(size + 1)]), 6)
        entries = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]/Filter/FlateDecode/Length %d"
        head = entries % (size + 1, root, info, digest, digest, len(table))
        self._out.write(
            b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, head, table, at)
        )
        return self._out.getvalue()


def packed(numbers: Sequence[int], bodies: Sequence[bytes]) -> tuple[bytes, bytes, bytes]:
    """Return an object stream of these objects, in parts."""
    heads: list[str] = []
    at = 0
    for number, body in zip(numbers, bodies, strict=True):
        heads.append(f"{number} {at}")
        at += len(body) + 1
    first = " ".join(heads).encode() + b"\n"
    data = zlib.compress(first + b"\n".join(bodies), 6)
    head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
    return head % (len(bodies), len(first), len(data)), data, b"\nendstream"
