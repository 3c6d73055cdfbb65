"""What all tests share: the fonts as they are cut once, the specimen issue composed once, golden text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from publications import article
from specimen import Specimen

from pipeline.edition.scaffold import scaffold

PROOFS = Path(__file__).parent / "proofs"

# No test is timed, and a gate must say the same twice: new examples are looked for where people work, and kept as tests of
# their own.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.register_profile("work", deadline=None)
settings.load_profile("gate" if os.environ.get("CI") else "work")


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


@pytest.fixture(scope="session")
def scaffolded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new publication that no test changes, with a file in `output/` that none may touch."""
    root = tmp_path_factory.mktemp("scaffold") / "magazine"
    scaffold(root)
    kept = root / "output" / "first" / "kept.pdf"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"from an earlier build")
    return root


@pytest.fixture
def publication(
    scaffolded: Path, tmp_path: Path, faces_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """A function that makes a scratch publication: a scaffold with one short article, and the files given over it.

    A file given as None is taken away; one given as a pair of texts has the first of them replaced by the second.
    """
    monkeypatch.setenv("MOTIVATOR_CACHE", str(faces_cache.parent))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def make(files: Mapping[str, bytes | str | tuple[str, str] | None] | None = None) -> Path:
        root = tmp_path / "magazine"
        shutil.copytree(scaffolded, root)
        # The article is another one: no translator has seen it yet.
        for path in (*root.glob("locale/*/LC_MESSAGES/first.po"), *root.glob("locale/templates/*.pot")):
            path.unlink()
        for name, data in {**article(), **(files or {})}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                path.unlink()
            elif isinstance(data, tuple):
                text = path.read_text("utf-8")
                assert data[0] in text, f"{name} does not hold {data[0]!r}"
                path.write_text(text.replace(*data, 1), "utf-8", newline="\n")
            else:
                path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return root

    return make
