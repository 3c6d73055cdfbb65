"""Inks: what a colour of a PDF puts on each plate, and what it leaves alone or cuts out.

In: operators and colour spaces of a content stream. Out: `Inks`. Rules of ISO 32000-1, 8.6.4 to 8.6.7 and 11.7.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.foundation.value import Struct, replace

_CMYK = ("Cyan", "Magenta", "Yellow", "Black")
_SET = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
_CHOOSE = ("cs", "sc", "scn")


class Inks(Struct, frozen=True):
    """Amounts on plates, 0 to 1, or whatever stands for one that is computed by the printer's software.

    `knocks` says that every plate not named is cut out; `direct` that the amounts are those of DeviceCMYK, of which overprint mode
    1 leaves out the zeros; `spot` that only the plates named are meant. `look` tells transparency.
    """

    plates: tuple[tuple[str, object], ...] = ()
    knocks: bool = False
    direct: bool = False
    spot: bool = False
    look: str = ""

    def on(self, plate: str) -> object:
        """Return the amount on a plate: 0.0 for a knock-out, None where the plate is left alone."""
        for name, amount in self.plates:
            if name in (plate, "All"):
                return amount
        return 0.0 if self.knocks else None

    def printed(self, over: bool, mode: int, look: str) -> Inks:
        """Return the inks as they print with or without overprint."""
        if not over:
            return replace(self, knocks=True, look=look)
        plates = self.plates
        if self.direct and mode == 1:
            plates = tuple((name, amount) for name, amount in plates if amount != 0.0)
        return replace(self, plates=plates, knocks=False, look=look)

    def named(self, digest: str) -> Inks:
        """Return these inks with something for the amount on every process plate that only a printer's software knows."""
        return replace(self, plates=tuple((plate, digest) for plate in _CMYK))


KNOCKOUT = Inks(knocks=True)


def black_only(inks: Inks) -> bool:
    """Whether inks are on the black plate, and leave every other one as it is."""
    return not inks.knocks and not inks.look and [name for name, _ in inks.plates] == ["Black"]


def device(space: str, values: Sequence[float]) -> Inks:
    """Return the inks of a colour in one of the device spaces."""
    if space == "DeviceGray":
        return Inks((("Cyan", 0.0), ("Magenta", 0.0), ("Yellow", 0.0), ("Black", round(1 - values[0], 4))))
    if space == "DeviceCMYK":
        amounts = tuple((plate, round(value, 4) + 0.0) for plate, value in zip(_CMYK, values, strict=True))
        return Inks(amounts, direct=True)
    return Inks().named(f"{space} {tuple(round(value, 4) for value in values)}")


class Spaces:
    """The colour spaces that a content stream names, read from its resources."""

    def __init__(self, resources: Any) -> None:
        self._named = resources.get("/ColorSpace", {}) if resources is not None else {}
        self._patterns = resources.get("/Pattern", {}) if resources is not None else {}

    def colours(self, operator: str) -> bool:
        """Whether an operator sets a colour or its space."""
        return operator.lower() in _SET or operator.lower() in _CHOOSE

    def colour(self, operator: str, given: Sequence[Any], state: Any) -> None:
        """Set the colour of `state` as an operator says."""
        stroking = operator.isupper()
        low = operator.lower()
        if low == "cs":
            space = self.space(given[0])
            inks = self._inks(space, ())
            setattr(state, "stroke_space" if stroking else "fill_space", space)
        elif low in _SET:
            inks = device(self._device(_SET[low]), [float(value) for value in given])
        else:
            space = state.stroke_space if stroking else state.fill_space
            inks = self._inks(space, given)
        if stroking:
            state.stroke = inks
        else:
            state.fill = inks

    def space(self, name: Any) -> Any:
        """Return a colour space by the name a stream calls it."""
        plain = str(name).removeprefix("/")
        if plain.startswith("Device"):
            return plain
        return self._named.get(f"/{plain}", plain)

    def _device(self, name: str) -> str:
        """Return a device space, or that it is another one where the page says so (8.6.5.6)."""
        return f"Default of {name}" if f"/Default{name.removeprefix('Device')}" in self._named else name

    def image(self, space: Any, digest: str) -> Inks:
        """Return the inks of an image in a colour space, `digest` standing for its amounts."""
        family, names = self._family(self.space(space) if _is_name(space) else space)
        if family == "spot":
            return Inks(tuple((name, digest) for name in names), spot=True)
        if family in ("DeviceGray", "ICC 1"):
            return Inks((("Cyan", 0.0), ("Magenta", 0.0), ("Yellow", 0.0), ("Black", digest)))
        return Inks().named(digest)

    def _inks(self, space: Any, given: Sequence[Any]) -> Inks:
        family, names = self._family(space)
        pattern = [str(value) for value in given if _is_name(value)]
        if pattern:
            found = self._patterns.get(pattern[0])
            said = found.unparse(resolved=True) if found is not None else pattern[0]
            return Inks().named(f"pattern {said!r}")
        values = [float(value) for value in given]
        if family == "spot":
            amounts = values or [1.0] * len(names)
            plates = [(name, round(value, 4)) for name, value in zip(names, amounts, strict=False) if name != "None"]
            return Inks(tuple(plates), spot=True)
        if family in ("DeviceGray", "ICC 1"):
            return device("DeviceGray", values or [0.0])
        if family == "DeviceCMYK":
            return device("DeviceCMYK", values or [0.0, 0.0, 0.0, 1.0])
        if family == "ICC 4" and len(values) == 4:
            # Managed colour paints all four plates, whatever the overprint mode (11.7.4.5).
            return replace(device("DeviceCMYK", values), direct=False)
        return Inks().named(f"{family} {tuple(round(value, 4) for value in values)}")

    def _family(self, space: Any) -> tuple[str, tuple[str, ...]]:
        """Return what kind of space it is, and the plates of one of spot colours."""
        if _is_name(space) or isinstance(space, str):
            return self._device(str(space).removeprefix("/")), ()
        if space is None:
            return "", ()
        kind = str(space[0])
        if kind == "/Separation":
            return "spot", (str(space[1]).removeprefix("/"),)
        if kind == "/DeviceN":
            return "spot", tuple(str(name).removeprefix("/") for name in space[1])
        if kind == "/ICCBased":
            return f"ICC {int(space[1].N)}", ()
        if kind == "/Indexed":
            return self._family(self.space(space[1]) if _is_name(space[1]) else space[1])
        return kind.removeprefix("/"), ()


def _is_name(value: Any) -> bool:
    # Imported late: only co-editions have their plates read.
    import pikepdf

    return isinstance(value, str | pikepdf.Name)
