"""Every page of the specimen issue: nothing lost, nothing doubled, nothing in the way of anything else."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from specimen import (
    BOTH,
    LANGUAGES,
    Composed,
    Specimen,
    column_of,
    labels,
    marks,
    note_letters,
    own_text,
    placed_lines,
    read,
    references_in,
    spoken,
    texts,
    walk,
)

from pipeline.document.tree import FirstAppeared
from pipeline.foundation.language import date_words
from pipeline.typesetting.initial import LEAN
from pipeline.typesetting.opener import names
from pipeline.typesetting.page import Element, Page, PlacedDrawing, PlacedImage, PlacedLine

SAFE = 18.0
DEEP = frozenset("gjpqyQ,;()/@")
MOST_OF_THE_PAGE = 0.65


@pytest.fixture(params=BOTH, ids=" ".join)
def composed(request: pytest.FixtureRequest, specimen: Specimen) -> Composed:
    language, edition = request.param
    return specimen.edition(language, edition)


# ---------------------------------------------------------------- text


def test_every_word_of_every_article_is_on_a_page_once_in_the_order_of_the_structure(composed: Composed) -> None:
    inline = references_in([composed.book.structure])
    painted: dict[str, str] = defaultdict(str)
    for _, item in placed_lines(composed.book.pages):
        if item.key:
            painted[item.key] += own_text(item, inline)
    articles = {e.key.split("/")[0]: e for e in walk(composed.book.structure) if e.role == "Art"}
    assert list(composed.inputs.issue.articles) == list(articles)
    for slug, element in articles.items():
        notes = [note for note in walk(element) if note.role == "Note"]
        noted = {e.key for note in notes for e in walk(note)} if composed.layout.manner.notes == "foot" else set()
        own = [e.key for e in walk(element) if e.key in painted and e.key.split("/")[0] == slug]
        if noted:
            # Where notes stand under the text they are read where they are cited; they have no heading.
            wanted = spoken(" ".join(note_texts(composed, slug)))
            assert wanted == spoken(" ".join(painted[key] for key in own if key in noted))
        words = spoken(" ".join(painted[key] for key in own if key not in noted))
        whole, without = (spoken(" ".join(article_texts(composed, slug, quotes))) for quotes in (True, False))
        wanted = without if len(words) < len(whole) else whole
        assert wanted == words, first_difference(wanted, words)


def test_every_citation_and_note_of_the_text_has_its_mark(composed: Composed) -> None:
    for slug in composed.inputs.issue.articles:
        document = composed.documents[slug]
        keys = references_in(articles_of(composed, slug))
        found = Counter(
            segment.text.strip("\u00a0 []")
            for _, item in placed_lines(composed.book.pages)
            for segment in item.line.segments
            if segment.key in keys
        )
        wanted = Counter(marks((document.summary, document.content, document.footnotes), note_letters(document)))
        assert wanted == found, slug


def test_every_line_belongs_to_an_element_and_no_element_of_text_is_without_a_line(composed: Composed) -> None:
    elements = {e.key: e for e in walk(composed.book.structure)}
    assert len(elements) == sum(1 for _ in walk(composed.book.structure)), "keys are unique"
    painted = {key for page in composed.book.pages for item in page.items if (key := getattr(item, "key", ""))}
    inline = {s.key for _, item in placed_lines(composed.book.pages) for s in item.line.segments if s.key}
    assert set() == (painted | inline) - set(elements)
    leaves = {k for k, e in elements.items() if not e.children and e.role not in ("TD", "TH")}
    assert [] == sorted(leaves - painted - inline)


def article_texts(composed: Composed, slug: str, quotes: bool) -> Iterator[str]:
    """Yield what an article prints, from its department to its last reference, with its pull quotes or without."""
    document = composed.documents[slug]
    issue, say, language = composed.inputs.issue, composed.furniture.say, composed.book.publication.language
    department = next(s.department for s in issue.plan.sections if document.slug in s.articles)
    label = composed.furniture.text(composed.inputs.settings.departments[department].title)
    yield label.upper() if composed.layout.style("label").case == "upper" else label
    yield read(document.title.content)
    if document.summary is not None:
        yield read(document.summary.content)
    people = names(document.authors)
    if people:
        assert 1 == len(people), "lists of names are another test's"
        yield say("written_by", names=people[0])
    yield from texts(document.content, composed.layout, quotes)
    for person in document.reviewers:
        yield f"{say('reviewed_by')} {names((person,))[0]}"
        yield from (read(role.content) for role in person.roles)
    if document.reviewed:
        yield say("last_reviewed", date=date_words(document.reviewed, language))
    if isinstance(document.first_appeared, FirstAppeared):
        yield say(
            "first_appeared", issue=document.first_appeared.issue, publication=document.first_appeared.publication
        )
    for sentence in document.see_also:
        yield f"{say('see_also')}: {read(sentence.content)}"
    if document.footnotes and composed.layout.manner.notes == "end":
        yield say("notes", len(document.footnotes))
        yield from note_texts(composed, slug)
    works = composed.references[document.slug]
    if works:
        yield say("references", len(works))
        for work in works:
            yield f"{work.number}."
            yield read(work.content)


def note_texts(composed: Composed, slug: str) -> Iterator[str]:
    document = composed.documents[slug]
    order = note_letters(document)
    for note in sorted(document.footnotes, key=lambda note: order[note.label]):
        yield f"{order[note.label]}."
        yield from texts(note.content, composed.layout)


def first_difference(wanted: list[str], found: list[str]) -> str:
    for index, (one, other) in enumerate(zip(wanted, found, strict=False)):
        if one != other:
            return f"{' '.join(wanted[index - 5 : index + 8])} / {' '.join(found[index - 5 : index + 8])}"
    return f"{wanted[len(found) :][:12]} / {found[len(wanted) :][:12]}"


def articles_of(composed: Composed, slug: str) -> list[Element]:
    return [e for e in walk(composed.book.structure) if e.key == f"{slug}/art"]


# ---------------------------------------------------------------- columns


def runs(composed: Composed, roles: tuple[str, ...]) -> dict[str, list[list[PlacedLine]]]:
    """Return the lines of each block of the articles, parted by the columns they stand in."""
    wanted = {e.key for a in walk(composed.book.structure) if a.role == "Art" for e in walk(a) if e.role in roles}
    found: dict[str, list[list[PlacedLine]]] = defaultdict(list)
    before: dict[str, tuple[int, int]] = {}
    for page, item in placed_lines(composed.book.pages):
        if item.key not in wanted:
            continue
        place = (page.number, column_of(item, page, composed.layout))
        if before.get(item.key) != place:
            found[item.key].append([])
            before[item.key] = place
        found[item.key][-1].append(item)
    return found


def test_no_column_ends_with_the_first_line_of_a_paragraph_nor_begins_with_its_last(composed: Composed) -> None:
    for key, columns in runs(composed, ("P",)).items():
        if len(columns) > 1:
            assert [] == [part[0].line.text for part in columns if len(part) < 2], key


def test_no_heading_is_parted(composed: Composed) -> None:
    headings = runs(composed, ("H1", "H2", "H3", "H4"))
    assert [] == [columns[0][0].line.text for columns in headings.values() if len(columns) > 1]


def test_something_stands_under_every_heading_in_its_column(composed: Composed) -> None:
    heads = {e.key for a in composed.book.structure.children for e in walk(a) if e.role in ("H2", "H3", "H4")}
    alone = []
    for page in text_pages(composed):
        for item in page.items:
            if isinstance(item, PlacedLine) and item.key in heads:
                under = [
                    other
                    for other in page.items
                    if getattr(other, "key", "") not in ("", item.key)
                    and other.y > item.y
                    and other.y < item.y + 6 * composed.layout.grid.leading
                    and abs(other.x - item.x) < composed.layout.column
                ]
                if not under:
                    alone.append((page.number, item.line.text))
    assert [] == alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_body_text_sits_on_the_grid_in_print(language: str, specimen: Specimen) -> None:
    made = specimen.edition(language, "print")
    body, grid, limits = made.layout.style("body"), made.layout.grid.leading, made.layout.copyfit
    for article in (a for a in walk(made.book.structure) if a.role == "Art"):
        keys = {e.key for e in walk(article) if e.role == "P"}
        places: dict[int, list[float]] = {}
        for page, item in placed_lines(made.book.pages):
            first = item.line.segments[:1]
            near = first and abs(first[0].size - body.size) <= limits.size + 0.01
            if near and item.key in keys and first[0].face == "serif/regular":
                places.setdefault(page.number, []).append(item.y)
        steps = Counter(round(y - x, 3) for ys in places.values() for x, y in pairwise(sorted(set(ys))))
        # An article that was fitted to its pages has a step of its own; all its columns share it.
        step = steps.most_common(1)[0][0]
        assert abs(step - grid) <= limits.leading + 0.01
        for number, ys in places.items():
            off = Counter(round(y % step, 2) % round(step, 2) for y in ys)
            assert 1 == len(off), (article.key, number, off)


# ---------------------------------------------------------------- places


def box(item: PlacedLine) -> tuple[float, float, float, float]:
    """Return what a line's letters cover: left, top, right, bottom; of an initial "A", where its sides are."""
    parts = [s for s in item.line.segments if s.text.strip()]
    if not parts:
        return item.x, item.y, item.x, item.y
    leans = LEAN.get(parts[0].text.strip(), 0.0) * parts[0].width if len(parts) == 1 else 0.0
    return (
        item.x + min(s.x for s in parts),
        item.y - max(s.size * 0.70 + s.rise for s in parts),
        item.x + max(s.x + s.width for s in parts) - leans,
        item.y + max(s.size * (0.16 if DEEP & set(s.text) else 0.02) for s in parts),
    )


