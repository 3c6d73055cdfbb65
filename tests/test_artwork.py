"""Artwork: SVG files to paths, and what paper cannot carry."""

from __future__ import annotations

from pathlib import Path as File
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.typesetting.artwork import Artwork, placed, read_artwork
from pipeline.typesetting.outlines import operators
from pipeline.typesetting.page import Path

ASKED = Span("articles/a.md", 5, 1)
SQUARE = (("M", 1.0, 2.0), ("L", 11.0, 2.0), ("L", 11.0, 22.0), ("L", 1.0, 22.0), ("Z",))


def read(tmp_path: File, data: str | bytes) -> tuple[Artwork | None, Problems]:
    path, problems = tmp_path / "art.svg", Problems()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_artwork(path, "articles/art.svg", problems, ASKED), problems


def svg(content: str, attributes: str = 'viewBox="0 0 100 50"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>\n{content}\n</svg>'


def paths(tmp_path: File, content: str, attributes: str = 'viewBox="0 0 100 50"') -> tuple[Path, ...]:
    artwork, problems = read(tmp_path, svg(content, attributes))
    assert [] == [problem.text() for problem in problems]
    assert artwork is not None
    return artwork.paths


def points(path: Path) -> list[float]:
    return [round(float(n), 2) for command in path.commands for n in command[1:]]


def test_a_rectangle_is_its_outline_in_view_box_units(tmp_path: File) -> None:
    assert (Path(SQUARE, "#000000"),) == paths(tmp_path, '<rect x="1" y="2" width="10" height="20"/>')


def test_the_view_box_is_moved_to_the_origin(tmp_path: File) -> None:
    content = '<rect x="-9" y="7" width="10" height="20"/>'
    assert SQUARE == paths(tmp_path, content, 'viewBox="-10 5 100 50" width="10cm"')[0].commands


def test_a_picture_without_a_view_box_has_the_size_it_states(tmp_path: File) -> None:
    artwork, _ = read(tmp_path, svg("<g/>", 'width="300px" height="200"'))
    assert Artwork(300.0, 200.0, ()) == artwork


def test_transforms_of_groups_apply_from_the_inside_out(tmp_path: File) -> None:
    content = '<g transform="translate(10 0)"><g transform="scale(2)"><path d="M1 1h2" stroke="red"/></g></g>'
    (path,) = paths(tmp_path, content)
    assert (("M", 12.0, 2.0), ("L", 16.0, 2.0)) == path.commands
    assert 2.0 == path.stroke_width


def test_arcs_quadratics_and_round_shapes_are_cubics(tmp_path: File) -> None:
    content = (
        '<path d="M0 0A5 5 0 0 1 10 0Q15 5 20 0T30 0"/><circle cx="5" cy="5" r="4"/>'
        '<ellipse cx="5" cy="5" rx="4" ry="2"/><rect width="9" height="9" rx="2"/>'
    )
    for path in paths(tmp_path, content):
        assert {"M", "L", "C", "Z"} >= {command[0] for command in path.commands}
        assert "C" in {command[0] for command in path.commands}


def test_a_quadratic_keeps_its_curve(tmp_path: File) -> None:
    (path,) = paths(tmp_path, '<path d="M0 0Q3 6 6 0"/>')
    assert ("C", 2.0, 4.0, 4.0, 4.0, 6.0, 0.0) == path.commands[1]


@pytest.mark.parametrize(
    ("fill", "stroke", "attributes"),
    [
        ("#000000", "", ""),
        ("", "", 'fill="none" stroke-width="0"'),
        ("#ff0000", "", 'fill="red"'),
        ("#aabbcc", "", 'fill="#abc"'),
        ("#0a0b0c", "", 'fill="rgb(10, 11, 12)"'),
        ("teal", "", 'fill="var(--teal)"'),
        ("plum-tint", "", 'class="big palette-plum-tint"'),
        ("", "teal", 'fill="none" stroke="black" class="palette-teal"'),
        ("sand", "rust", 'style="fill: var(--sand); stroke: var(--rust)" fill="blue"'),
    ],
)
def test_colours_are_hexadecimal_or_names_of_the_palette(
    tmp_path: File, fill: str, stroke: str, attributes: str
) -> None:
    found = paths(tmp_path, f'<rect width="9" height="9" {attributes}/>')
    assert [(fill, stroke)] * bool(fill or stroke) == [(path.fill, path.stroke) for path in found]


def test_paint_is_inherited_and_hidden_shapes_are_not_drawn(tmp_path: File) -> None:
    content = """<g fill="none" stroke="var(--rust)" stroke-width="2" stroke-dasharray="4 2"
      fill-rule="evenodd">
      <path d="M0 0h9v9z"/><path d="M0 0h9" display="none"/><g visibility="hidden"><path d="M0 0h9"/></g></g>
      <defs><path d="M0 0h9"/></defs><line x2="9"/>"""
    (path,) = paths(tmp_path, content)
    assert ("", "rust", 2.0, True, (4.0, 2.0)) == (
        path.fill,
        path.stroke,
        path.stroke_width,
        path.even_odd,
        path.dash,
    )


def test_round_ends_and_corners_become_discs_of_the_strokes_width(tmp_path: File) -> None:
    style = 'fill="none" stroke="#123456" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"'
    line, *discs = paths(tmp_path, f'<polyline points="10,10 20,10 20,20" {style}/>')
    assert ["#123456"] * 3 == [disc.fill for disc in discs]
    assert {(10.0, 10.0), (20.0, 10.0), (20.0, 20.0)} == {
        (float(disc.commands[0][1]) - 2.0, float(disc.commands[0][2])) for disc in discs
    }
    assert 4.0 == line.stroke_width


def test_notes_of_drawing_programs_are_passed_over(tmp_path: File) -> None:
    content = (
        '<title>A walk</title><metadata><a:b xmlns:a="urn:a">words</a:b></metadata>'
        '<n:view xmlns:n="urn:n"><n:text>more</n:text></n:view><!-- comment -->'
    )
    assert () == paths(tmp_path, content)


@pytest.mark.parametrize(
    ("named", "content"),
    [
        ("<text>", "<text>hello</text>"),
        ("<image>", '<image href="x.png"/>'),
        ("<use>", '<use href="#a"/>'),
        ("<style>", "<defs><style>.a{fill:red}</style></defs>"),
        ("<script>", "<script>alert(1)</script>"),
        ("<filter>", "<filter/>"),
        ("<linearGradient>", "<linearGradient/>"),
        ("<foreignObject>", "<foreignObject><b/></foreignObject>"),
        ("gradient", '<rect width="9" height="9" fill="url(#g)"/>'),
        ("opacity", '<rect width="9" height="9" opacity=".5"/>'),
        ("fill-opacity", '<g style="fill-opacity:50%"/>'),
        ("clip-path", '<g clip-path="url(#c)"/>'),
        ("onclick", '<g onclick="x()"/>'),
        ("chartreuse", '<rect width="9" height="9" fill="chartreuse"/>'),
        ("<svg>", "<svg/>"),
        ("broken geometry", '<path d="M 1 2 L x"/>'),
        ("broken geometry", '<path d="M 1e400 2 L 3 4"/>'),
        ("broken geometry", '<rect width="10mm" height="9"/>'),
        ("transform", '<g transform="turn(4)"/>'),
        ("square", '<path d="M0 0h9" stroke="red" stroke-linecap="square"/>'),
    ],
)
def test_what_paper_cannot_carry_is_named_with_its_line(tmp_path: File, named: str, content: str) -> None:
    artwork, problems = read(tmp_path, svg("<g/>\n" + content))
    assert artwork is None
    problem = next(iter(problems))
    assert ("artwork-unsupported", "articles/art.svg", 3) == (
        problem.code,
        problem.span.path,
        problem.span.line,
    )
    assert named in problem.message


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("artwork-unsupported", '<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("")),
        ("artwork-unsupported", svg("", 'width="100%"')),
        ("artwork-unsupported", svg("", 'viewBox="0 0 0 9"')),
        ("artwork-unsupported", svg("<g>" * 70 + "</g>" * 70)),
        ("artwork-unsupported", svg("<g/>" * 20_001)),
        ("artwork-unsupported", '<?xml-stylesheet href="http://x/"?>' + svg("")),
        ("image-unreadable", "<html/>"),
        ("image-unreadable", svg("<g>")),
        ("image-unreadable", b"\x89PNG\r\n\x1a\n\x00"),
        ("image-unreadable", ""),
        ("image-unreadable", '<?xml version="1.0" encoding="klingon"?><svg/>'),
    ],
)
def test_what_is_no_safe_svg_picture_is_refused(tmp_path: File, code: str, data: str | bytes) -> None:
    artwork, problems = read(tmp_path, data)
    assert artwork is None
    assert {code} == {problem.code for problem in problems}


