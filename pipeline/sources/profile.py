"""Where sites keep what: CSS selectors, as data, for kinds of sites whose markup is known.

A new site is one more `Profile` in `PROFILES`; the first whose mark is on the page is used, `GENERIC` after all.
"""

from __future__ import annotations

from collections.abc import Iterator

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipeline.foundation.value import Struct, field


class Profile(Struct, frozen=True, kw_only=True):
    """Selectors of one kind of site.

    `mark` tells the kind; `main` holds the text (the first that is there), `drop` goes before anything is read,
    `outside` is read for facts and kept out of the text; `sidebars` are boxes beside the text.
    """

    name: str
    mark: str
    main: tuple[str, ...]
    title: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    sidebars: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


_CRUMBS = (
    "nav[aria-label*=readcrumb] li, nav[aria-label*=readcrumb] a",
    ".breadcrumbs",
    ".breadcrumb",
    "#breadcrumbs",
    "#breadcrumb",
    ".breadcrumb-trail",
    ".rank-math-breadcrumb",
    ".yoast-breadcrumb",
    "[itemtype*=BreadcrumbList]",
    ".pathway",
)
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

PROFILES = (
    Profile(
        name="womenshealth.gov",
        mark=".qa-wrapper, .last-updated ~ .reviewed-by, .reviewed-by ~ .last-updated",
        main=("#block-owh-uswds-content article", "main article"),
        title=("article h1", "main h1"),
        breadcrumb=(".usa-breadcrumb__list > li",),
        outside=(".reviewed-by", ".last-updated", ".landing-page-header .background"),
    ),
    Profile(
        name="CDC, Preventing Chronic Disease",
        mark="meta[content=cdc_pcd_journal_page], body.cdc-pcd-journal-page, #content-main .syndicate",
        main=("main .content", "#content-main .main-inner", "#content-main"),
        title=("h1#content", "#content-main h1", "main h1"),
        breadcrumb=("#breadcrumbs > li",),
        byline=(".syndicate > h4",),
        drop=(
            (
                ".title-bar, .tp-related-pages, .tp-on-this-page, .onthispageChrono, .topOPage, p.float-right, "
                ".altmetric-embed"
            ),
            "a[href$=_up] img, #linkPolicy, .peerreviewed, .visual-element",
        ),
        outside=(".dateline", ".smallgrey", ".syndicate > h4", ".syndicate > h3", "h1", "hr"),
        sidebars=(".cr > .card",),
        facts={
            "cdc:first_published": "published",
            "cdc:last_updated": "source_modified",
            "cdc:last_reviewed": "reviewed",
        },
    ),
    Profile(
        name="Joomla",
        mark="div.item-page, .com-content-article, table.contentpaneopen, meta[name=generator][content*=Joomla]",
        main=("div.item-page", ".com-content-article", "table.contentpaneopen", ".contentpaneopen"),
        title=(
            ".item-page .page-header [itemprop=headline], .item-page .page-header h1, .item-page .page-header h2",
            ".item-page > h2, .item-page > h1, .contentheading",
            (
                ".com-content-article [itemprop=headline], .com-content-article__body h1, .com-content-article "
                ".page-header h1"
            ),
        ),
        breadcrumb=_CRUMBS,
        byline=(".item-page dd.createdby, .createby, .small.createby",),
        published=("dd.published", ".published time"),
        modified=("dd.modified", ".modifydate", ".modified time"),
        outside=(
            (
                "dl.article-info, .article-info, ul.actions, .icons, .buttonheading, .page-header, "
                ".contentheading, .modifydate"
            ),
            (
                ".createdate, .createby, .pagination, ul.pager, .pagenav, .tags, .content_rating, .content-links, "
                ".articleinfo, .btn-group"
            ),
        ),
    ),
    Profile(
        name="WordPress",
        mark=".entry-content, .wp-block-post-content, meta[name=generator][content*=WordPress], link[rel='https://api.w.org/']",
        main=(
            ".entry-content",
            ".wp-block-post-content",
            ".post-content",
            ".elementor-widget-theme-post-content",
            "article",
        ),
        title=("h1.entry-title, .entry-title, .wp-block-post-title, h1.post-title",),
        breadcrumb=_CRUMBS,
        byline=(".entry-meta .author, .byline .author, .post-author-name",),
        published=(
            "time.entry-date.published, time.published, .posted-on time:not(.updated), [itemprop=datePublished]",
        ),
        modified=("time.updated, time.modified, [itemprop=dateModified], .last-modified-timestamp",),
        outside=(
            ".entry-meta, .entry-header, .entry-footer, .post-meta, .entry-title, .page-links, .tag-links, .cat-links",
        ),
    ),
)

GENERIC = Profile(
    name="",
    mark="*",
    main=("[itemprop=articleBody]",),
    title=("[itemprop=headline]",),
    breadcrumb=_CRUMBS,
    byline=("[rel=author], [itemprop=author]",),
    published=("[itemprop=datePublished]",),
    modified=("[itemprop=dateModified]",),
    drop=("nav, [role=navigation]",),
    outside=("dl.article-info",),
)


def profile_of(root: HtmlElement) -> Profile:
    """Return the profile of the site a page comes from."""
    return next((p for p in PROFILES if next(select(root, (p.mark,)), None) is not None), GENERIC)


def select(root: HtmlElement, selectors: tuple[str, ...]) -> Iterator[HtmlElement]:
    """Yield what selectors find: all of the first one's, then the next one's."""
    for selector in selectors:
        try:
            found = CSSSelector(selector, translator="html")(root)
            yield from found if isinstance(found, list) else ()
        except SelectorError as fault:  # a profile's own fault, not the page's
            raise ValueError(f"selector {selector!r}: {fault}") from fault


def furniture(root: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what no site's text includes: share buttons, related posts, comments, widgets."""
    yield from select(root, _FURNITURE)
