"""What came home is taken into the catalogs, and nothing that was done there meanwhile is lost.

In: the catalogs of a language and units from a file. Out: catalogs, and what could not be taken: each a problem with its line
in the file, and an entry of a catalog that is written aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import Struct, replace
from pipeline.translation import states
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.exchange.unit import Unit, message_mark, origin, text_mark
from pipeline.translation.po import Entry, Previous

Key = tuple[str | None, str]


class Accepted(Struct, frozen=True):
    """The catalogs as they are to be, how many messages changed, and how many came back as they are or empty.

    `aside` are entries for what was not taken, each with the reason in a comment.
    """

    catalogs: tuple[Catalog, ...]
    changed: int = 0
    same: int = 0
    empty: int = 0
    aside: tuple[Entry, ...] = ()


class _Answer(Struct, frozen=True):
    """One message as it came home, all its plural forms together."""

    units: tuple[Unit, ...]

    @property
    def first(self) -> Unit:
        return self.units[0]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(unit.target for unit in self.units)


def accept(
    catalogs: Catalogs,
    units: Iterable[Unit],
    problems: Problems,
    *,
    reviewer: str = "",
    day: str = "",
    confirmed: bool = False,
) -> Accepted:
    """Return the catalogs with what came home taken in.

    A translation is taken where the catalog still has what it had when the file left, or has none; a state where it is more
    than the file left with. A review that comes back is recorded as `reviewer`'s on `day`, where these are given. `confirmed` says
    that what was translated is no draft, though the other program left its state alone.
    Codes: `import-conflict`, where the catalog has newer work; `import-unknown`, for a message that no catalog has;
    `import-changed`, for one whose source is another by now; `import-forms`, where plural forms are missing.
    """
    work = _Work(catalogs, problems, reviewer, day, confirmed)
    for answer in _answers(units):
        work.take(answer)
    changed = tuple(replace(catalogs.by_domain[domain], entries=tuple(e)) for domain, e in work.entries.items())
    return Accepted(changed, work.changed, work.same, work.empty, tuple(work.aside))


def _answers(units: Iterable[Unit]) -> list[_Answer]:
    """Return units with the plural forms of one message together, in the order of the file."""
    found: dict[tuple[str, ...], list[Unit]] = {}
    for number, unit in enumerate(units):
        said = origin(unit.id)
        plural = said is not None and re.search(r"\.[0-9]$", unit.id.strip()) is not None
        key = (unit.domain, unit.id.rsplit(".", 1)[0]) if plural else (str(number),)
        found.setdefault(key, []).append(unit)
    return [_Answer(tuple(sorted(forms, key=_form))) for forms in found.values()]


def _form(unit: Unit) -> int:
    said = origin(unit.id)
    return said.form if said is not None else 0


class _Work:
    """The catalogs while answers are taken in."""

    def __init__(self, catalogs: Catalogs, problems: Problems, reviewer: str, day: str, confirmed: bool) -> None:
        self.problems, self.reviewer, self.day, self.confirmed = problems, reviewer, day, confirmed
        self.entries: dict[str, list[Entry]] = {d: list(c.entries) for d, c in catalogs.by_domain.items()}
        self.places: dict[str, dict[Key, int]] = {}
        self.marks: dict[str, list[tuple[str, int]]] = {}
        self.sources: dict[str, list[tuple[str, int]]] = {}
        self.previous: set[str] = set()
        for domain, entries in self.entries.items():
            self.places[domain] = {entry.key: at for at, entry in enumerate(entries) if not entry.obsolete}
            for key, at in self.places[domain].items():
                self.marks.setdefault(message_mark(key), []).append((domain, at))
                self.sources.setdefault(key[1], []).append((domain, at))
                if (was := entries[at].previous) is not None:
                    self.previous.add(was.msgid)
        self.taken: dict[tuple[str, int], _Answer] = {}
        self.aside: list[Entry] = []
        self.changed = self.same = self.empty = 0

    def take(self, answer: _Answer) -> None:
        said = origin(answer.first.id)
        copied = said is not None and said.state == states.UNTRANSLATED and answer.first.state == states.FUZZY
        # Programs without a place for what is not translated are sent the source in it.
        if not any(unit.target.strip() for unit in answer.units if not (copied and unit.target == unit.source)):
            self.empty += 1
            return
        places = self.find(answer)
        if not places:
            self.unknown(answer)
        for domain, at in places:
            self.take_at(answer, domain, at)

    def find(self, answer: _Answer) -> list[tuple[str, int]]:
        """Return where the message stands: in its own catalog, else wherever its id or its text leads."""
        unit = answer.first
        said = origin(unit.id)
        at = self.places.get(unit.domain, {}).get((unit.context or None, unit.source))
        if at is not None:
            return [(unit.domain, at)]
        by_id = [
            (domain, at)
            for domain, at in self.marks.get(said.message if said else "", [])
            if domain == unit.domain or not unit.domain
        ]
        if by_id and _same_words(self.entries[by_id[0][0]][by_id[0][1]].msgid, unit.source):
            return by_id
        if unit.domain in self.entries:
            return []
        # From another program, which knows nothing of our articles.
        return [
            (domain, at)
            for domain, at in self.sources.get(unit.source, [])
            if not unit.context or self.entries[domain][at].msgctxt == unit.context
        ]

    def unknown(self, answer: _Answer) -> None:
        unit = answer.first
        said = origin(unit.id)
        if unit.source in self.previous or (said is not None and said.message in self.marks):
            hint = "compare it with the message as it is, in the file that was written aside"
            self.fault("import-changed", f'the text of "{_short(unit.source)}" is another by now', answer, hint=hint)
        else:
            hint = "motivator catalog update brings catalogs up to date; the file written aside holds the translation"
            self.fault("import-unknown", f'no catalog has the message "{_short(unit.source)}"', answer, hint=hint)

    def take_at(self, answer: _Answer, domain: str, at: int) -> None:
        entry = self.entries[domain][at]
        before = self.taken.setdefault((domain, at), answer)
        if before is not answer and before.texts != answer.texts:
            related = ((before.first.span, "the first of them"),)
            words = f'two translations of "{_short(entry.msgid)}"'
            self.fault("import-conflict", words, answer, entry, hint="keep one", related=related)
            return
        if len(answer.units) != len(entry.msgstr):
            text = f"{len(answer.units)} plural forms of {len(entry.msgstr)} came back"
            self.fault("import-forms", text, answer, entry, hint="fill in all of them")
            return
        said = origin(answer.first.id)
        if answer.texts == entry.msgstr:
            fresh = self.with_state(entry, answer, said.state if said else "")
        elif not any(entry.msgstr) or (said is not None and said.text == text_mark(entry.msgstr)):
            fresh = self.with_texts(entry, answer, foreign=said is None and not answer.first.domain)
        elif said is not None and said.text == text_mark(answer.texts):
            # It came back as it left, and the catalog has gone on; what was noted on it is news all the same.
            fresh = replace(entry, comments=_joined(entry, answer))
        else:
            text = f'the catalog has another translation of "{_short(entry.msgid)}"'
            hint = "compare the two in the file that was written aside"
            self.fault("import-conflict", text, answer, entry, hint=hint)
            return
        if fresh == entry:
            self.same += 1
        else:
            self.changed += 1
            self.entries[domain][at] = fresh

    def with_texts(self, entry: Entry, answer: _Answer, *, foreign: bool) -> Entry:
        """Return the entry with new texts. What comes from a memory nobody here has seen is a proposal."""
        fresh = replace(entry, msgstr=answer.texts, comments=_joined(entry, answer))
        state = answer.first.state or (states.FUZZY if foreign else states.TRANSLATED)
        if self.confirmed and state in (states.FUZZY, states.UNTRANSLATED):
            state = states.TRANSLATED
        return self.settled(fresh, state)

    def with_state(self, entry: Entry, answer: _Answer, left: str) -> Entry:
        fresh = replace(entry, comments=_joined(entry, answer))
        state = answer.first.state
        if not state or state == left or (not left and states.state(entry) == state):
            return fresh
        now = states.state(entry)
        # A state that somebody has changed here meanwhile stands.
        return self.settled(fresh, state) if not left or now == left or {now, left} <= _SETTLED else fresh

    def settled(self, entry: Entry, state: str) -> Entry:
        """Return the entry in a state that came back."""
        if state in (states.FUZZY, states.UNTRANSLATED) or any(not text.strip() for text in entry.msgstr):
            was = entry.previous or Previous(entry.msgid, entry.msgctxt, entry.msgid_plural)
            return replace(entry, flags=tuple(dict.fromkeys(("fuzzy", *entry.flags))), previous=was)
        plain = replace(entry, flags=tuple(flag for flag in entry.flags if flag != "fuzzy"), previous=None)
        if state == states.NEEDS_REVIEW:
            return plain if states.doubts(plain) else replace(plain, comments=(*plain.comments, "needs review"))
        if state in (states.REVIEWED, states.SIGNED) and self.reviewer:
            return states.reviewed(plain, self.reviewer, self.day)
        return replace(plain, comments=states.without_doubts(plain.comments)) if state else plain

    def fault(
        self,
        code: str,
        message: str,
        answer: _Answer,
        entry: Entry | None = None,
        *,
        hint: str,
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Write down what was not taken, and put it aside."""
        unit = answer.first
        here = related or (((entry.text_span, "the translation it has"),) if entry is not None else ())
        self.problems.error(code, message, unit.span, hint=hint, related=here)
        comments = [f"{code}: {message}", f"from {unit.span}"]
        if entry is not None:
            comments += [f"in the catalog: {line}" for text in entry.msgstr for line in text.split("\n")]
        self.aside.append(
            Entry(
                unit.source,
                answer.texts if len(answer.texts) > 1 else (unit.target,),
                unit.context or None,
                answer.units[1].source if len(answer.units) > 1 else None,
                comments=tuple(comments),
                references=(unit.domain,) if unit.domain and " " not in unit.domain else (),
                flags=("fuzzy",) if unit.state == states.FUZZY else (),
            )
        )


