"""Creep: nested sheets push the inner ones out, so that a straight cut would take more from their outer edges.

In: how deep a leaf lies, and how thick the paper is. Out: how far its page is moved towards the spine, in points.
"""

from __future__ import annotations

from pipeline.foundation.value import Struct

MANNERS = {
    "shingle": "the outermost pages stay, inner ones are moved in, towards the spine",
    "push-out": "the innermost pages stay, outer ones are moved out, away from the spine",
}


class Creep(Struct, frozen=True):
    """What is done about creep: `manner` is a key of `MANNERS`, `caliper` the thickness of one leaf in points, 0 for nothing."""

    manner: str = "shingle"
    caliper: float = 0.0

    def inward(self, depth: int, depths: int) -> float:
        """Return how far the pages of a leaf move towards the spine; `depths` is how many leaves are nested.

        A leaf under `depth` others is pushed out by as many thicknesses; the innermost of all by (depths - 1) of them.
        """
        if self.manner == "push-out":
            return (depth - (depths - 1)) * self.caliper
        return depth * self.caliper
