"""From a source to an article's files: everything is worked out first, then written together or not at all.

In: what the user named. Out: parcels, each one article with its papers; `write` puts them down. An article that is there
is never overwritten: an update makes one text of what the editor and the source each changed.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.document.tree import Citation, Cite
from pipeline.document.walk import recited
from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, unusable
from pipeline.foundation.files import write_whole
from pipeline.foundation.value import Struct, field
from pipeline.sources.addresses import without_secrets
from pipeline.sources.capture import STATED, Capture, slug_of
from pipeline.sources.dialect import markdown
from pipeline.sources.escape import field_text
from pipeline.sources.papers import FOLDER, PULLED, RECORD, Paper, all_papers, digest, paper_of, record
from pipeline.sources.pictures import place
from pipeline.sources.threeway import merge
from pipeline.sources.writer import add_references, article_text, bibliography_text, read_bibliography

BIBLIOGRAPHY = "references.json"


class Parcel(Struct, frozen=True):
    """An article ready to be written: its path and title, what it was made of, and the bytes of every file it brings.

    `before` is the article as it stands now, None where there is none.
    """

    path: Path
    title: str
    capture: Capture
    files: Mapping[Path, bytes]
    before: bytes | None = None

    def difference(self) -> str:
        """Return what would change in the article, as a unified difference; "" where it is new or stays."""
        if self.before is None or self.path not in self.files:
            return ""
        now, then = (
            d.decode("utf-8", "replace").splitlines(keepends=True) for d in (self.before, self.files[self.path])
        )
        return "".join(difflib.unified_diff(now, then, str(self.path), str(self.path), "now", "with the source"))


class Order(Struct, frozen=True, kw_only=True):
    """How to pull: into which folder, on which day ("2026-11-22") or at which minute, in which language where nothing tells.

    `known_only` leaves out what a source has that was never pulled from it.
    """

    into: Path
    today: str
    language: str = "en"
    slug: str = ""
    update: bool = False
    licence: str = ""
    known_only: bool = False


class _Plan(Struct):
    """What has been decided so far: slugs given, the bibliography as it will be; and what earlier pulls left."""

    items: list[dict[str, Any]]
    papers: Sequence[Paper]
    pictures: dict[str, str]
    sources: Mapping[str, int]
    slugs: set[str] = field(default_factory=set)


def plan(captures: Sequence[Capture], order: Order, problems: Problems) -> list[Parcel]:
    """Return the parcels to write; an article that may not be overwritten is an error on the sheet.

    Raises `Unusable` where the bibliography there is cannot be read.
    """
    shelf = order.into / BIBLIOGRAPHY
    before = shelf.read_bytes() if shelf.exists() else None
    papers = all_papers(order.into)
    origins = [without_secrets(capture.origin) for capture in captures]
    state = _Plan(
        read_bibliography(before, str(shelf)),
        papers,
        _pictures(papers, order.into),
        {o: origins.count(o) for o in origins},
    )
    parcels = [p for capture in captures if (p := _parcel(capture, order, state, problems)) is not None]
    after = bibliography_text(state.items).encode()
    if parcels and state.items and after != before and (before is None or json.loads(before) != state.items):
        last = parcels.pop()
        parcels.append(Parcel(last.path, last.title, last.capture, {**last.files, shelf: after}, last.before))
    return parcels


def _pictures(papers: Sequence[Paper], into: Path) -> dict[str, str]:
    """Return the pictures that are there, by their SHA-256; one that an editor has worked on since still has its place."""
    found = {str(p.get("sha256")): str(p.get("file")) for paper in papers for p in paper.pictures}
    return {
        mark: path for mark, path in found.items() if re.fullmatch(r"figures/[\w.-]+", path) and (into / path).is_file()
    }


def _parcel(capture: Capture, order: Order, state: _Plan, problems: Problems) -> Parcel | None:
    span = Span(capture.origin)
    title = capture.title
    alone = state.sources.get(without_secrets(capture.origin), 0) == 1
    earlier = paper_of(state.papers, capture, alone) if order.update and not order.slug else None
    if earlier is None and order.known_only:
        return None
    slug = earlier.slug if earlier else order.slug or slug_of(capture.name) or _last_label(capture) or slug_of(title)
    if not slug:
        problems.error("slug-missing", "the source gives no name for the article", span, hint="name it: --slug NAME")
        return None
    if not title:
        title = slug.replace("-", " ").capitalize()
        problems.warning(
            "title-missing",
            f'the source has no title; "{title}" was made from its name',
            span,
            hint="write the title into the article",
        )
    if slug in state.slugs:
        problems.error("slug-twice", f'two articles would be "{slug}"', span, hint="pull them one by one with --slug")
        return None
    state.slugs.add(slug)
    path = order.into / f"{slug}.md"
    papers = order.into / FOLDER / slug
    before = path.read_bytes() if path.exists() else None
    pulled = next((paper for paper in state.papers if paper.slug == slug), None)
    if before is not None and not _may_update(path, before, pulled, order, problems):
        return None
    licence = order.licence or str(pulled.data.get("licence") or "" if pulled else "")
    placed = place(capture, slug, state.pictures, problems)
    items, keys = add_references(state.items, capture.references)
    front = _front(capture, title, keys, order.today[:10], licence)
    content = tuple(recited(block, lambda c: _keyed(c, keys)) for block in placed.content)
    footnotes = tuple(recited(note, lambda c: _keyed(c, keys)) for note in capture.footnotes)
    text = article_text(front, markdown(content, footnotes)).encode()
    if before is not None and pulled is not None and _unchanged(pulled, before, capture, text):
        return Parcel(path, title, capture, {}, before)
    state.items = items
    for kept in placed.records:
        state.pictures[kept["sha256"]] = kept["file"]
    files = {
        papers / f"raw{capture.suffix}": capture.raw,
        papers / RECORD: record(
            capture,
            moment=order.today,
            article=text,
            pictures=placed.records,
            licence=licence,
            keys=keys,
        ),
        papers / PULLED: text,
        **{order.into / name: data for name, data in placed.files.items()},
    }
    final = _brought_together(path, before, pulled, text, problems)
    if final != before:
        files[path] = final
    return Parcel(path, title, capture, files, before)


def _brought_together(path: Path, before: bytes | None, pulled: Paper | None, text: bytes, problems: Problems) -> bytes:
    """Return the article to write: the source's, where the editor changed nothing, else one of both."""
    if before is None or pulled is None or pulled.is_pulled(before):
        return text
    merged = merge(pulled.text, before.decode("utf-8"), text.decode("utf-8"))
    for line in merged.conflicts:
        problems.warning(
            "pull-conflict",
            "the source and the article changed the same passage; both stand in the article, between marks",
            Span(str(path), line, 1),
            hint="keep what is right, and delete the lines <<<<<<<, ======= and >>>>>>>",
        )
    return merged.text.encode()


