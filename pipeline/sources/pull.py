"""From a source to an article's files: everything is worked out first, then written together or not at all.

In: what the user named. Out: parcels, each one article with its papers; `write` puts them down. An article that is there
is never overwritten, except by `--update`, and that only where nobody has changed it since it was pulled.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.foundation.diagnostic import Exit, Problems, Span, Unusable, unusable
from pipeline.foundation.files import write_whole
from pipeline.foundation.value import Struct, field
from pipeline.sources.capture import STATED, Capture, Fetch, Fetched, slug_of
from pipeline.sources.dialect import markdown
from pipeline.sources.docx import read_docx
from pipeline.sources.escape import field_text
from pipeline.sources.feed import read_feed
from pipeline.sources.kind import kind_of
from pipeline.sources.markdown_file import read_markdown
from pipeline.sources.pictures import place
from pipeline.sources.text import read_text_capture
from pipeline.sources.web import read_page
from pipeline.sources.wordpress import read_posts, read_site, site_interface
from pipeline.sources.writer import add_references, article_text, bibliography_text, read_bibliography

BIBLIOGRAPHY = "references.json"
PAPERS = ".sources"
_LARGEST = 50_000_000


class Parcel(Struct, frozen=True):
    """An article ready to be written: its path and title, and the bytes of every file it brings."""

    path: Path
    title: str
    files: Mapping[Path, bytes]


class Order(Struct, frozen=True, kw_only=True):
    """How to pull: into which folder, on which day ("2026-11-22"), in which language where nothing tells."""

    into: Path
    today: str
    language: str = "en"
    slug: str = ""
    update: bool = False
    licence: str = ""


def read_source(source: str, fetch: Fetch, language: str, problems: Problems) -> list[Capture]:
    """Return the articles that a source holds.

    Raises `Unusable`: exit 1 where it cannot be read as an article, exit 3 where disk or network fail.
    """
    if re.match(r"(?i)[a-z][a-z0-9+.-]+://", source):
        return _read(fetch(source), source, language, fetch, problems)
    path = Path(source)
    try:
        if path.stat().st_size > _LARGEST:
            raise unusable("file-too-large", f"file of over {_LARGEST:,} bytes", Span(source), hint="pull a part of it")
        raw = path.read_bytes()
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "the name cannot be one"
        raise unusable("file-unreadable", f"cannot read: {why}", Span(source), exit_code=Exit.WORLD) from fault
    return _read(Fetched("", raw), source, language, fetch, problems)


def _read(got: Fetched, origin: str, language: str, fetch: Fetch, problems: Problems) -> list[Capture]:
    match kind_of(got.body, got.url or origin, got.kind, Span(origin)):
        case "docx":
            return [read_docx(got.body, origin, language, problems)]
        case "feed":
            return read_feed(got.body, origin, language, problems)
        case "json":
            return read_posts(got.body, origin, language, problems)
        case "markdown":
            return [read_markdown(got.body, origin, language, problems)]
        case "text":
            return [read_text_capture(got.body, origin, language, problems)]
        case _:
            interface = site_interface(got) if got.url else ""
            if interface:
                return read_site(interface, origin, language, fetch, problems)
            return [read_page(got.body, origin, language, problems, url=got.url, charset=got.charset)]


class _Plan(Struct):
    """What has been decided so far: slugs given, the bibliography as it will be."""

    items: list[dict[str, Any]]
    slugs: set[str] = field(default_factory=set)


def plan(captures: Sequence[Capture], order: Order, problems: Problems) -> list[Parcel]:
    """Return the parcels to write; an article that may not be overwritten is an error on the sheet.

    Raises `Unusable` where the bibliography there is cannot be read.
    """
    shelf = order.into / BIBLIOGRAPHY
    before = shelf.read_bytes() if shelf.exists() else None
    state = _Plan(read_bibliography(before, str(shelf)))
    parcels = [p for capture in captures if (p := _parcel(capture, order, state, problems)) is not None]
    after = bibliography_text(state.items).encode()
    if parcels and state.items and after != before and (before is None or json.loads(before) != state.items):
        last = parcels.pop()
        parcels.append(Parcel(last.path, last.title, {**last.files, shelf: after}))
    return parcels


def _parcel(capture: Capture, order: Order, state: _Plan, problems: Problems) -> Parcel | None:
    span = Span(capture.origin)
    title = capture.title
    slug = order.slug or slug_of(capture.name) or _last_label(capture) or slug_of(title)
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
    papers = order.into / PAPERS / slug
    if path.exists() and not _may_replace(path, papers, order, problems):
        return None
    content, pictures = place(capture.content, capture.pictures, slug, span, problems)
    items, keys = add_references(state.items, capture.references)
    front = _front(capture, title, keys, order)
    text = article_text(front, markdown(content, capture.footnotes)).encode()
    if path.exists() and _unchanged(papers, capture, text):
        return Parcel(path, title, {})
    state.items = items
    record = {
        "origin": capture.origin,
        "url": capture.url,
        "connector": capture.connector,
        "retrieved": order.today,
        "sha256": hashlib.sha256(capture.raw).hexdigest(),
        "article_sha256": hashlib.sha256(text).hexdigest(),
        "facts": [fact.data() for fact in capture.facts],
        "references": [r.csl(key) for r, key in zip(capture.references, _keyed(capture, keys), strict=True)],
    }
    files = {
        papers / f"raw{capture.suffix}": capture.raw,
        papers / "facts.json": (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode(),
        **{order.into / name: data for name, data in pictures.items()},
        path: text,
    }
    return Parcel(path, title, files)


def _keyed(capture: Capture, keys: Sequence[str]) -> list[str]:
    return [keys[at] if at < len(keys) else "" for at in range(len(capture.references))]


def _last_label(capture: Capture) -> str:
    trail: list[str] = next((f.value for f in capture.facts if f.kind == "breadcrumb"), [])
    return slug_of(str(trail[-1])) if trail else ""


def _front(capture: Capture, title: str, keys: Sequence[str], order: Order) -> dict[str, Any]:
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
    front["references"] = list(keys)
    source = {
        "url": capture.url,
        "retrieved": order.today,
        "sha256": hashlib.sha256(capture.raw).hexdigest(),
        "licence": order.licence,
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


def _may_replace(path: Path, papers: Path, order: Order, problems: Problems) -> bool:
    """Whether an article may be written over: asked for, and as it was pulled."""
    span = Span(str(path))
    if not order.update:
        problems.error(
            "article-exists",
            "the article is there already",
            span,
            hint="add --update to pull it again, or --slug NAME for another",
        )
        return False
    try:
        pulled = json.loads((papers / "facts.json").read_bytes()).get("article_sha256")
    except (OSError, ValueError, AttributeError):
        problems.error(
            "article-not-pulled",
            "the article was not pulled from a source, so it is not updated",
            span,
            hint="pull under another name: --slug NAME",
        )
        return False
    if pulled != hashlib.sha256(path.read_bytes()).hexdigest():
        problems.error(
            "edited-since-pull",
            "the article was edited since it was pulled, so it was left alone",
            span,
            hint="pull under another name with --slug NAME and carry over what changed",
        )
        return False
    return True


def _unchanged(papers: Path, capture: Capture, text: bytes) -> bool:
    """Whether a second pull brings what the first one brought, but for the day."""
    record = json.loads((papers / "facts.json").read_bytes())
    same = record.get("sha256") == hashlib.sha256(capture.raw).hexdigest()
    old = (papers.parent.parent / f"{papers.name}.md").read_bytes()
    return same and _undated(old) == _undated(text)


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
