"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.foundation.diagnostic import Exit, Span, unusable


def write_whole(path: Path, *parts: bytes | memoryview, lasting: bool = True) -> None:
    """Write `parts` one after the other to `path` so that a reader sees the old file or the new one, never a part.

    Where it is not `lasting`, a machine that loses its power at once may lose the file's end: enough for what is checked when it
    is read and can be made again. Raises `Unusable` (exit 3) where the disk refuses.
    """
    _write({path: parts}, lasting)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write every file whole, or none: all are on the disk before the first takes its place.

    Raises `Unusable` (exit 3) where the disk refuses.
    """
    _write({path: (data,) for path, data in files.items()}, True)


def _write(files: Mapping[Path, Sequence[bytes | memoryview]], lasting: bool) -> None:
    # Imported late: most processes of a build write nothing.
    import tempfile

    staged: dict[Path, str] = {}
    path = Path()
    try:
        for path, parts in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, staged[path] = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
            with os.fdopen(handle, "wb") as stream:
                for part in parts:
                    stream.write(part)
                stream.flush()
                if lasting:
                    os.fsync(stream.fileno())
            Path(staged[path]).chmod(_mode(path))
        for path in list(staged):
            Path(staged[path]).replace(path)
            del staged[path]
    except OSError as fault:
        words = f"cannot write: {fault.strerror or fault}"
        raise unusable("disk", words, Span(str(path)), exit_code=Exit.WORLD) from fault
    finally:
        for temporary in staged.values():
            Path(temporary).unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """Return the mode of a file that is to be replaced, or of a new one where there is none, or none any more."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def read_text(path: Path, shown: str) -> str:
    """Return the text of a UTF-8 file, without a byte-order mark and with line feeds for line ends.

    Raises `Unusable`: exit 1 where it is no UTF-8, exit 3 where it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise unusable(
            "file-unreadable", f"cannot read: {fault.strerror}", Span(shown), exit_code=Exit.WORLD
        ) from fault
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise unusable(
            "file-encoding",
            f"byte 0x{data[fault.start]:02X} is no UTF-8",
            Span(shown, line, 1),
            hint="save the file as UTF-8",
        ) from fault
    return text.replace("\r\n", "\n").replace("\r", "\n")
