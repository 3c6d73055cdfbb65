"""Updating catalogs loses no translator's work and, run again, changes no byte."""

import json
import shutil
import subprocess

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.main import main
from pipeline.document.inline import words as read_words
from pipeline.document.tree import Document, Paragraph
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace
from pipeline.translation import furniture
from pipeline.translation.catalog import Catalog, catalog_path, open_catalogs, template_path
from pipeline.translation.merge import Memory, memory, merge
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous
from pipeline.translation.status import status, total
from pipeline.translation.update import domains, update_catalogs

NOTHING = Memory()


def message(text, language="en"):
    return Message(text, notes=("paragraph",), domain="walking", language=language, references=("articles/walking.md",))


def catalog(*entries):
    return Catalog("locale/es/LC_MESSAGES/walking.po", "walking", "es", None, entries)


def merged(texts, *entries, others=NOTHING, language="es"):
    """Return the entries after an update to messages of `texts`, without notes, references and header."""
    result = merge(
        [message(text) for text in texts],
        catalog(*entries),
        others,
        path="x.po",
        domain="walking",
        language=language,
        project="The Motivator",
    )
    return [replace(entry, notes=(), references=()) for entry in result.catalog.entries]


def fuzzy(text, said, was=None, **more):
    return Entry(text, (said,), flags=("fuzzy",), previous=None if was is None else Previous(was), **more)


def test_an_unchanged_message_keeps_everything():
    old = Entry("Walk often.", ("Camine a menudo.",), comments=("checked by Ana",))
    assert [old] == merged(["Walk often."], old)
    waiting = fuzzy("Walk often.", "Camine.", "Walk.")
    assert [waiting] == merged(["Walk often."], waiting)


def test_a_changed_message_keeps_its_translation_as_fuzzy_with_the_msgid_it_was_made_for():
    assert [fuzzy("Walk a little every day.", "Camine a diario.", "Walk a bit every day.")] == merged(
        ["Walk a little every day."], Entry("Walk a bit every day.", ("Camine a diario.",))
    )


def test_a_message_changed_twice_shows_the_msgid_its_translation_was_made_for():
    old = fuzzy("Walk a little every day.", "Camine a diario.", "Walk a bit every day.")
    assert [fuzzy("Walk a little every night.", "Camine a diario.", "Walk a bit every day.")] == merged(
        ["Walk a little every night."], old
    )


def test_quotation_marks_and_spaces_unsettle_no_translation():
    assert [Entry("It’s “fine” now.", ("Ya está “bien”.",))] == merged(
        ["It’s “fine” now."], Entry('It\'s "fine"  now.', ("Ya está “bien”.",))
    )


def test_a_message_that_went_away_stays_as_obsolete_and_comes_back():
    gone = Entry("Walk often.", ("Camine a menudo.",), obsolete=True)
    assert [gone] == merged([], Entry("Walk often.", ("Camine a menudo.",)))
    assert [gone] == merged([], gone)
    assert [Entry("Walk often.", ("Camine a menudo.",))] == merged(["Walk often."], gone)


def test_an_untranslated_message_that_went_away_leaves_nothing():
    assert [] == merged([], Entry("Walk often."))


def test_unlike_messages_are_left_to_the_translator():
    assert [Entry("Ask your nurse."), Entry("Walk often.", ("Camine.",), obsolete=True)] == merged(
        ["Ask your nurse."], Entry("Walk often.", ("Camine.",))
    )


def test_other_articles_suggest_what_they_say_word_for_word_and_then_what_is_near():
    known = memory(
        [catalog(Entry("Specimen author", ("Autora de muestra",)), Entry("Waiting", ("x",), flags=("fuzzy",)))]
    )
    assert [fuzzy("Specimen author", "Autora de muestra", "Specimen author")] == merged(
        ["Specimen author"], others=known
    )
    assert [fuzzy("Specimen authors", "Autora de muestra", "Specimen author")] == merged(
        ["Specimen authors"], others=known
    )
    assert [Entry("Waiting")] == merged(["Waiting"], others=known)


