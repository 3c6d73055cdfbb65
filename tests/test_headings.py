"""Headings on the baseline grid: the text under them follows on the next line, the white stands above them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publications import article, run

SENTENCE = "Plain words for people who live with it, and for those who care for them. "
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 37"><rect width="80" height="37" fill="#336"/></svg>'
FIGURE = '::: figure {src=figures/box.svg alt="A box"}\nThe box, which stands off the grid.\n:::'
OVER = {
    "text": SENTENCE * 3,
    "a list": "- one\n- two",
    "a figure": FIGURE,
    "a sidebar": "::: sidebar\nCall us.\n:::",
    "a pull quote": "::: pullquote\nRest is a plan.\n:::",
    "definitions": "Rest\n: A plan.",
}
UNDER = {
    "text": SENTENCE * 4,
    "a list": "- one\n- two",
    "definitions": "Rest\n: A plan.",
    "a quotation": f"> {SENTENCE}",
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("under", UNDER)
def test_what_is_under_a_heading_follows_on_the_next_line(
    publication: Callable[..., Path], under: str, language: str
) -> None:
    parts = [f"{SENTENCE * 5}\n\n{over}\n\n## Head\n\n{UNDER[under]}\n\n{SENTENCE * 5}" for over in OVER.values()]
    root = publication({**article("\n\n".join(parts)), "articles/figures/box.svg": PICTURE})
    run(root, "build", "first", "--edition", "print", "--language", language, "--jobs", "1", "--dump")
    dump = (root / "output" / "first" / f"first.{language}.print.txt").read_text("utf-8").partition("passages")[0]
    found = []
    for page in dump.split("\npage "):
        lines = [line.split() for line in page.splitlines() if " first/" in line and "/" in line.split()[2]]
        for head in (line for line in lines if "'Head'" in line):
            column = [line for line in lines if abs(float(line[0]) - float(head[0])) < 40]
            below = [float(line[1]) - float(head[1]) for line in column if float(line[1]) > float(head[1])]
            above = [float(head[1]) - float(line[1]) for line in column if float(line[1]) < float(head[1])]
            found.append(min(below))
            assert min(above, default=99) > 20
    assert len(found) == len(OVER)
    assert all(11.5 < distance < 13.1 for distance in found), found
