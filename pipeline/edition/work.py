"""The work on one edition: what its phases share, prepared once.

In: the inputs of an issue, a language, a layout. Out: documents localised and cited, furniture, and a setter of words.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.document.citation import Reference, resolved
from pipeline.document.pageref import check_links
from pipeline.document.reference import Entries, read_style
from pipeline.document.tree import Document, Text, Words
from pipeline.edition.inputs import Inputs
from pipeline.editorial.issue import Plan
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.language import pseudo_kind, season_words
from pipeline.foundation.settings import Department
from pipeline.foundation.value import Struct
from pipeline.translation.catalog import Catalogs, open_catalogs
from pipeline.translation.fallback import printing_catalogs
from pipeline.translation.furniture import Furniture, open_furniture
from pipeline.translation.glossary import expansions
from pipeline.translation.localise import Localised, localise
from pipeline.translation.pseudo import pseudo_catalogs
from pipeline.translation.update import domains
from pipeline.typesetting.artstore import ArtStore
from pipeline.typesetting.artwork import Artwork
from pipeline.typesetting.font import FaceLibrary
from pipeline.typesetting.hyphenation import Hyphenator, read_exceptions
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.paragraph import Composer
from pipeline.typesetting.setter import Setter


class Work(Struct, frozen=True):
    """What every phase of an edition reads; only the setter and the problems gather as they go."""

    inputs: Inputs
    language: str
    layout: Layout
    furniture: Furniture
    localised: tuple[Localised, ...]
    documents: dict[str, Document]
    references: dict[str, tuple[Reference, ...]]
    library: FaceLibrary
    setter: Setter
    problems: Problems

    @property
    def folder(self) -> str:
        """The folder the files of figures are named from."""
        return str(self.inputs.root / "articles")

    @property
    def shelf(self) -> str:
        """The name under which the cache keeps what was made for this edition."""
        return _shelf(self.inputs, self.layout, self.language)

    @property
    def issue_line(self) -> str:
        """The issue's name by its season: "Winter/Spring 2027"."""
        return issue_line(self.inputs.issue.plan, self.language)

    def department(self, key: str) -> Department:
        """Return a department; one that is not in the settings is named by its key."""
        return self.inputs.settings.departments.get(key) or Department(title=key)

    def words(self, text: str) -> Words:
        """Return one of the publication's own texts in the edition's language, or in the one it falls back on."""
        said = self.furniture.text(text)
        return Words((Text(said),), said, self.furniture.language_of(text))

    def say(self, key: str, count: int | None = None, /, **values: object) -> Words:
        """Return built-in words of the furniture for `count` of what they name, in the language they are really in."""
        said = self.furniture.say(key, count, **values)
        return Words((Text(said),), said, self.furniture.language_of(key))

    def colour(self, key: str) -> str:
        """Return the colour of a department, "accent" where the layout does not have it."""
        colour = self.department(key).colour
        if colour in self.layout.colours and f"{colour}-tint" in self.layout.colours:
            return colour
        self.problems.error(
            "colour-unknown",
            f'department "{key}" has the colour "{colour}", which the layout "{self.layout.name}" lacks',
            Span("publication.toml"),
            hint=f'a layout needs both "{colour}" and "{colour}-tint"',
        )
        return "accent"

    def artwork(self, name: str) -> Artwork | None:
        """Return a picture that the issue's plan names."""
        span = Span(self.inputs.issue.path)
        return self.setter.art.artwork(Path(self.folder, name), f"articles/{name}", self.problems, span)


def issue_line(plan: Plan, language: str) -> str:
    """Return an issue's name by its season in a language."""
    words = season_words(f"{plan.season} {plan.date[:4]}", language)
    return words[:1].upper() + words[1:]


def prepared(inputs: Inputs, language: str, layout: Layout, cache: Path, problems: Problems) -> Work:
    """Return the work on an edition, its documents localised and their citations resolved."""
    opened: dict[str, Catalogs] = {language: _catalogs(inputs, language, problems)}
    localised: dict[str, Localised] = {}
    for slug, document in inputs.documents.items():
        if document.language not in opened:
            opened[document.language] = open_catalogs(inputs.root, document.language, problems)
        edits = opened[document.language]
        localised[slug] = localise(document, opened[language], language, problems, edits)
    documents: dict[str, Document] = {}
    references: dict[str, tuple[Reference, ...]] = {}
    entries = Entries(read_style(inputs.root, inputs.settings.citations.style, problems), cache)
    for slug, made in localised.items():
        documents[slug], references[slug] = resolved(made.document, inputs.bibliography, problems, entries)
    entries.keep()
    check_links(documents, inputs.issue.articles, problems)
    library = FaceLibrary(layout.faces, cache)
    composer = Composer(
        library, layout.justification, _hyphenators(inputs, cache, problems), cache, _shelf(inputs, layout, language)
    )
    return Work(
        inputs=inputs,
        language=language,
        layout=layout,
        furniture=open_furniture(opened[language], inputs.words, inputs.settings.language),
        localised=tuple(localised.values()),
        documents=documents,
        references=references,
        library=library,
        setter=Setter(
            layout, composer, language, problems, ArtStore(cache), expansions=expansions(inputs.root, problems)
        ),
        problems=problems,
    )


def _catalogs(inputs: Inputs, language: str, problems: Problems) -> Catalogs:
    if not pseudo_kind(language):
        return printing_catalogs(inputs.root, language, problems)
    return pseudo_catalogs(domains(tuple(inputs.documents.values()), inputs.words, inputs.settings.language), language)


def _shelf(inputs: Inputs, layout: Layout, language: str) -> str:
    return "\0".join((str(inputs.root), inputs.issue.path, layout.name, language))


def _hyphenators(inputs: Inputs, cache: Path, problems: Problems) -> dict[str, Hyphenator]:
    folder = inputs.root / "locale" / "hyphenation"
    found: dict[str, Hyphenator] = {}
    for language in inputs.settings.languages:
        path = folder / f"{language}.txt"
        exceptions = read_exceptions(path, problems) if path.is_file() else {}
        found[language] = Hyphenator(language, exceptions, cache=cache)
    return found
