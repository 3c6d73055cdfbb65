"""Which addresses of the network are public, and which parts of a URL are nobody's business.

In: addresses and URLs as text. Out: whether one may be asked, and a URL fit to be written down.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_NETWORKS = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
_SECRET = re.compile(
    r"(?i)(?:.*[_-])?(?:token|key|apikey|secret|sig|signature|password|passwd|pwd|auth|authorization|session|sessionid|sid|"
    r"phpsessid|jsessionid|credential|nonce)"
)


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


def without_secrets(url: str) -> str:
    """Return a URL without the name and password in it, and without parameters that are keys to something."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if not parts.netloc:
        return url
    # What has no secret stays as it is written, to the letter.
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not _SECRET.fullmatch(name)]
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    path = re.sub(r"(?i);jsessionid=[^/;?]*", "", parts.path)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, query, parts.fragment))


def bypasses(host: str, exceptions: str) -> bool:
    """Whether `no_proxy` (names and endings parted by commas, "*" for all) lets a host be asked without the proxy."""
    names = [name.strip().lstrip(".").casefold() for name in exceptions.split(",") if name.strip()]
    plain = host.casefold()
    return "*" in names or any(plain == name or plain.endswith(f".{name}") for name in names)
