"""What an issue is made of, read from the publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from pipeline.document.bibliography import Bibliography, read_bibliography
from pipeline.document.tree import Document
from pipeline.edition.pictures import check_plan_pictures
from pipeline.editorial.issue import Issue, article_names, furniture_words, read_articles, read_issue
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Inputs:
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


def fingerprint(root: Path, extra: Iterable[str] = ()) -> str:
    """Return a SHA-256 over every file and program that a build depends on, `extra` texts included."""
    digest = hashlib.sha256()
    for text in (*_programs(), *extra):
        digest.update(text.encode() + b"\0")
    here = Path(__file__).resolve().parent.parent
    files = [(path.relative_to(here).as_posix(), path) for path in here.rglob("*.py")]
    for folder in ("articles", "locale", "layouts"):
        base = root / folder
        files += [
            (path.relative_to(root).as_posix(), path)
            for path in base.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
        ]
    files.append(("publication.toml", root / "publication.toml"))
    for name, path in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def _programs() -> tuple[str, ...]:
    names = ("reportlab", "uharfbuzz", "fonttools", "pyphen", "babel", "pillow", "markdown-it-py")
    fonts = ("fontpkg-source-serif-4", "fontpkg-source-sans-3", "fontpkg-atkinson-hyperlegible")
    return tuple(f"{name} {_version(name)}" for name in (*names, *fonts))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
