"""Our extractor for `pybabel extract`: the messages of an article, for those whose other texts are Babel's.

In: an article as `pybabel` opens it. Out: what Babel asks of an extractor: line, function, message, comments. The messages are
those of `motivator catalog update`, word for word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from pipeline.document.article import read_article
from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.translation.message import messages

Extracted = tuple[int, str | None, str | tuple[str, ...], list[str]]


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Yield the messages of an article, as the entry point "babel.extractors" has them.

    `keywords` and `comment_tags` are for programs; an article has neither. Raises `Unusable` for a file that is no article.
    """
    path = Path(fileobj.name)
    problems = Problems()
    document = read_article(path, _root(path), problems)
    fault = next((problem for problem in problems if problem.severity == "error"), None)
    if fault is not None:
        raise Unusable(fault)
    assert document is not None
    for message in messages(document):
        said = (message.context, message.text) if message.context else message.text
        yield message.span.line, "pgettext" if message.context else None, said, list(message.notes)


def _root(path: Path) -> Path:
    """Return the folder that the article's own files are named from: the publication's."""
    return path.resolve().parent.parent
