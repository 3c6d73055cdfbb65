"""The picture files of a publication, opened before a page is made: what is missing or is no picture is said at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.document.article import nodes
from pipeline.document.tree import Document, Figure, Picture
from pipeline.editorial.issue import Issue
from pipeline.foundation.diagnostic import Problems, Span
from pipeline.typesetting.artstore import ArtStore
from pipeline.typesetting.raster import pixels

RASTER = (".png", ".jpg", ".jpeg")


def check_plan_pictures(root: Path, issue: Issue, problems: Problems) -> None:
    """Report a picture of the plan that is missing, of no kind that prints there, or no picture."""
    toml = issue.toml
    for name, keys in _planned(issue):
        kinds = (".svg",) if keys[0] == "back" else (".svg", *RASTER)
        path = root / "articles" / name
        if not name:
            continue
        if path.suffix.lower() not in kinds:
            problems.error("image-kind", f'"{name}" is no picture', toml.span(*keys), hint=f"one of {', '.join(kinds)}")
        elif not path.is_file():
            hint = f"put the file at articles/{name}"
            problems.error("image-missing", f'picture "{name}" is not there', toml.span(*keys), hint=hint)
        elif path.suffix.lower() != ".svg":
            pixels(path, f"articles/{name}", problems, toml.span(*keys))


def check_pictures(
    root: Path, documents: Iterable[Document], issues: Iterable[Issue], cache: Path, problems: Problems
) -> None:
    """Open every picture of the articles and the covers; `cache` keeps what was read of drawings."""
    store = ArtStore(cache)
    for document in documents:
        for figure in nodes(document, Figure):
            if isinstance(figure.image, Picture):
                _open(root, figure.image.path, figure.span, store, problems)
    for issue in issues:
        check_plan_pictures(root, issue, problems)
        for name, keys in _planned(issue):
            if name.lower().endswith(".svg") and (root / "articles" / name).is_file():
                _open(root, name, issue.toml.span(*keys), store, problems)


def _planned(issue: Issue) -> list[tuple[str, tuple[str, ...]]]:
    """Return the pictures a plan names, with the keys that name them."""
    plan = issue.plan
    reserved = [(page.art, ("reserved", str(number), "art")) for number, page in enumerate(plan.reserved)]
    return [(plan.cover.art, ("cover", "art")), (plan.back.art, ("back", "art")), *reserved]


def _open(root: Path, name: str, span: Span, store: ArtStore, problems: Problems) -> None:
    path, shown = root / "articles" / name, f"articles/{name}"
    if path.suffix.lower() == ".svg":
        store.artwork(path, shown, problems, span)
    else:
        pixels(path, shown, problems, span)
