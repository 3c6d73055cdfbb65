"""Paragraphs composed ahead by a second process, where a processor would stand idle: a file made alone takes both.

In: a composer, and something that has it compose. Out: nothing but what the composer then knows, as it knows what was kept by
an earlier build. Whatever goes wrong over there is left to be met here, where it is said.
"""

from __future__ import annotations

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.typesetting.paragraph import Composer


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def safe() -> bool:
    """Whether this process can be copied: other threads would be missing in the copy, and what they hold stay locked."""
    return sys.platform == "linux" and threading.active_count() == 1


@contextmanager
def ahead(composer: Composer, work: Callable[[], object]) -> Iterator[None]:
    """Have a copy of this process do `work` meanwhile; at the end `composer` knows the paragraphs that were composed for it.

    Only where a process can be copied safely: elsewhere nothing is done ahead.
    """
    if not safe():
        yield
        return
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        done = 1
        try:
            os.close(reading)
            work()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(marshal.dumps(composer.gathered()))
            done = 0
        finally:
            # Nothing of the copy may run on: its files, threads and handlers are the original's.
            os._exit(done)
    os.close(writing)
    try:
        yield
    finally:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            composer.gather(marshal.loads(data))
