"""One walk in two directions: what is asked of a translator is what comes back into the document."""

from pipeline.document.article import read_article
from pipeline.document.inline import words as read_words
from pipeline.document.tree import (
    BlockQuote,
    Cell,
    Chart,
    Definition,
    DefinitionList,
    Document,
    Figure,
    FirstAppeared,
    Footnote,
    Heading,
    Item,
    List,
    Paragraph,
    Person,
    Picture,
    PullQuote,
    Series,
    Sidebar,
    Strong,
    Table,
    Text,
)
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.localise import localise
from pipeline.translation.message import has_letters, is_asked, messages, translated
from pipeline.translation.po import Entry


def words(source, line=1, language="en"):
    return read_words(source, Span("articles/walking.md", line, 1), language, Problems())


def paragraph(source, line=1):
    return Paragraph(words(source, line))


def cells(*texts, header=False):
    return tuple(Cell(words(text), header) for text in texts)


def article(*content, **more):
    return Document("walking", "en", words("Walking farther"), tuple(content), **more)


EVERYTHING = article(
    Heading(2, words("What helps")),
    paragraph("Take **10 mg** at night [@kalb2020].[^1]"),
    List(False, (Item((paragraph("Rest"), List(True, (Item((paragraph("Rest well"),)),)))),)),
    DefinitionList((Definition(words("Gait"), ((paragraph("The way you walk"),),)),)),
    BlockQuote((paragraph("Does it hurt?"),)),
    PullQuote(words("Walk a little, often.")),
    Sidebar(words("Ask first"), (paragraph("Ask your doctor"),)),
    Table(cells("Sign", "Year", header=True), (cells("Falls", "2013"),), words("What to watch")),
    Figure(
        Chart("bars", words("Group"), (words("2013"), words("Women")), (Series(words("Share"), (1.0, 2.0)),)),
        words("Half of the women fell"),
        words("Falls by year"),
    ),
    Figure(Picture("figures/x.svg"), words("A cane")),
    summary=words("How to walk farther"),
    breadcrumb=(words("About MS"),),
    authors=(Person("Ana Ruiz", "", (words("Writer"),)),),
    reviewers=(Person("Bea Díaz", "MD", (words("Neurologist"),)),),
    footnotes=(Footnote("1", (paragraph("Ask at home"),)),),
    see_also=(words("Sleep"),),
    first_appeared=FirstAppeared("The Motivator", "Summer/Fall 2013"),
)


def catalogs(language="es", **translations):
    entries = tuple(
        Entry(text.replace("_", " "), (said,), text_span=Span("locale/es/LC_MESSAGES/walking.po", 9, 1))
        for text, said in translations.items()
    )
    return Catalogs(language, {"walking": Catalog("locale/x.po", "walking", language, None, entries)})


def catalog_of(pairs, language="es", flags=()):
    entries = tuple(Entry(text, (said,), flags=flags) for text, said in pairs)
    return Catalogs(language, {"walking": Catalog("locale/x.po", "walking", language, None, entries)})


def test_every_text_that_prints_is_asked_for_in_reading_order():
    assert [
        "Walking farther", "How to walk farther", "About MS", "Writer", "Neurologist", "What helps",
        "Take **10 mg** at night [@kalb2020].[^1]", "Rest", "Rest well", "Gait", "The way you walk",
        "Does it hurt?", "Walk a little, often.", "Ask first", "Ask your doctor", "What to watch", "Sign",
        "Year", "Falls", "Falls by year", "Half of the women fell", "Group", "Women", "Share", "A cane",
        "Ask at home", "Sleep",
    ] == [message.text for message in messages(EVERYTHING)]  # fmt: skip


def test_numbers_addresses_and_marks_alone_are_not_asked_for():
    for text in (
        "2013",
        "35.9%",
        "https://example.org/x",
        "help@example.org",
        "—",
        "[@kalb2020]",
        "[^1]",
        "",
    ):
        assert not is_asked(words(text)), text
    for text in ("10 mg", "See https://example.org", "ñ", "Avonex®"):
        assert is_asked(words(text)), text
    assert not has_letters("555-0142 · 2026")


def test_notes_say_what_a_text_is_and_how_much_room_it_has():
    notes = {message.text: message.notes for message in messages(EVERYTHING)}
    assert ("heading, level 2", "room for about 60 characters") == notes["What helps"]
    assert ("paragraph, in a sidebar",) == notes["Ask your doctor"]
    assert ("footnote",) == notes["Ask at home"]


def test_a_text_used_twice_is_one_message_with_the_notes_of_both_uses():
    found = messages(article(Heading(2, words("Rest", 5)), paragraph("Rest", 7)))
    assert ["Walking farther", "Rest"] == [message.text for message in found]
    assert ("heading, level 2", "room for about 60 characters", "paragraph") == found[1].notes
    assert 5 == found[1].span.line
    assert ("articles/walking.md",) == found[1].references


def test_a_walk_that_changes_nothing_gives_an_equal_document():
    assert EVERYTHING == translated(EVERYTHING, lambda words, place: words)


def test_an_identity_catalog_localises_to_an_equal_document():
    same = catalog_of([(message.text, message.text) for message in messages(EVERYTHING)])
    problems = Problems()
    result = localise(EVERYTHING, same, "es", problems)
    back = translated(result.document, lambda words, place: replace(words, language="en"))
    assert EVERYTHING == replace(back, language="en", first_appeared=EVERYTHING.first_appeared)
    assert (27, 27, ()) == (result.translated, result.total, result.fallbacks)
    assert [] == list(problems)


