"""An article's partner in another language, pulled as its translation.

In: an article of the publication and a capture of the same text in another language. Out: the catalog of that language, with the
partner's texts offered as translations.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.document.inline import words
from pipeline.document.markdown import body
from pipeline.document.tree import Citation, Document, Text
from pipeline.document.walk import changed
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.settings import Settings
from pipeline.sources.addresses import without_secrets
from pipeline.sources.capture import Capture
from pipeline.sources.dialect import markdown
from pipeline.sources.escape import field_text
from pipeline.translation.align import align, units
from pipeline.translation.suggest import Offer, offer


def partners(capture: Capture, languages: Sequence[str]) -> list[str]:
    """Return the addresses of the same page in other languages of the publication, one a language."""
    found: dict[str, str] = {}
    for fact in capture.facts:
        if fact.kind == "partner" and "://" in str(fact.value.get("url", "")):
            tag = str(fact.value["language"]).split("-")[0].lower()
            if tag != capture.language.split("-")[0] and any(own.split("-")[0] == tag for own in languages):
                found.setdefault(tag, str(fact.value["url"]))
    return list(found.values())


def pull_translation(
    root: Path, article: Document, capture: Capture, settings: Settings, problems: Problems, *, dry_run: bool = False
) -> Offer | None:
    """Offer a capture's texts as translations of an article; None, with an error, where it is no translation of it."""
    span = Span(capture.origin)
    language = next((tag for tag in settings.languages if tag.split("-")[0] == capture.language.split("-")[0]), "")
    if not language or language == article.language:
        problems.error(
            "translation-language",
            f'its text is in "{capture.language}"',
            span,
            hint=f"the publication translates into {', '.join(t for t in settings.languages if t != article.language)}",
        )
        return None
    pairs = align(units(article), units(_document(capture, article.slug, root)), language)
    if not pairs:
        problems.error(
            "translation-unmatched",
            f'none of its texts matches "{article.slug}"',
            span,
            hint="check that it is the same article in the other language",
        )
        return None
    origin = without_secrets(capture.url or capture.origin)
    return offer(root, article, language, pairs, origin, problems, project=settings.name, dry_run=dry_run)


def _document(capture: Capture, slug: str, root: Path) -> Document:
    """Return a capture as the article it would be, read back from its own Markdown."""
    bare = tuple(changed(block, Citation, lambda _: Text("")) for block in capture.content)
    notes = tuple(changed(note, Citation, lambda _: Text("")) for note in capture.footnotes)
    # What the catalog is offered is checked there; the page's own faults were told when it was read.
    quiet = Problems()
    text = markdown(bare, notes)
    summary = capture.front.get("summary")
    made = body(text, path="", first_line=1, language=capture.language, folder=str(root / "articles"), problems=quiet)
    return Document(
        slug=slug,
        language=capture.language,
        title=words(field_text(capture.title), Span(""), capture.language, quiet),
        content=made.content,
        footnotes=made.footnotes,
        summary=words(field_text(str(summary)), Span(""), capture.language, quiet) if summary else None,
    )