def _keyed(citation: Citation, keys: Sequence[str]) -> Citation:
    """Return a citation by the keys of the bibliography; a source numbers its works ("#3")."""
    cites = [Cite(keys[int(c.key[1:])], c.locator) if c.key.startswith("#") else c for c in citation.cites]
    return Citation(tuple({cite.key: cite for cite in cites}.values()))


def _last_label(capture: Capture) -> str:
    trail: list[str] = next((f.value for f in capture.facts if f.kind == "breadcrumb"), [])
    return slug_of(str(trail[-1])) if trail else ""


def _front(capture: Capture, title: str, keys: Sequence[str], today: str, licence: str) -> dict[str, Any]:
    """Return the front matter: what the source states, in short Markdown, and where it comes from."""
    front: dict[str, Any] = dict(capture.front)
    front |= {"title": title, "language": capture.language}
    for fact in capture.facts:
        if fact.kind not in STATED:
            continue
        if fact.kind == "reviewers":
            front[fact.kind] = [*front.get(fact.kind, []), fact.value]
        elif fact.kind == "see_also":
            front[fact.kind] = [*front.get(fact.kind, []), *fact.value]
        else:
            front.setdefault(fact.kind, fact.value)
    for key in ("title", "summary", "breadcrumb", "see_also"):
        if key in front:
            value = front[key]
            front[key] = [field_text(v) for v in value] if isinstance(value, list) else field_text(str(value))
    for key in ("authors", "reviewers"):
        if key in front:
            front[key] = [_person(person) for person in front[key]]
    front["references"] = list(dict.fromkeys(keys))
    source = {
        "url": without_secrets(capture.url),
        "retrieved": today,
        "sha256": digest(capture.raw),
        "licence": licence,
    }
    stated = front.get("source")
    front["source"] = {
        **(stated if isinstance(stated, dict) else {}),
        **{k: v for k, v in source.items() if v},
    }
    return front


