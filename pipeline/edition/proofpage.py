"""A translator's proof as one HTML page, and as rows of a PDF: pages with numbers on them, and the messages beside them.

In: rows of a proof, and the file that they print in. Out: HTML that needs nothing else, and the rows of `press.proofsheet`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from pipeline.edition.proof import ProofRow
from pipeline.press.proofsheet import Row, Text
from pipeline.press.regions import Pages, Picture
from pipeline.translation.printed import Printed

# Pixels to the point of a region, and of a page beside its messages.
SCALE, WHOLE = 2.0, 0.75

_STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #f4f2ee; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
.page { display: flex; gap: 1.5rem; align-items: flex-start; }
figure { margin: 0; position: sticky; top: 1rem; flex: none; background: #fff; box-shadow: 0 1px 4px #0004; }
figure img { display: block; }
figure a { position: absolute; border: 1px solid #0b57a4; background: #0b57a412; color: #fff; text-decoration: none; }
figure a span { position: absolute; right: 100%; top: -1px; font: 600 9px/11px system-ui, sans-serif; padding: 0 2px;
  background: #0b57a4; }
figure a:focus, figure a:hover { background: #ffd54d66; }
ol { list-style: none; margin: 0; padding: 0; flex: 1; min-width: 0; }
li { background: #fff; padding: .9rem 1.1rem; margin-bottom: .9rem; box-shadow: 0 1px 3px #0002; scroll-margin-top: 1rem; }
li:target { outline: 3px solid #ffb300; }
li h3 { font-size: 1rem; margin: 0 0 .5rem; } li h3 small { font-weight: 400; color: #4a4a4a; }
li img { display: block; max-width: 100%; height: auto; border: 1px solid #ccc; margin: .4rem 0; }
p { margin: .35rem 0; } .target { font-weight: 600; } .note { color: #4a4a4a; font-size: .875rem; }
.state { border: 1px solid #767676; border-radius: .8rem; padding: 0 .6rem; font-size: .8rem; font-weight: 400; }
.open { background: #ffe9b8; border-color: #8a5a00; }
@media (max-width: 60rem) {
  .page { display: block; } figure { position: relative; top: 0; margin-bottom: 1rem; }
}
"""

_OPEN = ("untranslated", "fuzzy", "needs review")


def pictured(rows: Sequence[ProofRow], pages: Pages) -> dict[int, tuple[Picture, ...]]:
    """Return the pictures of each row by its number. Rows are in the order of the pages, so that each is drawn once or twice."""
    return {
        row.number: tuple(pages.region(spot.page, spot.x, spot.y, spot.width, spot.height) for spot in row.shown)
        for row in rows
    }


def proof_html(
    title: str,
    record: Printed,
    printing: Sequence[ProofRow],
    silent: Sequence[ProofRow],
    pictures: Mapping[int, Sequence[Picture]],
    pages: Pages,
) -> str:
    """Return the proof as one page of HTML."""
    parts = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>",
        f"<p>{len(printing)} messages print in {escape(record.file)}, {len(silent)} do not.</p>",
    ]
    for number in range(1, record.pages + 1):
        own = [row for row in printing if row.home is not None and row.home.page == number]
        marked = [row for row in printing if any(spot.page == number for spot in row.spots)]
        if marked:
            parts += _page(number, own, marked, record, pictures, pages)
    if silent:
        parts.append("<section>\n<h2>Messages that print nowhere in this file</h2>\n<ol>")
        parts += [line for row in silent for line in _card(row, record, ())]
        parts.append("</ol>\n</section>")
    parts.append("</main>\n</body>\n</html>\n")
    return "\n".join(parts)


def _page(
    number: int,
    own: Sequence[ProofRow],
    marked: Sequence[ProofRow],
    record: Printed,
    pictures: Mapping[int, Sequence[Picture]],
    pages: Pages,
) -> Iterator[str]:
    whole = pages.whole(number, WHOLE)
    folio = next((spot.folio for row in marked for spot in row.spots if spot.page == number and spot.folio), "")
    name = folio or str(number)
    width, height = whole.pixels
    yield f'<section aria-labelledby="page-{number}">\n<h2 id="page-{number}">Page {escape(name)}</h2>\n<div class="page">'
    yield f'<figure style="width:{width}px;height:{height}px"><img src="{_data(whole)}" width="{width}" height="{height}" alt="">'
    for row in marked:
        for spot in row.spots:
            if spot.page == number:
                x, y, w, h = (round(value * WHOLE, 1) for value in (spot.x, spot.y, spot.width, spot.height))
                yield (
                    f'<a href="#m{row.number}" title="message {row.number}" '
                    f'style="left:{x}px;top:{y}px;width:{w}px;height:{h}px"><span>{row.number}</span></a>'
                )
    yield "</figure>\n<ol>"
    for row in own:
        yield from _card(row, record, pictures.get(row.number, ()))
    yield "</ol>\n</div>\n</section>"


def _card(row: ProofRow, record: Printed, pictures: Sequence[Picture]) -> Iterator[str]:
    state = f'<span class="state{" open" if row.state in _OPEN else ""}">{escape(row.state)}</span>'
    places = f"; {escape(row.places())}" if row.spots else ""
    yield f'<li id="m{row.number}"><h3>{row.number} <small>{escape(row.domain)}{places}</small> {state}</h3>'
    for picture in pictures:
        width, height = (round(side) for side in picture.points)
        yield f'<img src="{_data(picture)}" width="{width}" height="{height}" alt="the place on the page">'
    yield f'<p lang="{escape(row.source_language)}">{_lines(row.text)}</p>'
    if row.translation:
        yield f'<p class="target" lang="{escape(record.language)}">{_lines(row.translation)}</p>'
    for note in (*_notes(row), *row.comments):
        yield f'<p class="note">{escape(note)}</p>'
    yield f'<p class="note"><code>{escape(str(row.span))}</code></p></li>'


def _notes(row: ProofRow) -> tuple[str, ...]:
    return (*row.notes, "read aloud in place of the picture") if row.read_aloud else row.notes


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _data(picture: Picture) -> str:
    return f"data:image/png;base64,{b64encode(picture.png).decode()}"


def sheet_rows(
    printing: Sequence[ProofRow], silent: Sequence[ProofRow], pictures: Mapping[int, Sequence[Picture]]
) -> Iterator[Row]:
    """Yield the rows of the proof as a PDF has them."""
    for row in (*printing, *silent):
        where = row.places() if row.spots else "prints nowhere in this file"
        texts = [
            Text(f"{row.number}  {where}", bold=True),
            Text(f"{row.domain}; {row.state}; {row.span}", quiet=True),
            Text(row.text),
        ]
        texts += [Text(row.translation, bold=True)] if row.translation else []
        texts += [Text(note, quiet=True) for note in (*_notes(row), *row.comments)]
        yield Row(tuple(pictures.get(row.number, ())), tuple(texts))
