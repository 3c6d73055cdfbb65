"""What copyfitting did is said at the terminal as the manifest has it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from publications import article, run

SENTENCE = {
    "en": "Rest is part of the plan, and so is shade, and neither of them costs you anything at all on a hot day. ",
    "es": "El descanso es parte del plan, y también la sombra, y ninguno de los dos le cuesta nada en un día de calor. ",
}
FRONT = "---\ntitle: A first article\nlanguage: {}\ndepartment: features\nsummary: A deck.\n---\n"


@pytest.mark.parametrize(("language", "paragraphs"), [("en", 22), ("es", 21)])
def test_a_build_says_what_copyfitting_did(publication: Callable[..., Path], language: str, paragraphs: int) -> None:
    text = f"{SENTENCE[language] * 4}\n\n" * paragraphs
    root = publication(article(text, FRONT.format(language)))
    plan = root / "articles" / "issues" / "first.toml"
    plan.write_text(f"{plan.read_text('utf-8')}\n[article.first]\npages = 2\n", "utf-8")
    made = ("build", "first", "--edition", "print", "--language", language, "--jobs", "1")
    result = run(root, *made)
    manifest = json.loads((root / "output" / "first" / "manifest.json").read_text("utf-8"))
    fitted = manifest["files"][0]["articles"][0]["fitted"]
    assert fitted, "the text is a few lines too long for its pages"
    said = f"{language} print: first was fitted: {', '.join(fitted)}"
    assert said in result.stderr.splitlines()
    assert said not in result.stdout
    # As warnings are said again of a file that stays, so is this.
    assert said in run(root, *made).stderr.splitlines()
    assert "fitted" not in run(root, *made, "--format", "json").stderr
