"""Pulling as an editor does it: files written whole, or none; the network only where it is safe."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from click.testing import CliRunner, Result

from pipeline.cli.main import main
from pipeline.document.article import read_article
from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.foundation.value import Struct
from pipeline.sources.addresses import is_public
from pipeline.sources.fetch import Fetcher, Limits
from pipeline.sources.writer import article_text

CASES = Path(__file__).parent / "cases/pull"
SAMPLE = Path(__file__).parents[2] / "shared/samples/weakness-capture.txt"
SETTINGS = 'name = "The Motivator"\nlanguages = ["en", "es"]\n[publisher]\nname = "Specimen"\n'


class House(Struct, frozen=True):
    """A publication in a folder, and the command run on it."""

    root: Path

    def pull(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["-C", str(self.root), "--today", "2026-11-22", "pull", *arguments])

    @property
    def files(self) -> dict[str, bytes]:
        found = sorted(f for f in self.root.rglob("*") if f.is_file() and f.name != "publication.toml")
        return {f.relative_to(self.root).as_posix(): f.read_bytes() for f in found}

    def front(self, slug: str) -> dict[str, Any]:
        text = (self.root / f"articles/{slug}.md").read_text()
        found: dict[str, Any] = yaml.load(text.split("---\n")[1], Loader=yaml.BaseLoader)
        return found


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "publication.toml").write_text(SETTINGS)
    return House(tmp_path)


def test_a_pulled_article_has_its_papers_and_reads_back(house: House) -> None:
    done = house.pull(str(CASES / "joomla.html"), "--slug", "cooling")
    assert done.exit_code == 0, done.output
    assert done.stdout.strip().endswith("articles/cooling.md: Keeping Cool & Carrying On")
    assert [
        "articles/.sources/cooling/facts.json",
        "articles/.sources/cooling/pulled.md",
        "articles/.sources/cooling/raw.html",
        "articles/cooling.md",
        "articles/references.json",
    ] == list(house.files)
    front = house.front("cooling")
    assert list(front) == [
        "title", "language", "breadcrumb", "reviewers", "first_appeared", "source_modified", "source", "references", "see_also",
    ]  # fmt: skip
    assert front["references"] == ["marsh2011"]
    assert house.files["articles/.sources/cooling/raw.html"] == (CASES / "joomla.html").read_bytes()
    problems = Problems()
    article = read_article(house.root / "articles/cooling.md", house.root, problems)
    assert article is not None and not problems.errors
    assert [4, "2015-07-30T14:24", ""] == [len(article.content), article.source_modified, article.reviewed]


def test_a_second_pull_changes_nothing_and_says_how_to(house: House) -> None:
    house.pull(str(CASES / "joomla.html"))
    before = house.files
    again = house.pull(str(CASES / "joomla.html"))
    assert (1, True) == (again.exit_code, "--update" in again.stderr)
    assert before == house.files


def test_an_update_never_loses_what_an_editor_wrote(house: House) -> None:
    house.pull(str(CASES / "joomla.html"))
    article = house.root / "articles/joomla.md"
    assert house.pull(str(CASES / "joomla.html"), "--update").exit_code == 0
    article.write_text(article.read_text() + "\nAn editor's line.\n")
    before = house.files
    done = house.pull(str(CASES / "joomla.html"), "--update")
    assert (0, True) == (done.exit_code, "up to date" in done.stderr)
    assert before == house.files


def test_without_the_article_as_pulled_an_edited_one_is_left_alone(house: House) -> None:
    house.pull(str(CASES / "joomla.html"))
    (house.root / "articles/.sources/joomla/pulled.md").unlink()
    article = house.root / "articles/joomla.md"
    article.write_text(article.read_text() + "\nAn editor's line.\n")
    before = house.files
    done = house.pull(str(CASES / "joomla.html"), "--update")
    assert (1, True) == (done.exit_code, "edited-since-pull" in done.stderr)
    assert before == house.files


def updated(house: House, source: tuple[bytes, bytes], article: tuple[str, str], *options: str) -> tuple[str, Result]:
    """Pull a page, change it and the article pulled from it, and pull it again; return the article and what was said."""
    page = house.root / "page.html"
    page.write_bytes((CASES / "joomla.html").read_bytes())
    house.pull(str(page), "--slug", "heat")
    assert source[0] in page.read_bytes()
    page.write_bytes(page.read_bytes().replace(*source))
    path = house.root / "articles/heat.md"
    assert article[0] in path.read_text()
    path.write_text(path.read_text().replace(*article))
    done = house.pull("--update", *options)
    return path.read_text(), done


def test_an_update_takes_from_the_source_and_from_the_editor(house: House) -> None:
    text, done = updated(
        house,
        (b"It passes as the body cools.", b"It passes."),
        ("title: Keeping Cool", "department: heat\ntitle: Keeping Cool"),
    )
    assert done.exit_code == 0, done.output
    assert "It passes.\n" in text and "department: heat\n" in text and "<<<<" not in text


def test_what_both_changed_stands_between_marks_and_keeps_the_issue_from_being_built(house: House) -> None:
    text, done = updated(
        house,
        (b"It passes as the body cools.", b"It passes."),
        ("It passes as the body cools.", "It passes within the hour."),
    )
    assert "pull-conflict" in done.stderr and "heat.md:" in done.stderr
    assert (
        text.index("<<<<<<< ") < text.index("within the hour") < text.index("\n=======\n") < text.index("It passes.\n")
    )
    problems = Problems()
    assert read_article(house.root / "articles/heat.md", house.root, problems) is None
    assert ["merge-conflict"] == [problem.code for problem in problems]
    again = house.pull("--update")
    assert (1, text) == (again.exit_code, (house.root / "articles/heat.md").read_text())


def test_a_dry_run_of_an_update_shows_the_difference(house: House) -> None:
    text, done = updated(house, (b"It passes as the body cools.", b"It passes."), ("", ""), "--dry-run")
    assert "It passes as the body cools." in text
    assert any(
        line.startswith("-") and line.endswith("It passes as the body cools.") for line in done.stdout.split("\n")
    )
    assert any(line.startswith("+") and line.endswith("It passes.") for line in done.stdout.split("\n"))


def test_the_papers_say_where_each_fact_came_from(house: House) -> None:
    house.pull(str(CASES / "joomla.html"), "--slug", "cooling")
    kept, fresh = house.pull("--explain", "cooling"), house.pull("--explain", str(CASES / "joomla.html"))
    assert (0, 0) == (kept.exit_code, fresh.exit_code)
    for done in (kept, fresh):
        assert "source_modified: 2015-07-30T14:24\n    " in done.stdout
        assert "joomla.html:" in done.stdout or "articles/.sources/cooling/raw.html:" in done.stdout


def test_an_update_brings_what_changed_at_the_source(house: House, tmp_path: Path) -> None:
    page = tmp_path / "heat.html"
    page.write_bytes((CASES / "joomla.html").read_bytes())
    house.pull(str(page))
    page.write_bytes(page.read_bytes().replace(b"It passes as the body cools.", b"It passes."))
    assert house.pull(str(page), "--update").exit_code == 0
    assert b"feel heavy. It passes.\n" in house.files["articles/heat.md"]
    assert 1 == len(json.loads(house.files["articles/references.json"]))


def test_a_dry_run_writes_nothing(house: House) -> None:
    assert house.pull(str(CASES / "joomla.html"), "--dry-run").exit_code == 0
    assert {} == house.files


def test_one_source_at_fault_keeps_all_from_being_written(house: House, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    before = house.files
    done = house.pull(str(CASES / "joomla.html"), str(empty))
    assert (1, True) == (done.exit_code, "empty file [file-empty]" in done.stderr)
    assert before == house.files


def test_a_file_that_is_not_there_is_the_worlds_fault(house: House) -> None:
    assert 3 == house.pull("no-such-file.html").exit_code
    assert 2 == house.pull("a.html", "b.html", "--slug", "one").exit_code


def test_a_broken_bibliography_is_left_alone(house: House) -> None:
    (house.root / "articles").mkdir()
    (house.root / "articles/references.json").write_text("[{")
    before = house.files
    done = house.pull(str(CASES / "joomla.html"))
    assert (1, True) == (done.exit_code, "bibliography-broken" in done.stderr)
    assert before == house.files


def test_a_disk_that_fails_leaves_the_folder_as_it_was(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.sources import pull as room

    real = room.write_whole

    def failing(path: Path, data: bytes) -> None:
        if path.suffix == ".md":
            raise OSError(28, "No space left on device", str(path))
        real(path, data)

    monkeypatch.setattr(room, "write_whole", failing)
    assert 3 == house.pull(str(CASES / "joomla.html")).exit_code
    assert {} == house.files
    assert not (house.root / "articles").exists()


@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared sample capture is not at hand")
def test_the_captured_page_gives_exactly_its_facts(house: House) -> None:
    assert house.pull(str(SAMPLE)).exit_code == 0
    front = house.front("weakness")
    assert front.pop("source")["retrieved"] == "2026-11-22"
    see_also = front.pop("see_also")
    assert len(see_also) == 1 and see_also[0].startswith("For commonly prescribed")
    assert front == {
        "title": "Managing Weakness in Multiple Sclerosis",
        "language": "en",
        "breadcrumb": ["About MS", "What are the Symptoms of MS?", "Weakness"],
        "reviewers": [
            {
                "name": "Randall T. Schapiro",
                "credentials": "MD",
                "roles": [
                    "President, The Schapiro MS Advisory Group",
                    "Clinical Professor of Neurology, University of Minnesota (retired)",
                ],
            }
        ],
        "first_appeared": {"publication": "The Motivator", "issue": "Summer/Fall 2013"},
        "source_modified": "2015-07-30T14:24",
        "references": ["schapiro2007"],
    }
    body = (house.root / "articles/weakness.md").read_text().split("---\n\n", 1)[1]
    long = [line for line in SAMPLE.read_text().split("\n") if len(line) > 200]
    assert body.strip().split("\n\n") == long and len(long) == 5


def test_front_matter_is_written_as_people_write_it() -> None:
    text = article_text(
        {
            "published": "2026-10-02",
            "title": "Heat: what & why",
            "reviewed": "2026-09",
            "language": "en",
            "summary": "",
        },
        "Text.\n",
    )
    assert (
        text == "---\ntitle: 'Heat: what & why'\nlanguage: en\nreviewed: 2026-09\npublished: 2026-10-02\n---\n\nText.\n"
    )


# ---------------------------------------------------------------- the network


class Answers(BaseHTTPRequestHandler):
    """A site on loopback."""

    page: ClassVar[bytes] = (CASES / "wordpress.html").read_bytes()

    def do_GET(self) -> None:
        host = self.headers["Host"]
        packed = gzip.compress(b"0" * 60_000_000) if self.path == "/bomb" else b""
        answers: dict[str, Callable[[], tuple[int, dict[str, str], bytes]]] = {
            "/about/cooling/": lambda: (
                200,
                {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'},
                self.page,
            ),
            "/moved": lambda: (301, {"Location": "/about/cooling/"}, b""),
            "/loop": lambda: (302, {"Location": "/loop"}, b""),
            "/file": lambda: (302, {"Location": "file:///etc/passwd"}, b""),
            "/inside": lambda: (302, {"Location": "http://10.0.0.1/"}, b""),
            "/bomb": lambda: (200, {"Content-Encoding": "gzip"}, packed),
            "/large": lambda: (200, {}, b"0" * 300_000),
            "/": lambda: (
                200,
                {},
                f'<link rel="https://api.w.org/" href="http://{host}/wp-json/"><p>Front page'.encode(),
            ),
        }
        post = {
            "slug": "heat",
            "title": {"rendered": "Heat"},
            "content": {"rendered": "<p>Warmth slows nerves.</p>"},
        }
        if self.path.startswith("/wp-json/wp/v2/posts?"):
            status, headers, body = (
                200,
                {"Content-Type": "application/json", "X-WP-TotalPages": "1"},
                json.dumps([post]).encode(),
            )
        elif self.path.startswith("/wp-json/wp/v2/pages?"):
            status, headers, body = 200, {"Content-Type": "application/json"}, b"[]"
        else:
            status, headers, body = answers.get(self.path, lambda: (404, {}, b""))()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def refusal(url: str, host: str = "", limits: Limits | None = None) -> str:
    with pytest.raises(Unusable) as fault:
        Fetcher(frozenset({host}), limits or Limits())(url)
    return f"{fault.value.problem.code} {int(fault.value.exit_code)}"


def test_a_page_is_pulled_from_a_host_that_is_allowed(house: House, host: str) -> None:
    done = house.pull(f"http://{host}/moved", "--allow-host", host)
    assert done.exit_code == 0, done.output
    assert "https://hillside.example/about/cooling/" == house.front("cooling")["source"]["url"]


def test_a_wordpress_sites_front_page_brings_its_posts(house: House, host: str) -> None:
    done = house.pull(f"http://{host}/", "--allow-host", host)
    assert (0, ["heat"]) == (
        done.exit_code,
        [Path(name).stem for name in house.files if name.endswith(".md") and ".sources" not in name],
    )


def test_addresses_inside_are_refused(house: House, host: str) -> None:
    done = house.pull(f"http://{host}/about/cooling/")
    assert (1, True) == (done.exit_code, "fetch-refused" in done.stderr)
    assert {} == house.files


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "http://u:p@example.org/",
        "http://example.org:25/",
        "http:///x",
        "http://127.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://0x7f.1/",
        "http://[64:ff9b::7f00:1]/",
        "http://[1",
    ],
)
def test_what_is_no_public_web_address_is_refused(url: str) -> None:
    assert "fetch-refused 1" == refusal(url)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/loop", "fetch-refused 1"),
        ("/file", "fetch-refused 1"),
        ("/inside", "fetch-refused 1"),
        ("/bomb", "fetch-refused 1"),
        ("/none", "fetch-failed 3"),
    ],
)
def test_an_allowed_host_is_still_not_trusted(path: str, expected: str, host: str) -> None:
    assert expected == refusal(f"http://{host}{path}", host)


def test_the_wire_has_its_limit(host: str) -> None:
    assert "fetch-refused 1" == refusal(f"http://{host}/large", host, Limits(wire=100_000))


def test_a_network_that_fails_is_the_worlds_fault() -> None:
    assert "fetch-failed 3" == refusal("http://127.0.0.1:9/", "127.0.0.1:9")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("2606:4700::1111", True),
        ("words", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, expected: bool) -> None:
    assert expected == is_public(address)


def test_today_is_an_option_not_the_clock(house: House) -> None:
    house.pull(str(CASES / "joomla.html"))
    assert house.front("joomla")["source"]["retrieved"] == date(2026, 11, 22).isoformat()
