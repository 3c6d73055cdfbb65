"""A new publication: settings, layouts and furniture to begin with."""

from __future__ import annotations

from pathlib import Path

from pipeline.foundation.diagnostic import Exit, Problems, Span, shown, unusable
from pipeline.foundation.files import write_all
from pipeline.foundation.value import replace
from pipeline.translation import furniture
from pipeline.translation.catalog import new_header, open_catalog
from pipeline.translation.merge import Memory, merge

SETTINGS = """\
# The publication: who publishes it, in which languages, by which rules.
name = "My Magazine"
tagline = "A magazine made with care"
languages = ["en", "es"]            # the first one is the source language
disclaimer = "This magazine gives general information, not medical advice."
copyright = ""

[publisher]
name = "My Organization"
address = ["1 Street", "Town, ST 00000"]
telephone = ""
email = ""
web = ""

[review]                            # how long a medical review stands
months = 36
due_days = 90

[press]                             # the printer's condition; ask the printer first
profile = "layouts/colour/GRACoL_TR006_coated.icc"
identifier = "CGATS TR 006"
condition = "GRACoL on coated paper, grade 1 and 2, by CGATS TR 006 characterisation data"

[departments.features]
title = "Features"
colour = "teal"
medical = false
"""

ARTICLE = """\
---
title: A first article
language: en
department: features
authors: [{name: Your Name}]
summary: Replace this text with your own, or bring articles in with motivator pull.
---

Write here, in Markdown.
A blank line ends a paragraph.

## A heading

- a list
- of two items
"""

ISSUE = """\
# The plan of an issue; its name is the name of this file.
title = "The first issue"
season = "Spring"
date = "2027-04"
volume = 1
number = 1
editions = ["print", "large-print", "screen"]

[cover]
story = "first"

[[sections]]
department = "features"
articles = ["first"]
"""

IGNORE = "output/\n"


def scaffold(folder: Path) -> tuple[Path, ...]:
    """Write an empty publication into `folder` and return its files.

    Raises `Unusable` (exit 2) where the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise unusable(
            "folder-taken",
            "the folder is not empty" if folder.is_dir() else "a file stands there",
            Span(str(folder)),
            hint="name a new folder",
            exit_code=Exit.USAGE,
        )
    files: dict[str, bytes] = {
        "publication.toml": SETTINGS.encode(),
        "articles/first.md": ARTICLE.encode(),
        "articles/references.json": b"[]\n",
        "articles/issues/first.toml": ISSUE.encode(),
        ".gitignore": IGNORE.encode(),
    }
    source = house()
    for pattern in ("layouts/**/*", "locale/hyphenation/*", "locale/glossary.csv"):
        for path in sorted(source.glob(pattern)):
            if path.is_file():
                files[path.relative_to(source).as_posix()] = path.read_bytes()
    for path in sorted(source.glob("locale/*/LC_MESSAGES/furniture.po")):
        files[path.relative_to(source).as_posix()] = _furniture(path, source)
    write_all({folder / name: data for name, data in files.items()})
    return tuple(folder / name for name in files)


def _furniture(path: Path, source: Path) -> bytes:
    """Return a catalog of the house with the words that every layout prints, and none of the house's own."""
    language = path.parent.parent.name
    problems = Problems()
    catalog = open_catalog(path, source, language, problems)
    merged = merge(
        furniture.messages(),
        catalog,
        Memory({}),
        path=shown(path, source),
        domain=furniture.DOMAIN,
        language=language,
        project="",
    ).catalog
    entries = tuple(entry for entry in merged.entries if not entry.obsolete)
    return replace(merged, header=new_header("", language), entries=entries).data()


def house() -> Path:
    """Return the folder that holds the house's own layouts and furniture: beside the package, or inside it once installed."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "house"
    return inside if inside.is_dir() else package.parent
