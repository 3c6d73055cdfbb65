"""The way to the network: robots.txt, the rest a host is given, asking again, servers that are slow on purpose, proxies."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from pipeline.cli.main import main
from pipeline.foundation.diagnostic import Problems, Unusable
from pipeline.sources.addresses import bypasses, without_secrets
from pipeline.sources.connector import Reading
from pipeline.sources.fetch import AGENT, NAME, Fetcher, Limits
from pipeline.sources.reading import read_source
from pipeline.sources.robots import read_rules

SETTINGS = 'name = "The Motivator"\nlanguages = ["en", "es"]\n[publisher]\nname = "Specimen"\n'
PAGE = (
    "<html lang='{language}'><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>"
    "<p>{text}</p>{more}</main></body></html>"
)
TEXT = "In 2019, a study of 412 people showed that warmth slows the nerves of the legs, and that rest helps."
TEXTO = "En 2019, un estudio de 412 personas mostró que el calor hace más lentos los nervios de las piernas."


def page(
    title: str = "Heat and legs", *, text: str = TEXT, head: str = "", more: str = "", language: str = "en"
) -> bytes:
    return PAGE.format(title=title, text=text, head=head, more=more, language=language).encode()


def picture(kind: str, **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(made, kind, **options)
    return made.getvalue()


class Site:
    """A site on loopback: answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.sent.append({name.lower(): value for name, value in self.headers.items()})
                status, headers, body = site.answers.get(self.path, (404, {}, b""))
                etag = headers.get("ETag")
                if etag and self.headers.get("If-None-Match") == etag:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def serve(self, path: str, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": kind, **named}, body)
        return self.url + path

    def fetcher(self, **options: Any) -> Fetcher:
        return Fetcher(frozenset({self.host}), **options)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "publication.toml").write_text(SETTINGS)
    return tmp_path


def pull(root: Path, site: Site, *arguments: str) -> Result:
    command = ["-C", str(root), "--today", "2026-11-22", "pull", "--allow-host", site.host, *arguments]
    return CliRunner().invoke(main, command)


def articles(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "articles").glob("*.md"))


def fault(fetch: Fetcher, url: str) -> tuple[str, str]:
    with pytest.raises(Unusable) as raised:
        fetch(url)
    return raised.value.problem.code, raised.value.problem.message


# ---------------------------------------------------------------- manners


def test_robots_txt_is_asked_once_and_kept_to(site: Site) -> None:
    site.serve("/robots.txt", f"User-agent: {NAME}\nDisallow: /private/*.html$\nAllow: /\n".encode(), "text/plain")
    open_, closed = site.serve("/open.html", page()), site.serve("/private/a.html", page())
    fetch = site.fetcher()
    assert page() == fetch(open_).body
    code, said = fault(fetch, closed)
    assert ("fetch-refused", True) == (code, "robots.txt keeps programs from /private/a.html" in said)
    assert ["/robots.txt", "/open.html"] == site.asked
    assert AGENT == site.sent[-1]["user-agent"]


def test_a_robots_txt_in_error_closes_the_site_and_a_missing_one_opens_it(site: Site) -> None:
    url = site.serve("/a.html", page())
    site.serve("/robots.txt", b"", status=503)
    assert "closes the site" in fault(site.fetcher(), url)[1]
    del site.answers["/robots.txt"]
    assert page() == site.fetcher()(url).body


@pytest.mark.parametrize(
    ("status", "body", "allowed", "delay"),
    [
        (200, b"User-agent: *\nDisallow: /\nUser-agent: " + NAME.encode() + b"\nAllow: /\nCrawl-delay: 5", True, 5.0),
        (200, b"User-agent: *\nDisallow: /", False, 0.0),
        (200, b"User-agent: *\nDisallow: /private\nAllow: /private/ok*", True, 0.0),
        (200, b"User-agent: *\nCrawl-delay: 9999", True, 30.0),
        (200, b"\xff\xfe\x00 no rules at all", True, 0.0),
        (404, b"User-agent: *\nDisallow: /", True, 0.0),
        (500, b"", False, 0.0),
    ],
)
def test_rules_are_read_as_the_standard_has_them(status: int, body: bytes, allowed: bool, delay: float) -> None:
    rules = read_rules(status, body, NAME)
    assert (allowed, delay) == (rules.allows("https://example.org/private/ok.html", NAME), rules.delay)


