"""The words at an article's end: who reviewed it, and who translated it, so that each answers for what they saw.

In: the work on an edition. Out: `EndWords`. Where the translation is of an older text than the one that was reviewed, the
reviewer's name stands for the original alone, and the translation says so.
"""

from __future__ import annotations

from pipeline.document.tree import Words
from pipeline.edition.work import Work
from pipeline.foundation.language import date_words, language_name
from pipeline.translation.states import Standing, Statement
from pipeline.typesetting.ending import EndWords


def end_words(work: Work, slug: str, notes: int) -> EndWords:
    """Return the furniture of an article's end; `notes` is how many notes it has."""
    say = work.say
    stands = next((made.standing for made in work.localised if made.document.slug == slug), Standing())
    original = work.inputs.documents[slug].language
    return EndWords(
        say("notes", notes),
        say("references", len(work.references[slug])),
        _of_the_original(work, "original_reviewed_by", original) if stands.behind else say("reviewed_by"),
        _of_the_original(work, "original_last_reviewed", original, date="{date}")
        if stands.behind
        else say("last_reviewed", date="{date}"),
        say("first_appeared", issue="{issue}", publication="{publication}"),
        say("see_also"),
        tuple(_credits(work, stands)) if original != work.language else (),
    )


def _of_the_original(work: Work, key: str, original: str, **values: str) -> Words:
    return work.say(key, language=language_name(original, work.furniture.language_of(key)), **values)


def _credits(work: Work, stands: Standing) -> list[Words]:
    """Return who made, reviewed and signed the translation, the last two only where they saw what prints."""
    found = [
        _credit(work, key, statement)
        for key, statement, holds in (
            ("translated_by", stands.translated, True),
            ("translation_reviewed_by", stands.reviewed, stands.review_holds),
            ("translation_signed_by", stands.signed, stands.sign_off_holds),
        )
        if statement is not None and holds
    ]
    return [*found, work.say("translation_behind")] if stands.behind else found


def _credit(work: Work, key: str, statement: Statement) -> Words:
    day = date_words(statement.day, work.furniture.language_of(key))
    return work.say(key, names=statement.who, date=day)
