"""The one way to the network: what is fetched, from where, how much, how fast and for how long is limited here.

In: a URL. Out: `Fetched`. Addresses are checked before a connection is made, and the connection goes to the address
that was checked. A site's `robots.txt` is asked first, and a host is given its rest between two requests. The door of httpx.
Refusals are problems in the source (exit 1); a network that fails is the world's fault (exit 3).
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

from pipeline.foundation.diagnostic import Exit, Span, Unusable, unusable
from pipeline.foundation.value import Struct, field
from pipeline.sources.addresses import bypasses, is_public
from pipeline.sources.capture import Fetched, joined
from pipeline.sources.robots import LARGEST as ROBOTS_LARGEST
from pipeline.sources.robots import Rules, read_rules

# The name that robots.txt knows us by comes first.
NAME = "motivator-pipeline"
AGENT = f"{NAME} (pulls articles for a magazine's editor; one page at a time)"
_KEPT = ("etag", "last-modified", "x-wp-totalpages", "content-type", "content-language")
# Answers that say "not now"; the wait they ask for is kept where it is short.
_LATER = (429, 503)
_REDIRECTS = (301, 302, 303, 307, 308)
_VALIDATORS = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))


class Limits(Struct, frozen=True):
    """What a fetch may take: bytes on the wire, bytes inflated, their ratio, seconds, redirects.

    `pause` is the rest a host is given between two requests, in seconds; `wait` the longest wait that a server's Retry-After
    is granted.
    """

    wire: int = 10_000_000
    inflated: int = 20_000_000
    ratio: int = 100
    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    redirects: int = 5
    pause: float = 2.0
    wait: float = 30.0


class _Answer(Struct, frozen=True):
    """What one request brought; `location` is where it is sent on to."""

    status: int
    words: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    location: str = ""


class Fetcher(Struct, frozen=True):
    """Fetches pages.

    `allowed` are hosts ("intranet", "127.0.0.1:8080") whose addresses are not checked and which are given no rest but what
    they ask for. `proxies` are those of the environment, by scheme, and "no". `known` are the validators of an earlier fetch by
    URL (`etag`, `last-modified`): what has not changed since comes back as `Fetched` of status 304. `rest` is how to wait.
    """

    allowed: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    proxies: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rest: Callable[[float], None] = time.sleep
    _rules: dict[str, Rules] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def __call__(self, url: str) -> Fetched:
        """Return what a URL leads to.

        Raises `Unusable`: exit 1 where the address or what it sends is refused, exit 3 where the network fails.
        """
        here = url
        left = self.limits.total
        for _ in range(self.limits.redirects + 1):
            parts = self._checked(here, url)
            self._permitted(parts, here, url)
            began = time.monotonic()
            answer = self._again(here, url, left)
            left -= time.monotonic() - began
            if not answer.location:
                return self._fetched(answer, url)
            if here.startswith("https:") and answer.location.startswith("http:"):
                raise _refused(f"a redirect from https to {answer.location}", url)
            here = answer.location
        raise _refused(f"more than {self.limits.redirects} redirects", url)

    def _fetched(self, answer: _Answer, asked: str) -> Fetched:
        if answer.status not in (200, 304):
            hint = ""
            if answer.status in _LATER and answer.headers.get("retry-after"):
                hint = f"the server asks to be left alone: Retry-After {answer.headers['retry-after'][:40]}"
            raise _failed(f"the server answers {answer.status} {answer.words}".rstrip(), asked, hint)
        kind, _, rest = answer.headers.get("content-type", "").partition(";")
        charset = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", rest, re.I)
        kept = {key: answer.headers[key] for key in _KEPT if key in answer.headers}
        return Fetched(
            answer.url,
            answer.body,
            kind.strip().lower(),
            charset[1] if charset else "",
            kept,
            status=answer.status,
            asked=asked,
        )

    def _permitted(self, parts: SplitResult, url: str, asked: str) -> None:
        """Ask the site's robots.txt. Raises `Unusable` where it keeps programs out."""
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            answer = self._robots(f"{site}/robots.txt", asked)
            self._rules[site] = read_rules(answer.status, answer.body, NAME)
        rules = self._rules[site]
        if rules.closed:
            raise _failed(f"{site}/robots.txt answers with an error, which closes the site for now", asked)
        if not rules.allows(url, NAME):
            raise _refused(
                f"{site}/robots.txt keeps programs from {parts.path or '/'}",
                asked,
                "ask the site's keeper, or save the page in a browser and pull the file",
            )

    def _robots(self, url: str, asked: str) -> _Answer:
        here = url
        for _ in range(self.limits.redirects + 1):
            answer = self._once(here, asked, self.limits.total, most=ROBOTS_LARGEST)
            if not answer.location:
                return answer
            self._checked(answer.location, asked)
            here = answer.location
        return answer

    def _again(self, url: str, asked: str, seconds: float) -> _Answer:
        """Return an answer; where the server says when to come back, and that is soon, come back once."""
        answer = self._once(url, asked, seconds)
        said = answer.headers.get("retry-after", "").strip() if answer.status in _LATER else ""
        if said.isdigit() and len(said) < 6 and int(said) <= self.limits.wait:
            self.rest(float(said))
            return self._once(url, asked, seconds)
        return answer

    def _once(self, url: str, asked: str, seconds: float, most: int = 0) -> _Answer:
        """Return what one request brings; of more than `most` bytes, where given, the first."""
        parts = self._checked(url, asked)
        proxy = self._proxy(parts)
        address = self._resolved(parts, asked, proxied=bool(proxy))
        self._pause(parts)
        headers = {
            "Host": parts.netloc,
            "User-Agent": AGENT,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        if not most:
            known = self.known.get(asked, {})
            headers |= {sent: known[kept] for kept, sent in _VALIDATORS if known.get(kept)}
        target = httpx.URL(url)
        if not proxy:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            target = target.copy_with(host=address, port=port)
        with _Watch(seconds) as watch:
            try:
                with self._client(proxy, asked) as client:
                    extensions: dict[str, Any] = {"trace": watch}
                    if parts.scheme == "https":
                        extensions["sni_hostname"] = parts.hostname or ""
                    with client.stream("GET", target, headers=headers, extensions=extensions) as answer:
                        return self._answer(answer, url, asked, watch, most)
            except httpx.TimeoutException as fault:
                raise _failed(f"no answer within {self.limits.read:.0f} seconds", asked) from fault
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
                if watch.over:
                    raise _failed(f"not finished within {self.limits.total:.0f} seconds", asked) from fault
                raise _failed(str(fault) or type(fault).__name__, asked) from fault

    def _answer(self, answer: httpx.Response, url: str, asked: str, watch: _Watch, most: int) -> _Answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        words = answer.reason_phrase
        if answer.status_code in _REDIRECTS:
            to = joined(url, headers.get("location", ""))
            return _Answer(answer.status_code, words, url, headers, location=to or "the server's broken address")
        body = b""
        if answer.status_code == 200:
            size = 0
            pieces = []
            for piece in self._body(answer, asked, watch):
                pieces.append(piece)
                size += len(piece)
                if most and size >= most:
                    break
            body = b"".join(pieces)
        return _Answer(answer.status_code, words, url, headers, body)

    def _client(self, proxy: str, asked: str) -> httpx.Client:
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        try:
            return httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout, proxy=proxy or None)
        except (ValueError, ImportError) as fault:
            # The proxy's address may hold a password, so it is not repeated.
            raise _refused(
                "the proxy of the environment cannot be used", asked, "write it as http://host:port"
            ) from fault

    def _proxy(self, parts: SplitResult) -> str:
        """Return the proxy for a URL, "" where it is fetched directly."""
        proxy = self.proxies.get(parts.scheme, "") or self.proxies.get("all", "")
        if not proxy or self._is_allowed(parts) or bypasses(parts.hostname or "", self.proxies.get("no", "")):
            return ""
        return proxy if "://" in proxy else f"http://{proxy}"

    def _pause(self, parts: SplitResult) -> None:
        """Wait until the host has had its rest."""
        rules = self._rules.get(f"{parts.scheme}://{parts.netloc}", Rules())
        pause = max(rules.delay, 0.0 if self._is_allowed(parts) else self.limits.pause)
        last = self._asked.get(parts.netloc)
        if last is not None and pause:
            left = last + pause - time.monotonic()
            if left > 0:
                self.rest(left)
        self._asked[parts.netloc] = time.monotonic()

    def _checked(self, url: str, asked: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as fault:
            raise _refused(f'"{url}" is no address', asked) from fault
        if parts.scheme not in ("http", "https"):
            raise _refused(f'scheme "{parts.scheme}" (only http and https)', asked)
        if not parts.hostname:
            raise _refused(f'"{url}" names no host', asked)
        if parts.username is not None or parts.password is not None:
            raise _refused("an address with a name or password in it", asked)
        if port not in (None, 80, 443) and not self._is_allowed(parts):
            raise _refused(f"port {port} (only 80 and 443)", asked)
        return parts

    def _is_allowed(self, parts: SplitResult) -> bool:
        return bool({parts.hostname, parts.netloc} & self.allowed)

    def _resolved(self, parts: SplitResult, asked: str, *, proxied: bool) -> str:
        """Return the address to connect to: the first that a name has, all of them having been checked.

        Behind a proxy a name that this machine does not know is the proxy's to find.
        """
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as fault:
            if proxied:
                return ""
            raise _failed(f'cannot find host "{parts.hostname}"', asked) from fault
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not self._is_allowed(parts) and not is_public(address):
                raise _refused(
                    f"{parts.hostname} is {address}, which is no public address",
                    asked,
                    f"--allow-host {parts.netloc}",
                )
        return addresses[0]

    def _body(self, answer: httpx.Response, asked: str, watch: _Watch) -> Iterator[bytes]:
        """Yield the body inflated, piece by piece, so that nothing grows before it is counted."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", ""):
            raise _refused(f'encoding "{encoding}"', asked)
        inflate = zlib.decompressobj(31) if "gzip" in encoding else None
        wire = size = 0
        for chunk in answer.iter_raw(65_536):
            wire += len(chunk)
            if watch.over:
                raise _failed(f"not finished within {self.limits.total:.0f} seconds", asked)
            if wire > self.limits.wire:
                raise _refused(f"more than {self.limits.wire:,} bytes", asked)
            for piece in self._inflated(inflate, chunk, asked):
                size += len(piece)
                if size > self.limits.inflated or (size > 1_000_000 and size > wire * self.limits.ratio):
                    raise _refused(f"{size:,} bytes unpacked from {wire:,}", asked)
                yield piece

    def _inflated(self, inflate: zlib._Decompress | None, chunk: bytes, asked: str) -> Iterator[bytes]:
        if inflate is None:
            yield chunk
            return
        try:
            while chunk and not inflate.eof:
                yield inflate.decompress(chunk, 262_144)
                chunk = inflate.unconsumed_tail
        except zlib.error as fault:
            raise _failed(f"damaged gzip: {fault}", asked) from fault


class _Watch:
    """Ends a request that takes too long, whatever it is doing: a server may send its headers a byte at a time."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self.sockets: list[socket.socket] = []
        self.timer = threading.Timer(max(seconds, 0.001), self.end)
        self.timer.daemon = True

    def __enter__(self) -> _Watch:
        self.timer.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.timer.cancel()

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Note a connection as the client makes it."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            if isinstance(found, socket.socket):
                self.sockets.append(found)

    def end(self) -> None:
        """Shut the connections; whoever waits on one is told."""
        self.over = True
        for connection in self.sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _refused(what: str, url: str, hint: str = "") -> Unusable:
    return unusable("fetch-refused", f"not fetched: {what}", Span(url), hint=hint)


def _failed(what: str, url: str, hint: str = "") -> Unusable:
    return unusable(
        "fetch-failed",
        f"not fetched: {what}",
        Span(url),
        hint=hint or "try again later, or save the page and pull the file",
        exit_code=Exit.WORLD,
    )
