"""The house holds: floors, doors, and the manners every room keeps."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pipeline"

# A room imports its own floor's package and the floors below. Packages that share a floor do not know each other.
FLOORS = (
    {"foundation"},
    {"document"},
    {"translation", "sources", "editorial"},
    {"typesetting"},
    {"press", "ebook"},
    {"edition"},
    {"mailing"},
    {"cli"},
)

# Each foreign package comes in by these rooms only; "sources." means any room of that package.
DOORS: dict[str, tuple[str, ...]] = {
    "PIL": ("press.colour", "press.image", "press.preflight.pictures", "sources.photograph", "typesetting.raster"),
    "babel": ("foundation.language",),
    "bibtexparser": ("sources.bibtex",),
    "citeproc": ("document.processor",),
    "click": ("cli.",),
    "cssselect": ("sources.profile",),
    "distributed": ("mailing.cluster",),
    "feedparser": ("sources.feed",),
    "fontTools": ("typesetting.instance",),
    "fontpkg": ("typesetting.font",),
    "httpx": ("sources.fetch",),
    "lxml": ("sources.", "translation.exchange."),
    "mammoth": ("sources.docx",),
    "markdown_it": ("document.grammar", "document.inline", "document.markdown"),
    "mdit_py_plugins": ("document.grammar",),
    "msgspec": (
        "edition.ledger",
        "edition.manifest",
        "editorial.issue",
        "foundation.postal",
        "foundation.settings",
        "foundation.toml",
        "foundation.value",
        "translation.printed",
        "mailing.batch",
        "mailing.run",
        "mailing.tables",
        "typesetting.layoutfile",
        "typesetting.layoutschema",
    ),
    "openpyxl": ("mailing.tablefile",),
    "pikepdf": (
        "mailing.stock",
        "press.finish",
        "press.imposition.",
        "press.inking",
        "press.plates",
        "press.preflight.",
    ),
    "polib": ("translation.readback",),
    "protego": ("sources.robots",),
    "pypdfium2": ("press.preflight.rendering", "press.regions"),
    "pyphen": ("typesetting.hyphenation",),
    "rapidfuzz": ("translation.likeness", "translation.memory"),
    "reportlab": ("mailing.barcode", "press."),
    "rich": ("cli.report",),
    "simplemma": ("translation.inflection",),
    "spylls": ("translation.dictionary",),
    "sqlalchemy": ("mailing.serials", "mailing.tablefile"),
    "rispy": ("sources.ris",),
    "stdnum": ("document.workcheck",),
    "svgelements": ("typesetting.artwork",),
    "trafilatura": ("sources.locate",),
    "uharfbuzz": ("press.fontfile", "typesetting.shaping"),
    "usaddress": ("mailing.address",),
    "webencodings": ("sources.encoding",),
    "yaml": ("document.frontmatter", "sources.writer"),
}

# Declared though no module of ours imports them, and why.
SILENT = {
    "fontpkg-atkinson-hyperlegible": "type, found by fontpkg",
    "fontpkg-source-sans-3": "type, found by fontpkg",
    "fontpkg-source-serif-4": "type, found by fontpkg",
    "lxml-html-clean": "trafilatura imports it, and newer lxml no longer brings it",
}

# Only these may know what day it is, and only these what the environment says.
CLOCK = ("cli.",)
ENVIRONMENT = ("cli.", "edition.build")

LONGEST = 400
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def modules() -> dict[str, ast.Module]:
    """Return every module of the package by its name within it: "press.canvas"."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts)] = ast.parse(path.read_text("utf-8"))
    return found


MODULES = modules()
NODES = {tree: tuple(ast.walk(tree)) for tree in MODULES.values()}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in NODES[tree] if tree in NODES else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written out in full"
            yield str(node.module)
            # "from pipeline.document import tree" names a module.
            yield from (f"{node.module}.{name.name}" for name in node.names)


def ours(tree: ast.AST) -> set[str]:
    """Return the modules of the house that a module imports."""
    names = {name.removeprefix("pipeline.") for name in imports(tree) if name.startswith("pipeline.")}
    return {name for name in names if name in MODULES}


def foreign(tree: ast.AST) -> set[str]:
    tops = {name.partition(".")[0] for name in imports(tree)}
    return {top for top in tops if top not in sys.stdlib_module_names and top != "pipeline"}


def floor(package: str) -> int:
    return next(number for number, packages in enumerate(FLOORS) if package in packages)


def may(room: str, doors: tuple[str, ...]) -> bool:
    return any(room == door or (door.endswith(".") and room.startswith(door)) for door in doors)


def words(tree: ast.AST) -> set[str]:
    """Return the names a module calls or reads, as dotted text."""
    return {_dotted(node) for node in NODES[tree] if isinstance(node, ast.Attribute | ast.Name)}


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def for_types_only(tree: ast.AST) -> set[str]:
    """Return the modules that are imported under TYPE_CHECKING: they are no part of what runs."""
    blocks = [n for n in NODES[tree] if isinstance(n, ast.If) and _dotted(n.test).endswith("TYPE_CHECKING")]
    return {name for block in blocks for statement in block.body for name in ours(statement)}


def test_every_package_has_its_floor() -> None:
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").is_file()}
    assert set().union(*FLOORS) == packages


