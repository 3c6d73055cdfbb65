"""What a translation got wrong is found, and what a good one may do is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.checks.catalogs import check_catalog, check_entry, check_language
from pipeline.translation.checks.figures import doses
from pipeline.translation.checks.pair import extract, side
from pipeline.translation.message import Message
from pipeline.translation.po import Entry, Previous


def found(original, translation, *, source="en", language="es", domain="walking"):
    """Return the codes of what is wrong with a translation, each once."""
    problems = Problems()
    message = Message(original, domain=domain, language=source, span=Span("articles/walking.md", 7, 1))
    entry = Entry(original, (translation,), text_span=Span("locale/es/LC_MESSAGES/walking.po", 12, 1))
    check_entry(message, entry, language, problems)
    return [problem.code for problem in problems]


GOOD = [
    ("Take 10 mg twice a day [@kalb2020].", "Tome 10 mg dos veces al día [@kalb2020]."),
    ("About 85% of people with MS walk less.", "Cerca del 85% de las personas con EM camina menos."),
    ("From 15 g to 65 g of fiber each day.", "De 15 a 65 g de fibra cada día."),
    ("One in 10 people has it now.", "1 de cada 10 personas la tiene ahora."),
    ("It began in the 19th century, not before.", "Empezó en el siglo XIX, no antes."),
    ("It cost 1.5 billion dollars last year.", "Costó 1,500 millones de dólares el año pasado."),
    ("In the 1990s, new treatments came.", "En los años 90 llegaron nuevos tratamientos."),
    ("He was seen on July 30, 2015, at 3:00 p.m.", "Lo vieron el 30 de julio de 2015 a las 3:00 p. m."),
    ("Do not stop. Is it safe? Ask!", "No se detenga. ¿Es seguro? ¡Pregunte!"),
    (
        "Call 800-555-0142 or write to help@example.org.",
        "Llame al (800) 555-0142 o escriba a help@example.org.",
    ),
    (
        "See [MedlinePlus](https://medlineplus.gov/ms.html).",
        "Vea [MedlinePlus](https://medlineplus.gov/spanish/ms.html).",
    ),
    ("Avonex® (interferon beta-1a) is **injected**.", "Avonex® (interferón beta-1a) se **inyecta**."),
    ("A sample of 1,250 adults drank 5, 10, or 20 mL.", "Una muestra de 1,250 adultos bebió 5, 10 o 20 ml."),
    ("The word [fatiga]{lang=es} means fatigue.", "La palabra fatiga significa cansancio."),
    ("CO~2~ rises by 10 m^2^ here.", "El CO~2~ sube 10 m^2^ aquí."),
    ("Avonex", "Avonex"),
    ("Multiple Sclerosis", "Esclerosis múltiple"),
    ("Magnets of 1.5 T or 3 T are used.", "Se usan imanes de 1.5 T o 3 T."),
    ("In 2009, 35% of them walked; 8% with placebo.", "En 2009 el 35% de ellos caminó; con placebo, el 8%."),
    ("Ask them today: “Could you carry the laundry?”", "Pregúnteles hoy: “¿Podrían bajar la ropa?”."),
    (
        "She asks: [¿No puede hablar más despacio?]{lang=es}",
        "Ella pide: [Can you speak more slowly?]{lang=en}",
    ),
    ("Do I have water?", "¿Llevo agua?"),
    ("Try one side, then the other side of the page.", "Pruebe un lado y después el otro lado de la página."),
    ("It runs at 7 p.m. from January 12, 2027.", "A partir del 12 de enero de 2027, a las 7 p. m."),
    ("Send it from March 1 to 14, 2027.", "Envíelo del 1 al 14 de marzo de 2027."),
    ("People 65 years and older walk less.", "Los mayores de 65 caminan menos."),
    ("Stop and rest. Do not stop your medicine.", "Pare y descanse. No deje su medicamento."),
    ("I have never told anyone anything.", "Nunca le he contado nada a nadie."),
    ("It has nothing to do with you.", "Es algo que nada tiene que ver con usted."),
    ("Avoid alcohol. It is unknown why.", "No tome alcohol. No se sabe por qué."),
    ("The HbA1c was high.", "La hemoglobina glicosilada estaba alta."),
    ("Rest first, because you will need it. Then walk.", "Descanse primero: lo va a necesitar, y después camine."),
    ("He took natalizumab or fluoxetine.", "Tomó natalizumab o fluoxetina."),
    ("Local hospital", "Local hospital"),
]


@pytest.mark.parametrize(("original", "translation"), GOOD)
def test_good_translations_pass_in_silence(original, translation):
    assert [] == found(original, translation)


@pytest.mark.parametrize(
    ("code", "original", "translation"),
    [
        ("number-changed", "Take 10 mg a day.", "Tome 20 mg al día."),
        ("number-changed", "Take 0.5 mg a day.", "Tome 0,5 mg al día."),
        ("number-changed", "A study of 1,250 adults.", "Un estudio de 1.250 adultos."),
        ("number-changed", "It began in the 19th century.", "Empezó en el siglo XX."),
        ("number-changed", "Two of 40 people fell.", "Dos de las personas cayeron."),
        ("number-order", "The 10 mg dose beat 20 mg.", "La dosis de 20 mg venció a la de 10 mg."),
        ("dose-changed", "Take 10 mg a day.", "Tome 10 g al día."),
        ("dose-changed", "At 0.1–100 mM it works.", "A 0.1–100 mm funciona."),
        ("dose-changed", "Take 250 mcg a day.", "Tome 250 mg al día."),
        ("dose-changed", "Take 10 mL a day.", "Tome 10 al día."),
        ("dose-changed", "Take one every 6 hours.", "Tome una cada 6 días."),
        ("date-changed", "Come on March 31 at 8.", "Venga el 8 de marzo a las 31."),
        ("date-changed", "It opens on May 3, 2027.", "Abre el 2027 de mayo de 3."),
        ("number-changed", "It opens on May 3, 2027.", "Abre el 3 de mayo de 2072."),
        ("medicine-changed", "He took natalizumab.", "Tomó rituximab."),
        ("medicine-changed", "He took fluoxetine.", "Tomó paroxetina."),
        ("medicine-changed", "He took a tablet.", "Tomó simvastatina."),
        ("link-missing", "See [this page](https://example.org/a).", "Vea esta página."),
        ("link-missing", "See [this page](https://example.org/a).", "Vea [esta página](https://example.com/a)."),
        ("link-added", "See this page now.", "Vea [esta página](https://example.org/a) ahora."),
        ("citation-missing", "It helps [@kalb2020].", "Ayuda."),
        ("citation-added", "It helps.", "Ayuda [@kalb2020]."),
        ("footnote-missing", "It helps.[^1]", "Ayuda."),
        ("address-changed", "Call 800-555-0142 today.", "Llame al 800-555-0124 hoy."),
        ("address-changed", "Write to help@example.org today.", "Escriba a ayuda@example.org hoy."),
        ("address-changed", "See https://wv.example.gov today.", "Vea https://wa.example.gov hoy."),
        ("sign-changed", "Avonex® is injected.", "Avonex se inyecta."),
        ("markup-changed", "It is **very** hot.", "Hace mucho calor."),
        ("markup-broken", "It is **very** hot.", "Hace **mucho calor."),
        ("punctuation-unpaired", "Is it safe to walk?", "Es seguro caminar?"),
        ("punctuation-unpaired", "Ask your doctor today!", "¡Pregunte hoy a su médico."),
        ("translation-blank", "Ask your doctor.", "  "),
        ("translation-identical", "Ask your doctor today.", "Ask your doctor today."),
        ("length-unlikely", "Ask your doctor before you begin any new exercise program.", "Pregunte antes."),
        ("sentences-lost", "Stop. Rest. Drink water. Call us.", "Deténgase, descanse y beba. Llámenos."),
        ("sentences-lost", "Rest first. Keep water at hand on hot days. Then walk.", "Descanse primero. Después camine."),
        ("sentences-added", "Rest first. Then walk.", "Descanse primero. Tenga agua a mano en días de calor. Después camine."),
        ("negation-lost", "You should not stop taking it.", "Usted debe continuar tomándolo."),
        ("negation-lost", "Do not stop it. Do not drive.", "No lo deje. Maneje."),
        ("negation-lost", "It is out of all proportion, and nothing helps.", "Es demasiado y ayuda nada."),
        ("negation-lost", "You will not lose an issue.", "Usted perderá ningún número."),
        ("end-changed", "Ask your doctor before you begin.", "Pregunte a su médico antes de empezar"),
        ("brackets-unpaired", "Rest (in the shade) a while.", "Descanse (a la sombra un rato."),
        ("house-style", "He calls it “fog” now.", "Ahora la llama «niebla»."),
        ("quotes-straight", "He calls it “fog” now.", 'Ahora la llama "niebla".'),
        ("quotes-straight", "He calls it “fog” now.", "Ahora la llama 'niebla'."),
        ("house-style", "About 85% of us walk.", "El 85 % de nosotros camina."),
        ("house-style", "Dear friends of the house,", "Querid@s amig@s de la casa,"),
        ("house-style", "Dear friends of the house,", "Queridos/as lectores de la casa,"),
        ("house-style", "All of you are welcome.", "Todxs son bienvenidos."),
        ("house-style", "It is on July 4.", "Es el 4 de Julio."),
    ],
)  # fmt: skip
def test_a_fault_is_found_by_its_code(code, original, translation):
    assert code in found(original, translation)


def test_a_text_left_as_it_was_is_an_error_but_a_name_or_a_cognate_is_none():
    assert ["translation-identical"] == found("Ask your doctor today.", "Ask your doctor today.")
    assert [] == found("Multiple Sclerosis Journal", "Multiple Sclerosis Journal")


def test_a_finding_shows_both_texts_around_the_fault():
    problems = Problems()
    long = "Walk a little every morning before the heat comes. " * 3
    message = Message(f"{long}Take 10 mg.", domain="walking", language="en", span=Span("articles/walking.md", 7, 3))
    spanish = "Camine un poco cada mañana antes de que llegue el calor. " * 3
    entry = Entry(message.text, (f"{spanish}Tome 15 mg.",), text_span=Span("x.po", 12, 1))
    check_entry(message, entry, "es", problems)
    (problem,) = problems
    (here, original), (there, translation) = problem.related
    assert ("articles/walking.md:7:3", "x.po:12:1") == (str(here), str(there))
    assert original.startswith("the text it translates: “…") and original.endswith("Take 10 mg.”")
    assert translation.startswith("the translation: “…") and translation.endswith("Tome 15 mg.”")


@given(st.text(max_size=300), st.text(max_size=20), st.integers(20, 120))
def test_an_extract_is_short_and_holds_the_fault(text, fault, width):
    flat = " ".join(text.split())
    shown = extract(text, fault, width)
    assert len(shown) <= width + 4
    if fault in flat and fault.strip() == fault and len(fault) < width // 2:
        assert fault in shown


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_stops_the_checks(original, translation):
    found(original, translation)
    found(original, translation, source="es", language="en")


def test_each_plural_form_is_compared_with_the_plural():
    problems = Problems()
    message = Message("{count} page left", domain="furniture", language="en")
    entry = Entry(message.text, ("Queda {count} página", "Quedan páginas"), msgid_plural="{count} pages left")
    check_entry(message, entry, "es", problems)
    assert ["placeholder-changed"] == [problem.code for problem in problems]
    problems = Problems()
    check_entry(
        message, Entry(message.text, ("Queda {count} página", " "), msgid_plural="{count} pages left"), "es", problems
    )
    assert ["translation-blank"] == [problem.code for problem in problems]


def test_a_translation_that_was_confirmed_with_its_older_text_beside_it_is_stale():
    problems = Problems()
    message = Message("Take it with food.", domain="walking", language="en")
    entry = Entry(message.text, ("Tómelo sin comer.",), previous=Previous("Take it without food."))
    check_entry(message, entry, "es", problems)
    assert "translation-stale" in [problem.code for problem in problems]


def test_a_translation_longer_than_its_room_is_named_and_one_that_follows_a_long_original_is_not():
    notes = ("heading", "room for about 20 characters")

    def codes(original, translation):
        problems = Problems()
        message = Message(original, notes=notes, domain="walking", language="en")
        check_entry(message, Entry(original, (translation,)), "es", problems)
        return [problem.code for problem in problems]

    assert ["room-exceeded"] == codes("Keep your cool", "Cómo mantenerse fresco y a gusto")
    assert [] == codes("Keep your cool", "Manténgase fresco")
    assert [] == codes("Ways to keep your cool all day long", "Cómo mantenerse fresco todo el día")


def test_a_spanish_title_with_english_capitals_is_named_and_an_institution_is_not():
    def codes(original, translation, note="heading, level 2"):
        problems = Problems()
        message = Message(original, notes=(note,), domain="walking", language="en")
        check_entry(message, Entry(original, (translation,)), "es", problems)
        return [problem.code for problem in problems]

    assert ["title-case"] == codes("Living well with heat", "Vivir Mejor Con Calor")
    assert [] == codes("Living well with heat", "Vivir mejor con calor")
    assert [] == codes("American Academy of Neurology", "Academia Estadounidense de Neurología")
    assert [] == codes("He met Ana Ruiz in El Paso", "Conoció a Ana Ruiz en El Paso")
    assert [] == codes("Living well with heat", "Vivir Mejor Con Calor", "paragraph")


def test_only_the_numbers_of_a_range_or_list_share_a_unit():
    def found(text):
        return sorted(doses(side(text, "en")))

    assert [("15", "g"), ("65", "g")] == found("From 15 to 65 g of fiber.")
    assert [("10", "mL"), ("20", "mL"), ("5", "mL")] == found("They drank 5, 10, or 20 mL.")
    assert [("10", "mg")] == found("Of 40 people, 15 took 10 mg.")
    assert [("35", "%")] == found("In 2009, 35% walked.")


def test_numbers_and_doses_of_a_right_translation_into_english_pass():
    assert [] == found("Tome 10 mg dos veces al día.", "Take 10 mg twice a day.", source="es", language="en")
    assert ["number-changed"] == found("Tome 10 mg al día.", "Take 15 mg a day.", source="es", language="en")


def test_a_copy_edit_is_free_in_length_and_markup_but_not_in_numbers():
    assert [] == found("Its **very** hot. Rest.", "It’s hot; rest a while.", language="en")
    assert ["number-changed"] == found("Take 10 mg.", "Take 20 mg.", language="en")


def test_a_name_in_braces_must_stay():
    assert ["placeholder-changed"] == found("Continued on page {page}", "Continúa en la página", domain="furniture")
    assert [] == found("Continued on page {page}", "Continúa en la página {page}", domain="furniture")


def test_a_problem_stands_at_the_msgstr_and_names_the_place_in_the_article():
    problems = Problems()
    message = Message("Take 10 mg.", domain="walking", language="en", span=Span("articles/walking.md", 7, 3))
    check_entry(message, Entry("Take 10 mg.", ("Tome 20 mg.",), text_span=Span("x.po", 12, 1)), "es", problems)
    (problem,) = problems
    assert ("error", "x.po:12:1", "articles/walking.md:7:3") == (
        problem.severity, str(problem.span), str(problem.related[0][0]),
    )  # fmt: skip
    assert 'translation lacks "10" and has "20", which the original has not' == problem.message


def check(messages, entries, language="es"):
    problems = Problems()
    check_catalog(messages, Catalog("x.po", "walking", language, None, tuple(entries)), problems)
    return sorted((p.severity, p.code) for p in problems)


def test_what_is_left_to_do_is_said_once_for_a_catalog():
    texts = [Message(text, domain="walking", language="en") for text in ("One here", "Two here", "Three", "Four")]
    entries = [Entry("One here"), Entry("Two here", ("Tú",), flags=("fuzzy",)), Entry("Four")]
    assert [("warning", "catalog-outdated"), ("warning", "fuzzy"), ("warning", "untranslated")] == check(texts, entries)
    assert [("warning", "catalog-outdated"), ("warning", "fuzzy")] == check(texts, entries, "en")


def test_a_fuzzy_translation_is_not_compared():
    assert [("warning", "fuzzy")] == check(
        [Message("Take 10 mg.", language="en")], [Entry("Take 10 mg.", ("Tome 20 mg.",), flags=("fuzzy",))]
    )


def test_a_missing_catalog_is_warned_of_and_a_broken_one_is_not_said_to_be_missing():
    problems = Problems()
    asked = {"walking": (Message("One", language="en"),), "sleep": (Message("Two", language="en"),)}
    check_language(asked, Catalogs("es", {}, frozenset({"sleep"})), problems)
    assert [("catalog-missing", "locale/es/LC_MESSAGES/walking.po")] == [(p.code, p.span.path) for p in problems]
