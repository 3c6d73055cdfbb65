"""Weblate's components: one for each domain, so that its translators see what any PO editor shows.

In: the name of the publication, its domains and their languages. Out: the JSON that `weblate import_json` reads.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pipeline.translation.catalog import LOCALE
from pipeline.translation.furniture import DOMAIN


def components(publication: str, domains: Mapping[str, str], language: str, repository: str = "") -> bytes:
    """Return the components; `domains` gives the language each is written in, `language` the publication's own.

    All work on one clone of `repository`: that of the first, which is the words of the layouts where these are there.
    Weblate is told not to wrap lines and to leave merging to `motivator catalog update`.
    """
    order = sorted(domains, key=lambda domain: domain != DOMAIN)
    project = slug(publication)
    found: list[dict[str, Any]] = []
    for domain in order:
        spoken = domains[domain]
        component: dict[str, Any] = {
            "name": domain,
            "slug": slug(domain),
            "vcs": "git",
            "filemask": f"{LOCALE}/*/LC_MESSAGES/{domain}.po",
            "new_base": f"{LOCALE}/templates/{domain}.pot",
            "file_format": "po",
            # "Only wrap lines at newlines", as msgcat --no-wrap does.
            "file_format_params": {"po_line_wrap": 65535, "po_keep_previous": True, "po_no_location": False},
            "edit_template": False,
            "manage_units": False,
            "new_lang": "contact",
            "language_code_style": "bcp",
            # The catalogs in the text's own language are the copy editor's.
            "language_regex": f"^(?!{re.escape(spoken)}$)[^.]+$",
            "check_flags": "python-brace-format" if domain == DOMAIN else "md-text",
            "license": "",
        }
        if repository:
            component["repo"] = repository if not found else f"weblate://{project}/{found[0]['slug']}"
        if spoken != language:
            component["source_language"] = spoken
        found.append(component)
    return json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"


def slug(name: str) -> str:
    """Return a name as it may stand in an address: "the-motivator"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "publication"
