"""Plain loops compiled by numba, where it is installed and the work is large enough to pay."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

__all__ = ["Loop", "compiled_if_it_pays", "read_only"]

Loop = Callable[..., Any]
"""A function of arrays and numbers, written as plain loops."""

# Seconds of CPU, measured; the first use after an installation takes a few more, once.
_LOADING: Final = 0.5  # numba itself, and what was compiled before
_ONE_MORE: Final = 0.1  # the loops of one more kernel, with numba at hand

_machine_code: Final[dict[Loop, Loop]] = {}  # what this process has loaded


def compiled_if_it_pays(
    *loops: Loop, seconds: float, compiled: bool | None = None
) -> tuple[Loop, ...] | None:
    """Return the compiled loops; None where numpy is to do the work.

    Parameters
    ----------
    *loops : callable
        The loops of one kernel; none of them calls another one.
    seconds : float
        What they save, about; loading them pays if that takes less. Those that this process has
        loaded already always pay.
    compiled : bool, optional
        Leave nothing to choose: machine code in any case, or in none.

    Raises
    ------
    ImportError
        If `compiled` is true and numba is not installed.

    Examples
    --------
    >>> compiled_if_it_pays(sum, seconds=0) is None
    True
    """
    if compiled is None:
        ready = all(loop in _machine_code for loop in loops)
        needed = _ONE_MORE if sys.modules.get("numba") is not None else _LOADING
        compiled = ready or (seconds > needed and find_spec("numba") is not None)
    if not compiled:
        return None
    for loop in loops:
        if loop not in _machine_code:
            _machine_code[loop] = _compile(loop)
    return tuple(_machine_code[loop] for loop in loops)


def read_only(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array of which nothing may be written, so that numba meets one type in any case.

    Examples
    --------
    >>> read_only(np.ones(2)).flags.writeable
    False
    """
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _compile(loop: Loop) -> Loop:
    import numba

    machine: Loop
    try:
        machine = numba.njit(cache=True)(loop)
    except RuntimeError:  # numba finds no folder it may write to
        machine = numba.njit(loop)
    return machine
