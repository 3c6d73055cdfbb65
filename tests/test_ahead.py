"""What a second process composes ahead is known here, and what goes wrong there is met here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from specimen import ROOT

from pipeline.foundation.diagnostic import NOWHERE, Problems
from pipeline.typesetting.ahead import ahead, processors
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.page import Line
from pipeline.typesetting.paragraph import Composer, Run

TEXT = (
    "Whoever walks a little farther each week is rewarded, or so most of the readers tell us, with quieter legs. " * 4
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only"),
    # The threads of a test runner hold nothing that the copy asks for.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.typesetting.ahead.safe", lambda: True)


@pytest.fixture
def make(faces_cache: Path) -> Callable[[], Composer]:
    layout = read_layout(ROOT, "print", "en", Problems())
    assert layout is not None
    library = FaceLibrary(layout.faces, faces_cache)
    return lambda: Composer(library, layout.justification, {"en": Hyphenator("en")})


def lines(composer: Composer, text: str = TEXT) -> tuple[Line, ...]:
    layout = read_layout(ROOT, "print", "en", Problems())
    assert layout is not None
    style = layout.style("body")
    run = Run(text, "serif/regular", style.size, "ink")
    return composer.lines([run], style, 240.0, language="en", span=NOWHERE, problems=Problems())


def test_paragraphs_composed_ahead_are_known_and_the_same(
    make: Callable[[], Composer], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, composer = lines(make()), make()
    with ahead(composer, lambda: lines(composer)):
        lines(composer, "Meanwhile.")

    def never(*_: object) -> None:
        raise AssertionError("composed again")

    monkeypatch.setattr(Composer, "_lines", never)
    assert expected == lines(composer)


def test_what_fails_ahead_is_composed_here(make: Callable[[], Composer], capfd: pytest.CaptureFixture[str]) -> None:
    composer = make()

    def wrong() -> None:
        lines(composer)
        raise ValueError

    with ahead(composer, wrong):
        pass
    assert lines(make()) == lines(composer)
    assert "" == capfd.readouterr().out


def test_the_copy_is_ended_even_where_the_work_here_fails(make: Callable[[], Composer]) -> None:
    composer = make()
    with pytest.raises(KeyError), ahead(composer, lambda: lines(composer)):
        raise KeyError
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_there_is_at_least_one_processor() -> None:
    assert 1 <= processors()
