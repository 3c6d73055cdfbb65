"""Colour as operators set it: its space, and the ink or light it names.

In: colour operators and the resources they refer to. Out: `Ink` (ISO 32000-1, 8.6).
"""

from __future__ import annotations

from typing import Any

from pipeline.foundation.value import Struct

_OPERATORS = {"g": "gray", "rg": "rgb", "k": "cmyk"}
_DEVICE = {"DeviceGray": "gray", "G": "gray", "DeviceRGB": "rgb", "RGB": "rgb", "DeviceCMYK": "cmyk", "CMYK": "cmyk"}
_ICC = {1: "icc-gray", 3: "icc-rgb", 4: "icc-cmyk"}
_START = {"gray": (0.0,), "rgb": (0.0, 0.0, 0.0), "cmyk": (0.0, 0.0, 0.0, 1.0)}


class Space(Struct, frozen=True):
    """A colour space: its family, and the colorants of one of spots. `base` is what an indexed or a pattern space rests on."""

    family: str
    names: tuple[str, ...] = ()
    base: str = ""
    profile: int = 0

    @property
    def deep(self) -> str:
        """The family of what is painted in the end."""
        return self.base or self.family


class Ink(Struct, frozen=True):
    """A colour in its space."""

    family: str
    values: tuple[float, ...]
    names: tuple[str, ...] = ()

    @property
    def plates(self) -> tuple[float, ...]:
        """Shares of ink, 0 to 1: four of the process or one for each spot colour. Light has none."""
        if self.family in ("cmyk", "icc-cmyk", "spot"):
            return self.values
        return (0.0, 0.0, 0.0, 1 - self.values[0]) if self.family in ("gray", "icc-gray") and self.values else ()

    @property
    def total(self) -> float:
        """The sum of its inks, 1 for one that is full."""
        return sum(self.plates)

    @property
    def white(self) -> bool:
        """Whether it lays down no ink."""
        return bool(self.plates) and not any(self.plates) and self.family != "spot"

    @property
    def black(self) -> float:
        """The share of black ink where it is of the process, else 0."""
        return self.plates[3] if self.family != "spot" and len(self.plates) == 4 else 0.0

    def words(self) -> str:
        """Return the colour as a printer or a designer says it."""
        if self.family in ("cmyk", "icc-cmyk") and len(self.values) == 4:
            return " ".join(f"{letter}{round(100 * v)}" for letter, v in zip("CMYK", self.values, strict=True))
        if self.family == "spot":
            return ", ".join(f"{name} {round(100 * v)}%" for name, v in zip(self.names, self.values, strict=False))
        return f"{self.family} {' '.join(f'{v:.2f}' for v in self.values)}".strip()


BLACK = Ink("gray", (0.0,))


def space(found: Any, named: Any = None, depth: int = 0) -> Space:
    """Return a colour space of the file; `named` are those of the resources."""
    if found is None or depth > 8:
        return Space("none")
    # Imported late: no other part of a build needs it.
    import pikepdf

    if isinstance(found, str | pikepdf.Name):
        plain = str(found)[1:]
        if plain in _DEVICE:
            default = f"/Default{plain.removeprefix('Device')}"
            if named is not None and default in named:
                return space(named[default], None, depth + 1)
            return Space(_DEVICE[plain])
        if plain == "Pattern":
            return Space("pattern")
        return (
            space(named[str(found)], named, depth + 1) if named is not None and str(found) in named else Space("none")
        )
    kind = str(found[0])[1:]
    if kind == "ICCBased":
        return Space(_ICC.get(int(found[1].N), "icc"), profile=found[1].objgen[0])
    if kind in ("Separation", "DeviceN"):
        names = (str(found[1])[1:],) if kind == "Separation" else tuple(str(name)[1:] for name in found[1])
        return Space("spot", names, space(found[2], named, depth + 1).deep)
    if kind in ("Indexed", "I"):
        under = space(found[1], named, depth + 1)
        return Space("indexed", under.names, "spot" if under.family == "spot" else under.deep, under.profile)
    if kind == "Pattern":
        return Space("pattern", (), space(found[1], named, depth + 1).deep if len(found) > 1 else "")
    return Space({"CalRGB": "cal-rgb", "CalGray": "cal-gray", "Lab": "lab"}.get(kind, _DEVICE.get(kind, kind)))


class Palette:
    """The colours that one content stream sets, each made once."""

    def __init__(self, resources: Any) -> None:
        self.named = resources.get("/ColorSpace") if resources is not None else None
        self._spaces: dict[str, Space] = {}
        self._inks: dict[tuple[str, bytes], Ink] = {}

    def space(self, name: str) -> Space:
        """Return the space of a name."""
        if name not in self._spaces:
            self._spaces[name] = space(name, self.named)
        return self._spaces[name]

    def device(self, operator: str, operands: bytes) -> Ink:
        """Return the ink that g, rg or k sets."""
        key = operator, operands
        if key not in self._inks:
            family = _OPERATORS[operator]
            device = {"gray": "/DeviceGray", "rgb": "/DeviceRGB", "cmyk": "/DeviceCMYK"}[family]
            self._inks[key] = Ink(self.space(device).deep, tuple(map(float, operands.split())))
        return self._inks[key]

    @staticmethod
    def first(space: Space) -> Ink:
        """Return the colour that choosing a space sets."""
        return Ink(space.family, _START.get(space.family, (1.0,) * len(space.names)), space.names)