def test_a_translation_brings_its_own_inlines_and_its_language():
    document = article(paragraph("Take **care**."))
    result = localise(document, catalog_of([("Take **care**.", "Tenga **cuidado**.")]), "es", Problems())
    said = result.document.content[0].words
    assert ("es", "Tenga **cuidado**.") == (said.language, said.source)
    assert (Text("Tenga "), Strong((Text("cuidado"),)), Text(".")) == said.content
    assert "es" == result.document.language


def test_untranslated_and_fuzzy_texts_keep_their_words_and_their_language_and_are_counted():
    document = article(paragraph("One"), paragraph("Two"), paragraph("2013"))
    fuzzy = catalog_of([("One", "Uno"), ("Walking farther", "Caminar")], flags=("fuzzy",))
    problems = Problems()
    result = localise(document, fuzzy, "es", problems)
    assert ["Walking farther", "One", "Two"] == [message.text for message in result.fallbacks]
    assert (0, 3) == (result.translated, result.total)
    assert "en" == result.document.content[0].words.language
    assert "es" == result.document.content[2].words.language
    assert ["untranslated"] == [problem.code for problem in problems]


def test_without_a_catalog_everything_falls_back_and_is_reported_once():
    problems = Problems()
    result = localise(article(paragraph("One")), Catalogs("es", {}), "es", problems)
    assert (0, 2) == (result.translated, result.total)
    assert ["locale/es/LC_MESSAGES/walking.po"] == [problem.span.path for problem in problems]


def test_the_copy_edit_layer_changes_words_and_owes_nothing():
    document = article(paragraph("A tpyo"), paragraph("Fine"))
    problems = Problems()
    result = localise(document, catalog_of([("A tpyo", "A typo")], "en"), "en", problems)
    assert ["A typo", "Fine"] == [block.words.source for block in result.document.content]
    assert (3, 3, ()) == (result.translated, result.total, result.fallbacks)
    assert [] == list(problems)


def test_a_fallback_shows_the_copy_editors_words():
    document = article(paragraph("A tpyo"))
    edits = catalog_of([("A tpyo", "A typo")], "en")
    result = localise(document, catalog_of([("Walking farther", "Caminar")]), "es", Problems(), edits)
    assert ("A typo", "en") == (
        result.document.content[0].words.source,
        result.document.content[0].words.language,
    )
    assert 1 == len(result.fallbacks)


def test_a_spanish_article_is_translated_into_english_the_same_way():
    document = Document("walking", "es", words("Caminar", language="es"), (Paragraph(words("Hola", language="es")),))
    english = localise(document, catalog_of([("Hola", "Hello")], "en"), "en", Problems())
    assert [("Hello", "en")] == [(b.words.source, b.words.language) for b in english.document.content]
    assert ["Caminar"] == [message.text for message in english.fallbacks]
    assert () == localise(document, catalog_of([], "es"), "es", Problems()).fallbacks


def test_the_season_of_the_first_printing_is_said_in_the_language():
    result = localise(EVERYTHING, Catalogs("es", {}), "es", Problems())
    assert FirstAppeared("The Motivator", "verano/otoño de 2013") == result.document.first_appeared


def test_a_fault_of_markdown_in_a_translation_is_reported_in_the_catalog():
    problems = Problems()
    localise(article(paragraph("One")), catalogs(One="[Uno](ftp://example.org)"), "es", problems)
    assert ("locale/es/LC_MESSAGES/walking.po", 9) in [(p.span.path, p.span.line) for p in problems]


# ---------------------------------------------------------------- what the editor tells translators

COMMENTED = """---
title: T
---

<!-- translators: MS is multiple sclerosis,
not a manuscript -->

Ask about MS.

No note here.

<!-- not for translation -->

> Be Well Institute

- One
  <!-- translators: a name -->
- Two

<!-- a thought of the editor's -->
::: sidebar
### Title
<!-- translators: of the box -->
<!-- translators: and of all -->
| A | B |
|---|---|
| c | d |

Table: Caption
:::

Text <!-- stays --> text

<!-- never closed
"""


def commented(tmp_path):
    path = tmp_path / "articles" / "noted.md"
    path.parent.mkdir()
    path.write_text(COMMENTED, "utf-8")
    return read_article(path, tmp_path, Problems())


def test_an_editors_comment_is_a_note_for_translators_of_the_block_behind_it(tmp_path):
    notes = {m.text: [n for n in m.notes if n.startswith("editor")] for m in messages(commented(tmp_path))}
    assert ["editor: MS is multiple sclerosis, not a manuscript"] == notes["Ask about MS."]
    assert [] == notes["No note here."] == notes["One"] == notes["Title"]
    assert all(["editor: of the box and of all"] == notes[text] for text in ("A", "d", "Caption"))


def test_comments_do_not_print_and_what_is_not_for_translation_is_not_asked_for(tmp_path):
    document = commented(tmp_path)
    asked = {message.text for message in messages(document)}
    assert "Be Well Institute" not in asked
    assert {"Two", "Text <!-- stays --> text", "<!-- never closed"} <= asked
    assert not any("translators" in text or "thought" in text for text in asked)
    catalog = Catalog("x.po", "noted", "es", None, (Entry("Be Well Institute", ("Instituto",)),))
    made = localise(document, Catalogs("es", {"noted": catalog}), "es", Problems()).document
    quoted = next(block for block in made.content if isinstance(block, BlockQuote))
    assert ("Be Well Institute", "en") == (quoted.content[0].words.source, quoted.content[0].words.language)
