"""Setting words: from a message's inlines to lines, boxes and the structure elements they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.document.citation import NEEDED
from pipeline.document.tree import (
    Blocks,
    Citation,
    Emphasis,
    FootnoteMark,
    Foreign,
    Inlines,
    LineBreak,
    Link,
    Paragraph,
    Strong,
    Subscript,
    Superscript,
    Text,
    Words,
    blocks_of,
    plain,
)
from pipeline.foundation.diagnostic import NOWHERE, Problems, Span
from pipeline.foundation.value import Struct, field, replace
from pipeline.typesetting.abbreviation import abbreviations, parts
from pipeline.typesetting.agreement import Agreement
from pipeline.typesetting.artstore import ArtStore
from pipeline.typesetting.box import NEVER, Box
from pipeline.typesetting.breaks import RUNT
from pipeline.typesetting.copyfit import AS_IT_IS, TEXT, Fit
from pipeline.typesetting.layout import Layout, TextStyle
from pipeline.typesetting.lineremarks import note_feature
from pipeline.typesetting.page import Element, Line, PageItem, PlacedLine
from pipeline.typesetting.paragraph import Composer, Run

RAISED = 0.64
RISE = 0.34
LOWERED = -0.12
# The price of a word divided from column to column: a column may rather end some lines early.
DIVIDED = 300.0


class Setter(Struct):
    """Sets the words of one edition in one language; keys of elements are made in the order of the document.

    It gathers what pages need later: the `targets` of links, the `headings` of the outline (level, text, language), the
    `anchors` that links lead to (names of places by the keys of what is painted there), and holds the letters of the current
    article's `notes`: works are numbered, so that a figure never means two things. `cited` are the labels of notes by the
    keys of their marks, `mark_keys` the first mark of each by the note's key. `fit` says how running text departs from the
    layout. `agreement` is where it meets the other languages of a co-edition while these are set. `expansions`
    are what abbreviations stand for, by language.
    """

    layout: Layout
    composer: Composer
    language: str
    problems: Problems
    art: ArtStore
    prefix: str = "x"
    count: int = 0
    targets: dict[str, str] = field(default_factory=dict)
    headings: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    anchors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    cited: dict[str, str] = field(default_factory=dict)
    mark_keys: dict[str, str] = field(default_factory=dict)
    fit: Fit = AS_IT_IS
    expansions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    agreement: Agreement | None = None

    def agreed(self, kind: str, value: float) -> float:
        """Return a measure that a picture, a tint or a rule depends on: the largest of all languages in a co-edition."""
        return value if self.agreement is None else self.agreement.agree(kind, value)

    def key(self) -> str:
        """Return a key no other element has."""
        self.count += 1
        return f"{self.prefix}/{self.count}"

    def anchor(self, name: str, elements: Iterable[Element]) -> None:
        """Make the first of what is painted of `elements` the place "prefix/name"."""
        for element in elements:
            self.anchors[element.key] = (*self.anchors.get(element.key, ()), f"{self.prefix}/{name}")
            self.anchor(name, element.children)

    def note_key(self, label: str) -> str:
        """Return the key of the element of a note of the current article."""
        return f"{self.prefix}/note-{self.notes[label]}"

    def words(self, text: str, language: str = "") -> Words:
        """Return plain text of the furniture as words."""
        return Words((Text(text),), text, language or self.language)

    def element(self, role: str, words: Words, children: tuple[Element, ...] = ()) -> Element:
        """Return an element for a block of words, with the language they are really in."""
        language = words.language if words.language and words.language != self.language else ""
        element = Element(self.key(), role, children, language)
        if role[0] == "H" and role[1:].isdigit():
            self.headings[element.key] = (int(role[1:]), plain(words.content), language)
        return element

    def runs(self, content: Inlines, style: TextStyle, key: str, language: str = "") -> tuple[list[Run], list[Element]]:
        """Return inlines as runs of one face each, and the elements of those that are elements themselves.

        `language` is the one they are in, where that is not the edition's.
        """
        runs: list[Run] = []
        elements: list[Element] = []
        blank = Run("", face_name(style), style.size, style.colour, tracking=style.tracking)
        self._runs(
            content, style, blank, runs, elements, key, abbreviations(language or self.language, self.expansions)
        )
        return runs, elements

    def _runs(
        self,
        content: Inlines,
        style: TextStyle,
        base: Run,
        runs: list[Run],
        elements: list[Element],
        block: str,
        known: Mapping[str, str],
    ) -> None:
        """Append the runs of `content`; `base` carries what the inlines around it decided.

        `known` are the abbreviations of the text. Within a link or a foreign run, which are elements, none is one.
        """

        def within(inner: Inlines, style: TextStyle, base: Run) -> None:
            face = replace(base, face=face_name(style), colour=style.colour)
            self._runs(inner, style, face, runs, elements, block, {} if base.key else known)

        def element(role: str, language: str = "", title: str = "", target: str = "", expansion: str = "") -> str:
            key = f"{block}.{len(elements)}"
            elements.append(Element(key, role, (), language, title=title, target=target, expansion=expansion))
            return key

        # Large print has no small type: there what is raised or lowered keeps its size.
        small = 1.0 if self.layout.manner.marks == "brackets" else RAISED
        outside = self.layout.manner.marks != "brackets" and (base.language or self.language).startswith("en")
        for node in at_marks(content, outside=outside):
            match node:
                case Text():
                    for text, expansion in parts(node.text, known):
                        key = element("Span", expansion=expansion) if expansion else base.key
                        runs.append(replace(base, text=text, key=key))
                case LineBreak():
                    runs.append(replace(base, text="\n"))
                case Emphasis():
                    within(node.content, emphasised(style), base)
                case Strong():
                    within(node.content, replace(style, bold=True), base)
                case Superscript():
                    within(node.content, style, self._raised(plain(node.content), base, style, small))
                case Subscript():
                    lowered = replace(base, size=style.size * small, rise=style.size * LOWERED)
                    within(node.content, style, lowered)
                case Citation(marks="") if all(cite.key == NEEDED for cite in node.cites):
                    # A claim whose source is still to be found.
                    pass
                case Citation():
                    runs.append(self._mark(node.marks, replace(base, key=element("Reference")), style, node.span))
                case FootnoteMark():
                    key = f"{block}.{len(elements)}"
                    elements.append(self._reference(key, node.label))
                    inner = elements[-1].children
                    key = inner[0].key if inner else key
                    self.cited[key] = node.label
                    mark = self.notes.get(node.label, node.label)
                    runs.append(self._mark(mark, replace(base, key=key), style, node.span))
                case Link():
                    title = plain(node.content)
                    key = element("Link", language=node.language or base.language, title=title, target=node.target)
                    self.targets[key] = node.target
                    coloured = self.layout.links and style.emphasis != "bold"
                    linked = replace(style, colour="blue") if coloured else style
                    # An address is never hyphenated: the hyphen would be taken for a part of it.
                    bare = base.hyphenate and title not in node.target
                    spoken = node.language or base.language
                    within(node.content, linked, replace(base, key=key, hyphenate=bare, language=spoken))
                case Foreign():
                    key = element("Span", language=node.language)
                    within(node.content, style, replace(base, key=key, language=node.language))

    def _reference(self, key: str, label: str) -> Element:
        """Return the element of a footnote's mark, which leads to the note where the edition has links.

        The first mark of a note is where the note leads back to.
        """
        if label not in self.notes or key.startswith("."):
            # Of a block without a key only the width is asked for.
            return Element(key, "Reference")
        letter, first = self.notes[label], self.mark_keys.setdefault(self.note_key(label), key) == key
        if not self.layout.links:
            return Element(key, "Reference", ref=self.note_key(label))
        link = f"{key}.0"
        self.targets[link] = f"#{self.prefix}/note:{letter}"
        if first:
            self.anchors[link] = (f"{self.prefix}/mark:{letter}",)
        inner = Element(link, "Link", title=letter, target=self.targets[link])
        return Element(key, "Reference", (inner,), ref=self.note_key(label))

    def _raised(self, text: str, base: Run, style: TextStyle, small: float) -> Run:
        """Return the run of raised text: in the superiors of its face where the layout asks and it has them."""
        if self.layout.manner.marks == "superior" and self.composer.library.face(base.face).draws("sups", text):
            return replace(base, features=(*base.features, "sups"))
        return replace(base, size=style.size * small, rise=style.size * RISE)

    def _mark(self, marks: str, base: Run, style: TextStyle, span: Span) -> Run:
        if self.layout.manner.marks == "brackets":
            # Joined to its word by a no-break space, at full size: large print has no small type.
            return replace(base, text=f"\u00a0[{marks}]", hyphenate=False)
        run = self._raised(marks, base, style, RAISED)
        if self.layout.manner.marks == "superior" and "sups" not in run.features:
            face = self.composer.library.face(base.face)
            lacks = "".join(c for c in dict.fromkeys(marks) if not face.draws("sups", c))
            note_feature("sups", lacks, base.face, "the mark of a citation or note", span, self.problems)
        return replace(run, text=marks, hyphenate=False)

    def expect(self, blocks: Blocks, name: str = "body") -> None:
        """Tell the composer of the plain text that `blocks` will have set in the style of that `name`, or in its face."""
        style = self.layout.style(name)
        run = Run("", face_name(style), style.size, style.colour, tracking=style.tracking)
        self.composer.expect(_texts(blocks), run, style, self.language)

    def lines(
        self,
        words: Words,
        style: TextStyle,
        measure: float,
        key: str,
        *,
        indent: float | None = None,
        narrow: tuple[float, int] = (0.0, 0),
    ) -> tuple[tuple[Line, ...], tuple[Element, ...]]:
        """Return words set to a measure, and the inline elements among them."""
        runs, elements = self.runs(words.content, style, key, words.language)
        return self.fitted(runs, style, measure, words, indent, narrow), tuple(elements)

    def fitted(
        self,
        runs: list[Run],
        style: TextStyle,
        measure: float,
        words: Words,
        indent: float | None = None,
        narrow: tuple[float, int] = (0.0, 0),
    ) -> tuple[Line, ...]:
        """Return runs set as lines, those of running text one longer or shorter where copyfitting asks for it."""

        def lines(looseness: int, problems: Problems) -> tuple[Line, ...]:
            return self.composer.lines(
                runs,
                style,
                measure,
                language=words.language or self.language,
                span=words.span,
                problems=problems,
                indent=indent,
                narrow=narrow,
                looseness=looseness,
            )

        if not self.fit.looseness or style.name not in TEXT:
            return lines(0, self.problems)
        # What is said of lines that are not printed is nobody's business.
        before, after = Problems(), Problems()
        made = lines(0, before)
        other = lines(self.fit.looseness, after) if len(made) >= self.fit.long else made
        # Nobody may see it: a paragraph that would be set worse than the composer lets pass keeps its lines.
        runt = self.fit.looseness > 0 and other[-1].width < RUNT * measure <= made[-1].width
        if len(other) == len(made) or len(after) > len(before) or runt:
            other, after = made, before
        self.problems.add(after)
        return other

    def block(
        self,
        role: str,
        words: Words,
        style: TextStyle,
        measure: float,
        *,
        indent: float | None = None,
        before: float | None = None,
        snap: bool = False,
        narrow: tuple[float, int] = (0.0, 0),
    ) -> tuple[list[Box], Element]:
        """Return a block of words as boxes, a line each, and its element; `narrow` is the composer's."""
        element = self.element(role, words)
        lines, children = self.lines(words, style, measure - style.margin, element.key, indent=indent, narrow=narrow)
        boxes = line_boxes(lines, style, element.key, snap=snap, span=words.span)
        if boxes:
            boxes[0] = replace(boxes[0], before=style.before if before is None else before)
        return boxes, replace(element, children=children)

    def line(self, text: str, style: TextStyle, measure: float, span: Span = NOWHERE) -> Line:
        """Return plain text of the furniture as one line; what is wrong with it is said of `span`."""
        run = Run(text, face_name(style), style.size, style.colour, tracking=style.tracking)
        return self.composer.line([run], style, measure, language=self.language, span=span, problems=self.problems)


