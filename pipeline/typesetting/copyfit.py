"""Copyfitting: how an article may be set otherwise than its layout says, so that it takes the pages it was given.

In: the limits a layout sets. Out: ways to set an article, each further from the layout than the one before, and what each
changes in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.layout import Copyfit, Layout

TEXT = ("body", "opening", "item", "definition", "question", "term")
"""The styles of running text: those whose letters and paragraphs give way."""

# Long paragraphs take a line more or less before short ones: the change is spread over more spaces.
_LONG = (8, 5, 2)


class Fit(Struct, frozen=True):
    """What an article's setting departs by from its layout. Lengths are points.

    `looseness` is the lines that a paragraph of at least `long` lines gains or loses; `leading` and `size` are added to
    those of running text; `art` is the least share of the page's height for an opening picture, 0.0 for the layout's;
    `figures` multiplies the height of charts; `quotes` false leaves the pull quotes out.
    """

    looseness: int = 0
    long: int = 0
    leading: float = 0.0
    size: float = 0.0
    art: float = 0.0
    figures: float = 1.0
    quotes: bool = True


AS_IT_IS = Fit()


def ladder(limits: Copyfit, *, fewer: bool, without: Collection[str] = ()) -> Iterator[Fit]:
    """Yield ways to make an article shorter (`fewer` lines) or longer, in the layout's order of means, each on the last.

    Means that the article is `without` ("art", "figures", "quotes") are passed over.
    """
    sign = -1 if fewer else 1
    fit = AS_IT_IS
    for means in limits.order:
        if means in without:
            continue
        match means:
            case "art" if fewer and limits.art:
                fit = replace(fit, art=limits.art)
                yield fit
            case "figures" if limits.figures:
                fit = replace(fit, figures=1 + sign * limits.figures)
                yield fit
            case "looseness" if limits.looseness:
                for long in _LONG:
                    fit = replace(fit, looseness=sign * limits.looseness, long=long)
                    yield fit
            case "leading" if limits.leading:
                for step in range(1, limits.steps + 1):
                    fit = replace(fit, leading=sign * limits.leading * step / limits.steps)
                    yield fit
            case "size" if limits.size:
                for step in range(1, limits.steps + 1):
                    fit = replace(fit, size=sign * limits.size * step / limits.steps)
                    yield fit
            case _:
                pass
    if fewer and limits.drop_quotes and "quotes" not in without:
        # What an author wrote goes last, whatever the layout says.
        yield replace(fit, quotes=False)


def refitted(layout: Layout, fit: Fit) -> Layout:
    """Return `layout` as `fit` changes it. Whatever stands on the baseline grid moves with it."""
    if fit == AS_IT_IS:
        return layout
    old = layout.grid.leading
    new = old + fit.leading
    styles = {}
    for name, style in layout.styles.items():
        if style.leading == old:
            share = new / old
            style = replace(style, leading=new, before=style.before * share, after=style.after * share)
        if name in TEXT:
            style = replace(style, size=style.size + fit.size)
        styles[name] = style
    manner = layout.manner
    if fit.art:
        manner = replace(manner, art=(min(fit.art, manner.art[0]), manner.art[1]))
    chart = layout.chart
    chart = replace(chart, height=chart.height * fit.figures, gap=chart.gap * fit.figures)
    return replace(layout, grid=replace(layout.grid, leading=new), styles=styles, chart=chart, manner=manner)


def told(fit: Fit) -> tuple[str, ...]:
    """Return what a fit changes, for the manifest: "leading -0.25pt"."""
    said: list[str] = []
    if fit.art:
        said.append(f"opening picture from {fit.art:.0%} of the page")
    if fit.figures != 1.0:
        said.append(f"figures {fit.figures - 1:+.0%}")
    if fit.looseness:
        said.append(f"looseness {fit.looseness:+d} in paragraphs of {fit.long} lines or more")
    if fit.leading:
        said.append(f"leading {fit.leading:+.3g}pt")
    if fit.size:
        said.append(f"size {fit.size:+.3g}pt")
    if not fit.quotes:
        said.append("pull quotes left out")
    return tuple(said)
