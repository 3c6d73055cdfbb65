"""What all tests share: the fonts as they are cut once, the specimen issue composed once, golden text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from specimen import Specimen

PROOFS = Path(__file__).parent / "proofs"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="Write golden proofs anew; read the difference afterwards.")


@pytest.fixture(scope="session")
def faces_cache() -> Path:
    """The folder of cut fonts that the product itself uses: cutting them takes a minute."""
    given = os.environ.get("MOTIVATOR_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "motivator"


@pytest.fixture(scope="session")
def specimen(faces_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Specimen:
    """The specimen issue; the processes of one run share what has been composed."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "specimen"
    folder.mkdir(exist_ok=True)
    return Specimen(faces_cache, folder)


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """A function that compares text with the golden proof of a name; `pytest --accept` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = PROOFS / f"{name}.txt"
        if request.config.getoption("--accept"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"no proof {path.name} yet: run pytest --accept and read it"
        assert path.read_text(encoding="utf-8") == text

    return compare
