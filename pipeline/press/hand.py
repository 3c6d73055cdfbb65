"""A second pair of hands at the press: reading pictures and compressing streams go on beside the painting of pages.

In: pieces of work, in order. Out: their results. One thread does them one after the other, so that whatever they write
stands in the order in which they were given.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

# Seconds after which the painter gives way to a hand that is back from compressing a stream. By Python's own measure, ten
# times as long, most of the work would still lie there when the last page is painted.
_TURN = 0.0005


class Promise(Generic[Result]):
    """The result of a piece of work that was given away."""

    def __init__(self, job: Callable[[], Result]) -> None:
        self._job: Callable[[], Result] | None = job
        self._done = Event()
        self._result: Result
        self._failure: BaseException | None = None

    def keep(self) -> None:
        """Do the work."""
        # What it works on is let go with it.
        job, self._job = self._job, None
        try:
            if job is not None:
                self._result = job()
        except BaseException as failure:
            self._failure = failure
        self._done.set()

    def result(self) -> Result:
        """Return the result as soon as it is there, or raise what went wrong."""
        self._done.wait()
        if self._failure is not None:
            raise self._failure
        return self._result


class Hand:
    """The one that does the work. As a context, it ends with all of it done, or left lying after an exception."""

    def __init__(self) -> None:
        self._given: SimpleQueue[Promise[Any] | None] = SimpleQueue()
        self._thread = Thread(target=self._work)
        self._turn = sys.getswitchinterval()
        self._left = False

    def __enter__(self) -> Hand:
        sys.setswitchinterval(min(self._turn, _TURN))
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._left = kind is not None
        self._given.put(None)
        self._thread.join()
        sys.setswitchinterval(self._turn)

    def give(self, job: Callable[[], Result]) -> Promise[Result]:
        """Have a piece of work done after those given before."""
        promise = Promise(job)
        self._given.put(promise)
        return promise

    def _work(self) -> None:
        while (promise := self._given.get()) is not None and not self._left:
            promise.keep()
