"""A file's last form: objects packed in compressed streams, and the table that finds them (ISO 32000-1, 7.5.7, 7.5.8).

In: the bodies of objects by number, streams as they are made, the others at the end. Out: the bytes of the file. A tree
of tags is thousands of small objects, which take a tenth of the room when they are compressed together.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO

# So many objects share a stream at the most: a reader that wants one has to unpack its neighbours.
TOGETHER = 200
# A page takes 40 per cent less time than at zlib's own level, six, and a twentieth more room.
LEVEL = 5
_HEAD = b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n"
# Three columns of one, four and two bytes: kind, offset or stream, index within the stream. Zero is the free list.
_FREE = b"\0\0\0\0\0\xff\xff"


class Spool:
    """The bytes of a file as they come. A stream is laid down at once, so that nobody has to keep it."""

    def __init__(self, version: tuple[int, int]) -> None:
        self._out = BytesIO()
        self._seen = sha256()
        self._rows = bytearray()
        self._add(_HEAD % version)

    def put(self, number: int, body: Sequence[bytes]) -> None:
        """Lay down an object as it is; its body may come in parts."""
        self._enter(number, b"\1%b\0\0" % self._out.tell().to_bytes(4, "big"))
        self._add(b"%d 0 obj\n" % number, *body, b"\nendobj\n")

    def _enter(self, number: int, row: bytes) -> None:
        at = len(row) * number
        self._rows += _FREE * ((at - len(self._rows)) // len(row) + 1)
        self._rows[at : at + len(row)] = row

    def _add(self, *parts: bytes) -> None:
        for part in parts:
            self._out.write(part)
            self._seen.update(part)

    def pack(self, number: int, bodies: Mapping[int, bytes]) -> None:
        """Lay down objects that are no streams, together in the object stream `number`. It needs PDF 1.5."""
        heads: list[str] = []
        home, at = b"\2" + number.to_bytes(4, "big"), 0
        for index, (one, body) in enumerate(bodies.items()):
            self._enter(one, home + index.to_bytes(2, "big"))
            heads.append(f"{one} {at}")
            at += len(body) + 1
        first = " ".join(heads).encode() + b"\n"
        data = zlib.compress(first + b"\n".join(bodies.values()), LEVEL)
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
        self.put(number, (head % (len(bodies), len(first), len(data)), data, b"\nendstream"))

    def identity(self, bodies: Mapping[int, bytes]) -> str:
        """Return a SHA-256 in hexadecimal over all that is laid down so far, and over objects that will be."""
        seen = self._seen.copy()
        for number, body in bodies.items():
            seen.update(b"%d %b\n" % (number, body))
        return seen.hexdigest()

    def close(self, root: int, info: int) -> bytes:
        """Return the file; `root` is its catalog, `info` its information dictionary, 0 for none.

        A number without an object becomes a free one. The file's identifier is made of its content, so that the same
        objects give the same bytes.
        """
        number = len(self._rows) // len(_FREE)
        digest = self._seen.hexdigest()[:32].encode()
        at = self._out.tell()
        self._enter(number, b"\1%b\0\0" % at.to_bytes(4, "big"))
        table = zlib.compress(self._rows, LEVEL)
        about = b"/Info %d 0 R" % info if info else b""
        entries = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R%b/ID[<%b><%b>]/Filter/FlateDecode/Length %d"
        head = entries % (number + 1, root, about, digest, digest, len(table))
        self._out.write(
            b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, head, table, at)
        )
        return self._out.getvalue()
