"""The pictures of pages in the README, from the files that `motivator build 2027-winter` made.

In: `output/2027-winter`. Out: small PNG files in `docs/pictures/`. Needs pdftoppm (poppler-utils).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
ISSUE = "2027-winter"
DOTS = 80
BLEED = {"print": 9}
STORY = "the-long-day"

# Name of the picture: language, edition, article, pages after the article's first; without an article, the page itself.
PICTURES = {
    "cover": ("en", "print", "", 1),
    "contents": ("en", "print", "", 2),
    "story-english": ("en", "print", STORY, 0),
    "story-spanish": ("es", "print", STORY, 0),
    "chart": ("en", "print", STORY, 3),
    "large-print": ("en", "large-print", STORY, 1),
}


def start(manifest: dict[str, Any], file: str, article: str) -> int:
    """Return the page on which an article begins in a file."""
    entry = next(entry for entry in manifest["files"] if entry["file"] == file)
    return int(next(found["page"] for found in entry["articles"] if found["slug"] == article))


def picture(pdf: Path, page: int, bleed: int) -> Image.Image:
    """Return a page cut to its trim, in at most 128 colours."""
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder) / "page"
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS), "-f", str(page), "-l", str(page), "-png", "-singlefile", str(pdf), str(name)],
            check=True,
        )
        image = Image.open(name.with_suffix(".png")).convert("RGB")
    edge = round(bleed * DOTS / 72)
    trimmed = image.crop((edge, edge, image.width - edge, image.height - edge))
    return trimmed.quantize(128, dither=Image.Dither.NONE)


def main(folder: Path) -> None:
    """Make every picture from the files in `folder`."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (HERE / "pictures").mkdir(exist_ok=True)
    for name, (language, edition, article, page) in PICTURES.items():
        file = f"{ISSUE}.{language}.{edition}.pdf"
        number = page + (start(manifest, file, article) if article else 0)
        made = picture(folder / file, number, BLEED.get(edition, 0))
        made.save(HERE / "pictures" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "output" / ISSUE)
