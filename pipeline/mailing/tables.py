"""What a designer or the post may change of mailing, as data: places for the address, sheets of labels, schemes of sorting.

In: `layouts/mailing/*.toml` of the publication, or the house's own where it has none. Out: values. Lengths are in inches in the
files and in points here.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from pipeline.foundation.diagnostic import Problems, Span, shown
from pipeline.foundation.toml import read_toml, typed

Kind = TypeVar("Kind")
INCH = 72.0
# DMM 202.1.2: the address is of 8 points at the least.
SMALLEST = 8.0


class Panel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"back": "return"}):
    """A place for the address. Boxes are left, bottom, width and height in inches; that of the sender may have no width."""

    title: str
    on: Literal["carrier", "back"]
    address: tuple[float, float, float, float]
    postage: tuple[float, float, float, float]
    back: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    size: float = 12.0

    @property
    def boxes(self) -> tuple[tuple[float, float, float, float], ...]:
        """The boxes that something is printed in."""
        return tuple(box for box in (self.address, self.postage, self.back) if box[2] > 0)


class Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet of labels, in inches from its top left corner."""

    title: str
    sheet: tuple[float, float]
    columns: int
    rows: int
    first: tuple[float, float]
    label: tuple[float, float]
    pitch: tuple[float, float]
    size: float = 10.0

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A level of sorting: how many digits its pieces share, and how many pieces it takes for one."""

    name: str
    digits: Literal[0, 1, 2, 3, 4, 5]
    minimum: int


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How mail is sorted and broken: levels from the finest to the one for what is left, and the most that a container holds."""

    title: str
    most: int
    levels: list[Level]
    bundle: int = 0


def read_table(root: Path, file: str, name: str, kind: type[Kind], problems: Problems) -> Kind | None:
    """Return the table `name` of `layouts/mailing/<file>.toml` as a `kind`, or None with what is wrong."""
    path = root / "layouts" / "mailing" / f"{file}.toml"
    if not path.is_file():
        package = Path(__file__).resolve().parent.parent
        inside = package / "house"
        path = (inside if inside.is_dir() else package.parent) / "layouts" / "mailing" / f"{file}.toml"
    toml = read_toml(path, shown(path, root), problems)
    if toml is None:
        return None
    known = typed(toml, dict[str, kind], problems)  # type: ignore[valid-type]  # the kind is a value here
    if known is None:
        return None
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
        problems.error("mailing-unknown", f'no table "{name}"', Span(toml.path, 1), hint=hint)
        return None
    return _sound(toml.path, name, known[name], problems)


def _sound(path: str, name: str, value: Kind, problems: Problems) -> Kind | None:
    """Return a table that can be worked with, or None with what is wrong in it."""
    faults = []
    if isinstance(value, Panel | Sheet) and value.size < SMALLEST:
        faults.append(f"addresses of {value.size:g} points: {SMALLEST:g} are the least")
    if isinstance(value, Panel) and min(*value.address[2:], *value.postage[2:]) <= 0:
        faults.append("a box without a width or a height")
    if isinstance(value, Sheet) and (value.count <= 0 or min(*value.label, *value.pitch) <= 0):
        faults.append("a sheet without labels")
    if isinstance(value, Sheet) and value.count > 0:
        right = value.first[0] + (value.columns - 1) * value.pitch[0] + value.label[0]
        low = value.first[1] + (value.rows - 1) * value.pitch[1] + value.label[1]
        if right > value.sheet[0] + 0.01 or low > value.sheet[1] + 0.01:
            faults.append("labels beyond the sheet's edge")
    if isinstance(value, Scheme):
        if value.most <= 0 or not value.levels or value.levels[-1].digits or value.levels[-1].minimum:
            faults.append("the last level has to take what is left: digits = 0, minimum = 0")
        digits = [level.digits for level in value.levels]
        if digits != sorted(set(digits), reverse=True):
            faults.append("levels go from more digits to fewer")
    for words in faults:
        problems.error("mailing-table", f'"{name}": {words}', Span(path, 1))
    return None if faults else value
