"""TOML files as typed values, every fault with its line.

In: a path and the type its tables should have (msgspec structs). Out: the value. The door of msgspec and tomllib.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.foundation.diagnostic import Problems, Span, Unusable
from pipeline.foundation.files import read_text

Struct = TypeVar("Struct")
Keys = tuple[str, ...]

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")
_AT = re.compile(r" - at `\$\.?([^`]*)`$")


@dataclass(frozen=True, slots=True)
class Toml:
    """A TOML file read: its tables and where each key stands."""

    path: str
    tables: dict[str, Any]
    places: Mapping[Keys, Span]

    def span(self, *keys: str) -> Span:
        """Return where a key stands, or the nearest table around it that has a place."""
        for end in range(len(keys), 0, -1):
            if keys[:end] in self.places:
                return self.places[keys[:end]]
        return Span(self.path, 1, 1)


def read_toml(path: Path, shown: str, problems: Problems) -> Toml | None:
    """Return the tables of a TOML file, or None where it is missing or broken."""
    try:
        text = read_text(path, shown)
        return Toml(shown, tomllib.loads(text), dict(_places(text, shown)))
    except Unusable as fault:
        problems.add([fault.problem])
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
        span = Span(shown, int(found[1]), int(found[2])) if found else Span(shown)
        message = re.sub(r"\s*\(at .*\)$", "", str(fault))
        problems.error("toml-broken", f"no TOML: {message[:1].lower()}{message[1:]}", span)
    return None


def typed(toml: Toml, kind: type[Struct], problems: Problems, *, tables: object = None, at: Keys = ()) -> Struct | None:
    """Return the file's tables (or those given, standing at `at`) as a `kind`; None where they do not fit."""
    value = toml.tables if tables is None else tables
    before = problems.errors
    _unknown(toml, value, kind, at, problems)
    if problems.errors > before:
        return None
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as fault:
        message = str(fault)
        found = _AT.search(message)
        keys = at + tuple(re.split(r"\.|\[\d*\.*\]\.?", found[1]) if found and found[1] else ())
        text = _AT.sub("", message)
        words = f"{keys[-1]}: " if keys and keys[-1] else ""
        missing = re.match(r"Object missing required field `([^`]+)`", text)
        if missing:
            problems.error("key-missing", f'no key "{missing[1]}"', toml.span(*keys), hint=f"add {missing[1]} = …")
        else:
            problems.error("value-kind", f"{words}{text[:1].lower()}{text[1:]}", toml.span(*keys))
    return None


def _unknown(toml: Toml, value: object, kind: Any, at: Keys, problems: Problems) -> None:
    """Report each key that the type has no field for, with the nearest it has."""
    kind = _plain(kind)
    if isinstance(value, dict):
        arguments = typing.get_args(kind)
        if typing.get_origin(kind) in (dict, Mapping) and len(arguments) == 2:
            for key, inner in value.items():
                _unknown(toml, inner, arguments[1], (*at, key), problems)
        elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            known = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
            for key, inner in value.items():
                if key in known:
                    _unknown(toml, inner, known[key], (*at, key), problems)
                    continue
                near = difflib.get_close_matches(key, known, 1)
                hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
                problems.error("unknown-key", f'unknown key "{key}"', toml.span(*at, key), hint=hint)
    elif isinstance(value, list):
        arguments = typing.get_args(kind)
        for inner in value:
            if arguments:
                _unknown(toml, inner, arguments[0], at, problems)


def _plain(kind: Any) -> Any:
    """Return the one struct, mapping or list of an optional type."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        rest = [a for a in typing.get_args(kind) if a is not type(None)]
        structs = [a for a in rest if isinstance(a, type) and issubclass(a, msgspec.Struct)]
        return structs[0] if structs else rest[0]
    return kind


def _places(text: str, path: str) -> Iterator[tuple[Keys, Span]]:
    table: Keys = ()
    seen: set[Keys] = set()
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if header and not key:
            table = _parts(header[1])
            keys = table
        elif key:
            keys = table + _parts(key[1])
        else:
            continue
        if keys not in seen:
            seen.add(keys)
            yield keys, Span(path, number, len(line) - len(line.lstrip()) + 1)


def _parts(dotted: str) -> Keys:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted) if a or b or c)
