"""Make-up for all languages of a co-edition: one arrangement, found by trial, that every language can be poured into.

In: each article as a piece in every language. Out: for each language the article in its place, its pictures, tints and rules where
they are in all. An arrangement in which a language does not come to its end is given lines where that language lacks them, and is
searched again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from pipeline.foundation.diagnostic import Problem
from pipeline.foundation.value import Struct, replace
from pipeline.typesetting.agreement import inked
from pipeline.typesetting.box import Box
from pipeline.typesetting.copyfit import AS_IT_IS, Fit, ladder, told
from pipeline.typesetting.jointgalley import Joint, joined
from pipeline.typesetting.jointgalley import parted as galley_parts
from pipeline.typesetting.jump import parted
from pipeline.typesetting.layout import Layout
from pipeline.typesetting.pour import Poured, pour, standing
from pipeline.typesetting.trial import Fitted, Miss, Piece, Place, fitted, missed, opening_at

# How often an arrangement is searched again with more room for a language.
ATTEMPTS = 8
# A language that leaves so many lines white may have its paragraphs loosened, those of so many lines first.
_WHITE, _LONG = 3, (8, 5, 2)
_SLACK = 0.01

Pieces = Mapping[str, Piece]


class _Set(Struct, frozen=True):
    """An article set in one way in every language, and as the one galley of all."""

    pieces: Pieces
    joint: Joint
    fit: Fit


class JointFlow:
    """Sets articles in their places, each once for all languages.

    `refit` returns an article set otherwise, in every language, agreed. What cannot be is among the problems of its piece:
    "coedition-shape", "coedition-over" (errors).
    """

    def __init__(self, refit: Callable[[Pieces, Mapping[str, Fit]], Pieces]) -> None:
        self._refit = refit
        self._pieces: dict[str, Pieces] = {}
        self._rests: dict[tuple[str, tuple[int, ...]], tuple[tuple[Box, ...], Pieces]] = {}
        self._known: dict[tuple[int, Place], tuple[Pieces, Mapping[str, Fitted]]] = {}
        self._sets: dict[int, _Set] = {}

    def put(self, slug: str, pieces: Pieces) -> None:
        """Take an article as it is set in every language."""
        self._pieces[slug] = pieces

    def fitted(self, language: str, piece: Piece, place: Place, layout: Layout) -> Fitted:
        """Return an article in its place in one language. `piece` is that language's, or the rest of an article that was parted."""
        pieces = self._rests[_same(piece)][1] if piece.part else self._pieces[piece.slug]
        key = (id(pieces), place)
        if key not in self._known:
            self._known[key] = pieces, self._arranged(pieces, place, layout)
        return self._known[key][1][language]

    def _arranged(self, pieces: Pieces, place: Place, layout: Layout) -> Mapping[str, Fitted]:
        """Return an article in its place in every language."""
        slack: dict[int, int] = {}
        leader = next(iter(pieces))
        for _ in range(ATTEMPTS):
            whole = self._whole(pieces, slack, layout)
            if whole is None:
                return self._alone(pieces, place, layout)
            found = fitted(whole, place, layout)
            made = self._sets[id(found.piece.boxes)]
            set_in = found.piece.layout or layout
            poured = {language: pour(found.trial, made.joint, language, set_in) for language in made.pieces}
            step = set_in.grid.leading
            lacking: dict[int, int] = {}
            for one in poured.values():
                for stretch, over in one.over.items():
                    lacking[stretch] = max(lacking.get(stretch, 0), math.ceil(over / step))
            if not lacking:
                break
            slack = {stretch: slack.get(stretch, 0) + lacking.get(stretch, 0) for stretch in (*slack, *lacking)}
        faults = tuple(_over(made.pieces, poured, step))
        misses = self._misses(pieces, place, layout, found, _longest(made.joint, leader))
        each = {
            language: replace(self._own(language, made, poured[language], found, set_in), miss=misses[language])
            for language in made.pieces
        }
        # One language without room keeps all of them from print.
        each = {
            language: replace(one, piece=replace(one.piece, problems=(*one.piece.problems, *faults)))
            for language, one in each.items()
        }
        self._part(each)
        return each

    def _whole(self, pieces: Pieces, slack: Mapping[int, int], layout: Layout, fit: Fit = AS_IT_IS) -> Piece | None:
        """Return an article as one piece for all languages, or None where they are not of one shape."""
        leader = next(iter(pieces.values()))
        layout = leader.layout or layout
        galleys = {language: piece.boxes for language, piece in pieces.items()}
        joint = joined(galleys, slack, layout.grid.leading, layout.manner.snap)
        if joint is None:
            return None
        refit = None
        if leader.refit is not None:

            def refit(fit: Fit) -> Piece:
                other = self._refit(pieces, dict.fromkeys(pieces, fit))
                return self._whole(other, slack, layout, fit) or whole

        whole = replace(leader, boxes=joint.boxes, refit=refit)
        self._sets[id(joint.boxes)] = _Set(pieces, joint, fit)
        return whole

    def _misses(
        self, pieces: Pieces, place: Place, layout: Layout, found: Fitted, longest: str
    ) -> Mapping[str, Miss | None]:
        """Return by how much each language misses the pages that all of them miss, at its tightest or widest.

        Where each could keep them by itself, and only all together do not, the one that has most to say is told what all miss.
        """
        miss = found.miss
        if miss is None or not miss.lines:
            return dict.fromkeys(pieces, miss)
        leader = next(iter(pieces.values()))
        steps = tuple(ladder(layout.copyfit, fewer=miss.lines > 0, without=leader.lacks))
        quotes = True
        if steps and leader.refit is not None:
            pieces, quotes = self._refit(pieces, dict.fromkeys(pieces, steps[-1])), steps[-1].quotes
        own = {language: missed(piece, place, piece.layout or layout, quotes) for language, piece in pieces.items()}
        alike = {language: one for language, one in own.items() if one is not None and one.lines * miss.lines > 0}
        # All of them miss their pages, so that they go on alike, and those that would not have nothing to say of it.
        return {**dict.fromkeys(pieces, replace(miss, lines=0, words=0)), **(alike or {longest: miss})}

    def _own(self, language: str, made: _Set, poured: Poured, found: Fitted, layout: Layout) -> Fitted:
        """Return an article as one language has it: with its own opener, its paragraphs loosened where it leaves much white."""
        piece = made.pieces[language]
        remarks: tuple[str, ...] = ()
        step = layout.grid.leading
        if poured.white > step * _WHITE and not piece.part and not poured.over:
            piece, poured, remarks = self._loosened(language, made, poured, found, layout)
        if poured.white > step:
            lines = round(poured.white / step)
            remarks = (*remarks, f"{lines} {'line' if lines == 1 else 'lines'} left white")
        first, *others = poured.trial.sheets
        words = opening_at(found.piece, found.place).words
        own = opening_at(piece, found.place).words
        stack = tuple((x, y, own if box is words else box) for x, y, box in first.stack)
        trial = replace(poured.trial, sheets=(standing(first, stack, first.rest), *others))
        return Fitted(piece, trial, found.place, found.done, remarks=remarks)

    def _loosened(
        self, language: str, made: _Set, poured: Poured, found: Fitted, layout: Layout
    ) -> tuple[Piece, Poured, tuple[str, ...]]:
        """Return one language with its long paragraphs a line longer, as far as copyfitting may and it leaves less white."""
        piece = made.pieces[language]
        remarks: tuple[str, ...] = ()
        if piece.refit is None or not layout.copyfit.looseness or "looseness" not in layout.copyfit.order:
            return piece, poured, ()
        own = made.joint.parts[language]
        fits = [replace(made.fit, looseness=0, long=0)] if made.fit.looseness < 0 else []
        fits += [replace(made.fit, looseness=layout.copyfit.looseness, long=long) for long in _LONG]
        for fit in fits:
            loose = self._refit(made.pieces, {**dict.fromkeys(made.pieces, made.fit), language: fit})[language]
            parts = galley_parts(loose.boxes)
            if parts.shape != own.shape or any(
                abs(one.height - other.height) > _SLACK for one, other in zip(parts.anchors, own.anchors, strict=True)
            ):
                break
            joint = replace(made.joint, parts={**made.joint.parts, language: parts})
            again = pour(found.trial, joint, language, layout)
            if again.over or len(again.trial.broken) > len(poured.trial.broken) or again.white >= poured.white:
                break
            piece, poured = loose, again
            remarks = tuple(said for said in told(fit) if said not in found.done) or ("looseness +0",)
        return piece, poured, remarks

    def _part(self, each: Mapping[str, Fitted]) -> None:
        """Know the rest of an article that is parted, in every language, by its boxes in any."""
        rests = {language: parted(one)[1] for language, one in each.items()}
        known = {language: rest for language, rest in rests.items() if rest is not None}
        for rest in known.values():
            self._rests[_same(rest)] = rest.boxes, known

    def _alone(self, pieces: Pieces, place: Place, layout: Layout) -> Mapping[str, Fitted]:
        """Return an article as each language has it by itself, where there is no other way; that is an error."""
        fault = _shape(pieces)
        each = {
            language: fitted(replace(piece, problems=(*piece.problems, fault)), place, layout)
            for language, piece in pieces.items()
        }
        self._part(each)
        return each


