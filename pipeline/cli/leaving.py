"""The end of a process that has done its work."""

from __future__ import annotations

import atexit
import os
import sys


def leave(code: int) -> None:
    """End this process with an exit code, without taking apart what it made: a build's values are millions.

    What was registered to be done at the end is done, and what was printed is out; where it cannot go out, the process
    ends in Python's own way, which says so.
    """
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)
