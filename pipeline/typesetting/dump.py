"""Pages as text: what stands where, from which line of which file it came, and how well it is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.typesetting.arrangement import Arranged, told
from pipeline.typesetting.page import Book, Page, PlacedDrawing, PlacedImage, PlacedLine, PlacedRectangle
from pipeline.typesetting.passages import RUNNING, Part, Passage, Score, passages, score, scored


def dumped(book: Book, articles: Iterable[Arranged] = ()) -> str:
    """Return all pages of a book as text, a line an item: place in points, style, structure key, text, source.

    Under each page stands the score of its running text, and after the last one that of every passage and the arrangement
    of each article.
    """
    running = [passage for passage in passages(book) if passage.role in RUNNING]
    on: dict[int, list[Part]] = {}
    for passage in running:
        for part in passage.parts:
            on.setdefault(part.page, []).append(part)
    lines: list[str] = []
    for index, page in enumerate(book.pages):
        lines += _page(page)
        if index in on:
            lines.append(f"  score {_score(scored([placed.line for part in on[index] for placed in part.lines]))}")
    lines.append("passages")
    lines += [_passage(passage) for passage in running]
    lines.append("articles")
    lines += [line for article in articles for line in told(article)]
    return "".join(line + "\n" for line in lines)


def _passage(passage: Passage) -> str:
    span = passage.lines[0].line.span
    return f"  {passage.key:<28} {passage.role:<5} {_score(score(passage))} {span}".rstrip()


def _score(made: Score) -> str:
    spaces = f"{made.tightest:.2f}..{made.loosest:.2f} mean {made.ratio:.2f}"
    return f"{made.lines} lines, {made.hyphens} hyphens, spaces {spaces}, demerits {made.demerits:.0f}"


def _page(page: Page) -> Iterator[str]:
    yield f"page {page.number} {page.template} {page.width:.1f}x{page.height:.1f}"
    for item in page.items:
        at = f"  {item.x:8.2f} {item.y:8.2f}"
        owner = (not isinstance(item, PlacedRectangle) and item.key) or f"({item.artifact})"
        match item:
            case PlacedLine():
                line = item.line
                first = line.segments[0] if line.segments else None
                face = f"{first.face} {first.size:g}" if first else "-"
                at = f"  {item.x + (first.x if first else 0.0):8.2f} {item.y:8.2f}"
                marks = f"{line.ratio:.2f}{'-' if line.hyphen else ''}"
                style = item.style or "-"
                yield f"{at} {face:<22} {marks:<6} {style:<16} {owner:<28} {line.text.rstrip()!r} {line.span}".rstrip()
            case PlacedRectangle():
                yield f"{at} rectangle {item.width:.1f}x{item.height:.1f} {item.colour} {owner}"
            case PlacedDrawing():
                yield f"{at} drawing {item.width:.1f}x{item.height:.1f} {len(item.paths)} paths {owner}"
                for label in item.labels:
                    yield f"    {label.x:8.2f} {label.y:8.2f} label {label.style or '-'} {label.line.text.rstrip()!r}"
            case PlacedImage():
                yield f"{at} image {item.width:.1f}x{item.height:.1f} {item.path.rsplit('/', 1)[-1]} {owner}"
