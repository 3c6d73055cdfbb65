"""Editions without pages: an issue in one language as an EPUB or as braille.

In: the work on an edition, as for one with pages. Out: the file's bytes. They have no layout; charts are drawn by that of large
print, where the publication has one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.document.article import nodes
from pipeline.document.tree import Chart, Document, Figure, FootnoteMark, Text, Words
from pipeline.ebook.braille import brf
from pipeline.ebook.epub import epub
from pipeline.ebook.louis import cells
from pipeline.ebook.svg import artwork_file, drawing_file
from pipeline.ebook.volume import Chapter, FixedWords, Part, Picture, Volume
from pipeline.edition.credits import end_words
from pipeline.edition.matter import about
from pipeline.edition.work import Work
from pipeline.foundation.diagnostic import Span
from pipeline.foundation.language import list_words, number_words
from pipeline.foundation.value import replace
from pipeline.typesetting.chart import drawn
from pipeline.typesetting.figure import chart_style
from pipeline.typesetting.opener import names
from pipeline.typesetting.raster import pixels

# How wide charts are drawn, in points: as on a page of large print, so that their words are large.
WIDTH = 468.0
_PNG = b"\x89PNG"


# The forms an issue can be made in beside its editions with layouts, by name: the suffix of their files, the standards they keep.
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "epub": ("epub", ("EPUB-3.3", "EPUB-Accessibility-1.1")),
    "braille": ("brf", ()),
}


def layout_of(root: Path, edition: str, others: Sequence[str]) -> str:
    """Return the name of the layout an edition is made with: its own, or that which draws the charts of a form."""
    if edition not in FORMS:
        return edition
    found = [name for name in (edition, "large-print", *others) if (root / "layouts" / f"{name}.toml").is_file()]
    return found[0] if found else "large-print"


def unpaged(work: Work, edition: str, created: str) -> tuple[bytes, int]:
    """Return the file of a form, and how many pages it has: 0 where a reader's own software makes them."""
    made = volume(work, created)
    if edition == "epub":
        return epub(made), 0
    data = brf(made, lambda texts, language, foreign: cells(texts, language, foreign=foreign))
    return data, data.count(b"\f")


def volume(work: Work, created: str) -> Volume:
    """Return the issue as a volume; what is wrong with a picture is on the work's sheet."""
    inputs = work.inputs
    plan, settings = inputs.issue.plan, inputs.settings
    parts = []
    for section in plan.sections:
        chapters = tuple(_chapter(work, slug) for slug in section.articles if slug in work.documents)
        if chapters:
            parts.append(Part(work.words(work.department(section.department).title), chapters))
    notices = tuple(work.documents[slug] for slug in plan.notices if slug in work.documents)
    printed = [chapter.document for part in parts for chapter in part.chapters]
    pictures = {name: picture for document in (*printed, *notices) for name, picture in _pictures(work, document)}
    cover = _picture(work, plan.cover.art, Span(inputs.issue.path)) if plan.cover.art else None
    alternate = work.furniture.text(plan.cover.alt)
    name = f"{settings.name}/{inputs.issue.name}/{work.language}"
    line = work.issue_line
    return Volume(
        # Of the name alone, so that a second run gives the same.
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        title=settings.name,
        subtitle=Words((Text(line),), line, work.language),
        language=work.language,
        created=created,
        publisher=settings.publisher.name,
        rights=work.furniture.text(settings.copyright) if settings.copyright else "",
        cover=cover,
        cover_alternate=Words((Text(alternate),), alternate, work.furniture.language_of(plan.cover.alt)),
        parts=tuple(parts),
        notices=notices,
        about=about(work),
        words=_fixed(work),
        pictures=pictures,
        titles={document.slug: document.title for document in printed},
    )


def _chapter(work: Work, slug: str) -> Chapter:
    document = work.documents[slug]
    people = names(document.authors)
    byline = work.say("written_by", names=list_words(people, work.language)) if people else None
    end = end_words(work, slug, len({mark.label for mark in nodes(document, FootnoteMark)}))
    words = replace(
        _fixed(work),
        notes=end.notes,
        references=end.references,
        reviewed_by=end.reviewed_by,
        last_reviewed=end.last_reviewed,
        credits=end.credits,
    )
    return Chapter(document, work.references[slug], byline, words)


def _fixed(work: Work) -> FixedWords:
    say = work.say
    return FixedWords(
        contents=say("contents"),
        masthead=say("masthead"),
        notes=say("notes"),
        references=say("references"),
        reviewed_by=say("reviewed_by"),
        last_reviewed=say("last_reviewed", date="{date}"),
        published=say("published", date="{date}"),
        first_appeared=say("first_appeared", issue="{issue}", publication="{publication}"),
        see_also=say("see_also"),
    )


def _pictures(work: Work, document: Document) -> Iterator[tuple[str, Picture]]:
    """Yield the pictures of an article under the names its figures have; charts are counted."""
    charts = 0
    figures = (*((document.art,) if document.art else ()), *nodes(document, Figure))
    for figure in figures:
        if not isinstance(figure.image, Chart):
            made = _picture(work, figure.image.path, figure.span)
            if made is not None:
                yield figure.image.path, made
            continue
        charts += 1
        drawing = drawn(
            figure.image,
            WIDTH,
            chart_style(work.layout),
            work.setter.composer,
            language=work.language,
            number=lambda value: number_words(value, work.language),
            span=figure.span,
            problems=work.problems,
        )
        yield (
            f"{document.slug}/{charts}",
            drawing_file(f"charts/{document.slug}-{charts}.svg", drawing, work.layout.colours),
        )


def _picture(work: Work, path: str, span: Span) -> Picture | None:
    file, shown = Path(work.folder, path), f"articles/{path}"
    name = f"pictures/{'-'.join(Path(path).with_suffix('').parts)}"
    if file.suffix.lower() == ".svg":
        art = work.setter.art.artwork(file, shown, work.problems, span)
        return artwork_file(f"{name}.svg", art, work.layout.colours) if art is not None else None
    if not file.is_file():
        work.problems.error("image-missing", f'picture "{shown}" is not there', span)
        return None
    size = pixels(file, shown, work.problems, span)
    if size is None:
        return None
    data = file.read_bytes()
    kind = "png" if data.startswith(_PNG) else "jpg"
    return Picture(f"{name}.{kind}", data, *size)
