"""A crafted list of many small parts takes as long as its length explains."""

from __future__ import annotations

import pytest

from tests.lists.test_hostile import _grows_too_fast

FEW, MANY = 60, 480

PARTS = {
    "fields below one title": ("**A title of words**\n\n", "- Paper: https://a.org/{n}.pdf\n"),
    "sub-items of one item": ("- **A title of words**\n", "  - https://a.org/{n}\n"),
    "venues of one item": ("- **A title of words**\n", "  - Venue: OWL{n} 2018\n"),
    "hard lines with links": ("**A title of words** \\\n", "[a{n}](http://b.c/{n}) \\\n"),
    "soft lines": ("**A title of words**\n", "Jane Roe, Carl Poe\n"),
    "numbered lines": (
        "",
        "[{n}] A title. Jane Roe. ICML 2020. https://arxiv.org/abs/2001.{n:05}\n",
    ),
    "papers in one line": ("- ", "[A title of words](https://arxiv.org/abs/2001.{n:05}), "),
    "emphasis that never ends": ("- **A title**, CVPR 2018 ", "*a **b _c ~~d "),
    "items deeper and deeper": ("- **A title of words**\n", "{indent}- **A title {n} of words**\n"),
    "titles above titles": ("", "**A title {n} of words**\n\n"),
    "headings above headings": ("", "### A heading of words\n\n"),
    "groups of groups": ("", "- By field:\n  - sight: [A title of words](https://a.org/x/{n})\n"),
    "rows": (
        "| Title | Paper |\n|--|--|\n",
        "| A title {n} | [pdf](https://arxiv.org/abs/2001.{n:05}) |\n",
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_time_grows_with_the_number_of_parts(name: str) -> None:
    head, part = PARTS[name]
    short, long = (
        head + "".join(part.format(n=n, indent=" " * (2 * (n % 20))) for n in range(size))
        for size in (FEW, MANY)
    )
    assert not _grows_too_fast("markdown", short, long)
