"""Paragraphs composed ahead by a second process, where a processor would stand idle: a file made alone takes both.

In: a composer, and things that are made with it. Out: these things, made of what the composer then knows, as it knows what was
kept by an earlier build. Whatever goes wrong over there is left to be met here, where it is said.
"""

from __future__ import annotations

import marshal
import os
import sys
import threading
from collections.abc import Callable, Sequence
from mmap import mmap
from typing import TypeVar

from pipeline.typesetting.paragraph import Composer

Item = TypeVar("Item")
Made = TypeVar("Made")
# What ends a message that is all there.
_WHOLE = b"whole"


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def safe() -> bool:
    """Whether this process can be copied: other threads would be missing in the copy, and what they hold stay locked."""
    return sys.platform == "linux" and threading.active_count() == 1


def together(composer: Composer, items: Sequence[Item], make: Callable[[Item], Made]) -> list[Made]:
    """Return what `make` makes of each item, in their order, a copy of this process working meanwhile from the last one back.

    What the copy has composed `composer` then knows, and the item is made of it. Only where a process can be copied safely:
    elsewhere all is made here.
    """
    if not safe() or len(items) < 2:
        return [make(item) for item in items]
    # A mark for each item that one of the two has begun. Both may begin the one where they meet, which costs its time, no more.
    begun = mmap(-1, len(items))
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        done = 1
        try:
            os.close(reading)
            for number in reversed(range(len(items))):
                if begun[number]:
                    break
                begun[number] = 1
                make(items[number])
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(marshal.dumps(composer.gathered()) + _WHOLE)
            done = 0
        finally:
            # Nothing of the copy may run on: its files, threads and handlers are the original's.
            os._exit(done)
    os.close(writing)
    made: list[Made] = []
    try:
        for number, item in enumerate(items):
            if begun[number]:
                break
            begun[number] = 1
            made.append(make(item))
    finally:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        if data.endswith(_WHOLE):
            composer.gather(marshal.loads(memoryview(data)[: -len(_WHOLE)]))
        os.waitpid(child, 0)
    return made + [make(item) for item in items[len(made) :]]
