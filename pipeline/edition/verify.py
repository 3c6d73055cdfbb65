"""Everything wrong with a publication or one of its issues, in one run and without making a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.document.bibliography import check_bibliography, cited, read_bibliography
from pipeline.document.citation import resolved
from pipeline.document.pageref import check_links
from pipeline.document.reference import Entries, read_style
from pipeline.document.workcheck import check_retractions, check_works, read_retractions
from pipeline.edition.inputs import Inputs
from pipeline.edition.pictures import check_pictures
from pipeline.edition.unpaged import layout_of
from pipeline.editorial.issue import Issue, article_names, furniture_words, issue_names, read_articles, read_issue
from pipeline.editorial.review import check_reviews
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.settings import Settings
from pipeline.translation.checks.catalogs import check_catalogs
from pipeline.translation.checks.house import open_house
from pipeline.translation.checks.style import check_sources
from pipeline.translation.standing import check_translations
from pipeline.typesetting.layoutfile import read_layout


def verify(root: Path, settings: Settings, issue: str | None, today: date, cache: Path, problems: Problems) -> None:
    """Write down what is wrong with the issue named, or with everything; `cache` keeps what was read of drawings.

    Raises `Unusable` (exit 2) for an issue that is not there.
    """
    names = (issue,) if issue else issue_names(root)
    editions: dict[str, None] = {}
    slugs: dict[str, None] = {}
    plans: list[Issue] = []
    for name in names:
        plan = read_issue(root, name, settings, problems)
        if plan is not None:
            plans.append(plan)
            editions.update(dict.fromkeys(plan.plan.editions))
            slugs.update(dict.fromkeys(plan.slugs))
    known = article_names(root)
    wanted = tuple(slug for slug in slugs if slug in known) if issue else known
    documents = read_articles(root, settings, problems, wanted)
    bibliography = read_bibliography(root / "articles" / "references.json", "articles/references.json", problems)
    entries = Entries(read_style(root, settings.citations.style, problems), cache)
    for document in documents:
        resolved(document, bibliography, problems, entries)
    entries.keep()
    by_slug = {document.slug: document for document in documents}
    for plan in plans:
        check_links({slug: by_slug[slug] for slug in plan.slugs if slug in by_slug}, plan.articles, problems)
    if not issue:
        check_bibliography(documents, bibliography, problems)
    used = bibliography.only(cited(documents)) if issue else bibliography
    check_works(used, today, problems)
    if settings.citations.retractions:
        name = settings.citations.retractions
        check_retractions(used.works.values(), read_retractions(root / name, name, problems), problems)
    check_pictures(root, documents, plans, cache, problems)
    check_sources(documents, problems)
    check_reviews(documents, settings, today, problems)
    for edition in editions:
        for language in settings.languages:
            read_layout(root, layout_of(root, edition, tuple(editions)), language, problems)
    words = furniture_words(root, settings, Problems())
    house = open_house(root, settings.language, problems, cache=cache, reading=settings.reading)
    check_catalogs(root, documents, words, settings.languages, problems, language=settings.language, house=house)
    check_translations(root, documents, words, settings.languages, settings, problems)


def works_of(root: Path, settings: Settings, issue: str, problems: Problems) -> set[str]:
    """Return the keys of the works that an issue's articles cite or list.

    Raises `Unusable` (exit 2) for an issue that is not there.
    """
    plan = read_issue(root, issue, settings, problems)
    known = set(article_names(root))
    slugs = tuple(slug for slug in plan.slugs if slug in known) if plan is not None else ()
    return cited(read_articles(root, settings, problems, slugs))


def verify_texts(
    inputs: Inputs, languages: Sequence[str], cache: Path, problems: Problems, *, draft: bool = False
) -> None:
    """Write down the errors in an issue's translations that keep it from print, before a page is made.

    A number, a dose or a link that a translation lost is such an error. Warnings are left to `verify` and to the pages;
    `cache` keeps what was found, so that an article whose translation has not changed is not checked again.
    A `draft` is what reviewers look at: it needs no review yet.
    """
    found = Problems()
    documents = tuple(inputs.documents.values())
    language = inputs.settings.language
    house = open_house(inputs.root, language, found, cache=cache, thorough=False)
    check_catalogs(inputs.root, documents, inputs.words, languages, found, language=language, house=house)
    if not draft:
        check_translations(inputs.root, documents, inputs.words, languages, inputs.settings, found)
    problems.add(problem for problem in found if problem.severity == "error")