def test_the_copy_edit_layer_takes_nothing_from_other_articles():
    known = memory([catalog(Entry("A tpyo here", ("A typo here",)))])
    assert [Entry("A tpyo here")] == merged(["A tpyo here"], others=known, language="en")


def asked(text, kind="paragraph", context=""):
    return Message(text, context, (kind,), "walking", "en")


def merged_messages(asked_for, *entries, others=NOTHING, cosmetic=False):
    result = merge(
        asked_for,
        catalog(*entries),
        others,
        path="x.po",
        domain="walking",
        language="es",
        project="The Motivator",
        cosmetic=cosmetic,
    )
    return [replace(entry, notes=(), references=()) for entry in result.catalog.entries]


def test_the_same_words_are_confirmed_where_they_are_the_same_kind_of_text_and_all_agree():
    there = Entry("Rest", ("Descanse",), notes=("heading, level 2",))
    elsewhere = Entry("Rest", ("El resto",), notes=("series of a chart",))
    assert [Entry("Rest", ("Descanse",))] == merged_messages(
        [asked("Rest", "heading, level 3")], others=memory([catalog(there)])
    )
    for known, said in (([there, elsewhere], "Descanse"), ([elsewhere], "El resto")):
        others = memory([catalog(entry) for entry in known])
        assert [fuzzy("Rest", said, "Rest")] == merged_messages([asked("Rest", "heading, level 2")], others=others)
    assert [fuzzy("Rest", "Descanse", "Rest", msgctxt="music")] == merged_messages(
        [asked("Rest", "heading, level 2", "music")], others=memory([catalog(there)])
    )


def test_what_another_catalog_says_word_for_word_comes_before_what_is_like_in_this_one():
    here = Entry("Walk a bit every day.", ("Camine a diario.",))
    there = Entry("Walk a little every day.", ("Camine un poco cada día.",), notes=("paragraph",))
    assert [Entry(there.msgid, there.msgstr), replace(here, obsolete=True)] == merged(
        ["Walk a little every day."], here, others=memory([catalog(there)])
    )


def test_obsolete_text_of_another_article_is_found_as_fuzzy():
    gone = Entry("Walk a bit every single day.", ("Camine a diario.",), obsolete=True)
    known = memory([catalog(gone)])
    assert [fuzzy("Walk a bit every day.", "Camine a diario.", gone.msgid)] == merged(
        ["Walk a bit every day."], others=known
    )
    assert [fuzzy(gone.msgid, "Camine a diario.", gone.msgid)] == merged([gone.msgid], others=known)


def test_a_paragraph_that_was_split_keeps_its_translation_in_each_part():
    first, second = (
        "Drink water before you go out.",
        "Carry a bottle with you, and wet your wrists when the heat is too much for you.",
    )
    whole = Entry(f"{first} {second}", ("Beba antes. Lleve una botella.",))
    parts = merged(["Start", first, second, "End"], Entry("Start", ("A",)), whole, Entry("End", ("Z",)))[1:3]
    assert [fuzzy(text, whole.text, whole.msgid) for text in (first, second)] == parts


def test_between_texts_as_like_the_one_at_the_same_place_counts():
    entries = [Entry(f"Take {n} tablets of it each day.", (f"Tome {n}.",)) for n in (3, 4, 5)]
    kept = [Entry(letter, (letter.lower(),)) for letter in "ABCD"]
    old = [kept[0], entries[0], kept[1], entries[1], kept[2], entries[2], kept[3]]
    now = merged(["A", entries[0].msgid, "B", "Take 9 tablets of it each day.", "C", entries[2].msgid, "D"], *old)
    assert fuzzy("Take 9 tablets of it each day.", "Tome 4.", entries[1].msgid) == now[3]


