"""`catalog review` and the policy: how each article's translation stands, and whether it may print.

In: the messages of each domain, a language's catalogs, the policy. Out: a row for each article, and problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.document.tree import Document
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.foundation.settings import Policy, Settings
from pipeline.foundation.value import Struct, asdict
from pipeline.translation import states
from pipeline.translation.catalog import Catalog, Catalogs, open_catalogs
from pipeline.translation.message import Message
from pipeline.translation.states import Standing, Statement, standing
from pipeline.translation.update import domains


class Row(Struct, frozen=True):
    """How one article's translation stands: counts of messages, who did what and when, and what there is to say of it."""

    language: str
    domain: str
    messages: int
    translated: int
    reviewed: int
    needs_review: int
    translated_by: str = ""
    reviewed_by: str = ""
    signed_by: str = ""
    behind: bool = False
    remark: str = ""

    def data(self) -> dict[str, object]:
        """Return the row as plain values for JSON."""
        return asdict(self)


def rows(asked: Mapping[str, Sequence[Message]], catalogs: Catalogs) -> tuple[Row, ...]:
    """Return a row for each domain that has messages to translate into the language of `catalogs`."""
    found = []
    for domain, messages in asked.items():
        own = [message for message in messages if message.language != catalogs.language]
        if own:
            found.append(_row(domain, own, catalogs.get(domain), catalogs.language))
    return tuple(found)


def _row(domain: str, messages: Sequence[Message], catalog: Catalog | None, language: str) -> Row:
    stands = standing(messages, catalog)
    found = [states.state(catalog.find(m.key) if catalog is not None else None) for m in messages]
    remarks = []
    if stands.behind:
        remarks.append("translation behind")
    if stands.reviewed is not None and not stands.review_holds:
        remarks.append("changed since its review")
    if stands.signed is not None and not stands.sign_off_holds:
        remarks.append("changed since its sign-off")
    return Row(
        language,
        domain,
        len(messages),
        sum(state in (states.TRANSLATED, states.REVIEWED, states.NEEDS_REVIEW) for state in found),
        found.count(states.REVIEWED),
        found.count(states.NEEDS_REVIEW),
        _who(stands.translated),
        _who(stands.reviewed),
        _who(stands.signed),
        stands.behind,
        ", ".join(remarks),
    )


def _who(statement: Statement | None) -> str:
    return f"{statement.who}, {statement.day}" if statement is not None else ""


def check_translations(
    root: Path,
    documents: Sequence[Document],
    words: Sequence[tuple[str, str]],
    languages: Sequence[str],
    settings: Settings,
    problems: Problems,
) -> None:
    """Check how the translations of all `documents` stand; `words` are the furniture's. The codes are those of `check_standing`."""
    asked = domains(documents, words, settings.language)
    exempt = {key for key, department in settings.departments.items() if not department.medical}
    medical = frozenset(document.slug for document in documents if document.department not in exempt)
    for language in languages:
        # Checking the catalogs says what is wrong with those that do not read.
        check_standing(asked, open_catalogs(root, language, Problems()), settings.policy, medical, problems)


def check_standing(
    asked: Mapping[str, Sequence[Message]],
    catalogs: Catalogs,
    policy: Policy,
    medical: frozenset[str],
    problems: Problems,
) -> None:
    """Write down what keeps a translation from print by the policy, and what a reviewer has asked about.

    `medical` are the domains of medical articles. Codes: `translation-unreviewed` and `sign-off-missing`, errors where the policy
    asks for a review or a sign-off; `translation-behind`, `review-lapsed` and `needs-review`, warnings.
    """
    for domain, messages in asked.items():
        catalog = catalogs.get(domain)
        own = [message for message in messages if message.language != catalogs.language]
        if catalog is None or not own:
            continue
        stands = standing(own, catalog)
        if stands.behind and stands.translated is not None:
            problems.warning(
                "translation-behind",
                f"translation behind: {stands.translated.who} translated an older text on {stands.translated.day}",
                Span(catalog.path),
                hint=f"translate what has changed, then motivator catalog review {catalog.language} {domain} "
                '--by "…" --as translator',
            )
        _questions(own, catalog, problems)
        if policy.translation_review and domain in medical:
            _reviewed(own, catalog, problems)
        if policy.medical_sign_off and domain in medical:
            _signed(catalog, stands, problems)


def _questions(messages: Sequence[Message], catalog: Catalog, problems: Problems) -> None:
    for message in messages:
        entry = catalog.find(message.key)
        if entry is None or not entry.translated:
            continue
        for question in states.doubts(entry):
            words = f"a reviewer asks: {question}" if question else "a reviewer asks for another look"
            hint = "answer it, and take the comment away, or have it reviewed"
            problems.warning("needs-review", words, entry.text_span, hint=hint)
        old = states.lapsed(entry)
        if old is not None:
            what = "changed since" if old.seal else "not sealed:"
            problems.warning(
                "review-lapsed",
                f"{what} the review by {old.who} on {old.day}",
                entry.text_span,
                hint=f'motivator catalog review {catalog.language} {catalog.domain} --by "{old.who}"',
            )


def _reviewed(messages: Sequence[Message], catalog: Catalog, problems: Problems) -> None:
    entries = [entry for message in messages if (entry := catalog.find(message.key)) is not None and entry.translated]
    left = [entry for entry in entries if states.state(entry) != states.REVIEWED]
    if left:
        problems.error(
            "translation-unreviewed",
            f"{len(left)} of {len(entries)} translations are not reviewed as they are; the first stands here",
            left[0].text_span,
            hint=f'motivator catalog review {catalog.language} {catalog.domain} --by "…"; [policy] asks for it',
        )


def _signed(catalog: Catalog, stands: Standing, problems: Problems) -> None:
    if stands.sign_off_holds:
        return
    if stands.signed is None:
        words = "the translation has no medical sign-off"
    else:
        words = f"changed since the medical sign-off by {stands.signed.who} on {stands.signed.day}"
    problems.error(
        "sign-off-missing",
        words,
        Span(catalog.path, 1, 1),
        hint=f'motivator catalog review {catalog.language} {catalog.domain} --by "…" --as medical; [policy] asks for it',
    )
