"""The authors of a reference: "Thompson AJ, Banwell BL, et al" or "Centers for Disease Control and Prevention".

In: the part of a reference before its title. Out: CSL names, or None where it is no list of authors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.foundation.value import Struct

# Each word is tried in one way only: a pattern that can part a word twice needs hours for a long title.
_PERSON = re.compile(
    r"(?P<family>(?:(?:[Dd]e|[Dd]el|[Dd]a|[Dd]os|[Ll]as?|[Ll]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Tt]en|[Tt]er|al|el|"
    r"St\.?|Di|Du|bin) ){0,3}"
    r"[^\W\d_][\w’'ʻ-]*(?: (?=[\w’'ʻ-]*[^\W\d_A-Z])[^\W\d_][\w’'ʻ-]*){0,4})"
    r" (?P<given>[A-Z](?:-?[A-Z]){0,3})(?: (?P<suffix>Jr|Sr|II|III|IV|2nd|3rd|4th))?\.?"
)
_GROUP = re.compile(
    r"\b(?:Academy|Administration|Agency|Alliance|Assembly|Association|Board|Bureau|Cent(?:er|re)s?|Clinic|Coalition|"
    r"Collaborat\w+|Collaborative|College|Commission|Committee|Consortium|Council|County|Department|Division|"
    r"Federation|"
    r"Force|Unit|Foundation|Fund|Government|Group|Hospital|Initiative|Institutes?|Investigators|League|Library|"
    r"Ministry|National|"
    r"Network|Office|Organi[sz]ation|Panel|Partnership|Program|Project|Registry|Secretar\w+|Services?|Society|Survey|"
    r"System|Team|Union|University|Workgroup|Asociación|Centro|Comisión|Fundación|Institutos?|Ministerio|"
    r"Organización|"
    r"Sociedad|Universidad)\b|^(?:[\w-]+\.)+(?:gov|org|com|edu)$"
)


class Authors(Struct, frozen=True):
    """Names in CSL's form; `et_al` where the entry stops counting."""

    people: tuple[Mapping[str, str], ...]
    et_al: bool = False


def read_authors(text: str) -> Authors | None:
    """Return the authors that the whole of `text` names, or None."""
    text = text.strip().removesuffix(".")
    et_al = bool(re.search(r",? et al$", text))
    text = re.sub(r",? et al$", "", text)
    named, *groups = re.split(r"; (?:for the |on behalf of the )?", text)
    people: list[Mapping[str, str]] = []
    for part in re.split(r",? and (?=[A-Z][\w’-]+ [A-Z]{1,3}$)|, ", named):
        found = _PERSON.fullmatch(part)
        if not found:
            people = []
            break
        person = {"family": found["family"], "given": spaced(found["given"])}
        if found["suffix"]:
            person["suffix"] = found["suffix"]
        people.append(person)
    if not people:
        if et_al or len(text) > 250 or ". " in text or text[-1:].isdigit() or not _GROUP.search(text):
            return None
        return Authors(({"literal": text},))
    return Authors((*people, *({"literal": group} for group in groups)), et_al)


def spaced(initials: str) -> str:
    """Return initials as CSL wants them, "R. T."; "FM" would be read as one name."""
    letters = re.findall(r"-?[A-Z]", initials)
    return " ".join(f"{letter}." for letter in letters).replace(" -", "-")
