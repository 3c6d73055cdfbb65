"""`catalog update`: templates and catalogs brought up to date with the articles, all languages in one run.

In: the articles, the words of the furniture, the catalogs on disk. Out: files written whole, and what
changed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems, Span, shown
from pipeline.foundation.files import write_all
from pipeline.foundation.value import Struct
from pipeline.translation import furniture
from pipeline.translation.catalog import LOCALE, Catalog, catalog_path, open_catalogs, template_path
from pipeline.translation.merge import memory, merge, template
from pipeline.translation.message import Message, messages
from pipeline.translation.readback import read_back


class Changes(Struct, frozen=True):
    """What an update did: paths written, and counts of messages that are new, fuzzy now, or obsolete now."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    broken: int = 0
    new: int = 0
    fuzzy: int = 0
    obsolete: int = 0


def domains(
    documents: Sequence[Document], words: Sequence[tuple[str, str]], language: str
) -> dict[str, tuple[Message, ...]]:
    """Return the messages of each domain: one an article, and `furniture`.

    `words` are the pairs of text and note that the publication adds to the furniture, written in `language`.
    """
    found = {document.slug: messages(document) for document in documents}
    return {**found, furniture.DOMAIN: furniture.messages(words, language)}


def update_catalogs(
    root: Path,
    documents: Sequence[Document],
    words: Sequence[tuple[str, str]],
    languages: Iterable[str],
    problems: Problems,
    *,
    project: str,
    language: str = "en",
    cosmetic: Iterable[str] = (),
) -> Changes:
    """Write `locale/templates/*.pot` and each language's catalogs under `root`; return what changed.

    Nothing is written where the sheet has an error, in an article or a catalog: a text that cannot be read must not
    make its translations obsolete. Each new file is first read back by another reader. Catalogs of articles that are not among
    `documents` are left alone too, and serve as memory, so that a renamed article finds its translations. A
    file whose bytes would not change is not written. `project` is the publication's name, `language` the
    one of `words`; `cosmetic` names the articles whose changes are cosmetic and unsettle no translation.
    """
    for document in documents:
        if document.slug == furniture.DOMAIN:
            problems.error(
                "slug-reserved",
                f'article may not be called "{furniture.DOMAIN}": the words of the layouts have that catalog',
                document.span,
                hint="rename the file",
            )
    asked = domains(documents, words, language)
    mended = frozenset(cosmetic)
    for slug in sorted(mended - asked.keys()):
        near = difflib.get_close_matches(slug, asked, 1)
        hint = f'did you mean "{near[0]}"?' if near else ""
        problems.error("article-unknown", f'no article is called "{slug}"', Span(f"articles/{slug}.md"), hint=hint)
    pending: list[Catalog] = []
    paths: list[Path] = []
    seen = _on_disk(root)
    broken = new = fuzzy = obsolete = 0
    for domain, found in asked.items():
        path = template_path(root, domain)
        paths.append(path)
        pending.append(template(found, path=shown(path, root), domain=domain, project=project))
    for tag in dict.fromkeys(languages):
        opened = open_catalogs(root, tag, problems)
        # One for all domains: what a catalog says itself counts as said in the project, too.
        others = memory(opened.by_domain.values())
        for domain, found in asked.items():
            if domain in opened.broken:
                broken += 1
                continue
            path = catalog_path(root, tag, domain)
            merged = merge(
                found,
                opened.get(domain),
                others,
                path=shown(path, root),
                domain=domain,
                language=tag,
                project=project,
                cosmetic=domain in mended,
            )
            new, fuzzy, obsolete = new + merged.new, fuzzy + merged.fuzzy, obsolete + merged.obsolete
            paths.append(path)
            pending.append(merged.catalog)
    changed: dict[Path, bytes] = {}
    for path, catalog in zip(paths, pending, strict=True):
        data = catalog.data()
        if seen.get(path) != data:
            read_back(data, catalog, problems)
            changed[path] = data
    for path, there in _on_disk(root).items():
        if path in changed and seen.get(path) != there:
            problems.error(
                "catalog-changed",
                "the file was changed while this ran; it was left as it is",
                Span(shown(path, root)),
                hint="run it again",
            )
    if problems.errors:
        return Changes(broken=broken)
    write_all(changed)
    written = tuple(shown(path, root) for path in changed)
    return Changes(written, len(pending) - len(written), broken, new, fuzzy, obsolete)


def _on_disk(root: Path) -> dict[Path, bytes]:
    """Return the bytes of all catalogs and templates that can be read; those that cannot are reported where they are opened."""
    found = {}
    for path in (root / LOCALE).rglob("*.po*"):
        try:
            found[path] = path.read_bytes()
        except OSError:
            continue
    return found
