"""What values are made of: `Struct`, whose frozen classes are immutable and slotted; `replace` copies one with changes.

A class is made in a tenth of the time that a dataclass takes, and so are its values; both count where every command reads
two hundred classes and every page holds hundreds of values. `Apart` is for values with fields that equality leaves out.
"""

from __future__ import annotations

import sys
from typing import ClassVar

# msgspec asks for a package of backports first, and makes do with `typing`, which has all that it looks for. The package
# and what that brings are a tenth of what a command loads.
_BACKPORTS = "typing_extensions"
_absent = sys.modules.setdefault(_BACKPORTS, None) is None  # type: ignore[arg-type]  # None says that there is no such module

from msgspec import Struct, field  # noqa: E402 - see above
from msgspec.structs import asdict, astuple, force_setattr, replace  # noqa: E402

if _absent:
    del sys.modules[_BACKPORTS]

__all__ = ["Apart", "Struct", "asdict", "astuple", "field", "force_setattr", "replace"]


class Apart(Struct, frozen=True, eq=False):
    """A value that is equal to another when all fields are but those named in `apart`, such as where it came from."""

    apart: ClassVar[tuple[str, ...]] = ("span",)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._counted())

    def __ne__(self, other: object) -> bool:
        # `Struct` has one of its own.
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self).__name__, *(getattr(self, name) for name in self._counted())))

    def _counted(self) -> list[str]:
        return [name for name in self.__struct_fields__ if name not in self.apart]
