"""A translation follows where only the dress of its source has changed, and only where it is certain how."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.translation.adapt import adapted, bare


@pytest.mark.parametrize(
    ("old", "new", "said", "becomes"),
    [
        ("Walk  often.", "Walk\noften.", "Camine.", "Camine."),
        ('Say "yes".', "Say “yes”.", 'Diga "sí".', "Diga “sí”."),
        ('Say "yes".', "Say “yes”.", "Diga «sí».", "Diga «sí»."),
        ('Say "yes".', "Say “yes”.", 'Diga ""sí"".', 'Diga ""sí"".'),
        ("See [us](https://a.org/x).", "See [us](https://b.org/y).", "[Véanos](https://a.org/x).", "[Véanos](https://b.org/y)."),
        ("See [us](https://a.org).", "See [us](https://b.org).", "[Véanos](https://a.org/es).", None),
        ("[A](https://a.org) [B](https://b.org)", "[A](https://b.org) [B](https://a.org)",
         "[B](https://b.org) y [A](https://a.org)", "[B](https://a.org) y [A](https://b.org)"),
        ("[A](https://a.org) [B](https://a.org)", "[A](https://a.org) [B](https://c.org)",
         "[A](https://a.org) [B](https://a.org)", None),
        ("It helps. [@old2001, p. 3]", "It helps. [@new2002, p. 4]", "Ayuda. [@old2001, p. 3]", "Ayuda. [@new2002, p. 4]"),
        ("It helps.[^1]", "It helps.[^a]", "Ayuda.[^1]", "Ayuda.[^a]"),
        ("It <https://a.org> x", "It <https://b.org> x", "Ello <https://a.org> x", "Ello <https://b.org> x"),
        ("Do *not* stop.", "Do **not** stop.", "*No* pare.", "**No** pare."),
        ("Do *not* stop.", "Do not stop.", "*No* pare.", "No pare."),
        ("Take care.", "**Take care.**", "Cuídese.", "**Cuídese.**"),
        ("Ask about MS today.", "Ask about *MS* today.", "Pregunte por MS hoy.", "Pregunte por *MS* hoy."),
        ("Ask about pain today.", "Ask about *pain* today.", "Pregunte por el dolor hoy.", None),
        ("*A* and *b*", "**A** and *b*", "*A* y *b*", None),
        ("Walk often.", "Walk rarely.", "Camine.", None),
        ("Take 5 mg.", "Take 50 mg.", "Tome 5 mg.", None),
    ],
)  # fmt: skip
def test_a_translation_follows_where_it_is_certain(old, new, said, becomes):
    assert becomes == adapted(old, new, said)
    if becomes is not None:
        assert bare(old) == bare(new)


@settings(max_examples=100)
@given(
    st.text('ab *_[]()@^<>:\n"“”', max_size=20),
    st.text('ab *_[]()@^<>:\n"“”', max_size=20),
    st.text('ab *_“"', max_size=20),
)
def test_no_text_is_too_odd(old, new, said):
    found = adapted(old, new, said)
    assert found is None or bare(found) == bare(said) or "[" in new or "<" in new