def test_a_host_is_given_the_rest_it_asks_for(site: Site) -> None:
    site.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 7", "text/plain")
    rests: list[float] = []
    fetch = site.fetcher(rest=rests.append)
    for name in ("/a.html", "/b.html"):
        fetch(site.serve(name, page()))
    assert 2 == len(rests) and all(6 < rest <= 7 for rest in rests)


def test_a_server_that_says_later_is_asked_once_more_if_that_is_soon(site: Site) -> None:
    rests: list[float] = []
    url = site.serve("/a.html", b"", status=503, Retry_After="9")
    code, _ = fault(site.fetcher(rest=rests.append), url)
    assert ("fetch-failed", [9.0], 2) == (code, rests, site.asked.count("/a.html"))
    far = site.serve("/b.html", b"", status=429, Retry_After="9000")
    fault(site.fetcher(rest=rests.append), far)
    assert ([9.0], 1) == (rests, site.asked.count("/b.html"))


def test_an_error_is_not_asked_again(site: Site) -> None:
    fault(site.fetcher(), site.serve("/a.html", b"", status=500))
    assert 1 == site.asked.count("/a.html")


def test_headers_that_drip_end_with_the_time_for_the_whole() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        while not over.is_set():
            connection, _ = listener.accept()
            with connection:
                try:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 200 OK\r\n")
                    while not over.wait(0.02):
                        connection.sendall(b"X-A: b\r\n")
                except OSError:
                    continue

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    try:
        code, said = fault(Fetcher(frozenset({host}), Limits(total=0.3)), f"http://{host}/")
        assert ("fetch-failed", True) == (code, "not finished within" in said)
    finally:
        over.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join()
        listener.close()


def test_what_has_not_changed_is_not_sent_again(site: Site, root: Path) -> None:
    url = site.serve("/heat.html", page(), ETag='"one"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")
    assert 0 == pull(root, site, url).exit_code
    papers = json.loads((root / "articles/.sources/heat/facts.json").read_text())
    assert {"etag": '"one"', "last-modified": "Mon, 02 Mar 2026 10:00:00 GMT"} == papers["validators"]
    done = pull(root, site, "--update")
    assert (0, True) == (done.exit_code, "has not changed" in done.stderr)
    assert '"one"' == site.sent[-1]["if-none-match"]
    site.serve("/heat.html", page(text=TEXT.replace("rest helps", "shade helps")), ETag='"two"')
    assert 0 == pull(root, site, "--update").exit_code
    assert "shade helps" in (root / "articles/heat.md").read_text()


def test_a_proxy_is_used_and_asked_by_name(site: Site) -> None:
    site.answers["http://magazine.invalid/robots.txt"] = (404, {}, b"")
    site.answers["http://magazine.invalid/a.html"] = (200, {"Content-Type": "text/html"}, page())
    fetch = Fetcher(proxies={"http": f"http://user:secret@{site.host}"}, limits=Limits(pause=0))
    assert page() == fetch("http://magazine.invalid/a.html").body
    assert "http://magazine.invalid/a.html" == site.asked[-1]


def test_a_private_address_is_refused_behind_a_proxy_too(site: Site) -> None:
    fetch = Fetcher(proxies={"http": site.url})
    assert "fetch-refused" == fault(fetch, "http://10.0.0.1/")[0]
    assert [] == site.asked


def test_a_proxy_that_cannot_be_used_keeps_its_password_to_itself() -> None:
    with pytest.raises(Unusable) as raised:
        Fetcher(proxies={"http": "gopher://user:secret@proxy"})("http://magazine.invalid/")
    assert "secret" not in str(raised.value) and "proxy" in str(raised.value)


@pytest.mark.parametrize(
    ("host", "exceptions", "expected"),
    [
        ("example.org", "example.org", True),
        ("www.example.org", ".example.org,other", True),
        ("example.org.evil.net", "example.org", False),
        ("example.org", "*", True),
        ("example.org", "", False),
    ],
)
def test_exceptions_from_the_proxy_are_whole_names(host: str, exceptions: str, expected: bool) -> None:
    assert expected == bypasses(host, exceptions)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.org/x?id=3&token=abc", "https://a.org/x?id=3"),
        ("https://u:p@a.org/x", "https://a.org/x"),
        ("https://a.org/x?X-Amz-Signature=1&X-Amz-Credential=2&v=1", "https://a.org/x?v=1"),
        ("https://a.org/x;jsessionid=12?a=b%20c", "https://a.org/x?a=b%20c"),
        ("https://a.org/x?q=a+b#c", "https://a.org/x?q=a+b#c"),
        ("articles/a.html", "articles/a.html"),
        ("http://[1", ""),
    ],
)
def test_no_key_is_written_down(url: str, expected: str) -> None:
    assert expected == without_secrets(url)


