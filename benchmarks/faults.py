"""What the checks of translations find and what they flag in vain: faults put into good translations, by a seed.

In: catalogs of good translations. Out: for each code the share of segments that it flags although they are good, and for each
fault the share that any check finds, the errors find, and the best single code finds. Only a segment that was clean before takes
part, so that what is counted is the fault and no other.

    python benchmarks/faults.py [--write FILE] [CATALOG.po…]      without a catalog: those of the specimen issue
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click

from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.foundation.value import Struct
from pipeline.translation.checks.catalogs import check_entry
from pipeline.translation.checks.house import House, open_house
from pipeline.translation.glossary import Term
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, read_entries

ROOT = Path(__file__).parents[1]
LIMIT = 1500
ROUNDS = 6
SEED = 2027

HEAD = """\
# What the checks find

Written by `make rates`: faults are put, by a seed, into translations that are good, and `motivator catalog check` is asked.
What stands under "errors" keeps an edition back; "any check" counts the warnings as well.
The bars are asserted by `tests/test_check_rates.py`.
"""

Fault = Callable[[str, random.Random], str | None]
"""What makes a good translation wrong; None where the text does not lend itself to it."""

_NUMBER = re.compile(r"(?<![\w@.,/-])\d+(?:[.,]\d+)*(?![\w@/-]|[.,]\d)")
_SENTENCE = re.compile(r"(?<=[.!?])(?:[”’\")*_]|\[@[^\]]*\]|\[\^[^\]]*\])*\s+(?=[¿¡“*_\[(]*[A-ZÁÉÍÓÚÑ])")
_UNITS = {
    "mg": "g",
    "g": "mg",
    "mcg": "mg",
    "mL": "L",
    "L": "mL",
    "ml": "l",
    "kg": "g",
    "cm": "mm",
    "mm": "cm",
    "%": " puntos",
}
_DOSE = re.compile(r"(?<=\d)(\s?)(mg|mcg|g|kg|mL|ml|L|cm|mm|%)(?!\w)")


def digit(text: str, chance: random.Random) -> str | None:
    """Change one digit of a number."""
    places = [at for found in _NUMBER.finditer(text) for at in range(*found.span()) if text[at].isdigit()]
    if not places:
        return None
    at = chance.choice(places)
    other = chance.choice([d for d in "123456789" if d != text[at]])
    return text[:at] + other + text[at + 1 :]


def tenfold(text: str, chance: random.Random) -> str | None:
    """Make a number ten times as large, or lose its decimal point."""
    places = list(_NUMBER.finditer(text))
    if not places:
        return None
    found = chance.choice(places)
    number = found[0].replace(".", "", 1) if "." in found[0] else f"{found[0]}0"
    return text[: found.start()] + number + text[found.end() :]


def unit(text: str, chance: random.Random) -> str | None:
    """Swap the unit of a dose for another of its kind."""
    places = list(_DOSE.finditer(text))
    if not places:
        return None
    found = chance.choice(places)
    space = "" if found[2] == "%" else found[1]
    return text[: found.start()] + space + _UNITS[found[2]] + text[found.end() :]


def sentence(text: str, chance: random.Random) -> str | None:
    """Drop a sentence of two or more."""
    parts = _SENTENCE.split(text)
    if len(parts) < 2:
        return None
    del parts[chance.randrange(len(parts))]
    return " ".join(parts)


def quarter(text: str, _: random.Random) -> str | None:
    """Cut the last quarter off, at a space."""
    if len(text) < 60:
        return None
    return text[: text.rindex(" ", 0, len(text) * 3 // 4)]


def negation(text: str, chance: random.Random) -> str | None:
    """Lose a "no" within a sentence."""
    places = [m for m in re.finditer(r"\bno\s", text, re.IGNORECASE) if not re.match(r"[^.]{0,30}\?", text[m.end() :])]
    if not places:
        return None
    found = chance.choice(places)
    rest = text[found.end() :]
    return text[: found.start()] + (rest[0].upper() + rest[1:] if found[0][0] == "N" else rest)


def bracket(text: str, chance: random.Random) -> str | None:
    """Lose one round bracket."""
    places = [m.start() for m in re.finditer(r"(?<!\])[()](?!http)", text) if "](" not in text]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def exchange(text: str, chance: random.Random) -> str | None:
    """Exchange two numbers that differ."""
    places = list(_NUMBER.finditer(text))
    pairs = [(a, b) for a in places for b in places if a.start() < b.start() and a[0] != b[0]]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    return text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[second.end() :]


def typing(text: str, chance: random.Random) -> str | None:
    """Exchange two letters within a long word."""
    places = list(re.finditer(r"(?<![\w@/.-])[a-záéíóúñ]{7,}(?![\w@/.-])", text))
    if not places:
        return None
    found = chance.choice(places)
    at = chance.randrange(found.start() + 1, found.end() - 2)
    return None if text[at] == text[at + 1] else text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def link(text: str, _: random.Random) -> str | None:
    """Lose the address of a link, and keep its words."""
    found = re.search(r"\[([^\]]+)\]\([^)]+\)", text)
    return None if found is None else text[: found.start()] + found[1] + text[found.end() :]


def citation(text: str, _: random.Random) -> str | None:
    """Lose a citation."""
    found = re.search(r"\s?\[@[^\]]+\]", text)
    return None if found is None else text[: found.start()] + text[found.end() :]


def question(text: str, chance: random.Random) -> str | None:
    """Lose an inverted mark."""
    places = [m.start() for m in re.finditer(r"[¿¡]", text)]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def sign(text: str, _: random.Random) -> str | None:
    """Lose a ® or ™."""
    return re.sub(r"[®™]", "", text, count=1) if re.search(r"[®™]", text) else None


def medicine(terms: Iterable[Term]) -> Fault:
    """Return the fault that writes one medicine of the glossary for another."""
    names = [term.preferred[0] for term in terms if term.medicine]

    def put(text: str, chance: random.Random) -> str | None:
        there = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        others = [name for name in names if name not in there]
        if not there or not others:
            return None
        name = chance.choice(there)
        return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", chance.choice(others), text, count=1)

    return put


FAULTS: dict[str, Fault] = {
    "one digit changed": digit,
    "tenfold, or decimal point lost": tenfold,
    "unit swapped": unit,
    "sentence dropped": sentence,
    "last quarter cut": quarter,
    '"no" dropped': negation,
    "one bracket dropped": bracket,
    "two numbers exchanged": exchange,
    "letters of a word exchanged": typing,
    "link lost": link,
    "citation lost": citation,
    "¿ or ¡ lost": question,
    "® or ™ lost": sign,
}


class Segment(Struct, frozen=True):
    """A good translation: the message, and its entry."""

    message: Message
    entry: Entry


class Measured(Struct, frozen=True):
    """What came out. `flagged` counts good segments by code, of `segments`; `caught` the faults, by name."""

    segments: int
    errors: int
    warnings: int
    flagged: Counter[str]
    caught: dict[str, Caught]
    judged: tuple[tuple[Segment, tuple[Problem, ...]], ...]


class Caught(Struct, frozen=True):
    """How many of `count` faults were found by any check, by errors, and by each code."""

    count: int
    any: int
    errors: int
    codes: Counter[str]
    missed: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> float:
        """The share that any check found."""
        return self.any / self.count if self.count else 1.0


def segments(paths: Iterable[Path], source: str = "en") -> Iterator[Segment]:
    """Yield the confirmed translations of the catalogs; `source` is the language of their msgids."""
    for path in paths:
        for entry in read_entries(path.read_text("utf-8-sig"), path.name):
            if entry.msgid and entry.translated and entry.msgid_plural is None:
                message = Message(entry.msgid, notes=entry.notes, domain=path.stem, language=source)
                yield Segment(message, entry)


def measure(
    good: Sequence[Segment],
    house: House,
    language: str = "es",
    faults: dict[str, Fault] | None = None,
    rounds: int = ROUNDS,
) -> Measured:
    """Return what the house says of good translations, and how many of the faults put into them it finds.

    Each fault is put into each segment up to `rounds` times, at a place that chance chooses, and `LIMIT` times in all.
    """
    flagged: Counter[str] = Counter()
    clean: list[Segment] = []
    judged: list[tuple[Segment, tuple[Problem, ...]]] = []
    errors = warnings = 0
    for segment in good:
        found = _found(house, segment, segment.entry.text, language)
        flagged.update({problem.code for problem in found})
        errors += any(problem.severity == "error" for problem in found)
        warnings += any(problem.severity == "warning" for problem in found)
        if found:
            judged.append((segment, found))
        else:
            clean.append(segment)
    caught = {}
    for name, fault in (faults or FAULTS).items():
        chance = random.Random(f"{SEED} {name}")
        caught[name] = _caught(clean, house, language, fault, chance, rounds)
    return Measured(len(good), errors, warnings, flagged, caught, tuple(judged))


def _caught(
    clean: Sequence[Segment], house: House, language: str, fault: Fault, chance: random.Random, rounds: int
) -> Caught:
    count = some = errors = 0
    codes: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    tried = [segment for _ in range(rounds) for segment in chance.sample(clean, len(clean))]
    done: set[tuple[str, str]] = set()
    for segment in tried:
        wrong = fault(segment.entry.text, chance)
        if wrong is None or wrong == segment.entry.text or (segment.entry.msgid, wrong) in done:
            continue
        done.add((segment.entry.msgid, wrong))
        found = _found(house, segment, wrong, language)
        count += 1
        some += bool(found)
        errors += any(problem.severity == "error" for problem in found)
        codes.update({problem.code for problem in found})
        if not found:
            missed.append((segment.entry.msgid, wrong))
        if count == LIMIT:
            break
    return Caught(count, some, errors, codes, tuple(missed))


def _found(house: House, segment: Segment, text: str, language: str) -> tuple[Problem, ...]:
    problems = Problems()
    entry = Entry(segment.entry.msgid, (text,), segment.entry.msgctxt)
    check_entry(segment.message, entry, language, problems, house)
    return tuple(problems)


def table(measured: Measured) -> str:
    """Return the figures as Markdown."""
    errors, warnings = measured.errors / measured.segments, measured.warnings / measured.segments
    lines = [
        f"{measured.segments:,} good segments: {errors:.2%} have an error, {warnings:.2%} a warning.",
        "",
        "| code | good segments flagged |",
        "| --- | --- |",
        *(f"| `{code}` | {n} ({n / measured.segments:.2%}) |" for code, n in measured.flagged.most_common()),
        "",
        "| fault | put in | any check | errors | best single code |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, caught in measured.caught.items():
        if caught.count:
            best, n = (caught.codes.most_common(1) or [("none", 0)])[0]
            lines.append(
                f"| {name} | {caught.count:,} | {caught.share:.1%} | {caught.errors / caught.count:.1%} "
                f"| `{best}` {n / caught.count:.1%} |"
            )
    return "\n".join(lines)


@click.command()
@click.argument("catalogs", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Also write them as a page.")
@click.option("--findings", is_flag=True, help="Also show what was flagged, and some of what was missed.")
def main(catalogs: tuple[Path, ...], write: Path | None, findings: bool) -> None:
    """Print the figures for the catalogs named, or for the specimen's."""
    paths = catalogs or tuple(sorted((ROOT / "locale" / "es" / "LC_MESSAGES").glob("*.po")))
    house = open_house(ROOT, "en", Problems())
    faults = {**FAULTS, "medicine replaced": medicine(house.terms["es"])}
    measured = measure(list(segments(paths)), house, faults=faults)
    click.echo(table(measured))
    if write is not None:
        write.write_text(f"{HEAD}\n{table(measured)}\n", "utf-8")
    if not findings:
        return
    for segment, found in measured.judged:
        for problem in found:
            click.echo(f"\n{problem.code}: {problem.message}\n  {segment.entry.msgid}\n  {segment.entry.text}")
    for name, caught in measured.caught.items():
        for msgid, text in caught.missed[:12]:
            click.echo(f"\nmissed, {name}\n  {msgid}\n  {text}")


if __name__ == "__main__":
    main()
