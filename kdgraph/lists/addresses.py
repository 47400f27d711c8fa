"""Addresses of lists: which raw files a repository, a file of it, a gist or a page stands for.

Nothing here asks anybody; `kdgraph.lists.fetching` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from kdgraph.errors import ListError

__all__ = ["README_NAMES", "Place", "is_address", "locate", "without_secrets"]

README_NAMES: Final = (
    "README.md",
    "readme.md",
    "Readme.md",
    "README.MD",
    "README.rst",
    "README.markdown",
    "README.org",
    "README.txt",
    "README",
    "docs/README.md",
    ".github/README.md",
)
"""The spellings under which a repository keeps its README, in the order in which they are tried."""

_SHORT: Final = {
    "github": "github.com",
    "gist": "gist.github.com",
    "gitlab": "gitlab.com",
    "codeberg": "codeberg.org",
    "bitbucket": "bitbucket.org",
    "gitee": "gitee.com",
}
_HOSTS: Final = (*_SHORT.values(), "raw.githubusercontent.com", "gist.githubusercontent.com")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://?(?=[^/])", re.IGNORECASE)
_SHORT_FORM = re.compile(rf"(?:{'|'.join(_SHORT)}):(?!//)[\w.~-]", re.IGNORECASE)
_GIT = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/](?:\d+/)?(.+)", re.IGNORECASE)
_HOST_FIRST = re.compile(rf"(?:www\.)?(?:{'|'.join(map(re.escape, _HOSTS))})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list may be had.

    Parameters
    ----------
    given : str
        The address as given, without anything secret.
    raw : tuple of str
        Addresses of the file itself, in the order in which they are tried: the next one where there
        is nothing under one of them.
    name : str
        What to call the list.
    forge : bool
        Whether these are raw files of a known host of repositories, which never are web pages.
    """

    given: str
    raw: tuple[str, ...]
    name: str
    forge: bool


def is_address(text: str) -> bool:
    """Tell whether a text is an address of a list and no path of a file.

    Examples
    --------
    >>> [is_address(text) for text in ("https://a.org/x.md", "github:O/R", "github.com/O/R")]
    [True, True, True]
    >>> [is_address(text) for text in ("lists/github.md", "C:/lists/a.md", "-")]
    [False, False, False]
    """
    return any(p.match(text) for p in (_SCHEME, _SHORT_FORM, _GIT, _HOST_FIRST)) and not re.match(
        r"[a-z]:/", text, re.IGNORECASE
    )


def without_secrets(address: str) -> str:
    """Return an address as it may be shown and stored: user, password and keys are taken out.

    Examples
    --------
    >>> without_secrets("https://me:word@a.org/x.md?ref=1&token=abc#top")
    'https://a.org/x.md?ref=1&token=***'
    """
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return re.sub(r"//[^/]*@|[?#].*", "", address)
    query = re.sub(
        r"(?i)((?:^|&)[^=&]*(?:token|key|secret|sig|pass|auth|cred)[^=&]*=)[^&]*",
        r"\1***",
        parts.query,
    )
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def locate(text: str) -> Place:
    """Return where the list of an address may be had.

    Parameters
    ----------
    text : str
        A repository (``https://github.com/O/R``, ``github:O/R``), a folder or file of it, a gist,
        or any address of a file.

    Raises
    ------
    ListError
        If it names no list: another scheme, a page that is no file, an account, a password in it.

    Examples
    --------
    >>> locate("https://github.com/O/R/blob/main/a/list.md").raw
    ('https://raw.githubusercontent.com/O/R/main/a/list.md',)
    >>> place = locate("github:O/R")
    >>> place.raw[0], place.name
    ('https://raw.githubusercontent.com/O/R/HEAD/README.md', 'R')
    """
    address = _completed(text.strip())
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower().removeprefix("www."), parts.port
    except ValueError as error:
        raise ListError(
            without_secrets(text), f"the address is malformed ({error})", _GIVE
        ) from None
    if parts.scheme.lower() not in ("http", "https"):
        problem = f"addresses that begin with {parts.scheme}: are not fetched"
        raise ListError(without_secrets(text), problem, _GIVE)
    if parts.username is not None or parts.password is not None:
        raise ListError(
            without_secrets(text),
            "the address holds a user name or a password, which would be stored with the list",
            "fetch the file yourself and give its path, or give it to `kdgraph build -`",
        )
    if not host or not re.fullmatch(r"[^\s<>\"'\\]+", parts.netloc) or not text.isprintable():
        raise ListError(without_secrets(text), "the address names no host", _GIVE)
    given = without_secrets(address)
    path = [part for part in parts.path.split("/") if part]
    if any(part in ("..", ".") for part in map(unquote, path)):
        raise ListError(given, "the address holds .. or . as a part of its path", _GIVE)
    reader = _FORGES.get(host) if port is None else None
    if reader is None and "-" in path[1:-1]:  # a GitLab of one's own
        reader = _gitlab
    found = reader(f"{parts.scheme}://{parts.netloc}", path, parts.fragment) if reader else None
    if found is not None:
        raw, name = found
        if not raw:
            raise ListError(given, f"this page of {host} is neither a repository nor a file", _GIVE)
        query = f"?{parts.query}" if parts.query and raw == (_bare(address),) else ""
        return Place(given, tuple(url + query for url in raw), unquote(name), forge=True)
    fetched = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))
    name = PurePosixPath(unquote(path[-1])).stem if path else host
    return Place(given, (fetched,), name or host, forge=False)


