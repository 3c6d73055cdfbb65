"""House notices as an edition shows them: none again while another fits, with pictures by turns."""

from __future__ import annotations

from itertools import pairwise

import pytest
from specimen import Specimen

from pipeline.typesetting.page import PlacedDrawing, PlacedLine


@pytest.mark.parametrize("language", ["en", "es"])
def test_notices_and_their_pictures_vary_in_the_specimen(specimen: Specimen, language: str) -> None:
    book = specimen.edition(language, "print").book
    shown: list[str] = []
    bands: list[int] = []
    for page in book.pages[:-1]:
        slugs = [
            i.key.partition("/")[0] for i in page.items if isinstance(i, PlacedLine) and i.key.startswith("notice-")
        ]
        shown += dict.fromkeys(slugs)
        art = [i for i in page.items if isinstance(i, PlacedDrawing) and not i.key and i.width > 400]
        bands += [len(drawing.paths) for drawing in art if slugs]
    assert len(shown) > 4
    assert len(set(shown[:5])) == 5
    assert "notice-large-print" not in shown, "it stands on the back cover"
    assert all(one != other for one, other in pairwise(bands))
    assert len(set(bands)) == min(3, len(bands))
