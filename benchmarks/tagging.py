"""What tags cost: the same files with and without them; and an issue of more than 500 pages, made by repetition.

In: the specimen publication. Out: rows of the table of results, and copies of the publication that are longer or untagged.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from corpus import Row
from measuring import Runner, interleaved, ordinary, restored

ROOT = Path(__file__).resolve().parent.parent
ISSUE = "2027-winter"
# So often do the articles of the specimen issue come in a long one, which in large print has more than 500 pages.
TIMES = 9
EDITIONS = ("screen", "large-print")


def rows(work: Path, rounds: int) -> Iterator[Row]:
    """Yield what tags cost, edition by edition, and what a long issue does. Raises `Failed` where a build fails."""
    cache, kept = work / "tagging-cache", work / "issue-kept"
    environment = ordinary(MOTIVATOR_CACHE=str(cache), PYTHONPATH=str(ROOT))
    folders = {tagged: work / f"tagging-{'on' if tagged else 'off'}" for tagged in (True, False)}
    for tagged, folder in folders.items():
        published(folder)
        if not tagged:
            untagged(folder)
    for edition in EDITIONS:
        runners = {
            str(tagged): Runner(_build(folder, ISSUE, edition), environment, lambda: restored(cache, kept))
            for tagged, folder in folders.items()
        }
        runs = interleaved(runners, rounds)
        times = statistics.median(one.cpu / other.cpu for one, other in zip(runs["True"], runs["False"], strict=True))
        sizes = [(f / "output" / ISSUE / f"{ISSUE}.en.{edition}.pdf").stat().st_size for f in folders.values()]
        found = f"{times:.2f} × the CPU time, {sizes[0] / sizes[1]:.2f} × the size"
        yield Row(f"tags, {edition}", "≤ 1.2 × the time and 1.5 × the size of the untagged file", found)
    long = work / "tagging-long"
    published(long)
    repeated(long, TIMES)
    runs = interleaved({"long": Runner(_build(long, "long", "large-print"), environment)}, 1)
    found = f"{long_pages(long)} pages, {runs['long'][0].cpu:.1f} s CPU, {runs['long'][0].memory:.0f} MB"
    yield Row("a long issue in large print", "500 pages and more, tagged", found)


def _build(folder: Path, issue: str, edition: str) -> list[str]:
    # A draft, for what is published is read back by preflight, by more rules where there are tags.
    options = ["--edition", edition, "--language", "en", "--jobs", "1", "--force", "--draft"]
    return [sys.executable, "-m", "pipeline", "-C", str(folder), "build", issue, *options]


def published(folder: Path) -> None:
    """Copy the specimen publication, without its output."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("articles", "locale", "layouts"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "publication.toml", folder)


def untagged(folder: Path) -> None:
    """Take the tags from every layout."""
    for path in (folder / "layouts").glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace("tagged = true", "tagged = false"), "utf-8")


def repeated(folder: Path, times: int) -> None:
    """Add the issue "long", in which every article of the specimen issue comes so many times, under names of their own."""
    plan = tomllib.loads((folder / "articles" / "issues" / f"{ISSUE}.toml").read_text("utf-8"))
    lines = [f'{key} = "{plan[key]}"' for key in ("title", "season", "date")]
    cover = {**plan["cover"], "story": f"{plan['cover']['story']}-1"}
    lines += ["volume = 1", "number = 1", 'editions = ["large-print"]', "", "[cover]"]
    lines += [f'{key} = "{cover[key]}"' for key in ("story", "art", "alt")]
    lines.append("")
    for section in plan["sections"]:
        slugs = [(slug, f"{slug}-{turn}") for turn in range(1, times + 1) for slug in section["articles"]]
        for slug, copy in slugs:
            _copied(folder, slug, copy, copy.removeprefix(slug))
        lines += ["[[sections]]", f'department = "{section["department"]}"']
        named = ", ".join(f'"{copy}"' for _, copy in slugs)
        lines += [f"articles = [{named}]", ""]
    (folder / "articles" / "issues" / "long.toml").write_text("\n".join(lines), "utf-8")


def _copied(folder: Path, slug: str, copy: str, turn: str) -> None:
    """Write an article and its catalogs under another name; its links lead to the articles of the same turn."""
    text = (folder / "articles" / f"{slug}.md").read_text("utf-8")
    (folder / "articles" / f"{copy}.md").write_text(re.sub(r"(\]\([\w-]+)\.md", rf"\g<1>{turn}.md", text), "utf-8")
    for catalog in (folder / "locale").glob(f"*/LC_MESSAGES/{slug}.po"):
        words = re.sub(r"(\]\([\w-]+)\.md", rf"\g<1>{turn}.md", catalog.read_text("utf-8"))
        catalog.with_name(f"{copy}.po").write_text(words, "utf-8")


def long_pages(folder: Path) -> int:
    """Return how many pages the long issue has."""
    found = re.search(r'"pages": (\d+)', (folder / "output" / "long" / "manifest.json").read_text("utf-8"))
    return int(found[1]) if found else 0
