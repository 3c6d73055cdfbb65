"""The papers of a pulled article: where it came from, what its source said and where, what was left out.

In: a capture and how it was pulled. Out: `facts.json`, the source's own bytes and the article as it was pulled, kept in
`articles/.sources/SLUG/`; and the same read back, for an update and for `--explain`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.foundation.value import Struct
from pipeline.sources.addresses import without_secrets
from pipeline.sources.capture import Capture

FOLDER = ".sources"
RECORD = "facts.json"
PULLED = "pulled.md"
_VALIDATORS = ("etag", "last-modified")


class Paper(Struct, frozen=True):
    """The papers of one article as they were written. `data` is its record; `text` the article as pulled, "" where not kept."""

    slug: str
    data: Mapping[str, Any]
    text: str = ""

    @property
    def origin(self) -> str:
        """What the user named when it was pulled."""
        return str(self.data.get("origin") or "")

    @property
    def pictures(self) -> Sequence[Mapping[str, Any]]:
        """The records of its pictures."""
        found = self.data.get("pictures")
        return [picture for picture in found if isinstance(picture, dict)] if isinstance(found, list) else []

    def is_pulled(self, article: bytes) -> bool:
        """Whether `article` is as it was pulled."""
        return bool(self.data.get("article_sha256") == digest(article))


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def record(
    capture: Capture,
    *,
    moment: str,
    article: bytes,
    pictures: Sequence[Mapping[str, Any]],
    licence: str,
    keys: Sequence[str],
) -> bytes:
    """Return `facts.json` of a capture. Names, passwords and keys in addresses are not written down."""
    headers = {name: capture.headers[name] for name in _VALIDATORS if capture.headers.get(name)}
    data = {
        "origin": without_secrets(capture.origin),
        "name": capture.name,
        "url": without_secrets(capture.url),
        "asked": without_secrets(capture.asked),
        "fetched": without_secrets(capture.fetched),
        "connector": capture.connector,
        "profile": capture.profile,
        "retrieved": moment,
        "validators": headers,
        "licence": licence,
        "sha256": digest(capture.raw),
        "article_sha256": digest(article),
        "facts": [fact.data() for fact in capture.facts],
        "references": [reference.csl(key) for reference, key in zip(capture.references, keys, strict=True)],
        "pictures": list(pictures),
        "left_out": list(capture.left_out),
    }
    kept = {key: value for key, value in data.items() if value or key in ("url", "facts", "references", "left_out")}
    return (json.dumps(kept, ensure_ascii=False, indent=2) + "\n").encode()


def read_paper(folder: Path, slug: str) -> Paper | None:
    """Return the papers of an article below the articles' folder; None where there are none that can be read."""
    place = folder / FOLDER / slug
    try:
        data = json.loads((place / RECORD).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict):
        return None
    try:
        text = (place / PULLED).read_text("utf-8")
    except (OSError, ValueError):
        text = ""
    return Paper(slug, data, text)


def all_papers(folder: Path) -> list[Paper]:
    """Return the papers of all articles that were pulled, in the order of their names."""
    places = sorted(place.parent.name for place in (folder / FOLDER).glob(f"*/{RECORD}"))
    return [paper for slug in places if (paper := read_paper(folder, slug)) is not None]


def validators(papers: Sequence[Paper]) -> dict[str, dict[str, str]]:
    """Return what servers gave to ask again by, for each address that was asked for."""
    found: dict[str, dict[str, str]] = {}
    for paper in papers:
        stated = paper.data.get("validators")
        asked = str(paper.data.get("asked") or "")
        if asked and isinstance(stated, dict):
            found[asked] = {name: str(stated[name]) for name in _VALIDATORS if stated.get(name)}
    return found


def paper_of(papers: Sequence[Paper], capture: Capture, alone: bool) -> Paper | None:
    """Return the papers that an earlier pull of the same thing left; `alone` says that its source holds one article."""
    origin, url = without_secrets(capture.origin), without_secrets(capture.url)
    same = [paper for paper in papers if paper.origin == origin]
    for key, value in (("url", url), ("name", capture.name)):
        found = [paper for paper in same if value and paper.data.get(key) == value]
        if len(found) == 1:
            return found[0]
    return same[0] if alone and len(same) == 1 else None


def explained(data: Mapping[str, Any], raw: str) -> Iterator[str]:
    """Yield the lines that say where each fact of a record came from; `raw` names the file that the places are in."""
    for key in ("origin", "url", "connector", "profile", "retrieved", "licence", "sha256"):
        if data.get(key):
            yield f"{key}: {data[key]}"
    yield ""
    for fact in data.get("facts", ()):
        yield f"{fact['kind']}: {_shown(fact['value'])}"
        place = str(fact.get("place") or "")
        line = re.search(r"^(.*?) ?\bline (\d+)$", place)
        where = f"{raw}:{line[2]}{f' {line[1]}' if line[1] else ''}" if line and raw else place
        yield f"    {where or 'in the source'}: {_cut(fact['text'])}"
    for item in data.get("references", ()):
        custom = item.get("custom") if isinstance(item.get("custom"), dict) else {}
        yield f"reference: {item.get('id') or item.get('title', '')} ({custom.get('status', 'parsed')})"
        yield f"    {_cut(custom.get('verbatim') or item.get('title', ''))}"
    for picture in data.get("pictures", ()):
        yield f"picture: {picture.get('file')}"
        yield f"    {picture.get('url') or 'in the source'}: {picture.get('credit') or 'no credit stated'}"
    left = data.get("left_out", ())
    if left:
        yield ""
        yield f"left out: {len(left)} lines"
        yield from (f"    {_cut(line)}" for line in left)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(_shown(part) for part in value.values())
    return str(value)


def _cut(text: Any) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= 160 else f"{words[:157].rstrip()}…"
