"""Where settings come from: an option, else an environment variable, else a default.

Only this module reads the environment; below the command line everything is an argument.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kdgraph.errors import InputError

__all__ = ["DEFAULT_API_URL", "Settings", "debugging", "settings"]

DEFAULT_API_URL = "https://api.semanticscholar.org"
_KEY_VARIABLES = ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told from outside.

    `pace` is the least time between the starts of two requests, in seconds, and the unit of the
    waits after a fault; `deadline` the most time that one answer may take with all its retries;
    `timeout` the most for one attempt. The key
    is never shown by ``repr``; `key_source` says where it was found.
    """

    data: Path
    api_url: str = DEFAULT_API_URL
    api_key: str | None = field(default=None, repr=False)
    key_source: str | None = None
    pace: float = 1.05
    deadline: float = 300.0
    timeout: float = 60.0


def settings(
    *,
    data: Path | None = None,
    api_url: str | None = None,
    api_key: str | None = None,
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
    url = (api_url or env.get("KDGRAPH_API_URL") or DEFAULT_API_URL).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise InputError(f"the service address {url!r} must start with http:// or https://")
    return Settings(
        data=data or Path(env.get("KDGRAPH_DATA") or "data"),
        api_url=url,
        api_key=key,
        key_source=source,
        pace=_seconds(env, "KDGRAPH_PACE", 1.05, least=0.0),
        deadline=_seconds(env, "KDGRAPH_DEADLINE", 300.0, least=0.1),
        timeout=_seconds(env, "KDGRAPH_TIMEOUT", 60.0, least=0.1),
    )


def debugging(environment: Mapping[str, str] | None = None) -> bool:
    """Tell whether KDGRAPH_DEBUG asks for tracebacks instead of messages."""
    env = os.environ if environment is None else environment
    return bool(env.get("KDGRAPH_DEBUG", "").strip())


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
