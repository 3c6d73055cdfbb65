"""Outlines as a page's content stream spells them (ISO 32000-1, 8.5.2)."""

from __future__ import annotations

from collections.abc import Iterable

_OPERATORS = {"M": " m", "L": " l", "C": " c", "Z": "h"}


def operators(commands: Iterable[tuple[str | float, ...]]) -> str:
    """Return the operators that build a path. Raises ValueError for a command that PDF has not."""
    parts: list[str] = []
    for letter, *values in commands:
        operator = _OPERATORS.get(str(letter))
        if operator is None:
            raise ValueError(f'"{letter}" is no command of an outline')
        # Four decimals, of which most numbers need one or none; a rounded number has no exponent.
        numbers = " ".join([repr(round(float(value), 4) + 0.0) for value in values])
        parts.append(f"{numbers}{operator}")
    return " ".join(parts).replace(".0 ", " ")
