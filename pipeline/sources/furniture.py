"""What stands on a page beside the text: site names, breadcrumbs' first links, buttons to share and print.

In: short strings of a page. Out: the same without furniture. The words are data, English and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HOME = re.compile(
    r"(?:home(?: ?page)?|inicio|p[áa]gina (?:principal|de inicio)|portada|start|you are here:?|(?:usted "
    r")?est[áa] aqu[íi]:?)",
    re.I,
)
_BUTTONS = re.compile(
    r"(?:share(?: this)?(?: page| article| post)?|share on .{2,20}|submit to \w+|print(?: (?:this )?page)?|"
    r"print(?:er)?[- ]friendly|"
    r"e-?mail(?: (?:this|to a friend).*)?|tweet|like|pin it|save|facebook|twitter|linkedin|pinterest|reddit|"
    r"instagram|youtube|"
    r"(?:link to (?:facebook|twitter|youtube|pinterest|instagram|linkedin)\s*)+|(?:back to )?top(?: of page)?|"
    r"back|next|previous|prev|"
    r"skip to .{3,30}|donate(?: button| now)?|register|log ?in|sign (?:in|up)|search|menu|close|read more|"
    r"compart(?:a|e|ir)(?: (?:esta|este) .{3,20})?|imprimir|correo(?: electr[óo]nico)?|volver(?: arriba| al "
    r"inicio)?|inicio de la p[áa]gina|"
    r"text size.{0,20}|a[+-]|hits:? ?\d+|visto:? ?\d+.{0,8}|table of contents|(?:\W*\d+ comments?\W*)|leave a "
    r"comment|rate this.{0,20}|error processing ssi file)\W*",
    re.I,
)
_BARS = re.compile(r"\s+(?:\||»|::|·|•)\s+|\s*\|\s*")
_DASHES = re.compile(r"\s+[-–—]\s+")


def crumbs(labels: Iterable[str]) -> list[str]:
    """Return a breadcrumb's labels without the way home and without separators."""
    plain = (" ".join(label.split()).strip(" >»›/|:") for label in labels)
    kept = [label for label in plain if label and not _HOME.fullmatch(label)]
    return list(dict.fromkeys(kept))


def is_furniture(text: str) -> bool:
    """Whether a line is a button or a label of the page, or a row of them."""
    if len(text) > 120:
        return False
    parts = [part for part in re.split(r"\s*[:|•·]\s*", " ".join(text.split())) if part]
    return bool(parts) and all(_BUTTONS.fullmatch(part) for part in parts)


def without_site(title: str, site: str = "") -> str:
    """Return a window's title without the site's name.

    What follows a bar is the site, unless `site` says it stands first; what follows a dash only where `site` says so.
    """
    plain = " ".join(title.split())
    parts = [part for part in _BARS.split(plain) if part]
    if len(parts) > 1:
        kept = [part for part in parts if not site or part.casefold() != site.casefold()]
        return kept[0] if kept else parts[0]
    if site:
        for cut in _DASHES.finditer(plain):
            if plain[cut.end() :].casefold() == site.casefold():
                return plain[: cut.start()]
            if plain[: cut.start()].casefold() == site.casefold():
                return plain[cut.end() :]
    return plain