def test_a_cosmetic_change_unsettles_no_translation():
    old = [Entry("Cary a bottel of water.", ("Lleve agua.",)), Entry("Rest now.", ("Descanse.",), flags=("fuzzy",))]
    now = merged_messages([asked("Carry a bottle of water."), asked("Rest, now.")], *old, cosmetic=True)
    assert [Entry("Carry a bottle of water.", ("Lleve agua.",)), fuzzy("Rest, now.", "Descanse.", "Rest now.")] == now
    # A text that goes on is the meaning of its own words alone.
    both = merged_messages([asked("Carry a bottle of water."), asked(old[0].msgid)], *old, cosmetic=True)
    assert both[0].fuzzy and not both[1].fuzzy


texts = st.lists(st.text("ab ", min_size=1, max_size=12), max_size=6, unique=True)


@settings(max_examples=50)
@given(texts, texts, texts)
def test_a_second_merge_changes_nothing(before, after, elsewhere):
    entries = [Entry(text, (text.upper(),)) for text in before]
    others = memory([catalog(*(Entry(text, (f"{text}!",)) for text in elsewhere))])
    once = merged(after, *entries, others=others)
    assert once == merged(after, *once, others=others)
    kept = {entry.text for entry in once}
    assert len({entry.key for entry in once}) == len(once)
    assert {text.upper() for text in set(before) & set(after) if text.strip()} <= kept


# ---------------------------------------------------------------- on disk


def article(slug, *paragraphs, language="en"):
    def words(text):
        return read_words(text, Span(f"articles/{slug}.md", 5, 1), language, Problems())

    return Document(slug, language, words(f"About {slug}"), tuple(Paragraph(words(text)) for text in paragraphs))


def updated(root, *documents, words=(("Winter 2026", "title of the issue"),), languages=("en", "es")):
    problems = Problems()
    changes = update_catalogs(root, documents, words, languages, problems, project="The Motivator")
    return changes, problems


