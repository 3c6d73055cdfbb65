"""Waivers: a finding that a person has judged to be right as it is, with the reason, in a comment that every PO editor keeps.

    # waived number-changed ~3f9a01bc: the study was corrected in print

What follows "~" stands for the message and its translation: when one of them changes, the waiver lapses and the finding is back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.foundation.value import Struct, replace
from pipeline.translation.po import Entry

_WAIVER = re.compile(
    r"waived? (?P<code>[a-z]+(?:-[a-z]+)*)(?: ~(?P<seal>[0-9a-f]{8}))?\s*(?::\s*(?P<reason>.*))?", re.IGNORECASE
)

# What no reason makes right: there is nothing to print, or nothing that was judged.
NEVER = frozenset({"translation-blank"})


class Waiver(Struct, frozen=True):
    """A finding of one `code` that is let pass for a `reason`, in texts that `seal` stands for."""

    code: str
    seal: str
    reason: str

    def text(self) -> str:
        """Return the waiver as a comment."""
        return f"waived {self.code} ~{self.seal}: {self.reason}"


def waivers(entry: Entry) -> tuple[Waiver, ...]:
    """Return the waivers in the translator's comments of an entry."""
    found = (_WAIVER.fullmatch(comment.strip()) for comment in entry.comments)
    return tuple(
        Waiver(match["code"].lower(), (match["seal"] or "").lower(), (match["reason"] or "").strip())
        for match in found
        if match
    )


def seal(entry: Entry) -> str:
    """Return what stands for a message with its translation: eight digits that change when one of them does."""
    whole = hashlib.sha256()
    for part in (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "", *entry.msgstr):
        whole.update(f"{len(part)}:{part}".encode())
    return whole.hexdigest()[:8]


def waived(entry: Entry, code: str, reason: str) -> Entry:
    """Return the entry with findings of a code waived, in place of an older waiver of that code."""
    fresh = Waiver(code, seal(entry), " ".join(reason.split())).text()
    kept = []
    for comment in entry.comments:
        match = _WAIVER.fullmatch(comment.strip())
        if match is None or match["code"].lower() != code:
            kept.append(comment)
    return replace(entry, comments=(*kept, fresh))


def judge(entry: Entry, found: Iterable[Problem], problems: Problems) -> None:
    """Write down what was found in an entry and is not waived; and the waivers that waive nothing.

    Codes, all warnings: `waiver-lapsed` (a text has changed since), `waiver-reason` (there is none, or no seal), `waiver-idle`
    (what it waives is not found any more).
    """
    given = waivers(entry)
    if not given:
        problems.add(found)
        return
    here = seal(entry)
    good = {waiver.code for waiver in given if waiver.reason and waiver.seal == here} - NEVER
    used: set[str] = set()
    for problem in found:
        used.add(problem.code)
        if problem.code not in good:
            problems.add([problem])
    for waiver in given:
        what, place = f"waiver of {waiver.code}", entry.text_span
        if not waiver.reason or not waiver.seal:
            said = f"{what} has no {'reason' if waiver.seal else 'seal'}"
            hint = f"write it as: # waived {waiver.code} ~{here}: and the reason"
            problems.warning("waiver-reason", said, place, hint=hint)
        elif waiver.seal != here:
            said = f"{what} was for another text (“{waiver.reason}”)"
            hint = f"judge it again: write ~{here} if the reason still holds, or delete the comment"
            problems.warning("waiver-lapsed", said, place, hint=hint)
        elif waiver.code not in used:
            said = f"{what} waives nothing (“{waiver.reason}”)"
            problems.warning("waiver-idle", said, place, hint="delete the comment")
