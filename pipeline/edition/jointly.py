"""Co-editions: an edition in one language, made together with those in all others.

In: an issue whose plan says `coedition`. Out: the same pages as `compose` makes, on which pictures, tints and rules stand where
they stand in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.document.pageref import Place, referred
from pipeline.edition.inputs import Inputs
from pipeline.edition.pieces import notices, pieces
from pipeline.edition.sameplan import planned
from pipeline.edition.settle import PASSES, Settled, filled, pages_of, unsettled
from pipeline.edition.work import Work, prepared
from pipeline.editorial.issue import Plan
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.value import replace
from pipeline.typesetting.agreement import Agreement
from pipeline.typesetting.copyfit import Fit
from pipeline.typesetting.jointflow import JointFlow
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.layoutfile import read_layout
from pipeline.typesetting.makeup import make_up
from pipeline.typesetting.notice import Notice, Panel, Turns
from pipeline.typesetting.trial import Fitted, Piece
from pipeline.typesetting.trial import Place as Room

T = TypeVar("T")

# How often a part is set until no language needs more room than all have; two do, three where words wrap anew.
ROUNDS = 6


def goes_jointly(plan: Plan, layout: Layout, languages: int) -> bool:
    """Whether an edition is one of a co-edition: those for the press are, for which plates are made.

    A publication of one language has nothing to share.
    """
    return plan.coedition and layout.space == "cmyk" and languages > 1


class Company:
    """The works on one edition in all languages, or the one where it is no co-edition; `own` is the one that is printed."""

    def __init__(self, works: Mapping[str, Work], own: str) -> None:
        self.works = dict(works)
        self.language = own

    @property
    def own(self) -> Work:
        """The work on the language that is printed."""
        return self.works[self.language]

    def make(self, made: Callable[[Work], T]) -> T:
        """Return what `made` makes of the own work, as all languages agree on it."""
        return self.together(made)[self.language]

    def filled(self, made: Callable[[Work, Turns], T], turns: Turns) -> T:
        """Return what `make` does of something that notices fill, going on from those shown before; `turns` then knows more."""
        if len(self.works) == 1:
            return made(self.own, turns)
        before, latest = turns, turns

        def one(work: Work) -> T:
            nonlocal latest
            # Set again, it goes on from the same notices.
            fresh = notices(work, before.pictures.turn)
            shown, last = dict(before.shown), dict(before.last)
            latest = replace(fresh, shown=shown, last=last, count=before.count)
            return made(work, latest)

        found = self.make(one)
        turns.shown, turns.last, turns.count = latest.shown, latest.last, latest.count
        turns.pictures.turn = latest.pictures.turn
        return found

    def together(self, made: Callable[[Work], T]) -> dict[str, T]:
        """Return what `made` makes of every work, set again until their pictures, tints and rules are of one measure.

        Code: "coedition-unsettled" (error).
        """
        if len(self.works) == 1:
            return {language: made(work) for language, work in self.works.items()}
        agreement = Agreement()
        setters = {language: work.setter for language, work in self.works.items()}
        counts = {language: setter.count for language, setter in setters.items()}
        sheets = {language: setter.problems for language, setter in setters.items()}
        found: dict[str, T] = {}
        settled = False
        for _ in range(ROUNDS):
            for language, work in self.works.items():
                # What is said of lines that are not printed is nobody's business.
                setters[language].problems = Problems()
                setters[language].count, setters[language].agreement = counts[language], agreement
                agreement.begin()
                found[language] = made(work)
            settled = agreement.settled()
            if settled:
                break
        for language, setter in setters.items():
            setter.agreement = None
            sheets[language].add(setter.problems)
            setter.problems = sheets[language]
        if not settled:
            self.own.problems.error(
                "coedition-unsettled",
                f"the languages do not come to one measure of what they print in common ({self.own.setter.prefix})",
                Span(self.own.inputs.issue.path),
                hint="look for a figure or a box whose words wrap anew each time it is set wider",
            )
        return found


def company(inputs: Inputs, language: str, layout: Layout, cache: Path, problems: Problems) -> Company:
    """Return the works on an edition: those in all languages of a co-edition, else the one."""
    if not goes_jointly(inputs.issue.plan, layout, len(inputs.settings.languages)):
        return Company({language: prepared(inputs, language, layout, cache, problems)}, language)
    works: dict[str, Work] = {}
    for other in inputs.settings.languages:
        # What is wrong in another language is for its own edition to say.
        sheet = problems if other == language else Problems()
        there = layout if other == language else read_layout(inputs.root, layout.name, other, sheet)
        if there is not None:
            works[other] = prepared(inputs, other, there, cache, sheet)
    return Company(works, language)


def settled_jointly(group: Company, cache: Path, problems: Problems) -> Settled:
    """Return the articles of an edition on their pages, as every language has them, saying the pages they refer to."""
    plans = group.together(lambda work: planned(work, cache))
    first = max(plan.first for plan in plans.values())
    originals = {language: dict(work.documents) for language, work in group.works.items()}
    wanted = {slug: referred(document) for slug, document in group.own.documents.items()}
    pages: dict[str, Mapping[Place, str]] = {language: {} for language in group.works}
    stale = set(group.own.documents)
    flow = JointFlow(_refit(group))
    found: dict[str, dict[str, Piece]] = {language: {} for language in group.works}
    order = [slug for slug in group.own.inputs.issue.articles if slug in stale]
    for _ in range(PASSES):
        for language, work in list(group.works.items()):
            fresh = {slug: filled(work, originals[language][slug], pages[language]) for slug in stale}
            group.works[language] = replace(work, documents={**work.documents, **fresh})
        for slug in order:
            if slug in stale:
                made = group.together(partial(_piece, slug))
                flow.put(slug, made)
                for language, piece in made.items():
                    found[language][slug] = piece
        results = {}
        sheets = {language: Problems() for language in group.works}
        for language, work in group.works.items():
            plan = replace(plans[language], first=first, joint=_joint(flow, language))
            there = [found[language][slug] for slug in order]
            results[language] = make_up(there, _notices(group, language), work.layout, sheets[language], plan)
        now = {language: pages_of(work, results[language], first) for language, work in group.works.items()}
        stale = {
            slug
            for slug, places in wanted.items()
            if any(now[one].get(place) != pages[one].get(place) for one in now for place in places)
        }
        if not stale:
            break
        pages = now
    problems.add(sheets[group.language])
    unsettled(group.own, stale, problems)
    ordered = tuple(found[group.language][slug] for slug in order)
    return Settled(group.own, ordered, results[group.language], first)


def _piece(slug: str, work: Work) -> Piece:
    return pieces(work, (slug,))[0]


def _joint(flow: JointFlow, language: str) -> Callable[[Piece, Room, Layout], Fitted]:
    def fitted(piece: Piece, place: Room, layout: Layout) -> Fitted:
        return flow.fitted(language, piece, place, layout)

    return fitted


def _notices(group: Company, language: str) -> Turns:
    """Return the house notices of one language, each with the room that the longest of all languages needs."""
    turns = notices(group.works[language])
    if len(group.works) == 1:
        return turns

    def panel(number: int) -> Notice:
        def made(height: float) -> Panel | None:
            found = group.together(lambda work: _shown(work, number, height, turns.pictures.turn))[language]
            turns.pictures.turn = found[1]
            return found[0]

        return made

    return replace(turns, panels=[panel(number) for number in range(len(turns.panels))])


def _shown(work: Work, number: int, height: float, turn: int) -> tuple[Panel | None, int]:
    """Return a notice as a panel, and which picture's turn it is after it."""
    turns = notices(work, turn)
    return turns.panels[number](height), turns.pictures.turn


def _refit(group: Company) -> Callable[[Mapping[str, Piece], Mapping[str, Fit]], Mapping[str, Piece]]:
    def refit(those: Mapping[str, Piece], fits: Mapping[str, Fit]) -> Mapping[str, Piece]:
        def one(work: Work) -> Piece:
            piece = those[work.language]
            return piece if piece.refit is None else piece.refit(fits[work.language])

        return group.together(one)

    return refit