def files(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.po*"))}


def test_a_second_update_changes_no_byte(tmp_path):
    documents = [
        article("walking", "Walk often. [@kalb2020]"),
        article("sleep", "Sleep well.", language="es"),
    ]
    first, problems = updated(tmp_path, *documents)
    before = files(tmp_path)
    second, _ = updated(tmp_path, *documents)
    assert [] == list(problems)
    assert before == files(tmp_path)
    assert (9, 0) == (len(first.written), first.unchanged)
    assert ((), 9) == (second.written, second.unchanged)


def test_an_update_writes_templates_and_catalogs_of_each_domain(tmp_path):
    updated(tmp_path, article("walking", "Walk often."))
    text = catalog_path(tmp_path, "es", "walking").read_text("utf-8")
    assert text.endswith('#. paragraph\n#: articles/walking.md\nmsgid "Walk often."\nmsgstr ""\n')
    assert '"Language: es\\n"' in text
    assert 'msgid "Winter 2026"' in template_path(tmp_path, "furniture").read_text("utf-8")
    assert 'msgid "Reviewed by"' in catalog_path(tmp_path, "en", "furniture").read_text("utf-8")


def test_one_edited_sentence_changes_only_its_own_entry(tmp_path):
    updated(tmp_path, article("walking", "Walk often.", "Rest in the shade."))
    path = catalog_path(tmp_path, "es", "walking")
    path.write_text(path.read_text("utf-8").replace('often."\nmsgstr ""', 'often."\nmsgstr "Camine."'), "utf-8")
    before = path.read_text("utf-8").splitlines()
    updated(tmp_path, article("walking", "Walk very often.", "Rest in the shade."))
    after = path.read_text("utf-8").splitlines()
    assert {"#, fuzzy", '#| msgid "Walk often."', 'msgid "Walk very often."'} == set(after) - set(before)


def test_a_renamed_article_finds_its_translations(tmp_path):
    updated(tmp_path, article("walking", "Walk often."))
    path = catalog_path(tmp_path, "es", "walking")
    path.write_text(path.read_text("utf-8").replace('often."\nmsgstr ""', 'often."\nmsgstr "Camine."'), "utf-8")
    updated(tmp_path, article("going-farther", "Walk often."))
    now = catalog_path(tmp_path, "es", "going-farther").read_text("utf-8")
    assert '#: articles/going-farther.md\nmsgid "Walk often."\nmsgstr "Camine."' in now
    assert 'msgstr "Camine."' in path.read_text("utf-8")


def test_the_editor_marks_a_change_as_cosmetic(publication):
    assert 0 == run(publication, "update")[0]
    path, source = catalog_path(publication, "es", "walking"), publication / "articles" / "walking.md"
    path.write_text(path.read_text("utf-8").replace('mg."\nmsgstr ""', 'mg."\nmsgstr "Tome 10 mg."'), "utf-8")
    source.write_text(source.read_text("utf-8").replace("Take 10", "Taek 10"), "utf-8")
    assert (1, True) == (lambda said: (said[0], "[article-unknown]" in said[2]))(
        run(publication, "update", "--cosmetic", "walk")
    )
    assert 0 == run(publication, "update", "--cosmetic", "walking")[0]
    assert 'msgid "Taek 10 mg."\nmsgstr "Tome 10 mg."' in path.read_text("utf-8")
    assert "fuzzy" not in path.read_text("utf-8")


def test_a_broken_catalog_is_reported_and_nothing_is_written(tmp_path):
    broken = catalog_path(tmp_path, "es", "walking")
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b'msgid "a\n')
    changes, problems = updated(tmp_path, article("walking", "One"), article("sleep", "Two"))
    assert b'msgid "a\n' == broken.read_bytes()
    assert [("catalog-syntax", "locale/es/LC_MESSAGES/walking.po", 1)] == [
        (p.code, p.span.path, p.span.line) for p in problems
    ]
    assert (1, ()) == (changes.broken, changes.written)
    assert [broken] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_catalog_that_changes_meanwhile_is_left_as_it_is(tmp_path, monkeypatch):
    updated(tmp_path, article("walking", "One"))
    path = catalog_path(tmp_path, "es", "walking")
    before, saved = files(tmp_path), path.read_bytes().replace(b'"One"\nmsgstr ""', b'"One"\nmsgstr "Uno"')

    def editor_saves(*_):
        path.write_bytes(saved)
        return True

    monkeypatch.setattr("pipeline.translation.update.read_back", editor_saves)
    changes, problems = updated(tmp_path, article("walking", "One", "Two"))
    assert [("catalog-changed", "locale/es/LC_MESSAGES/walking.po")] == [(p.code, p.span.path) for p in problems]
    assert ((), saved) == (changes.written, path.read_bytes())
    assert before == {
        **files(tmp_path),
        path.relative_to(tmp_path).as_posix(): before[path.relative_to(tmp_path).as_posix()],
    }


def test_an_article_may_not_take_the_furnitures_name(tmp_path):
    _, problems = updated(tmp_path, article("furniture", "One"))
    assert ["slug-reserved"] == [p.code for p in problems]


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
def test_every_file_passes_msgfmt_and_is_as_msgcat_writes_it(tmp_path):
    updated(tmp_path, article("walking", "85% of people o more", 'Say "yes"\\\nor no.'))
    for path in [*tmp_path.rglob("*.po"), *tmp_path.rglob("*.pot")]:
        run = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, check=False)
        # A template has no language yet, of which msgfmt warns.
        warned = b"'Language' still has the initial default value" in run.stderr
        assert (0, path.suffix == ".pot") == (run.returncode, warned), path
        assert len(run.stderr.splitlines()) == warned, path
        run = subprocess.run(["msgcat", "--no-wrap", path], capture_output=True, check=True)
        assert run.stdout == path.read_bytes(), path


def test_status_counts_messages_and_words_by_language_and_article(tmp_path):
    documents = [article("walking", "Walk often.", "Rest now and then.")]
    updated(tmp_path, *documents)
    path = catalog_path(tmp_path, "es", "walking")
    path.write_text(path.read_text("utf-8").replace('often."\nmsgstr ""', 'often."\nmsgstr "Camine."'), "utf-8")
    asked = {"walking": domains(documents, (), "en")["walking"]}
    rows = status(asked, [open_catalogs(tmp_path, tag, Problems()) for tag in ("en", "es")])
    assert [("en", 3, 3, 0, 0), ("es", 3, 1, 0, 2)] == [
        (row.language, row.messages, row.translated, row.fuzzy, row.untranslated) for row in rows
    ]
    assert (8, 6) == (rows[1].words, rows[1].words_left)
    assert 3 == total(rows, "es").messages


