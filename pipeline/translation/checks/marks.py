"""Links, citations, footnotes, emphasis, trademark signs: what a translation keeps, in whatever order."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from pipeline.foundation.diagnostic import Problems
from pipeline.translation.checks.pair import PHONE, Pair, Side
from pipeline.translation.furniture import placeholders

_LOCALISED = re.compile(r"(?:^|[/.])(?:es|esp|espanol|español|spanish|en-espanol|en|english)(?:[/.]|$)", re.IGNORECASE)
_STRAY = "*[]{}^~"


def check_links(pair: Pair, problems: Problems) -> None:
    """Report each link dropped or added (`link-missing`, `link-added`).

    A link may lead to the same site's page in the other language: medlineplus.gov/ms.html, /spanish/ms.html.
    """
    lost, added = pair.original.links - pair.translation.links, pair.translation.links - pair.original.links
    for target in list(lost.elements()):
        local = next((other for other in added if added[other] and _is_localised(target, other)), None)
        if local is not None:
            lost[target] -= 1
            added[local] -= 1
    for target in (+lost).elements():
        pair.error(
            problems,
            "link-missing",
            f"translation drops the link to {target}",
            f'keep "[…]({target})" anywhere in the sentence',
            before=target,
        )
    for target in (+added).elements():
        pair.error(
            problems,
            "link-added",
            f"translation links to {target}, which the original does not",
            "take it out",
            after=target,
        )


def _is_localised(target: str, other: str) -> bool:
    here, there = urlsplit(target), urlsplit(other)
    # "/marketplace" and "/es/marketplace" are of one site as well.
    same = _site(here.netloc) == _site(there.netloc) and (here.netloc != "" or here.path[:1] == there.path[:1] == "/")
    return same and bool(_LOCALISED.search(there.netloc + there.path) or _LOCALISED.search(here.netloc + here.path))


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def check_citations(pair: Pair, problems: Problems) -> None:
    """Report citations and footnote marks dropped or added (`citation-missing`, `footnote-added`, …)."""
    for kind, before, after in (
        ("citation", pair.original.cites, pair.translation.cites),
        ("footnote", pair.original.footnotes, pair.translation.footnotes),
    ):
        for mark in (before - after).elements():
            shown = f"[{mark}]" if kind == "citation" else mark
            pair.error(
                problems, f"{kind}-missing", f"translation drops the {kind} {shown}", f"keep {shown}", before=mark
            )
        for mark in (after - before).elements():
            shown = f"[{mark}]" if kind == "citation" else mark
            pair.error(
                problems,
                f"{kind}-added",
                f"translation has the {kind} {shown}, which the original has not",
                "take it out",
                after=mark,
            )


def check_addresses(pair: Pair, problems: Problems) -> None:
    """Report web, mail and telephone addresses in the text that differ (`address-changed`)."""
    lost, added = (
        pair.original.addresses - pair.translation.addresses,
        pair.translation.addresses - pair.original.addresses,
    )
    for address in list(lost):
        local = next((other for other in added if _is_localised(_url(address), _url(other))), None)
        if local is not None:
            del lost[address], added[local]
    if lost:
        wanted = ", ".join(_written(pair.original, address) for address in lost)
        pair.error(
            problems,
            "address-changed",
            f'translation lacks "{wanted}"',
            "keep the address or number as it is",
            before=_written(pair.original, next(iter(lost))),
            after=_written(pair.translation, next(iter(added), "")),
        )
    elif added:
        written = [_written(pair.translation, address) for address in added]
        said = f'translation has "{", ".join(written)}", which the original has not'
        pair.error(problems, "address-changed", said, "take it out", after=written[0])


def _written(side: Side, address: str) -> str:
    """Return an address as its text has it: a telephone number is compared by its digits alone."""
    phones = (found[0] for found in PHONE.finditer(side.plain))
    return next((phone for phone in phones if "".join(filter(str.isdigit, phone)) == address), address)


def _url(address: str) -> str:
    return address if "://" in address else f"//{address}"


def check_markup(pair: Pair, problems: Problems) -> None:
    """Report emphasis that is gone (`markup-changed`) and signs of markup left open (`markup-broken`)."""
    before, after = pair.original.marks, pair.translation.marks
    stray = Counter(pair.translation.plain) - Counter(pair.original.plain)
    left = "".join(sign for sign in _STRAY if stray[sign])
    if left:
        pair.error(
            problems,
            "markup-broken",
            f'"{left}" prints as it stands',
            "close the markup: **strong**, *emphasis*, [text](address), [@citation]; no space just inside",
            after=left[0],
        )
    elif before != after:
        wanted = before if sum(before.values()) >= sum(after.values()) else after
        mark = next(mark for mark in wanted if before[mark] != after[mark])
        pair.error(
            problems,
            "markup-changed",
            f"{mark} stands {before[mark]} times in the original, {after[mark]} times here",
            f"mark the same words with {mark}",
            before=mark[: len(mark) // 2],
            after=mark[: len(mark) // 2],
        )


def check_signs(pair: Pair, problems: Problems) -> None:
    """Report ®, ™, ℠ and © that are gone or added (`sign-changed`)."""
    for sign in "®™℠©":
        before, after = pair.original.plain.count(sign), pair.translation.plain.count(sign)
        if before != after:
            pair.error(
                problems,
                "sign-changed",
                f'"{sign}" stands {before} times in the original, {after} times here',
                "names of medicines keep their sign",
                before=sign,
                after=sign,
            )


def check_placeholders(pair: Pair, problems: Problems) -> None:
    """Report names in braces that are gone or added (`placeholder-changed`)."""
    before, after = placeholders(pair.original.source), placeholders(pair.translation.source)
    if before != after:
        pair.error(
            problems,
            "placeholder-changed",
            f"names in braces are {' '.join(after) or 'gone'}; the original has {' '.join(before) or 'none'}",
            "keep them as they are, anywhere in the text",
        )
