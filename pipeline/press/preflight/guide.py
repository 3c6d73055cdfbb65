"""Guidelines for large print, as figures that a file can be held to.

They differ, and some contradict each other (lines of 39 to 43 characters, or of 60 to 70): each is a guide of its own, and
"large-print" is what most of them share.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.foundation.value import Struct


class Guide(Struct, frozen=True):
    """What running text is to be like: its least size in points, the least step from line to line in times that, the most
    characters of a full line, the least margin in points and the least height of an x, 0 for none.

    `rules` say where each is written, by the code of its check.
    """

    words: str
    size: float
    leading: float
    characters: int
    margin: float = 0.0
    x_height: float = 0.0
    rules: Mapping[str, str] = {}


# A word processor's "1.15 lines" of the ACB multiply a typeface's own line, which makes 1.32 times the size; so do the APH's 1.25,
# which make 1.5.
GUIDES: dict[str, Guide] = {
    "large-print": Guide(
        "large print: what readers with low vision need",
        18.0,
        1.25,
        70,
        72.0,
        rules={
            "print-size": "ACB 2025 and APH 2022: 18 points",
            "print-leading": "CNIB and Lighthouse: 1.25 times the size",
            "print-margins": "ACB 2025, Access Board: an inch",
            "print-line-length": "UKAAF G003: 60 to 70 characters",
            "print-folio": "ACB 2025, RNIB: page numbers as big as the text",
        },
    ),
    "aph": Guide(
        "APH: the guidelines of the American Printing House for the Blind",
        18.0,
        1.5,
        43,
        0.0,
        9.0,
        {
            "print-size": "APH 2022: 18 points",
            "print-leading": "APH 2022: 1.25 lines, 1.5 times the size",
            "print-line-length": "APH 2022: 39 to 43 characters",
            "print-x-height": "APH 2022: an x of an eighth of an inch",
        },
    ),
    "acb": Guide(
        "ACB: the guidelines of the American Council of the Blind",
        18.0,
        1.32,
        70,
        72.0,
        rules={
            "print-size": "ACB 2025: 18 points",
            "print-leading": "ACB 2025: 1.15 lines, 1.32 times the size",
            "print-margins": "ACB 2025: an inch",
        },
    ),
    "rnib": Guide(
        "RNIB: clear and large print of the Royal National Institute of Blind People",
        16.0,
        1.2,
        70,
        rules={
            "print-size": "RNIB, UKAAF G003: 16 points at the least",
            "print-leading": "RNIB: space between the lines; house: 1.2 times the size",
            "print-line-length": "UKAAF G003: 60 to 70 characters",
        },
    ),
}


def own_guide(size: float, leading: float, characters: int, margin: float, x_height: float) -> Guide:
    """Return a guide of a publication's own."""
    codes = ("print-size", "print-leading", "print-margins", "print-line-length", "print-x-height")
    rules = dict.fromkeys(codes, "the publication's own rules, [guidelines] of its layout")
    return Guide("the publication's own rules for large print", size, leading, characters, margin, x_height, rules)
