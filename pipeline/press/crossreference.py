"""A file's last form: objects packed in compressed streams, and the table that finds them (ISO 32000-1, 7.5.7, 7.5.8).

In: the bodies of objects by number. Out: the bytes of the file. A tree of tags is thousands of small objects, which take
a tenth of the room when they are compressed together.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from hashlib import sha256

# So many objects share a stream: a reader that wants one has to unpack its neighbours.
_TOGETHER = 200
_HEAD = b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n"


def serialised(bodies: Mapping[int, bytes], root: int, info: int, version: tuple[int, int]) -> bytes:
    """Return a file of these objects; `root` is its catalog, `info` its information dictionary.

    What is no stream is packed into object streams, which need PDF 1.5. A number without a body becomes a free one. The
    file's identifier is made of its content, so that the same objects give the same bytes.
    """
    parts: list[bytes] = [_HEAD % version]
    at = len(parts[0])
    places: dict[int, tuple[int, int, int]] = {}
    numbers = sorted(bodies)
    plain = [number for number in numbers if not bodies[number].endswith(b"endstream")]
    size = max(numbers) + 1

    def put(number: int, body: bytes) -> None:
        nonlocal at
        places[number] = (1, at, 0)
        part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        parts.append(part)
        at += len(part)

    for number in numbers:
        if bodies[number].endswith(b"endstream"):
            put(number, bodies[number])
    for begin in range(0, len(plain), _TOGETHER):
        packed = plain[begin : begin + _TOGETHER]
        put(size, _packed({number: bodies[number] for number in packed}))
        for index, number in enumerate(packed):
            places[number] = (2, size, index)
        size += 1
    digest = sha256(b"".join(parts)).hexdigest()[:32].encode()
    places[size] = (1, at, 0)
    # Three columns of one, four and two bytes: kind, offset or stream, index within the stream.
    free = (0).to_bytes(5, "big") + b"\xff\xff"
    rows = [
        free
        if number not in places
        else b"%c%b%b" % (place[0], place[1].to_bytes(4, "big"), place[2].to_bytes(2, "big"))
        for number in range(size + 1)
        for place in (places.get(number, (0, 0, 0)),)
    ]
    table = zlib.compress(b"".join(rows), 6)
    entries = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]/Filter/FlateDecode/Length %d"
    head = entries % (size + 1, root, info, digest, digest, len(table))
    parts.append(b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, head, table, at))
    return b"".join(parts)


def _packed(bodies: Mapping[int, bytes]) -> bytes:
    """Return an object stream of these objects."""
    heads: list[bytes] = []
    at = 0
    for number, body in bodies.items():
        heads.append(b"%d %d" % (number, at))
        at += len(body) + 1
    first = b" ".join(heads) + b"\n"
    data = zlib.compress(first + b"\n".join(bodies.values()), 6)
    head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(bodies), len(first), len(data))
    return head + b"\nstream\n" + data + b"\nendstream"
