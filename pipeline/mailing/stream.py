"""A file of millions of pages as it is written: objects one after another, and at its end the table that finds them.

In: stock, and objects in the order of their numbers. Out: a file, its length and its SHA-256. Nothing is kept but the table, and
that compressed, so that memory does not grow with the file (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pipeline.mailing.stock import Stock

# What recurs is long and what differs short: the fastest level does it as well.
LEVEL = 1
_FREE = b"\0\0\0\0\0\0\0\0"
# Annex C of ISO 32000-1: what Acrobat takes.
MOST = 8_388_607
# So many bytes are written at a time, and so many objects share a stream.
_TOGETHER, _PACKED = 1 << 20, 200


class Stream:
    """A PDF being written behind the objects of a stock. The file is its owner's alone."""

    def __init__(self, path: Path, stock: Stock) -> None:
        self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb", buffering=0)
        self._digest = sha256()
        self._parts: list[bytes] = []
        self._waiting = 0
        self.length = 0
        self._packer = zlib.compressobj(LEVEL)
        self._table: list[bytes] = [self._packer.compress(_FREE)]
        self._stock = stock
        self.next = stock.size + 1
        with stock.path.open("rb") as head:
            self._add(head.read())
        self._rows(b"".join([b"\1" + at.to_bytes(5, "big") + b"\0\0" for at in stock.offsets]))

    def _add(self, part: bytes) -> None:
        self._parts.append(part)
        self.length += len(part)
        self._waiting += len(part)
        if self._waiting >= _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        data = b"".join(self._parts)
        self._parts.clear()
        self._waiting = 0
        self._digest.update(data)
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]

    def _rows(self, rows: bytes) -> None:
        self._table.append(self._packer.compress(rows))

    def stream(self, data: bytes) -> int:
        """Write a content stream as the next object, and return its number."""
        number = self.next
        self._rows(b"\1" + self.length.to_bytes(5, "big") + b"\0\0")
        packed = zlib.compress(data, LEVEL)
        self._add(
            b"%d 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
            % (number, len(packed), packed)
        )
        self.next = number + 1
        return number

    def pack(self, data: bytes, first: int, count: int) -> None:
        """Write an object stream as the next object; it holds the `count` objects after it, their bodies from byte `first` on."""
        number = self.next
        packed = zlib.compress(data, LEVEL)
        home = b"\2" + number.to_bytes(5, "big")
        self._rows(b"\1" + self.length.to_bytes(5, "big") + b"\0\0" + home + home.join(_INDEXES[:count]))
        self._add(
            b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
            % (number, count, first, len(packed), packed)
        )
        self.next = number + 1 + count

    def bodies(self, bodies: Sequence[bytes]) -> None:
        """Write objects that are no streams; `numbered` tells beforehand which numbers they get."""
        for at in range(0, len(bodies), _PACKED):
            part = bodies[at : at + _PACKED]
            heads, place = [], 0
            for index, body in enumerate(part):
                heads.append(b"%d %d" % (self.next + 1 + index, place))
                place += len(body) + 1
            head = b" ".join(heads) + b"\n"
            self.pack(head + b"\n".join(part), len(head), len(part))

    def numbered(self, start: int, index: int) -> int:
        """Return the number of the object `index` of those that `bodies` writes when `start` is the next number."""
        return start + index + index // _PACKED + 1

    def close(self, root: int, identity: str) -> str:
        """Write the table and the trailer, put the file on the disk, and return its SHA-256."""
        number = self.next
        self._rows(b"\1" + self.length.to_bytes(5, "big") + b"\0\0")
        table = b"".join([*self._table, self._packer.flush()])
        info = f"/Info {self._stock.info} 0 R" if self._stock.info else ""
        head = (
            f"{number} 0 obj\n<</Type/XRef/W[1 5 2]/Size {number + 1}/Root {root} 0 R{info}/ID[<{identity}><{identity}>]"
            f"/Filter/FlateDecode/Length {len(table)}>>\nstream\n"
        )
        at = self.length
        self._add(head.encode() + table + f"\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n".encode())
        self._flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._digest.hexdigest()

    def abandon(self) -> None:
        """Close a file that was not finished."""
        self._file.close()


_INDEXES = tuple(index.to_bytes(2, "big") for index in range(_PACKED * 8))
