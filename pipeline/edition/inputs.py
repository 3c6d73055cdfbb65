"""What an issue is made of, read from the publication."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.document.bibliography import Bibliography, read_bibliography
from pipeline.document.tree import Document
from pipeline.edition.pictures import check_plan_pictures
from pipeline.editorial.issue import Issue, article_names, furniture_words, read_articles, read_issue
from pipeline.foundation.diagnostic import Problem, Problems
from pipeline.foundation.settings import Settings, read_settings
from pipeline.foundation.value import Struct


class Inputs(Struct, frozen=True):
    """A publication and one of its issues: everything but catalogs and layouts."""

    root: Path
    settings: Settings
    issue: Issue
    documents: dict[str, Document]
    bibliography: Bibliography
    words: tuple[tuple[str, str], ...]


def read_inputs(root: Path, name: str, problems: Problems) -> Inputs | None:
    """Return the issue `name` of the publication in `root`, or None where it cannot be made."""
    settings = read_settings(root, problems)
    if settings is None:
        return None
    issue = read_issue(root, name, settings, problems)
    if issue is None:
        return None
    check_plan_pictures(root, issue, problems)
    known = set(article_names(root))
    slugs = tuple(slug for slug in issue.slugs if slug in known)
    documents = read_articles(root, settings, problems, slugs)
    bibliography = read_bibliography(root / "articles" / "references.json", "articles/references.json", problems)
    words = furniture_words(root, settings, problems)
    return Inputs(root, settings, issue, {d.slug: d for d in documents}, bibliography, words)


@lru_cache(maxsize=2)
def shared_inputs(root: Path, name: str, digest: str) -> tuple[Inputs | None, tuple[Problem, ...]]:
    """Return what `read_inputs` does, and its problems; editions of one issue share it.

    `digest` tells the states of the articles apart. The values are frozen: no edition can spoil them for the next.
    """
    problems = Problems()
    return read_inputs(root, name, problems), tuple(problems)
