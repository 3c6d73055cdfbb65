"""Figures: pictures and the data of charts, by the attributes of a box or an image."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import codes

from pipeline.document.figures import figure
from pipeline.document.markdown import body
from pipeline.document.tree import Chart, Figure, Picture
from pipeline.foundation.diagnostic import Problems, Span

CSV = "Year,With,Without\n2019, 12.5 ,\n2020,-3,.5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "x.svg").write_text("<svg/>")
    (tmp_path / "figures" / "x.csv").write_text(CSV)
    return tmp_path


def made(folder: Path, **given: str) -> tuple[Figure | None, Problems]:
    problems = Problems()
    attributes = {"alt": "what it shows", **given}
    return figure(attributes, None, Span("articles/a.md", 9, 1), "en", str(folder), problems), problems


def chart(folder: Path, data: str | bytes) -> tuple[Chart | None, list[str]]:
    (folder / "figures" / "y.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    found, problems = made(folder, src="figures/y.csv", chart="line")
    image = found.image if found else None
    return image if isinstance(image, Chart) else None, codes(problems)


def test_a_picture_is_named_from_the_articles_folder(folder: Path) -> None:
    found, problems = made(folder, src="figures/x.svg", width="wide")
    assert found is not None
    assert (Picture("figures/x.svg"), "wide", []) == (found.image, found.width, codes(problems))


def test_a_chart_has_an_axis_categories_and_series(folder: Path) -> None:
    found, problems = made(folder, src="figures/x.csv", chart="bars", unit="%")
    assert found is not None
    image = found.image
    assert isinstance(image, Chart)
    assert ("bars", "Year", "%") == (image.kind, image.axis.source, image.unit)
    assert ["2019", "2020"] == [words.source for words in image.categories]
    assert [("With", (12.5, -3.0)), ("Without", (None, 0.5))] == [(s.name.source, s.values) for s in image.series]
    assert ["articles/figures/x.csv:2:1"] == [str(image.categories[0].span)]
    assert [] == codes(problems)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "figure-source"),
        ({"src": "figures/x.svg", "alt": " "}, "alternate-missing"),
        ({"src": "figures/x.svg", "width": "huge"}, "figure-width"),
        ({"src": "figures/x.svg", "hieght": "3"}, "unknown-key"),
        ({"src": "figures/y.svg"}, "image-missing"),
        ({"src": "../x.svg"}, "image-missing"),
        ({"src": "/etc/hosts"}, "image-missing"),
        ({"src": "figures/" + "x" * 300 + ".svg"}, "image-missing"),
        ({"src": "figures"}, "image-missing"),
        ({"src": "figures/x.csv", "chart": "pie"}, "chart-kind"),
    ],
)
def test_a_bad_figure_has_its_place(given: dict[str, str], expected: str, folder: Path) -> None:
    assert [f"9:1 {expected}"] == codes(made(folder, **given)[1])


def test_a_misspelt_file_is_guessed(folder: Path) -> None:
    _, problems = made(folder, src="figures/x.svgg")
    assert ['did you mean "x.svg"?'] == [problem.hint for problem in problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", "1:1 chart-data"),
        ("A,B\n", "1:1 chart-data"),
        ("A\n1\n", "1:1 chart-data"),
        ("A,B\nx,many\n", "2:1 chart-data"),
        ("A,B\n\nx,1\ny,1,000\n", "4:1 chart-data"),
        ("A,B\nx,nan\ny,1\n", "2:1 chart-data"),
        ("A,B\nx,1000000000000001\ny,1\n", "2:1 chart-data"),
        ("A,B\nx,inf\ny,1\n", "2:1 chart-data"),
        ("A,B\nx,1e400\ny,1\n", "2:1 chart-data"),
        ("A,B\nx,1_000\ny,1\n", "2:1 chart-data"),
        ("A,B\nx," + "9" * 400 + "\ny,1\n", "2:1 chart-data"),
        ("A,B\nx,\n", "0:0 chart-data"),
        ('A,B\n"x,1\n', "0:0 chart-data"),
        (b"A,B\nx,1\n\xe9,2\n", "3:1 file-encoding"),
        ("A,B\nx,1\n" * 300_000, "0:0 chart-data"),
    ],
)
def test_bad_data_have_their_line(data: str | bytes, expected: str, folder: Path) -> None:
    assert expected in chart(folder, data)[1]


def test_a_cell_of_two_lines_does_not_move_the_line_of_a_fault(folder: Path) -> None:
    assert ["4:1 chart-data"] == chart(folder, 'A,B\n"x\ny",1\nz,?\n')[1]


def test_a_caption_may_say_that_it_is_one(folder: Path) -> None:
    text = (
        '::: figure {src=figures/x.svg alt="A \\"b\\"."}\nCaption: what is *shown*.\n:::\n\n![c](figures/x.svg "d")\n'
    )
    problems = Problems()
    found = body(text, path="articles/a.md", first_line=1, language="en", folder=str(folder), problems=problems)
    box, image = found.content
    assert isinstance(box, Figure)
    assert isinstance(image, Figure)
    assert box.caption is not None
    assert image.caption is not None
    assert ('A "b".', "what is *shown*.", "c", "d") == (
        box.alternate.source,
        box.caption.source,
        image.alternate.source,
        image.caption.source,
    )
    assert [] == codes(problems)


@given(text=st.text(alphabet='A,B\n"1.5- x\x00\r', max_size=60))
def test_any_data_are_a_chart_or_a_problem(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-figure"
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    found, problems = chart(folder, text)
    assert (found is None) <= bool(problems)
