"""Org mode: headings, items, tables, drawers, links."""

from __future__ import annotations

import pytest

from kdgraph.lists import Link, ListDocument, Venue, read_list


def read(text: str) -> ListDocument:
    found = read_list(text.encode(), name="o", format="org")
    assert found.render() == text.encode()
    return found


def test_headings_are_sections_or_papers() -> None:
    found = read(
        """#+TITLE: Reading
* Moles [1/3]
** TODO [#A] Burrows under Pressure                                 :deep:read:
   SCHEDULED: <2020-05-01 Fri>
   [[https://arxiv.org/abs/1001.0001][Poe 2010]]
   Some thoughts on it.
** Tunnels in the Sand
   :PROPERTIES:
   :AUTHOR: Nora Poe and Sam Quill
   :JOURNAL: TPAMI
   :YEAR: 2011
   :END:
** DNA of the Mole
   - Notes on what it is about
** [[https://arxiv.org/abs/1001.0003][Hills of the Mole Revisited]], CVPR 2012
   - Read it twice
* Owls
- [X] [[doi:10.1000/o.1][Night Vision in Owls]], KDD 2009
"""
    )
    one, two, three, four = found.entries
    assert (one.title, one.section, one.arxiv) == ("Burrows under Pressure", "Moles", "1001.0001")
    assert (two.title, two.authors) == ("Tunnels in the Sand", ("Nora Poe", "Sam Quill"))
    assert two.venues == (Venue("TPAMI", 2011),)
    assert (three.title, three.year) == ("Hills of the Mole Revisited", 2012)
    assert (four.title, four.section, four.doi) == ("Night Vision in Owls", "Owls", "10.1000/o.1")
    edited = two.edit(title="Tunnels", venues=[("ICML", 2012)], authors=["Ada Lin"])
    assert edited.source == (
        "** Tunnels\n   :PROPERTIES:\n   :AUTHOR: Ada Lin\n   :JOURNAL: ICML\n   :YEAR: 2012\n"
        "   :END:"
    )
    found.revise([one, edited, three, four])


def test_items_links_and_breaks() -> None:
    found = read(
        """* All
- *Burrows under Pressure* by Nora Poe and Sam Quill @@html:<br>@@
  /ICML 2010/ [[https://example.org/b.pdf][pdf]] [[https://github.com/poe/b][code]]

  A remark.
+ Old ones
  1. [[https://arxiv.org/abs/1001.0002][Tunnels in the Sand]]
  2. [[https://arxiv.org/abs/1001.0003][Hills: [A] Mole's Story]]
- See [[file:other.org][the other file]]
#+begin_src org
- [[https://arxiv.org/abs/1001.0009][Not This One at All]]
#+end_src
# - [[https://arxiv.org/abs/1001.0008][Nor This Comment]]
"""
    )
    one, two, three = found.entries
    assert (one.title, one.authors) == ("Burrows under Pressure", ("Nora Poe", "Sam Quill"))
    assert one.venues == (Venue("ICML", 2010),)
    assert one.code_links == (Link("code", "https://github.com/poe/b"),)
    assert (two.title, three.title) == ("Tunnels in the Sand", "Hills: [A] Mole's Story")
    assert [item.line for item in found.skipped] == [9]


def test_names_behind_by_are_the_authors_whatever_a_remark_says() -> None:
    found = read(
        "* All\n- *Burrows under Pressure* by Nora Poe, Sam Quill, and Ada Lin "
        "[[https://example.org/b.pdf][Link]] @@html:<br>@@\n"
        "  *Techniques:* Digging, Hills (Building and Interpreting Tunnels)\n"
    )
    assert found.entries[0].authors == ("Nora Poe", "Sam Quill", "Ada Lin")


def test_tables() -> None:
    found = read(
        """
| Title                   | Year | Link                                          |
|-------------------------+------+-----------------------------------------------|
| Burrows under Pressure  | 2010 | [[https://arxiv.org/abs/1001.0001][pdf | v1]] |
|-------------------------+------+-----------------------------------------------|
| Tunnels in the Sand     | 2011 | https://arxiv.org/abs/1101.0002               |
"""
    )
    assert [(e.title, e.year, e.arxiv) for e in found.entries] == [
        ("Burrows under Pressure", 2010, "1001.0001"),
        ("Tunnels in the Sand", 2011, "1101.0002"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* A\n- [[https://arxiv.org/abs/1001.0001][Burrows]]\n", "org"),
        ("#+TITLE: x\n* Burrows\n[[https://arxiv.org/abs/1001.0001]]\n", "org"),
        ("* [Burrows](https://arxiv.org/abs/1001.0001)\n", "markdown"),
        ("* Burrows [[pdf](https://arxiv.org/abs/1001.0001)]\n", "markdown"),
        ("# L\n- [[paper][1]] Burrows\n\n[1]: https://arxiv.org/abs/1001.0001\n", "markdown"),
    ],
)
def test_what_is_org_and_what_is_markdown(text: str, expected: str) -> None:
    assert read_list(text.encode()).format == expected