def _same(piece: Piece) -> tuple[str, tuple[int, ...]]:
    """Return what stands for a piece of these very boxes."""
    return piece.key, tuple(map(id, piece.boxes))


def _shape(pieces: Pieces) -> Problem:
    """Return the error that languages do not have the same pictures, tints and rules."""
    counts = {language: sum(bool(box.place) or inked(box) for box in piece.boxes) for language, piece in pieces.items()}
    said = ", ".join(f"{count} in {language}" for language, count in counts.items())
    leader = next(iter(pieces.values()))
    return Problem(
        "error",
        "coedition-shape",
        f'"{leader.title}" does not have the same pictures, tints and rules in every language: {said}',
        leader.span,
        "look for a figure, a box or a table that one language sets in another way",
    )


def _over(pieces: Pieces, poured: Mapping[str, Poured], step: float) -> Iterator[Problem]:
    """Yield the errors that text found no room, where it begins."""
    for language, one in poured.items():
        for stretch, over in one.over.items():
            lines = math.ceil(over / step)
            box = one.at[stretch]
            begin = " ".join(box.text.split()[:6])
            piece = pieces[language]
            yield Problem(
                "error",
                "coedition-over",
                f'{lines} {"line" if lines == 1 else "lines"} of "{piece.title}" in {language} find no room beside '
                "what stands still in all languages",
                box.span if box.span.path else piece.span,
                f'they begin at "{begin}…": say it in fewer words, or move the figure or box after it',
                ((piece.span, "the article"),),
            )


def _longest(joint: Joint, leader: str) -> str:
    """Return the language that lends the galley of all most of its stretches."""
    return max(joint.parts, key=lambda language: (joint.donors.count(language), language == leader))
