"""`motivator impose`: a finished file on the sheets of a press."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.report import show, talk
from pipeline.cli.session import Session
from pipeline.foundation.diagnostic import Exit, Problems
from pipeline.foundation.files import write_whole
from pipeline.foundation.geometry import points
from pipeline.press.imposition.creep import MANNERS, Creep
from pipeline.press.imposition.scheme import SCHEMES, scheme_named
from pipeline.press.imposition.stock import sheet_size

if TYPE_CHECKING:
    from pipeline.press.imposition.sheet import Order

_SCHEMES = click.Choice([scheme.name for scheme in SCHEMES])


def length(_: click.Context, option: click.Parameter, value: str | None) -> float | None:
    """Return a length in points; anything else is wrong usage."""
    try:
        found = None if value is None else points(value)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param=option) from None
    if found is not None and found < 0:
        raise click.BadParameter(f'"{value}" is less than nothing', param=option)
    return found


def size(_: click.Context, option: click.Parameter, value: str | None) -> tuple[float, float] | None:
    """Return a sheet's width and height in points; anything else is wrong usage."""
    try:
        return None if value is None else sheet_size(value)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param=option) from None


@click.command()
@click.argument("pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PDF")
@click.option(
    "--scheme", type=_SCHEMES, default="saddle", show_default=True,
    help="; ".join(f"{scheme.name}: {scheme.words}" for scheme in SCHEMES) + ".",
)  # fmt: skip
@click.option(
    "--sheet", callback=size, default=None, metavar="SIZE",
    help="The press sheet: 19x25in, 450x640mm or a name such as SRA3.  [default: as large as needed]",
)  # fmt: skip
@click.option(
    "--creep", type=click.Choice([*MANNERS, "none"]), default=None,
    help="; ".join(f"{name}: {words}" for name, words in MANNERS.items()) + ".  [default: shingle, with --caliper]",
)  # fmt: skip
@click.option(
    "--caliper",
    callback=length,
    default=None,
    metavar="LENGTH",
    help="How thick a leaf of the paper is: 0.1mm, 0.004in.",
)
@click.option(
    "--gutter", callback=length, default=None, metavar="LENGTH",
    help="Room between pages that are cut apart.  [default: twice the bleed]",
)  # fmt: skip
@click.option(
    "--spine", callback=length, default="0pt", show_default=True, metavar="LENGTH",
    help="Room between two pages that share a fold, for a spine that is milled.",
)  # fmt: skip
@click.option(
    "--marks/--no-marks", default=True, show_default=True, help="Crop, fold and registration marks, and a slug."
)
@click.option("--colour-bar/--no-colour-bar", default=None, help="Patches of every ink.  [default: with marks]")
@click.option(
    "--signature", type=click.IntRange(4, 512), default=None, metavar="PAGES",
    help="Pages that are gathered together.  [default: all]",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="The file to write.  [default: PDF's name with the scheme's, beside it]",
)  # fmt: skip
@click.pass_obj
def impose(
    session: Session,
    pdf: Path,
    scheme: str,
    sheet: tuple[float, float] | None,
    creep: str | None,
    caliper: float | None,
    gutter: float | None,
    spine: float,
    marks: bool,
    colour_bar: bool | None,
    signature: int | None,
    output: Path | None,
) -> None:
    """Arrange the pages of PDF on the sheets of a press, to be folded, stitched and cut.

    Bleed, inks, overprint, output intent and the claim of PDF/X are kept. Tags, reading order, bookmarks and links are not:
    the result is for the press alone. Pages that do not fill the last sheet are followed by blank ones.

    \b
    Example: motivator impose output/2027-winter/2027-winter.en.print.pdf --caliper 0.1mm
    """
    from pipeline.press.imposition.assembly import imposed
    from pipeline.press.imposition.source import inches

    chosen = scheme_named(scheme)
    if creep in MANNERS and not caliper:
        raise click.UsageError(f"--creep {creep} needs --caliper, how thick a leaf of the paper is")
    if signature and signature % chosen.pages:
        raise click.UsageError(f"a signature of {signature} pages on sheets of {chosen.pages}: take a multiple")
    gaps = (*chosen.columns, *chosen.rows)
    if gutter is not None and "cut" not in gaps and "head" not in gaps:
        raise click.UsageError(f"--gutter: on sheets of {scheme} no pages are cut apart; --spine is the room at a fold")
    if spine and "spine" not in gaps:
        raise click.UsageError(
            f"--spine: on sheets of {scheme} no pages share a fold; --gutter is the room between them"
        )
    target = output or pdf.with_name(f"{pdf.stem}.{scheme}.pdf")
    if target.resolve() == pdf.resolve():
        raise click.UsageError("--output is the file itself")
    bar = marks if colour_bar is None else colour_bar
    paper = Creep("shingle", 0.0) if creep == "none" else Creep(creep or "shingle", caliper or 0.0)
    order = _order(scheme, sheet, paper, gutter, spine, marks, bar, signature or 0)
    problems = Problems()
    made = imposed(pdf.read_bytes(), pdf.name, order, session.cache, problems)
    write_whole(target, made.data)
    for words in made.left:
        talk(f"left behind: {words}")
    show(problems)
    blank = f", {made.blank} blank pages" if made.blank else ""
    click.echo(f"{target}  {made.sides} sides of {inches(made.width, made.height)}{blank}")
    raise SystemExit(int(Exit.DONE))


def _order(
    scheme: str,
    sheet: tuple[float, float] | None,
    creep: Creep,
    gutter: float | None,
    spine: float,
    marks: bool,
    colour_bar: bool,
    signature: int,
) -> Order:
    from pipeline.press.imposition.sheet import Order

    return Order(scheme_named(scheme), sheet, creep, gutter, spine, marks, colour_bar, signature)
