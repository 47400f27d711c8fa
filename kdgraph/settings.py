"""Settings from options, environment variables or defaults, in this order.

Only this module reads the environment; below the command line everything is an argument.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from kdgraph.errors import InputError

__all__ = [
    "DEFAULT_API_URL",
    "DEFAULT_ARXIV_URL",
    "Settings",
    "debugging",
    "is_this_machine",
    "list_mirror",
    "names_encoding",
    "proxy_of",
    "service_address",
    "settings",
]

DEFAULT_API_URL = "https://api.semanticscholar.org"
DEFAULT_ARXIV_URL = "https://export.arxiv.org"
_ARXIV_PACE = 3.0
_KEY_VARIABLES = ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a run.

    `pace` is the least time between the starts of two requests, in seconds, and the unit of the
    waits after a fault; `deadline` the most time that one answer may take with all its retries;
    `timeout` the most for one attempt. The key is never shown by ``repr``; `key_source` says where
    it was found. `arxiv_url` is None where nobody gave one (see `arxiv_address`), `arxiv_pace` the
    least time between two requests to arXiv, and `contact` an address for its logs.
    """

    data: Path
    api_url: str = DEFAULT_API_URL
    api_key: str | None = field(default=None, repr=False)
    key_source: str | None = None
    pace: float = 1.05
    deadline: float = 300.0
    timeout: float = 60.0
    arxiv_url: str | None = None
    arxiv_pace: float = _ARXIV_PACE
    contact: str | None = None

    @property
    def arxiv_address(self) -> str | None:
        """Where arXiv is asked: the address given, else arXiv's own.

        None where none is given and Semantic Scholar's is on this very machine: whoever works with
        a service of their own, such as a copy or a test, does not expect that anything leaves it.

        Examples
        --------
        >>> Settings(Path("data")).arxiv_address
        'https://export.arxiv.org'
        >>> Settings(Path("data"), api_url="http://127.0.0.1:8000").arxiv_address is None
        True
        """
        if self.arxiv_url is not None:
            return self.arxiv_url
        return None if is_this_machine(self.api_url) else DEFAULT_ARXIV_URL


