"""Ink: whether the flat colours of a layout keep to what the paper bears.

In: a layout, the printing condition. Out: each colour that takes too much, reported where it stands. Pictures and drawings are
separated by the profile, which keeps to its own limit; a flat colour is what its designer typed.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.edition.inputs import Inputs
from pipeline.foundation.diagnostic import Problems
from pipeline.press.colour import separation
from pipeline.typesetting.layout import Layout

# What profiles say is rounded to dots of 8 bits.
_ROUNDING = 0.5


def check_inks(inputs: Inputs, layout: Layout, cache: Path, problems: Problems) -> None:
    """Report each flat colour over the limit: that of `[press]` in the settings, or the most that the profile itself uses."""
    press = inputs.settings.press
    path = inputs.root / press.profile
    if layout.space != "cmyk" or not press.profile or not path.is_file():
        return
    limit = press.ink or separation(path, cache).limit
    for name, colour in layout.colours.items():
        # A spot is one ink on the press, whatever stands in for it on a proof.
        total = sum(colour.cmyk)
        if not colour.spot and total > limit + _ROUNDING:
            problems.error(
                "ink-limit",
                f'colour "{name}" takes {total:g}% of ink, more than the {limit:.0f}% that the printing condition bears',
                colour.span,
                hint="less cyan, magenta and yellow: black stands in for what they share",
            )
