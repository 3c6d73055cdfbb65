"""Who pays: whether a piece may go as free matter, and what is printed where it may not.

In: what an edition is like, who reads it, the publication's settings. Out: the class of postage, and the words of its mark.
The rules: 39 USC 3403; USPS Customer Support Rulings PS-014, PS-015, PS-107, PS-108; DMM 703.5 and 243.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.foundation.postal import Mailing
from pipeline.foundation.value import Struct

FREE, NONPROFIT, FIRST, STAMP = "free-matter", "nonprofit", "first-class", "stamp"
# In the order in which they are mailed.
CLASSES = (FREE, NONPROFIT, FIRST, STAMP)
# DMM 703.5.2: reading matter is of 14 points or more.
TYPE = 14.0
# DMM 243: what a mailing of nonprofit matter has at the least.
NONPROFIT_LEAST = 200
MARK = ("FREE MATTER FOR THE BLIND", "OR HANDICAPPED")


class Copy(Struct, frozen=True):
    """What an edition is like in one language: its pages, and the smallest and the usual size of its type, in points."""

    language: str
    edition: str
    pages: int
    smallest: float


def bars(copies: Sequence[Copy], advertising: str, mailing: Mailing) -> tuple[str, ...]:
    """Return what keeps an edition from going as free matter, whoever reads it; nothing where it may go."""
    found = []
    if not mailing.free_matter:
        found.append("free matter is not asked for: [mailing] free_matter = true")
    small = [copy for copy in copies if copy.smallest < TYPE - 0.05]
    found += [
        f"{copy.edition} in {copy.language} has type of {copy.smallest:.1f} points: {TYPE:g} are the least"
        for copy in small
    ]
    if advertising:
        found.append(f"it carries advertising: {advertising}")
    if not mailing.at_cost:
        found.append("it is sold for more than it costs")
    return tuple(found)


def class_of(eligible: bool, free: bool, mailing: Mailing) -> str:
    """Return the class of a piece; `free` says that nothing bars its edition, `eligible` that nothing bars its reader."""
    return FREE if eligible and free else mailing.postage


def settled(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the class that each class is mailed as: too few pieces for nonprofit mail go first-class."""
    return {name: FIRST if name == NONPROFIT and count < NONPROFIT_LEAST else name for name, count in counts.items()}


def mark(name: str, mailing: Mailing, organization: str) -> tuple[str, ...]:
    """Return the lines of a mark in the upper right corner of the address side; none where a stamp is put."""
    if name == FREE:
        return MARK
    permit = (mailing.permit_city.upper(), f"PERMIT NO {mailing.permit}") if mailing.permit else ()
    if name == NONPROFIT:
        return ("NONPROFIT ORG", "US POSTAGE PAID", *permit)
    if name == FIRST:
        return ("FIRST-CLASS MAIL", "US POSTAGE PAID", *permit)
    return ()
