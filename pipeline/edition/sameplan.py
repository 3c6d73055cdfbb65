"""One plan for every language: the pages that articles take in the publication's first language.

In: the work on an edition in another language. Out: a slot for each article, which make-up keeps by copyfitting.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.edition.pieces import notices, pieces
from pipeline.edition.work import Work, prepared
from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import Slot, make_up


def leading_slots(work: Work, cache: Path) -> dict[str, Slot]:
    """Return the pages each article takes in the first language, none where the issue or the layout keeps no one plan.

    What is wrong there is for that language's own edition to say.
    """
    inputs, leader = work.inputs, work.inputs.settings.languages[0]
    if not inputs.issue.plan.same_plan or not work.layout.copyfit.plan or work.language == leader:
        return {}
    quiet = Problems()
    layout = read_layout(inputs.root, work.layout.name, leader, quiet)
    if layout is None:
        return {}
    other = prepared(inputs, leader, layout, cache, quiet)
    return make_up(pieces(other), notices(other), layout, quiet).slots
