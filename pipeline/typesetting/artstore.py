"""Artwork read once: parsing a picture takes longer than composing an article.

What was read is kept under the digest of the file's bytes, with a digest of its own: a file that is stale, broken or from
another version is not used. A picture with problems is never kept, so that they are reported every time.
"""

from __future__ import annotations

import hashlib
import marshal
from pathlib import Path

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.files import write_whole
from pipeline.foundation.value import Struct, field
from pipeline.typesetting.artwork import Artwork, read_artwork
from pipeline.typesetting.page import Path as Outline

VERSION = b"motivator artwork 2\n"


class ArtStore(Struct):
    """Pictures by their bytes, in memory and in the folder `cache`."""

    cache: Path
    _read: dict[str, Artwork] = field(default_factory=dict)

    def artwork(self, path: Path, shown: str, problems: Problems, span: Span) -> Artwork | None:
        """Return the picture in `path`, or None with problems as `read_artwork` gives."""
        if not path.is_file():
            return read_artwork(path, shown, problems, span)
        digest = hashlib.sha256(VERSION + path.read_bytes()).hexdigest()
        if digest in self._read:
            return self._read[digest]
        kept = self.cache / "artwork" / f"{digest}.art"
        found = _opened(kept)
        if found is None:
            own = Problems()
            found = read_artwork(path, shown, own, span)
            problems.add(own)
            if found is None or len(own):
                return found
            write_whole(kept, _closed(found))
        self._read[digest] = found
        return found


def _closed(artwork: Artwork) -> bytes:
    paths = [(p.commands, p.fill, p.stroke, p.stroke_width, p.even_odd, p.dash, p.operators) for p in artwork.paths]
    body = marshal.dumps((artwork.width, artwork.height, paths))
    return VERSION + hashlib.sha256(body).digest() + body


def _opened(path: Path) -> Artwork | None:
    try:
        data = path.read_bytes()
    except OSError:
        # Not there yet, or not readable: the picture itself is read instead.
        return None
    start = len(VERSION) + 32
    if data[: len(VERSION)] != VERSION or hashlib.sha256(data[start:]).digest() != data[len(VERSION) : start]:
        return None
    width, height, paths = marshal.loads(data[start:])
    return Artwork(width, height, tuple(Outline(*path) for path in paths))
