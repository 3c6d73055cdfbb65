"""A Dask cluster as an executor: its workers make batches where one machine is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from distributed import Client

from pipeline.foundation.diagnostic import Exit, Span, unusable

# A worker that dies takes its batches with it; so often another one tries.
_RETRIES = 5


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """Yield the cluster behind a scheduler's address. Raises `Unusable` (exit 3) where nobody answers."""
    try:
        client = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]  # its own
    except (OSError, ValueError) as fault:
        raise unusable(
            "cluster-silent", f"no scheduler answers: {type(fault).__name__}", Span(address), exit_code=Exit.WORLD
        ) from fault
    try:
        yield client.get_executor(retries=_RETRIES, pure=False)  # type: ignore[no-untyped-call]  # its own
    finally:
        client.close()  # type: ignore[no-untyped-call]  # its own
