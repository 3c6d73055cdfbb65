"""Reading in a process apart, so that a hostile or huge source costs seconds and never the editor's machine.

In: a function and what to call it with. Out: what it returns. Readers of Word files and extractors of pages need
minutes and gigabytes on some inputs; the process that runs them has a limit of processor time, one of memory, and one by the
clock, and when it passes one of them the source is refused.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import Problem, Problems, Span, Unusable, unusable
from pipeline.foundation.value import Struct

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path[:0] = [sys.argv[1]]; from pipeline.sources.apart import serve; serve()"
_MEGABYTE = 1_000_000


class Bounds(Struct, frozen=True):
    """What one source may cost: seconds of processor time, seconds by the clock, megabytes of memory."""

    seconds: int = 4
    clock: int = 40
    megabytes: int = 300


# For `--large`: a book of a thousand pages that the editor knows.
LARGE = Bounds(120, 600, 2_000)


def apart(task: str, arguments: tuple[Any, ...], span: Span, problems: Problems, bounds: Bounds | None = None) -> Any:
    """Return what a function ("module:function") makes of `arguments` and a sheet of problems, in a process of its own.

    Raises `Unusable` where the function does, and where it costs more than `bounds`.
    """
    limits = bounds or Bounds()
    # What comes back is a pickle of a process of ours: it is kept from taking too much, not from lying.
    order = pickle.dumps((task, arguments, limits))
    try:
        done = subprocess.run(
            [sys.executable, "-c", _START, str(_ROOT)],
            input=order,
            capture_output=True,
            timeout=limits.clock,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise _exceeded(span, f"{limits.clock} seconds were not enough to read it") from fault
    if done.returncode:
        if re.search(rb"MemoryError|bad_alloc|emory allocation failed", done.stderr):
            raise _exceeded(span, f"{limits.megabytes} MB of memory were not enough to read it")
        if done.returncode < 0:
            raise _exceeded(span, f"it takes more than {limits.seconds} seconds or {limits.megabytes} MB to read")
        # A fault of ours raises as it is: its last words say what it was.
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    found, written, raised = pickle.loads(done.stdout)
    problems.add(written)
    if raised is not None:
        raise raised
    return found


def _exceeded(span: Span, why: str) -> Unusable:
    return unusable(
        "source-limits",
        f"refused: {why}",
        span,
        hint="pull a part of it, or give it more with --large if you know where it is from",
    )


def serve() -> None:
    """Do one task from standard input and write what it makes to standard output; the child's whole life."""
    task, arguments, bounds = pickle.load(sys.stdin.buffer)
    room, _, name = task.partition(":")
    function = getattr(importlib.import_module(room), name)
    _bound(bounds)
    problems = Problems()
    found: Any = None
    fault: Unusable | None = None
    try:
        found = function(*arguments, problems)
    except Unusable as raised:
        fault = raised
    written: list[Problem] = list(problems)
    with os.fdopen(1, "wb") as pipe:
        pickle.dump((found, written, fault), pipe)


def _bound(bounds: Bounds) -> None:
    try:
        import resource
    except ImportError:  # no such limits outside POSIX: the clock's remains
        return
    memory: Any = getattr(resource, "RLIMIT_DATA", None)
    with contextlib.suppress(ValueError, OSError):  # a stricter limit of the machine's own stands
        resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    if memory is not None:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(memory, (bounds.megabytes * _MEGABYTE,) * 2)
