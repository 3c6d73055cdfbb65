"""The benchmark's adapter sets a corpus as a build would: nothing lost, tagged, in both layouts."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped] # it has no stubs
import pytest
from PIL import Image

from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.layout import Family

ROOT = Path(__file__).resolve().parent.parent
STYLES = {"regular": "Regular", "bold": "Bold", "italic": "Italic", "bold-italic": "BoldItalic"}
SENTENCE = "Walking a little farther each week is worth the trouble, or so most readers of the magazine tell us. "
BLOCKS = [
    {"t": "p", "runs": [["Plain words, ", "r"], ["stressed words", "i"], [", loud ones", "b"], ["12", "sup"]]},
    {"t": "h2", "text": "A heading halfway"},
    {"t": "p", "runs": [[SENTENCE * 30, "r"]]},
    {"t": "ul", "items": [[["First thing", "r"]], [["Second thing", "r"]]]},
    {"t": "ol", "items": [[["Step one", "r"]], [["Step two", "r"]]]},
    {"t": "pull", "text": "“A sentence worth repeating.”"},
    {"t": "fig", "src": "img/one.jpg", "alt": "A lake at dawn", "caption": [["The lake.", "i"]]},
    {"t": "table", "caption": [["Days", "i"]], "head": ["Day", "Steps"], "rows": [["Monday", "4,000"]]},
    {"t": "refs", "items": [[["Marsh E. ", "r"], ["Gait", "i"], [". 2012.", "r"]]]},
]
SHOWN = (
    *("Plain words, stressed words, loud ones", "A heading halfway", "First thing", "Step two", "worth repeating"),
    *("The lake.", "Monday", "4,000", "Marsh E. Gait. 2012."),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, faces_cache: Path) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    for name in ("src", "fonts", "img"):
        (root / name).mkdir()
    library = FaceLibrary({"serif": Family("source-serif-4", optical=10)}, faces_cache)
    for style, file in STYLES.items():
        data = library.face(f"serif/{style}").path.read_bytes()
        (root / "fonts" / f"BenchSerif-{file}.ttf").write_bytes(data)
    Image.new("RGB", (400, 250), "teal").save(root / "img" / "one.jpg")
    articles = [{"title": f"Title {n}", "byline": "Ida Bell", "blocks": BLOCKS} for n in (1, 2)]
    for language in ("en", "es"):
        document = {"lang": language, "title": "Corpus", "articles": articles}
        (root / "src" / f"{language}.json").write_text(json.dumps(document))
    return root


def adapter(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "adapter.py"), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize(("language", "layout"), [("en", "a"), ("en", "b"), ("es", "a")])
def test_a_corpus_is_set_whole_and_tagged(corpus: Path, tmp_path: Path, language: str, layout: str) -> None:
    made = tmp_path / "made.pdf"
    result = adapter(corpus / "src" / f"{language}.json", layout, made)
    assert (0, "") == (result.returncode, result.stderr)
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made))
    flat = " ".join(text.replace("\ufffe", "").split())
    assert [2] * len(SHOWN) == [flat.count(words) for words in SHOWN]
    with pikepdf.open(made) as pdf:
        about = str(pdf.open_metadata())
        assert "<pdfuaid:part>1</pdfuaid:part>" in about
        assert ["Title 1", "Title 2"] == [str(mark.title).split("\x1b")[-1] for mark in pdf.open_outline().root]
        roles = [str(thing.S) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing]
        assert (2, 2, 2) == tuple(roles.count(role) for role in ("/Figure", "/Table", "/THead"))


def test_a_document_of_another_form_is_refused(corpus: Path, tmp_path: Path) -> None:
    odd = tmp_path / "src" / "odd.json"
    odd.parent.mkdir()
    article = {"title": "T", "byline": "B", "blocks": [{"t": "poem"}]}
    odd.write_text(json.dumps({"lang": "en", "title": "C", "articles": [article]}))
    result = adapter(odd, "a", tmp_path / "odd.pdf")
    assert 0 != result.returncode
    assert 'the corpus has no block "poem"' in result.stderr


def bench_module(name: str) -> Any:
    """Return a module of the benchmark, which is a folder of scripts and no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module(name)
    finally:
        del sys.path[0]


def test_runners_take_turns_after_a_round_that_warms_up(tmp_path: Path) -> None:
    measuring = bench_module("measuring")
    log = tmp_path / "log"
    prepared: list[str] = []
    runners = {
        name: measuring.Runner(
            ["sh", "-c", f"printf {name} >> {log}"], os.environ, lambda name=name: prepared.append(name)
        )
        for name in "ab"
    }
    runs = measuring.interleaved(runners, 2)
    assert "ababab" == log.read_text() == "".join(prepared)
    assert (2, 2) == (len(runs["a"]), len(runs["b"]))
    assert all(run.wall > 0 and run.memory > 0 for run in runs["a"])


def test_a_command_that_fails_says_why() -> None:
    measuring = bench_module("measuring")
    with pytest.raises(measuring.Failed, match="no such thing"):
        measuring.measured(["sh", "-c", "echo no such thing >&2; exit 3"], os.environ)


def test_a_ratio_is_taken_round_by_round() -> None:
    measuring = bench_module("measuring")
    own, peer = ([measuring.Run(wall, 0, 0) for wall in walls] for walls in ((1, 4, 3), (2, 8, 3)))
    assert 0.5 == measuring.ratio(own, peer)


def test_the_specimen_has_a_sentence_to_edit(tmp_path: Path) -> None:
    issue = bench_module("issue")
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    path = issue.edit(tmp_path)
    before, after = (ROOT / "articles" / path.name).read_text("utf-8"), path.read_text("utf-8")
    assert [" indeed"] == [after[m.start() : m.end()] for m in re.finditer(" indeed", after)]
    assert before == after.replace(" indeed", "")


def test_without_a_corpus_the_benchmark_says_so() -> None:
    missing: list[str] = []
    bench = bench_module("bench")
    assert [] == bench.goals(argparse.Namespace(corpus="", peers="", work=Path(), rounds=1), missing)
    assert ["CORPUS=DIR"] == [word for line in missing for word in re.findall(r"CORPUS=DIR", line)]