def test_a_key_in_an_address_is_in_no_file(site: Site, root: Path) -> None:
    site.serve("/heat.html?key=hush", page())
    assert 0 == pull(root, site, f"{site.url}/heat.html?key=hush").exit_code
    written = [path for path in root.rglob("*") if path.is_file()]
    assert not [path.name for path in written if b"hush" in path.read_bytes()]


# ---------------------------------------------------------------- pictures


def test_pictures_are_fetched_checked_and_kept_once_with_their_credit(site: Site, root: Path) -> None:
    exif = Image.Exif()
    exif[315] = "Ana Ruiz"
    site.serve("/leg.jpg", picture("JPEG", exif=exif), "image/jpeg")
    site.serve("/same.jpg", picture("JPEG", exif=exif), "image/jpeg")
    site.serve("/vest.webp", picture("WEBP"), "image/webp")
    site.serve("/bad.png", b"no picture", "image/png")
    more = (
        "<figure><img src='/leg.jpg' alt='A leg'><figcaption>A cool leg.</figcaption></figure>"
        "<img src='/same.jpg' alt='A leg again'><figure><img src='/vest.webp' alt='A vest'>"
        "<figcaption>A vest. Photo: Lee Brown</figcaption></figure><img src='/bad.png' alt='Nothing'>"
    )
    done = pull(root, site, site.serve("/heat.html", page(more=more)))
    assert done.exit_code == 0, done.output
    assert ["heat-1.jpg", "heat-2.png"] == sorted(path.name for path in (root / "articles/figures").iterdir())
    text = (root / "articles/heat.md").read_text()
    assert 2 == text.count("figures/heat-1.jpg") and "A cool leg. Photo: Ana Ruiz" in text
    assert "picture-kind" in done.stderr and "Nothing" in done.stderr
    records = json.loads((root / "articles/.sources/heat/facts.json").read_text())["pictures"]
    assert [("figures/heat-1.jpg", "Ana Ruiz"), ("figures/heat-2.png", "Lee Brown")] == [
        (record["file"], record["credit"]) for record in records
    ]


def test_a_picture_an_editor_has_worked_on_is_left_as_it_is(site: Site, root: Path) -> None:
    site.serve("/leg.png", picture("PNG"), "image/png")
    url = site.serve("/heat.html", page(more="<img src='/leg.png' alt='A leg'>"))
    pull(root, site, url)
    kept = root / "articles/figures/heat-1.png"
    kept.write_bytes(picture("PNG", optimize=True) + b"retouched")
    site.serve("/heat.html", page(text=TEXT + " More.", more="<img src='/leg.png' alt='A leg'>"))
    assert 0 == pull(root, site, "--update").exit_code
    assert kept.read_bytes().endswith(b"retouched")
    assert "More." in (root / "articles/heat.md").read_text()


