"""The proof of a co-edition at the end of a build: the files of all languages, held to each other plate by plate.

In: an issue's plan, the finished files. Out: an error for whatever would make a printer change more than the black plate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.edition.jointly import goes_jointly
from pipeline.edition.manifest import ArticleEntry, FileEntry
from pipeline.editorial.issue import Issue
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.press.plateproof import differences
from pipeline.press.plates import sheets
from pipeline.typesetting.layoutfile import read_layout

File = tuple[FileEntry, bytes]


def shared_editions(root: Path, issue: Issue, editions: Sequence[str], languages: Sequence[str]) -> tuple[str, ...]:
    """Return the editions of an issue whose languages share their plates; what is wrong with a layout is said elsewhere."""
    if not issue.plan.coedition:
        return ()
    layouts = {edition: read_layout(root, edition, languages[0], Problems()) for edition in editions}
    return tuple(
        edition for edition, layout in layouts.items() if layout and goes_jointly(issue.plan, layout, len(languages))
    )


def prove_plates(
    issue: Issue, edition: str, files: Mapping[str, File], languages: Sequence[str], problems: Problems
) -> None:
    """Write down what keeps the files of an edition, by language, from sharing their plates.

    Codes: "plate-differs", "plate-text" (errors); "plates-unproved" (warning), where the file of a language is not there.
    """
    here = issue.toml.span("coedition")
    missing = [language for language in languages if language not in files]
    if missing:
        problems.warning(
            "plates-unproved",
            f"the plates of the {edition} edition are not proved: there is no file of this state in {', '.join(missing)}",
            here,
            hint="build all languages together",
        )
    if not files:
        return
    read = {language: sheets(files[language][1]) for language in languages if language in files}
    articles = next(iter(files.values()))[0].articles
    for found in differences(read):
        slug = _on_page(articles, found.page)
        where = f"{', '.join(found.languages)} {edition}, page {found.page}"
        problems.error(
            "plate-text" if found.text else "plate-differs",
            f"{where}: {found.said}",
            Span(f"articles/{slug}.md") if slug else here,
            hint=_HINTS[found.text],
            related=((here, "the co-edition, of which only the black plate may change"),),
        )


_HINTS = {
    True: "text has to be black ink alone and to overprint: give it no other colour",
    False: "what is printed in colour, and every rule, has to stand in one place in all languages",
}


def _on_page(articles: Sequence[ArticleEntry], page: int) -> str:
    """Return the article that a page belongs to, "" for cover and contents."""
    begun = [article.slug for article in articles if article.page <= page]
    return begun[-1] if begun else ""
