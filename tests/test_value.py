"""Values: immutable, and equal when they say the same thing."""

import pickle

import pytest

from pipeline.document.tree import Text, Words
from pipeline.foundation.diagnostic import Span
from pipeline.foundation.value import replace
from pipeline.typesetting.box import Box

HERE, THERE = Span("articles/a.md", 1, 1), Span("articles/b.md", 9, 2)


def test_where_a_value_came_from_takes_no_part_in_equality() -> None:
    one, other = Text("word", span=HERE), Text("word", span=THERE)
    assert (True, False) == (one == other, one != other)  # both operators are tested
    assert {one} == {other}
    assert Words((one,), "source") == Words((other,), "other source")


@pytest.mark.parametrize("other", [Text("words"), Words(()), "word", None])
def test_values_that_say_something_else_are_not_equal(other: object) -> None:
    assert (True, False) == (Text("word") != other, Text("word") == other)


def test_a_value_cannot_be_changed_only_replaced() -> None:
    text = Text("word", span=HERE)
    with pytest.raises(AttributeError):
        text.text = "other"  # type: ignore[misc] # what is tested
    assert ("other", HERE) == (replace(text, text="other").text, replace(text, text="other").span)


def test_a_value_goes_to_another_process_and_comes_back_whole() -> None:
    words = Words((Text("a", span=HERE),), "a", "es", span=THERE)
    back = pickle.loads(pickle.dumps(words))
    assert (words, THERE, HERE, "a") == (back, back.span, back.content[0].span, back.source)
    assert Box(3.0, span=HERE) == pickle.loads(pickle.dumps(Box(3.0, span=THERE)))
