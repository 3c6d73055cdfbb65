"""Catalogs go to other programs and come home: nothing is lost on the way, and nothing newer is overwritten."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import run, said

from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.foundation.value import replace
from pipeline.translation import states
from pipeline.translation.catalog import Catalog, Catalogs, catalog_path, new_header
from pipeline.translation.exchange import formats, table, tmx, xliff1, xliff2
from pipeline.translation.exchange.accept import Accepted, accept
from pipeline.translation.exchange.markup import parsed
from pipeline.translation.exchange.unit import Unit, message_mark, origin, text_mark, units
from pipeline.translation.exchange.weblate import components
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous, read_entries

Publication = Callable[..., Path]

FORMATS = ("xliff-1.2", "xliff-2", "csv", "tmx")


def message(text: str, context: str = "", plural: str = "") -> Message:
    return Message(text, context, ("paragraph", "room for about 60 characters"), "heat", "en", plural=plural)


def catalogs(*entries: Entry) -> Catalogs:
    catalog = Catalog("locale/es/LC_MESSAGES/heat.po", "heat", "es", new_header("x", "es"), entries)
    return Catalogs("es", {"heat": catalog})


def asked(opened: Catalogs) -> dict[str, tuple[Message, ...]]:
    entries = opened.by_domain["heat"].entries
    return {"heat": tuple(message(e.msgid, e.msgctxt or "", e.msgid_plural or "") for e in entries if not e.obsolete)}


def sent(form: str, opened: Catalogs) -> bytes:
    problems = Problems()
    data = formats.write(form, units(asked(opened), opened), problems)
    assert [] == list(problems)
    return data


def read(form: str, data: bytes, problems: Problems | None = None) -> list[Unit]:
    problems = Problems() if problems is None else problems
    if form == "csv":
        return table.read(data, "back", problems)
    root = parsed(data, "back")
    if form == "tmx":
        return tmx.read(root, "back")
    return (xliff1 if form == "xliff-1.2" else xliff2).read(root, "back", problems)


def home(opened: Catalogs, found: list[Unit], **more: str) -> tuple[Accepted, list[str]]:
    problems = Problems()
    taken = accept(opened, found, problems, **more)  # type: ignore[arg-type]  # names and days, all of them texts
    return taken, [problem.code for problem in problems]


def after(taken: Accepted, number: int = 0) -> Entry:
    return taken.catalogs[0].entries[number]


MIXED = (
    Entry("Drink water.", ("",)),
    Entry("Rest well.", ("Descanse.",), flags=("fuzzy",), previous=Previous("Rest."), comments=("memory: 80% x.po",)),
    Entry("Call us.", ("Llámenos.",), comments=("needs review: usted?", "a note")),
    Entry("Go out.", ("Salga.",), msgctxt="advice"),
    Entry("Sit\ndown & <stay>.", ("Siéntese\ny “quédese” & <ya>.",)),
    states.reviewed(Entry("Eat.", ("Coma.",)), "Eva Gil", "2026-11-02"),
    Entry("{count} page", ("{count} página", "{count} páginas"), msgid_plural="{count} pages"),
    Entry("Gone.", ("Ido.",), obsolete=True),
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_comes_home_as_it_left_changes_no_byte(form: str) -> None:
    opened = catalogs(*MIXED)
    taken, codes = home(opened, read(form, sent(form, opened)))
    assert [] == codes
    assert (0, opened.by_domain["heat"].data()) == (taken.changed, taken.catalogs[0].data())


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t"), max_size=60
)


@pytest.mark.parametrize("form", FORMATS)
@given(texts=st.dictionaries(PLAIN.filter(str.strip), st.tuples(PLAIN, st.booleans()), min_size=1, max_size=5))
def test_any_text_comes_home_as_it_left(form: str, texts: dict[str, tuple[str, bool]]) -> None:
    fuzzy = {True: ("fuzzy",), False: ()}
    opened = catalogs(
        *(
            Entry(
                text, (said,), flags=fuzzy[unsure and bool(said)], previous=Previous(text) if unsure and said else None
            )
            for text, (said, unsure) in texts.items()
        )
    )
    taken, codes = home(opened, read(form, sent(form, opened)))
    assert [] == codes
    assert opened.by_domain["heat"].data() == taken.catalogs[0].data()


@pytest.mark.parametrize("form", FORMATS)
def test_states_and_notes_go_along(form: str) -> None:
    found = {unit.source: unit for unit in read(form, sent(form, catalogs(*MIXED)))}
    assert states.FUZZY == found["Rest well."].state
    assert states.NEEDS_REVIEW == found["Call us."].state
    assert states.TRANSLATED == found["Go out."].state
    assert states.REVIEWED == found["Eat."].state
    assert {"needs review: usted?", "a note"} <= set(found["Call us."].comments)
    assert b"room for about 60 characters" in sent(form, catalogs(*MIXED))
    if form != "tmx":
        assert ("Rest.", "advice") == (found["Rest well."].previous, found["Go out."].context)


@pytest.mark.parametrize("form", FORMATS)
def test_a_translation_made_elsewhere_is_taken(form: str) -> None:
    opened = catalogs(Entry("Drink water.", ("Tome agua.",)))
    back = [
        replace(unit, target="Beba agua.", comments=("agreed with the nurse",))
        for unit in read(form, sent(form, opened))
    ]
    taken, codes = home(opened, back)
    assert ([], ("Beba agua.",), ("agreed with the nurse",)) == (codes, after(taken).msgstr, after(taken).comments)


def test_newer_work_stays_and_the_other_is_put_aside() -> None:
    was, now = catalogs(Entry("Drink water.")), catalogs(Entry("Drink water.", ("Beba agua.",)))
    back = [
        replace(unit, target="Tome agua.", state=states.TRANSLATED)
        for unit in read("xliff-1.2", sent("xliff-1.2", was))
    ]
    problems = Problems()
    taken = accept(now, back, problems)
    assert ["import-conflict"] == [problem.code for problem in problems]
    assert 5 == next(iter(problems)).span.line
    assert ("Beba agua.",) == after(taken).msgstr
    assert [("Drink water.", ("Tome agua.",))] == [(entry.msgid, entry.msgstr) for entry in taken.aside]
    assert any("Beba agua." in comment for comment in taken.aside[0].comments)


def test_what_came_home_as_it_left_is_no_conflict_with_newer_work() -> None:
    was, now = catalogs(Entry("Drink water.", ("Tome agua.",))), catalogs(Entry("Drink water.", ("Beba agua.",)))
    taken, codes = home(now, read("csv", sent("csv", was)))
    assert ([], 1, ("Beba agua.",)) == (codes, taken.same, after(taken).msgstr)


def test_messages_that_no_catalog_has_are_put_aside() -> None:
    was = catalogs(Entry("Drink water."), Entry("Rest."))
    now = catalogs(Entry("Drink more water.", ("Beba agua.",), flags=("fuzzy",), previous=Previous("Drink water.")))
    back = [
        replace(unit, target="Beba agua.", state=states.TRANSLATED) for unit in read("xliff-2", sent("xliff-2", was))
    ]
    taken, codes = home(now, back)
    assert ["import-changed", "import-unknown"] == sorted(codes)
    assert 2 == len(taken.aside)
    assert now.by_domain["heat"].data() == taken.catalogs[0].data()


def test_an_empty_translation_empties_nothing() -> None:
    opened = catalogs(Entry("Drink water.", ("Beba agua.",)))
    back = [replace(unit, target=" ") for unit in read("csv", sent("csv", opened))]
    taken, codes = home(opened, back)
    assert ([], 1, ("Beba agua.",)) == (codes, taken.empty, after(taken).msgstr)


def test_a_proposal_that_comes_home_translated_is_confirmed() -> None:
    opened = catalogs(Entry("Rest well.", ("Descanse.",), flags=("fuzzy",), previous=Previous("Rest.")))
    back = [replace(unit, state=states.TRANSLATED) for unit in read("xliff-1.2", sent("xliff-1.2", opened))]
    entry = after(home(opened, back)[0])
    assert ((), None) == (entry.flags, entry.previous)


def test_a_draft_comes_home_fuzzy_with_the_text_it_was_made_for() -> None:
    opened = catalogs(Entry("Rest well."))
    back = [replace(unit, target="Descanse.", state=states.FUZZY) for unit in read("csv", sent("csv", opened))]
    entry = after(home(opened, back)[0])
    assert (("fuzzy",), Previous("Rest well.")) == (entry.flags, entry.previous)


def test_a_review_that_comes_home_has_a_name_where_one_is_given() -> None:
    opened = catalogs(Entry("Eat.", ("Coma.",)))
    back = [replace(unit, state=states.REVIEWED) for unit in read("xliff-2", sent("xliff-2", opened))]
    assert () == after(home(opened, back)[0]).comments
    named = after(home(opened, back, reviewer="Ana Ruiz", day="2026-11-28")[0])
    assert states.REVIEWED == states.state(named)
    assert "reviewed: 2026-11-28 Ana Ruiz" in named.comments[0]


def test_plural_forms_come_home_together_or_not_at_all() -> None:
    opened = catalogs(Entry("{count} page", ("", ""), msgid_plural="{count} pages"))
    out = read("csv", sent("csv", opened))
    assert ["{count} page", "{count} pages"] == [unit.source for unit in out]
    back = [replace(unit, target=said, state=states.TRANSLATED) for unit, said in zip(out, ("una", "más"), strict=True)]
    assert ("una", "más") == after(home(opened, back)[0]).msgstr
    assert ["import-forms"] == home(opened, back[:1])[1]


def test_two_answers_for_one_message_are_a_conflict() -> None:
    opened = catalogs(Entry("Eat."))
    unit = read("csv", sent("csv", opened))[0]
    back = [replace(unit, target=said, state=states.TRANSLATED) for said in ("Coma.", "Come.")]
    taken, codes = home(opened, back)
    assert (["import-conflict"], ("Coma.",)) == (codes, after(taken).msgstr)


def test_a_memory_from_elsewhere_only_proposes() -> None:
    data = (
        b'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="en-US"/><body>'
        b'<tu><tuv xml:lang="EN-US"><seg>Drink <ph>b</ph>water.</seg></tuv>'
        b'<tuv xml:lang="es-MX"><seg>Beba agua.</seg></tuv></tu></body></tmx>'
    )
    found = tmx.read(parsed(data, "x"), "x")
    assert [("Drink bwater.", "Beba agua.", "EN-US", "es-MX")] == [
        (u.source, u.target, u.source_language, u.language) for u in found
    ]
    opened = catalogs(Entry("Drink bwater."), Entry("Eat.", ("Coma.",)))
    entry = after(home(opened, found)[0])
    assert (("Beba agua.",), ("fuzzy",)) == (entry.msgstr, entry.flags)


def test_segments_come_home_as_one_text_in_the_order_of_their_targets() -> None:
    data = b"""<xliff xmlns="urn:oasis:names:tc:xliff:document:2.2" version="2.2" srcLang="en" trgLang="es">
    <file id="heat"><unit id="x"><originalData><data id="d1">[@key]</data><data id="d2">**</data></originalData>
    <segment state="reviewed"><source>One. </source><target order="3">Uno.</target></segment>
    <ignorable><source> </source></ignorable>
    <segment state="translated"><source>Two.</source><target order="1"><pc id="1" dataRefStart="d2"
    dataRefEnd="d2">Dos</pc> <ph id="2" dataRef="d1"/>.</target></segment></unit></file></xliff>"""
    problems = Problems()
    found = xliff2.read(parsed(data, "x"), "x", problems)
    assert [("One.  Two.", "**Dos** [@key]. Uno.", states.TRANSLATED)] == [(u.source, u.target, u.state) for u in found]


@pytest.mark.parametrize("mark", ["<x id='1'/>", "<ph id='1'/>"])
def test_a_sign_that_stands_for_nothing_is_named_with_its_line(mark: str) -> None:
    data = f"""<xliff version="1.2"><file original="heat.po" source-language="en" target-language="es"><body>
    <trans-unit id="1"><source>One</source><target>Uno {mark}</target></trans-unit></body></file></xliff>"""
    problems = Problems()
    assert [] == xliff1.read(parsed(data.encode(), "x"), "x", problems)
    assert [("exchange-markup", 2)] == [(problem.code, problem.span.line) for problem in problems]


@pytest.mark.parametrize(
    ("name", "data", "code", "line"),
    [
        ("a.xlf", b"<xliff>\n<broken", "exchange-syntax", 2),
        ("a.xlf", b'<!DOCTYPE x [<!ENTITY a "b">]>\n<xliff version="1.2">&a;</xliff>', "exchange-syntax", 1),
        ("a.xlf", b"<html></html>", "exchange-format", 1),
        ("a.csv", b"source,target\nEat,\xff\n", "exchange-syntax", 2),
        ("a.csv", b"one,two\n", "exchange-syntax", 1),
        ("a.csv", b"", "exchange-syntax", 1),
        ("a.csv", b'source,target\n"Eat","Coma"x\n', "exchange-syntax", 2),
    ],
)
def test_a_file_that_does_not_read_is_named_with_its_line(
    tmp_path: Path, name: str, data: bytes, code: str, line: int
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unusable) as fault:
        formats.read(tmp_path / name, tmp_path, "", Problems())
    assert (code, line) == (fault.value.problem.code, fault.value.problem.span.line)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_are_read_as_spreadsheets_write_them(mark: str, encoding: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark).writerows(
        [["Target", "SOURCE", "state"], ["Sí, “hoy”; ya", "Yes", "Translated"]]
    )
    found = table.read(stream.getvalue().encode(encoding), "x", Problems())
    assert [("Yes", "Sí, “hoy”; ya", "translated", 2)] == [(u.source, u.target, u.state, u.span.line) for u in found]


def test_rows_that_are_not_whole_are_named_with_their_lines() -> None:
    data = 'source,target,state\n"two\nlines",dos,translated\nOne,uno,done\n,tres,\nFour,a,b,c\n'
    problems = Problems()
    assert ["two\nlines"] == [unit.source for unit in table.read(data.encode(), "x", problems)]
    assert [(4, "exchange-row"), (5, "exchange-row"), (6, "exchange-row")] == [(p.span.line, p.code) for p in problems]


def test_a_character_that_xml_cannot_hold_is_named() -> None:
    problems = Problems()
    opened = catalogs(Entry("Bell\a", ("x",)))
    formats.write("xliff-2", units(asked(opened), opened), problems)
    assert ["exchange-character"] == [problem.code for problem in problems]


def test_an_id_says_what_left() -> None:
    left = origin(f"seg m{message_mark((None, 'Eat.'))}-{text_mark(('Coma.',))}t.1")
    assert left is not None
    assert (states.TRANSLATED, 1, text_mark(("Coma.",))) == (left.state, left.form, left.text)
    assert origin("tu-12") is None
    assert text_mark(("",)) == text_mark(("", ""))


def test_weblate_is_told_of_every_domain() -> None:
    found = json.loads(
        components("The Motivator", {"heat": "en", "furniture": "en", "abuela": "es"}, "en", "https://x/y.git")
    )
    assert ["furniture", "heat", "abuela"] == [component["name"] for component in found]
    assert ["https://x/y.git", "weblate://the-motivator/furniture", "weblate://the-motivator/furniture"] == [
        component["repo"] for component in found
    ]
    assert "locale/*/LC_MESSAGES/heat.po" == found[1]["filemask"]
    assert (65535, "^(?!en$)[^.]+$") == (found[1]["file_format_params"]["po_line_wrap"], found[1]["language_regex"])
    assert "es" == found[2]["source_language"] and "source_language" not in found[1]


# ---------------------------------------------------------------- the commands


def translated(root: Path, original: str, said: str, domain: str = "first") -> None:
    path = catalog_path(root, "es", domain)
    text = path.read_text("utf-8")
    assert f'msgid "{original}"\nmsgstr ""' in text
    path.write_text(text.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{said}"'), "utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_files_go_out_and_come_home(publication: Publication, form: str) -> None:
    root = publication()
    run(root, "catalog", "update")
    translated(root, "Text.", "Texto.")
    before = catalog_path(root, "es", "first").read_bytes()
    path = root / f"out{formats.SUFFIXES[form]}"
    run(root, "catalog", "export", "es", "first", "--format", form, "--output", str(path))
    run(root, "catalog", "import", str(path))
    assert before == catalog_path(root, "es", "first").read_bytes()
    path.write_bytes(path.read_bytes().replace(b"Texto.", b"Un texto."))
    dry = run(root, "catalog", "import", str(path), "--dry-run")
    assert ("1 messages would change" in dry.stderr, before) == (True, catalog_path(root, "es", "first").read_bytes())
    run(root, "catalog", "import", str(path))
    assert before.replace(b'"Texto."', b'"Un texto."') == catalog_path(root, "es", "first").read_bytes()


def test_a_conflict_is_reported_by_line_and_written_aside(publication: Publication) -> None:
    root = publication()
    run(root, "catalog", "update")
    path = root / "out.csv"
    path.write_bytes(run(root, "catalog", "export", "es", "first", "--format", "csv").stdout_bytes)
    path.write_text(path.read_text("utf-8-sig").replace("Text.,,untranslated", "Text.,Escrito.,translated"), "utf-8")
    translated(root, "Text.", "Texto.")
    for number in ("", "-2"):
        result = run(root, "catalog", "import", str(path), exit_code=1)
        assert ["out.csv:6:1 import-conflict"] == said(result)
        aside = read_entries((root / f"out.aside{number}.po").read_text("utf-8"), "aside")
        assert ["", "Escrito."] == [entry.text if entry.msgid else "" for entry in aside]
    assert 'msgstr "Texto."' in catalog_path(root, "es", "first").read_text("utf-8")


def test_wrong_usage_is_told(publication: Publication) -> None:
    root = publication()
    run(root, "catalog", "update")
    run(root, "catalog", "export", "es", "second", exit_code=2)
    run(root, "catalog", "export", "nonsense", exit_code=2)
    run(root, "catalog", "import", str(root / "none.xlf"), exit_code=3)
    (root / "cy.csv").write_text("source,target,language\nText.,Testun.,cy\n", "utf-8")
    run(root, "catalog", "import", str(root / "cy.csv"), exit_code=2)


def test_a_catalog_that_is_saved_meanwhile_is_left_alone(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication()
    run(root, "catalog", "update")
    path = root / "out.csv"
    path.write_text("source,target,article,language\nText.,Texto.,first,es\n", "utf-8")
    catalog = catalog_path(root, "es", "first")

    def meanwhile(*given: object, **more: object) -> Accepted:
        taken = accept(*given, **more)  # type: ignore[arg-type]  # as it is called
        catalog.write_bytes(catalog.read_bytes() + b"\n# saved by an editor\n")
        return taken

    monkeypatch.setattr("pipeline.cli.exchange.accept", meanwhile)
    result = run(root, "catalog", "import", str(path), exit_code=1)
    assert ["locale/es/LC_MESSAGES/first.po catalog-moved"] == said(result)
    assert catalog.read_bytes().endswith(b"# saved by an editor\n")


@pytest.mark.skipif(not shutil.which("xliff2po"), reason="translate-toolkit is not installed")
def test_another_reader_finds_every_translation(publication: Publication) -> None:
    root = publication()
    run(root, "catalog", "update")
    translated(root, "Text.", "Texto.")
    path = root / "out.xlf"
    run(root, "catalog", "export", "es", "first", "--output", str(path))
    subprocess.run(["xliff2po", "--progress=none", str(path), str(root / "out.po")], check=True)
    found = read_entries((root / "out.po").read_text("utf-8"), "out.po")
    assert "Texto." in [entry.text for entry in found if entry.translated]