_GIVE: Final = (
    "give a repository (https://github.com/OWNER/NAME), a file of it, a gist or the address of a "
    "file, with http or https"
)
_Found = tuple[tuple[str, ...], str]


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def _completed(text: str) -> str:
    """Return what was given as an address with a scheme."""
    if match := _GIT.fullmatch(text):
        return f"https://{match[1]}/{match[2]}"
    if _SHORT_FORM.match(text):
        short, _, rest = text.partition(":")
        return f"https://{_SHORT[short.lower()]}/{rest}"
    if _HOST_FIRST.match(text):
        return f"https://{text}"
    # a path has one slash where an address has two: pathlib takes the other for superfluous
    return re.sub(r"^(https?):/(?=[^/])", r"\1://", text, flags=re.IGNORECASE)


def _readmes(base: str) -> tuple[str, ...]:
    return tuple(f"{base}/{name}" for name in README_NAMES)


def _stem(path: Sequence[str], otherwise: str) -> str:
    """Return the name of a list kept in a file: that of its folder where the file is a README."""
    name = PurePosixPath(path[-1]).stem if path else ""
    if name.lower().startswith("readme"):
        return path[-2] if len(path) > 1 else otherwise
    return name or otherwise


def _repository(name: str) -> str:
    return name.removesuffix(".git")


