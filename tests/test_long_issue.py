"""Nothing breaks on an issue of 500 pages: it is made, tagged and read back."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from tagreader import read_file

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def long_issue(tmp_path_factory: pytest.TempPathFactory, faces_cache: Path) -> Path:
    """The large-print edition of an issue in which the specimen's articles come nine times."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        tagging = importlib.import_module("tagging")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    folder = tmp_path_factory.mktemp("long")
    tagging.published(folder)
    tagging.repeated(folder, tagging.TIMES)
    environment = {**os.environ, "MOTIVATOR_CACHE": str(faces_cache.parent), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline", "-C", str(folder), "build", "long", "--language", "en", "--jobs", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr[-2000:]
    return folder / "output" / "long" / "long.en.large-print.pdf"


def test_an_issue_of_500_pages_is_made_passes_and_is_read_whole(long_issue: Path) -> None:
    assert [] == [str(fault) for fault in page_validation.validate_pdf(long_issue, profile="ua1").failures]
    with pikepdf.open(long_issue) as pdf:
        assert 500 <= len(pdf.pages)
    read = read_file(long_issue)
    assert () == read.untagged
    # Every article comes nine times, and each time the same is read, but for the pages that it names and the house notices.
    articles = [re.sub(r"\d+", "", article.without("Reference", "Aside")) for article in read.root.all("Art")]
    assert {9} == set(Counter(articles).values())
    assert 15 <= len(set(articles))
