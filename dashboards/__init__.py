"""The dashboard: the pictures of kdgraph in the browser, and from each mark to its papers.

`kdgraph dashboard` runs `start/app.py` with Streamlit. This package uses nothing of kdgraph but its
public door, ``import kdgraph``.

A page is one file in `dashboards/pages/`; its name is the page's address. It registers one function
that is given a `View` (a snapshot, as of a day if one was chosen, and the corrections by hand)::

    from dashboards.common import address, picture
    from dashboards.common.pages import page
    from dashboards.common.view import View

    @page(
        "Influence",
        "Which papers carried the field, by several measures.",  # it stands below the title
        icon=":material/leaderboard:",
        place=30,
    )
    def influence(view: View) -> None:
        '''Show the influence figure.'''
        by = address.choice("Ordered by", list(kdgraph.MEASURES), key="by", default="citations")
        picture.show(view, "influence", by=by)

It computes nothing itself. What it needs:

- `View.ask(function, *arguments, **options)`: the answer of a public function that takes a
  snapshot, computed once for the same snapshot and options (`View.ask_graph` for those that take a
  citation graph); `View.draw(name, **options)`: a figure, likewise.
- `address`: controls whose state lives in the URL. Give each its ``key``, the name in the URL.
- `picture.show(view, name, **options)`: the figure, the papers behind the mark that was clicked,
  its numbers, and its downloads.
- `papers`: papers as lines with links, one citation with its sentences, tables of papers whose rows
  lead to them.
- `plain.plain(text)`: a text as Markdown that shows it as it is. Whatever comes from a list, a
  paper or a person passes it, unless it goes to ``st.text``, into a table or through `papers`.

Errors of kdgraph may be let through: the frame says their message. Tests run every page that is
found here on hard and on empty snapshots (`tests/dashboards/`).
"""

from __future__ import annotations

__all__: list[str] = []
