"""The ledger of builds: what each file was made from, so that nothing is made twice and no warning is forgotten.

In: a publication, the files to make. Out: for each file a digest of all it depends on: texts, catalogs, layouts, pictures,
typefaces, program. Under that digest the cache keeps what was said of the file; a record is trusted only if it is whole,
of this version, for this file, and the file still has the bytes it had.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from pipeline.edition.manifest import FileEntry
from pipeline.foundation.diagnostic import Problem, Span
from pipeline.foundation.files import write_whole
from pipeline.translation.fallback import fallbacks

# Raised whenever the form of a record changes.
VERSION = 1
# So many records are kept; each is some kilobytes.
KEPT = 500

_PROGRAMS = (
    "reportlab",
    "uharfbuzz",
    "fonttools",
    "pyphen",
    "babel",
    "pillow",
    "pikepdf",
    "markdown-it-py",
    "svgelements",
    "citeproc-py",
)
_LANGUAGE = re.compile(rb"^language:\s*[\"']?([A-Za-z-]+)", re.MULTILINE)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a file when it was made: its entry in the manifest, and the problems found."""

    version: int
    digest: str
    entry: FileEntry
    problems: tuple[tuple[Any, ...], ...]


class Sources:
    """The files of a publication that builds depend on, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._digests: dict[Path, str] = {}
        self._languages: set[str] = set()

    def digest(
        self,
        issue: str,
        slugs: tuple[str, ...],
        language: str,
        edition: str,
        more: tuple[str, ...],
        jointly: bool = False,
    ) -> str:
        """Return the digest of all that an edition of an issue in one language is made from.

        `slugs` are the articles it prints, `more` what else bears on the file, such as the date it says. A file that is
        made `jointly` with those of all languages depends on all their texts.
        """
        chain = tuple(self._chain(edition))
        texts = [
            f"{VERSION} {sys.version_info[:3]}",
            self._program,
            issue,
            language,
            edition,
            *more,
            *self._fonts(chain),
        ]
        files = {"publication.toml", *self._profile(), *self._style()}
        files |= {f"layouts/{name}.toml" for name in chain}
        known = self._articles(issue, slugs)
        # Other articles' names matter, for a link may lead to them; their texts do not.
        texts += sorted(name for name in self._names if name.startswith("articles/"))
        files |= known
        spoken = {language, *self._written(known)} | (self._listed if jointly else self._leading)
        languages = {tag for each in spoken for tag in fallbacks(each)}
        for name in self._names:
            folder, _, rest = name.partition("/")
            inner = rest.partition("/")[0]
            if name.startswith("locale/memory/"):
                # The translation memory proposes; nothing prints from it.
                continue
            if folder == "locale" and (inner in languages or not self._is_language(inner)):
                files.add(name)
        whole = hashlib.sha256()
        for text in texts:
            whole.update(text.encode() + b"\0")
        for name in sorted(files):
            whole.update(f"{name}\0{self._of(self.root / name)}\0".encode())
        return whole.hexdigest()

    @cached_property
    def articles(self) -> str:
        """The digest of all articles, plans and settings, whatever the language and the edition."""
        whole = hashlib.sha256()
        for name in ("publication.toml", *self._names):
            if not name.startswith(("locale/", "layouts/")):
                whole.update(f"{name}\0{self._of(self.root / name)}\0".encode())
        return whole.hexdigest()

    @cached_property
    def _names(self) -> tuple[str, ...]:
        found = []
        for folder in ("articles", "locale"):
            for path in (self.root / folder).rglob("*"):
                name = path.relative_to(self.root).as_posix()
                if "/." not in name and path.is_file():
                    found.append(name)
        return tuple(sorted(found))

    def _articles(self, issue: str, slugs: tuple[str, ...]) -> set[str]:
        """Return all files of the articles but the texts of those that the issue does not print.

        Every plan counts: its words are the furniture's, whatever the issue.
        """
        wanted = {f"articles/{slug}.md" for slug in slugs}
        return {
            name
            for name in self._names
            if name.startswith("articles/") and (name.count("/") > 1 or not name.endswith(".md") or name in wanted)
        }

    def _written(self, names: set[str]) -> set[str]:
        """Return the languages that articles are written in: their own catalogs mend them."""
        found = set()
        for name in names:
            if name.endswith(".md"):
                match = _LANGUAGE.search(self.root.joinpath(name).read_bytes())
                found.add(match[1].decode() if match else "")
        return found

    @cached_property
    def _leading(self) -> set[str]:
        """The first language, whose pages the others may have to keep, and the publication's own."""
        listed = self._settings.get("languages", [])
        own = self._settings.get("language", "")
        return {str(name) for name in (own, *(listed[:1] if isinstance(listed, list) else ()))}

    @cached_property
    def _listed(self) -> set[str]:
        """All languages of the publication, with the first one and its own."""
        listed = self._settings.get("languages", [])
        return self._leading | {str(name) for name in (listed if isinstance(listed, list) else ())}

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return _toml(self.root / "publication.toml")

    def _profile(self) -> Iterator[str]:
        press = self._settings.get("press", {})
        name = press.get("profile", "") if isinstance(press, dict) else ""
        if name and (self.root / str(name)).is_file():
            yield str(name)

    def _style(self) -> Iterator[str]:
        citations = self._settings.get("citations", {})
        name = citations.get("style", "") if isinstance(citations, dict) else ""
        if name:
            yield str(name)

    def _is_language(self, folder: str) -> bool:
        return (self.root / "locale" / folder / "LC_MESSAGES").is_dir()

    def _chain(self, edition: str) -> Iterator[str]:
        """Yield the layouts that an edition's extends, its own first."""
        seen: set[str] = set()
        while edition and edition not in seen:
            seen.add(edition)
            yield edition
            edition = str(_toml(self.root / "layouts" / f"{edition}.toml").get("extends", ""))

    def _fonts(self, chain: tuple[str, ...]) -> Iterator[str]:
        """Yield the version of every package that a layout takes typefaces from."""
        families = set()
        for name in chain:
            faces = _toml(self.root / "layouts" / f"{name}.toml").get("faces", {})
            for face in faces.values() if isinstance(faces, dict) else ():
                if isinstance(face, dict):
                    families.add(str(face.get("family", "")))
        yield from (_release(f"fontpkg-{family}") for family in sorted(families))

    @cached_property
    def _program(self) -> str:
        """The digest of the program: its own code, and the versions of the libraries that bear on pages."""
        here = Path(__file__).resolve().parent.parent
        whole = hashlib.sha256()
        for path in sorted((*here.rglob("*.py"), *here.rglob("*.csl"))):
            whole.update(f"{path.relative_to(here).as_posix()}\0{self._of(path)}\0".encode())
        return " ".join((whole.hexdigest(), *map(_release, _PROGRAMS)))

    def _of(self, path: Path) -> str:
        if path not in self._digests:
            try:
                self._digests[path] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:
                # Not there, or not readable: reading it for the pages will say so.
                self._digests[path] = "absent"
        return self._digests[path]


