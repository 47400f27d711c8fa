"""Which raw files an address stands for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.errors import KdgraphError, ListError
from kdgraph.lists.addresses import README_NAMES, is_address, locate, without_secrets

RAW = "https://raw.githubusercontent.com"
HEAD = f"{RAW}/O/R/HEAD/README.md"


@pytest.mark.parametrize(
    ("given_address", "raw", "name"),
    [
        pytest.param("https://github.com/O/R", HEAD, "R", id="a repository"),
        pytest.param("https://github.com/O/R/", HEAD, "R", id="with a slash"),
        pytest.param("http://www.github.com/O/R.git", HEAD, "R", id="as cloned"),
        pytest.param("https://github.com/O/R?tab=readme-ov-file#owls", HEAD, "R", id="as shown"),
        pytest.param("github.com/O/R", HEAD, "R", id="without a scheme"),
        pytest.param("github:O/R", HEAD, "R", id="in short"),
        pytest.param("git@github.com:O/R.git", HEAD, "R", id="by ssh"),
        pytest.param("ssh://git@github.com/O/R.git", HEAD, "R", id="by ssh as an address"),
        pytest.param("https:/github.com/O/R", HEAD, "R", id="a slash eaten by pathlib"),
        pytest.param(
            "https://github.com/O/R/blob/main/docs/list.md#L3",
            f"{RAW}/O/R/main/docs/list.md",
            "list",
            id="a file",
        ),
        pytest.param(
            "https://github.com/O/R/blob/feature/x/README.md",
            f"{RAW}/O/R/feature/x/README.md",
            "x",
            id="a README of a folder, or of a branch with a slash",
        ),
        pytest.param(
            "https://github.com/O/R/raw/v1.0/papers.bib", f"{RAW}/O/R/v1.0/papers.bib", "papers"
        ),
        pytest.param(
            "https://github.com/O/R/tree/dev", f"{RAW}/O/R/dev/README.md", "R", id="a branch"
        ),
        pytest.param(
            "https://github.com/O/R/tree/dev/papers",
            f"{RAW}/O/R/dev/papers/README.md",
            "papers",
            id="a folder",
        ),
        pytest.param(
            "https://github.com/O/R/wiki/Papers", f"{RAW}/wiki/O/R/Papers.md", "R-Papers", id="wiki"
        ),
        pytest.param(f"{RAW}/O/R/main/a%20b.md", f"{RAW}/O/R/main/a%20b.md", "a b", id="raw"),
        pytest.param(
            f"{RAW}/O/R/refs/heads/main/README.md",
            f"{RAW}/O/R/refs/heads/main/README.md",
            "R",
            id="raw, as the button copies it",
        ),
        pytest.param(
            "https://gist.github.com/someone/0123456789abcdef",
            "https://gist.githubusercontent.com/someone/0123456789abcdef/raw",
            "gist-01234567",
            id="a gist",
        ),
        pytest.param(
            "https://gist.github.com/someone/0123456789abcdef#file-owl-papers-md",
            "https://gist.githubusercontent.com/someone/0123456789abcdef/raw/owl-papers.md",
            "owl-papers",
            id="a file of a gist",
        ),
        pytest.param(
            "https://gitlab.com/G/S/P",
            "https://gitlab.com/G/S/P/-/raw/HEAD/README.md",
            "P",
            id="a project of a group",
        ),
        pytest.param(
            "https://git.example.edu/G/P/-/blob/main/list.rst",
            "https://git.example.edu/G/P/-/raw/main/list.rst",
            "list",
            id="a GitLab of one's own",
        ),
        pytest.param(
            "https://codeberg.org/O/R",
            "https://codeberg.org/api/v1/repos/O/R/raw/README.md",
            "R",
            id="codeberg",
        ),
        pytest.param(
            "https://codeberg.org/O/R/src/branch/main/list.md",
            "https://codeberg.org/O/R/raw/branch/main/list.md",
            "list",
            id="a file at codeberg",
        ),
        pytest.param(
            "https://bitbucket.org/O/R/src/master/list.md",
            "https://bitbucket.org/O/R/raw/master/list.md",
            "list",
            id="a file at bitbucket",
        ),
        pytest.param(
            "https://bitbucket.org/O/R",
            "https://bitbucket.org/O/R/raw/HEAD/README.md",
            "R",
            id="bitbucket",
        ),
        pytest.param(
            "https://gitee.com/O/R/blob/master/list.md",
            "https://gitee.com/O/R/raw/master/list.md",
            "list",
            id="gitee",
        ),
        pytest.param(
            "https://example.org/owls/list.bib?download=1",
            "https://example.org/owls/list.bib?download=1",
            "list",
            id="any file",
        ),
        pytest.param("https://example.org", "https://example.org/", "example.org", id="a site"),
    ],
)
def test_what_an_address_stands_for(given_address: str, raw: str, name: str) -> None:
    assert is_address(given_address)
    place = locate(given_address)
    assert (place.raw[0], place.name) == (raw, name)
    if raw.endswith("README.md") and "/blob/" not in given_address and RAW not in given_address:
        assert [url.removeprefix(raw.removesuffix("README.md")) for url in place.raw] == [
            *README_NAMES
        ]
    assert locate(place.given).raw == place.raw or "#" in given_address


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        pytest.param("https://github.com/O", "neither a repository nor a file", id="an account"),
        pytest.param("https://github.com/O/R/issues/5", "neither a repository nor", id="an issue"),
        pytest.param("https://github.com/topics/owls", "neither a repository nor", id="a topic"),
        pytest.param("https://gist.github.com/someone", "neither a repository nor", id="gists"),
        pytest.param("ftp://example.org/list.md", "begin with ftp", id="another scheme"),
        pytest.param("file:///etc/passwd", "begin with file", id="a file of this machine"),
        pytest.param(
            "https://me:word@example.org/a.md", "a user name or a password", id="password"
        ),
        pytest.param("https://[::1/a.md", "malformed", id="a bracket that is not closed"),
        pytest.param("https://example.org:99999/a.md", "malformed", id="no port"),
        pytest.param("https://github.com/O/R/blob/main/../../x", "part of its path", id="dots"),
        pytest.param("https://github.com/O/R/blob/main/%2e%2e/x", "part of its path", id="packed"),
        pytest.param("https://exa mple.org/a.md", "names no host", id="a blank"),
    ],
)
def test_what_is_no_address_of_a_list_is_refused(address: str, problem: str) -> None:
    with pytest.raises(ListError, match=problem) as caught:
        locate(address)
    assert "word" not in str(caught.value).replace("a password", "")
    assert "give" in caught.value.advice


@pytest.mark.parametrize("path", ["a.md", "/x/github.com/a.md", "-", "C:/a.md", "lists/gist:a", ""])
def test_paths_are_no_addresses(path: str) -> None:
    assert not is_address(path)


def test_keys_in_an_address_are_neither_shown_nor_stored() -> None:
    address = f"{RAW}/O/R/main/list.md?token=ABCDEF&x=1&X-Amz-Signature=GHI&sig=JKL"
    place = locate(address)
    assert place.given == f"{RAW}/O/R/main/list.md?token=***&x=1&X-Amz-Signature=***&sig=***"
    assert place.raw == (address,), "but they are sent"
    assert without_secrets("https://[broken?token=ABC") == "https://[broken"


@settings(max_examples=60, deadline=None)
@given(
    st.text("abR.-_~%#?&=@:/[] \u202e\n", max_size=24),
    st.sampled_from(("https://github.com/", "github:", "https://", "git@", "https://gitlab.com/")),
)
def test_no_address_breaks_it(rest: str, head: str) -> None:
    try:
        place = locate(head + rest)
    except KdgraphError:
        return
    assert all(url.startswith(("https://", "http://")) for url in place.raw)
    assert place.name
