"""Review states: who translated, reviewed and signed a translation, and whether what they saw is what prints.

In: catalogs. Out: the state of each message and of each article's translation. All of it stands in translator comments
(`# …`), which every PO editor keeps:

    # reviewed: 2026-11-02 Ana Ruiz ~1f0c9a77e2
    # needs review: is "brote" the word our readers use?

on a message, and `translated`, `translation_reviewed` and `translation_signed` in the same form on the catalog's header. What
follows "~" is a seal: a digest of the texts that were seen. When they change it no longer fits, and the statement has lapsed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from pipeline.foundation.diagnostic import NOWHERE, Span
from pipeline.foundation.language import is_date
from pipeline.foundation.value import Struct, replace
from pipeline.translation.catalog import Catalog
from pipeline.translation.message import Message
from pipeline.translation.po import Entry

UNTRANSLATED, FUZZY, NEEDS_REVIEW = "untranslated", "fuzzy", "needs review"
TRANSLATED, REVIEWED, SIGNED = "translated", "reviewed", "signed off"
# From the least to the most settled.
STATES = (UNTRANSLATED, FUZZY, NEEDS_REVIEW, TRANSLATED, REVIEWED, SIGNED)

MEMORY = "memory:"
"""How a comment begins that says where a proposal comes from."""

_STATEMENT = re.compile(
    r"(?P<what>[a-z_]+): (?P<day>[0-9]{4}(?:-[0-9]{2}){0,2}) (?P<who>.+?)(?: ~(?P<seal>[0-9a-f]{10}))?"
)
_SIGNS = ("translated", "translation_reviewed", "translation_signed")


class Statement(Struct, frozen=True):
    """Who did something and when, as ISO 8601; `seal` stands for the texts they saw, "" where a person wrote it by hand."""

    who: str
    day: str
    seal: str = ""
    span: Span = NOWHERE

    def text(self, what: str) -> str:
        """Return the statement as a comment."""
        return f"{what}: {self.day} {self.who}{f' ~{self.seal}' if self.seal else ''}"


class Standing(Struct, frozen=True):
    """How the translation of one article stands: who made, reviewed and signed it, and whether that still holds.

    `behind` says that it was made of an older text of the article, and is not complete for the present one.
    """

    translated: Statement | None = None
    reviewed: Statement | None = None
    signed: Statement | None = None
    behind: bool = False
    review_holds: bool = False
    sign_off_holds: bool = False


def stated(comments: Iterable[str], what: str) -> Statement | None:
    """Return the last statement of a kind among translator comments, or None."""
    found = None
    for comment in comments:
        match = _STATEMENT.fullmatch(comment.strip())
        if match is not None and match["what"] == what and is_date(match["day"]):
            found = Statement(match["who"], match["day"], match["seal"] or "")
    return found


def said(comments: Sequence[str], what: str, statement: Statement) -> tuple[str, ...]:
    """Return the comments with one statement of a kind in them: the new one, in the place of an old one."""
    fresh = statement.text(what)
    kept: list[str] = []
    for comment in comments:
        match = _STATEMENT.fullmatch(comment.strip())
        if match is None or match["what"] != what:
            kept.append(comment)
        elif fresh not in kept:
            kept.append(fresh)
    return tuple(kept) if fresh in kept else (*kept, fresh)


def doubts(entry: Entry) -> tuple[str, ...]:
    """Return what reviewers ask about a message: the words after "needs review", which may be none."""
    found = (
        re.fullmatch(r"needs[ -]review(?::\s*(.*))?", comment.strip(), re.IGNORECASE) for comment in entry.comments
    )
    return tuple((match[1] or "").strip() for match in found if match)


def without_doubts(comments: Iterable[str]) -> tuple[str, ...]:
    """Return comments without those that a review answers: "needs review", and where a proposal came from."""
    return tuple(
        comment
        for comment in comments
        if not re.match(r"needs[ -]review(?::|$)", comment.strip(), re.IGNORECASE) and not comment.startswith(MEMORY)
    )


# ---------------------------------------------------------------- seals


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{len(part)}:{part}".encode())
    return whole.hexdigest()[:10]


def seal(entry: Entry) -> str:
    """Return what stands for a message with its translation."""
    return _digest((entry.msgctxt or "", entry.msgid, entry.msgid_plural or "", *entry.msgstr))


def source_seal(messages: Iterable[Message]) -> str:
    """Return what stands for the text of an article, as it is asked of translators."""
    return _digest(part for message in messages for part in (message.context, message.text))


def whole_seal(messages: Iterable[Message], catalog: Catalog) -> str:
    """Return what stands for an article as it prints in the catalog's language."""
    parts: list[str] = []
    for message in messages:
        entry = catalog.find(message.key)
        parts += [message.text, seal(entry) if entry is not None and entry.translated else ""]
    return _digest(parts)