def at_marks(content: Inlines, *, outside: bool) -> Inlines:
    """Return inlines with each citation and note mark close to its word.

    In English a raised mark stands outside full stop and comma (AMA, 11th ed., 3.6); in Spanish before them.
    """
    nodes = list(content)
    for index, node in enumerate(nodes):
        if not isinstance(node, Citation | FootnoteMark) or index == 0:
            continue
        before = nodes[index - 1]
        if not isinstance(before, Text):
            continue
        text = before.text.rstrip(" ")
        after = nodes[index + 1] if index + 1 < len(nodes) else None
        if outside and isinstance(after, Text) and after.text[:1] in (".", ","):
            # The stop of an abbreviation ends the sentence as well.
            text += "" if text.endswith(".") and after.text[0] == "." else after.text[0]
            nodes[index + 1] = replace(after, text=after.text[1:])
        nodes[index - 1] = replace(before, text=text)
    return tuple(node for node in nodes if not isinstance(node, Text) or node.text)


def _texts(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from [node.text for node in block.words.content if isinstance(node, Text)]
        else:
            yield from _texts(blocks_of(block))


def face_name(style: TextStyle) -> str:
    """Return the face a style is set in: "serif/bold-italic"."""
    names = {(False, False): "regular", (False, True): "italic", (True, False): "bold", (True, True): "bold-italic"}
    return f"{style.face}/{names[style.bold, style.italic]}"


def emphasised(style: TextStyle) -> TextStyle:
    """Return the style of emphasis within `style`; italic within italic stands upright."""
    if style.emphasis == "bold":
        return replace(style, bold=True)
    return replace(style, italic=not style.italic)


def baseline(style: TextStyle) -> float:
    """Return how far under the top of its line box the baseline of a style lies: capitals stand in the middle."""
    return style.leading * 0.5 + style.size * 0.335


def line_boxes(
    lines: Sequence[Line], style: TextStyle, key: str, *, snap: bool = False, span: Span = NOWHERE
) -> list[Box]:
    """Return lines as boxes that keep two lines together at both ends of a paragraph."""
    boxes: list[Box] = []
    last = len(lines) - 1
    for index, line in enumerate(lines):
        placed = PlacedLine(style.margin, baseline(style), line, key, style=style.name)
        if index == 0:
            price = 0.0
        elif index == 1 or index == last:
            price = NEVER
        else:
            price = DIVIDED if lines[index - 1].parted else 0.0
        boxes.append(Box(style.leading, (placed,), cost=price, snap=snap, text=line.text, span=line.span or span))
    return boxes


def spaced(items: Sequence[PageItem]) -> tuple[PageItem, ...]:
    """Return items, a space after the last line among them: what is read next stands elsewhere, and is a word of its own."""
    *before, last = items
    if isinstance(last, PlacedLine) and not last.line.text[-1:].isspace():
        last = replace(last, line=replace(last.line, text=f"{last.line.text} "))
    return (*before, last)