_SETTLED = {states.TRANSLATED, states.REVIEWED, states.SIGNED}


def _joined(entry: Entry, answer: _Answer) -> tuple[str, ...]:
    """Return the comments of an entry, with those of the translator who answered that it has not."""
    known = {*entry.comments, *entry.notes}
    fresh = [comment for unit in answer.units for comment in unit.comments if comment not in known]
    # What was decided here since the file left is not undone by an old copy of it.
    fresh = [c for c in fresh if not c.startswith((states.MEMORY, "reviewed:")) and not re.match("needs[ -]review", c)]
    doubts = [c for unit in answer.units for c in unit.comments if re.match("needs[ -]review", c) and c not in known]
    asked = doubts if answer.first.state == states.NEEDS_REVIEW else []
    return (*entry.comments, *dict.fromkeys((*fresh, *asked)))


def _same_words(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 50 else f"{flat[:49]}…"


def aside_entries(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries for one file: two of one message cannot stand in it, so that the second is told apart by its context."""
    seen: dict[Key, int] = {}
    kept = []
    for entry in entries:
        count = seen[entry.key] = seen.get(entry.key, 0) + 1
        if count > 1:
            entry = replace(entry, msgctxt=f"{entry.msgctxt or ''} ({count})".strip())
        kept.append(entry)
    return tuple(kept)
