"""Where sites keep what: CSS selectors, as data, for kinds of sites whose markup is known.

A new site is one more table in `sites.toml`; the first whose mark is on the page is used, `GENERIC` after all. The door of
cssselect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import XPathSyntaxError
from lxml.html import HtmlElement

from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.toml import read_toml, typed
from pipeline.foundation.value import Struct, field

# The facts that a meta element of a site may state.
FACTS = ("published", "source_modified", "reviewed", "review_due", "translated", "translation_reviewed")


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Selectors of one kind of site.

    `mark` tells the kind; `main` holds the text (the first that is there), `drop` goes before anything is read,
    `outside` is read for facts and kept out of the text; `sidebars` are boxes beside the text. `facts` are the names of meta
    elements and the facts they state. `degrees` says that a byline names people with their degrees, and nothing else is one.
    """

    name: str = ""
    mark: str = "*"
    main: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    sidebars: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    degrees: bool = False


_FURNITURE = (
    (
        ".sharedaddy, .addtoany_share_save_container, .addthis_toolbox, .social-share, .share-buttons, .sharing, "
        ".share, .social, .share-links, .social-links"
    ),
    ".jp-relatedposts, .related-posts, .yarpp-related, #comments, .comments-area, .comment-respond, #respond",
    (
        ".widget, .widget-area, #sidebar, .skip-link, #skipmenu, .cookie-notice, .post-navigation, .nav-links, "
        ".wp-block-buttons"
    ),
)


class Sites(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of profiles: `sites.toml` of the program, or of a publication."""

    sites: list[Profile] = field(default_factory=list)
    generic: Profile = field(default_factory=Profile)


def read_sites(path: Path, shown: str, problems: Problems) -> Sites:
    """Return the profiles in a file; none where it is unusable, which is on the sheet then."""
    toml = read_toml(path, shown, problems)
    sites = typed(toml, Sites, problems) if toml is not None else None
    if toml is None or sites is None:
        return Sites()
    for number, site in enumerate(sites.sites):
        for key, selectors in _selectors(site):
            for selector in selectors:
                try:
                    _compiled(selector)
                except (SelectorError, XPathSyntaxError) as fault:
                    where = toml.span("sites", str(number), key)
                    problems.error("selector-broken", f'{key}: "{selector}" is no CSS selector: {fault}', where)
        for key, kind in site.facts.items():
            if kind not in FACTS:
                problems.error(
                    "fact-unknown",
                    f'"{kind}" is no fact',
                    toml.span("sites", str(number), "facts"),
                    hint=f'"{key}" may be one of {", ".join(FACTS)}',
                )
    return sites


def _selectors(site: Profile) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "mark", (site.mark,)
    for name in site.__struct_fields__:
        value = getattr(site, name)
        if isinstance(value, tuple):
            yield name, value


def profile_of(root: HtmlElement, own: Sequence[Profile] = ()) -> Profile:
    """Return the profile of the site a page comes from; the publication's own come first."""
    return next((p for p in (*own, *_OURS.sites) if next(select(root, (p.mark,)), None) is not None), GENERIC)


def select(root: HtmlElement, selectors: tuple[str, ...]) -> Iterator[HtmlElement]:
    """Yield what selectors find: all of the first one's, then the next one's."""
    for selector in selectors:
        found = _compiled(selector)(root)
        yield from found if isinstance(found, list) else ()


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def furniture(root: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what no site's text includes: share buttons, related posts, comments, widgets."""
    yield from select(root, _FURNITURE)


def _ours() -> Sites:
    problems = Problems()
    sites = read_sites(Path(__file__).with_name("sites.toml"), "sites.toml", problems)
    if problems:
        raise RuntimeError("\n".join(problem.text() for problem in problems))
    return sites


_OURS = _ours()
GENERIC = _OURS.generic
