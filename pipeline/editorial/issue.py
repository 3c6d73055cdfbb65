"""An issue's plan, and the articles it is made of.

In: `articles/issues/<issue>.toml` and `articles/*.md`. Out: an `Issue` and its `Document`s.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from pipeline.document.article import read_article
from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Exit, Problems, Span, shown, unusable
from pipeline.foundation.language import is_date
from pipeline.foundation.settings import Settings
from pipeline.foundation.toml import Toml, read_toml, typed
from pipeline.foundation.value import Struct

Count = Annotated[int, msgspec.Meta(ge=0, le=500)]


class Cover(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front cover: its picture, the story it announces and the other titles it names.

    `separate` names the editions whose cover is a file of its own, for a perfect binding.
    """

    story: str
    art: str = ""
    alt: str = ""
    lines: list[str] = []
    separate: tuple[str, ...] = ()


class Back(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The back cover: a house notice over the address panel, and a picture."""

    notice: str = ""
    art: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of articles that belong to one department."""

    department: str
    articles: list[str]


class Jump(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an article is parted: after its first `pages` pages, 0 for nowhere.

    It goes on behind the article `behind`, or behind all.
    """

    pages: Count = 0
    behind: str = ""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an article asks of make-up. `fill` false keeps a notice from filling what it leaves.

    `pages` is how many it takes, `page` the one it begins on, 0 for any; `start` the side it begins on.
    """

    template: Literal["opener", "department"] = "department"
    page_break: bool | None = None
    fill: bool = True
    notes: Literal["foot", "end"] | None = None
    pages: Count = 0
    page: Count = 0
    start: Literal["", "recto", "verso"] = ""
    jump: Jump = Jump()


class Reserved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page that no article may take: a picture that fills it, such as an advertisement, or nothing.

    A picture is `advertising` unless the plan says that it is not: free matter may carry none (39 USC 3403).
    """

    page: Annotated[int, msgspec.Meta(ge=1, le=500)]
    art: str = ""
    alt: str = ""
    advertising: bool = True


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan's file. `same_plan` gives each article the same pages in every language, those of the first one.
    `coedition` gives all languages the same pictures, tints and rules in print, and sets their text in black.

    `index` names the editions that have an index of articles. `advertising` says that articles or notices advertise something.
    """

    title: str
    season: str
    date: str
    volume: int
    number: int
    cover: Cover
    sections: list[Section]
    back: Back = Back()
    notices: list[str] = []
    index: tuple[str, ...] = ()
    editions: list[str] = msgspec.field(default_factory=lambda: ["print", "large-print", "screen"])
    article: dict[str, Options] = {}
    same_plan: bool = False
    coedition: bool = False
    reserved: list[Reserved] = []
    advertising: bool = False

    @property
    def advertises(self) -> str:
        """Where the issue carries advertising, in words; "" where it carries none."""
        pages = [str(one.page) for one in self.reserved if one.art and one.advertising]
        return f"page {', '.join(pages)}" if pages else "the plan says so" if self.advertising else ""


class Issue(Struct, frozen=True):
    """An issue as planned: `name` is its file's stem, `articles` the slugs in order, notices apart."""

    name: str
    plan: Plan
    path: str
    toml: Toml

    @property
    def articles(self) -> tuple[str, ...]:
        """The slugs of the articles in the order they are printed."""
        return tuple(slug for section in self.plan.sections for slug in section.articles)

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every slug the issue prints: articles, then house notices."""
        notices = [*self.plan.notices, *([self.plan.back.notice] if self.plan.back.notice else [])]
        return tuple(dict.fromkeys((*self.articles, *notices)))

    def options(self, slug: str) -> Options:
        """Return what an article asks of make-up."""
        return self.plan.article.get(slug, Options())


def issue_names(root: Path) -> tuple[str, ...]:
    """Return the names of the issues that have a plan."""
    return tuple(sorted(path.stem for path in (root / "articles" / "issues").glob("*.toml")))


def read_issue(root: Path, name: str, settings: Settings, problems: Problems) -> Issue | None:
    """Return the plan of issue `name`, or None where it does not read.

    Raises `Unusable` (exit 2) where there is no such issue.
    """
    path = root / "articles" / "issues" / f"{name}.toml"
    known = issue_names(root)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        raise unusable(
            "issue-missing",
            f'no issue "{name}"',
            Span(shown(path, root)),
            hint=f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known) or 'none yet'}",
            exit_code=Exit.USAGE,
        )
    toml = read_toml(path, shown(path, root), problems)
    plan = typed(toml, Plan, problems) if toml else None
    if toml is None or plan is None:
        return None
    issue = Issue(name, plan, toml.path, toml)
    if not is_date(plan.date):
        problems.error(
            "date-bad", f'date: "{plan.date}" is no date', toml.span("date"), hint="write 2026-12 or 2026-12-01"
        )
    if not issue.articles:
        problems.error(
            "issue-empty",
            "the plan names no articles",
            toml.span("sections"),
            hint='add [[sections]] with department = "…" and articles = ["…"]',
        )
    _check_slugs(root, issue, problems)
    _check_departments(issue, settings, problems)
    check_pins(issue, problems)
    for edition in plan.index:
        if edition not in plan.editions:
            problems.error(
                "index-edition",
                f'an index is planned for "{edition}", which is no edition of the issue',
                toml.quoted(edition, "index"),
                hint=f"one of {', '.join(plan.editions)}",
            )
    for edition in plan.cover.separate:
        if edition not in plan.editions:
            problems.error(
                "cover-edition",
                f'a separate cover is planned for "{edition}", which is no edition of the issue',
                toml.quoted(edition, "cover", "separate"),
                hint=f"one of {', '.join(plan.editions)}",
            )
    return issue


def _check_slugs(root: Path, issue: Issue, problems: Problems) -> None:
    known = article_names(root)
    plan = issue.plan
    wanted: list[tuple[str, tuple[str, ...]]] = [(plan.cover.story, ("cover", "story"))]
    wanted += [(slug, ("cover", "lines")) for slug in plan.cover.lines]
    planned = [
        (slug, ("sections", str(number), "articles"))
        for number, section in enumerate(plan.sections)
        for slug in section.articles
    ]
    wanted += [*planned, *((slug, ("notices",)) for slug in plan.notices)]
    wanted += [(plan.back.notice, ("back", "notice"))] if plan.back.notice else []
    for slug, keys in wanted:
        if slug not in known:
            _unknown(slug, known, issue.toml.quoted(slug, *keys), problems)
    for slug in plan.article:
        if slug not in known:
            _unknown(slug, known, issue.toml.span("article", slug), problems)
    _check_jumps(issue, problems)
    seen: set[str] = set()
    for slug, keys in planned:
        if slug in seen:
            span = issue.toml.quoted(slug, *keys)
            problems.error("article-twice", f'article "{slug}" is planned twice', span, hint="keep one of them")
        seen.add(slug)
    for slug, key in ((plan.cover.story, "story"), *((slug, "lines") for slug in plan.cover.lines)):
        if slug in known and slug not in issue.articles:
            span = issue.toml.quoted(slug, "cover", key)
            problems.error("cover-story", f'the cover names "{slug}", which is not in the issue', span)


def _check_jumps(issue: Issue, problems: Problems) -> None:
    """Report each article that is to go on behind one that does not come after it, or without a page in its place."""
    order = issue.articles
    for slug, options in issue.plan.article.items():
        behind = options.jump.behind
        if "jump" in issue.toml.tables["article"][slug] and not options.jump.pages:
            problems.error(
                "jump-pages",
                f'no page of "{slug}" would stay in its place',
                issue.toml.span("article", slug, "jump", "pages"),
                hint="pages = 1 or more, or leave jump out",
            )
        if not behind or slug not in order:
            continue
        later = order[order.index(slug) + 1 :]
        if behind not in later:
            near = difflib.get_close_matches(behind, later, 1)
            problems.error(
                "jump-place",
                f'"{slug}" cannot go on behind "{behind}", which does not come after it in the issue',
                issue.toml.span("article", slug, "jump", "behind"),
                hint=f'did you mean "{near[0]}"?' if near else "name a later article, or leave the key out",
            )


def _unknown(slug: str, known: tuple[str, ...], span: Span, problems: Problems) -> None:
    near = difflib.get_close_matches(slug, known, 1)
    hint = f'did you mean "{near[0]}"?' if near else f"write articles/{slug}.md, or pull it"
    problems.error("article-unknown", f'no article "{slug}"', span, hint=hint)


def _check_departments(issue: Issue, settings: Settings, problems: Problems) -> None:
    for number, section in enumerate(issue.plan.sections):
        if section.department not in settings.departments:
            near = difflib.get_close_matches(section.department, settings.departments, 1)
            problems.error(
                "department-unknown",
                f'no department "{section.department}"',
                issue.toml.span("sections", str(number), "department"),
                hint=f'did you mean "{near[0]}"?' if near else "publication.toml, table [departments], names them",
            )


def check_pins(issue: Issue, problems: Problems) -> None:
    """Report pages that a plan gives twice, to two sides at once, or in another order than its articles'."""
    plan, toml = issue.plan, issue.toml

    def clash(message: str, hint: str, *keys: str) -> None:
        problems.error("pin-clash", message, toml.span(*keys), hint=hint)

    taken: dict[int, str] = {1: "the cover"}
    for number, reserved in enumerate(plan.reserved):
        if reserved.page in taken:
            hint = "give each page once"
            clash(f"page {reserved.page} is {taken[reserved.page]} already", hint, "reserved", str(number), "page")
        taken[reserved.page] = "reserved"
    before, least = "", 2
    for slug in issue.articles:
        options = plan.article.get(slug, Options())
        if options.page:
            side = "recto" if options.page % 2 else "verso"
            if options.start not in ("", side):
                hint = f'give it another page, or start = "{side}"'
                clash(f"page {options.page} is a {side}", hint, "article", slug, "start")
            if options.page in taken:
                hint = "give one of them another page"
                clash(f"page {options.page} is {taken[options.page]} already", hint, "article", slug, "page")
            elif options.page < least:
                message = f'"{slug}" cannot begin on page {options.page}: "{before}" comes before it'
                clash(message, f"page {least} or later, or another order", "article", slug, "page")
            else:
                taken[options.page] = f'that of "{slug}"'
            least = options.page + max(1, options.pages)
        else:
            # It may begin where the one before it ends.
            least += max(0, options.pages - 1)
        before = slug


def article_names(root: Path) -> tuple[str, ...]:
    """Return the slugs of all articles, sorted."""
    return tuple(sorted(path.stem for path in (root / "articles").glob("*.md")))


def read_articles(
    root: Path, settings: Settings, problems: Problems, slugs: tuple[str, ...] | None = None
) -> tuple[Document, ...]:
    """Return the articles of the publication (those named by `slugs`), in that order; unreadable ones left out."""
    names = article_names(root) if slugs is None else slugs
    documents = (read_article(root / "articles" / f"{name}.md", root, problems) for name in names)
    found = tuple(document for document in documents if document is not None)
    for document in found:
        if document.department and document.department not in settings.departments:
            near = difflib.get_close_matches(document.department, settings.departments, 1)
            problems.error(
                "department-unknown",
                f'no department "{document.department}"',
                document.span,
                hint=f'did you mean "{near[0]}"?' if near else "publication.toml, table [departments], names them",
            )
    return found


def furniture_words(root: Path, settings: Settings, problems: Problems) -> tuple[tuple[str, str], ...]:
    """Return the words of publication and plans that print, each with a note for the translator."""
    words: dict[str, str] = {}
    if settings.tagline:
        words[settings.tagline] = "the magazine's line under its name, on the cover"
    for key, department in settings.departments.items():
        words[department.title] = f"name of the department {key}, over its articles and in the contents"
    if settings.disclaimer:
        words[settings.disclaimer] = "disclaimer in the masthead"
    if settings.copyright:
        words[settings.copyright] = "copyright line in the masthead"
    for name in issue_names(root):
        issue = read_issue(root, name, settings, Problems())
        if issue is not None:
            words[issue.plan.title] = f"theme of the issue {name}"
            if issue.plan.cover.alt:
                words[issue.plan.cover.alt] = f"alternate text of the cover picture of the issue {name}"
            for reserved in issue.plan.reserved:
                if reserved.alt:
                    words[reserved.alt] = f"alternate text of the picture on page {reserved.page} of the issue {name}"
    return tuple((text, note) for text, note in words.items())
