"""Names: as they are printed, and what tells whether two rows are the same person or household."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from pipeline.mailing.street import capitals

_TITLES = frozenset(
    "MR MRS MS MISS MX DR DRA PROF REV FR SR SRA SRTA DON DOÑA DONA HON SGT CPT CAPT LT COL MAJ GEN THE".split()  # noqa: SIM905
)
_AFTER = frozenset("JR SR II III IV MD DO PHD RN NP PA ESQ DDS DMD OD CPA RET".split())  # noqa: SIM905 - reads better
_PARTICLES = frozenset("DE DEL LA LAS LOS VAN VON DER DEN DI DA Y".split())  # noqa: SIM905 - as above


def printed(fields: Mapping[str, str]) -> str:
    """Return the name to address, in capitals: the addressee as the list has it, or put together from its parts."""
    name = fields.get("name", "")
    if not name:
        name = " ".join(
            fields[key] for key in ("prefix", "first", "middle", "last", "suffix") if fields.get(key, "").strip()
        )
    if not name:
        name = fields.get("organization", "")
    # "García, Ana" is how lists are sorted, not how people are addressed.
    turned = re.fullmatch(r"([^,]+),\s*([^,]+)", name)
    if turned and capitals(turned[2]).split()[-1:] and capitals(turned[2]).split()[0] not in _AFTER:
        name = f"{turned[2]} {turned[1]}"
    return capitals(name)


def bare(text: str) -> str:
    """Return text without accents, for comparing."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def words_of(name: str) -> list[str]:
    """Return the words of a name that tell a person apart: no titles, no degrees, no initials in the middle."""
    words = bare(name).replace("-", " ").split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    generation = [word for word in words[1:] if word in ("JR", "II", "III", "IV")]
    words = [word for word in words if word not in _AFTER or word == words[0]]
    kept = [word for at, word in enumerate(words) if len(word) > 1 or at in (0, len(words) - 1)]
    return kept + generation


def person_key(name: str) -> str:
    """Return what is the same for the same person, however the name was typed: its words in order of the alphabet."""
    return " ".join(sorted(words_of(name)))


def family_key(name: str, last: str = "") -> str:
    """Return what members of a family share: the surname, the first of two in the Spanish manner where a list names it."""
    if last.strip():
        return " ".join(word for word in bare(capitals(last)).replace("-", " ").split() if word not in _AFTER)
    words = [word for word in words_of(name) if word not in ("JR", "II", "III", "IV")]
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[max(start, 0) :])