def test_a_missing_file_is_reported_where_it_is_asked_for(tmp_path: File) -> None:
    problems = Problems()
    assert read_artwork(tmp_path / "no.svg", "articles/no.svg", problems, ASKED) is None
    assert [("image-missing", ASKED)] == [(problem.code, problem.span) for problem in problems]


@given(st.binary(max_size=200) | st.text("<>/svgpathdrecttranform=\"' 019.-,MLCQAzh", max_size=80).map(svg))
def test_no_bytes_raise_an_exception(tmp_path_factory: pytest.TempPathFactory, data: str | bytes) -> None:
    read(tmp_path_factory.getbasetemp(), data)


@pytest.mark.parametrize(
    ("fit", "box", "line", "scale"),
    [
        ("contain", (7.0, 33.0, 100.0, 50.0), [0.0, 0.0, 100.0, 50.0], 0.5),
        ("cover", (7.0, 8.0, 100.0, 100.0), [-50.0, 0.0, 150.0, 100.0], 1.0),
    ],
)
def test_placing_centres_and_scales_and_shows_nothing_outside_the_view_box(
    fit: Literal["cover", "contain"],
    box: tuple[float, float, float, float],
    line: list[float],
    scale: float,
) -> None:
    art = Artwork(200.0, 100.0, (Path((("M", 0, 0), ("L", 200, 100)), "", "ink", 2.0, dash=(4.0,)),))
    drawing = placed(art, 7.0, 8.0, 100.0, 100.0, fit=fit, key="k")
    shift = (drawing.dx, drawing.dy) * 2
    assert line == [at * drawing.scale + by for at, by in zip(points(drawing.paths[0]), shift, strict=True)]
    assert box == (drawing.x, drawing.y, drawing.width, drawing.height)
    assert "k" == drawing.key
    assert scale == drawing.scale
    assert art.paths == drawing.paths


def test_an_outline_is_spelt_once_with_the_decimals_it_needs() -> None:
    outline = (("M", 0, -0.00001), ("L", 812.5, 100.0), ("C", 1.23456, 2, 3, 4, 5, 1e-7), ("Z",))
    assert "0 0 m 812.5 100 l 1.2346 2 3 4 5 0 c h" == operators(outline)
    with pytest.raises(ValueError, match="Q"):
        operators((("Q", 1, 2),))
