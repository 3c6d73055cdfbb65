"""Figures beside the text: the lines run past them and on under them, and nothing is lost where they cannot stand so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publications import article, run, said

SENTENCE = "Plain words for people who live with it, and for those who care for them. "
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 100"><rect width="80" height="100" fill="#336"/></svg>'
)
FIGURE = '::: figure {src=figures/box.svg alt="A box" width=inset}\nThe box.\n:::\n\n'
Publication = Callable[..., Path]


def dump(publication: Publication, body: str, edition: str = "print") -> list[str]:
    """Return the lines of a dump that hold body text or the picture: "x text" and "x drawing"."""
    root = publication({**article(body), "articles/figures/box.svg": PICTURE})
    result = run(root, "build", "first", "--edition", edition, "--language", "en", "--jobs", "1", "--dump")
    assert not [each for each in said(result) if "short-page" not in each and "runt" not in each]
    pages = (root / "output" / "first" / f"first.en.{edition}.txt").read_text("utf-8").partition("passages")[0]
    return [line for line in pages.splitlines() if " first/" in line]


def places(lines: list[str], face: str) -> list[tuple[float, float]]:
    """Return (x, y) of the items set in `face` or drawn so."""
    return [(float(line.split()[0]), float(line.split()[1])) for line in lines if f" {face}" in line]


@pytest.mark.parametrize("paragraphs", [[12], [3, 3, 3, 3], [2, 1, 1, 12]])
def test_the_text_runs_beside_an_inset_and_on_under_it(publication: Publication, paragraphs: list[int]) -> None:
    body = SENTENCE * 3 + "\n\n" + FIGURE + "\n\n".join(SENTENCE * count for count in paragraphs) + "\n"
    lines = dump(publication, body)
    ((left, top),) = places(lines, "drawing")
    text = places(lines, "serif/regular")
    width = max(x for x, y in text if y > top and abs(x - left) < 120) - left
    beside = [(x, y) for x, y in text if top < y < top + 90 and left - 1 < x < left + 120]
    assert len(beside) > 4, lines
    assert all(x >= left + 80 for x, _ in beside), beside
    assert sum(not left + 3 < x < left + 120 for x, _ in text) > 3
    assert 80 < width < 110
    assert sum(line.count("live") for line in lines) == sum(paragraphs) + 3


def test_an_inset_that_has_too_little_text_stands_alone(publication: Publication) -> None:
    lines = dump(publication, SENTENCE * 12 + "\n\n" + FIGURE + "Short.\n\n- a list\n")
    ((left, top),) = places(lines, "drawing")
    assert not [x for x, y in places(lines, "serif/regular") if top < y < top + 90 and left < x < left + 120]
    assert sum(line.count("live") for line in lines) == 12
    assert sum("Short." in line for line in lines) == 1


def test_large_print_wraps_no_text(publication: Publication, tmp_path: Path) -> None:
    body = SENTENCE * 3 + "\n\n" + FIGURE + SENTENCE * 12 + "\n"
    lines = dump(publication, body, "large-print")
    (tmp_path / "magazine").rename(tmp_path / "inset")
    assert lines == dump(publication, body.replace("width=inset", "width=column"), "large-print")


@pytest.mark.parametrize(
    ("word", "inset", "beside"),
    [
        ("", 0.34, 0.34),
        # A word that a narrower picture leaves room for, and one that no picture does.
        ("neuroimmunologically ", 0.44, 0.44 * 0.8),
        ("neuropsychoimmunologically ", 0.5, 0.0),
    ],
)
def test_a_word_that_is_wider_than_the_text_beside_an_inset_makes_it_narrower_or_moves_it(
    publication: Publication, word: str, inset: float, beside: float
) -> None:
    """The screen edition hyphenates nothing: its column is 243.5 pt wide."""
    column = (603 - 2 * 46 - 24) / 2
    body = SENTENCE * 3 + "\n\n" + FIGURE + f"{SENTENCE}It says {word}that. {SENTENCE * 12}\n"
    root = publication(
        {
            **article(body),
            "articles/figures/box.svg": PICTURE,
            "layouts/screen.toml": ("inset = 0.34", f"inset = {inset}"),
        }
    )
    result = run(root, "build", "first", "--edition", "screen", "--language", "en", "--jobs", "1", "--dump")
    assert not [each for each in said(result) if "short-page" not in each and "runt" not in each], result.stderr
    pages = (root / "output" / "first" / "first.en.screen.txt").read_text("utf-8").partition("passages")[0]
    (drawn,) = [line for line in pages.splitlines() if "drawing" in line and " first/" in line]
    assert (beside or 1.0) * column == pytest.approx(float(drawn.split()[3].split("x")[0]), abs=0.2)
    assert pages.count(word.strip() or "Plain") >= 1