def test_no_two_lines_of_text_touch(composed: Composed) -> None:
    touching = []
    for page in composed.book.pages:
        lines = [item for item in page.items if isinstance(item, PlacedLine)]
        boxes = sorted(((box(item), item) for item in lines), key=lambda pair: pair[0][1])
        for index, ((left, top, right, bottom), item) in enumerate(boxes):
            for (left2, top2, right2, bottom2), other in boxes[index + 1 :]:
                if top2 >= bottom:
                    break
                if min(right, right2) - max(left, left2) > 0.6 and min(bottom, bottom2) - max(top, top2) > 0.3:
                    touching.append((page.number, item.line.text, other.line.text))
    assert [] == touching


def test_no_text_runs_into_a_figure(composed: Composed) -> None:
    hit = []
    for page in composed.book.pages:
        pictures = [i for i in page.items if isinstance(i, PlacedDrawing | PlacedImage) and i.key]
        for item in page.items:
            if isinstance(item, PlacedLine):
                left, top, right, bottom = box(item)
                for picture in pictures:
                    across = min(right, picture.x + picture.width) - max(left, picture.x)
                    down = min(bottom, picture.y + picture.height) - max(top, picture.y)
                    if across > 0.6 and down > 0.6:
                        hit.append((page.number, item.line.text, picture.key))
    assert [] == hit


