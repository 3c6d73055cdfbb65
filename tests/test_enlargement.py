"""Large print that is larger still: every size grows from one, and what has no room is said otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from publications import article, run
from specimen import ROOT

from pipeline.foundation.diagnostic import Problems
from pipeline.typesetting.enlargement import enlarged, growth
from pipeline.typesetting.layoutfile import read_layout

TABLE = """| Study | Year | Design | What it asked |
|---|---|---|---|
| One | 2019 | Claims | How many? |
| Two |  | Trial | Does it help? |
"""
LARGE = """extends = "large-print"
title = "Larger print"
size = "{}pt"

[page]
trim = "{}"
"""


@given(st.floats(18, 40), st.floats(18, 90), st.floats(0.1, 60))
def test_what_is_larger_stays_larger_and_grows_less(size: float, large: float, more: float) -> None:
    times = size / 18
    assert growth(18, 18, times) == times
    assert 1 <= growth(large + more, 18, times) <= growth(large, 18, times) <= times
    assert large * growth(large, 18, times) < (large + more) * growth(large + more, 18, times)


@given(st.floats(18, 36))
def test_every_style_of_a_larger_layout_is_at_least_as_large_as_its_text(size: float) -> None:
    layout = read_layout(ROOT, "large-print", "en", Problems())
    assert layout is not None
    made = enlarged(layout, size)
    assert abs(made.styles["body"].size - size) < 1e-9
    used = [style for name, style in made.styles.items() if layout.styles[name].size >= 18]
    assert min(style.size for style in used) >= size - 1e-6
    for name, style in made.styles.items():
        old = layout.styles[name]
        assert abs(style.leading / style.size - old.leading / old.size) < 1e-9


def pages(path: Path) -> str:
    with pikepdf.open(path) as pdf:
        return " ".join(str(node) for node in _roles(pdf.Root.StructTreeRoot))


def _roles(node: pikepdf.Object) -> list[str]:
    found = [str(node.S)] if "/S" in node else []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += _roles(kid)
    return found


def test_text_is_set_in_the_size_that_was_asked_for(publication: Callable[..., Path]) -> None:
    root = publication(article("A sentence of some words to be read.\n" * 3))
    for size, trim in ((24, "letter"), (36, "ledger")):
        (root / "layouts" / "larger.toml").write_text(LARGE.format(size, trim), "utf-8")
        plan = root / "articles" / "issues" / "first.toml"
        plan.write_text(re.sub(r"(?m)^editions = .*", 'editions = ["larger"]', plan.read_text("utf-8")), "utf-8")
        if "editions" not in plan.read_text("utf-8"):
            plan.write_text('editions = ["larger"]\n' + plan.read_text("utf-8"), "utf-8")
        run(root, "build", "first", "--edition", "larger", "--language", "en", "--jobs", "1")
        dump = run(root, "build", "first", "--edition", "larger", "--language", "en", "--jobs", "1", "--dump")
        assert dump.exit_code == 0
        text = (root / "output" / "first" / "first.en.larger.txt").read_text("utf-8")
        lines = [line for line in text.splitlines() if re.search(rf"legible/regular {size}\b", line)]
        assert any("A sentence" in line for line in lines)
        path = root / "output" / "first" / "first.en.larger.pdf"
        run(root, "preflight", str(path), "--profile", "large-print")


def test_a_table_of_four_columns_becomes_records_and_loses_no_word(publication: Callable[..., Path]) -> None:
    root = publication(article(TABLE))
    for edition, table in (("large-print", False), ("screen", True)):
        run(root, "build", "first", "--edition", edition, "--language", "en", "--jobs", "1", "--dump")
        assert table == ("/Table" in pages(root / "output" / "first" / f"first.en.{edition}.pdf").split())
    said = (root / "output" / "first" / "first.en.large-print.txt").read_text("utf-8")
    shown = re.sub(r"\s+", " ", " ".join(re.findall(r"'([^']*)'", said)))
    for record in (
        "Study: One",
        "Year: 2019",
        "Design: Claims",
        "What it asked: How many?",
        "Study: Two",
        "Design: Trial",
    ):
        assert record in shown
    # An empty cell has no name of a column without its value.
    assert 1 == shown.count("Year:")


def test_a_chart_deeper_than_a_page_is_told_in_figures(publication: Callable[..., Path]) -> None:
    rows = "\n".join(f"Category number {number} of many,{number}" for number in range(60))
    chart = '::: figure {src=figures/deep.csv chart=bars alt="Sixty bars."}\nThe caption.\n:::\n'
    files = article(chart) | {"articles/figures/deep.csv": f"Category,Amount\n{rows}\n".encode()}
    root = publication(files)
    run(root, "build", "first", "--edition", "large-print", "--language", "en", "--jobs", "1")
    roles = pages(root / "output" / "first" / "first.en.large-print.pdf").split()
    assert "/Figure" not in roles
    assert 60 <= roles.count("/LI")
