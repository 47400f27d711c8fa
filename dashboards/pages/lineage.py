"""Lineage: how methods descend from one another."""

from __future__ import annotations

from dashboards.common import picture
from dashboards.common.pages import page
from dashboards.common.view import View

__all__ = ["lineage"]


@page(
    "Lineage",
    "How the methods of the list descend from one another, and along which papers.",
    icon=":material/account_tree:",
    place=20,
)
def lineage(view: View) -> None:
    """Show trees and paths."""
    picture.show(view, "evolution")
