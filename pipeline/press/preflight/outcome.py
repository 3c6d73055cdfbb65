"""What a check is, and what it says: a figure always, findings where the file breaks the rule.

In: what the checks found. Out: a `Report` of every check, and problems for the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pipeline.foundation.diagnostic import Problem, Span
from pipeline.foundation.value import Struct, replace
from pipeline.press.preflight.subject import Subject

# So many findings of one check are told with their places; the rest of them are counted.
_TOLD = 5


class Finding(Struct, frozen=True):
    """One thing that breaks a rule.

    `page` counts from 1, 0 means the file; `place` is in points from the trim's top left corner.
    """

    said: str
    page: int = 0
    place: tuple[float, float] | None = None
    text: str = ""
    warning: bool = False

    @property
    def where(self) -> str:
        """The place in words, or "" for the file as a whole."""
        if not self.page:
            return ""
        at = (
            "" if self.place is None else f", {self.place[0]:.0f} pt from the left and {self.place[1]:.0f} from the top"
        )
        return f"page {self.page}{at}"

    def words(self) -> str:
        """Return what is said, with its place and the text it is about."""
        quoted = f' "{self.text}"' if self.text else ""
        return f"{self.said}{quoted}" + (f" ({self.where})" if self.where else "")


class Outcome(Struct, frozen=True):
    """What a check measured, in words, and what it found wrong."""

    figure: str
    findings: tuple[Finding, ...] = ()


class Check(Struct, frozen=True):
    """One rule that a file can be held to: its code, the profiles that ask for it, where it is written, and who looks.

    `severity` is "warning" for what somebody should know and what keeps no file from being used.
    """

    code: str
    profiles: str
    rule: str
    look: Callable[[Subject], Outcome]
    severity: str = "error"


class Result(Struct, frozen=True):
    """A check done on a file. `state` is "pass", "warning" or "fail"."""

    code: str
    rule: str
    figure: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """The verdict: the worst of what was found."""
        if any(not finding.warning for finding in self.findings):
            return "fail"
        return "warning" if self.findings else "pass"


class Report(Struct, frozen=True):
    """A file held to one profile."""

    path: str
    profile: str
    results: tuple[Result, ...]

    def problems(self) -> list[Problem]:
        """Return what was found as problems, those of one kind counted where they are many."""
        span = Span(self.path)
        found: list[Problem] = []
        for result in self.results:
            for warning in (False, True):
                of_kind = [finding for finding in result.findings if finding.warning == warning]
                severity = "warning" if warning else "error"
                for number, finding in enumerate(of_kind[:_TOLD], 1):
                    more = len(of_kind) - _TOLD
                    also = f"; and {more} more like it" if number == _TOLD and more > 0 else ""
                    hint = f"{self.profile}: {result.rule}"
                    found.append(Problem(severity, result.code, finding.words() + also, span, hint))
        return found

    def data(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        return {
            "file": self.path,
            "profile": self.profile,
            "checks": [
                {
                    "check": result.code,
                    "state": result.state,
                    "figure": result.figure,
                    "rule": result.rule,
                    "findings": [
                        {
                            "severity": "warning" if finding.warning else "error",
                            "message": finding.said,
                            "page": finding.page,
                            "place": finding.place,
                            "text": finding.text,
                        }
                        for finding in result.findings
                    ],
                }
                for result in self.results
            ],
        }


def outcome(figure: str, findings: Iterable[Finding] = ()) -> Outcome:
    """Return an outcome."""
    return Outcome(figure, tuple(findings))


def verdict(figure: str, good: object, said: str) -> Outcome:
    """Return the outcome of a rule that the whole file keeps or breaks."""
    return Outcome(figure, () if good else (Finding(said),))


def warned(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as what somebody should know, not as what keeps a file from being used."""
    return tuple(replace(finding, warning=True) for finding in findings)


def count(number: int, word: str, words: str = "") -> str:
    """Return "1 page", "3 pages"."""
    return f"{number} {word if number == 1 else words or word + 's'}"


def listed(values: Sequence[str], most: int = 6) -> str:
    """Return values between commas, the first of many."""
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(values[:most]) + more
