"""The generated half of the reference: commands, settings, plans, layouts and diagnostics, as Markdown.

In: the program itself, and what `keys.toml` and `diagnostics.toml` say in words. Out: files in `docs/reference/`.
Run `python docs/generate.py` after a change; `tests/test_docs.py` fails where a file is stale or a word is missing.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tomllib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from pipeline.cli.main import main as command_line  # noqa: E402 - the checkout comes first
from pipeline.editorial.issue import Plan  # noqa: E402
from pipeline.foundation.settings import Settings  # noqa: E402
from pipeline.typesetting.layoutschema import LayoutFile  # noqa: E402

CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
SINKS = ("error", "warning", "unusable", "fault", "Problem", "Check", "held")
NOTE = "<!-- Made by docs/generate.py; edit the program, keys.toml or diagnostics.toml instead. -->\n"


# ---------------------------------------------------------------- diagnostics


def codes() -> dict[str, set[str]]:
    """Return every code of the program with the severities it comes in."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        for code, severity in codes_in(ast.parse(path.read_text("utf-8"))):
            found.setdefault(code, set()).add(severity)
    return found


def codes_in(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the codes a module gives, with their severity; a code made of parts is spelt out by its loop."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For):
            yield from _looped(node)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in SINKS:
            continue
        severity = "warning" if name == "warning" or _mild(name, node) else "error"
        for argument in node.args[:2]:
            if name == "Problem" and argument is node.args[0]:
                severity = argument.value if isinstance(argument, ast.Constant) else severity
                continue
            found = [text for text in _literals(argument) if CODE.fullmatch(text)]
            if found:
                yield from ((text, severity) for text in found)
                break


def _mild(name: str, call: ast.Call) -> bool:
    """Whether a row of preflight's table only warns."""
    last = call.args[-1] if call.args else None
    return name == "Check" and isinstance(last, ast.Constant) and last.value == "warning"


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return []


def _looped(loop: ast.For) -> Iterator[tuple[str, str]]:
    """Yield codes that a loop over literal tuples names: its own variable `code`, or a part such as f"{kind}-missing"."""
    names = [n.id if isinstance(n, ast.Name) else "" for n in getattr(loop.target, "elts", [loop.target])]
    rows = [row for row in getattr(loop.iter, "elts", []) if isinstance(row, ast.Tuple)]
    for call in ast.walk(loop):
        if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") not in SINKS:
            continue
        severity = "warning" if getattr(call.func, "attr", "") == "warning" else "error"
        for argument in call.args[:2]:
            for row in rows:
                values = dict(zip(names, (_literals(cell) for cell in row.elts), strict=False))
                text = _spelt(argument, values)
                if text and CODE.fullmatch(text):
                    yield text, severity


def _spelt(node: ast.expr, values: dict[str, list[str]]) -> str:
    if isinstance(node, ast.Name):
        return "".join(values.get(node.id, [])) if node.id == "code" else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
            parts.append("".join(values.get(part.value.id, [])))
    return "".join(parts)


def diagnostics() -> str:
    """Return the page of all codes. Raises `KeyError` for one that diagnostics.toml does not explain."""
    found = codes()
    areas = tomllib.loads((HERE / "diagnostics.toml").read_text("utf-8"))
    missing = set(found) - {code for area in areas.values() for code in area["codes"]}
    if missing:
        raise KeyError(f"docs/diagnostics.toml does not explain {', '.join(sorted(missing))}")
    lines = [
        "# Diagnostics",
        "",
        "Every problem names the file, the line and the column, and ends with a code in square brackets.",
        "Look the code up here.",
        "An *error* keeps the PDF from being made; a *warning* is something a careful editor would want to know.",
        "",
    ]
    for area in areas.values():
        lines += [f"## {area['title']}", "", "| code | is | means | do this |", "|---|---|---|---|"]
        for code in sorted(area["codes"]):
            meaning, cure = area["codes"][code]
            severity = " or ".join(sorted(found.get(code, ())))
            lines.append(f"| `{code}` | {severity} | {_cell(meaning)} | {_cell(cure)} |")
        lines.append("")
    return "\n".join(lines)


# ---------------------------------------------------------------- commands


def commands(command: click.Command = command_line, path: str = "motivator") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words that call it, groups first."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, **command.context_settings)
        for name in sorted(command.list_commands(context)):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from commands(inner, f"{path} {name}")


def command_page() -> str:
    """Return the page of all commands, from what `--help` says."""
    lines = [
        "# Commands",
        "",
        "Options before the command (`-C`, `--today`) hold for all of them: `motivator -C my-magazine build first`.",
        "What a command makes or lists goes to standard output; problems and progress go to standard error.",
        "A command ends with exit code 0 when all is well, and 1 for problems in content.",
        "Exit code 2 means wrong usage, and 3 that disk, network or a font failed.",
        "",
    ]
    for path, command in commands():
        context = click.Context(command, info_name=path, **command.context_settings)
        usage = " ".join([path, *command.collect_usage_pieces(context)])
        lines += [f"## {path}", "", "```", usage, "```", ""]
        for text in (command.help or "", command.epilog or ""):
            lines += _prose(inspect.cleandoc(text))
        options = [param for param in command.params if isinstance(param, click.Option)]
        if options:
            lines += ["| option | does |", "|---|---|"]
            lines += [f"| `{_cell(_names(option))}` | {_cell(_does(option))} |" for option in options]
            lines.append("")
    return "\n".join(lines)


def _names(option: click.Option) -> str:
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {'|'.join(option.type.choices)}"
    return f"{names} {option.metavar or ('DIR' if isinstance(option.type, click.Path) else 'TEXT')}"


def _does(option: click.Option) -> str:
    default = f" Default: {option.default}." if option.show_default is True else ""
    again = " May be repeated." if option.multiple and "repeat" not in (option.help or "") else ""
    return f"{option.help or ''}{again}{default}".strip()


def _prose(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.startswith("\b"):
            rows = [row.strip() for row in paragraph.removeprefix("\b").strip("\n").split("\n")]
            inside = [row for row in rows if not re.fullmatch(r"Examples?:", row)]
            inside = [re.sub(r"^Example: ", "", row) for row in inside]
            lines += ["```", *inside, "```", ""]
        elif paragraph.strip():
            lines += [" ".join(paragraph.split()), ""]
    return lines


# ---------------------------------------------------------------- keys


def keys(kind: type[msgspec.Struct], path: str = "") -> Iterator[tuple[str, type[msgspec.Struct]]]:
    """Yield each table of a file with the struct that holds its keys: "page.margins", "styles.<name>", "sections[]"."""
    yield path, kind
    for field in msgspec.structs.fields(kind):
        found = _struct(field.type)
        if found:
            struct, mark = found
            inner = f"{path}.{field.encode_name}".lstrip(".") + mark
            if struct is not kind:
                yield from keys(struct, inner)


def _struct(kind: Any) -> tuple[type[msgspec.Struct], str] | None:
    """Return the struct inside a type, and how its table is written."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is dict:
        found = _struct(arguments[1])
        return (found[0], f".<name>{found[1]}") if found else None
    if typing.get_origin(kind) is list:
        found = _struct(arguments[0])
        return (found[0], f"[]{found[1]}") if found else None
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind, ""
    return None


def key_page(title: str, file: str, kind: type[msgspec.Struct], intro: str) -> str:
    """Return the page of a file's keys. Raises `KeyError` for one that keys.toml does not explain."""
    words = tomllib.loads((HERE / "keys.toml").read_text("utf-8"))[file]
    lines = [f"# {title}", "", *intro.strip().split("\n"), ""]
    seen: dict[type[msgspec.Struct], str] = {}
    for path, struct in keys(kind):
        fields = [f for f in msgspec.structs.fields(struct) if not _struct(f.type)]
        if struct in seen:
            lines += [
                f"## `{_header(path)}`",
                "",
                f"The keys of `{_header(seen[struct])}`, for that language only.",
                "",
            ]
            continue
        seen[struct] = path
        if not fields:
            continue
        lines += [f"## `{_header(path)}`" if path else "## At the top of the file", ""]
        if about := words.get(path or "top", {}).get("_"):
            lines += [about, ""]
        lines += ["| key | is | default | means |", "|---|---|---|---|"]
        for field in fields:
            meaning = words[path or "top"][field.encode_name]
            written = str(struct.__annotations__.get(field.name, ""))
            lines.append(
                f"| `{field.encode_name}` | {_kind(field.type, written)} | {_default(field)} | {_cell(meaning)} |"
            )
        lines.append("")
    return "\n".join(lines)


def _header(path: str) -> str:
    return f"[[{path[:-2]}]]" if path.endswith("[]") else f"[{path}]"


def _kind(kind: Any, written: str) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _kind(arguments[0], written) + "".join(_bounds(note) for note in arguments[1:])
    if origin is typing.Literal:
        return " or ".join(f'`"{value}"`' for value in arguments)
    if origin in (typing.Union, types.UnionType):
        parts = [_kind(a, written) for a in arguments if a is not type(None)]
        return " or ".join(parts)
    if origin is list or (origin is tuple and arguments[-1] is Ellipsis):
        return f"list of {_plural(_kind(arguments[0], written))}"
    if origin is tuple:
        return f"list of {len(arguments)} numbers"
    if origin is dict:
        return f"table of {_plural(_kind(arguments[1], written))}"
    if kind is str and "Length" in written and "str |" not in written:
        return "length"
    return {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}[kind]


def _plural(kind: str) -> str:
    return re.sub(r"^(text|length|whole number|number)\b", r"\1s", kind)


def _bounds(note: Any) -> str:
    low, high = getattr(note, "ge", None), getattr(note, "le", None)
    above = getattr(note, "gt", None)
    parts = [f" from {low:g}"] if low is not None else [f" above {above:g}"] if above is not None else []
    return "".join(parts + ([f" to {high:g}"] if high is not None else []))


def _default(field: Any) -> str:
    if field.required:
        return "must be given"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, tuple | list):
        return "`[" + ", ".join(f'"{v}"' if isinstance(v, str) else f"{v:g}" for v in value) + "]`"
    return f"`{value:g}`"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


LAYOUT = """
One file in `layouts/` is one edition: `layouts/print.toml` is the edition `print`.
A file that says `extends = "print"` takes everything from that file and says only what differs.
A length is a number with its unit: `18pt`, `25mm`, `2.5cm`, `1in`, `2pc`.
Unknown keys are errors, so a slip of the pen is found at once.
How to change one safely: [Change a layout](../how-to/change-a-layout.md).
"""
PLAN = """
`articles/issues/<issue>.toml` says what one issue is made of.
The name of the file is the name of the issue: `articles/issues/2027-winter.toml` is built by `motivator build 2027-winter`.
"""
PUBLICATION = """
`publication.toml` stands at the top of a publication.
It says who publishes, in which languages, and by which rules.
"""


def pages() -> dict[str, str]:
    """Return the generated files by their names in `docs/reference/`."""
    made = {
        "commands.md": command_page(),
        "diagnostics.md": diagnostics(),
        "publication.md": key_page("The publication file", "publication", Settings, PUBLICATION),
        "issue-plan.md": key_page("The issue plan", "issue", Plan, PLAN),
        "layout.md": key_page("Layout files", "layout", LayoutFile, LAYOUT),
    }
    return {name: NOTE + "\n" + text.rstrip("\n") + "\n" for name, text in made.items()}


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / "reference" / name).write_text(text, "utf-8")
