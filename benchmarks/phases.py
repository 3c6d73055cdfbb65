"""Where the time of one edition's file goes: the phases of a build, each with its CPU seconds.

    python benchmarks/phases.py PUBLICATION ISSUE LANGUAGE EDITION

Prints JSON: seconds by phase. The cache is the environment's, as for every build.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

STARTED = time.process_time()

from pipeline.edition import build, compose  # noqa: E402 - what loading takes is measured

PHASES = (
    (build, "read_inputs", "reading articles, bibliography and plan"),
    (compose, "company", "opening catalogs, localising, citing"),
    (compose, "planned", "setting articles: words, lines, galleys"),
    (compose, "settled", "make-up and copyfitting"),
    (compose, "contents", "contents and masthead"),
    (compose, "finished", "running heads, folios, jump lines"),
    (build, "inspect", "reading the pages as a reader of proofs"),
    (build, "print_book", "press: painting, tags, fonts, pictures, file"),
)


def timed(module: Any, name: str, phase: str, found: dict[str, float]) -> None:
    """Have a function of a module add the CPU seconds it takes to `found`."""
    inner = getattr(module, name)

    def outer(*given: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return inner(*given, **named)
        finally:
            found[phase] = found.get(phase, 0.0) + time.process_time() - started

    setattr(module, name, outer)


def main(arguments: list[str]) -> int:
    """Make the file and print where its time went."""
    root, issue, language, edition = arguments
    found = {"loading the program": time.process_time()}
    for module, name, phase in PHASES:
        timed(module, name, phase, found)
    cache = Path(os.environ.get("MOTIVATOR_CACHE") or Path.home() / ".cache") / "motivator"
    job = build.Job(Path(root), issue, language, edition, cache, "2027-01-01T00:00:00Z")
    product = build.make(job)
    found["all else"] = time.process_time() - sum(found.values())
    print(json.dumps(found))
    return 0 if product.data else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
