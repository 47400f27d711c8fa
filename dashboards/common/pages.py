"""The pages: found where they lie, and where each is to be reached."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import dashboards.pages
from dashboards.common.view import View

__all__ = ["Page", "page", "pages"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, what it is called and answers, its place, and what shows it."""

    name: str
    title: str
    question: str
    icon: str
    place: int
    show: Callable[[View], None]


_PAGES: Final[dict[str, Page]] = {}


def page(
    title: str, question: str, *, icon: str, place: int
) -> Callable[[Callable[[View], None]], Callable[[View], None]]:
    """Register the decorated function as the page of its module.

    Parameters
    ----------
    title : str
        What the page is called.
    question : str
        What it answers, in one sentence; it stands below the title.
    icon : str
        One of Streamlit's own, such as ``:material/map:``.
    place : int
        Pages stand in the menu by this number.
    """

    def register(show: Callable[[View], None]) -> Callable[[View], None]:
        name = show.__module__.rpartition(".")[2]
        _PAGES[name] = Page(name, title, question, icon, place, show)
        return show

    return register


def pages() -> dict[str, Page]:
    """Return all pages by name, in the order of the menu."""
    for module in pkgutil.iter_modules(dashboards.pages.__path__):
        importlib.import_module(f"dashboards.pages.{module.name}")
    return dict(sorted(_PAGES.items(), key=lambda item: (item[1].place, item[0])))
