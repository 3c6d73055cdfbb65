"""What a second process composes ahead is known here, and what goes wrong there is met here."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from specimen import ROOT

from pipeline.foundation.diagnostic import NOWHERE, Problems
from pipeline.typesetting.ahead import processors, together
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


def test_every_text_comes_once_in_its_order_and_as_it_would_be_composed_alone(make: Callable[[], Composer]) -> None:
    texts = [f"{number}. {TEXT}" for number in range(9)]
    alone, composer = make(), make()
    assert [lines(alone, text) for text in texts] == together(composer, texts, lambda text: lines(composer, text))


def test_what_the_copy_has_composed_is_not_composed_again(
    make: Callable[[], Composer], monkeypatch: pytest.MonkeyPatch
) -> None:
    composer, here, inner = make(), os.getpid(), Composer._lines
    composed: list[str] = []

    def noted(self: Composer, runs: Sequence[Run], *rest: Any) -> Iterator[Line]:
        if os.getpid() == here:
            composed.append(runs[0].text)
            # So long that the copy comes to the second text first.
            time.sleep(0.3)
        return inner(self, runs, *rest)

    monkeypatch.setattr(Composer, "_lines", noted)
    texts = [f"{number}. {TEXT}" for number in range(3)]
    together(composer, texts, lambda text: lines(composer, text))
    assert texts[:1] == composed


def test_what_fails_in_the_copy_is_composed_here(
    make: Callable[[], Composer], capfd: pytest.CaptureFixture[str]
) -> None:
    composer, here = make(), os.getpid()

    def wrong(text: str) -> tuple[Line, ...]:
        if os.getpid() != here:
            raise ValueError
        return lines(composer, text)

    alone = make()
    assert [lines(alone), lines(alone, "Last.")] == together(composer, [TEXT, "Last."], wrong)
    assert "" == capfd.readouterr().out


def test_the_copy_is_ended_even_where_the_work_here_fails(make: Callable[[], Composer]) -> None:
    composer, here = make(), os.getpid()

    def wrong(text: str) -> tuple[Line, ...]:
        if os.getpid() == here:
            raise KeyError
        return lines(composer, text)

    with pytest.raises(KeyError):
        together(composer, [TEXT, "Last."], wrong)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_there_is_at_least_one_processor() -> None:
    assert 1 <= processors()