def test_pictures_do_not_overlap(composed: Composed) -> None:
    for page in composed.book.pages:
        pictures = [i for i in page.items if isinstance(i, PlacedDrawing | PlacedImage)]
        for one, other in combinations(pictures, 2):
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert across <= 0.6 or down <= 0.6, (page.number, one.key, other.key)


def test_all_text_stays_clear_of_the_trim(composed: Composed) -> None:
    outside = []
    for page, item in placed_lines(composed.book.pages):
        left, top, right, bottom = box(item)
        if left < SAFE or top < SAFE or right > page.width - SAFE or bottom > page.height - SAFE:
            outside.append((page.number, item.line.text))
    assert [] == outside


def test_text_of_articles_stays_in_the_type_area(composed: Composed) -> None:
    layout = composed.layout
    foot = layout.sheet.head + layout.depth
    outside = []
    for page in text_pages(composed):
        left = layout.left(page.number)
        for item in page.items:
            key = getattr(item, "key", "")
            if not key or (isinstance(item, PlacedDrawing | PlacedImage) and item.width >= page.width):
                continue
            if isinstance(item, PlacedLine):
                x, top, right, bottom = box(item)
            else:
                x, top, right, bottom = item.x, item.y, item.x + item.width, item.y + item.height
            hang = 6.0
            aside = x < left - hang or right > left + layout.measure + hang
            if aside or bottom > foot + 1.5 or top < layout.sheet.head - 1:
                outside.append((page.number, key, getattr(getattr(item, "line", None), "text", "")))
    assert [] == outside


def test_no_page_of_text_is_half_empty_without_intent(composed: Composed) -> None:
    layout = composed.layout
    reach = layout.sheet.head + layout.depth * MOST_OF_THE_PAGE
    ends = {start - 1 for start in composed.starts.values()} | {text_pages(composed)[-1].number}
    short = []
    for page in text_pages(composed):
        lowest = max((low(item) for item in page.items if not furniture(item)), default=0.0)
        if lowest < reach and not (layout.grid.columns == 1 and page.number in ends):
            short.append((page.number, round((lowest - layout.sheet.head) / layout.depth, 2)))
    assert [] == short


