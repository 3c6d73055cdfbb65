"""The benchmark on a whole issue: every language and edition of the specimen, cold, unchanged, with one sentence edited."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from corpus import Row
from measuring import Failed, Run, measured, ordinary, restored

ROOT = Path(__file__).resolve().parent.parent
ISSUE = "2027-winter"
_SENTENCE = re.compile(r"^([A-Z][^\n]{80,}[a-z])\.$", re.MULTILINE)


def rows(work: Path, rounds: int) -> Iterator[Row]:
    """Yield what a whole issue takes. Raises `Failed` where a build fails."""
    environment = ordinary(MOTIVATOR_CACHE=str(work / "issue-cache"), PYTHONPATH=str(ROOT))
    magazine = work / "issue"
    build = [sys.executable, "-m", "pipeline", "-C", str(magazine), "build", ISSUE]
    # Typefaces are cut and patterns read once for all: a cold build has them, and nothing of what was made with them.
    restored(work / "issue-cache", _empty(work / "empty"))
    _published(magazine)
    measured(build, environment)
    kept, cache = work / "issue-kept" / "motivator", work / "issue-cache" / "motivator"
    shutil.rmtree(work / "issue-kept", ignore_errors=True)
    _empty(kept)
    for path in cache.iterdir():
        if path.suffix == ".ttf" or path.with_suffix(".ttf").is_file():
            shutil.copy(path, kept)
    if (cache / "hyphens").is_dir():
        shutil.copytree(cache / "hyphens", kept / "hyphens")
    cold: list[Run] = []
    same: list[Run] = []
    edited: list[Run] = []
    files = 0
    for _ in range(rounds):
        _published(magazine)
        restored(work / "issue-cache", work / "issue-kept")
        cold.append(measured(build, environment))
        files = len(list((magazine / "output" / ISSUE).glob("*.pdf")))
        same.append(measured(build, environment))
        edit(magazine)
        edited.append(measured(build, environment))
    each = statistics.median(run.cpu for run in cold) / max(files, 1)
    yield Row(f"cold, {files} files", "≤ 1.5 s CPU a file and start-up", f"{each:.2f} s CPU a file; {_times(cold)}")
    yield Row("unchanged", "< 1 s", _times(same))
    yield Row("one sentence edited", "< 2 s", _times(edited))


def phases(work: Path) -> Iterator[tuple[str, str, float]]:
    """Yield edition, phase and CPU seconds of one file an edition, with the cache of a cold build."""
    environment = ordinary(MOTIVATOR_CACHE=str(work / "issue-cache"), PYTHONPATH=str(ROOT))
    magazine = work / "issue"
    _published(magazine)
    for edition in ("print", "large-print", "screen"):
        restored(work / "issue-cache", work / "issue-kept")
        script = str(Path(__file__).with_name("phases.py"))
        command = [sys.executable, script, str(magazine), ISSUE, "en", edition]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(done.stderr[-400:] or f"the {edition} edition has errors")
        for phase, seconds in json.loads(done.stdout).items():
            yield edition, phase, seconds


def edit(magazine: Path) -> Path:
    """Add a word to the first sentence of running text that ends a paragraph; return the article's file."""
    plan = (magazine / "articles" / "issues" / f"{ISSUE}.toml").read_text("utf-8")
    for path in sorted((magazine / "articles").glob("*.md")):
        text = path.read_text("utf-8")
        found = _SENTENCE.search(text, text.find("\n---\n"))
        if found and f'"{path.stem}"' in plan:
            path.write_text(f"{text[: found.end(1)]} indeed{text[found.end(1) :]}", "utf-8")
            return path
    raise Failed("no article of the issue has a sentence to edit")


def _published(magazine: Path) -> None:
    """Copy the specimen publication, without its output."""
    shutil.rmtree(magazine, ignore_errors=True)
    for folder in ("articles", "locale", "layouts"):
        shutil.copytree(ROOT / folder, magazine / folder)
    shutil.copy(ROOT / "publication.toml", magazine)


def _empty(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _times(runs: list[Run]) -> str:
    wall, cpu = (statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu"))
    return f"{wall:.2f} s ({cpu:.2f} s CPU)"
