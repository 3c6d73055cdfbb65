"""A new publication: settings, layouts and furniture to begin with."""

from __future__ import annotations

from pathlib import Path

from pipeline.editorial.issue import furniture_words, read_articles
from pipeline.foundation.diagnostic import Exit, Problems, Span, shown, unusable
from pipeline.foundation.files import write_all
from pipeline.foundation.settings import read_settings
from pipeline.foundation.value import replace
from pipeline.translation import furniture
from pipeline.translation.catalog import Catalog, new_header, open_catalog
from pipeline.translation.merge import Memory, merge
from pipeline.translation.po import Entry
from pipeline.translation.update import update_catalogs

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
summary: Replace this text with your own, or bring your own articles in.
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

# What stands in the files above, in Spanish: a new publication has nothing left to translate.
SPANISH = {
    "first": {
        "A first article": "Un primer artículo",
        "Replace this text with your own, or bring your own articles in.": (
            "Ponga su texto en lugar de este, o traiga sus propios artículos."
        ),
        "Write here, in Markdown. A blank line ends a paragraph.": (
            "Escriba aquí, en Markdown. Una línea en blanco termina un párrafo."
        ),
        "A heading": "Un título",
        "a list": "una lista",
        "of two items": "de dos elementos",
    },
    furniture.DOMAIN: {
        "A magazine made with care": "Una revista hecha con esmero",
        "Features": "Reportajes",
        "This magazine gives general information, not medical advice.": (
            "Esta revista ofrece información general, no consejos médicos."
        ),
        "The first issue": "El primer número",
    },
}


def scaffold(folder: Path) -> tuple[Path, ...]:
    """Write an empty publication into `folder`, its catalogs up to date, and return its files.

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
    files["locale/es/LC_MESSAGES/first.po"] = _said("es", "first").data()
    write_all({folder / name: data for name, data in files.items()})
    return tuple(folder / name for name in (*files, *_updated(folder)))


def _updated(folder: Path) -> tuple[str, ...]:
    """Bring the catalogs of a new publication up to date; return the files that are new."""
    problems = Problems()
    settings = read_settings(folder, problems)
    assert settings is not None, [problem.text() for problem in problems]
    documents = read_articles(folder, settings, problems)
    words = furniture_words(folder, settings, problems)
    there = set(folder.rglob("*.po"))
    changes = update_catalogs(
        folder, documents, words, settings.languages, problems, project=settings.name, language=settings.language
    )
    assert not len(problems), [problem.text() for problem in problems]
    return tuple(name for name in changes.written if folder / name not in there)


def _said(language: str, domain: str) -> Catalog:
    """Return a catalog of what a new publication says, in a language."""
    entries = tuple(Entry(text, (translated,)) for text, translated in SPANISH[domain].items())
    return Catalog(f"{domain}.po", domain, language, new_header("", language), entries)


def _furniture(path: Path, source: Path) -> bytes:
    """Return a catalog of the house with the words that every layout prints and a new publication's, none of the house's own."""
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
    entries += _said(language, furniture.DOMAIN).entries if language == "es" else ()
    return replace(merged, header=new_header("", language), entries=entries).data()


def house() -> Path:
    """Return the folder that holds the house's own layouts and furniture: beside the package, or inside it once installed."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "house"
    return inside if inside.is_dir() else package.parent