def _person(person: Any) -> Any:
    if isinstance(person, dict) and isinstance(person.get("roles"), list):
        return {**person, "roles": [field_text(str(role)) for role in person["roles"]]}
    return person


def _may_update(path: Path, before: bytes, pulled: Paper | None, order: Order, problems: Problems) -> bool:
    """Whether an article may be brought up to date: asked for, pulled before, and nothing of it left to settle."""
    span = Span(str(path))
    if not order.update:
        problems.error(
            "article-exists",
            "the article is there already",
            span,
            hint="add --update to pull it again, or --slug NAME for another",
        )
    elif pulled is None:
        problems.error(
            "article-not-pulled",
            "the article was not pulled from a source, so it is not updated",
            span,
            hint="pull under another name: --slug NAME",
        )
    elif pulled.is_pulled(before):
        return True
    elif not pulled.text:
        problems.error(
            "edited-since-pull",
            "the article was edited, and what it was pulled as was not kept, so it was left alone",
            span,
            hint="pull under another name with --slug NAME and carry over what changed",
        )
    elif re.search(rb"^<{7} ", before, re.M):
        problems.error(
            "merge-conflict",
            "two versions of this text stand between marks",
            span,
            hint="settle them before the next update",
        )
    else:
        return True
    return False


def _unchanged(pulled: Paper, before: bytes, capture: Capture, text: bytes) -> bool:
    """Whether a second pull brings what the first one brought, but for the day."""
    same = pulled.data.get("sha256") == digest(capture.raw)
    was = pulled.text.encode() or before
    return same and _undated(was) == _undated(text)


def _undated(text: bytes) -> bytes:
    return re.sub(rb"retrieved: [\d-]+", b"", text)


def write(parcels: Sequence[Parcel]) -> None:
    """Write all files of all parcels, the articles last; where one fails, those before it are put back.

    Raises `Unusable` (exit 3) where the disk refuses.
    """
    files = [item for parcel in parcels for item in parcel.files.items()]
    files.sort(key=lambda item: item[0].suffix == ".md")
    before: dict[Path, bytes | None] = {}
    made: list[Path] = []
    try:
        for path, data in files:
            before[path] = path.read_bytes() if path.exists() else None
            missing = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
            made += missing
            write_whole(path, data)
    except (OSError, Unusable) as fault:
        _restore(before, made)
        if isinstance(fault, Unusable):
            raise
        raise unusable(
            "disk", f"cannot write: {fault.strerror}", Span(str(fault.filename)), exit_code=Exit.WORLD
        ) from fault


def _restore(before: Mapping[Path, bytes | None], made: Sequence[Path]) -> None:
    for path, data in before.items():
        if data is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != data:
            write_whole(path, data)
    for folder in sorted(set(made), key=lambda f: len(f.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
