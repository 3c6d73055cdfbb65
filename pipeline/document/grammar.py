"""The Markdown this house speaks: CommonMark with tables, definition lists, footnotes, attributes, containers, citations.

The one door of the Markdown parser and its plugins.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

# Levels of the parser, two for a list: the tree is walked on Python's stack, and a page has no room for more.
DEEPEST = 24
CONTAINERS = ("sidebar", "pullquote", "figure", "table")

# A place in the issue that a link leads to: an article, a named part of one, a named part of the same one.
PLACE = re.compile(r"([a-z0-9-]+)\.md(?:#([a-z0-9-]+))?|#([a-z0-9-]+)")

_CITATION = re.compile(r"\[(@[\w:.#$%&+?<>~/-]+(?:,[^\[\];]*)?(?:;\s*@[\w:.#$%&+?<>~/-]+(?:,[^\[\];]*)?)*)\]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


@cache
def parser() -> MarkdownIt:
    """Return the parser, made once."""
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": False, "maxNesting": DEEPEST})
    markdown.enable("table")
    footnote_plugin(markdown)
    # Footnotes are gathered by our own walk: the plugin's would drop the ones nothing refers to, and its marks need
    # the definitions in the same text, which a single translated message does not hold.
    markdown.disable(["footnote_inline", "footnote_ref", "footnote_tail"])
    deflist_plugin(markdown)
    sub_plugin(markdown)
    superscript_plugin(markdown)
    attrs_plugin(markdown, spans=True, allowed=["lang"])
    for name in CONTAINERS:
        container_plugin(markdown, name)
    markdown.block.ruler.before(
        "reference", "comment", _comment, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.inline.ruler.before("link", "citation", _citation)
    markdown.inline.ruler.before("link", "footnote_mark", _footnote_mark)
    return markdown


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a comment that has its lines to itself; it ends a paragraph, and prints nowhere."""
    if state.is_code_block(start) or not state.src.startswith("<!--", state.bMarks[start] + state.tShift[start]):
        return False
    opening = state.bMarks[start] + state.tShift[start] + 4
    last = start
    while last < end and "-->" not in state.src[max(opening, state.bMarks[last]) : state.eMarks[last]]:
        last += 1
    # What is never closed, or is followed by text on its line, is text.
    if last >= end or not state.src[: state.eMarks[last]].rstrip().endswith("-->"):
        return False
    if not silent:
        token = state.push("comment", "", 0)
        token.content = state.src[opening : state.eMarks[last]].rstrip().removesuffix("-->").strip()
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    return _bracket(state, silent, _CITATION, "citation")


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    return _bracket(state, silent, _FOOTNOTE, "footnote_mark")


def _bracket(state: StateInline, silent: bool, pattern: re.Pattern[str], name: str) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = pattern.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push(name, "", 0)
        token.content = found[1]
    state.pos = found.end()
    return True
