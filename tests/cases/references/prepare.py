"""Prints what golden.js needs: the items as the program hands them to a processor, its style, CSL's locales, clusters of cites."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline.document.bibliography import read_bibliography
from pipeline.document.csl import csl_item
from pipeline.document.reference import house_style
from pipeline.foundation.diagnostic import Problems

HERE = Path(__file__).parent
CLUSTERS = [
    [["m1"]],
    [["m1"], ["m2"]],
    [["m3"], ["m1"], ["m2"]],
    [["m1"], ["m3"], ["m4"], ["m5"]],
    [["m9"], ["m1"], ["m8"], ["m2"], ["m12"], ["m10"]],
    [["m4", "page", "12"]],
    [["m4", "page", "12-14"]],
    [["m4", "chapter", "3"]],
]

if __name__ == "__main__":
    locales = {name: Path(sys.argv[1], f"locales-{name}.xml").read_text("utf-8") for name in ("en-US", "es-ES")}
    works = read_bibliography(HERE / "items.json", "items.json", Problems()).works.values()
    items = {language: [csl_item(work, language) for work in works] for language in ("en", "es")}
    json.dump({"style": house_style(), "locales": locales, "items": items, "clusters": CLUSTERS}, sys.stdout)
