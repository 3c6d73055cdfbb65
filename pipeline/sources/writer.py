"""An article's file, its bibliography and its papers, as bytes ready to be written.

In: front matter and body, references, facts. Out: text. The door of the YAML writer: keys in the contract's order,
short lists and maps on one line, dates unquoted at the precision they were stated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from pipeline.foundation.diagnostic import Span, unusable
from pipeline.sources.capture import slug_of
from pipeline.sources.reference import Reference

ORDER = """
    title language department breadcrumb authors reviewers reviewed first_appeared published source_modified
    source summary references see_also art art_alt
""".split()  # noqa: SIM905
_DATES = frozenset({"reviewed", "published", "source_modified", "retrieved"})
_DATE_FORM = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d)?)?)?")
_LONG = 100


def article_text(front: Mapping[str, Any], body: str) -> str:
    """Return an article's file: front matter between fences, a blank line, and the body.

    Keys stand in the contract's order, unknown ones after them; empty values are left out.
    """
    known = [key for key in ORDER if key in front] + [key for key in front if key not in ORDER]
    lines = [front_matter_line(key, front[key]) for key in known if front[key] not in (None, "", [], (), {})]
    return f"---\n{''.join(lines)}---\n\n{body.strip(chr(10))}\n"


def front_matter_line(key: str, value: Any) -> str:
    """Return one key of front matter as YAML, its line end included."""
    node = yaml.MappingNode("tag:yaml.org,2002:map", [(_scalar("", key), _node(key, value))], flow_style=False)
    return yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=1_000_000)


def _node(key: str, value: Any) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_scalar("", str(k)), _node(str(k), v)) for k, v in value.items() if v not in (None, "", [], ())]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=_is_short(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = [_node(key, item) for item in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=_is_short(value))
    return _scalar(key, value)


def _scalar(key: str, value: Any) -> yaml.ScalarNode:
    text = str(value)
    # A date quoted is a date nobody edits: it stands plain whatever YAML would make of it.
    kind = "str"
    if key in _DATES and _DATE_FORM.fullmatch(text):
        kind = "int" if len(text) == 4 else "timestamp" if len(text) == 10 else "str"
    return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", text, style=None)


def _is_short(value: Any) -> bool:
    return len(str(value)) <= _LONG or (all(isinstance(item, str) for item in value) and len(str(value)) <= 2 * _LONG)


def front_matter(text: str, span: Span) -> tuple[dict[str, Any], str, int]:
    """Return the front matter of a Markdown file as plain strings, the rest, and the line the rest starts on.

    Raises `Unusable` where the fences hold no YAML mapping.
    """
    found = re.match(r"\A﻿?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", text, re.S | re.M)
    if not found:
        return {}, text, 1
    try:
        data = yaml.load(found[1], Loader=yaml.BaseLoader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise unusable(
            "front-matter-broken",
            f"front matter is no YAML: {getattr(fault, 'problem', None) or 'it cannot be read'}",
            Span(span.path, line, 1),
            hint="mend the lines between the --- fences",
        ) from fault
    if data and not isinstance(data, dict):
        raise unusable("front-matter-broken", "front matter holds no keys", span, hint="write title: …")
    return dict(data or {}), text[found.end() :], text.count("\n", 0, found.end()) + 1


def read_bibliography(raw: bytes | None, path: str) -> list[dict[str, Any]]:
    """Return the items of `references.json`, or an empty list where there is no file.

    Raises `Unusable` where it is no list of CSL-JSON items.
    """
    if raw is None or not raw.strip():
        return []
    try:
        items = json.loads(raw)
    except (ValueError, RecursionError) as fault:
        raise unusable(
            "bibliography-broken", f"no JSON: {fault}", Span(path), hint="mend the file before you pull"
        ) from fault
    if not isinstance(items, list) or not all(isinstance(item, dict) and item.get("id") for item in items):
        raise unusable(
            "bibliography-broken",
            "no list of items with an id",
            Span(path),
            hint="begin with [ and end with ]",
        )
    return items


def add_references(
    items: list[dict[str, Any]], references: Sequence[Reference]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the bibliography with `references` added, and the key of each; two may have the same.

    A work that is there already (same DOI, same PMID, or the same words) keeps its key and its item.
    """
    known = list(items)
    keys: list[str] = []
    for reference in references:
        same = next((item for item in known if _is_same(item, reference)), None)
        key = str(same["id"]) if same else key_of(reference, {str(item["id"]) for item in known})
        if same is None:
            known.append(reference.csl(key))
        keys.append(key)
    return known, keys


def bibliography_text(items: Sequence[Mapping[str, Any]]) -> str:
    """Return `references.json`."""
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _is_same(item: Mapping[str, Any], reference: Reference) -> bool:
    for key in ("DOI", "PMID"):
        if item.get(key) and reference.item.get(key):
            return str(item[key]).casefold() == str(reference.item[key]).casefold()
    custom = item.get("custom")
    return isinstance(custom, dict) and custom.get("verbatim") == reference.verbatim


def key_of(reference: Reference, taken: set[str]) -> str:
    """Return a key such as "schapiro2007", with a letter where it is taken."""
    item = reference.item
    people = item.get("author") or [{}]
    name = people[0].get("family") or people[0].get("literal") or str(item.get("title", ""))
    words = slug_of(str(name)).split("-")
    stem = "".join(words) if people[0].get("family") else "-".join(words[:4])
    year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""
    stem = f"{stem or 'work'}{year}"
    if stem not in taken:
        return stem
    letters = "abcdefghijklmnopqrstuvwxyz" if year else ""
    endings = (letters[at] if at < len(letters) else f"-{at + 2}" for at in range(10_000))
    return next(key for key in (f"{stem}{ending}" for ending in endings) if key not in taken)
