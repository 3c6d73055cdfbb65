"""TOML files as typed values, every fault with its line.

In: a path and the type its tables should have (msgspec structs). Out: the value. The door of msgspec's conversion and of
tomllib.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.files import read_text
from pipeline.foundation.value import Struct

Kind = TypeVar("Kind")
Keys = tuple[str, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")
_AT = re.compile(r" - at `[^`]*`$")
_KIND = re.compile(r"`([\w |]+)`")
# What msgspec calls the kinds of values, in the words of somebody who writes TOML.
_KINDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "a table",
    "array": "a list",
    "date": "a date without quotes",
    "null": "nothing",
}
_WORDS = {"Invalid enum value": "no such value:", " >= ": " of at least ", " <= ": " of at most ", " > ": " over "}
# No key or table name of ours is as long: the line of a longer one is not looked for.
_LONGEST = 500


class Toml(Struct, frozen=True):
    """A TOML file read: its tables, where each key stands, and its lines.

    The keys of the second `[[sections]]` are ("sections", "1", …): arrays of tables count from 0.
    """

    path: str
    tables: dict[str, Any]
    places: Mapping[Keys, Span]
    lines: tuple[str, ...] = ()

    def span(self, *keys: str) -> Span:
        """Return where a key stands, or the nearest table around it that has a place."""
        for end in range(len(keys), 0, -1):
            if keys[:end] in self.places:
                return self.places[keys[:end]]
        return Span(self.path, 1, 1)

    def quoted(self, text: str, *keys: str) -> Span:
        """Return where `text` stands in quotes, from the place of a key onward, or that place."""
        start = self.span(*keys)
        for number, line in enumerate(self.lines[max(start.line - 1, 0) :], max(start.line, 1)):
            column = max(line.find(f'"{text}"'), line.find(f"'{text}'"))
            if column >= 0:
                return Span(self.path, number, column + 1)
        return start


def read_toml(path: Path, shown: str, problems: Problems) -> Toml | None:
    """Return the tables of a TOML file, or None where it is missing or broken."""
    try:
        text = read_text(path, shown)
        return Toml(shown, tomllib.loads(text), dict(_places(text, shown)), tuple(text.split("\n")))
    except Unusable as fault:
        problems.add([fault.problem])
    except RecursionError:
        problems.error("toml-broken", "no TOML: its lists nest too deep", Span(shown))
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
        span = Span(shown, int(found[1]), int(found[2])) if found else Span(shown)
        message = re.sub(r"\s*\(at .*\)$", "", str(fault))
        problems.error("toml-broken", f"no TOML: {message[:1].lower()}{message[1:]}", span)
    except ValueError:
        # The one other thing the parser refuses, as Python does: int() takes 4300 digits.
        problems.error("toml-broken", "no TOML: a number of more digits than can be read", Span(shown))
    return None


def typed(toml: Toml, kind: type[Kind], problems: Problems, *, tables: object = None, at: Keys = ()) -> Kind | None:
    """Return the file's tables (or those given, standing at `at`) as a `kind`; None where they do not fit.

    Every key that does not fit is reported: `unknown-key`, `key-missing`, `value-kind`.
    """
    value = toml.tables if tables is None else tables
    before = problems.errors
    _check(toml, value, kind, at, problems)
    return msgspec.convert(value, kind, strict=True) if problems.errors == before else None


def _check(toml: Toml, value: object, kind: Any, at: Keys, problems: Problems) -> None:
    """Report each key the type has no field for or that is missing, and each value of another type."""
    only = _plain(kind)
    arguments = typing.get_args(only)
    origin = typing.get_origin(only)
    if isinstance(value, dict) and isinstance(only, type) and issubclass(only, msgspec.Struct):
        _check_struct(toml, value, only, at, problems)
    elif isinstance(value, dict) and origin in (dict, Mapping) and len(arguments) == 2:
        for key, inner in value.items():
            _check(toml, inner, arguments[1], (*at, key), problems)
    elif isinstance(value, list) and origin is list and arguments:
        for number, inner in enumerate(value):
            _check(toml, inner, arguments[0], (*at, str(number)), problems)
    else:
        try:
            msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as fault:
            text = _KIND.sub(_kinds, _AT.sub("", str(fault)))
            for theirs, ours in _WORDS.items():
                text = text.replace(theirs, ours)
            key = next((part for part in reversed(at) if not part.isdigit()), "")
            words = f"{key}: {text[:1].lower()}{text[1:]}"
            choice = ", ".join(f'"{a}"' for a in arguments) if origin is Literal else ""
            problems.error("value-kind", words, toml.span(*at), hint=f"one of {choice}" if choice else "")


def _check_struct(
    toml: Toml, value: Mapping[str, Any], kind: type[msgspec.Struct], at: Keys, problems: Problems
) -> None:
    known = _fields(kind)
    for key, inner in value.items():
        if key in known:
            _check(toml, inner, known[key].type, (*at, key), problems)
            continue
        near = difflib.get_close_matches(key, known, 1)
        hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
        problems.error("unknown-key", f'unknown key "{key}"', toml.span(*at, key), hint=hint)
    for key, field in known.items():
        if field.required and key not in value:
            where = f" in [{'.'.join(at)}]" if at else ""
            problems.error("key-missing", f'no key "{key}"{where}', toml.span(*at), hint=f"add {key} = …")


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the fields of a type by their keys; msgspec works them out anew each time."""
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _kinds(found: re.Match[str]) -> str:
    kinds = [name for name in found[1].split(" | ") if name != "null"]
    return " or ".join(_KINDS.get(name, name) for name in kinds) or _KINDS["null"]


def _plain(kind: Any) -> Any:
    """Return the type without the "or None" of an optional one; a union of more stays as it is."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        rest = [a for a in typing.get_args(kind) if a is not type(None)]
        return rest[0] if len(rest) == 1 else kind
    return kind


def _places(text: str, path: str) -> Iterator[tuple[Keys, Span]]:
    table: Keys = ()
    seen: set[Keys] = set()
    counts: dict[Keys, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        short = line[:_LONGEST]
        header = _HEADER.match(short)
        key = _KEY.match(short)
        if header and not key:
            table = keys = _parts(header[2])
            if header[1] == "[[":
                table = keys = (*keys, str(counts.get(keys, 0)))
                counts[keys[:-1]] = int(keys[-1]) + 1
        elif key:
            keys = table + _parts(key[1])
        else:
            continue
        if keys not in seen:
            seen.add(keys)
            yield keys, Span(path, number, len(line) - len(line.lstrip()) + 1)


def _parts(dotted: str) -> Keys:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted) if a or b or c)
