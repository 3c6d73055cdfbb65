"""What a translation got wrong is found, and what a good one may do is not."""

import pytest

from pipeline.foundation.diagnostic import Problems, Span
from pipeline.translation.catalog import Catalog, Catalogs
from pipeline.translation.checks.catalogs import check_catalog, check_entry, check_language
from pipeline.translation.checks.figures import doses
from pipeline.translation.checks.pair import side
from pipeline.translation.message import Message
from pipeline.translation.po import Entry


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
        ("negation-lost", "You should not stop taking it.", "Usted debe continuar tomándolo."),
        ("end-changed", "Ask your doctor before you begin.", "Pregunte a su médico antes de empezar"),
        ("brackets-unpaired", "Rest (in the shade) a while.", "Descanse (a la sombra un rato."),
        ("house-style", "He calls it “fog” now.", "Ahora la llama «niebla»."),
        ("quotes-straight", "He calls it “fog” now.", 'Ahora la llama "niebla".'),
        ("quotes-straight", "He calls it “fog” now.", "Ahora la llama 'niebla'."),
        ("house-style", "About 85% of us walk.", "El 85 % de nosotros camina."),
        ("house-style", "Dear friends of the house,", "Querid@s amig@s de la casa,"),
    ],
)  # fmt: skip
def test_a_fault_is_found_by_its_code(code, original, translation):
    assert code in found(original, translation)


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