def test_pictures_saved_with_a_page_are_found_beside_it_and_nowhere_else(site: Site, root: Path) -> None:
    (root / "in/heat_files").mkdir(parents=True)
    (root / "in/heat_files/leg.png").write_bytes(picture("PNG"))
    (root / "outside.png").write_bytes(picture("PNG"))
    more = "<img src='heat_files/leg.png' alt='A leg'><img src='../outside.png' alt='Outside'>"
    (root / "in/heat.html").write_bytes(page(more=more))
    done = pull(root, site, str(root / "in/heat.html"))
    assert ["heat-1.png"] == [path.name for path in (root / "articles/figures").iterdir()]
    assert "Outside" in done.stderr and [] == site.asked


# ---------------------------------------------------------------- sites


def test_a_sitemap_brings_its_pages_the_last_saved_first(site: Site, root: Path) -> None:
    entries = [("/old.html", "2020-01-02"), ("/new.html", "2026-03-04T10:00:00Z"), ("/none.html", "")]
    for name, _ in entries:
        site.serve(name, page(name[1:4].title()))
    listed = "".join(
        f"<url><loc>{site.url}{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for name, day in entries
    )
    names = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    foreign = "<url><loc>https://elsewhere.invalid/x</loc></url>"
    site.serve("/pages.xml", f"<urlset {names}>{listed}{foreign}</urlset>".encode(), "application/xml")
    index = f"<sitemapindex {names}><sitemap><loc>{site.url}/pages.xml</loc></sitemap></sitemapindex>"
    url = site.serve("/sitemap.xml", index.encode(), "application/xml")
    done = pull(root, site, url, "--since", "2026-01-01")
    assert (0, ["new"]) == (done.exit_code, articles(root)), done.output
    cut = pull(root, site, url, "--limit", "2", "--into", str(root / "two"))
    assert 2 == len(list((root / "two").glob("*.md"))) and "site-cut" in cut.stderr and "sitemap-foreign" in cut.stderr


def test_a_wordpress_site_is_asked_for_a_category_and_all_its_pages(site: Site, root: Path) -> None:
    front = f'<link rel="https://api.w.org/" href="{site.url}/wp-json/"><p>Front page'
    url = site.serve("/", front.encode())
    site.serve("/wp-json/wp/v2/categories?slug=heat", b'[{"id": 7}]', "application/json")
    for number in (1, 2):
        post = {
            "slug": f"post-{number}",
            "title": {"rendered": f"Post {number}"},
            "content": {"rendered": f"<p>{TEXT}</p>"},
        }
        post["polylang_translations"] = [{"locale": "es_ES", "id": 40 + number}]
        query = "per_page=100&_embed=author&after=2025-01-01T00%3A00%3A00&categories=7"
        site.serve(
            f"/wp-json/wp/v2/posts?{query}&page={number}",
            json.dumps([post]).encode(),
            "application/json",
            X_WP_TotalPages="2",
        )
    done = pull(root, site, url, "--category", "heat", "--since", "2025-01-01")
    assert (0, ["post-1", "post-2"]) == (done.exit_code, articles(root)), done.output
    facts = json.loads((root / "articles/.sources/post-1/facts.json").read_text())["facts"]
    assert [{"language": "es-ES", "id": "41"}] == [fact["value"] for fact in facts if fact["kind"] == "partner"]


def test_a_category_that_is_none_is_an_error(site: Site, root: Path) -> None:
    url = site.serve("/", f'<link rel="https://api.w.org/" href="{site.url}/wp-json/"><p>Front page'.encode())
    site.serve("/wp-json/wp/v2/categories?slug=heat", b"[]", "application/json")
    assert "category-unknown" in pull(root, site, url, "--category", "heat").stderr


