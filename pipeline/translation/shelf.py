"""Shelves: what slow tables and checks said before, kept from run to run under a name that changes with what it depends on.

A file that is cut off or altered is as good as none: everything on it can be asked again.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import Unusable
from pipeline.foundation.files import write_whole

# What a shelf may hold, in entries; one that is fuller is begun anew.
LIMIT = 200_000


class Shelf(MutableMapping[Any, Any]):
    """Plain values under plain keys, on disk in `folder` under a digest of `names`, or in memory without a folder.

    One that is not `lasting` keeps what this run has asked for, and nothing else.
    """

    def __init__(self, folder: Path | None = None, *names: bytes | str, lasting: bool = True) -> None:
        said = (sys.version, *names)
        digest = hashlib.sha256(b"\0".join(name.encode() if isinstance(name, str) else name for name in said))
        self._path = folder / "words" / digest.hexdigest() if folder is not None else None
        self._held: dict[Any, Any] | None = None
        self._changed = False
        self._asked: dict[Any, None] | None = None if lasting else {}

    @property
    def _all(self) -> dict[Any, Any]:
        if self._held is None:
            self._held = _opened(self._path) if self._path is not None else {}
        return self._held

    def __getitem__(self, key: Any) -> Any:
        value = self._all[key]
        if self._asked is not None:
            self._asked[key] = None
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        self._all[key] = value
        self._changed = True
        if self._asked is not None:
            self._asked[key] = None

    def __delitem__(self, key: Any) -> None:
        del self._all[key]
        self._changed = True

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def keep(self) -> None:
        """Write the shelf, if anything on it is new. A disk that refuses costs the next run its time, nothing else."""
        if self._path is None or not self._changed:
            return
        held = self._all if self._asked is None else {key: self._all[key] for key in self._asked}
        body = marshal.dumps(held if len(held) <= LIMIT else {})
        try:
            write_whole(self._path, hashlib.sha256(body).digest(), body, lasting=False)
        except Unusable:
            return
        self._changed = False


def _opened(path: Path) -> dict[Any, Any]:
    try:
        data = path.read_bytes()
    except OSError:
        # Not there yet, or not readable: everything is asked again.
        return {}
    body = data[32:]
    if hashlib.sha256(body).digest() != data[:32]:
        return {}
    held = marshal.loads(body)
    return held if isinstance(held, dict) else {}
