"""Sidebars and pull quotes: across the page, at a column's side, in parts; in both languages, with no word lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publications import article, codes, run, said

from pipeline.document.markdown import body
from pipeline.document.tree import PullQuote, Sidebar
from pipeline.foundation.diagnostic import Problems

SENTENCE = "Plain words for people who live with it, and for those who care for them. "
QUOTE = "::: pullquote {width=%s}\nRest is a plan.\n:::\n\n"
BOX = "::: sidebar {width=%s}\n### To ask\n\nCall us.\n\nAsk the nurse.\n:::\n\n"
MEASURE = 502.0
Publication = Callable[..., Path]


def faults(text: str) -> list[str]:
    problems = Problems()
    body(text, path="articles/a.md", first_line=1, language="en", folder="none", problems=problems)
    return codes(problems)


def dump(publication: Publication, text: str, edition: str = "print", language: str = "en") -> list[str]:
    """Return the lines of a dump, up to the passages, of an article with that body."""
    root = publication(article(text))
    result = run(root, "build", "first", "--edition", edition, "--language", language, "--jobs", "1", "--dump")
    unwanted = ("short-page", "runt", "untranslated", "loose-line")
    assert not [each for each in said(result) if not each.endswith(unwanted)], result.stderr
    return (root / "output" / "first" / f"first.{language}.{edition}.txt").read_text("utf-8").splitlines()


def tints(lines: list[str]) -> list[tuple[float, float]]:
    """Return (width, height) of the tints of boxes."""
    found = [line.split()[3].split("x") for line in lines if "rectangle" in line and "-tint" in line]
    return [(float(width), float(height)) for width, height in found]


def starts(lines: list[str], face: str) -> list[tuple[float, float]]:
    """Return (x, y) of the lines of the article in a face."""
    return [
        (float(line.split()[0]), float(line.split()[1])) for line in lines if f" {face}" in line and " first/" in line
    ]


def test_boxes_know_their_width() -> None:
    problems = Problems()
    text = BOX % "wide" + QUOTE % "inset" + BOX % "column" + "::: sidebar\nText.\n:::\n"
    found = body(text, path="a.md", first_line=1, language="en", folder="none", problems=problems).content
    boxes = [block for block in found if isinstance(block, Sidebar | PullQuote)]
    assert ["wide", "inset", "column", "column"] == [box.width for box in boxes]
    assert [] == codes(problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: sidebar {width=broad}\nText.\n:::\n", ["1:1 box-width"]),
        ("\n::: pullquote {wide}\nText.\n:::\n", ["2:1 unknown-key"]),
        ("::: sidebar {widht=wide}\nText.\n:::\n", ["1:1 unknown-key"]),
        ("::: table {width=inset}\n| a |\n|---|\n| b |\n:::\n", ["1:1 box-width"]),
        ("::: table {colour=red #rows}\n| a |\n|---|\n| b |\n:::\n", ["1:1 unknown-key"]),
        ("::: sidebar {#questions width=wide}\nText.\n:::\n", []),
        ("::: sidebar #questions\nText.\n:::\n", []),
    ],
)
def test_what_a_box_does_not_know_is_reported(text: str, expected: list[str]) -> None:
    assert expected == faults(text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_wide_sidebar_and_a_wide_pull_quote_span_the_columns(publication: Publication, language: str) -> None:
    text = SENTENCE * 20 + "\n\n" + BOX % "wide" + SENTENCE * 20 + "\n\n" + QUOTE % "wide" + SENTENCE * 20 + "\n"
    lines = dump(publication, text, language=language)
    assert [MEASURE] == [round(width) for width, _ in tints(lines)]
    assert sum("Rest is a plan." in line for line in lines) == 1
    assert sum(line.count("live") for line in lines) == 60
    ((_, y),) = starts(lines, "display/italic")
    beside = [at for _, at in starts(lines, "serif/regular") if y - 20 < at < y + 8]
    assert not beside


@pytest.mark.parametrize("box", [BOX, QUOTE])
def test_the_text_runs_beside_an_inset_box_and_on_under_it(publication: Publication, box: str) -> None:
    text = SENTENCE * 3 + "\n\n" + box % "inset" + SENTENCE * 14 + "\n"
    lines = dump(publication, text)
    face = "sans/regular 9.6" if box is BOX else "display/italic"
    left, top = starts(lines, face)[0]
    lines_beside = [x for x, y in starts(lines, "serif/regular") if top <= y < top + 20 and 0 < x - left < 120]
    assert lines_beside and min(lines_beside) > left + 60
    assert sum(line.count("live") for line in lines) == 17


def test_a_pull_quote_too_wide_for_a_columns_side_stands_in_the_column(publication: Publication) -> None:
    quote = "::: pullquote {width=inset}\nElectroencephalographically, uncharacteristically.\n:::\n\n"
    lines = dump(publication, SENTENCE * 3 + "\n\n" + quote + SENTENCE * 14 + "\n")
    assert [19.0] == sorted(
        {float(line.split()[3]) for line in lines if " display/italic" in line and " first/" in line}
    )


@pytest.mark.parametrize("width", ["wide", "inset"])
def test_large_print_sets_every_width_in_its_one_column(publication: Publication, tmp_path: Path, width: str) -> None:
    text = SENTENCE * 3 + "\n\n" + BOX + SENTENCE * 3 + "\n"
    made = dump(publication, text % width, "large-print")
    (tmp_path / "magazine").rename(tmp_path / "other")
    assert made == dump(publication, text % "column", "large-print")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sidebar_longer_than_a_page_is_parted_on_its_tint(publication: Publication, language: str) -> None:
    long = "\n\n".join(f"Part {number}. " + SENTENCE * 6 for number in range(30))
    lines = dump(
        publication, SENTENCE * 8 + f"\n\n::: sidebar\n### Long\n\n{long}\n:::\n\n{SENTENCE * 8}\n", language=language
    )
    parts = tints(lines)
    assert len(parts) >= 2
    assert all(round(width) == MEASURE for width, _ in parts)
    assert sum(line.count("live") for line in lines) == 30 * 6 + 16