# ---------------------------------------------------------------- the commands


def run(root, *arguments):
    """Return the exit code, standard output and standard error of `motivator -C root catalog …`."""
    result = CliRunner().invoke(main, ["-C", str(root), "catalog", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def publication(tmp_path):
    (tmp_path / "publication.toml").write_text(
        'name = "The Motivator"\nlanguages = ["en", "es"]\n[publisher]\nname = "P"\n', "utf-8"
    )
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "walking.md").write_text(
        "---\ntitle: Walking farther\nlanguage: en\n---\n\nTake 10 mg.\n", "utf-8"
    )
    return tmp_path


def test_the_commands_update_count_and_check(publication):
    assert 0 == run(publication, "update")[0]
    before = files(publication)
    code, out, _ = run(publication, "update", "--language", "cy")
    assert (0, True) == (code, "locale/cy/LC_MESSAGES/walking.po" in out)
    assert before == {path: data for path, data in files(publication).items() if "/cy/" not in path}
    path = catalog_path(publication, "es", "walking")
    path.write_text(path.read_text("utf-8").replace('mg."\nmsgstr ""', 'mg."\nmsgstr "Tome 20 mg."'), "utf-8")
    code, out, _ = run(publication, "status", "--language", "es", "--format", "json")
    walking = next(row for row in json.loads(out)["catalogs"] if row["domain"] == "walking")
    assert (0, 1, 2) == (code, walking["translated"], walking["messages"])
    code, _, talk = run(publication, "check")
    assert (1, True) == (code, "[number-changed]" in talk)
    assert 2 == run(publication, "check", "--language", "nonsense")[0]


# ---------------------------------------------------------------- furniture


def opened_furniture(tmp_path, **translations):
    updated(tmp_path)
    path = catalog_path(tmp_path, "es", "furniture")
    text = path.read_text("utf-8")
    for key, said in translations.items():
        original = next(word.text for word in furniture.BUILT_IN if word.key == key)
        text = text.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{said}"')
    path.write_text(text, "utf-8")
    return furniture.open_furniture(open_catalogs(tmp_path, "es", Problems()), [("Winter 2026", "title")])


def test_furniture_speaks_the_language_and_fills_in_names(tmp_path):
    said = opened_furniture(tmp_path, continued_on="Continúa en la página {page}", reviewed_by="Revisado por")
    assert "Continúa en la página 12" == said.say("continued_on", page=12)
    assert ("Revisado por", "es") == (said.say("reviewed_by"), said.language_of("reviewed_by"))
    assert ("References", "en") == (said.say("references"), said.language_of("references"))
    assert ("Winter 2026", "en") == (said.text("Winter 2026"), said.language_of("Winter 2026"))
    assert "2026" == said.text("2026")
    assert len(furniture.BUILT_IN) + 1 - 2 == len(said.fallbacks)


def test_furniture_that_lost_a_name_in_braces_is_not_used(tmp_path):
    said = opened_furniture(tmp_path, continued_on="Continúa en la página")
    assert "Continued on page 12" == said.say("continued_on", page=12)


def test_furniture_in_its_own_language_owes_nothing(tmp_path):
    updated(tmp_path)
    said = furniture.open_furniture(open_catalogs(tmp_path, "en", Problems()))
    assert ("Last reviewed: September 2026", ()) == (
        said.say("last_reviewed", date="September 2026"),
        said.fallbacks,
    )


def test_keys_of_furniture_are_told_apart():
    assert len(furniture.BUILT_IN) == len({word.key for word in furniture.BUILT_IN})
    assert len(furniture.BUILT_IN) == len(furniture.messages())