def low(item: object) -> float:
    return item.y if isinstance(item, PlacedLine) else item.y + item.height  # type: ignore[attr-defined] # a page item


def furniture(item: object) -> bool:
    return isinstance(item, PlacedLine) and item.artifact.startswith("Pagination") and not item.key


def text_pages(composed: Composed) -> list[Page]:
    return [page for page in composed.book.pages if page.template == "text"]


def test_no_page_is_blank(composed: Composed) -> None:
    assert [] == [page.number for page in composed.book.pages if not any(not furniture(i) for i in page.items)]


# ---------------------------------------------------------------- what was said


def test_nothing_is_wrong_with_the_specimen_issue(composed: Composed) -> None:
    serious = [p.text() for p in composed.problems if p.severity == "error" or p.code != "loose-line"]
    assert [] == serious


def test_no_line_is_wider_than_its_measure(composed: Composed) -> None:
    wide = [
        (page.number, item.line.text, round(item.line.width - item.line.measure, 2))
        for page, item in placed_lines(composed.book.pages)
        if item.line.width > item.line.measure + 0.5 * max((s.size for s in item.line.segments), default=0.0)
    ]
    assert [] == wide


def test_letters_are_widened_and_spaced_within_the_limits_of_the_layout(composed: Composed) -> None:
    how = composed.layout.justification
    lead_in = composed.layout.style("lead-in").tracking
    beyond, used = [], set()
    for page, item in placed_lines(composed.book.pages):
        style = composed.layout.styles.get(item.style)
        if style is None or not item.line.segments:
            continue
        spaced = [round(segment.tracking * 1000 / segment.size - style.tracking, 2) for segment in item.line.segments]
        if item.line.last and spaced == [lead_in]:
            # A salutation, all of it in the lead-in.
            continue
        least, scales = min(spaced), {segment.scale / 100 for segment in item.line.segments}
        down, up, narrow, wide = (
            (how.tracking_down, how.tracking_up, how.scale_down, how.scale_up) if style.align == "justify" else (0,) * 4
        )
        fine = -down - 0.01 <= least <= up + 0.01 and all(
            # All of a line is spaced alike, its lead-in by more from the beginning.
            min(abs(more - least), abs(more - least - lead_in)) < 0.02
            for more in spaced
        )
        if not fine or any(not 1 - narrow - 1e-6 <= scale <= 1 + wide + 1e-6 for scale in scales):
            beyond.append((page.number, item.style, item.line.text, spaced, scales))
        used |= {("tracking", least), *(("scale", scale) for scale in scales)}
    assert [] == beyond
    if composed.layout.style("body").align == "justify":
        # Not that there is nothing to be limited: lines use all they may.
        amounts = {kind: [value for named, value in used if named == kind] for kind in ("tracking", "scale")}
        assert (-how.tracking_down, how.tracking_up) == (min(amounts["tracking"]), max(amounts["tracking"]))
        assert (1 - how.scale_down, 1 + how.scale_up) == pytest.approx((min(amounts["scale"]), max(amounts["scale"])))


def test_no_text_is_left_in_another_language(composed: Composed) -> None:
    assert 0 == composed.fallbacks + len(composed.furniture.fallbacks)


def test_large_print_has_no_type_below_eighteen_points_no_hyphen_and_no_justified_line(specimen: Specimen) -> None:
    for language in ("en", "es"):
        made = specimen.edition(language, "large-print")
        for page, item in placed_lines(made.book.pages):
            assert [] == [s.text for s in item.line.segments if s.size < 18 and s.text.strip()], page.number
            assert not item.line.hyphen
            assert 1.0 == pytest.approx(item.line.ratio)
        small = [s.text for _, label in labels(made.book.pages) for s in label.line.segments if s.size < 18]
        assert [] == small


def test_pages_are_numbered_from_one_without_a_gap(composed: Composed) -> None:
    numbers = [page.number for page in composed.book.pages]
    assert list(range(1, len(numbers) + 1)) == numbers
    assert all(page.folio in ("", str(page.number)) for page in composed.book.pages)
    assert all(one < other for one, other in pairwise(numbers))
