"""The plan of an issue: what it holds, and each fault at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from publications import FRONT, codes

from pipeline.edition.scaffold import ISSUE, SETTINGS
from pipeline.editorial.issue import Issue, article_names, furniture_words, issue_names, read_articles, read_issue
from pipeline.foundation.diagnostic import Exit, Problems, Unusable
from pipeline.foundation.settings import Settings, read_settings

SECTION = '[[sections]]\ndepartment = "features"\narticles = ["first"]\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "articles" / "issues").mkdir(parents=True)
    text = SETTINGS.replace('profile = "layouts/colour/GRACoL_TR006_coated.icc"', "")
    (tmp_path / "publication.toml").write_text(text, "utf-8")
    for name in ("first", "second", "notice-help"):
        (tmp_path / "articles" / f"{name}.md").write_text(FRONT + "Text.\n", "utf-8")
    return tmp_path


def settings(root: Path) -> Settings:
    found = read_settings(root, Problems())
    assert found is not None
    return found


def plan(root: Path, text: str) -> tuple[Issue | None, list[str]]:
    (root / "articles" / "issues" / "spring.toml").write_text(text, "utf-8")
    problems = Problems()
    return read_issue(root, "spring", settings(root), problems), codes(problems)


def test_an_issue_knows_its_articles_in_order_and_its_notices(root: Path) -> None:
    text = "notices = ['notice-help']\n" + ISSUE.replace("[cover]", '[back]\nnotice = "notice-help"\n[cover]')
    text += '[[sections]]\ndepartment = "features"\narticles = ["second"]\n[article.second]\ntemplate = "opener"\nfill = false\n'
    issue, problems = plan(root, text)
    assert issue is not None
    assert (("first", "second"), ("first", "second", "notice-help"), []) == (issue.articles, issue.slugs, problems)
    assert ("opener", False, "department", True) == (
        issue.options("second").template,
        issue.options("second").fill,
        issue.options("first").template,
        issue.options("first").fill,
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('articles = ["first"]', 'articles = ["first", "secnd"]', ["14:22 article-unknown"]),
        ('articles = ["first"]', "articles = ['first', 'secnd']", ["14:22 article-unknown"]),
        ('articles = ["first"]', 'articles = [\n  "first",\n  "secnd",\n]', ["16:3 article-unknown"]),
        ('articles = ["first"]', 'articles = ["first", "first"]', ["14:13 article-twice"]),
        (SECTION, SECTION + SECTION, ["17:13 article-twice"]),
        (SECTION, SECTION + SECTION.replace("features", "stories"), ["16:1 department-unknown", "17:13 article-twice"]),
        ('story = "first"', 'story = "frist"', ["10:9 article-unknown"]),
        ('story = "first"', 'story = "second"', ["10:9 cover-story"]),
        ('story = "first"', 'story = "first"\nlines = ["second"]', ["11:10 cover-story"]),
        ("[cover]", '[back]\nnotice = "none"\n[cover]', ["10:10 article-unknown"]),
        ("[cover]", "[article.frist]\nfill = false\n[cover]", ["9:1 article-unknown"]),
        ("[cover]", '[article.first]\ntemplate = "big"\n[cover]', ["10:1 value-kind"]),
        ('"2027-04"', '"spring"', ["4:1 date-bad"]),
        ('articles = ["first"]', "articles = []", ["1:1 issue-empty", "10:9 cover-story"]),
    ],
)
def test_a_fault_has_its_line(old: str, new: str, expected: list[str], root: Path) -> None:
    assert old in ISSUE
    assert expected == plan(root, ISSUE.replace(old, new, 1))[1]


@pytest.mark.parametrize("name", ["sprin", "../issues/spring", "", "spring.toml"])
def test_an_issue_that_is_not_there_is_wrong_usage_and_the_nearest_is_named(name: str, root: Path) -> None:
    plan(root, ISSUE)
    with pytest.raises(Unusable) as caught:
        read_issue(root, name, settings(root), Problems())
    assert (Exit.USAGE, "issue-missing") == (caught.value.exit_code, caught.value.problem.code)
    assert "spring" in caught.value.problem.hint


def test_names_are_those_of_the_files(root: Path) -> None:
    plan(root, ISSUE)
    assert (("first", "notice-help", "second"), ("spring",)) == (article_names(root), issue_names(root))


def test_articles_come_as_asked_and_an_unreadable_one_is_left_out(root: Path) -> None:
    (root / "articles" / "broken.md").write_text("Text.", "utf-8")
    (root / "articles" / "second.md").write_text(FRONT.replace("features", "featurs") + "Text.\n", "utf-8")
    problems = Problems()
    found = read_articles(root, settings(root), problems, ("second", "broken", "first"))
    assert ["second", "first"] == [document.slug for document in found]
    assert ["1:1 front-matter-missing", "0:0 department-unknown"] == codes(problems)


def test_what_the_publication_and_its_plans_print_is_asked_of_the_translator(root: Path) -> None:
    plan(root, ISSUE.replace("[cover]", '[cover]\nalt = "A garden"'))
    words = dict(furniture_words(root, settings(root), Problems()))
    assert {"A magazine made with care", "Features", "The first issue", "A garden"} <= set(words)
    assert all(words.values())
