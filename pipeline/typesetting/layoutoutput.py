"""What a layout asks of the press: the standard its file keeps, marks around its pages, inks of their own, bleed.

In: a layout's file as read, and its reader. Out: each wish that cannot be met, or not together with another, reported at its
line.
"""

from __future__ import annotations

from pipeline.foundation.geometry import points
from pipeline.typesetting.layoutlimits import Reader
from pipeline.typesetting.layoutschema import LayoutFile

PRESS = ("PDF/X-4", "PDF/X-1a")
# An eighth of an inch, for which 13 of 13 American printers asked; 3 mm is a little less.
_BLEED = 9.0
# Separation names that are no inks of their own (ISO 32000-1, 8.6.6.4).
_NO_SPOTS = ("All", "None", "Cyan", "Magenta", "Yellow", "Black")


def check_output(file: LayoutFile, reader: Reader) -> None:
    """Report what the press cannot do for this layout."""
    _check_standards(file, reader)
    _check_spots(file, reader)
    output = file.output
    for key in ("marks", "slug"):
        if getattr(output, key) and output.space != "cmyk":
            reader.fault(
                "marks-rgb", f"{key} are for the press, and this edition is not", "output", key, hint='space = "cmyk"'
            )
    if output.space == "cmyk" and file.page.trim != "A4":
        try:
            bleed = points(file.page.bleed)
        except ValueError:
            # Reported where lengths are read.
            return
        if 0 < bleed < _BLEED - 0.005:
            reader.problems.warning(
                "bleed-short",
                f"a bleed of {file.page.bleed} is less than printers ask for",
                reader.toml.span("page", "bleed"),
                hint="0.125in, which is a little more than 3mm",
            )


def _check_standards(file: LayoutFile, reader: Reader) -> None:
    """Report standards that exclude each other or what the layout is.

    PDF/X-1a is PDF 1.4 (ISO 15930-4, 6.1), in which a tagged file cannot keep PDF/UA; PDF/X wants no links on the page.
    """
    output = file.output
    asked = [name for name in PRESS if name in output.conformance]

    def fault(message: str, hint: str) -> None:
        reader.fault("conformance-mixed", message, "output", "conformance", hint=hint)

    if len(asked) > 1:
        fault(f"no file keeps {' and '.join(asked)}", 'conformance = ["PDF/X-4"]')
    elif asked and output.space != "cmyk":
        fault(f"{asked[0]} is for the press, and this edition is not", 'space = "cmyk"')
    elif asked and output.links:
        fault(f"{asked[0]} has no links", "links = false")
    elif "PDF/X-1a" in asked and output.tagged:
        fault("PDF/X-1a has no tags that a reader could use", "tagged = false")


def _check_spots(file: LayoutFile, reader: Reader) -> None:
    """Report inks that are none, and one ink of two recipes, which PDF/X forbids (ISO 15930-7, 6.2.4)."""
    recipes: dict[str, tuple[float, ...]] = {}
    for name, colour in file.colours.items():
        if not colour.spot:
            continue
        if colour.spot in _NO_SPOTS:
            reader.fault(
                "spot-name", f'"{colour.spot}" is no ink of its own', "colours", name, hint='spot = "PANTONE 185 C"'
            )
        if recipes.setdefault(colour.spot, colour.cmyk) != colour.cmyk:
            reader.fault(
                "spot-recipes",
                f'"{colour.spot}" is made of other inks here than before',
                *("colours", name, "cmyk"),
                hint=f"cmyk = [{', '.join(f'{share:g}' for share in recipes[colour.spot])}]",
            )