def test_rooms_import_downward_only() -> None:
    upward = []
    for room, tree in MODULES.items():
        here = room.partition(".")[0]
        if here in ("__init__", "__main__"):
            continue
        for other in sorted(ours(tree)):
            there = other.partition(".")[0]
            if there != here and floor(there) >= floor(here):
                upward.append(f"{room} imports {other}")
    assert [] == upward


def test_no_imports_go_round_in_a_circle() -> None:
    try:
        TopologicalSorter({room: ours(tree) - for_types_only(tree) for room, tree in MODULES.items()}).prepare()
    except CycleError as fault:
        pytest.fail(" imports ".join(reversed(fault.args[1])))


def test_package_files_hold_one_docstring() -> None:
    fuller = [room for room, tree in MODULES.items() if room.endswith("__init__") and len(tree.body) != 1]
    assert [] == fuller
    assert all(ast.get_docstring(tree) for tree in MODULES.values())


def test_each_foreign_package_has_its_doors() -> None:
    astray = [
        f"{room} imports {name}"
        for room, tree in MODULES.items()
        for name in sorted(foreign(tree))
        if not may(room, DOORS.get(name, ()))
    ]
    assert [] == astray


def test_no_door_leads_nowhere() -> None:
    used = {(room, name) for room, tree in MODULES.items() for name in foreign(tree)}
    unused = [f"{name} in {door}" for name, doors in DOORS.items() for door in doors if not _stands(door, name, used)]
    assert [] == unused


def _stands(door: str, name: str, used: set[tuple[str, str]]) -> bool:
    return any(name == other and may(room, (door,)) for room, other in used)


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    # What an extra brings is imported by a room that is loaded when it is asked for.
    lines = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    declared = {_plain(re.split(r"[<>=!~;\[ ]", line)[0]) for line in lines}
    known = metadata.packages_distributions()
    wanted = {_plain(known[name][0]) for name in DOORS}
    assert sorted(wanted | set(SILENT)) == sorted(declared)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_product_code_imports_a_library_under_gpl_alone() -> None:
    known = metadata.packages_distributions()
    strict = []
    for name in DOORS:
        about = metadata.metadata(known[name][0])
        terms = [about.get("License-Expression") or "", *(about.get_all("Classifier") or [])]
        named = [term for term in terms if "licen" in term.lower() or term == terms[0]]
        texts = [t for t in named if t]
        bound = [t for t in texts if re.search(r"(?<!L)\bA?GPL|GNU (?:Affero )?General Public", t)]
        free = [t for t in texts if re.search(r"MIT|BSD|Apache|MPL|Mozilla|LGPL|Lesser|HPND|ISC|Python", t)]
        if bound and not free:
            strict.append(f"{name}: {bound}")
    assert [] == strict


def test_the_composer_is_ours() -> None:
    assert [] == [room for room, tree in MODULES.items() if any("platypus" in name for name in imports(tree))]


def test_rooms_are_small() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").split("\n")) - 1
        for path in PACKAGE.rglob("*.py")
    }
    assert {} == {name: length for name, length in lengths.items() if length > LONGEST}


def test_rooms_have_names_of_their_own() -> None:
    assert [] == [room for room in MODULES if room.rpartition(".")[2] in EMPTY_NAMES]


def test_only_the_command_line_speaks() -> None:
    loud = [
        room
        for room, tree in MODULES.items()
        if not room.startswith("cli.") and {"print", "sys.stdout", "sys.stderr", "input"} & words(tree)
    ]
    assert [] == loud
    assert [] == [room for room, tree in MODULES.items() if "print" in words(tree)]


def test_only_the_command_line_knows_what_day_it_is() -> None:
    clock = {
        "date.today",
        "datetime.date.today",
        "datetime.now",
        "datetime.utcnow",
        "time.time",
        "datetime.datetime.now",
    }
    assert [] == [room for room, tree in MODULES.items() if clock & words(tree) and not may(room, CLOCK)]


def test_few_rooms_read_the_environment() -> None:
    environment = {"os.environ", "os.getenv", "environ", "getenv"}
    found = [r for r, tree in MODULES.items() if environment & words(tree) and not may(r, ENVIRONMENT)]
    assert [] == found


def test_a_build_does_not_wait_for_what_it_does_not_use() -> None:
    slow = {
        "bibtexparser",
        "citeproc",
        "rispy",
        "stdnum",
        "httpx",
        "trafilatura",
        "lxml",
        "mammoth",
        "feedparser",
        "svgelements",
        "babel",
        "rich",
        "fontTools",
        "pikepdf",
        "pyphen",
        "pypdfium2",
        "openpyxl",
        "sqlalchemy",
        "usaddress",
        "distributed",
    }
    code = "import sys, pipeline.cli.main, pipeline.cli.production; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set() == slow & set(done.stdout.split())


def test_an_exception_to_the_type_checker_says_why() -> None:
    silent = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if "# type: ignore" in line and not re.search(r"# type: ignore\[[\w, -]+\]\s+# \w", line):
                silent.append(f"{path.relative_to(ROOT)}:{number}")
    assert [] == silent


def test_a_wrong_import_is_noticed() -> None:
    tree = ast.parse("def f():\n    from pipeline.press import canvas\n    import httpx.auth\n")
    assert {"press.canvas"} == ours(tree)
    assert {"httpx"} == foreign(tree)
    assert floor("press") > floor("document")
    assert not may("document.tree", DOORS["httpx"])
    assert may("cli.main", DOORS["click"]) and not may("edition.build", DOORS["click"])
