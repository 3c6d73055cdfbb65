"""The standards a layout asks for, the file that keeps them, and what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from features import MODERN, printed
from press_samples import SCREEN
from publications import article, run
from specimen import LANGUAGES, Specimen

from pipeline.edition.manifest import read_manifest
from pipeline.foundation.diagnostic import Problems
from pipeline.foundation.value import replace
from pipeline.press.printing import conformance
from pipeline.typesetting.layoutfile import read_layout

Make = Callable[..., Path]
ASKED = 'tagged = true\nconformance = ["PDF/UA-2", "WTPDF-1.0"]\n'


def test_a_layout_keeps_ua_1_unless_it_asks_for_more(publication: Make) -> None:
    root = publication({"layouts/screen.toml": ("tagged = true\n", ASKED)})
    for name, wanted in (("large-print", ("PDF/UA-1",)), ("screen", ("PDF/UA-2", "WTPDF-1.0"))):
        layout = read_layout(root, name, "en", Problems())
        assert layout is not None and wanted == layout.conformance


@pytest.mark.parametrize("value", ['["PDF/UA-1", "PDF/UA-2"]', '["PDF/UA-1", "WTPDF-1.0"]', "[]"])
def test_standards_of_two_versions_of_pdf_and_none_are_refused(value: str, publication: Make) -> None:
    root = publication({"layouts/screen.toml": ("tagged = true\n", f"tagged = true\nconformance = {value}\n")})
    problems = Problems()
    assert read_layout(root, "screen", "en", problems) is None
    assert ["conformance-mixed"] == [problem.code for problem in problems]


def test_a_build_makes_the_file_and_the_manifest_claims_its_standards(publication: Make) -> None:
    root = publication({**article(), "layouts/screen.toml": ("tagged = true\n", ASKED)})
    run(root, "build", "first", "--edition", "screen", "--language", "en", "--jobs", "1")
    manifest = read_manifest(root / "output" / "first")
    assert manifest is not None and [("PDF/UA-2", "WTPDF-1.0")] == [entry.standards for entry in manifest.files]
    assert (root / "output" / "first" / "first.en.screen.pdf").read_bytes().startswith(b"%PDF-2.0\n")


def test_a_draft_claims_nothing_in_either_profile() -> None:
    assert () == conformance(replace(MODERN, draft=True))
    assert ("PDF/UA-2", "WTPDF-1.0") == conformance(MODERN)
    with pytest.raises(ValueError, match=r"PDF 1\.7"):
        replace(SCREEN, accessible=("PDF/UA-1", "PDF/UA-2"))


def test_the_two_profiles_declare_themselves() -> None:
    old, new = (packet(printed("p", "en", output)) for output in (SCREEN, MODERN))
    assert "<pdfuaid:part>1</pdfuaid:part>" in old and "pdfuaid:rev" not in old and "pdfd:" not in old
    assert "<pdfuaid:part>2</pdfuaid:part>" in new and "<pdfuaid:rev>2024</pdfuaid:rev>" in new
    declared = re.findall(r"<pdfd:conformsTo>(.*?)</pdfd:conformsTo>", new)
    assert [f"http://pdfa.org/declarations/wtpdf#{level}1.0" for level in ("accessibility", "reuse")] == declared


def packet(data: bytes) -> str:
    return data[data.index(b"<?xpacket") : data.index(b'<?xpacket end="r"?>')].decode()


def test_in_pdf_2_ways_lead_to_elements_and_nothing_deprecated_is_left() -> None:
    with pikepdf.open(BytesIO(printed("toc", "en", MODERN))) as pdf:
        assert "/Info" not in pdf.trailer
        headings = {"Caminar más", "Walking farther"}
        for annotation in pdf.pages[0].Annots:
            assert "/Dest" not in annotation
            assert "/H" == str(annotation.A.SD[0].S)[:2]
            assert annotation.A.SD[0].Pg.objgen == annotation.A.D[0].objgen
        mark = pdf.Root.Outlines.First
        assert str(mark.Title) in headings and "/H1" == str(mark.A.SD[0].S)
        names = pdf.Root.Names.Dests.Names
        assert ["end", "start"] == [str(name) for name in names[::2]]
        assert all("/SD" in place for place in names[1::2])
        (toc,) = [e for e in pdf.Root.StructTreeRoot.K.K[0].K if "/S" in e and e.S == "/TOC"]
        assert ["/H1", "/H2"] == [str(entry.Ref[0].S) for entry in toc.K]


def test_in_pdf_2_a_note_refers_to_all_its_marks() -> None:
    for output, role, count in ((SCREEN, "/Note", 1), (MODERN, "/FENote", 2)):
        with pikepdf.open(BytesIO(printed("note", "en", output))) as pdf:
            (note,) = [e for e in pdf.Root.StructTreeRoot.K.K[0].K if e.S == role]
            assert count == len(note.Ref)
            assert all(mark.Ref[0].objgen == note.objgen for mark in note.Ref)
            assert "/Reference" == str(note.Ref[0].S)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_specimen_issue_says_what_it_is(language: str, specimen: Specimen) -> None:
    path = specimen.pdf(language, "screen")
    said = packet(path.read_bytes())
    titles = dict(re.findall(r'<rdf:li xml:lang="([\w-]+)">(The Motivator, .*?)</rdf:li>', said))
    assert {"x-default", "en", "es"} == set(titles)
    assert titles["x-default"] == titles[language] != titles["es" if language == "en" else "en"]
    assert "<dc:rights>" in said and "<xmpRights:Marked>True</xmpRights:Marked>" in said
    made = specimen.edition(language, "screen")
    dated = [slug for slug in made.inputs.issue.articles if made.documents[slug].reviewed]
    reviews = re.findall(r"<mrv:reviewed>(.*?)</mrv:reviewed><mrv:due>(\d{4}-\d\d-\d\d)</mrv:due>", said)
    assert dated and [made.documents[slug].reviewed for slug in dated] == [reviewed for reviewed, _ in reviews]
    with pikepdf.open(path) as pdf:
        assert language == str(pdf.Root.Lang)
        assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert {"/S"} == {str(page.obj.Tabs) for page in pdf.pages}
        assert len(pdf.pages) == len({page.label for page in pdf.pages})
        names = {str(name) for name in pdf.Root.Names.Dests.Names[::2]}
        assert set(made.inputs.issue.articles) <= names
