"""A second pair of hands does all that it is given, in order, and says what went wrong."""

from __future__ import annotations

import subprocess
import sys
from threading import get_ident

import pytest

from pipeline.press.canvas import File
from pipeline.press.hand import Hand


def test_work_is_done_in_the_order_it_was_given_by_one_other() -> None:
    done: list[int] = []
    with Hand() as hand:
        promises = [hand.give(lambda number=number: (done.append(number), get_ident())[1]) for number in range(50)]
    assert list(range(50)) == done
    others = {promise.result() for promise in promises}
    assert len(others) == 1 and get_ident() not in others


def test_what_went_wrong_is_raised_where_the_result_is_asked_for() -> None:
    with Hand() as hand:
        broken, sound = hand.give(lambda: 1 // 0), hand.give(lambda: 7)
        assert 7 == sound.result()
        with pytest.raises(ZeroDivisionError):
            broken.result()


def test_the_interpreter_takes_turns_as_before() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(KeyError), Hand() as hand:
        hand.give(lambda: None)
        raise KeyError
    assert before == sys.getswitchinterval()


def test_a_stream_that_cannot_be_laid_down_spoils_the_file() -> None:
    with Hand() as hand:
        file = File("en", (1, 7), hand)
        file.stream(b"", "/Not(\u2013)")
        with pytest.raises(UnicodeEncodeError):
            file.digest()


def test_an_object_without_a_body_spoils_the_file() -> None:
    with Hand() as hand:
        file = File("en", (1, 7), hand)
        file.reserve()
        with pytest.raises(ValueError, match="never written"):
            file.data()


def test_the_press_loads_no_decoder_of_pictures_before_it_meets_one() -> None:
    code = (
        "import sys, pipeline.press.printing; "
        "absent = not {'PIL.Image', 'pickle', 'tempfile'} & set(sys.modules); "
        "import PIL.Image, tempfile; from reportlab.lib import utils; "
        "print(absent, PIL.Image.new('L', (1, 1)).size, utils.Image.new is PIL.Image.new, tempfile.gettempdir() != '')"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "True (1, 1) True True" == found.stdout.strip()
