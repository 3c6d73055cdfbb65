"""Preflight's door: the bytes of a PDF and the names of profiles become reports.

In: a file. Out: a `Report` for each profile, with every check, its figure and what it found.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.foundation.value import replace
from pipeline.press.preflight.checks import CHECKS, large_print
from pipeline.press.preflight.guide import Guide
from pipeline.press.preflight.outcome import Check, Finding, Report, Result, warned
from pipeline.press.preflight.subject import Subject, broken

CUSTOM = "custom"


def claimed(data: bytes, path: str) -> tuple[str, ...]:
    """Return the profiles that a file says it keeps. Raises `Unusable` where it cannot be read."""
    subject = Subject(data, path)
    try:
        return subject.claims()
    finally:
        subject.close()


def preflight(
    data: bytes, path: str, profiles: Iterable[str] = (), ink: float = 0.0, guide: Guide | None = None
) -> tuple[Report, ...]:
    """Return what a file is like, held to `profiles`, or to what it claims where none is named.

    `ink` is the most of it that the printer allows on a place, as a share of one ink; 0 takes what the file's profile keeps to.
    `guide` holds it to figures for large print that are a publication's own, under the name "custom".

    Raises `Unusable` ("pdf-unreadable", "pdf-encrypted") for bytes that are no PDF, or one that is locked or damaged.
    """
    subject = Subject(data, path, ink)
    try:
        wanted = tuple(profiles) or subject.claims()
        # Guides look at one thing with figures of their own.
        done: dict[tuple[str, str], Result] = {}
        own = large_print(guide, CUSTOM) if guide is not None else ()
        wanted = (*wanted, CUSTOM) if own else wanted
        reports = []
        for profile in wanted:
            results = []
            for check in (*CHECKS, *own):
                if profile in check.profiles.split():
                    key = check.code, check.rule
                    if key not in done:
                        done[key] = _result(check, subject)
                    results.append(done[key])
            reports.append(Report(path, profile, tuple(results)))
        return tuple(reports)
    finally:
        subject.close()


def _result(check: Check, subject: Subject) -> Result:
    """Return what a check says; one that stumbles over the file has found it broken."""
    try:
        found = check.look(subject)
    except broken() as fault:
        said = str(fault).split("\n")[0].strip() or type(fault).__name__
        lost = (Finding(f"what is to be checked cannot be read: {plain(said)}"),)
        return Result(check.code, check.rule, "cannot be read", lost)
    findings = tuple(replace(one, said=plain(one.said), text=plain(one.text)) for one in found.findings)
    findings = warned(findings) if check.severity == "warning" else findings
    return Result(check.code, check.rule, plain(found.figure), findings)


def plain(text: str) -> str:
    """Return text of a file as it can be printed: without what moves a terminal's cursor, or is no character."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
