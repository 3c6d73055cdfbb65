"""Values kept on disk that can be made again: what a file says is believed only when every byte of it is as written.

In: a path, a kind, plain values (numbers, texts, bytes, tuples, lists, dicts). Out: the same, or None. A file that is cut
off, altered, of another kind, of another version of the program or of Python is as good as none.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import Unusable
from pipeline.foundation.files import write_whole

# What a folder of one kind may hold; the files unused for longest go first.
LIMIT = 64_000_000


@cache
def origin() -> bytes:
    """Return a digest of the program's composing part, and of what marshals its values.

    Whoever changes a line of it thereby leaves every value behind that the old line made.
    """
    digest = hashlib.sha256(f"{sys.version}\0{sys.byteorder}\0{marshal.version}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def opened(path: Path, kind: str) -> Any:
    """Return the value kept at `path`, None where there is none that can be believed."""
    body = _believed(path, kind)
    return None if body is None else marshal.loads(body)


def opened_shelf(path: Path, kind: str) -> tuple[Any, memoryview] | None:
    """Return the value kept at `path` with the bytes beside it, None where there is none that can be believed."""
    body = _believed(path, kind)
    if body is None:
        return None
    value, length = marshal.loads(body)
    return value, body[len(body) - length :]


def _believed(path: Path, kind: str) -> memoryview | None:
    try:
        data = path.read_bytes()
    except OSError:
        # Not there yet, or not readable: the value is made again.
        return None
    head = _head(kind)
    start = len(head) + 32
    if len(data) < start or not data.startswith(head):
        return None
    body = memoryview(data)[start:]
    if hashlib.sha256(body).digest() != data[len(head) : start]:
        return None
    return body


def keep_shelf(path: Path, kind: str, value: Any, beside: Sequence[bytes | memoryview]) -> None:
    """Keep `value` as `keep` does, with bytes beside it, one after the other, that are not copied for it."""
    _keep(path, kind, marshal.dumps((value, sum(map(len, beside)))), *beside)


def keep(path: Path, kind: str, value: Any) -> None:
    """Keep `value` at `path`, whole or not at all, and let the oldest files of its folder go when they are too many.

    A disk that refuses costs the next build its time, nothing else.
    """
    _keep(path, kind, marshal.dumps(value))


def _keep(path: Path, kind: str, *parts: bytes | memoryview) -> None:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    try:
        write_whole(path, _head(kind), digest.digest(), *parts, lasting=False)
    except Unusable:
        # A full or a read-only disk is no reason to stop a build that has all it needs.
        return
    _trim(path.parent)


def _head(kind: str) -> bytes:
    return f"motivator {kind}\n".encode() + origin()


def _trim(folder: Path) -> None:
    """Take the files that were written first from `folder` until it is within its limit."""
    files = []
    try:
        for path in folder.iterdir():
            facts = path.stat()
            files.append((facts.st_mtime, facts.st_size, path))
    except OSError:
        # Another build has just taken one of them away.
        return
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= LIMIT:
            return
        path.unlink(missing_ok=True)
        total -= size
