"""The one way to the network: what is fetched, from where, how much and for how long is limited here.

In: a URL. Out: `Fetched`. Addresses are checked before a connection is made, and the connection goes to the address
that was checked. The door of httpx. Refusals are problems in the source (exit 1); a network that fails is the world's
fault (exit 3).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
import zlib
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

import httpx

from pipeline.foundation.diagnostic import Exit, Span, Unusable, unusable
from pipeline.foundation.value import Struct, field
from pipeline.sources.capture import Fetched, joined

AGENT = "motivator-pipeline (pulls articles for a magazine's editor; one page at a time)"
_NETWORKS = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
_KEPT = ("etag", "last-modified", "x-wp-totalpages", "content-type", "content-language")


class Limits(Struct, frozen=True):
    """What a fetch may take: bytes on the wire, bytes inflated, their ratio, seconds, redirects."""

    wire: int = 10_000_000
    inflated: int = 20_000_000
    ratio: int = 100
    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    redirects: int = 5


class Fetcher(Struct, frozen=True):
    """Fetches pages. `allowed` are hosts ("intranet", "127.0.0.1:8080") whose addresses are not checked."""

    allowed: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)

    def __call__(self, url: str) -> Fetched:
        """Return what a URL leads to.

        Raises `Unusable`: exit 1 where the address or what it sends is refused, exit 3 where the network fails.
        """
        deadline = time.monotonic() + self.limits.total
        here = url
        for _ in range(self.limits.redirects + 1):
            answer = self._once(here, url, deadline)
            if isinstance(answer, Fetched):
                return answer
            if here.startswith("https:") and answer.startswith("http:"):
                raise _refused(f"a redirect from https to {answer}", url)
            here = answer
        raise _refused(f"more than {self.limits.redirects} redirects", url)

    def _once(self, url: str, asked: str, deadline: float) -> Fetched | str:
        """Return what one request brings, or the address it is sent on to."""
        parts = self._checked(url, asked)
        address = self._resolved(parts, asked)
        host = f"[{address}]" if ":" in address else address
        port = parts.port or (443 if parts.scheme == "https" else 80)
        target = httpx.URL(url).copy_with(host=host.strip("[]"), port=port)
        name = parts.hostname or ""
        headers = {
            "Host": parts.netloc,
            "User-Agent": AGENT,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        extensions = {"sni_hostname": name} if parts.scheme == "https" else {}
        try:
            with (
                httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client,
                client.stream("GET", target, headers=headers, extensions=extensions) as answer,
            ):
                if answer.is_redirect:
                    return joined(url, answer.headers.get("location", "")) or "the server's broken address"
                if answer.status_code != 200:
                    raise _failed(f"the server answers {answer.status_code} {answer.reason_phrase}".rstrip(), asked)
                body = b"".join(self._body(answer, asked, deadline))
        except httpx.TimeoutException as fault:
            raise _failed(f"no answer within {self.limits.read:.0f} seconds", asked) from fault
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise _failed(str(fault) or type(fault).__name__, asked) from fault
        kind, _, rest = answer.headers.get("content-type", "").partition(";")
        charset = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", rest, re.I)
        kept = {key: answer.headers[key] for key in _KEPT if key in answer.headers}
        return Fetched(url, body, kind.strip().lower(), charset[1] if charset else "", kept)

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

    def _resolved(self, parts: SplitResult, asked: str) -> str:
        """Return the address to connect to: the first that a name has, all of them having been checked."""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as fault:
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

    def _body(self, answer: httpx.Response, asked: str, deadline: float) -> Iterator[bytes]:
        """Yield the body inflated, piece by piece, so that nothing grows before it is counted."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", ""):
            raise _refused(f'encoding "{encoding}"', asked)
        inflate = zlib.decompressobj(31) if "gzip" in encoding else None
        wire = size = 0
        for chunk in answer.iter_raw(65_536):
            wire += len(chunk)
            if time.monotonic() > deadline:
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


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, however it is wrapped (RFC 6890; NAT64, 6to4, Teredo)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return is_public(str(parsed.ipv4_mapped))
        if any(parsed in network for network in _NETWORKS):
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _refused(what: str, url: str, hint: str = "") -> Unusable:
    return unusable("fetch-refused", f"not fetched: {what}", Span(url), hint=hint)


def _failed(what: str, url: str) -> Unusable:
    return unusable(
        "fetch-failed",
        f"not fetched: {what}",
        Span(url),
        hint="try again later, or save the page and pull the file",
        exit_code=Exit.WORLD,
    )
