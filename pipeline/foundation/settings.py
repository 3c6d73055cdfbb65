"""The publication: who publishes, in which languages, by which rules.

In: `publication.toml`. Out: `Settings`.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pipeline.foundation.diagnostic import Exit, Problems, Span, shown, unusable
from pipeline.foundation.geometry import points
from pipeline.foundation.language import is_language
from pipeline.foundation.postal import Mailing
from pipeline.foundation.toml import read_toml, typed

FILE = "publication.toml"

Months = Annotated[int, Meta(ge=1, le=1200)]
Days = Annotated[int, Meta(ge=0, le=3660)]


class Publisher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers for the publication, and where letters go."""

    name: str
    address: list[str] = []
    telephone: str = ""
    email: str = ""
    web: str = ""


class Citations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How works are cited. `style` is a CSL file inside the publication, "" for the AMA's.

    `retractions` is a CSV file inside the publication that names retracted works by DOI or PMID.
    """

    style: str = ""
    retractions: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a medical review stands, in months, and how long before its end it counts as due, in days."""

    months: Months = 36
    due_days: Days = 90
    departments: dict[str, Months] = {}


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a translation of a medical article needs before it prints: a review of each message, a doctor's sign-off."""

    translation_review: bool = False
    medical_sign_off: bool = False


class Department(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A standing part of the magazine: its name as printed and its colour in the layouts' palette."""

    title: str
    colour: str = "accent"
    medical: bool = True


class Colour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The printing condition: an ICC profile, relative to the publication, and its registered name.

    `ink` is the most ink that may lie on a place, in percent, 0 for what the profile itself keeps to; `caliper` how thick a leaf
    of the paper is, which makes the spine of a cover.
    """

    profile: str = ""
    identifier: str = ""
    condition: str = ""
    ink: Annotated[float, Meta(ge=0, le=400)] = 0.0
    caliper: str = ""


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hard articles may be: a Flesch-Kincaid `grade` at the most in English, on the `inflesz` scale at the least in Spanish."""

    grade: float = 8
    inflesz: float = 55


class Pull(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How sources are read: what becomes of a manuscript's tracked changes, and what its styles mean.

    `styles` are the names of Word's styles, in the language of that Word, and what each is.
    """

    tracked: Literal["refuse", "accept", "reject"] = "refuse"
    styles: dict[
        str,
        Literal["title", "byline", "heading1", "heading2", "heading3", "paragraph", "quote", "pullquote", "sidebar", "caption",
                "reference", "drop"],
    ] = {}  # fmt: skip


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`publication.toml`. `languages` are all that editions are made in, the first one the source's."""

    name: str
    publisher: Publisher
    languages: list[str]
    tagline: str = ""
    disclaimer: str = ""
    copyright: str = ""
    licence: str = ""
    review: Review = Review()
    policy: Policy = Policy()
    citations: Citations = Citations()
    departments: dict[str, Department] = {}
    press: Colour = Colour()
    reading: Reading = Reading()
    pull: Pull = Pull()
    mailing: Mailing = Mailing()

    @property
    def language(self) -> str:
        """The language articles are written in unless they say otherwise."""
        return self.languages[0]


def find_publication(start: Path) -> Path:
    """Return the nearest folder upward from `start` that holds a `publication.toml`.

    Raises `Unusable` (exit 2) where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise unusable(
        "publication-missing",
        f"no {FILE} here or in any folder above",
        Span(str(start)),
        hint="motivator new DIR makes a publication; -C DIR names one",
        exit_code=Exit.USAGE,
    )


def read_settings(root: Path, problems: Problems) -> Settings | None:
    """Return the settings of the publication in `root`, or None where they are unusable."""
    path = root / FILE
    toml = read_toml(path, shown(path, root), problems)
    if toml is None:
        return None
    settings = typed(toml, Settings, problems)
    if settings is None:
        return None
    if not settings.languages:
        problems.error("languages-missing", "no languages", toml.span("languages"), hint='languages = ["en", "es"]')
        return None
    for language in dict.fromkeys(settings.languages):
        if settings.languages.count(language) > 1:
            problems.error(
                "language-twice", f'"{language}" is named twice', toml.span("languages"), hint="keep one of them"
            )
        if not is_language(language):
            problems.error(
                "language-unknown",
                f'"{language}" is no language',
                toml.span("languages"),
                hint='a tag such as "en" or "es"',
            )
    for name in settings.review.departments:
        if name not in settings.departments:
            near = difflib.get_close_matches(name, settings.departments, 1)
            problems.error(
                "department-unknown",
                f'no department "{name}"',
                toml.span("review", "departments", name),
                hint=f'did you mean "{near[0]}"?' if near else f"add a table [departments.{name}]",
            )
    if settings.press.caliper:
        try:
            points(settings.press.caliper)
        except ValueError as fault:
            problems.error("length-bad", str(fault), toml.span("press", "caliper"), hint='caliper = "0.1mm"')
    if settings.press.profile and not (root / settings.press.profile).is_file():
        problems.error(
            "profile-missing",
            f'no profile "{settings.press.profile}"',
            toml.span("press", "profile"),
            hint="name an ICC file inside the publication",
        )
    for key, name in (("style", settings.citations.style), ("retractions", settings.citations.retractions)):
        if name and not (root / name).resolve().is_relative_to(root.resolve()):
            problems.error(
                "file-outside",
                f'"{name}" is outside the publication',
                toml.span("citations", key),
                hint="copy it into it",
            )
        elif name and not (root / name).is_file():
            problems.error(
                "file-missing",
                f'no file "{name}"',
                toml.span("citations", key),
                hint="name a file inside the publication",
            )
    return settings