def settings(
    *,
    data: Path | None = None,
    api_url: str | None = None,
    api_key: str | None = None,
    arxiv_url: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings: options first, then `environment` (the process's own by default).

    Raises
    ------
    InputError
        If a variable holds no usable value.

    Examples
    --------
    >>> found = settings(environment={"KDGRAPH_DATA": "x", "S2_API_KEY": "secret"})
    >>> found.data.name, found.key_source, "secret" in repr(found)
    ('x', 'S2_API_KEY', False)
    """
    env = os.environ if environment is None else environment
    key, source = (api_key.strip(), "--api-key") if api_key else (None, None)
    for name in _KEY_VARIABLES:
        if key is None and env.get(name, "").strip():
            key, source = env[name].strip(), name
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise InputError(f"the API key from {source} holds characters that no key has; correct it")
    url = service_address(api_url or env.get("KDGRAPH_API_URL") or DEFAULT_API_URL)
    arxiv = arxiv_url or env.get("KDGRAPH_ARXIV_URL") or None
    if arxiv is not None:
        arxiv = service_address(arxiv, option="--arxiv-url", variable="KDGRAPH_ARXIV_URL")
    return Settings(
        data=data or Path(env.get("KDGRAPH_DATA") or "data"),
        api_url=url,
        api_key=key,
        key_source=source,
        pace=_seconds(env, "KDGRAPH_PACE", 1.05, least=0.0),
        deadline=_seconds(env, "KDGRAPH_DEADLINE", 300.0, least=0.1),
        timeout=_seconds(env, "KDGRAPH_TIMEOUT", 60.0, least=0.1),
        arxiv_url=arxiv,
        arxiv_pace=_arxiv_pace(env, arxiv),
        contact=_contact(env),
    )


def _arxiv_pace(env: Mapping[str, str], url: str | None) -> float:
    """Read the pace for arXiv, whose terms of use bind everyone; a copy of one's own is free."""
    pace = _seconds(env, "KDGRAPH_ARXIV_PACE", _ARXIV_PACE, least=0.0)
    if pace < _ARXIV_PACE and not is_this_machine(url or DEFAULT_ARXIV_URL):
        raise InputError(
            f"KDGRAPH_ARXIV_PACE={pace:g}: arXiv's terms of use ask for at least "
            f"{_ARXIV_PACE:g} seconds between two requests; less is for a copy on this machine only"
        )
    return pace


def _contact(env: Mapping[str, str]) -> str | None:
    text = env.get("KDGRAPH_CONTACT", "").strip()
    if not (text.isascii() and (not text or text.isprintable()) and len(text) <= 200):
        raise InputError(
            "KDGRAPH_CONTACT holds characters that no header may hold, or more than 200 of them; "
            "expected an address such as name@example.org"
        )
    return text or None


def service_address(
    url: str, *, option: str = "--api-url", variable: str = "KDGRAPH_API_URL"
) -> str:
    """Return an address of a service as it is used: checked, and without a slash at its end.

    `option` and `variable` are how the user gives it, for the message.

    Raises
    ------
    InputError
        If nothing can be asked there; the message says what is wrong with it.

    Examples
    --------
    >>> service_address("https://api.semanticscholar.org/")
    'https://api.semanticscholar.org'
    >>> service_address("http://localhost:99999")
    Traceback (most recent call last):
        ...
    kdgraph.errors.InputError: the service address 'http://localhost:99999': its port is not ...
    """
    wrong = _wrong_with(url)
    if wrong is not None:
        usual = DEFAULT_API_URL if option == "--api-url" else DEFAULT_ARXIV_URL
        raise InputError(
            f"the service address {url!r}: {wrong}; "
            f"expected something like {usual} ({option}, {variable})"
        )
    return url.rstrip("/")


def _wrong_with(url: str) -> str | None:
    """Say what keeps an address from being asked, None where nothing does."""
    if not url.isprintable() or " " in url:
        return "it holds spaces or control characters"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        return f"its host is malformed ({error})"
    if parts.scheme not in ("http", "https"):
        return "it must start with http:// or https://"
    if parts.username is not None or parts.password is not None:
        return "it holds a user name or a password, which messages would show"
    if not parts.netloc.startswith("[") and parts.netloc.count(":") > 1:
        return "its host is malformed (an IPv6 address needs brackets)"
    if not host:
        return "it names no host"
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or parts.netloc.endswith(":"):
        return "its port is not a number from 1 to 65535"
    if parts.query or parts.fragment or "?" in url or "#" in url:
        return "it holds a query or a fragment"
    if parts.netloc.startswith("["):
        inside, _, behind = parts.netloc[1:].partition("]")
        return None if _is_ip6(inside) and behind in ("", f":{port}") else _NO_IP6
    try:
        host.encode("idna")
    except UnicodeError as error:
        return f"its host is malformed ({error})"
    return None


_NO_IP6 = "its host is malformed (no IPv6 address in brackets)"


def _is_ip6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False


def is_this_machine(url: str) -> bool:
    """Tell whether an address leads to this very machine, so that nothing leaves it.

    Examples
    --------
    >>> [is_this_machine(f"http://{host}") for host in ("127.0.0.2:80", "[::1]", "127.evil.com")]
    [True, True, False]
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_of(url: str) -> str | None:
    """Return the proxy of the environment through which an address is asked, for messages.

    Its password is left out. This very machine is asked without one.
    """
    from urllib.request import getproxies, proxy_bypass  # takes longer than all of the rest

    parts = urlsplit(url)
    if is_this_machine(url) or proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return re.sub(r"//[^/]*@", "//", proxy) if proxy else None


def list_mirror(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the address that is asked for lists instead of their own (``KDGRAPH_LIST_MIRROR``).

    The raw address of a list is appended to it.

    Raises
    ------
    InputError
        If it is no address.

    Examples
    --------
    >>> list_mirror({"KDGRAPH_LIST_MIRROR": "https://mirror.example/"}), list_mirror({})
    ('https://mirror.example', None)
    """
    env = os.environ if environment is None else environment
    url = env.get("KDGRAPH_LIST_MIRROR", "").strip()
    if not url:
        return None
    if (wrong := _wrong_with(url)) is not None:
        raise InputError(f"KDGRAPH_LIST_MIRROR={url!r}: {wrong}; expected https://HOST/PATH")
    return url.rstrip("/")


def debugging(environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether KDGRAPH_DEBUG asks for tracebacks instead of messages."""
    env = os.environ if environment is None else environment
    return bool(env.get("KDGRAPH_DEBUG", "").strip())


def names_encoding(environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether PYTHONIOENCODING says in which encoding is printed."""
    env = os.environ if environment is None else environment
    return bool(env.get("PYTHONIOENCODING"))


def _seconds(env: Mapping[str, str], name: str, default: float, *, least: float) -> float:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value < float("inf"):
        raise InputError(f"{name}={text!r}: expected seconds, at least {least:g}")
    return value
