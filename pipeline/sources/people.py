"""People as bylines and reviewer lines name them.

In: "Randall T. Schapiro, MD" or "Ana Ruiz, PhD, Department of Neurology". Out: name, credentials and roles, each in the
words of the page.
"""

from __future__ import annotations

import re

from pipeline.foundation.value import Struct

_DEGREES = frozenset(
    """
    AB ABPP APRN ARNP AS BA BCH BMBS BS BSC BSN CCRN CCCSLP CHES CNM CNP CNS CPNP CRNP DC DDS DMD DNP DNSC DO
    DPH DPM DPT DRPH DSC DVM EDD EDM FAAFP FAAN FAAP FACC FACOG FACP FACS FAHA FANA FNP FRCP FRCPC FRCS JD LCSW
    LD LMSW LPC LPN MA MBA MBBCH MBBS MBCHB MD MED MFA MHA MHS MHSA MLIS MMSC MPA MPH MPP MPT MS MSC MSCN MSCIR
    MSCS MSED MSHS MSN MSPH MSW NP OD OT OTD OTR OTRL PA PAC PHARMD PHD PNP PSYD PT RD RDN RN RPH SCD SCM SLP
    LIC
""".split()  # noqa: SIM905
)
_GENERATIONS = frozenset({"JR", "SR", "II", "III", "IV"})
_NOBODY = re.compile(
    r"(?i)^(?:super user|administrator|admin|webmaster|staff|editors?|our editors|.*\b(?:experts|expertos|pares|"
    r"peers)\b)$"
)
_NAME = re.compile(
    r"(?:(?:Dr|Dra|Prof|Mr|Mrs|Ms|Sr|Sra)\.?\s+)?[^\W\d_](?:[\w’'.-]*)(?:\s+(?:de|del|de la|la|van|von|der|den|"
    r"da|di|y|[^\W\d_a-z][\w’'.-]*|"
    r"“[^”]+”|\"[^\"]+\"|\([^)]+\)))+"
)
_ROLE = re.compile(
    r"(?i)\b(?:president|vice|chair|chief|head|director|professor|fellow|physician|neurologist|psychologist|"
    r"nurse|therapist|"
    r"editor|consultant|coordinator|specialist|researcher|scientist|university|universidad|hospital|clinic|"
    r"cl[ií]nica|college|"
    r"school|department|departamento|center|centre|centro|institute|instituto|group|foundation|fundaci[óo]n|"
    r"association|asociaci[óo]n|society|presidente|directora?|profesora?|neur[óo]log[oa]|m[ée]dic[oa]|jef[ea]|"
    r"retired|jubilad[oa]|emerit)"
)


class Named(Struct, frozen=True):
    """A person as a page names them. `credentials` as written ("MD", "M.D., Ph.D."); roles in the page's order."""

    name: str
    credentials: str = ""
    roles: tuple[str, ...] = ()

    def data(self) -> dict[str, object]:
        """Return the person as the front matter writes one."""
        written: dict[str, object] = {"name": self.name}
        if self.credentials:
            written["credentials"] = self.credentials
        if self.roles:
            written["roles"] = list(self.roles)
        return written


def read_person(text: str, roles: tuple[str, ...] = ()) -> Named | None:
    """Return who `text` names ("Name, credentials, role"), or None where it is no name."""
    parts = [part.strip() for part in " ".join(text.split()).strip(" .;").split(",")]
    name, rest = parts[0], parts[1:]
    while rest and rest[0].rstrip(".").upper() in _GENERATIONS:
        name = f"{name}, {rest.pop(0)}"
    credentials = []
    while rest and is_degree(rest[0]):
        credentials.append(rest.pop(0))
    trailing = name.rsplit(" ", 1)
    if not credentials and len(trailing) == 2 and trailing[1].isupper() and is_degree(trailing[1]):
        name, credentials = trailing[0], [trailing[1]]
    # A degree in dots loses its last one to the sentence's end.
    if credentials and "." in credentials[-1] and not credentials[-1].endswith("."):
        credentials[-1] += "."
    plain = name.split(",")[0]
    if _NOBODY.match(plain) or not _NAME.fullmatch(plain) or len(plain) > 80:
        return None
    own = (", ".join(rest),) if rest else ()
    return Named(name, ", ".join(credentials), own + roles)


def read_people(text: str) -> tuple[Named, ...]:
    """Return the people of a byline: parted by ";" or "and", or by commas where no one has credentials."""
    cleaned = re.sub(r"\s*\([^)]*\)\s*$", "", " ".join(text.split())).strip(" .;")
    parts = [p for p in re.split(r"\s*;\s*(?:and\s+|y\s+)?", cleaned) if p]
    if len(parts) == 1:
        parts = [p for p in re.split(r",?\s+(?:and|y|e|&)\s+", cleaned) if p]
        pieces = [p.strip() for p in parts[0].split(",")]
        if len(pieces) > 1 and all(_NAME.fullmatch(p) and not is_degree(p) for p in pieces):
            parts = pieces + parts[1:]
    people = [read_person(part) for part in parts]
    return tuple(person for person in people if person) if all(people) else ()


def is_degree(text: str) -> bool:
    """Whether `text` is one credential, or several written together ("MD MPH")."""
    words = re.sub(r"[^A-Za-z ]", "", re.sub(r"[-/]", "", text)).upper().split()
    return bool(words) and all(word in _DEGREES for word in words)


def looks_like_role(text: str) -> bool:
    """Whether a line under a name reads as what that person does, and not as running text."""
    line = text.strip()
    return bool(line) and len(line) <= 140 and not re.search(r"[.!?]$", line) and bool(_ROLE.search(line))
