"""Page templates: what a designer decides about each kind of page, as values. Lengths are points.

A rule of 0 points is not drawn. Colours are names of the layout's palette; shares are parts of 1.
"""

from __future__ import annotations

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.value import Apart, Struct


class CoverTemplate(Struct, frozen=True):
    """The front cover. `story` and `lines` are the shares of its measure that the cover story and the other titles take."""

    margin: float = 38.0
    ground: str = "cream"
    rule: float = 1.0
    rule_colour: str = "ink"
    story: float = 0.58
    lines: float = 0.34


class ContentsTemplate(Struct, frozen=True):
    """The page of contents: the rule over its title."""

    rule: float = 3.2
    rule_colour: str = "accent"


class MastheadTemplate(Struct, frozen=True):
    """The masthead: the strip it stands on."""

    ground: str = "cream"
    rule: float = 1.2
    rule_colour: str = "accent"


class OpenerTemplate(Struct, frozen=True):
    """How an article begins.

    `title` is the style of its title, `down` the one where it begins down a page; `deck` the share of the measure its summary
    takes. `art` is "above" (off the head of the page, over the words), "under" them, "page" (a page
    of its own before them) or "none". The rule is the department's
    colour; a picture above takes its place.
    """

    rule: float = 3.2
    title: str = "title"
    down: str = "title.short"
    art: str = "under"
    deck: float = 0.86


class ContinuationTemplate(Struct, frozen=True):
    """How the rest of an article begins that was parted; `title` is the share of the measure its title takes."""

    rule: float = 1.2
    title: float = 0.62


class NotesTemplate(Struct, frozen=True):
    """The page for a reader's notes: a line every `step` lines of the grid."""

    rule: float = 3.2
    rule_colour: str = "accent"
    step: int = 2
    line: float = 0.5
    line_colour: str = "hairline"


class IndexTemplate(Struct, frozen=True):
    """The index of articles: the rule over its title, the line under each article."""

    rule: float = 3.2
    rule_colour: str = "accent"
    line: float = 0.4
    line_colour: str = "hairline"


class Area(Apart, frozen=True):
    """A part of the address panel that nothing is printed in, from the panel's top left corner; of no width where there is none."""

    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0
    span: Span = NOWHERE

    def meets(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Say whether a box reaches into the area."""
        if not self.width or not self.height:
            return False
        return (
            left < self.left + self.width and right > self.left and top < self.top + self.height and bottom > self.top
        )


class BackTemplate(Struct, frozen=True):
    """The back cover. `panel` is the share of the page's height that the address panel takes, at its foot.

    The sender stands `left` and `top` of the panel's corner; `window` is where the address shows or is printed, `indicia` where
    the postage is.
    """

    margin: float = 38.0
    ground: str = "cream"
    panel: float = 0.38
    rule: float = 2.0
    left: float = 38.0
    top: float = 24.0
    window: Area = Area()
    indicia: Area = Area()


class Templates(Struct, frozen=True):
    """A layout's pages. `opener` is the cover story's beginning, `department` that of every other article."""

    cover: CoverTemplate = CoverTemplate()
    contents: ContentsTemplate = ContentsTemplate()
    masthead: MastheadTemplate = MastheadTemplate()
    opener: OpenerTemplate = OpenerTemplate(title="title.cover-story", down="title.cover-story", art="above")
    department: OpenerTemplate = OpenerTemplate()
    continuation: ContinuationTemplate = ContinuationTemplate()
    notes: NotesTemplate = NotesTemplate()
    index: IndexTemplate = IndexTemplate()
    back: BackTemplate = BackTemplate()