# ---------------------------------------------------------------- states


def state(entry: Entry | None, signed: bool = False) -> str:
    """Return the state of a message; `signed` says that a sign-off of the whole article holds."""
    if entry is None or not any(text.strip() for text in entry.msgstr):
        return UNTRANSLATED
    if not entry.translated:
        return FUZZY
    if doubts(entry):
        return NEEDS_REVIEW
    if signed:
        return SIGNED
    review = stated(entry.comments, "reviewed")
    return REVIEWED if review is not None and review.seal == seal(entry) else TRANSLATED


def lapsed(entry: Entry) -> Statement | None:
    """Return the review of a message that no longer fits its texts, or was never sealed; None where there is none such."""
    review = stated(entry.comments, "reviewed")
    return review if review is not None and review.seal != seal(entry) else None


def standing(messages: Sequence[Message], catalog: Catalog | None) -> Standing:
    """Return how the translation of an article stands. An article without a catalog has no translation to speak of."""
    if catalog is None or catalog.header is None:
        return Standing()
    asked = [message for message in messages if message.language != catalog.language]
    translated, reviewed, signed = (stated(catalog.header.comments, what) for what in _SIGNS)
    whole = whole_seal(asked, catalog)
    complete = all((entry := catalog.find(message.key)) is not None and entry.translated for message in asked)
    return Standing(
        translated,
        reviewed,
        signed,
        # Where every message has a confirmed translation, each is one of the present text.
        behind=translated is not None and not complete and translated.seal != source_seal(asked),
        review_holds=reviewed is not None and reviewed.seal == whole,
        sign_off_holds=signed is not None and signed.seal == whole,
    )


# ---------------------------------------------------------------- writing them down


def with_translator(catalog: Catalog, messages: Sequence[Message], who: str, day: str) -> Catalog:
    """Return the catalog with who translated the present text of the article on its header."""
    asked = [message for message in messages if message.language != catalog.language]
    return _signed(catalog, "translated", Statement(who, day, source_seal(asked)))


def with_review(catalog: Catalog, messages: Sequence[Message], who: str, day: str) -> Catalog:
    """Return the catalog with each of its confirmed translations reviewed, and so the article as it prints."""
    wanted = {message.key for message in messages if message.language != catalog.language}
    entries = tuple(
        reviewed(entry, who, day) if entry.translated and entry.key in wanted else entry for entry in catalog.entries
    )
    return _signed(replace(catalog, entries=entries), "translation_reviewed", _whole(catalog, messages, who, day))


def with_sign_off(catalog: Catalog, messages: Sequence[Message], who: str, day: str) -> Catalog:
    """Return the catalog with the medical sign-off of the article as it prints on its header."""
    return _signed(catalog, "translation_signed", _whole(catalog, messages, who, day))


def reviewed(entry: Entry, who: str, day: str) -> Entry:
    """Return a message with its review in place of any question about it; a review that still holds stands."""
    if state(entry) == REVIEWED:
        return replace(entry, comments=without_doubts(entry.comments))
    comments = without_doubts(entry.comments)
    return replace(entry, comments=said(comments, "reviewed", Statement(who, day, seal(entry))))


def _whole(catalog: Catalog, messages: Sequence[Message], who: str, day: str) -> Statement:
    asked = [message for message in messages if message.language != catalog.language]
    return Statement(who, day, whole_seal(asked, catalog))


def _signed(catalog: Catalog, what: str, statement: Statement) -> Catalog:
    header = catalog.header or Entry("")
    return replace(catalog, header=replace(header, comments=said(header.comments, what, statement)))
