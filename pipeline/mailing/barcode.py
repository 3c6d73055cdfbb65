"""The Intelligent Mail barcode (USPS-B-3200): what may be encoded, and its 65 bars.

ReportLab encodes; it takes inputs that the specification forbids, so that they are examined here first.
"""

from __future__ import annotations

import re

from pipeline.foundation.value import Struct

# USPS-B-3200, 2.1: the routing code is empty or a ZIP Code, ZIP+4, or delivery point code.
_ROUTINGS = (0, 5, 9, 11)
BARS = 65


class Barcode(Struct, frozen=True):
    """A tracking code of 20 digits and a routing code of 0, 5, 9 or 11. ValueError, which names no digit, for anything else."""

    tracking: str
    routing: str = ""

    def __post_init__(self) -> None:
        """Refuse what USPS-B-3200 does not allow: lengths, characters, and a second digit over 4."""
        if len(self.tracking) != 20:
            raise ValueError(f"a tracking code has 20 digits, not {len(self.tracking)}")
        if not re.fullmatch(r"[0-9]{20}", self.tracking):
            raise ValueError("a tracking code has digits only")
        if self.tracking[1] > "4":
            raise ValueError("the second digit of a tracking code is 0 to 4")
        if len(self.routing) not in _ROUTINGS:
            raise ValueError(f"a routing code has 0, 5, 9 or 11 digits, not {len(self.routing)}")
        if not re.fullmatch(r"[0-9]*", self.routing):
            raise ValueError("a routing code has digits only")

    @property
    def bars(self) -> str:
        """The 65 bars from left to right: A reaches up, D down, F both ways, T neither."""
        from reportlab.graphics.barcode.usps4s import USPS_4State

        return str(USPS_4State(self.tracking, self.routing).barcodes)


def tracking(identifier: str, service: str, mailer: str, serial: int) -> str:
    """Return the tracking code of a piece: barcode identifier, service type, mailer and serial number, 20 digits together.

    Raises ValueError for a mailer identifier that is none, and for a serial number beyond its digits.
    """
    if not re.fullmatch(r"[0-8]\d{5}|9\d{8}", mailer):
        raise ValueError("a mailer identifier has six digits, or nine beginning with 9")
    if not 0 <= serial < serials(mailer):
        raise ValueError("a serial number beyond what the mailer identifier leaves room for")
    return f"{identifier}{service}{mailer}{serial:0{15 - len(mailer)}d}"


def serials(mailer: str) -> int:
    """Return how many serial numbers a mailer identifier has: it and they have 15 digits together."""
    return int(10 ** (15 - len(mailer)))
