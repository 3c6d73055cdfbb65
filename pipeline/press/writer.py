"""ReportLab's document layer, loaded without what it brings for pictures, files and formulas that it is never given here.

ReportLab imports Pillow, temporary files and tools that look into code when it is loaded, a third of the time that
takes. While it is, others stand in for them, which load the module when something of it is asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_LATER = ("PIL.Image", "uharfbuzz", "glob", "inspect", "pickle", "tempfile", "textwrap")


class _StandIn(ModuleType):
    """A module that is loaded when something of it is asked for."""

    def __getattr__(self, attribute: str) -> Any:
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return getattr(import_module(name), attribute)


_standing = {name: _StandIn(name) for name in _LATER if name not in sys.modules}
sys.modules.update(_standing)

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject, PDFObjectReference  # noqa: E402 - see above
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

# Whoever imports them after ReportLab gets the modules themselves.
for _name, _stand_in in _standing.items():
    if sys.modules.get(_name) is _stand_in:
        del sys.modules[_name]

__all__ = ["Canvas", "PDFDocument", "PDFObject", "PDFObjectReference"]