def _github(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    raw = "https://raw.githubusercontent.com"
    if len(path) < 2 or path[0] in ("topics", "orgs", "search", "stars", "collections", "settings"):
        return (), ""
    owner, name, *rest = path[0], _repository(path[1]), *path[2:]
    base = f"{raw}/{owner}/{name}"
    kind, rest = (rest[0], rest[1:]) if rest else ("", [])
    if not kind:
        return _readmes(f"{base}/HEAD"), name
    if kind in ("blob", "raw", "edit", "blame") and len(rest) > 1:
        return (f"{base}/{'/'.join(rest)}",), _stem(rest[1:], name)
    if kind == "tree" and rest:
        return _readmes(f"{base}/{'/'.join(rest)}"), rest[-1] if len(rest) > 1 else name
    if kind == "wiki":
        page = "/".join(rest) or "Home"
        return (f"{raw}/wiki/{owner}/{name}/{page}.md",), f"{name}-{page}" if rest else name
    return (), ""


def _github_raw(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    name = path[1] if len(path) > 1 else ""
    where = path[5:] if path[2:4] == ["refs", "heads"] else path[3:]
    return (f"{site}/{'/'.join(path)}",) if len(path) > 2 else (), _stem(where, name)


def _gist(site: str, path: list[str], fragment: str) -> _Found:
    if not path or not re.fullmatch(r"[0-9a-f]{5,40}(?:\.git)?", path[min(1, len(path) - 1)]):
        return (), ""
    owner = path[0] if len(path) > 1 else ""
    number = path[min(1, len(path) - 1)].removesuffix(".git")
    rest = path[2:]
    base = (
        f"https://gist.githubusercontent.com/{owner}/{number}/raw"
        if owner
        else (f"{site}/{number}/raw")
    )
    if rest[:1] == ["raw"]:
        return (f"{base}/{'/'.join(rest[1:])}".rstrip("/"),), _stem(rest[1:], number)
    # the page names a file of a gist with hyphens for stops: #file-papers-md
    file = re.fullmatch(r"file-(.+)-([A-Za-z]+)", fragment)
    if file:
        return (f"{base}/{file[1]}.{file[2]}", base), file[1]
    return (base,), f"gist-{number[:8]}"


def _gist_raw(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    stem = _stem(path[3:], path[1][:40] if len(path) > 1 else "")
    if re.fullmatch(r"[0-9a-f]{40}", stem):
        stem = f"gist-{path[1][:8]}"
    return (f"{site}/{'/'.join(path)}",) if len(path) > 2 else (), stem


def _gitlab(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    at = path.index("-") if "-" in path else len(path)
    project, rest = path[:at], path[at + 1 :]
    if len(project) < 2:
        return (), ""
    project[-1] = name = _repository(project[-1])
    base = f"{site}/{'/'.join(project)}/-/raw"
    if not rest:
        return _readmes(f"{base}/HEAD"), name
    kind, rest = rest[0], rest[1:]
    if kind in ("blob", "raw", "blame", "edit") and len(rest) > 1:
        return (f"{base}/{'/'.join(rest)}",), _stem(rest[1:], name)
    if kind == "tree" and rest:
        return _readmes(f"{base}/{'/'.join(rest)}"), rest[-1] if len(rest) > 1 else name
    return (), ""


def _forgejo(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    if len(path) < 2:
        return (), ""
    owner, name, *rest = path[0], _repository(path[1]), *path[2:]
    if not rest:  # only its interface knows the default branch by itself
        return _readmes(f"{site}/api/v1/repos/{owner}/{name}/raw"), name
    if rest[0] in ("src", "raw", "media") and rest[1:2] and rest[1] in ("branch", "tag", "commit"):
        base = f"{site}/{owner}/{name}/raw/{rest[1]}/{'/'.join(rest[2:])}"
        if len(rest) > 3 and PurePosixPath(rest[-1]).suffix:
            return (base,), _stem(rest[3:], name)
        if len(rest) > 2:
            return _readmes(base), rest[-1] if len(rest) > 3 else name
    return (), ""


def _bitbucket(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    return _slash_raw(site, path, ("src", "raw"))


def _gitee(site: str, path: list[str], fragment: str) -> _Found:  # noqa: ARG001 - one signature
    return _slash_raw(site, path, ("blob", "raw", "tree"))


def _slash_raw(site: str, path: list[str], kinds: tuple[str, ...]) -> _Found:
    """Read an address of a host that keeps raw files under ``OWNER/NAME/raw/BRANCH/PATH``."""
    if len(path) < 2:
        return (), ""
    owner, name, *rest = path[0], _repository(path[1]), *path[2:]
    base = f"{site}/{owner}/{name}/raw"
    if not rest:
        return _readmes(f"{base}/HEAD"), name
    if rest[0] in kinds and len(rest) > 1:
        if len(rest) > 2 and rest[0] != "tree" and PurePosixPath(rest[-1]).suffix:
            return (f"{base}/{'/'.join(rest[1:])}",), _stem(rest[2:], name)
        return _readmes(f"{base}/{'/'.join(rest[1:])}"), rest[-1] if len(rest) > 2 else name
    return (), ""


_FORGES: Final[dict[str, Callable[[str, list[str], str], _Found]]] = {
    "github.com": _github,
    "raw.githubusercontent.com": _github_raw,
    "gist.github.com": _gist,
    "gist.githubusercontent.com": _gist_raw,
    "gitlab.com": _gitlab,
    "codeberg.org": _forgejo,
    "bitbucket.org": _bitbucket,
    "gitee.com": _gitee,
}
