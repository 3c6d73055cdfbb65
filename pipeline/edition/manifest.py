"""The manifest: what an issue's files are, and what a reader of them should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.edition.inputs import Inputs
from pipeline.foundation.files import write_all

FILE = "manifest.json"


class Entry(msgspec.Struct, frozen=True):
    """A text shown in its source language for want of a confirmed translation."""

    domain: str
    text: str


class ArticleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An article in a file: the page it begins on, its review dates as they were stated.

    `fitted` says how it was set otherwise than the layout says, so that it takes the pages it was given.
    """

    slug: str
    page: int
    language: str
    reviewed: str
    source_modified: str
    reviewers: tuple[str, ...]
    fitted: tuple[str, ...] = ()


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One file of an issue. `inputs` stands for everything it was made from: the same inputs need no new file."""

    file: str
    sha256: str
    bytes: int
    pages: int
    language: str
    edition: str
    standards: tuple[str, ...]
    translated: float
    fonts: tuple[str, ...]
    articles: tuple[ArticleEntry, ...]
    shown_in_source_language: tuple[Entry, ...]
    inputs: str = ""
    draft: bool = False


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`output/<issue>/manifest.json`."""

    issue: str
    title: str
    files: tuple[FileEntry, ...]


def article_entries(
    inputs: Inputs, starts: Mapping[str, int], fitted: Mapping[str, tuple[str, ...]]
) -> tuple[ArticleEntry, ...]:
    """Return the articles in the order of their pages."""
    return tuple(
        ArticleEntry(
            slug=slug,
            page=page,
            language=inputs.documents[slug].language,
            reviewed=inputs.documents[slug].reviewed,
            source_modified=inputs.documents[slug].source_modified,
            reviewers=tuple(person.name for person in inputs.documents[slug].reviewers),
            fitted=fitted.get(slug, ()),
        )
        for slug, page in sorted(starts.items(), key=lambda start: start[1])
    )


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, or None where there is none that reads."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        # A manifest that is missing or from another version says nothing: everything is made anew.
        return None


def publish(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Write files and their manifest into `folder`, all of them or none, the manifest last."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    write_all({**{folder / name: data for name, data in files.items()}, folder / FILE: text})


def combined(old: Manifest | None, new: Manifest, order: Sequence[str]) -> Manifest:
    """Return `new` with the files of `old` that it does not replace, in the order of the plan."""
    entries = {entry.file: entry for entry in (old.files if old else ())}
    entries.update({entry.file: entry for entry in new.files})
    ranked = sorted(entries.values(), key=lambda e: (order.index(e.file) if e.file in order else len(order), e.file))
    return msgspec.structs.replace(new, files=tuple(ranked))
