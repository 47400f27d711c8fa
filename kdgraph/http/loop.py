"""An event loop in its own thread, so that it works under Jupyter and Streamlit."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from typing import Any, Final, TypeVar

__all__ = ["LoopThread"]

T = TypeVar("T")

_GLANCE: Final = 0.2 if os.name == "nt" else None
"""Seconds after which a wait is begun anew: on Windows, Ctrl-C ends none while it lasts."""


class LoopThread:
    """One persistent event loop; the thread starts with the first use."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._mutex = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._closed = False

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run `work` in the loop; the future may be waited for, or cancelled, from any thread."""
        try:
            loop = self._running()
        except BaseException:
            work.close()
            raise
        return asyncio.run_coroutine_threadsafe(work, loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the loop and wait for it; an interrupt here stops it there."""
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("called from within its own event loop (in on_event?)")
        future = self.submit(work)
        try:
            while not wait([future], _GLANCE).done:
                pass
            return future.result()
        except BaseException:
            future.cancel()
            raise

    @property
    def started(self) -> bool:
        """Whether the loop runs."""
        return self._loop is not None

    def close(self) -> None:
        """Stop the loop, and wait until its thread has ended."""
        with self._mutex:
            self._closed = True
            thread, loop, stop = self._thread, self._loop, self._stop
            self._loop = None
        if thread is not None and loop is not None and stop is not None:
            loop.call_soon_threadsafe(stop.set)
            thread.join()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._mutex:
            if self._closed:
                raise RuntimeError("this service is closed; make a new one")
            if self._loop is None:
                ready = threading.Event()
                self._thread = threading.Thread(
                    target=self._serve, args=(ready,), name=self._name, daemon=True
                )
                self._thread.start()
                ready.wait()
            assert self._loop is not None
            return self._loop

    def _serve(self, ready: threading.Event) -> None:
        async def until_stopped() -> None:
            self._stop = stop = asyncio.Event()
            self._loop = asyncio.get_running_loop()
            ready.set()
            await stop.wait()

        asyncio.run(until_stopped())