def test_the_page_in_the_other_language_is_pulled_as_translations(site: Site, root: Path) -> None:
    partner = site.serve("/es/calor.html", page("El calor y sus piernas", text=TEXTO, language="es"))
    head = f"<link rel='alternate' hreflang='es' href='{partner}'><link rel='alternate' hreflang='fr' href='{site.url}/fr'>"
    done = pull(root, site, site.serve("/heat.html", page(head=head)), "--translations")
    assert done.exit_code == 0, done.output
    catalog = (root / "locale/es/LC_MESSAGES/heat.po").read_text()
    assert TEXTO in catalog.replace('"\n"', "") and "#, fuzzy" in catalog and f"from {partner}" in catalog


def test_a_feed_is_brought_up_to_date_without_its_new_entries(site: Site, root: Path) -> None:
    def feed(*names: str) -> bytes:
        items = "".join(
            f"<item><title>{n}</title><link>{site.url}/{n}</link><description>{TEXT} {n}.</description></item>"
            for n in names
        )
        return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()

    url = site.serve("/feed.xml", feed("One", "Two"), "application/rss+xml")
    assert 0 == pull(root, site, url).exit_code
    site.serve("/feed.xml", feed("Three", "One", "Two").replace(b"rest helps", b"shade helps"), "application/rss+xml")
    assert 0 == pull(root, site, "--update").exit_code
    assert ["one", "two"] == articles(root)
    assert "shade helps" in (root / "articles/two.md").read_text()


def test_a_publication_says_where_its_sites_keep_what(site: Site, root: Path) -> None:
    (root / "sites.toml").write_text(
        '[[sites]]\nname = "Ours"\nmark = ".ours"\nmain = [".text"]\ntitle = [".head"]\n'
        'facts = { "ours:reviewed" = "reviewed" }\ndrop = [".advert"]\n'
    )
    body = (
        "<html><head><meta name='ours:reviewed' content='March 4, 2026'></head><body class='ours'><p class='head'>Heat</p>"
        f"<p>{TEXT} Not this one.</p><div class='text'><p>{TEXT}</p><p class='advert'>Buy it now.</p></div></body></html>"
    )
    done = pull(root, site, site.serve("/heat.html", body.encode()))
    assert done.exit_code == 0, done.output
    text = (root / "articles/heat.md").read_text()
    assert "title: Heat\n" in text and "reviewed: 2026-03-04" in text
    assert "Buy it" not in text and "Not this one" not in text


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('main = ["a[["]', "selector-broken"),
        ('mian = ["a"]', "unknown-key"),
        ('facts = { "a" = "born" }', "fact-unknown"),
    ],
)
def test_a_broken_profile_is_told_with_its_line(line: str, code: str, site: Site, root: Path) -> None:
    (root / "sites.toml").write_text(f'[[sites]]\nname = "Ours"\nmark = ".ours"\n{line}\n')
    done = pull(root, site, site.serve("/heat.html", page()))
    assert (1, True) == (done.exit_code, f"[{code}]" in done.stderr and "sites.toml:4" in done.stderr), done.output


def test_a_page_of_a_sitemap_that_holds_nothing_does_not_hide_the_others(site: Site) -> None:
    site.serve("/a.html", page()), site.serve("/b.html", b"<html><body></body></html>")
    listed = f"<urlset><url><loc>{site.url}/b.html</loc></url><url><loc>{site.url}/a.html</loc></url></urlset>"
    problems = Problems()
    found = read_source(site.serve("/s.xml", listed.encode(), "text/xml"), site.fetcher(), Reading(), problems)
    assert found is not None and ["Heat and legs"] == [capture.title for capture in found]
    assert ["nothing-extracted"] == [problem.code for problem in problems]