def keep(cache: Path, digest: str, entry: FileEntry, problems: tuple[Problem, ...]) -> None:
    """Write down what was said of a file made from `digest`."""
    plain = tuple(_plain(problem) for problem in problems)
    body = msgspec.json.encode(Record(version=VERSION, digest=digest, entry=entry, problems=plain))
    folder = cache / "builds"
    write_whole(folder / f"{digest}.json", hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    for _, path in sorted(_ages(folder))[:-KEPT]:
        path.unlink(missing_ok=True)


def _ages(folder: Path) -> Iterator[tuple[int, Path]]:
    """Yield the records with when they were written; another build may be taking the oldest away."""
    for path in folder.glob("*.json"):
        with contextlib.suppress(FileNotFoundError):
            yield path.stat().st_mtime_ns, path


def recalled(cache: Path, digest: str, file: Path) -> tuple[FileEntry, tuple[Problem, ...]] | None:
    """Return what was said of `file` when it was made from `digest`, or None where it must be made.

    The record has to be whole and its own, and the file to have the bytes it had.
    """
    try:
        mark, _, body = (cache / "builds" / f"{digest}.json").read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != mark:
            return None
        record = msgspec.json.decode(body, type=Record)
        problems = tuple(_problem(*plain) for plain in record.problems)
        data = file.read_bytes()
    except (OSError, msgspec.DecodeError, TypeError, ValueError):
        # Not there, broken, or of another form: the file is made anew.
        return None
    own = (record.version, record.digest, record.entry.inputs, record.entry.file)
    if own != (VERSION, digest, digest, file.name) or hashlib.sha256(data).hexdigest() != record.entry.sha256:
        return None
    return record.entry, problems


def _plain(problem: Problem) -> tuple[Any, ...]:
    related = tuple((span.path, span.line, span.column, words) for span, words in problem.related)
    span = problem.span
    kind = (problem.severity, problem.code, problem.message, problem.hint)
    return (*kind, (span.path, span.line, span.column), related)


def _problem(severity: str, code: str, message: str, hint: str, span: Any, related: Any) -> Problem:
    return Problem(severity, code, message, Span(*span), hint, tuple((Span(*given[:3]), given[3]) for given in related))


def _toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file, none where it does not read: reading it for the pages will say why."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _release(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"{name} absent"
