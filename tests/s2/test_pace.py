"""One request at a time, and never too soon: across threads, services and the library's client."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from random import random
from time import monotonic, sleep

import pytest

from kdgraph.http import Limiter, Patience
from kdgraph.s2 import Event, Service
from kdgraph.s2._request import Request
from kdgraph.s2.transport import Transport
from tests.emulator import Emulator, Faults
from tests.s2.worlds import KEY, quick, sha, star


class Sent:
    """When requests were sent, in order, by whatever service."""

    def __init__(self) -> None:
        self.at: list[float] = []

    def note(self, event: Event) -> None:
        if event.kind == "request":
            self.at.append(monotonic())


def gaps(times: Iterable[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)]


def test_the_default_pace_is_never_more_than_one_request_in_a_second() -> None:
    sent = Sent()
    with Emulator(star(5)) as emulator:
        with Service(api_url=emulator.url, on_event=sent.note) as service:
            for number in range(4):
                service.papers([sha(number)], ["title"])
            assert service.stats.waited > 2.9
        assert min(gaps(sent.at)) > 1.049
        # the server reads its clock when its thread gets to run
        assert min(gaps(e.started for e in emulator.log)) > 0.95


def test_the_pace_counts_from_when_a_request_leaves() -> None:
    class Noting(Limiter):
        marks = 0

        def mark(self) -> None:
            self.marks += 1
            super().mark()

    async def scene(url: str) -> int:
        limiter = Noting()
        patience = Patience(0, 5, 5, 0.001, 2, random)
        transport = Transport(
            url,
            key=None,
            patience=patience,
            offline=False,
            now=lambda: datetime.now(UTC),
            tell=lambda _: None,
            limiter=limiter,
        )
        await transport.fetch(Request("/graph/v1/paper/" + sha(0)))
        await transport.close()
        return limiter.marks

    with Emulator(star(1)) as emulator:
        assert asyncio.run(scene(emulator.url)) == 2  # before connecting, and when it is sent


def test_pace_holds_across_threads_services_the_library_and_retries() -> None:
    sent = Sent()
    faults = Faults(seed=1, rates={"429": 0.2, "500_html": 0.2, "reset": 0.1})
    with Emulator(star(20), keys=[KEY], faults=faults, latency=0.01) as emulator:
        with (
            quick(emulator.url, api_key=KEY, pace=0.03, on_event=sent.note) as one,
            quick(emulator.url, api_key=KEY, pace=0.03, on_event=sent.note) as two,
            ThreadPoolExecutor(8) as pool,
        ):
            ours = [
                pool.submit(service.papers, [sha(n)], ["title"])
                for n in range(8)
                for service in (one, two)
            ]
            theirs = [
                pool.submit(asyncio.run, one.client.get_paper(sha(n), fields=["title"]))
                for n in range(8)
            ]
            rows = [future.result()[0] for future in ours]
            assert [row.found and row.found.key for row in rows] == [
                sha(n) for n in range(8) for _ in range(2)
            ]
            assert [f.result().paperId for f in theirs] == [sha(n) for n in range(8)]
        assert emulator.max_in_flight == 1
        assert {e.key for e in emulator.log} == {KEY}
        assert len(emulator.log) == len(sent.at) > 24
        assert min(gaps(sent.at)) > 0.0299


def test_a_cancelled_wait_does_not_lose_the_turn() -> None:
    async def scene() -> list[str]:
        limiter, done = Limiter(), []
        first_in, go = asyncio.Event(), asyncio.Event()

        async def holder() -> None:
            async with limiter.turn():
                first_in.set()
                await go.wait()
                done.append("holder")

        async def waiter(name: str) -> None:
            async with limiter.turn():
                done.append(name)

        tasks = [asyncio.create_task(holder())]
        await first_in.wait()
        tasks += [asyncio.create_task(waiter(name)) for name in ("a", "b", "c")]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return done

    assert asyncio.run(asyncio.wait_for(scene(), 5)) == ["holder", "b", "c"]


@pytest.mark.parametrize("steps", range(6))
def test_a_turn_given_to_one_who_is_cancelled_goes_to_the_next(steps: int) -> None:
    async def scene() -> list[str]:
        limiter, done = Limiter(), []

        async def waiter(name: str) -> None:
            async with limiter.turn():
                await asyncio.sleep(0)
                done.append(name)

        tasks = [asyncio.create_task(waiter(name)) for name in "abc"]
        for _ in range(steps):
            await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with limiter.turn():
            return [*done, "free"]

    done = asyncio.run(asyncio.wait_for(scene(), 5))
    assert [name for name in done if name != "b"] == ["a", "c", "free"]


def test_a_cancelled_call_stops_its_request_and_frees_the_gate() -> None:
    async def cancelled(slow: Emulator, stuck: Service) -> None:
        task = asyncio.create_task(stuck.client.get_paper(sha(0), fields=["title"]))
        while not slow.log:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with (
        Emulator(star(5), latency=30) as slow,
        Emulator(star(5)) as fast,
        quick(slow.url, timeout=60, deadline=60) as stuck,
        quick(fast.url) as other,
    ):
        asyncio.run(cancelled(slow, stuck))
        assert other.papers([sha(1)], ["title"])[0].found is not None


def test_it_works_where_an_event_loop_runs_already() -> None:
    async def notebook(service: Service) -> None:
        assert service.papers([sha(1)], ["title"])[0].found is not None
        found = await service.client.get_paper(sha(2), fields=["title"])
        assert found.paperId == sha(2)

    with Emulator(star(5)) as emulator, quick(emulator.url) as service:
        asyncio.run(notebook(service))
        asyncio.run(notebook(service))


def test_control_c_ends_a_call_at_once_and_frees_the_gate() -> None:
    code = (
        "import signal, sys\n"
        "from kdgraph.s2 import Service\n"
        # whoever starts the tests in the background has them ignore Ctrl-C
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "with Service(api_url=sys.argv[1]) as service:\n"
        "    try:\n"
        "        service.papers(['a' * 40], ['title'])\n"
        "    except KeyboardInterrupt:\n"
        "        print(service.papers(['0' * 40], ['title'])[0].found.paper.title)\n"
    )
    with Emulator(star(5), latency=30) as emulator:
        command = [sys.executable, "-c", code, emulator.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            while not emulator.log:
                assert process.poll() is None
                sleep(0.02)
            emulator.latency = 0.0
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=20)
        assert said == "Paper number 0\n"
